// This file computes with operands as Go does: constants exactly, typed integers with wraparound, floats in the precision of their type.

import { concatenate } from '../../common/bytes'
import type { BinaryOp } from '../../compiler/syntax/nodes'
import { bigintOf, binaryOp, type Constant, compare, makeInt, shiftOp, unaryOp } from '../../compiler/types/constant'
import type { Loader } from '../values/loader'
import type { Value } from '../values/value'
import { equalValues, isNil } from './equality'
import {
  boolOperand,
  constantValue,
  defaultType,
  EvaluateError,
  floatValue,
  integerValue,
  type Operand,
  toValue,
  valueOperand,
  wrap,
} from './operand'

const comparisons = new Set(['==', '!=', '<', '<=', '>', '>='])

/** op x, for - + ^ and !. */
export function unary(loader: Loader, op: string, x: Operand): Operand {
  if (x.kind === 'constant') {
    const result = unaryOp(op, x.constant)
    if (result.kind === 'unknown') throw notDefined(op, x.constant.kind)
    return { kind: 'constant', constant: result, ...(x.rune === undefined ? {} : { rune: x.rune }) }
  }
  const value = toValue(loader, x)
  const record = loader.record(value)
  if (op === '!' && record.kind === 'bool') return valueOperand({ type: value.type, bytes: new Uint8Array([loader.bool(value) ? 0 : 1]) })
  if (op !== '!' && (record.kind === 'int' || record.kind === 'uint')) {
    const number = loader.integer(value)
    const result = op === '-' ? -number : op === '^' ? ~number : number
    return valueOperand(integerValue(value.type, result, record.size))
  }
  if ((op === '-' || op === '+') && record.kind === 'float') {
    const number = loader.float(value)
    return valueOperand(floatValue(value.type, op === '-' ? -number : number, record.size))
  }
  throw notDefined(op, record.name)
}

function notDefined(op: string, type: string): EvaluateError {
  return new EvaluateError(`operator ${op} can not be applied to ${type}`)
}

/** x op y, for all but && and ||. */
export function binary(loader: Loader, op: BinaryOp, x: Operand, y: Operand): Operand {
  if (x.kind === 'type' || y.kind === 'type' || x.kind === 'package' || y.kind === 'package')
    throw new EvaluateError(`operator ${op} needs values on both sides`)
  if (op === '<<' || op === '>>') return shift(loader, op, x, y)
  if (x.kind === 'nil' || y.kind === 'nil') return compareWithNil(loader, op, x, y)
  if (x.kind === 'constant' && y.kind === 'constant') return constants(op, x, y)
  const [left, right] = sameType(loader, op, x, y)
  if (comparisons.has(op)) return boolOperand(compareValues(loader, op, left, right))
  return valueOperand(arithmetic(loader, op, left, right))
}

function compareWithNil(loader: Loader, op: BinaryOp, x: Operand, y: Operand): Operand {
  if (op !== '==' && op !== '!=') throw notDefined(op, 'nil')
  if (x.kind === 'nil' && y.kind === 'nil') throw new EvaluateError(`operator ${op} can not be applied to nil and nil`)
  const value = toValue(loader, x.kind === 'nil' ? y : x)
  const answer = isNil(loader, value)
  if (answer === undefined) throw new EvaluateError(`can not compare ${loader.types.name(value.type)} to nil`)
  return boolOperand(answer === (op === '=='))
}

function constants(op: BinaryOp, x: Operand & { kind: 'constant' }, y: Operand & { kind: 'constant' }): Operand {
  const numeric = (c: Constant) => c.kind === 'int' || c.kind === 'float'
  if (x.constant.kind !== y.constant.kind && !(numeric(x.constant) && numeric(y.constant)))
    throw new EvaluateError(`mismatched types "${describe(x)}" and "${describe(y)}"`)
  if (comparisons.has(op)) {
    if (x.constant.kind === 'bool' && op !== '==' && op !== '!=') throw notDefined(op, 'bool')
    return boolOperand(compare(x.constant, op, y.constant))
  }
  if ((op === '/' || op === '%') && (bigintOf(y.constant) === 0n || (y.constant.kind === 'float' && y.constant.num === 0n)))
    throw new EvaluateError('division by zero')
  const constant = binaryOp(x.constant, op, y.constant)
  if (constant.kind === 'unknown') throw notDefined(op, describe(x))
  return { kind: 'constant', constant, ...(x.rune === true || y.rune === true ? { rune: true } : {}) }
}

function describe(operand: Operand & { kind: 'constant' }): string {
  return `untyped ${operand.rune === true ? 'rune' : operand.constant.kind}`
}

