// This file checks assignments of all kinds: to variables, in declarations, of arguments, results and elements.
import type { AssignStmt, Expr, Ident } from '../syntax/nodes'
import { unparen } from '../syntax/nodes'
import type { Pos } from '../syntax/positions'
import { assignableTo } from './assignability'
import { operandTypes, useAll } from './calls'
import type { Checker } from './checker'
import { expr, multiExpr } from './expressions'
import type { Const, Var } from './object'
import { Operand } from './operand'
import { defaultType, hasNil, isInterface, isUntyped, isValid } from './predicates'
import { Tuple, type Type } from './type'
import { Typ } from './universe'
import { applyImplicitType, implicitType, updateType } from './untyped'

/**
 * Checks that x can be assigned to a variable of type T (any type, for undefined) and converts it; `context` words the error.
 * x is invalid if the assignment failed.
 */
export function assignment(c: Checker, x: Operand, T: Type | undefined, context: string): void {
  if (x.mode === 'invalid') return
  if (x.mode === 'value' && x.type.kind === 'Tuple') {
    c.error(x, `multiple-value ${c.exprStr(x.expr!)} (value of type ${c.str(x.type)}) in single-value context`)
    x.invalidate()
    return
  }
  if (isUntyped(x.type)) {
    if (x.isNil) {
      if (T === undefined) {
        c.error(x, `use of untyped nil in ${context}`)
        x.invalidate()
        return
      }
      if (!isValid(T)) {
        x.invalidate()
        return
      }
      if (!hasNil(T)) {
        c.error(x, `cannot use nil as ${c.str(T)} value in ${context}`)
        x.invalidate()
        return
      }
      // Users of the tables want to know which nil this is.
      if (x.expr !== undefined) updateType(c, x.expr, T, true)
      x.type = T
      return
    }
    // spec: "If an untyped constant is assigned to a variable of interface type or the blank identifier, the constant is first
    // implicitly converted to its default type"
    const target = T === undefined || isInterface(T) ? defaultType(x.type) : T
    const result = implicitType(x, target)
    if ('problem' in result) {
      let text = `cannot use ${c.opStr(x)} as ${c.str(target)} value in ${context}`
      if (result.problem === 'truncated') text += ' (truncated)'
      else if (result.problem === 'overflows') text += ' (overflows)'
      c.error(x, text)
      x.invalidate()
      return
    }
    applyImplicitType(c, x, result)
  }
  if (T === undefined) return
  const { ok, cause } = assignableTo(c, x, T)
  if (ok) return
  c.error(x, `cannot use ${c.opStr(x)} as ${c.str(T)} value in ${context}${cause === '' ? '' : `: ${cause}`}`)
  x.invalidate()
}

/** The initial value of a constant, which gets the type of x unless it is `typed`. */
export function initConst(c: Checker, lhs: Const, x: Operand, typed: boolean): void {
  if (x.mode === 'invalid' || !isValid(x.type) || (typed && !isValid(lhs.type))) {
    if (!typed) lhs.type = Typ.invalid
    return
  }
  if (x.mode !== 'constant') {
    c.error(x, `${c.opStr(x)} is not constant`)
    if (!typed) lhs.type = Typ.invalid
    return
  }
  if (!typed) lhs.type = x.type
  assignment(c, x, lhs.type, 'constant declaration')
  if (x.mode === 'constant') lhs.value = x.value
}

/** The initial value of a variable, which gets the type of x if it has none (`inferred`). */
export function initVar(c: Checker, lhs: Var, x: Operand, inferred: boolean, context: string): void {
  if (x.mode === 'invalid' || !isValid(x.type) || (!inferred && !isValid(lhs.type))) {
    if (inferred) lhs.type = Typ.invalid
    lhs.used = true // avoid follow-on errors
    x.invalidate()
    return
  }
  if (inferred) {
    let type = x.type
    if (isUntyped(type)) {
      // convert untyped types to default types
      if (x.isNil) {
        c.error(x, `use of untyped nil in ${context}`)
        lhs.type = Typ.invalid
        x.invalidate()
        return
      }
      type = defaultType(type)
    }
    lhs.type = type
  }
  assignment(c, x, lhs.type, context)
}

/** lhs = x, where x was checked; the blank identifier takes anything. */
function assignVar(c: Checker, lhs: Expr, x: Operand, context: string): void {
  const T = lhsType(c, lhs)
  if (T !== undefined && !isValid(T)) {
    x.invalidate()
    return
  }
  assignment(c, x, T, context)
}

