// Turns a function's machine code into a wasm function; see interpreter/driver.ts for its signature.
//
// The body stands inside one wasm block for each way of leaving (a set of dirty registers and a place of SP): leaving is a branch with the
// number of the instruction as its value, and what is to be stored is written once behind that block.

import { beginAtEntry, left, registerAt, spanAbove, spanBelow, translatedSignature } from '../interpreter/driver'
import { markRange } from '../interpreter/markWritten'
import { implicit } from '../isa/emitter'
import { blockRecord, engineState, heapAddress, type Layout, runningThread, threadRecord } from '../memory/layout'
import { type Code, type I32, type I64, i32, i64, unsigned } from '../wasm/expressions'
import { callFunction, callIndirect, type Frame, FunctionBuilder } from '../wasm/functionBuilder'
import { addressOfKey, type Block, type FunctionCode, type Step, Untranslatable } from './controlFlow'
import { findNeeds, findSlotNeeds, flagsBit, ignoresFlags, type Needs, passed, returned } from './dataflow'
import { stackAccess } from './effects'
import { type Graph, type GraphNode, isCut, makeGraph } from './graph'
import { type RegisterState, Registers, registerState } from './registers'
import { type Imports, type Jump, TranslatorEmitter } from './translatorEmitter'

/** How a function can call others. */
export interface Callees {
  /** Number of that function in the same module, if it is there. */
  inModule(address: number): number | undefined
  /** Place in the shared table of the function that begins there. */
  inTable(address: number): number | undefined
  /** Whether the function that begins there sets the flags before it looks at them, so that its callers need not store theirs. */
  ignoresFlags(address: number): boolean
  /** Type number of the signature of translated functions. */
  readonly signature: number
}

export interface TranslatedFunction {
  readonly builder: FunctionBuilder
  readonly code: FunctionCode
  /** The blocks that can be entered; their place is their number. */
  readonly enterable: readonly Block[]
  readonly fuel: FuelGroups
}

/** Blocks whose fuel is asked for at once: where a group is entered there must be enough for the longest way through it. */
export interface FuelGroups {
  /** The first block of the group that a block belongs to. */
  readonly first: ReadonlyMap<Block, Block>
  /** What the first block asks for. */
  readonly cost: ReadonlyMap<Block, number>
}

/** Longer ways are not asked for at once: what is left of a turn would be interpreted too often. */
const longestWay = 64

/**
 * Groups blocks that can only be reached from one another, without a call between them, and are executed nearly always when the first is: a
 * breakpoint in one of them has them all interpreted, which must cost nothing where it is not met.
 */
function groupFuel(graph: Graph, code: FunctionCode): FuelGroups {
  const first = new Map<Block, Block>()
  const spent = new Map<Block, number>()
  const cost = new Map<Block, number>()
  for (const node of [...graph.nodes].sort((a, b) => a.order - b.order)) {
    const { block } = node
    if (!block) continue
    const before = node.forwardPredecessors === 1 && !node.isLoop ? node.dominator?.block : undefined
    const goesOn = before && isFollowedBy(before, block, graph, code)
    const already = goesOn ? spent.get(before)! : 0
    const joins = goesOn && already + block.steps.length <= longestWay
    const head = joins ? first.get(before)! : block
    const total = (joins ? already : 0) + block.steps.length
    first.set(block, head)
    spent.set(block, total)
    cost.set(head, Math.max(cost.get(head) ?? 0, total))
  }
  return { first, cost }
}

/** Whether one block comes after another unless a loop ends, the stack must grow or something panics. */
function isFollowedBy(block: Block, next: Block, graph: Graph, code: FunctionCode): boolean {
  const { ending } = block
  if (ending.kind !== 'branch') return ending.kind !== 'call' && ending.kind !== 'interpret'
  const other = code.blocks.get(ending.next === next.key ? ending.target : ending.next)
  // Only a function put in place jumps to what is not there: to grow the stack.
  if (!other) return true
  if (other === next) return false
  if (block.key === code.start && ending.next === next.key) return true
  if (graph.loops.some(members => members[0] === block && members.includes(next) && !members.includes(other))) return true
  if (other.ending.kind === 'interpret') return true
  return other.ending.kind === 'call' && code.blocks.get(other.ending.next)?.ending.kind === 'interpret'
}

