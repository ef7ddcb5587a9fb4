// This file puts the result expression of small runtime functions where they are called, as gc does everywhere in an optimised runtime.
//
// Only package runtime and what belongs to it is compiled so: there a call of `add(p, x)` costs more than what it does. The program's
// own calls all stay calls, so that each can be stepped into. What is put in place has no calls and no effects, and its lines are those
// of the call.
import type { CallExpr, Expr } from '../syntax/nodes'
import { unparen } from '../syntax/nodes'
import type { Func, Var } from '../types/object'
import type { Info } from '../types/program'
import type { Type } from '../types/type'
import { genReceiver, settle, staticFunction } from './calls'
import { genCondition } from './conditions'
import type { CodeLabel } from './emit'
import { genConverted } from './expressions'
import type { FunctionGenerator } from './function'
import { isScalar } from './layout'
import type { Value } from './values'

interface Inlinable {
  readonly info: Info
  readonly params: readonly Var[]
  readonly result: Type
  readonly body: Expr
  /** Where each parameter is read. */
  readonly uses: ReadonlyMap<Var, readonly Expr[]>
  /** Whether the expression may branch. */
  readonly branches: boolean
}

const known = new WeakMap<Func, Inlinable | 'no'>()

/** The call as an expression of its own, if it is one of a small function: its operands are evaluated, then `generate` gets the body. */
export function genInlined<T>(f: FunctionGenerator, e: CallExpr, generate: (body: Expr, result: Type) => T): T | undefined {
  if (!f.pkg.stackOnly) return undefined
  const callee = calleeOf(f, e)
  const inlinable = callee === undefined ? undefined : inlinableOf(callee)
  if (callee === undefined || inlinable === undefined) return undefined
  const { sig } = callee
  if (sig.variadic || e.args.length !== sig.params.length) return undefined
  const values: Value[] = []
  if (sig.recv !== undefined) {
    const fun = unparen(e.fun)
    if (fun.kind !== 'SelectorExpr') return undefined
    const receiver = genReceiver(f, fun, f.info.selections.get(fun)!)
    values.push(receiver.value)
  }
  for (const [i, arg] of e.args.entries()) values.push(genConverted(f, arg, sig.params[i]!.type))
  const { params, uses, branches, body, result, info } = inlinable
  const ready = values.map((value, i) => {
    const count = uses.get(params[i]!)!.length
    if (isReusable(value) || (count === 1 && !branches)) return value
    if (count === 0) {
      f.releaseValue(value)
      return value
    }
    return settle(f, f.materialize(value, params[i]!.type), params[i]!.type)
  })
  return f.inside(info, () => {
    let made = () => generate(body, result)
    params.forEach((param, i) => {
      for (const use of uses.get(param)!) {
        const inner = made
        made = () => f.withValue(use, ready[i]!, inner)
      }
    })
    return made()
  })
}

/** A value that takes no register to use again. */
function isReusable(value: Value): boolean {
  if (value.kind === 'constant' || value.kind === 'zero') return true
  return (value.kind === 'memory' || value.kind === 'address') && value.address.base === undefined && value.address.index === undefined
}

/** As `genCondition`, for a call; false if it is none that can be put in place. */
export function genInlinedCondition(f: FunctionGenerator, e: CallExpr, target: CodeLabel, sense: boolean): boolean {
  const done = genInlined(f, e, body => {
    genCondition(f, body, target, sense)
    return true
  })
  return done === true
}

function calleeOf(f: FunctionGenerator, e: CallExpr): Func | undefined {
  const fun = unparen(e.fun)
  const func = staticFunction(f, fun)
  if (func !== undefined) return func
  const selection = fun.kind === 'SelectorExpr' ? f.info.selections.get(fun) : undefined
  if (selection?.kind !== 'method') return undefined
  const method = selection.obj as Func
  return method.decl === undefined ? undefined : method
}

function inlinableOf(func: Func): Inlinable | undefined {
  let found = known.get(func)
  if (found === undefined) {
    // While it is being looked at it is not: recursion.
    known.set(func, 'no')
    found = examine(func) ?? 'no'
    known.set(func, found)
  }
  return found === 'no' ? undefined : found
}

function examine(func: Func): Inlinable | undefined {
  const { decl, pkg } = func
  const statements = decl?.body?.stmts ?? []
  const [statement] = statements
  if (pkg === undefined || decl === undefined || statements.length !== 1 || statement?.kind !== 'ReturnStmt') return undefined
  if (statement.results.length !== 1 || func.sig.results.length !== 1) return undefined
  if (decl.directives.some(d => d.startsWith('//go:noinline') || d.startsWith('//go:linkname'))) return undefined
  const { sig } = func
  const params = sig.recv === undefined ? sig.params : [sig.recv, ...sig.params]
  const result = sig.results[0]!.type
  if (!isScalar(result) || params.some(param => !isScalar(param.type) || param.type.underlying.kind === 'Interface')) return undefined
  const uses = new Map<Var, Expr[]>(params.map(param => [param, []]))
  const facts = { branches: false }
  const body = statement.results[0]!
  return isSimple(body, pkg.info, uses, facts) ? { info: pkg.info, params, result, body, uses, branches: facts.branches } : undefined
}

function isSimple(e: Expr, info: Info, uses: Map<Var, Expr[]>, facts: { branches: boolean }): boolean {
  const simple = (inner: Expr) => isSimple(inner, info, uses, facts)
  if (info.types.get(e)?.value !== undefined) return true
  switch (e.kind) {
    case 'Ident': {
      const obj = info.uses.get(e)
      if (obj?.kind === 'Nil') return true
      if (obj?.kind !== 'Var') return false
      const list = uses.get(obj)
      if (list !== undefined) list.push(e)
      return list !== undefined || obj.parentFunc === undefined
    }
    case 'ParenExpr':
    case 'StarExpr':
      return simple(e.x)
    case 'SelectorExpr': {
      const selection = info.selections.get(e)
      return selection?.kind === 'field' && simple(e.x)
    }
    case 'IndexExpr': {
      const kind = info.typeOf(e.x)?.underlying.kind
      return kind === 'Array' && simple(e.x) && simple(e.indices[0]!)
    }
    case 'UnaryExpr':
      if (e.op === '!') facts.branches = true
      return e.op !== '&' && e.op !== '<-' && simple(e.x)
    case 'BinaryExpr':
      if ((e.op === '/' || e.op === '%') && info.types.get(e.y)?.value === undefined) return false
      if (['&&', '||', '==', '!=', '<', '<=', '>', '>='].includes(e.op)) facts.branches = true
      return simple(e.x) && simple(e.y)
    case 'CallExpr': {
      const found = info.types.get(e.fun)
      if (found?.mode === 'type')
        return e.args.length === 1 && isScalar(found.type) && isScalar(info.typeOf(e.args[0]!)!) && simple(e.args[0]!)
      if (found?.mode === 'builtin') return false
      const fun = unparen(e.fun)
      const selection = fun.kind === 'SelectorExpr' ? info.selections.get(fun) : undefined
      const obj = fun.kind === 'Ident' ? info.uses.get(fun) : selection?.kind === 'method' ? selection.obj : undefined
      if (obj?.kind !== 'Func' || obj.decl === undefined || inlinableOf(obj) === undefined) return false
      if (selection !== undefined && (selection.index.length !== 1 || !simple((fun as { x: Expr }).x))) return false
      return e.args.every(simple)
    }
    default:
      return false
  }
}
