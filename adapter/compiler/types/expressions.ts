// This file types expressions: it turns each into an operand and records what it found.
import type { BasicLit, BinaryExpr, Expr, FuncLit, TypeAssertExpr, UnaryExpr } from '../syntax/nodes'
import { unparen } from '../syntax/nodes'
import { assertableCause, assignableTo } from './assignability'
import { unquoteChar, unquoteString } from './bytes'
import { call, selector } from './calls'
import type { Checker } from './checker'
import { compositeLit } from './compositeLiterals'
import {
  bigintOf,
  binaryOp,
  compare,
  constantFromNumber,
  makeBool,
  makeByteString,
  makeFloat,
  makeInt,
  shiftOp,
  sign,
  toInt,
  unaryOp,
  unknownConstant,
} from './constant'
import { funcBody } from './functionBodies'
import { indexExpr, sliceExpr } from './indexing'
import { Operand } from './operand'
import {
  comparable,
  defaultType,
  hasNil,
  identical,
  isBoolean,
  isInteger,
  isInterface,
  isNumeric,
  isNumericOrString,
  isOrdered,
  isString,
  isUntyped,
  isValid,
} from './predicates'
import type { Type } from './type'
import { Pointer } from './type'
import { identifier, typeOfExpr } from './typeExpressions'
import { Typ } from './universe'
import { convertUntyped, isComparison, matchTypes, overflow, representable, unsignedBits, updateType } from './untyped'

/** Types an expression that must have a single value. `hint` is the type expected of a composite literal without type. */
export function expr(c: Checker, x: Operand, e: Expr, hint?: Type): void {
  rawExpr(c, x, e, hint, false)
  exclude(c, x, true, true)
  singleValue(c, x)
}

/** Like expr, but the result may be several values: of a call, or comma-ok. */
export function multiExpr(c: Checker, x: Operand, e: Expr): void {
  rawExpr(c, x, e, undefined, false)
  exclude(c, x, true, true)
}

/** Types an expression or a type. */
export function exprOrType(c: Checker, x: Operand, e: Expr): void {
  rawExpr(c, x, e, undefined, false)
  exclude(c, x, false, true)
  singleValue(c, x)
}

/** Types an expression that may also be a type, a built-in, or a call without result; reports nothing about that. */
export function rawExpr(c: Checker, x: Operand, e: Expr, hint: Type | undefined, isStatement: boolean): void {
  x.mode = 'invalid'
  x.type = Typ.invalid
  exprKind(c, x, e, hint, isStatement)
  x.expr = e
  c.record(x)
}

function exclude(c: Checker, x: Operand, types: boolean, builtins: boolean): void {
  if (x.mode === 'novalue') c.error(x, `${c.exprStr(x.expr!)} (no value) used as ${types ? 'value' : 'value or type'}`)
  else if (x.mode === 'builtin' && builtins) c.error(x, `${c.exprStr(x.expr!)} (built-in) must be called`)
  else if (x.mode === 'type' && types) c.error(x, `${c.exprStr(x.expr!)} (type) is not an expression`)
  else return
  x.invalidate()
}

/** Reports a call that returns several values where one is wanted. */
export function singleValue(c: Checker, x: Operand): void {
  if (x.mode !== 'value' || x.type.kind !== 'Tuple') return
  c.error(x, `multiple-value ${c.exprStr(x.expr!)} (value of type ${c.str(x.type)}) in single-value context`)
  x.invalidate()
}

