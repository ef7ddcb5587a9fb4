// This file checks statements.
import type { AssignStmt, BinaryOp, Expr, SelectStmt, Stmt, SwitchStmt, TypeSwitchStmt } from '../syntax/nodes'
import { unparen } from '../syntax/nodes'
import { assertableCause } from './assignability'
import { assignment, assignVars, lhsType, returnValues, shortVarDecl } from './assignments'
import { useAll } from './calls'
import type { Checker } from './checker'
import { keyOf } from './compositeLiterals'
import { declStmt } from './declarations'
import { binary, comparison, expr, rawExpr } from './expressions'
import type { Var } from './object'
import { Operand } from './operand'
import { comparable, defaultType, identical, isBoolean, isInterface, isNumeric, isUntyped, isValid } from './predicates'
import { rangeStmt } from './ranges'
import type { Type } from './type'
import { varType } from './typeExpressions'
import { Typ, universeNil } from './universe'
import { matchTypes } from './untyped'

/** Checks statements in the present scope. Branches and labels have been checked by the parser, in syntax/branches.ts. */
export function stmtList(c: Checker, list: readonly Stmt[]): void {
  for (const s of list) stmt(c, s)
}

function stmt(c: Checker, s: Stmt): void {
  // Function literals in the statement are checked before the names around them change, and before unused variables are looked for.
  const waiting = c.waiting
  stmtKind(c, s)
  c.processLater(waiting)
}

function stmtKind(c: Checker, s: Stmt): void {
  switch (s.kind) {
    case 'BadStmt':
    case 'EmptyStmt':
    case 'BranchStmt':
    case 'CaseClause':
    case 'CommClause':
      return
    case 'DeclStmt':
      declStmt(c, s.decl)
      return
    case 'LabeledStmt':
      stmt(c, s.stmt)
      return
    case 'ExprStmt':
      exprStmt(c, s.x)
      return
    case 'SendStmt':
      sendStmt(c, s.chan, s.value, s.pos)
      return
    case 'IncDecStmt': {
      // x++ is x += 1
      const x = new Operand()
      expr(c, x, s.x)
      if (x.mode === 'invalid') return
      if (!isNumeric(x.type)) {
        c.error(s.x, `invalid operation: ${c.exprStr(s.x)}${s.op} (non-numeric type ${c.str(x.type)})`)
        return
      }
      const T = lhsType(c, s.x)
      if (T !== undefined && isValid(T)) assignment(c, asValue(x), T, 'assignment')
      return
    }
    case 'AssignStmt':
      assignStmt(c, s)
      return
    case 'GoStmt':
      suspendedCall(c, 'go', s.call)
      return
    case 'DeferStmt':
      suspendedCall(c, 'defer', s.call)
      return
    case 'ReturnStmt': {
      const results = c.env.signature?.results ?? []
      if (s.results.length > 0) {
        if (results.length === 0) {
          useAll(c, s.results)
          c.error(s.results[0]!, `too many return values\n\thave ${haveTypes(c, s.results)}\n\twant ()`)
        } else returnValues(c, results, s.results, s.results[0]!.pos)
      } else if (results.length > 0) bareReturn(c, s, results)
      return
    }
    case 'BlockStmt':
      c.openScope(s, 'block')
      stmtList(c, s.stmts)
      c.closeScope()
      return
    case 'IfStmt': {
      c.openScope(s, 'if')
      if (s.init !== undefined) stmt(c, s.init)
      const x = new Operand()
      expr(c, x, s.cond)
      if (x.mode !== 'invalid' && !isBoolean(x.type)) c.error(s.cond, `non-boolean condition in if statement`)
      stmt(c, s.body)
      if (s.else !== undefined) stmt(c, s.else)
      c.closeScope()
      return
    }
    case 'SwitchStmt':
      switchStmt(c, s)
      return
    case 'TypeSwitchStmt':
      typeSwitchStmt(c, s)
      return
    case 'SelectStmt':
      selectStmt(c, s)
      return
    case 'ForStmt': {
      c.openScope(s, 'for')
      if (s.init !== undefined) stmt(c, s.init)
      if (s.cond !== undefined) {
        const x = new Operand()
        expr(c, x, s.cond)
        if (x.mode !== 'invalid' && !isBoolean(x.type)) c.error(s.cond, 'non-boolean condition in for statement')
      }
      if (s.post !== undefined) stmt(c, s.post)
      stmt(c, s.body)
      c.closeScope()
      return
    }
    case 'RangeStmt':
      rangeStmt(c, s, body => stmt(c, body))
      return
  }
}

