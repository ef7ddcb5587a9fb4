// Turns basic blocks into a graph that wasm's structured control flow can express: entries into the middle of loops go through a check at
// the loop's head, so that each loop has one entry.
//
// The nodes are the blocks, a root that stands for entering the function, and a check before each loop that can be entered in the middle.
// `order` is a reverse postorder; `dominators` and `merges` are what emitting structured code needs.

import { type Block, type FunctionCode, Untranslatable } from './controlFlow'

export interface GraphNode {
  readonly id: number
  /** None: the root or a check. */
  readonly block: Block | undefined
  /** In the order taken: a branch has its target first. */
  successors: GraphNode[]
  /** Of a check or the root: where each way of entering goes on, and whether it is entered there. */
  readonly entries: Map<Block, { readonly node: GraphNode; readonly last: boolean }>
  /** Place in the reverse postorder; -1 when it cannot be reached. */
  order: number
  dominator: GraphNode | undefined
  /** Nodes it is the immediate dominator of, in reverse postorder. */
  dominated: GraphNode[]
  forwardPredecessors: number
  isLoop: boolean
}

export interface Graph {
  readonly root: GraphNode
  readonly nodes: readonly GraphNode[]
  /** The blocks that can be entered, in the order of their numbers; the function's first has number 0. */
  readonly enterable: readonly Block[]
  /** The blocks of each loop. */
  readonly loops: readonly (readonly Block[])[]
}

const known = new WeakMap<FunctionCode, Map<Block, readonly Block[]>>()

/** Successors of a block inside the function; what follows a call counts. */
export function successorsOf(block: Block, code: FunctionCode): readonly Block[] {
  let list = known.get(code)
  if (!list) known.set(code, (list = new Map()))
  let successors = list.get(block)
  if (!successors) list.set(block, (successors = findSuccessors(block, code)))
  return successors
}

function findSuccessors(block: Block, code: FunctionCode): Block[] {
  const { ending } = block
  const addresses: number[] = []
  if (ending.kind === 'fall' || ending.kind === 'call' || ending.kind === 'enter' || ending.kind === 'exit') addresses.push(ending.next)
  else if (ending.kind === 'jump') addresses.push(ending.target)
  else if (ending.kind === 'branch') addresses.push(ending.target, ending.next)
  else if (ending.kind === 'interpret' && ending.next !== undefined) addresses.push(ending.next)
  return addresses.flatMap(address => {
    const found = code.blocks.get(address)
    return found && !isCut(block, address, code) ? [found] : []
  })
}

/** The jump back to the beginning after the stack has been grown goes through the driver: it would make a loop of every function. */
export function isCut(block: Block, target: number, code: FunctionCode): boolean {
  return target === code.start && block.enterable && block.ending.kind === 'jump'
}

/** The graph of a function; marks loop heads as enterable. Throws Untranslatable for loops with several entries. */
export function makeGraph(code: FunctionCode): Graph {
  const plain = new Builder(code)
  plain.connect()
  const loops = plain.findLoops()
  // The heads of loops in functions put in place are entered in those functions' own translations.
  for (const { block } of loops.keys()) if (block && block.key === block.start) block.enterable = true
  const first = code.blocks.get(code.start)!
  const enterable = [first, ...[...code.blocks.values()].filter(block => block.enterable && block !== first)]
  plain.addEntries(enterable, loops)
  const blocksOf = (members: ReadonlySet<GraphNode>) => [...members].flatMap(node => (node.block ? [node.block] : []))
  return { root: plain.root, nodes: plain.nodes, enterable, loops: [...loops.values()].map(blocksOf) }
}

class Builder {
  readonly nodes: GraphNode[] = []
  readonly root: GraphNode
  private readonly ofBlock = new Map<Block, GraphNode>()

  constructor(private readonly code: FunctionCode) {
    this.root = this.add(undefined)
    for (const block of code.blocks.values()) this.ofBlock.set(block, this.add(block))
  }

  private add(block: Block | undefined): GraphNode {
    const node: GraphNode = {
      id: this.nodes.length,
      block,
      successors: [],
      entries: new Map(),
      order: -1,
      dominator: undefined,
      dominated: [],
      forwardPredecessors: 0,
      isLoop: false,
    }
    this.nodes.push(node)
    return node
  }

  connect() {
    for (const node of this.nodes) {
      if (node.block) node.successors = successorsOf(node.block, this.code).map(block => this.ofBlock.get(block)!)
    }
    const start = this.ofBlock.get(this.code.blocks.get(this.code.start)!)!
    this.root.successors = [start]
    // What can only be reached from outside hangs on the root too: first what can be entered, then what is left.
    const reached = new Set<GraphNode>([this.root])
    const reach = (from: GraphNode) => {
      const pending = [from]
      for (let node = pending.pop(); node; node = pending.pop()) {
        for (const successor of node.successors) {
          if (reached.has(successor)) continue
          reached.add(successor)
          pending.push(successor)
        }
      }
    }
    reach(this.root)
    for (const enterable of [true, false]) {
      for (const node of this.nodes) {
        if (reached.has(node) || (enterable && !node.block?.enterable)) continue
        this.root.successors.push(node)
        reached.add(node)
        reach(node)
      }
    }
    this.arrange()
  }