function exprKind(c: Checker, x: Operand, e: Expr, hint: Type | undefined, isStatement: boolean): void {
  switch (e.kind) {
    case 'BadExpr':
      return
    case 'Ident':
      identifier(c, x, e)
      return
    case 'BasicLit':
      literal(c, x, e)
      return
    case 'FuncLit':
      funcLit(c, x, e)
      return
    case 'CompositeLit':
      compositeLit(c, x, e, hint)
      return
    case 'ParenExpr':
      rawExpr(c, x, e.x, undefined, isStatement)
      return
    case 'SelectorExpr':
      selector(c, x, e, false)
      return
    case 'IndexExpr':
      indexExpr(c, x, e)
      return
    case 'SliceExpr':
      sliceExpr(c, x, e)
      return
    case 'TypeAssertExpr':
      typeAssertion(c, x, e)
      return
    case 'CallExpr':
      call(c, x, e)
      return
    case 'StarExpr':
      indirection(c, x, e.x)
      return
    case 'UnaryExpr':
      unary(c, x, e)
      return
    case 'BinaryExpr':
      binary(c, x, e, e.x, e.y, e.op)
      return
    case 'KeyValueExpr':
      c.error(e, 'no key:value expected')
      return
    case 'Ellipsis':
      c.error(e, 'invalid use of ...')
      return
    case 'ArrayType':
    case 'StructType':
    case 'FuncType':
    case 'InterfaceType':
    case 'MapType':
    case 'ChanType':
      x.mode = 'type'
      x.type = typeOfExpr(c, e)
      if (!isValid(x.type)) x.invalidate()
      return
  }
}

function literal(c: Checker, x: Operand, e: BasicLit): void {
  if (e.bad) return
  switch (e.literal) {
    case 'char':
      x.setConstant(Typ['untyped rune'], makeInt(unquoteChar(e.text)))
      return
    case 'string':
      x.setConstant(Typ['untyped string'], makeByteString(unquoteString(e.text)))
      return
    case 'imaginary':
      c.error(e, 'complex numbers are not supported yet')
      return
    default: {
      // The value of an absurdly long literal would take absurdly long to compute.
      if (e.text.length > 10_000) {
        c.error(e, `excessively long constant: ${e.text.slice(0, 10)}... (${e.text.length} chars)`)
        return
      }
      const value = constantFromNumber(e.text)
      if (value.kind === 'unknown') {
        c.error(e, `malformed constant: ${e.text}`)
        return
      }
      if (e.literal === 'float') x.setConstant(Typ['untyped float'], value.kind === 'int' ? makeFloat(value.value) : value)
      else x.setConstant(Typ['untyped int'], value)
      overflow(c, x, e.pos, '')
    }
  }
}

function funcLit(c: Checker, x: Operand, e: FuncLit): void {
  const type = typeOfExpr(c, e.type)
  if (type.kind !== 'Signature') return
  const { decl, iota } = c.env
  // The body is checked when everything around is known; variables it captures count as used from there.
  if (!c.options.ignoreFuncBodies) c.later(() => funcBody(c, decl, type, e.body, e, iota))
  x.set('value', type)
}

// x.(T)
function typeAssertion(c: Checker, x: Operand, e: TypeAssertExpr): void {
  expr(c, x, e.x)
  if (x.mode === 'invalid') return
  if (e.type === undefined) {
    c.error(e, 'use of .(type) outside type switch')
    x.invalidate()
    return
  }
  if (!isInterface(x.type)) {
    c.error(x, `invalid operation: ${c.exprStr(e.x)} (${c.opStr(x).slice(c.exprStr(e.x).length + 2, -1)}) is not an interface`)
    x.invalidate()
    return
  }
  const T = typeOfExpr(c, e.type)
  if (!isValid(T)) {
    x.invalidate()
    return
  }
  const cause = assertableCause(c, x.type, T)
  if (cause !== undefined) {
    c.error(e, `impossible type assertion: ${c.exprStr(e)}\n\t${c.str(T)} does not implement ${c.str(x.type)} ${cause}`)
  }
  x.set('commaok', T)
}

// *x
function indirection(c: Checker, x: Operand, operand: Expr): void {
  exprOrType(c, x, operand)
  if (x.mode === 'invalid') return
  if (x.mode === 'type') {
    x.type = new Pointer(x.type)
    return
  }
  const under = x.type.underlying
  if (x.isNil) {
    c.error(x, `invalid operation: cannot indirect ${c.opStr(x)}`)
    x.invalidate()
  } else if (under.kind === 'Pointer') x.set('variable', under.elem)
  else {
    c.error(x, `invalid operation: cannot indirect ${c.opStr(x)}`)
    x.invalidate()
  }
}

// -------------------------------------------------------------------------------------------------------------- unary operators

