// This file decides where variables live: in the frame or on the heap; and what each function literal captures, by value or by reference.
//
// The rule is simple on purpose (see ../ABI.md): a variable whose address is taken, or that a closure captures by reference, lives on the heap.
// By value is captured what is never assigned after its declaration and is at most 128 bytes, as gc does.
import type { Expr, FuncDecl, FuncLit, Node } from '../syntax/nodes'
import { unparen } from '../syntax/nodes'
import type { Var } from '../types/object'
import type { Info } from '../types/program'
import { sizeof } from './layout'

/** What codegen wants to know about the variables of one function declaration, its literals included. */
export interface EscapeFacts {
  /** Variables that need an address which outlives, or is shared outside, the frame's own code. */
  readonly addressed: ReadonlySet<Var>
  /** Captured variables of each literal, in order of first use; those of literals inside it included. */
  readonly captures: ReadonlyMap<FuncLit, readonly Var[]>
  readonly byReference: ReadonlySet<Var>
}

const largestByValue = 128

/** Finds the facts for a function declaration or a package-level initialiser expression. */
export function analyseEscapes(root: FuncDecl | Expr, info: Info): EscapeFacts {
  const addressed = new Set<Var>()
  const assigned = new Set<Var>()
  const captured = new Set<Var>()
  const captures = new Map<FuncLit, Var[]>()
  const literals: FuncLit[] = []
  const declaredIn = new Map<Var, FuncLit | undefined>()

  const variableOf = (expr: Expr): Var | undefined => {
    const x = unparen(expr)
    if (x.kind !== 'Ident') return undefined
    const obj = info.objectOf(x)
    return obj?.kind === 'Var' && !obj.isField && obj.parentFunc !== undefined ? obj : undefined
  }
  /** The variable whose storage contains the operand: x of x.f[i], not going through pointers or slices. */
  const rootOf = (expr: Expr): Var | undefined => {
    const x = unparen(expr)
    switch (x.kind) {
      case 'Ident':
        return variableOf(x)
      case 'SelectorExpr': {
        const selection = info.selections.get(x)
        if (selection === undefined || selection.indirect || info.typeOf(x.x)?.underlying.kind === 'Pointer') return undefined
        return rootOf(x.x)
      }
      case 'IndexExpr':
        return info.typeOf(x.x)?.underlying.kind === 'Array' ? rootOf(x.x) : undefined
      default:
        return undefined
    }
  }
  const takeAddress = (expr: Expr) => {
    const root = rootOf(expr)
    if (root !== undefined) addressed.add(root)
  }
  const assign = (expr: Expr) => {
    const root = rootOf(expr)
    if (root !== undefined) assigned.add(root)
  }
  const use = (variable: Var) => {
    // Captured by every literal between the use and the declaration.
    for (let i = literals.length - 1; i >= 0; i--) {
      const literal = literals[i]!
      if (variable.parentFunc === literal || declaredIn.get(variable) === literal) return
      const list = captures.get(literal)!
      if (!list.includes(variable)) list.push(variable)
      captured.add(variable)
    }
  }

  const visit = (node: Node): void => {
    switch (node.kind) {
      case 'FuncLit':
        captures.set(node, [])
        literals.push(node)
        visit(node.body)
        literals.pop()
        return
      case 'Ident': {
        const variable = variableOf(node)
        if (variable !== undefined && info.uses.get(node) !== undefined) use(variable)
        return
      }
      case 'SelectorExpr': {
        const selection = info.selections.get(node)
        if (selection !== undefined && selection.kind === 'method' && selection.obj.kind === 'Func') {
          const recv = selection.obj.recv?.type
          if (recv?.kind === 'Pointer' && !selection.indirect && info.typeOf(node.x)?.underlying.kind !== 'Pointer') takeAddress(node.x)
        }
        visit(node.x)
        return
      }
      case 'UnaryExpr':
        if (node.op === '&') takeAddress(node.x)
        break
      case 'StarExpr': {
        // *(*T)(unsafe.Pointer(&x)) reads or writes x in place.
        const inner = addressBehindConversions(node.x, info)
        if (inner !== undefined) {
          assign(inner)
          visit(inner)
          return
        }
        break
      }
      case 'SliceExpr':
        if (info.typeOf(node.x)?.underlying.kind === 'Array') takeAddress(node.x)
        break
      case 'AssignStmt':
        for (const lhs of node.lhs) {
          const x = unparen(lhs)
          if (node.op === ':=' && x.kind === 'Ident' && info.defs.get(x) !== undefined) continue
          assign(lhs)
        }
        break
      case 'IncDecStmt':
        assign(node.x)
        break
      case 'RangeStmt':
        if (node.op === '=') for (const lhs of [node.key, node.value]) if (lhs !== undefined) assign(lhs)
        break
      default:
    }
    forEachChild(node, visit)
  }
  if (root.kind === 'FuncDecl') {
    if (root.body !== undefined) visit(root.body)
  } else visit(root)

  const byReference = new Set<Var>()
  for (const variable of captured) {
    if (assigned.has(variable) || addressed.has(variable) || sizeof(variable.type) > largestByValue) byReference.add(variable)
  }
  // Results are assigned by return statements; a captured result is always shared.
  for (const variable of captured) if (variable.isResult) byReference.add(variable)
  return { addressed, captures, byReference }
}

/** x of `(*T)(unsafe.Pointer(&x))`. */
function addressBehindConversions(expr: Expr, info: Info): Expr | undefined {
  const outer = unparen(expr)
  if (outer.kind !== 'CallExpr' || outer.args.length !== 1 || info.types.get(outer.fun)?.mode !== 'type') return undefined
  const inner = unparen(outer.args[0]!)
  if (inner.kind !== 'CallExpr' || inner.args.length !== 1 || info.types.get(inner.fun)?.mode !== 'type') return undefined
  const address = unparen(inner.args[0]!)
  return address.kind === 'UnaryExpr' && address.op === '&' ? address.x : undefined
}

/** Calls back with the nodes directly below a node. */
function forEachChild(node: Node, visit: (child: Node) => void): void {
  for (const key in node) {
    if (key === 'inherits') continue // a spec that stands elsewhere in the tree
    const value = (node as unknown as Record<string, unknown>)[key]
    if (typeof value !== 'object' || value === null) continue
    if (Array.isArray(value)) {
      for (const item of value) if (typeof item === 'object' && item !== null && 'kind' in item) visit(item as Node)
    } else if ('kind' in value) visit(value as Node)
  }
}