/** Both operands in the type they must share. */
function sameType(loader: Loader, op: BinaryOp, x: Operand, y: Operand): [Value, Value] {
  if (x.kind === 'constant') {
    const right = toValue(loader, y)
    return [inTypeOf(loader, x, right), right]
  }
  const left = toValue(loader, x)
  if (y.kind === 'constant') return [left, inTypeOf(loader, y, left)]
  const right = toValue(loader, y)
  if (left.type === right.type) return [left, right]
  // An interface can be compared with what it may hold.
  const kinds = [loader.record(left).kind, loader.record(right).kind]
  if ((op === '==' || op === '!=') && kinds.includes('interface')) return [left, right]
  throw new EvaluateError(`mismatched types "${loader.types.name(left.type)}" and "${loader.types.name(right.type)}"`)
}

/** A constant in the type of the other side; next to an interface, in its own. */
function inTypeOf(loader: Loader, operand: Operand & { kind: 'constant' }, other: Value): Value {
  const interfaceType = loader.record(other).kind === 'interface'
  return constantValue(loader, operand.constant, interfaceType ? defaultType(operand) : other.type)
}

function compareValues(loader: Loader, op: BinaryOp, x: Value, y: Value): boolean {
  if (op === '==' || op === '!=') return equal(loader, x, y) === (op === '==')
  const { kind, name } = loader.record(x)
  let order: number
  if (kind === 'int' || kind === 'uint') order = sign(loader.integer(x), loader.integer(y))
  else if (kind === 'float') {
    const [left, right] = [loader.float(x), loader.float(y)]
    if (Number.isNaN(left) || Number.isNaN(right)) return false
    order = sign(left, right)
  } else if (kind === 'string') order = compareBytes(loader.string(x).bytes, loader.string(y).bytes)
  else throw notDefined(op, name)
  return op === '<' ? order < 0 : op === '<=' ? order <= 0 : op === '>' ? order > 0 : order >= 0
}

function equal(loader: Loader, x: Value, y: Value): boolean {
  if (x.type === y.type) return equalValues(loader, x, y)
  const inside = (value: Value) => (loader.record(value).kind === 'interface' ? loader.dynamic(value) : value)
  const left = inside(x)
  const right = inside(y)
  if (left === undefined || right === undefined) return left === right
  return left.type === right.type && equalValues(loader, left, right)
}

function sign<T extends number | bigint>(x: T, y: T): number {
  return x < y ? -1 : x > y ? 1 : 0
}

function compareBytes(x: Uint8Array, y: Uint8Array): number {
  const length = Math.min(x.length, y.length)
  for (let i = 0; i < length; i++) if (x[i] !== y[i]) return x[i]! - y[i]!
  return x.length - y.length
}

function arithmetic(loader: Loader, op: BinaryOp, x: Value, y: Value): Value {
  const record = loader.record(x)
  if (record.kind === 'int' || record.kind === 'uint') {
    const [a, b] = [loader.integer(x), loader.integer(y)]
    if ((op === '/' || op === '%') && b === 0n) throw new EvaluateError('division by zero')
    const result = bigintOf(binaryOp(makeInt(a), op, makeInt(b)))
    if (result === undefined) throw notDefined(op, record.name)
    return integerValue(x.type, wrap(result, record.kind, record.size), record.size)
  }
  if (record.kind === 'float') {
    const [a, b] = [loader.float(x), loader.float(y)]
    const result = op === '+' ? a + b : op === '-' ? a - b : op === '*' ? a * b : op === '/' ? a / b : undefined
    if (result === undefined) throw notDefined(op, record.name)
    return floatValue(x.type, result, record.size)
  }
  if (record.kind === 'string' && op === '+')
    return { type: x.type, content: concatenate([loader.string(x).bytes, loader.string(y).bytes]) }
  throw notDefined(op, record.name)
}

function shift(loader: Loader, op: '<<' | '>>', x: Operand, y: Operand): Operand {
  const count = y.kind === 'constant' ? bigintOf(y.constant) : countOf(loader, toValue(loader, y))
  if (count === undefined) throw new EvaluateError('a shift count must be an integer')
  if (count < 0n) throw new EvaluateError('shift count must not be negative')
  if (x.kind === 'constant') {
    if (count > 10_000n) throw new EvaluateError(`shift count ${count} is too large`)
    const constant = shiftOp(x.constant.kind === 'float' ? makeInt(bigintOf(x.constant) ?? 0n) : x.constant, op, Number(count))
    if (constant.kind === 'unknown') throw notDefined(op, describe(x))
    return { kind: 'constant', constant }
  }
  const value = toValue(loader, x)
  const record = loader.record(value)
  if (record.kind !== 'int' && record.kind !== 'uint') throw notDefined(op, record.name)
  const by = count > 64n ? 64n : count
  const number = loader.integer(value)
  return valueOperand(integerValue(value.type, wrap(op === '<<' ? number << by : number >> by, record.kind, record.size), record.size))
}

function countOf(loader: Loader, value: Value): bigint | undefined {
  const { kind } = loader.record(value)
  return kind === 'int' || kind === 'uint' ? loader.integer(value) : undefined
}