/** Instruction numbers: the offset in text, and how much fuel of the block is to be given back. */
const refundBits = 8
export const largestText = 2 ** (32 - refundBits)

/**
 * Translates one function. `recordOf` gives the linear address of the record of each block, in which its cost is looked up; `watching`
 * code leaves before it touches a page with watched memory. Throws Untranslatable.
 */
export function translateFunction(
  code: FunctionCode,
  layout: Layout,
  imports: Imports,
  callees: Callees,
  recordOf: (block: Block) => number,
  watching: boolean,
): TranslatedFunction {
  return new FunctionTranslator(code, layout, imports, callees, recordOf, watching).run()
}

const running = i32.const(runningThread)

class FunctionTranslator {
  private readonly f = new FunctionBuilder(translatedSignature.parameters, translatedSignature.results)
  private readonly returnTo = this.f.parameter<'i32'>(0)
  private readonly fuel = this.f.parameter<'i32'>(1)
  private readonly sp: I64 = this.f.parameter<'i64'>(2).get
  /** The lower half of SP at entry. */
  private readonly frame = this.f.permanentLocal('i32')
  /** Number of the entry that is still to be gone to, plus 1. */
  private readonly way = this.f.permanentLocal('i32')
  private readonly registers = new Registers(this.f, running, [
    [implicit.AX, this.f.parameter<'i64'>(3)],
    [implicit.BX, this.f.parameter<'i64'>(4)],
  ])
  private readonly emitter: TranslatorEmitter
  private readonly graph: Graph
  private readonly needs: Map<Block, Needs>
  private readonly groups: FuelGroups
  private readonly exits = new Map<string, { frame: Frame; state: RegisterState }>()
  private readonly loopFrames = new Map<GraphNode, Frame>()
  private readonly blockFrames = new Map<GraphNode, Frame>()
  private readonly nodeOf = new Map<Block, GraphNode>()
  /** The instruction that is being emitted, as an instruction number. */
  private number = 0
  /** The one behind it. */
  private nextNumber = 0
  /** What the states have in common that arrive where several lead to. */
  private readonly arrived = new Map<GraphNode, Pick<RegisterState, 'slots' | 'proven' | 'writable'>>()

  constructor(
    private readonly code: FunctionCode,
    private readonly layout: Layout,
    imports: Imports,
    private readonly callees: Callees,
    private readonly recordOf: (block: Block) => number,
    private readonly watching: boolean,
  ) {
    this.graph = makeGraph(code)
    this.groups = groupFuel(this.graph, code)
    this.needs = findNeeds(code)
    if (!watching) findSlotNeeds(code, this.graph.loops, this.registers, this.needs)
    for (const node of this.graph.nodes) if (node.block) this.nodeOf.set(node.block, node)
    this.emitter = new TranslatorEmitter(this.f, this.registers, {
      frameLow: code.low,
      frameHigh: code.high,
      sp: this.sp,
      frame: this.frame.get,
      layout,
      imports,
      watching,
      leave: condition => this.leave(condition, this.number),
      leaveBehind: condition => this.leave(condition, this.nextNumber),
    })
  }

  run(): TranslatedFunction {
    const { f, code, graph } = this
    this.tree(graph.root)
    f.unreachable()
    this.closeExits()
    return { builder: f, code, enterable: graph.enterable, fuel: this.groups }
  }

  // --- structure

  /** Emits a node and all it dominates. */
  private tree(node: GraphNode) {
    const merges = node.dominated.filter(child => child.forwardPredecessors > 1).sort((a, b) => b.order - a.order)
    if (node.isLoop) {
      this.f.loop(frame => {
        this.loopFrames.set(node, frame)
        this.within(node, merges, 0)
      })
    } else this.within(node, merges, 0)
  }