function asValue(x: Operand): Operand {
  const copy = x.clone()
  copy.mode = 'value'
  return copy
}

function haveTypes(c: Checker, exprs: readonly Expr[]): string {
  const shown = exprs.map(e => {
    const known = c.info.types.get(e) ?? c.untyped.get(e)
    if (known === undefined) return '?'
    if (known.mode === 'nil') return 'nil'
    if (!isUntyped(known.type)) return c.str(known.type)
    return isNumeric(known.type) ? 'number' : c.str(defaultType(known.type))
  })
  return `(${shown.join(', ')})`
}

// spec: "An 'empty' return: the result parameters act as ordinary local variables ... " and must not be shadowed at this place.
function bareReturn(c: Checker, s: Stmt, results: readonly Var[]): void {
  if (results[0]!.name === '') {
    c.error(s, `not enough return values\n\thave ()\n\twant (${results.map(v => c.str(v.type)).join(', ')})`)
    return
  }
  for (const result of results) {
    const found = c.env.scope.lookupParent(result.name, s.pos)?.obj
    if (result.name !== '_' && found !== undefined && found !== result) {
      c.error(s, `result parameter ${result.name} not in scope at return`, [
        { pos: found.pos, message: `inner declaration of ${c.str(result.type)}` },
      ])
    }
  }
}

// spec: "With the exception of specific built-in functions, function and method calls and receive operations can appear in statement
// context. Such statements may be parenthesized."
function exprStmt(c: Checker, e: Expr): void {
  const x = new Operand()
  const inner = unparen(e)
  rawExpr(c, x, e, undefined, true)
  const isReceive = inner.kind === 'UnaryExpr' && inner.op === '<-'
  const kind = isReceive ? 'statement' : inner.kind === 'CallExpr' ? c.lastCall : 'expression'
  if (x.mode === 'invalid') return
  if (x.mode === 'builtin') c.error(x, `${c.exprStr(e)} (built-in) must be called`)
  else if (x.mode === 'type') c.error(x, `${c.exprStr(e)} (type) is not an expression`)
  else if (kind !== 'statement') c.error(x, `${c.opStr(x)} is not used`)
}

// spec: "The expression must be a function or method call; it cannot be parenthesized."
function suspendedCall(c: Checker, keyword: 'go' | 'defer', e: Expr): void {
  if (e.kind !== 'CallExpr') return
  const x = new Operand()
  rawExpr(c, x, e, undefined, true)
  const kind = c.lastCall
  if (x.mode === 'invalid' || kind === 'statement') return
  if (kind === 'conversion') c.error(e, `${keyword} requires function call, not conversion`)
  else c.error(e, `${keyword} discards result of ${c.opStr(x)}`)
}

function sendStmt(c: Checker, chan: Expr, value: Expr, pos: number): void {
  const ch = new Operand()
  const x = new Operand()
  expr(c, ch, chan)
  expr(c, x, value)
  if (ch.mode === 'invalid' || x.mode === 'invalid') return
  const under = ch.type.underlying
  if (under.kind !== 'Chan') c.error(pos, `invalid operation: cannot send to non-channel ${c.opStr(ch)}`)
  else if (under.dir === 'receive') c.error(pos, `invalid operation: cannot send to receive-only channel ${c.opStr(ch)}`)
  else assignment(c, x, under.elem, 'send')
}