function unary(c: Checker, x: Operand, e: UnaryExpr): void {
  if (e.op === '&') {
    // spec: "the operand must be addressable ... As an exception ... x may also be a (possibly parenthesized) composite literal."
    const operand = unparen(e.x)
    exprOrType(c, x, e.x)
    if (x.mode === 'invalid') return
    if (operand.kind !== 'CompositeLit' && x.mode !== 'variable') {
      c.error(x, `invalid operation: cannot take address of ${c.opStr(x)}`)
      x.invalidate()
      return
    }
    x.set('value', new Pointer(x.type))
    return
  }
  expr(c, x, e.x)
  if (x.mode === 'invalid') return
  if (e.op === '<-') {
    const under = x.type.underlying
    if (under.kind !== 'Chan') {
      c.error(x, `invalid operation: cannot receive from non-channel ${c.opStr(x)}`)
      x.invalidate()
    } else if (under.dir === 'send') {
      c.error(x, `invalid operation: cannot receive from send-only channel ${c.opStr(x)}`)
      x.invalidate()
    } else x.set('commaok', under.elem)
    return
  }
  if (e.op === '~') {
    c.error(e, 'cannot use ~ outside of interface or type constraint')
    x.invalidate()
    return
  }
  const allowed = e.op === '!' ? isBoolean(x.type) : e.op === '^' ? isInteger(x.type) : isNumeric(x.type)
  if (!allowed) {
    c.error(x, `invalid operation: operator ${e.op} not defined on ${c.opStr(x)}`)
    x.invalidate()
    return
  }
  if (x.mode === 'constant') {
    if (x.value.kind === 'unknown') return
    x.value = unaryOp(e.op, x.value, unsignedBits(x.type))
    x.expr = e
    overflow(c, x, e.pos, e.op === '^' ? 'bitwise complement' : e.op === '-' ? 'negation' : '')
    return
  }
  x.mode = 'value'
}

// ------------------------------------------------------------------------------------------------------------- binary operators

const operationNames: Readonly<Record<string, string>> = {
  '+': 'addition',
  '-': 'subtraction',
  '^': 'bitwise XOR',
  '*': 'multiplication',
  '<<': 'shift',
}

/** left op right. `e` is the expression, or undefined for an assignment `left op= right`. */
export function binary(c: Checker, x: Operand, e: BinaryExpr | undefined, left: Expr, right: Expr, op: string): void {
  const y = new Operand()
  expr(c, x, left)
  expr(c, y, right)
  if (x.mode === 'invalid') return
  if (y.mode === 'invalid') {
    x.invalidate()
    x.expr = y.expr
    return
  }
  if (op === '<<' || op === '>>') {
    shift(c, x, y, e, op)
    return
  }
  const opPos = e?.opPos ?? x.expr!.pos
  matchTypes(c, x, y)
  if (x.isInvalid()) return
  if (isComparison(op)) {
    comparison(c, x, y, op)
    return
  }
  if (!identical(x.type, y.type)) {
    // only report an error if we have valid types
    if (isValid(x.type) && isValid(y.type)) mismatch(c, x, y, e, op)
    x.invalidate()
    return
  }
  if (!operatorDefined(op, x.type)) {
    c.error(x, `invalid operation: operator ${op} not defined on ${c.opStr(x)}`)
    x.invalidate()
    return
  }
  if (op === '/' || op === '%') {
    // spec: "If the divisor is a constant, it must not be zero."
    if ((x.mode === 'constant' || isInteger(x.type)) && y.mode === 'constant' && y.value.kind !== 'unknown' && sign(y.value) === 0) {
      c.error(y, 'invalid operation: division by zero')
      x.invalidate()
      return
    }
  }
  if (x.mode === 'constant' && y.mode === 'constant') {
    if (x.value.kind === 'unknown' || y.value.kind === 'unknown') {
      x.value = unknownConstant
      return
    }
    const [a, b] = op === '/' && isInteger(x.type) ? [toInt(x.value), toInt(y.value)] : [x.value, y.value]
    x.value = isInteger(x.type) || isString(x.type) || isBoolean(x.type) ? binaryOp(a, op, b) : floatResult(a, op, b)
    if (e !== undefined) x.expr = e
    overflow(c, x, opPos, operationNames[op] ?? '')
    return
  }
  x.mode = 'value'
}

