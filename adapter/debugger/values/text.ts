// This file writes a value on one line, in Delve's syntax: `[]int len: 3, cap: 3, [1,2,3]`, `*main.P {X: 1, Y: 2}`, `map[string]int ["a": 1, ]`.
//
// How deep it goes is Delve's rule too. Fields of structs, elements and what is in a map are one level further down than the whole; pointers
// are followed without going down. Two levels are written out; a struct below them is shown by its address, a collection as [...].
import type { TypeRecord } from '../../image/records'
import { channelCounts } from '../runtime/channels'
import { MapWalk } from '../runtime/mapWalk'
import { type Loader, reasonOf } from './loader'
import { constantName, cutAtRune, floatText, quoted } from './numbers'
import type { TextOptions, Value } from './value'

const deepest = 1 // Delve's MaxVariableRecurse
const mostElements = 64 // Delve's MaxArrayValues
const longestString = 512 // bytes; Delve's MaxStringLen
const longestWholeString = 1 << 20 // when all of it is asked for
const defaultLimit = 256
const mostPointers = 10 // a pointer type can point to itself

export class TextWriter {
  private out = ''
  private pointers = 0
  private readonly limit: number
  private readonly elements: number
  private readonly stringLimit: number

  constructor(
    private readonly loader: Loader,
    private readonly options: TextOptions = {},
  ) {
    const { limit = defaultLimit } = options
    this.limit = limit
    this.elements = limit === Number.POSITIVE_INFINITY ? 10_000 : mostElements
    this.stringLimit = limit === Number.POSITIVE_INFINITY ? longestWholeString : Math.max(limit, longestString)
  }

  /** The text of a whole value, cut at the limit if it has parts. */
  text(value: Value): string {
    this.out = ''
    this.write(value, 0, true, true)
    const kind = value.shown === undefined ? this.loader.types.record(value.type)?.kind : undefined
    if (this.options.withHex === true && kind === 'uint' && /^\d+$/.test(this.out))
      return `${this.out} = 0x${BigInt(this.out).toString(16)}`
    const whole = kind === undefined || kind === 'string' || kind === 'func'
    return whole || this.out.length <= this.limit ? this.out : `${this.out.slice(0, this.limit)}...`
  }

  /** Nothing more will be seen. */
  private get full(): boolean {
    return this.out.length > this.limit
  }

  private write(value: Value, level: number, top: boolean, includeType: boolean): void {
    if (value.shown !== undefined) {
      this.out += value.shown.text
      return
    }
    const mark = this.out.length
    try {
      if (value.unreadable !== undefined) this.out += `(unreadable ${value.unreadable})`
      else this.writeReadable(value, this.loader.record(value), level, top, includeType)
    } catch (error) {
      this.out = `${this.out.slice(0, mark)}(unreadable ${reasonOf(error)})`
    }
  }

  private writeReadable(value: Value, record: TypeRecord, level: number, top: boolean, includeType: boolean): void {
    switch (record.kind) {
      case 'bool':
        this.out += String(this.loader.bool(value))
        break
      case 'int':
      case 'uint':
        this.writeInteger(value)
        break
      case 'float':
        this.out += floatText(this.loader.float(value), record.size === 4 ? 32 : 64)
        break
      case 'complex':
        this.writeComplex(value, record.size)
        break
      case 'string':
        this.writeString(value)
        break
      case 'unsafe.Pointer':
        this.out += `unsafe.Pointer(0x${this.loader.pointer(value).toString(16)})`
        break
      case 'pointer':
        this.writePointer(value, record, level, includeType)
        break
      case 'slice':
        this.writeSlice(value, record, level, includeType)
        break
      case 'array':
        if (includeType) this.out += `${record.name} `
        this.writeElements(value, record, record.len ?? 0, level)
        break
      case 'struct':
        this.writeStruct(value, record, level, includeType)
        break
      case 'map':
        this.writeMap(value, record, level, includeType)
        break
      case 'chan': {
        const counts = channelCounts(this.loader, value)
        this.out += counts === undefined ? `${record.name} nil` : `${record.name} ${counts.count}/${counts.capacity}`
        break
      }
      case 'func':
        this.out += this.loader.functionName(value) ?? 'nil'
        break
      case 'interface':
        this.writeInterface(value, record, level, top, includeType)
        break
    }
  }

  private writeInteger(value: Value): void {
    const number = this.loader.integer(value)
    const digits = this.options.hex === true ? hex(number) : String(number)
    const name = value.type.includes('.') ? constantName(number, this.loader.types.constantsOf(value.type)) : undefined
    this.out += name === undefined ? digits : `${name} (${digits})`
  }