function assignStmt(c: Checker, s: AssignStmt): void {
  if (s.op === ':=') {
    shortVarDecl(c, s)
    return
  }
  if (s.op === '=') {
    assignVars(c, s.lhs, s.rhs)
    return
  }
  // spec: "An assignment operation x op= y ... evaluates x only once."
  const [lhs] = s.lhs
  const [rhs] = s.rhs
  const x = new Operand()
  binary(c, x, undefined, lhs!, rhs!, s.op.slice(0, -1) as BinaryOp)
  if (x.mode === 'invalid') return
  const T = lhsType(c, lhs!)
  if (T === undefined) c.error(lhs!, 'cannot use _ as value')
  else if (isValid(T)) {
    x.expr = rhs // the value has no expression of its own
    const value = x.clone()
    assignment(c, value, T, 'assignment operation')
  }
}

// ------------------------------------------------------------------------------------------------------------------- switches

function switchStmt(c: Checker, s: SwitchStmt): void {
  c.openScope(s, 'switch')
  if (s.init !== undefined) stmt(c, s.init)
  const tag = new Operand()
  if (s.tag !== undefined) {
    expr(c, tag, s.tag)
    // spec: "If the switch expression evaluates to an untyped constant, it is first implicitly converted to its default type."
    assignment(c, tag, undefined, 'switch expression')
    if (tag.mode !== 'invalid' && !comparable(tag.type) && !hasNilType(tag.type)) {
      c.error(tag, `cannot switch on ${c.opStr(tag)}`)
      tag.invalidate()
    }
  } else {
    // spec: "A missing switch expression is equivalent to the boolean value true."
    tag.setConstant(Typ.bool, { kind: 'bool', value: true })
    tag.expr = { kind: 'Ident', pos: s.lbrace, end: s.lbrace, name: 'true' }
  }
  multipleDefaults(
    c,
    s.clauses.filter(clause => clause.list === undefined),
  )
  const seen = new Map<string, { pos: number; type: Type }[]>()
  for (const clause of s.clauses) {
    for (const e of clause.list ?? []) caseValue(c, tag, e, seen)
    c.openScope(clause, 'case clause')
    stmtList(c, clause.body)
    c.closeScope()
  }
  c.closeScope()
}

function hasNilType(type: Type): boolean {
  const kind = type.underlying.kind
  return kind === 'Slice' || kind === 'Map' || kind === 'Signature'
}

function multipleDefaults(c: Checker, defaults: readonly { pos: number }[]): void {
  for (const extra of defaults.slice(1)) c.error(extra.pos, `multiple defaults (first at ${c.place(defaults[0]!.pos)})`)
}

function caseValue(c: Checker, tag: Operand, e: Expr, seen: Map<string, { pos: number; type: Type }[]>): void {
  const v = new Operand()
  expr(c, v, e)
  if (tag.mode === 'invalid' || v.mode === 'invalid') return
  const value = v.clone()
  const x = tag.clone()
  matchTypes(c, value, x)
  if (value.isInvalid()) return
  // The case value comes first: errors are reported at it.
  const result = value.clone()
  comparison(c, result, x, '==', true)
  if (result.mode === 'invalid' || value.mode !== 'constant') return
  const key = keyOf(value.value)
  const same = seen.get(key) ?? []
  const other = same.find(entry => identical(entry.type, value.type))
  // gc lets equal bools pass: in a switch without tag they are conditions, and constant ones depend on the platform.
  if (other !== undefined && value.value.kind !== 'bool') {
    c.error(value, `duplicate case ${c.opStr(value)} in expression switch`, [{ pos: other.pos, message: 'previous case' }])
    return
  }
  same.push({ pos: e.pos, type: value.type })
  seen.set(key, same)
}