  private within(node: GraphNode, merges: readonly GraphNode[], i: number) {
    if (i === merges.length) {
      this.emitNode(node)
      return
    }
    this.f.block(frame => {
      this.blockFrames.set(merges[i], frame)
      this.within(node, merges, i + 1)
    })
    this.begin(merges[i])
    this.tree(merges[i])
  }

  /** The state at the begin of a node that several lead to. */
  private begin(node: GraphNode) {
    const block = blockBehind(node)
    if (!block) return
    const { live, dirty, slots } = this.needs.get(block)!
    const flags = block.key === this.code.start && ignoresFlags(this.code) ? 'callers' : undefined
    // What comes round a loop is not known yet.
    const arrived = node.isLoop ? undefined : this.arrived.get(node)
    this.registers.state = registerState({
      valid: live | dirty,
      dirty,
      delta: block.delta,
      flags,
      slots: slots | (arrived?.slots ?? 0),
      proven: arrived?.proven ?? 0,
      writable: arrived?.writable ?? 0,
    })
  }

  /** Goes from a node to a successor; the rest of the code behind it is emitted on the spot if this is the only way there. */
  private goTo(from: GraphNode, to: GraphNode) {
    const block = blockBehind(to)!
    const { live, dirty, slots } = this.needs.get(block)!
    this.registers.load(live | dirty)
    this.registers.loadSlots(slots, offset => this.emitter.framePlace(offset, 1))
    if (to.order <= from.order) this.f.br(this.loopFrames.get(to)!)
    else if (to.forwardPredecessors > 1) {
      this.arrive(to)
      this.f.br(this.blockFrames.get(to)!)
    } else {
      if (to.isLoop) this.begin(to)
      this.tree(to)
    }
  }

  private arrive(node: GraphNode) {
    const { slots, proven, writable } = this.registers.state
    const known = this.arrived.get(node)
    this.arrived.set(
      node,
      known
        ? { slots: slots & known.slots, proven: proven & known.proven, writable: writable & known.writable }
        : { slots, proven, writable },
    )
  }

  private emitNode(node: GraphNode) {
    if (node === this.graph.root) this.emitRoot()
    else if (node.block) this.emitBlock(node, node.block)
    else this.emitCheck(node)
  }

  /** Entering the function: from a caller, whose stack pointer is checked against what the driver allows, or from the driver. */
  private emitRoot() {
    const { f, code, graph, registers } = this
    const state = i32.const(0)
    const normal = code.low >= -spanBelow && code.high <= spanAbove
    const first = graph.enterable[0]
    f.set(this.frame, i32.wrap(this.sp))
    f.if(
      i32.geS(this.returnTo.get, i32.const(0)),
      () => {
        registers.state = registerState({ valid: passed, dirty: passed })
        const refuse = () => this.resumeAt(i64.const(code.start), left.withCallersFlags)
        if (!normal) {
          refuse()
          return
        }
        f.if(i64.ltU(this.sp, i64.load(state, engineState.stackFloor)), refuse)
        this.emitWay(graph.root, first, passed)
      },
      () => {
        const low = f.let(i64.add(this.sp, i64.const(code.low - heapAddress)))
        const heap = i64.load(state, engineState.heapLimits)
        const span = i64.const(code.high - code.low)
        f.if(i32.or(i64.gtU(low, heap), i64.gtU(i64.add(low, span), heap)), () => {
          f.emit(i32.store(state, this.fuel.get, engineState.fuelLeft))
          f.return(i32.const(left.interpret), i64.const(0))
        })
        // What the driver has marked is enough for others.
        if (!normal) f.emit(markRange(this.emitter.framePlace(code.low, code.high - code.low), i32.const(code.high - code.low)))
        f.set(this.way, i32.add(i32.and(this.returnTo.get, i32.const(beginAtEntry - 1)), i32.const(1)))
        this.emitWays(graph.root)
      },
    )
    f.unreachable()
  }

