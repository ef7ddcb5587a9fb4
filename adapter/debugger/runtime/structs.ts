// This file reads structs of the program by the names of their fields, with the image's type records.
import type { TypeRecord } from '../../image/records'
import { MemoryReader, type Target } from '../target'

/** The layout of one struct type: offset and type of each field by name. */
export class StructLayout {
  readonly size: number
  private readonly fields = new Map<string, { offset: number; type: string }>()

  constructor(
    readonly key: string,
    record: TypeRecord,
  ) {
    this.size = record.size
    for (const field of record.fields ?? []) this.fields.set(field.name, field)
  }

  has(name: string): boolean {
    return this.fields.has(name)
  }

  /** The offset of a field. Throws if the runtime has none of that name: the contract test finds that before a user does. */
  offset(name: string): number {
    const field = this.fields.get(name)
    if (field === undefined) throw new Error(`${this.key} has no field ${name}`)
    return field.offset
  }

  typeOf(name: string): string {
    this.offset(name)
    return this.fields.get(name)!.type
  }
}

const layouts = new WeakMap<object, Map<string, StructLayout>>()

/** The layout of a struct type by its key, such as `runtime.g`. */
export function layoutOf(target: Target, key: string): StructLayout {
  let known = layouts.get(target.image)
  if (known === undefined) layouts.set(target.image, (known = new Map()))
  let layout = known.get(key)
  if (layout === undefined) {
    const record = target.image.type(key)
    if (record === undefined) throw new Error(`the program has no type ${key}`)
    known.set(key, (layout = new StructLayout(key, record)))
  }
  return layout
}

/** One struct in memory, read at once. */
export class StructReader {
  readonly layout: StructLayout
  private readonly view: DataView

  constructor(
    readonly target: Target,
    key: string,
    readonly address: number,
  ) {
    this.layout = layoutOf(target, key)
    this.view = new MemoryReader(target).view(address, this.layout.size)
  }

  u8(name: string): number {
    return this.view.getUint8(this.layout.offset(name))
  }

  bool(name: string): boolean {
    return this.u8(name) !== 0
  }

  u16(name: string): number {
    return this.view.getUint16(this.layout.offset(name), true)
  }

  u32(name: string): number {
    return this.view.getUint32(this.layout.offset(name), true)
  }

  i32(name: string): number {
    return this.view.getInt32(this.layout.offset(name), true)
  }

  u64(name: string): bigint {
    return this.view.getBigUint64(this.layout.offset(name), true)
  }

  /** An address, a length or a count. */
  word(name: string): number {
    return Number(this.u64(name))
  }

  /** Where a field stands. */
  addressOf(name: string): number {
    return this.address + this.layout.offset(name)
  }

  /** A struct field as a reader of its own. */
  struct(name: string): StructReader {
    return new StructReader(this.target, this.layout.typeOf(name), this.addressOf(name))
  }
}

/** The address of a global variable; undefined if the program has none of that name. */
export function globalAddress(target: Target, name: string): number | undefined {
  return target.image.symbols.get(name)?.address
}
