// This file gives untyped operands the types that their context demands.
import type { Expr } from '../syntax/nodes'
import type { Checker } from './checker'
import type { Constant } from './constant'
import { bitLength, representable as representableValue } from './constant'
import type { Operand } from './operand'
import { defaultType, hasNil, isConstType, isInteger, isNumeric, isTyped, isUnsigned, isUntyped, isValid, maxUntyped } from './predicates'
import type { Basic, Type } from './type'

/** Why a constant does not fit a type. */
export type ConversionProblem = 'truncated' | 'overflows' | 'mismatch'

/** The value of a constant operand in a basic type, or why it has none. */
export function representation(x: Operand, type: Basic): { value: Constant } | { problem: ConversionProblem } {
  const value = representableValue(x.value, type.basic)
  if (value !== undefined) return { value }
  if (isNumeric(x.type) && isNumeric(type)) {
    return { problem: !isInteger(x.type) && isInteger(type) ? 'truncated' : 'overflows' }
  }
  return { problem: 'mismatch' }
}

/** Makes a constant operand fit the basic type, or reports that it does not and invalidates x. */
export function representable(c: Checker, x: Operand, type: Basic): void {
  const result = representation(x, type)
  if ('value' in result) {
    x.value = result.value
    return
  }
  invalidConversion(c, result.problem, x, type)
  x.invalidate()
}

export function invalidConversion(c: Checker, problem: ConversionProblem, x: Operand, target: Type): void {
  if (problem === 'truncated') c.error(x, `${c.opStr(x)} truncated to ${c.str(target)}`)
  else if (problem === 'overflows') c.error(x, `${c.opStr(x)} overflows ${c.str(target)}`)
  else c.error(x, `cannot convert ${c.opStr(x)} to type ${c.str(target)}`)
}

const untypedBitLimit = 512 // spec: implementations must "represent integer constants with at least 256 bits"; gc has 512

/** Checks that a constant that was just computed fits its type; `at` is where the operator stands. */
export function overflow(c: Checker, x: Operand, at: number, operation: string): void {
  if (x.value.kind === 'unknown') {
    c.error(at, 'constant result is not representable')
    return
  }
  if (isTyped(x.type)) {
    if (x.type.underlying.kind === 'Basic') representable(c, x, x.type.underlying)
    return
  }
  if (x.value.kind === 'int' && bitLength(x.value.value) > untypedBitLimit) {
    c.error(at, `constant ${operation === '' ? '' : `${operation} `}overflow`)
    x.value = { kind: 'unknown' }
  }
}

/** What an untyped operand becomes when converted to `target`: its type and, for constants, its value; or what is wrong. */
export function implicitType(x: Operand, target: Type): { type: Type; value?: Constant } | { problem: ConversionProblem } {
  if (x.mode === 'invalid' || isTyped(x.type) || !isValid(target)) return { type: x.type }
  if (isUntyped(target)) {
    // both are untyped
    const max = maxUntyped(x.type, target)
    return max === undefined ? { problem: 'mismatch' } : { type: max }
  }
  if (x.isNil) return hasNil(target) ? { type: target } : { problem: 'mismatch' }
  const under = target.underlying
  if (under.kind === 'Basic') {
    if (x.mode === 'constant') {
      const result = representation(x, under)
      return 'value' in result ? { type: target, value: result.value } : result
    }
    // Values of untyped type are the results of comparisons, and of shifts whose type is still open.
    const kind = (x.type as Basic).basic
    if (kind === 'untyped bool') return under.basic === 'bool' ? { type: target } : { problem: 'mismatch' }
    if (kind === 'untyped string') return under.basic === 'string' ? { type: target } : { problem: 'mismatch' }
    return isNumeric(target) ? { type: target } : { problem: 'mismatch' }
  }
  if (under.kind === 'Interface') {
    // spec: "the constant is first implicitly converted to its default type"; keep nil untyped
    return under.allMethods.length === 0 ? { type: defaultType(x.type) } : { problem: 'mismatch' }
  }
  return { problem: 'mismatch' }
}

/** Converts an untyped operand to the target type, or reports that this is impossible. */
export function convertUntyped(c: Checker, x: Operand, target: Type): void {
  const result = implicitType(x, target)
  if ('problem' in result) {
    invalidConversion(c, result.problem, x, target)
    x.invalidate()
    return
  }
  applyImplicitType(c, x, result)
}