function typeSwitchStmt(c: Checker, s: TypeSwitchStmt): void {
  c.openScope(s, 'switch')
  if (s.init !== undefined) stmt(c, s.init)
  if (s.name !== undefined) {
    if (s.name.name === '_') c.error(s.name, 'no new variable on left side of :=')
    c.info.defs.set(s.name, undefined)
  }
  const x = new Operand()
  expr(c, x, s.x)
  let valid = x.mode !== 'invalid'
  if (valid && !isInterface(x.type)) {
    c.error(x, `${c.opStr(x)} is not an interface`)
    valid = false
  }
  multipleDefaults(
    c,
    s.clauses.filter(clause => clause.list === undefined),
  )
  const vars: Var[] = []
  const seen: { type: Type; pos: number; nil: boolean }[] = []
  for (const clause of s.clauses) {
    let T: Type = Typ.invalid
    for (const e of clause.list ?? []) {
      const found = caseType(c, x, e, seen, valid)
      T = found ?? Typ.invalid
    }
    c.openScope(clause, 'case clause')
    if (s.name !== undefined) {
      // spec: "In clauses with a case listing exactly one type, the variable has that type; otherwise, the type of the expression"
      if (clause.list?.length !== 1 || T === Typ['untyped nil']) T = valid ? x.type : Typ.invalid
      const v = c.newVar(s.name.pos, s.name.name, T)
      c.declare(c.env.scope, undefined, v, clause.colon)
      c.info.implicits.set(clause, v)
      vars.push(v)
    }
    stmtList(c, clause.body)
    c.closeScope()
  }
  // spec: it is one symbol to the programmer: unused only if no clause uses it.
  if (s.name !== undefined && s.name.name !== '_') {
    const used = vars.some(v => v.used)
    for (const v of vars) v.used = true
    if (!used) c.error(s.name, `declared and not used: ${s.name.name}`)
  }
  c.closeScope()
}

function caseType(c: Checker, x: Operand, e: Expr, seen: { type: Type; pos: number; nil: boolean }[], valid: boolean): Type | undefined {
  const ident = unparen(e)
  let T: Type
  const isNil = ident.kind === 'Ident' && c.env.scope.lookupParent(ident.name, c.env.pos)?.obj === universeNil
  if (isNil) {
    rawExpr(c, new Operand(), e, undefined, false)
    T = Typ['untyped nil']
  } else {
    T = varType(c, e)
    if (!isValid(T)) return undefined
  }
  const other = seen.find(entry => entry.nil === isNil && (isNil || identical(entry.type, T)))
  if (other !== undefined) {
    c.error(e, `duplicate case ${isNil ? 'nil' : c.str(T)} in type switch`, [{ pos: other.pos, message: 'previous case' }])
    return T
  }
  seen.push({ type: T, pos: e.pos, nil: isNil })
  if (isNil || !valid) return T
  const cause = assertableCause(c, x.type, T)
  if (cause !== undefined) {
    c.error(e, `impossible type switch case: ${c.exprStr(e)}\n\t${c.opStr(x)} cannot have dynamic type ${c.str(T)} ${cause}`)
  }
  return T
}

// -------------------------------------------------------------------------------------------------------------------- select

function selectStmt(c: Checker, s: SelectStmt): void {
  multipleDefaults(
    c,
    s.clauses.filter(clause => clause.comm === undefined),
  )
  for (const clause of s.clauses) {
    c.openScope(clause, 'case clause')
    if (clause.comm !== undefined) {
      // spec: "A case with a RecvStmt may assign the result of a RecvExpr to one or two variables"
      if (isCommunication(clause.comm)) stmt(c, clause.comm)
      else c.error(clause.comm, 'select case must be send or receive (possibly with assignment)')
    }
    stmtList(c, clause.body)
    c.closeScope()
  }
}

function isCommunication(s: Stmt): boolean {
  if (s.kind === 'SendStmt') return true
  let e: Expr | undefined
  if (s.kind === 'ExprStmt') e = s.x
  else if (s.kind === 'AssignStmt' && (s.op === '=' || s.op === ':=') && s.rhs.length === 1) e = s.rhs[0]
  if (e === undefined) return false
  const x = unparen(e)
  return x.kind === 'UnaryExpr' && x.op === '<-'
}
