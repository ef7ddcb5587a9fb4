// This file converts operands to types: numbers to one another, addresses to pointers, bytes to strings, and out of interfaces.

import { word64 } from '../../common/bytes'
import { bigintOf } from '../../compiler/types/constant'
import { runesToBytes } from '../values/children'
import type { Loader } from '../values/loader'
import type { Value } from '../values/value'
import { constantValue, EvaluateError, floatValue, integerValue, type Operand, toValue, wrap } from './operand'

/** T(x) */
export function convert(loader: Loader, type: string, x: Operand): Value {
  const to = loader.types.record(type)!
  const isAddress = /^(pointer|unsafe\.Pointer|map|chan|func)$/.test(to.kind)
  if (x.kind === 'nil') {
    if (!isAddress && to.kind !== 'slice' && to.kind !== 'interface') throw new EvaluateError(`can not convert nil to ${to.name}`)
    return { type, bytes: new Uint8Array(to.size) }
  }
  if (x.kind === 'constant') {
    const number = bigintOf(x.constant)
    if (isAddress && number !== undefined) return { type, bytes: word64(number) }
    if (to.kind === 'string' && number !== undefined) return { type, content: runeText(number) }
    if (to.kind === 'interface') throw cannot('a constant', to.name)
    return constantValue(loader, x.constant, type)
  }
  const value = toValue(loader, x)
  if (value.type === type) return value
  const from = loader.record(value)
  const fromInteger = from.kind === 'int' || from.kind === 'uint'
  switch (to.kind) {
    case 'int':
    case 'uint':
      if (fromInteger) return integerValue(type, wrap(loader.integer(value), to.kind, to.size), to.size)
      if (from.kind === 'float') {
        const number = Math.trunc(loader.float(value))
        // What the hardware gives for numbers that do not fit.
        const integer = Number.isFinite(number) && Math.abs(number) < 2 ** 63 ? BigInt(number) : -(1n << 63n)
        return integerValue(type, wrap(integer, to.kind, to.size), to.size)
      }
      if (to.size === 8 && /^(pointer|unsafe\.Pointer|map|chan|func)$/.test(from.kind))
        return { type, bytes: loader.bytes(value).slice(0, 8) }
      break
    case 'float':
      if (fromInteger) return floatValue(type, Number(loader.integer(value)), to.size)
      if (from.kind === 'float') return floatValue(type, loader.float(value), to.size)
      break
    case 'string':
      if (from.kind === 'string') return { ...value, type }
      if (fromInteger) return { type, content: runeText(loader.integer(value)) }
      if (from.kind === 'slice' && (isBytes(loader, from.elem!) || isRunes(loader, from.elem!))) {
        const { array, len } = loader.slice(value)
        const bytes = loader.memory.bytes(array, len * loader.types.size(from.elem!))
        return { type, content: isBytes(loader, from.elem!) ? bytes : runesToBytes(bytes) }
      }
      break
    case 'pointer':
    case 'unsafe.Pointer':
    case 'map':
    case 'chan':
    case 'func':
      if (fromInteger && from.size === 8) return { type, bytes: loader.bytes(value).slice(0, 8) }
      if (from.kind === to.kind || from.kind === 'unsafe.Pointer' || to.kind === 'unsafe.Pointer')
        return { type, bytes: loader.bytes(value).slice(0, 8) }
      break
    case 'bool':
    case 'slice':
    case 'complex':
    case 'struct':
    case 'array':
      if (from.kind === to.kind && from.size === to.size && from.elem === to.elem) return { ...value, type }
      break
    case 'interface':
      if (from.kind === 'interface' && (from.methods?.length === 0) === (to.methods?.length === 0)) return { ...value, type }
      break
  }
  throw cannot(from.name, to.name)
}

function cannot(from: string, to: string): EvaluateError {
  return new EvaluateError(`can not convert value of type ${from} to ${to}`)
}

function isBytes(loader: Loader, elem: string): boolean {
  const record = loader.types.record(elem)
  return record?.kind === 'uint' && record.size === 1
}

function isRunes(loader: Loader, elem: string): boolean {
  const record = loader.types.record(elem)
  return record?.kind === 'int' && record.size === 4
}

function runeText(rune: bigint): Uint8Array {
  const valid = rune >= 0n && rune <= 0x10ffffn && !(rune >= 0xd800n && rune < 0xe000n)
  return new TextEncoder().encode(valid ? String.fromCodePoint(Number(rune)) : '\ufffd')
}

/** x.(T) */
export function assertType(loader: Loader, x: Value, type: string): Value {
  const record = loader.record(x)
  if (record.kind !== 'interface') throw new EvaluateError(`expression of type ${record.name} is no interface`)
  const data = loader.dynamic(x)
  const wanted = loader.types.name(type)
  if (data === undefined) throw new EvaluateError(`interface conversion: ${record.name} is nil, not ${wanted}`)
  if (data.type === type) return data
  // Whether a type has the methods of an interface is not known here.
  if (loader.types.record(type)?.kind === 'interface' && (type === x.type || type === 'interface {}')) return x
  throw new EvaluateError(`interface conversion: ${record.name} is ${loader.types.name(data.type)}, not ${wanted}`)
}