export function applyImplicitType(c: Checker, x: Operand, result: { type: Type; value?: Constant }): void {
  if (result.value !== undefined) {
    x.value = result.value
    updateValue(c, x.expr, result.value)
  }
  if (result.type !== x.type) {
    x.type = result.type
    if (x.expr !== undefined) updateType(c, x.expr, result.type, false)
  }
}

/** Tells an untyped constant expression its converted value. */
export function updateValue(c: Checker, expr: Expr | undefined, value: Constant): void {
  const info = expr === undefined ? undefined : c.untyped.get(expr)
  if (info !== undefined) info.value = value
}

/**
 * Tells an untyped expression, and the operands that share its type, the type that it now has. If the type is final (not `final`
 * only when the type is still untyped) the expression is recorded and forgotten.
 */
export function updateType(c: Checker, expr: Expr, type: Type, final: boolean): void {
  const old = c.untyped.get(expr)
  if (old === undefined) return
  switch (expr.kind) {
    case 'ParenExpr':
      updateType(c, expr.x, type, final)
      break
    case 'UnaryExpr':
      // A constant's operands keep their types: only the result matters.
      if (old.value === undefined) updateType(c, expr.x, type, final)
      break
    case 'BinaryExpr':
      if (old.value !== undefined) break
      if (isComparison(expr.op)) {
        // The result type is independent of the operand types, which are final already.
      } else if (expr.op === '<<' || expr.op === '>>') updateType(c, expr.x, type, final)
      else {
        updateType(c, expr.x, type, final)
        updateType(c, expr.y, type, final)
      }
      break
    default:
      break
  }
  if (!final && isUntyped(type)) {
    old.type = type.underlying
    return
  }
  c.untyped.delete(expr)
  if (old.isLhs && !isInteger(type)) {
    // spec: "If the left operand of a non-constant shift expression is an untyped constant, it is first implicitly converted to the
    // type it would assume if the shift expression were replaced by its left operand alone"
    c.error(expr, `invalid operation: shifted operand ${c.exprStr(expr)} (type ${c.str(type)}) must be integer`)
    return
  }
  if (old.value !== undefined && isConstType(type)) {
    const under = type.underlying
    const fitted = under.kind === 'Basic' ? representableValue(old.value, under.basic) : old.value
    c.recordType(expr, old.mode, type, fitted ?? old.value)
    return
  }
  c.recordType(expr, old.mode, type, old.value)
}

export function isComparison(op: string): boolean {
  return op === '==' || op === '!=' || op === '<' || op === '<=' || op === '>' || op === '>='
}

/**
 * Gives the operands of a binary operation one type, if one of them is untyped; if that is impossible, reports it and invalidates x.
 * Operands that nobody would expect to match are left alone: the caller compares their types and has the better words.
 */
export function matchTypes(c: Checker, x: Operand, y: Operand): void {
  if (!mayConvert(x, y)) return
  convertUntyped(c, x, y.type)
  if (x.isInvalid()) return
  convertUntyped(c, y, x.type)
  if (y.isInvalid()) x.invalidate()
}

// Whether converting one operand to the type of the other may be what is meant; otherwise "mismatched types" is the better message.
function mayConvert(x: Operand, y: Operand): boolean {
  if (isTyped(x.type) && isTyped(y.type)) return false
  const xInterface = x.type.underlying.kind === 'Interface'
  const yInterface = y.type.underlying.kind === 'Interface'
  if ((xInterface && !y.isNil && isUntyped(y.type)) || (yInterface && !x.isNil && isUntyped(x.type))) return true
  const xBool = isBool(x.type)
  if (xBool !== isBool(y.type)) return false
  const xString = isStr(x.type)
  if (xString !== isStr(y.type)) return false
  if (x.isNil) return hasNil(y.type) || y.isNil
  if (y.isNil) return hasNil(x.type)
  if (x.type.underlying.kind === 'Pointer' || y.type.underlying.kind === 'Pointer') return false
  return true
}

function isBool(type: Type): boolean {
  const under = type.underlying
  return under.kind === 'Basic' && (under.basic === 'bool' || under.basic === 'untyped bool')
}

function isStr(type: Type): boolean {
  const under = type.underlying
  return under.kind === 'Basic' && (under.basic === 'string' || under.basic === 'untyped string')
}

/** ^x of an unsigned type needs the size of the type; 0 for others. */
export function unsignedBits(type: Type): number {
  const under = type.underlying
  if (!isUnsigned(type) || under.kind !== 'Basic') return 0
  if (under.basic === 'uint8') return 8
  if (under.basic === 'uint16') return 16
  return under.basic === 'uint32' ? 32 : 64
}