  /** Works out order, dominators, merges and loops. */
  private arrange() {
    const { nodes, root } = this
    for (const node of nodes) {
      node.order = -1
      node.dominator = undefined
      node.dominated = []
      node.forwardPredecessors = 0
      node.isLoop = false
    }
    const reverse: GraphNode[] = []
    const seen = new Set<GraphNode>([root])
    const stack: { node: GraphNode; next: number }[] = [{ node: root, next: 0 }]
    while (stack.length) {
      const top = stack[stack.length - 1]
      if (top.next < top.node.successors.length) {
        const successor = top.node.successors[top.next++]
        if (!seen.has(successor)) {
          seen.add(successor)
          stack.push({ node: successor, next: 0 })
        }
      } else {
        reverse.push(top.node)
        stack.pop()
      }
    }
    const ordered = reverse.reverse()
    ordered.forEach((node, i) => {
      node.order = i
    })
    const predecessors = new Map<GraphNode, GraphNode[]>(ordered.map(node => [node, []]))
    for (const node of ordered) for (const successor of node.successors) predecessors.get(successor)!.push(node)
    root.dominator = root
    for (let changed = true; changed; ) {
      changed = false
      for (const node of ordered) {
        if (node === root) continue
        let found: GraphNode | undefined
        for (const predecessor of predecessors.get(node)!) {
          if (!predecessor.dominator) continue
          found = found ? common(found, predecessor) : predecessor
        }
        if (found !== node.dominator) {
          node.dominator = found
          changed = true
        }
      }
    }
    for (const node of ordered) {
      if (node !== root) node.dominator!.dominated.push(node)
      for (const predecessor of predecessors.get(node)!) {
        if (predecessor.order < node.order) node.forwardPredecessors++
        else {
          node.isLoop = true
          if (!dominates(node, predecessor)) throw new Untranslatable('a loop has several entries')
        }
      }
    }
  }

  /** The nodes of each natural loop, by its head. */
  findLoops(): Map<GraphNode, Set<GraphNode>> {
    const loops = new Map<GraphNode, Set<GraphNode>>()
    const predecessors = new Map<GraphNode, GraphNode[]>(this.nodes.map(node => [node, []]))
    for (const node of this.nodes) for (const successor of node.successors) predecessors.get(successor)!.push(node)
    for (const head of this.nodes.filter(node => node.isLoop)) {
      const members = new Set<GraphNode>([head])
      const pending = predecessors.get(head)!.filter(node => node.order >= head.order)
      for (let node = pending.pop(); node; node = pending.pop()) {
        if (members.has(node)) continue
        members.add(node)
        pending.push(...predecessors.get(node)!)
      }
      loops.set(head, members)
    }
    return loops
  }

  addEntries(enterable: readonly Block[], loops: ReadonlyMap<GraphNode, ReadonlySet<GraphNode>>) {
    const checks = new Map<GraphNode, GraphNode>()
    const checkOf = (head: GraphNode) => {
      let check = checks.get(head)
      if (!check) {
        check = this.add(undefined)
        checks.set(head, check)
      }
      return check
    }
    // The way of each entry: root, checks of the loops around it from outside in, itself.
    const ways = new Map<Block, GraphNode[]>()
    for (const block of enterable) {
      const node = this.ofBlock.get(block)!
      const around = [...loops].filter(([head, members]) => head !== node && members.has(node))
      around.sort((a, b) => b[1].size - a[1].size)
      ways.set(block, [...around.map(([head]) => checkOf(head)), node])
    }
    // All edges to a checked head lead to its check, which goes on to the head.
    const real = (node: GraphNode) => checks.get(node) ?? node
    for (const node of this.nodes) node.successors = node.successors.map(real)
    for (const [head, check] of checks) check.successors = [head]
    // Every way of emitting a branch is an edge: nodes with one are emitted where the branch would be.
    this.root.successors = [real(this.ofBlock.get(enterable[0])!)]
    for (const [block, way] of ways) {
      let from = this.root
      for (const [i, step] of way.entries()) {
        // A head that has a check is entered through it as if from within the program.
        const to = i === way.length - 1 ? real(step) : step
        from.entries.set(block, { node: to, last: i === way.length - 1 })
        from.successors.push(to)
        from = to
      }
    }
    this.arrange()
  }
}

function common(a: GraphNode, b: GraphNode): GraphNode {
  while (a !== b) {
    while (a.order > b.order) a = a.dominator!
    while (b.order > a.order) b = b.dominator!
  }
  return a
}

function dominates(a: GraphNode, b: GraphNode): boolean {
  let node: GraphNode = b
  while (node.order > a.order) node = node.dominator!
  return node === a
}
