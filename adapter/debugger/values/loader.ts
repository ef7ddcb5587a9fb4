// This file reads values: it turns a Value into numbers, strings, fields, elements and what pointers and interfaces refer to.
//
// Everything here throws when memory cannot be read or does not make sense; those who show values turn that into an unreadable value.
import type { TypeRecord } from '../../image/records'
import { MemoryReader, type Target } from '../target'
import { TypeTable } from './types'
import type { Value } from './value'

/** A value that makes no sense; the message says why. */
export class UnreadableValue extends Error {}

/** The three words of a slice. */
export interface SliceHeader {
  readonly array: number
  readonly len: number
  readonly cap: number
}

const longest = 2 ** 40 // no collection of a program is longer: its header is garbage

export class Loader {
  readonly memory: MemoryReader
  readonly types: TypeTable

  constructor(readonly target: Target) {
    this.memory = new MemoryReader(target)
    this.types = TypeTable.of(target.image)
  }

  record(value: Value): TypeRecord {
    const record = this.types.record(value.type)
    if (record === undefined) throw new UnreadableValue(`unknown type ${value.type}`)
    return record
  }

  /** The first bytes of a value, all of them unless told. */
  bytes(value: Value, length = this.record(value).size): Uint8Array {
    if (value.unreadable !== undefined) throw new UnreadableValue(value.unreadable)
    if (value.bytes !== undefined) {
      if (value.bytes.length < length) throw new UnreadableValue('incomplete value')
      return value.bytes
    }
    if (value.address === undefined) throw new UnreadableValue('it has no place in memory')
    return this.memory.bytes(value.address, length)
  }

  /** The same to look at now, not to keep: memory itself, no copy. */
  view(value: Value, length = this.record(value).size): DataView {
    if (value.address !== undefined && value.bytes === undefined && value.unreadable === undefined && length > 0)
      return this.memory.view(value.address, length)
    const bytes = this.bytes(value, length)
    return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** 64 bits of a value from a place on, as an address or a count. */
  word(value: Value, offset = 0): number {
    if (value.address !== undefined && value.bytes === undefined && value.unreadable === undefined)
      return this.memory.word(value.address + offset)
    return Number(this.view(value, offset + 8).getBigUint64(offset, true))
  }

  /** Any integer, pointer or other word: signed if the type is. */
  integer(value: Value): bigint {
    const { kind, size } = this.record(value)
    const view = this.view(value)
    const signed = kind === 'int'
    if (size === 1) return BigInt(signed ? view.getInt8(0) : view.getUint8(0))
    if (size === 2) return BigInt(signed ? view.getInt16(0, true) : view.getUint16(0, true))
    if (size === 4) return BigInt(signed ? view.getInt32(0, true) : view.getUint32(0, true))
    return signed ? view.getBigInt64(0, true) : view.getBigUint64(0, true)
  }

  float(value: Value): number {
    const view = this.view(value)
    return this.record(value).size === 4 ? view.getFloat32(0, true) : view.getFloat64(0, true)
  }

  bool(value: Value): boolean {
    return this.view(value, 1).getUint8(0) !== 0
  }

  /** The first word, as an address: of pointers, maps, channels, funcs. */
  pointer(value: Value): number {
    return this.word(value)
  }

  slice(value: Value): SliceHeader {
    const view = this.view(value, 24)
    const array = Number(view.getBigUint64(0, true))
    const len = Number(view.getBigInt64(8, true))
    const cap = Number(view.getBigInt64(16, true))
    if (len < 0 || cap < len || cap > longest) throw new UnreadableValue(`invalid slice: len ${len}, cap ${cap}`)
    return { array, len, cap }
  }

  /** The length of a string, without reading it. */
  stringLength(value: Value): number {
    if (value.content !== undefined) return value.content.length
    const len = Number(this.view(value, 16).getBigInt64(8, true))
    if (len < 0 || len > longest) throw new UnreadableValue(`invalid string: length ${len}`)
    return len
  }

  /** At most `limit` bytes of a string, and its whole length. */
  string(value: Value, limit = Number.POSITIVE_INFINITY): { bytes: Uint8Array; length: number } {
    if (value.content !== undefined) return { bytes: value.content.subarray(0, limit), length: value.content.length }
    const length = this.stringLength(value)
    const pointer = this.word(value)
    return { bytes: this.memory.bytes(pointer, Math.min(length, limit)), length }
  }

  /** A part of a value, where it stands in the whole. */
  part(value: Value, type: string, offset: number): Value {
    if (value.unreadable !== undefined) return { type, unreadable: value.unreadable }
    if (value.address !== undefined) return { type, address: value.address + offset }
    return value.bytes === undefined
      ? { type, unreadable: 'it has no place in memory' }
      : { type, bytes: value.bytes.subarray(offset, offset + this.types.size(type)) }
  }

  field(value: Value, name: string): Value {
    const field = this.record(value).fields?.find(candidate => candidate.name === name)
    if (field === undefined) throw new UnreadableValue(`${this.types.name(value.type)} has no field ${name}`)
    return this.part(value, field.type, field.offset)
  }

  /** What a pointer points to; undefined if it is nil. Whether that can be read shows when it is. */
  deref(value: Value): Value | undefined {
    const address = this.pointer(value)
    return address === 0 ? undefined : { type: this.record(value).elem!, address }
  }

  /** The value in an interface; undefined if it is nil. */
  dynamic(value: Value): Value | undefined {
    const table = this.word(value)
    if (table === 0) return undefined
    const { methods } = this.record(value)
    const descriptor = methods === undefined || methods.length === 0 ? table : this.memory.word(table + 8)
    const type = this.target.image.typeOfDescriptor(descriptor)
    if (type === undefined || this.types.record(type) === undefined)
      throw new UnreadableValue(`no type is known at 0x${descriptor.toString(16)}${type === undefined ? '' : ` (${type})`}`)
    // abi.Type.Kind_ with the bit that says the data word is the value itself.
    if ((this.memory.u8(descriptor + 23) & 32) !== 0) return this.part(value, type, 8)
    return { type, address: this.word(value, 8) }
  }

  /** The function that a func value calls; undefined if it is nil. */
  functionName(value: Value): string | undefined {
    const closure = this.pointer(value)
    if (closure === 0) return undefined
    const code = this.memory.word(closure)
    const f = this.target.image.functionAt(code)
    if (f === undefined) throw new UnreadableValue(`no function at 0x${code.toString(16)}`)
    return f.name
  }
}

/** The reason of a failure, as an unreadable value gives it. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
