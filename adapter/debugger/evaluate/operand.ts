// This file defines what expressions are made of while they are evaluated: values with types, exact constants without one, nil, packages, types.

import { word64 } from '../../common/bytes'
import { toUint8Array } from '../../compiler/types/bytes'
import {
  bigintOf,
  type Constant,
  constantString,
  makeBool,
  makeInt,
  makeString,
  toFloat32,
  toFloat64,
  toInt,
} from '../../compiler/types/constant'
import { floatBytes } from '../values/assign'
import type { Loader } from '../values/loader'
import type { Value } from '../values/value'

/** An expression that cannot be evaluated; the message is for people. */
export class EvaluateError extends Error {}

export type Operand =
  | { readonly kind: 'value'; readonly value: Value }
  /** `rune` tells 'a' from 97: its default type is int32. */
  | { readonly kind: 'constant'; readonly constant: Constant; readonly rune?: boolean }
  | { readonly kind: 'nil' }
  | { readonly kind: 'type'; readonly type: string }
  | { readonly kind: 'package'; readonly path: string }

export const nilOperand: Operand = { kind: 'nil' }

export function valueOperand(value: Value): Operand {
  return { kind: 'value', value }
}

/** A string, or a whole number, as an untyped constant. */
export function constantOperand(value: string | number): Operand {
  return { kind: 'constant', constant: typeof value === 'string' ? makeString(value) : makeInt(value) }
}

/** The untyped result of a comparison. */
export function boolOperand(value: boolean): Operand {
  return { kind: 'constant', constant: makeBool(value) }
}

/** A computed integer, wrapped around to the size of its type. */
export function integerValue(type: string, value: bigint, size: number): Value {
  return { type, bytes: word64(value).subarray(0, size) }
}

export function floatValue(type: string, value: number, size: number): Value {
  return { type, bytes: floatBytes(value, size) }
}

/** The operand as a value: constants get their default type. */
export function toValue(loader: Loader, operand: Operand): Value {
  switch (operand.kind) {
    case 'value':
      return operand.value
    case 'constant':
      return constantValue(loader, operand.constant, defaultType(operand))
    case 'nil':
      return { type: 'unsafe.Pointer', bytes: new Uint8Array(8), shown: { text: 'nil', type: 'nil' } }
    case 'type':
      return { type: operand.type, shown: { text: loader.types.name(operand.type), type: 'type' } }
    case 'package':
      throw new EvaluateError(`package ${operand.path} is no value`)
  }
}

/** The type a constant has when nothing else says. */
export function defaultType(operand: Operand & { kind: 'constant' }): string {
  const { constant } = operand
  if (constant.kind === 'int') return operand.rune === true ? 'int32' : 'int'
  if (constant.kind === 'float') return 'float64'
  if (constant.kind === 'bool' || constant.kind === 'string') return constant.kind
  throw new EvaluateError('complex constants are not supported')
}

/** A constant as a value of a type. Throws if the type cannot hold it. */
export function constantValue(loader: Loader, constant: Constant, type: string): Value {
  const record = loader.types.record(type)
  const name = record?.name ?? type
  const wrong = () => new EvaluateError(`can not convert ${constantString(constant)} constant to ${name}`)
  if (record === undefined) throw wrong()
  switch (record.kind) {
    case 'bool':
      if (constant.kind !== 'bool') throw wrong()
      return { type, bytes: new Uint8Array([constant.value ? 1 : 0]) }
    case 'string':
      if (constant.kind !== 'string') throw wrong()
      return { type, content: toUint8Array(constant.value) }
    case 'int':
    case 'uint': {
      const value = bigintOf(toInt(constant))
      if (value === undefined) throw wrong()
      const bits = record.size * 8
      if ((record.kind === 'int' ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value)) !== value)
        throw new EvaluateError(`constant ${constantString(constant)} overflows ${name}`)
      return integerValue(type, value, record.size)
    }
    case 'float':
      if (constant.kind !== 'int' && constant.kind !== 'float') throw wrong()
      return floatValue(type, record.size === 4 ? toFloat32(constant) : toFloat64(constant), record.size)
    default:
      throw wrong()
  }
}

/** Two's complement value of an integer in a type. */
export function wrap(value: bigint, kind: string, size: number): bigint {
  return kind === 'int' ? BigInt.asIntN(size * 8, value) : BigInt.asUintN(size * 8, value)
}