  private writeComplex(value: Value, size: number): void {
    const part = size === 8 ? 'float32' : 'float64'
    const [re, im] = [0, size / 2].map(at => floatText(this.loader.float(this.loader.part(value, part, at)), size === 8 ? 32 : 64))
    this.out += `(${re} + ${im}i)`
  }

  private writeString(value: Value): void {
    const { bytes, length } = this.loader.string(value, this.stringLimit + 4)
    const shown = length > this.stringLimit ? cutAtRune(bytes, this.stringLimit) : bytes
    this.out += quoted(shown, shown.length < length ? `...+${length - shown.length} more` : '')
  }

  private writePointer(value: Value, record: TypeRecord, level: number, includeType: boolean): void {
    const elem = this.loader.deref(value)
    if (elem === undefined) {
      this.out += includeType ? `${record.name} nil` : '*nil'
      return
    }
    const kind = this.loader.types.record(elem.type)?.kind
    if ((kind === 'pointer' && level > deepest) || this.pointers >= mostPointers) {
      this.out += `(${record.name})(0x${elem.address!.toString(16)})`
      return
    }
    this.out += '*'
    this.pointers++
    this.write(elem, kind === 'interface' ? level + 1 : level, false, includeType)
    this.pointers--
  }

  private writeSlice(value: Value, record: TypeRecord, level: number, includeType: boolean): void {
    const { array, len, cap } = this.loader.slice(value)
    if (includeType) this.out += `${record.name} len: ${len}, cap: ${cap}, `
    if (array === 0) this.out += 'nil'
    else this.writeElements({ type: record.elem!, address: array }, record, len, level)
  }

  /** `first` is the first element or the whole array: both begin at the same place. */
  private writeElements(first: Value, record: TypeRecord, length: number, level: number): void {
    const { types } = this.loader
    const elem = record.elem!
    const size = types.size(elem)
    this.out += '['
    if (level > deepest && length > 0) this.out += '...'
    else {
      const count = Math.min(length, this.elements)
      for (let i = 0; i < count && !this.full; i++) {
        if (i > 0) this.out += ','
        this.write(this.loader.part(first, elem, i * size), level + 1, false, false)
      }
      if (count < length) this.out += `,...+${length - count} more`
    }
    this.out += ']'
  }

  private writeStruct(value: Value, record: TypeRecord, level: number, includeType: boolean): void {
    const fields = record.fields ?? []
    if (level > deepest && fields.length > 0 && value.address !== undefined) {
      this.out += `(*${record.name})(0x${value.address.toString(16)})`
      return
    }
    if (includeType) this.out += `${record.name} `
    this.out += '{'
    fields.forEach((field, i) => {
      if (this.full) return
      this.out += `${i > 0 ? ', ' : ''}${field.name}: `
      this.write(this.loader.part(value, field.type, field.offset), level + 1, false, true)
    })
    this.out += '}'
  }

  private writeMap(value: Value, record: TypeRecord, level: number, includeType: boolean): void {
    if (includeType) this.out += `${record.name} `
    const walk = new MapWalk(this.loader, value)
    if (walk.header === undefined) {
      this.out += 'nil'
      return
    }
    this.out += '['
    const { count } = walk.header
    if (level > deepest && count > 0) this.out += '...'
    else {
      const entries = walk.firstEntries(this.elements)
      for (const { key, elem } of entries) {
        if (this.full) break
        this.write(key, level + 1, false, false)
        this.out += ': '
        this.write(elem, level + 1, false, false)
        this.out += ', '
      }
      if (entries.length < count && entries.length >= this.elements) this.out += `,...+${count - entries.length} more`
    }
    this.out += ']'
  }

  private writeInterface(value: Value, record: TypeRecord, level: number, top: boolean, includeType: boolean): void {
    const data = this.loader.dynamic(value)
    if (data === undefined) {
      this.out += includeType ? `${record.name} nil` : 'nil'
      return
    }
    const inner = this.loader.types.record(data.type)
    if (includeType) this.out += `${record.name}(${this.loader.types.name(data.type)}) `
    if (inner?.kind === 'pointer') {
      const pointer = this.loader.pointer(data)
      if (pointer === 0) this.out += 'nil'
      else if (level > deepest) this.out += top ? '...' : `0x${pointer.toString(16)}`
      else this.write(data, level, false, !includeType)
    } else if (level > deepest && value.address !== undefined && !isScalar(inner)) {
      this.out += `*(*${record.name})(0x${value.address.toString(16)})`
    } else this.write(data, level, false, !includeType)
  }
}

function isScalar(record: TypeRecord | undefined): boolean {
  return record !== undefined && /^(bool|int|uint|float|complex|string|func|unsafe\.Pointer)$/.test(record.kind)
}

function hex(value: bigint): string {
  return value < 0n ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`
}