  /** Before the head of a loop: whoever enters the loop in the middle goes there. */
  private emitCheck(node: GraphNode) {
    const before = this.registers.state
    this.f.if(this.way.get, () => this.emitWays(node))
    this.registers.state = { ...before }
    this.goTo(node, node.successors[0])
  }

  /** Goes where `way` says, found by halving. */
  private emitWays(node: GraphNode) {
    const numbers = this.graph.enterable.map((_, i) => i).filter(i => node.entries.has(this.graph.enterable[i]))
    const emit = (from: number, to: number) => {
      if (to - from === 1) {
        this.emitWay(node, this.graph.enterable[numbers[from]])
        return
      }
      const middle = (from + to) >> 1
      this.f.if(
        i32.ltU(this.way.get, i32.const(numbers[middle] + 1)),
        () => emit(from, middle),
        () => emit(middle, to),
      )
    }
    if (numbers.length) emit(0, numbers.length)
    this.f.unreachable()
  }

  /** AX and BX come as parameters; what else is in the record is loaded. `dirty`: what is not there. */
  private emitWay(from: GraphNode, block: Block, dirty = 0) {
    const { node, last } = from.entries.get(block)!
    this.registers.state = registerState({ valid: passed, dirty, delta: block.delta })
    if (last) {
      if (from !== this.graph.root || this.graph.nodes.some(other => !other.block && other !== from)) this.f.set(this.way, i32.const(0))
      this.goTo(from, node)
    } else if (node.order <= from.order) this.f.br(this.loopFrames.get(node)!)
    else if (node.forwardPredecessors > 1) this.f.br(this.blockFrames.get(node)!)
    else {
      this.begin(node)
      this.tree(node)
    }
  }

  // --- blocks

  private emitBlock(node: GraphNode, block: Block) {
    const { f, registers, emitter } = this
    const { steps, ending } = block
    // Emitted code before may have left the state of another path.
    if (registers.state.delta !== block.delta) throw new Untranslatable('the stack pointer is not where it was expected')
    this.number = this.numberOf(block.start, 0)
    if (this.groups.first.get(block) === block) {
      this.leave(i32.ltS(this.fuel.get, i32.load(i32.const(0), this.recordOf(block) + blockRecord.cost)), this.number)
    }
    if (steps.length) f.set(this.fuel, i32.sub(this.fuel.get, i32.const(steps.length)))
    let jump: Jump | undefined
    for (let i = 0; i < steps.length; i++) {
      const { instruction, effects } = steps[i]
      this.number = this.numberOf(instruction.address, steps.length - i)
      this.nextNumber = this.numberOf(instruction.address + instruction.length, steps.length - i - 1)
      jump = emitter.run(instruction, effects, flagsAreDead(steps, i, this.watching))
      if (!jump) f.releaseLocals()
    }
    switch (ending.kind) {
      case 'fall':
        this.goTo(node, this.successor(node, ending.next))
        break
      case 'jump':
        this.jump(node, block, ending.target)
        break
      case 'branch':
        this.branch(node, block, ending.target, ending.next, jump!.condition!)
        break
      case 'call':
        this.call(ending.target, addressOfKey(ending.next), jump!)
        this.goTo(node, this.successor(node, ending.next))
        break
      case 'enter':
        this.goTo(node, this.successor(node, ending.next))
        break
      case 'exit': {
        const address = jump!.address!
        f.if(i64.ne(address, i64.const(addressOfKey(ending.next))), () => this.resumeAt(address))
        this.goTo(node, this.successor(node, ending.next))
        break
      }
      case 'return':
        this.return(jump!.address!)
        break
      case 'jumpIndirect':
        this.resumeAt(jump!.address!)
        break
      case 'interpret':
        this.number = this.numberOf(ending.address, 0)
        this.leave(undefined, this.number)
        break
    }
    f.releaseLocals()
  }