/** The type of the left side of an assignment; undefined for the blank identifier, invalid if it cannot be assigned to. */
export function lhsType(c: Checker, lhs: Expr): Type | undefined {
  const ident = unparen(lhs)
  if (ident.kind === 'Ident' && ident.name === '_') {
    c.info.defs.set(ident, undefined)
    return undefined
  }
  // Being assigned to is no use: declared-and-not-used must still be found.
  const local = c.localVar(lhs)
  const wasUsed = local?.used
  const x = new Operand()
  expr(c, x, lhs)
  if (local !== undefined && wasUsed !== undefined) local.used = wasUsed
  if (x.mode === 'invalid') return Typ.invalid
  // spec: "Each left-hand side operand must be addressable, a map index expression, or ... the blank identifier."
  if (x.mode === 'variable' || x.mode === 'mapindex') return x.type
  const target = x.expr === undefined ? undefined : unparen(x.expr)
  if (target?.kind === 'SelectorExpr') {
    const base = c.info.types.get(target.x)
    if (base?.mode === 'mapindex') {
      c.error(x, `cannot assign to struct field ${c.exprStr(target)} in map`)
      return Typ.invalid
    }
  }
  c.error(x, `cannot assign to ${c.exprStr(x.expr!)} (neither addressable nor a map index expression)`)
  return Typ.invalid
}

const count = (n: number, unit: string): string => `${n} ${unit}${n === 1 ? '' : 's'}`

function mismatch(c: Checker, rhs: readonly Expr[], left: number, right: number): void {
  const vars = count(left, 'variable')
  const vals = count(right, 'value')
  const only = rhs.length === 1 ? unparen(rhs[0]!) : undefined
  if (only?.kind === 'CallExpr') c.error(rhs[0]!, `assignment mismatch: ${vars} but ${c.exprStr(only.fun)} returns ${vals}`)
  else c.error(rhs[0]!, `assignment mismatch: ${vars} but ${vals}`)
}

/** Initialises variables: lhs := rhs, var lhs = rhs. `inferred[i]` says that lhs[i] gets its type here. */
export function initVars(
  c: Checker,
  lhs: readonly Var[],
  inferred: readonly boolean[],
  rhs: readonly Expr[],
  at: Pos,
  context: string,
): void {
  const returning = context === 'return statement'
  const fail = (): void => {
    lhs.forEach((v, i) => {
      v.used = true // avoid declared-and-not-used errors
      if (inferred[i] === true && !isValid(v.type)) v.type = Typ.invalid
    })
  }
  // If l == 1 and the rhs is a single call, for a better error message don't handle it as an n:n mapping below.
  if (lhs.length === rhs.length && !(lhs.length === 1 && unparen(rhs[0]!).kind === 'CallExpr')) {
    lhs.forEach((v, i) => {
      const x = new Operand()
      expr(c, x, rhs[i]!)
      initVar(c, v, x, inferred[i]!, context)
    })
    return
  }
  if (rhs.length !== 1) {
    // Only report a mismatch if there are no errors on the right side.
    const before = c.errors
    useAll(c, rhs)
    if (returning) returnMismatch(c, lhs, rhs, at)
    else if (c.errors === before) mismatch(c, rhs, lhs.length, rhs.length)
    fail()
    return
  }
  const operands = multiValue(c, rhs[0]!, lhs.length === 2 && !returning)
  if (operands === undefined) {
    fail()
    return
  }
  if (operands.length === lhs.length) {
    for (const [i, v] of lhs.entries()) initVar(c, v, operands[i]!, inferred[i]!, context)
    return
  }
  if (operands[0]?.mode !== 'invalid') {
    if (returning) returnMismatch(c, lhs, rhs, at, operands)
    else mismatch(c, rhs, lhs.length, operands.length)
  }
  fail()
}

// The values that an expression stands for; two for a comma-ok form if `commaOk`.
function multiValue(c: Checker, e: Expr, commaOk: boolean): Operand[] | undefined {
  const x = new Operand()
  multiExpr(c, x, e)
  if (x.mode === 'invalid') return undefined
  if (x.type.kind === 'Tuple') {
    return x.type.vars.map(v => {
      const part = new Operand()
      part.set('value', v.type)
      part.expr = e
      return part
    })
  }
  if (commaOk && (x.mode === 'mapindex' || x.mode === 'commaok')) {
    const ok = new Operand()
    ok.set('value', Typ['untyped bool'])
    ok.expr = undefined
    c.recordCommaOk(e, x.type, Typ.bool)
    x.mode = 'value'
    return [x, ok]
  }
  return [x]
}

