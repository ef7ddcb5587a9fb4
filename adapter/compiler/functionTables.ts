// This file turns the descriptions of functions into the tables of ABI.md that the runtime unwinds and prints stacks with.
import { FunctionFlag, type TableEntry } from '../image/records'
import { alignUp, pointerMask } from './codegen/layout'
import type { FunctionObject } from './codegen/object'

/** Bytes of a runtime._func. */
export const functionRecordSize = 56

const functionIds: Readonly<Record<string, number>> = {
  'runtime.goexit': 1,
  'runtime.gogo': 2,
  'runtime.gopanic': 3,
  'runtime.mcall': 4,
  'runtime.morestack': 5,
  'runtime.mstart': 6,
  'runtime.rt0_go': 7,
  'runtime.main': 8,
  'runtime.sigpanic': 9,
  'runtime.systemstack': 10,
  'runtime.systemstack_switch': 11,
  'runtime.asyncPreempt': 12,
  'runtime.sigreturn': 13,
}
const wrapperId = 14
const encoder = new TextEncoder()

/** Names, line tables, SP tables and pointer maps of all functions. */
export class FunctionTables {
  // As they will lie in memory, still without the addresses that come first in each.
  private readonly records: Int32Array
  private readonly nameBytes = new ByteList()
  private readonly tableBytes = new ByteList()
  private readonly knownMaps = new Map<string, number>()
  private readonly nameOffsets = new Map<string, number>()

  constructor(private readonly functions: readonly FunctionObject[]) {
    const records = new Int32Array((functions.length * functionRecordSize) / 4)
    this.records = records
    let at = 0
    for (const f of functions) {
      const tables = f.encodedTables ?? encodedTables(f)
      const { flags } = f
      at += 2
      records[at++] = this.name(f.name)
      records[at++] = this.name(f.file)
      records[at++] = f.startLine
      records[at++] = this.tableBytes.add(tables.lines)
      records[at++] = this.tableBytes.add(tables.sp)
      records[at++] = f.frameSize
      records[at++] = f.argSize
      records[at++] = this.map(f.argPointers, f.argSize)
      records[at++] = this.map(f.localPointers, f.frameSize)
      records[at++] = f.argInfo.length === 0 ? 0 : this.shared(f.argInfo)
      records[at++] = f.deferReturn
      records[at++] = (functionIds[f.name] ?? ((flags & FunctionFlag.wrapper) !== 0 ? wrapperId : 0)) | ((flags & 7) << 8)
    }
  }

  get names(): Uint8Array {
    return this.nameBytes.bytes
  }

  get tables(): Uint8Array {
    return this.tableBytes.bytes
  }

  /** Writes the records, sorted as the functions are, into `into`; `entries` are offsets from the start of text. */
  writeRecords(into: Uint8Array, entries: readonly number[]): void {
    const { records } = this
    let at = 0
    this.functions.forEach((f, i) => {
      records[at] = entries[i]!
      records[at + 1] = entries[i]! + f.bytes.length
      at += functionRecordSize / 4
    })
    into.set(new Uint8Array(records.buffer))
  }

  private name(text: string): number {
    const known = this.nameOffsets.get(text)
    if (known !== undefined) return known
    const at = this.nameBytes.add(encoder.encode(`${text}\0`))
    this.nameOffsets.set(text, at)
    return at
  }

  /** Many functions have the same maps. */
  private shared(bytes: ArrayLike<number>): number {
    const key = String.fromCharCode.apply(undefined, bytes as number[])
    const known = this.knownMaps.get(key)
    if (known !== undefined) return known
    const at = this.tableBytes.add(bytes)
    this.knownMaps.set(key, at)
    return at
  }

  /** A pointer map long enough for `size` bytes; 0 when there are no pointers. */
  private map(pointers: readonly number[], size: number): number {
    return pointers.length === 0 ? 0 : this.shared(pointerMask(pointers, alignUp(size, 8)))
  }
}

/** The line and SP tables of a function as the runtime reads them. */
export function encodedTables(f: FunctionObject): { readonly lines: Uint8Array; readonly sp: Uint8Array } {
  return {
    lines: Uint8Array.from(encodeTable(f.lines, f.startLine, f.bytes.length)),
    sp: Uint8Array.from(encodeTable(f.sp, 0, f.bytes.length)),
  }
}

/** Pairs of (value delta, pc delta), from `initial` at offset 0 to the end of the function. */
function encodeTable(entries: readonly TableEntry[], initial: number, end: number): number[] {
  const bytes: number[] = []
  let value = initial
  entries.forEach((entry, i) => {
    const next = entries[i + 1]?.offset ?? end
    if (next === entry.offset) return
    const delta = entry.value - value
    pushUvarint(bytes, delta < 0 ? -delta * 2 - 1 : delta * 2)
    pushUvarint(bytes, next - entry.offset)
    value = entry.value
  })
  return bytes
}

function pushUvarint(bytes: number[], value: number): void {
  for (; value >= 0x80; value = Math.floor(value / 128)) bytes.push((value % 128) | 0x80)
  bytes.push(value)
}

/** Bytes that grow; offset 0 stands for "none" and holds a zero. */
class ByteList {
  private room = new Uint8Array(0x10000)
  private length = 1

  get bytes(): Uint8Array {
    return this.room.slice(0, this.length)
  }

  /** Where the added bytes begin. */
  add(bytes: ArrayLike<number>): number {
    const at = this.length
    this.length += bytes.length
    if (this.length > this.room.length) {
      const larger = new Uint8Array(2 * this.length)
      larger.set(this.room)
      this.room = larger
    }
    this.room.set(bytes, at)
    return at
  }
}