  private successor(node: GraphNode, key: number): GraphNode {
    return node.successors.find(successor => blockBehind(successor)?.key === key)!
  }

  private jump(node: GraphNode, block: Block, target: number) {
    if (this.code.blocks.has(target) && !isCut(block, target, this.code)) this.goTo(node, this.successor(node, target))
    else this.resumeAt(i64.const(addressOfKey(target)))
  }

  private branch(node: GraphNode, block: Block, target: number, next: number, condition: I32) {
    const { registers, f } = this
    const before = { ...registers.state }
    f.if(condition, () => this.jump(node, block, target))
    registers.state = before
    this.goTo(node, this.successor(node, next))
  }

  /** The return address has been pushed; calls and takes up the registers from the record. */
  private call(target: number | undefined, next: number, jump: Jump) {
    const { f, registers, callees } = this
    const { state } = registers
    if (state.delta > 0) throw new Untranslatable('a call above the frame')
    const inModule = target === undefined ? undefined : callees.inModule(target)
    const inTable = target === undefined ? undefined : callees.inTable(target)
    const address = target === undefined ? jump.address! : i64.const(target)
    // What g is must be found out anew by the driver.
    const isFarther = (target !== undefined && inModule === undefined && inTable === undefined) || this.hasNewG()
    if (isFarther) this.resumeAt(address)
    else {
      registers.load(passed)
      const keepsFlags = target !== undefined && callees.ignoresFlags(target) && (state.dirty & flagsBit) !== 0
      f.emit(registers.stores(state.dirty & ~(keepsFlags ? passed | flagsBit : passed)))
      state.dirty &= passed
      const values = [
        i32.const(next),
        this.fuel.get,
        this.emitter.readRegister(implicit.SP, 8),
        registers.local(implicit.AX).get,
        registers.local(implicit.BX).get,
      ] as const
      if (inModule !== undefined) this.take(callFunction('i32', inModule, ...values), keepsFlags)
      else if (inTable !== undefined) {
        f.emit(i64.store(running, address, threadRecord.rip))
        this.take(callIndirect('i32', 0, callees.signature, i32.const(inTable), ...values), keepsFlags)
      } else {
        const entry = f.local('i32')
        const { layout } = this
        f.set(entry, i32.const(0))
        f.if(i64.ltU(i64.sub(address, i64.const(layout.textStart)), i64.const(layout.textEnd - layout.textStart)), () => {
          const bias = (layout.entries - layout.textStart * 4) | 0
          f.set(entry, i32.load(i32.add(i32.shl(i32.wrap(address), i32.const(2)), i32.const(bias))))
        })
        const isStart = i32.eq(i32.load(entry.get, blockRecord.entry), i32.const(beginAtEntry))
        f.if(i32.eqz(i32.and(i32.ne(entry.get, i32.const(0)), isStart)), () => this.resumeAt(address))
        this.take(callIndirect('i32', 0, callees.signature, i32.load(entry.get, blockRecord.functionIndex), ...values), false)
      }
    }
    registers.state = registerState({ valid: returned, dirty: returned, delta: state.delta + 8 })
  }

  /** Takes up what a call gives back. `keepsFlags`: those of before the call are in the locals only. */
  private take(result: I32, keepsFlags: boolean) {
    const { f, registers } = this
    const fuel = this.fuel.get
    f.emit([result.code, 0x21, unsigned(registers.local(implicit.AX).index), 0x21, unsigned(this.fuel.index)])
    f.if(i32.ltS(fuel, i32.const(0)), () => {
      // Without `withCallersFlags` this bit is set.
      const { withCallersFlags } = left
      if (keepsFlags) f.if(i32.eqz(i32.and(fuel, i32.const(-withCallersFlags))), () => f.emit(registers.stores(flagsBit)))
      f.return(i32.or(fuel, i32.const(-withCallersFlags)), i64.const(0))
    })
  }