/** Checks the operands of a return statement against the results. */
function returnMismatch(c: Checker, results: readonly Var[], rhs: readonly Expr[], at: Pos, values?: readonly Operand[]): void {
  const have =
    values ??
    rhs.map(e => {
      const known = c.info.types.get(e) ?? c.untyped.get(e)
      const x = new Operand()
      x.set(known?.mode ?? 'value', known?.type ?? Typ.invalid)
      return x
    })
  if (have.some(x => !isValid(x.type) && !x.isNil)) return
  const few = have.length < results.length
  const place = few ? (rhs.at(-1)?.pos ?? at) : (rhs[results.length] ?? rhs[0])?.pos
  const want = c.str(new Tuple(results.map(v => Object.assign(Object.create(Object.getPrototypeOf(v)), v, { name: '' }))))
  c.error(place ?? at, `${few ? 'not enough' : 'too many'} return values\n\thave ${operandTypes(c, have)}\n\twant ${want}`)
}

/** lhs = rhs */
export function assignVars(c: Checker, lhs: readonly Expr[], rhs: readonly Expr[]): void {
  if (lhs.length === rhs.length && !(lhs.length === 1 && unparen(rhs[0]!).kind === 'CallExpr')) {
    lhs.forEach((target, i) => {
      const T = lhsType(c, target)
      const x = new Operand()
      expr(c, x, rhs[i]!)
      if (T === undefined) assignment(c, x, undefined, 'assignment')
      else if (isValid(T)) assignment(c, x, T, 'assignment')
    })
    return
  }
  if (rhs.length !== 1) {
    const before = c.errors
    for (const target of lhs) lhsType(c, target)
    useAll(c, rhs)
    if (c.errors === before) mismatch(c, rhs, lhs.length, rhs.length)
    return
  }
  const operands = multiValue(c, rhs[0]!, lhs.length === 2)
  if (operands !== undefined && operands.length === lhs.length) {
    for (const [i, target] of lhs.entries()) assignVar(c, target, operands[i]!, 'assignment')
    return
  }
  for (const target of lhs) lhsType(c, target)
  if (operands !== undefined) mismatch(c, rhs, lhs.length, operands.length)
}

/** lhs := rhs. spec: "Unlike regular variable declarations, a short variable declaration may redeclare variables". */
export function shortVarDecl(c: Checker, s: AssignStmt): void {
  const scope = c.env.scope
  const vars: Var[] = []
  const inferred: boolean[] = []
  const fresh: { ident: Ident; v: Var }[] = []
  const seen = new Set<string>()
  let hasError = false
  for (const lhs of s.lhs) {
    if (lhs.kind !== 'Ident') {
      useAll(c, [lhs])
      c.error(lhs, `non-name ${c.exprStr(lhs)} on left side of :=`)
      hasError = true
      vars.push(c.newVar(lhs.pos, '_', Typ.invalid))
      inferred.push(true)
      continue
    }
    const name = lhs.name
    if (name !== '_' && seen.has(name)) {
      c.error(lhs, `${name} repeated on left side of :=`)
      hasError = true
      vars.push(c.newVar(lhs.pos, '_', Typ.invalid))
      inferred.push(true)
      continue
    }
    seen.add(name)
    const old = scope.lookup(name)
    if (old !== undefined) {
      c.recordUse(lhs, old)
      if (old.kind === 'Var') {
        vars.push(old)
        inferred.push(false)
        c.recordType(lhs, 'variable', old.type, undefined)
      } else {
        c.error(lhs, `cannot assign to ${c.exprStr(lhs)}`)
        hasError = true
        vars.push(c.newVar(lhs.pos, '_', Typ.invalid))
        inferred.push(true)
      }
      continue
    }
    const v = c.newVar(lhs.pos, name, Typ.invalid)
    vars.push(v)
    inferred.push(true)
    if (name !== '_') fresh.push({ ident: lhs, v })
    else c.info.defs.set(lhs, v)
  }
  const waiting = c.waiting
  initVars(c, vars, inferred, s.rhs, s.lhs[0]!.pos, 'assignment')
  c.processLater(waiting) // function literals do not see the new variables
  // spec: "The scope of a constant or variable identifier declared inside a function begins at the end of the ConstSpec or VarSpec"
  if (fresh.length > 0) for (const { ident, v } of fresh) c.declare(scope, ident, v, s.end)
  else if (!hasError) c.error(s.opPos, 'no new variables on left side of :=')
}

/** return rhs, in a function with these results. */
export function returnValues(c: Checker, results: readonly Var[], rhs: readonly Expr[], at: Pos): void {
  if (results.length === 1 && rhs.length === 1) {
    const operands = multiValue(c, rhs[0]!, false)
    if (operands === undefined) return
    if (operands.length === 1) {
      assignment(c, operands[0]!, results[0]!.type, 'return statement')
      return
    }
    returnMismatch(c, results, rhs, at, operands)
    return
  }
  initVars(
    c,
    results,
    results.map(() => false),
    rhs,
    at,
    'return statement',
  )
}