function floatResult(a: Operand['value'], op: string, b: Operand['value']): Operand['value'] {
  const asFloat = (v: Operand['value']): Operand['value'] => (v.kind === 'int' ? makeFloat(v.value) : v)
  return binaryOp(asFloat(a), op, asFloat(b))
}

function mismatch(c: Checker, x: Operand, y: Operand, e: BinaryExpr | undefined, op: string): void {
  const where = e ?? x
  if (e !== undefined) c.error(where, `invalid operation: ${c.exprStr(e)} (mismatched types ${c.str(x.type)} and ${c.str(y.type)})`)
  else {
    const text = `${c.exprStr(x.expr!)} ${op}= ${c.exprStr(y.expr!)}`
    c.error(where, `invalid operation: ${text} (mismatched types ${c.str(x.type)} and ${c.str(y.type)})`)
  }
}

function operatorDefined(op: string, type: Type): boolean {
  switch (op) {
    case '+':
      return isNumericOrString(type)
    case '-':
    case '*':
    case '/':
      return isNumeric(type)
    case '%':
    case '&':
    case '|':
    case '^':
    case '&^':
      return isInteger(type)
    case '&&':
    case '||':
      return isBoolean(type)
    default:
      return false
  }
}

// --------------------------------------------------------------------------------------------------------------- comparisons

/** x op y for a comparison operator, the operands having been matched. In a switch x is the case value and y the tag. */
export function comparison(c: Checker, x: Operand, y: Operand, op: string, inSwitch = false): void {
  const problem = comparisonProblem(c, x, y, op)
  if (problem !== undefined) {
    const [left, right] = [c.exprStr(x.expr!), c.exprStr(y.expr!)]
    if (inSwitch) c.error(x, `invalid case ${left} in switch on ${right} (${problem.cause})`)
    else c.error(problem.at, `invalid operation: ${left} ${op} ${right} (${problem.cause})`)
    x.invalidate()
    return
  }
  if (x.mode === 'constant' && y.mode === 'constant') {
    x.value = x.value.kind === 'unknown' || y.value.kind === 'unknown' ? unknownConstant : makeBool(compare(x.value, op, y.value))
  } else {
    x.mode = 'value'
    // The operands have their final types now; spec: "Comparison operators compare two operands and yield an untyped boolean value."
    if (x.expr !== undefined) updateType(c, x.expr, defaultType(x.type), true)
    if (y.expr !== undefined) updateType(c, y.expr, defaultType(y.type), true)
  }
  x.type = Typ['untyped bool']
}

function comparisonProblem(c: Checker, x: Operand, y: Operand, op: string): { at: Operand; cause: string } | undefined {
  // spec: "In any comparison, the first operand must be assignable to the type of the second operand, or vice versa."
  if (!assignableTo(c, x, y.type).ok && !assignableTo(c, y, x.type).ok) {
    return { at: y, cause: `mismatched types ${c.str(x.type)} and ${c.str(y.type)}` } // only the second operand makes it wrong
  }
  if (op === '==' || op === '!=') {
    // spec: "The equality operators == and != apply to operands that are comparable."
    if (x.isNil || y.isNil) {
      const type = x.isNil ? y.type : x.type
      return hasNil(type) ? undefined : { at: y, cause: `operator ${op} not defined on ${kindString(c, type)}` }
    }
    if (!comparable(x.type)) return { at: x, cause: incomparableCause(c, x.type) }
    if (!comparable(y.type)) return { at: y, cause: incomparableCause(c, y.type) }
    return undefined
  }
  // spec: "The ordering operators <, <=, >, and >= apply to operands that are ordered."
  if (!isOrdered(x.type)) return { at: x, cause: `operator ${op} not defined on ${kindString(c, x.type)}` }
  if (!isOrdered(y.type)) return { at: y, cause: `operator ${op} not defined on ${kindString(c, y.type)}` }
  return undefined
}