  /** Whether R14 may be another than when the driver worked out `gPlace`. */
  private hasNewG(): boolean {
    return (this.registers.state.dirty & (1 << implicit.R14)) !== 0
  }

  private return(address: I64) {
    const { f, registers } = this
    const { state } = registers
    // `return` has been popped already.
    if (state.delta === 8 && !this.hasNewG()) {
      f.emit(registers.stores(state.dirty & ~returned))
      state.dirty &= returned
      registers.load(returned)
      f.if(i64.eq(address, i64.extendU(this.returnTo.get)), () => f.return(this.fuel.get, registers.local(implicit.AX).get))
    }
    this.resumeAt(address)
  }

  /** Leaves to the driver, which goes on at that address. `how`: 0 or `withCallersFlags`. */
  private resumeAt(address: I64, how = 0) {
    const { f, registers } = this
    f.emit(registers.stores(registers.state.dirty))
    f.emit(i64.store(running, this.emitter.readRegister(implicit.SP, 8), registerAt.SP))
    f.emit(i64.store(running, address, threadRecord.rip))
    f.emit(i32.store(i32.const(0), this.fuel.get, engineState.fuelLeft))
    f.return(i32.const(left.resume + how), i64.const(0))
  }

  // --- leaving for the interpreter

  private numberOf(address: number, refund: number): number {
    return ((address - this.layout.textStart) << refundBits) | refund
  }

  private leave(condition: I32 | undefined, number: number) {
    const { dirty, delta, flags } = this.registers.state
    const key = `${dirty},${delta},${flags === 'callers'}`
    let exit = this.exits.get(key)
    if (!exit) {
      // The blocks are put around the body when it is finished: the n-th one found is the n-th from inside.
      exit = { frame: { depth: -this.exits.size }, state: { ...this.registers.state } }
      this.exits.set(key, exit)
    }
    const { f } = this
    f.emit(i32.const(number).code)
    if (!condition) f.br(exit.frame)
    else {
      f.brIf(exit.frame, condition)
      f.emit([0x1a])
    }
  }

  private closeExits() {
    const { f, registers, layout } = this
    const number = f.permanentLocal('i32')
    const openings: Code[] = []
    const closings: Code[] = []
    for (const { state } of this.exits.values()) {
      openings.push([0x02, 0x7f])
      registers.state = state
      const pc = i64.add(i64.extendU(i32.shrU(number.get, i32.const(refundBits))), i64.const(layout.textStart))
      const fuel = i32.add(this.fuel.get, i32.and(number.get, i32.const(2 ** refundBits - 1)))
      closings.push([
        0x0b,
        [0x21, unsigned(number.index)],
        registers.stores(state.dirty),
        i64.store(running, this.emitter.readRegister(implicit.SP, 8), registerAt.SP),
        i64.store(running, pc, threadRecord.rip),
        i32.store(i32.const(0), fuel, engineState.fuelLeft),
        i32.const(left.interpret + (state.flags === 'callers' ? left.withCallersFlags : 0)).code,
        i64.const(0).code,
        0x0f,
      ])
    }
    f.wrap(openings, closings)
  }
}

/** The block of a node, or the one behind a check. */
function blockBehind(node: GraphNode): Block | undefined {
  return node.block ?? (node.successors.length ? node.successors[0].block : undefined)
}

/** Whether the flags that a step sets are set anew before anything can see them. */
function flagsAreDead(steps: readonly Step[], i: number, watching: boolean): boolean {
  // Behind a write through a pointer code may leave, to look at the frame anew.
  if (steps[i].effects.writesMemory > 0 && steps[i].effects.mayLeave) return false
  for (let j = i + 1; j < steps.length; j++) {
    const { effects, instruction } = steps[j]
    if (effects.readsFlags || effects.mayLeave) return false
    if (watching && (effects.readsMemory > 0 || effects.writesMemory > 0 || stackAccess(instruction))) return false
    if (effects.setsFlags === 'always') return true
    if (effects.setsFlags === 'maybe') return false
  }
  return false
}
