// This file checks for statements with range clauses.
import type { BlockStmt, Expr, Ident, RangeStmt } from '../syntax/nodes'
import { assignment, initVar, lhsType } from './assignments'
import type { Checker } from './checker'
import { expr } from './expressions'
import type { Var } from './object'
import { Operand } from './operand'
import { defaultType, isInteger, isString, isUntyped, isValid } from './predicates'
import type { Type } from './type'
import { Typ, universeRune } from './universe'
import { convertUntyped } from './untyped'

interface Ranged {
  readonly key: Type | undefined
  readonly value: Type | undefined
  readonly problem: string | undefined
  readonly isInt: boolean
}

/** for key, value := range x { body } */
export function rangeStmt(c: Checker, s: RangeStmt, body: (block: BlockStmt) => void): void {
  const x = new Operand()
  // spec: "The expression on the right ... is evaluated before beginning the loop"; the variables are not in scope in it
  expr(c, x, s.x)
  c.openScope(s, 'range')
  let ranged: Ranged = { key: undefined, value: undefined, problem: undefined, isInt: false }
  if (x.mode !== 'invalid') {
    ranged = rangeTypes(x.type)
    if (ranged.problem !== undefined) {
      if (ranged.problem === 'func') c.error(s.x, 'range over func is not supported yet')
      else c.error(x, `cannot range over ${c.opStr(x)}${ranged.problem === '' ? '' : `: ${ranged.problem}`}`)
      x.invalidate()
    } else if (s.extra !== undefined) c.error(s.extra, 'range clause permits at most two iteration variables')
    else if (s.value !== undefined && ranged.value === undefined)
      c.error(s.value, `range over ${c.opStr(x)} permits only one iteration variable`)
  }
  const ok = x.mode !== 'invalid' && ranged.problem === undefined
  const targets: (Expr | undefined)[] = [s.key, s.value]
  const types = [ranged.key, ranged.value]
  if (s.op === ':=') declareVars(c, s, targets, types, x, ok, ranged.isInt)
  else if (s.key !== undefined) {
    targets.forEach((target, i) => {
      if (target !== undefined) assignTarget(c, target, ok ? types[i] : undefined, x, ranged.isInt)
    })
  } else if (x.mode !== 'invalid' && isUntyped(x.type)) convertUntyped(c, x, defaultType(x.type))
  body(s.body)
  c.closeScope()
}

function declareVars(
  c: Checker,
  s: RangeStmt,
  targets: readonly (Expr | undefined)[],
  types: readonly (Type | undefined)[],
  x: Operand,
  ok: boolean,
  isInt: boolean,
): void {
  const vars: { ident: Ident; v: Var }[] = []
  targets.forEach((target, i) => {
    if (target === undefined) return
    if (target.kind !== 'Ident') {
      c.error(target, `non-name ${c.exprStr(target)} on left side of :=`)
      return
    }
    const v = c.newVar(target.pos, target.name, Typ.invalid)
    const type = types[i]
    if (!ok || type === undefined) {
      v.type = Typ.invalid
      v.used = true // don't complain about an unused variable
    } else if (isInt) {
      // spec: "If n is an untyped constant, it is given the type of the iteration variable", which is int unless one is given
      initVar(c, v, x, true, 'range clause')
    } else {
      const value = new Operand()
      value.set('value', type)
      value.expr = target
      initVar(c, v, value, true, 'assignment')
    }
    vars.push({ ident: target, v })
  })
  // declare variables: they are visible in the body only
  for (const { ident, v } of vars) c.declare(c.env.scope, ident, v, s.body.pos)
}

function assignTarget(c: Checker, target: Expr, type: Type | undefined, x: Operand, isInt: boolean): void {
  const T = lhsType(c, target)
  if (type === undefined || (T !== undefined && !isValid(T))) return
  if (isInt) {
    // spec: the iteration variable's type decides about an untyped constant
    assignment(c, x, T, 'range clause')
    return
  }
  const value = new Operand()
  value.set('value', type)
  value.expr = target
  assignment(c, value, T, 'range clause')
}

// What ranging over a type yields, or why that is impossible.
function rangeTypes(type: Type): Ranged {
  const yields = (key: Type | undefined, value: Type | undefined, isInt = false): Ranged => ({ key, value, problem: undefined, isInt })
  const fails = (problem: string): Ranged => ({ key: undefined, value: undefined, problem, isInt: false })
  const under = type.underlying
  switch (under.kind) {
    case 'Basic':
      if (isString(type)) return yields(Typ.int, universeRune)
      if (isInteger(type)) return yields(type, undefined, true)
      return fails('')
    case 'Array':
      return yields(Typ.int, under.elem)
    case 'Slice':
      return yields(Typ.int, under.elem)
    case 'Pointer':
      if (under.elem.underlying.kind === 'Array') return yields(Typ.int, under.elem.underlying.elem)
      return fails('')
    case 'Map':
      return yields(under.key, under.elem)
    case 'Chan':
      if (under.dir === 'send') return fails('receive from send-only channel')
      return yields(under.elem, undefined)
    case 'Signature':
      return fails('func')
    default:
      return fails('')
  }
}