function incomparableCause(c: Checker, type: Type): string {
  const under = type.underlying
  if (under.kind === 'Slice' || under.kind === 'Signature' || under.kind === 'Map') {
    return `${kindString(c, type)} can only be compared to nil`
  }
  let cause = ''
  comparable(type, true, (text, t) => {
    cause = text.replace('%s', c.str(t))
  })
  return cause
}

function kindString(c: Checker, type: Type): string {
  switch (type.underlying.kind) {
    case 'Array':
      return 'array'
    case 'Slice':
      return 'slice'
    case 'Struct':
      return 'struct'
    case 'Pointer':
      return 'pointer'
    case 'Signature':
      return 'func'
    case 'Interface':
      return 'interface'
    case 'Map':
      return 'map'
    case 'Chan':
      return 'chan'
    default:
      return c.str(type)
  }
}

// -------------------------------------------------------------------------------------------------------------------- shifts

const largestShift = 1023 - 1 + 52 // so that 1 << s still fits a double, as in gc

function shift(c: Checker, x: Operand, y: Operand, e: BinaryExpr | undefined, op: '<<' | '>>'): void {
  // spec: "The left operand must be of integer type or an untyped constant representable by a value of type int."
  const xValue = x.mode === 'constant' ? toInt(x.value) : undefined
  if (!(isInteger(x.type) || (isUntyped(x.type) && xValue?.kind === 'int'))) {
    c.error(x, `invalid operation: shifted operand ${c.opStr(x)} must be integer`)
    x.invalidate()
    return
  }
  // spec: "The right operand in a shift expression must have integer type or be an untyped constant representable by uint."
  if (y.mode === 'constant') {
    const count = toInt(y.value)
    if (count.kind === 'int' && sign(count) < 0) {
      c.error(y, `invalid operation: negative shift count ${c.opStr(y)}`)
      x.invalidate()
      return
    }
    if (isUntyped(y.type)) {
      representable(c, y, Typ.uint)
      if (y.isInvalid()) {
        x.invalidate()
        return
      }
    } else if (!isInteger(y.type)) {
      c.error(y, `invalid operation: shift count ${c.opStr(y)} must be integer`)
      x.invalidate()
      return
    }
  } else if (!isInteger(y.type)) {
    c.error(y, `invalid operation: shift count ${c.opStr(y)} must be integer`)
    x.invalidate()
    return
  } else if (isUntyped(y.type)) {
    convertUntyped(c, y, Typ.uint)
    if (y.mode === 'invalid') {
      x.invalidate()
      return
    }
  }
  if (x.mode === 'constant') {
    if (y.mode === 'constant') {
      if (x.value.kind === 'unknown' || y.value.kind === 'unknown') {
        x.value = unknownConstant
        if (!isInteger(x.type)) x.type = Typ['untyped int']
        return
      }
      const count = bigintOf(y.value)!
      if (count > BigInt(largestShift)) {
        c.error(y, `invalid shift count ${c.opStr(y)}`)
        x.invalidate()
        return
      }
      // The left operand may be an untyped float such as 1.0.
      if (!isInteger(x.type)) x.type = Typ['untyped int']
      x.value = shiftOp(xValue!, op, Number(count))
      if (y.expr !== undefined) updateType(c, y.expr, Typ.uint, true)
      if (e !== undefined) x.expr = e
      overflow(c, x, e?.opPos ?? x.expr!.pos, 'shift')
      return
    }
    if (isUntyped(x.type)) {
      // The constant waits for the type that the whole shift gets from its context.
      const info = x.expr === undefined ? undefined : c.untyped.get(x.expr)
      if (info !== undefined) info.isLhs = true
      x.mode = 'value'
      return
    }
  }
  if (y.mode === 'constant' && y.expr !== undefined && isUntyped(y.type)) updateType(c, y.expr, Typ.uint, true)
  if (!isInteger(x.type)) {
    c.error(x, `invalid operation: shifted operand ${c.opStr(x)} must be integer`)
    x.invalidate()
    return
  }
  x.mode = 'value'
}
