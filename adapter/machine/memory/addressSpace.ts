// The program's memory: turns program addresses into places in the one wasm memory, with the same rules as the engine.

import { type WasmMemory, wasm } from '../wasm/host'
import {
  engineState,
  entriesPerTextByte,
  heapAddress,
  type Layout,
  limitIndex,
  lowBase,
  pointerSpan,
  roundUp,
  slotsPerTextByte,
  wasmPageSize,
  writtenPages,
} from './layout'

const accessSizes = [1, 2, 4, 8, 16]
const pageBits = 12

/**
 * How much linear memory stands ready for a heap to grow into, at least. Each growth gives JavaScript new buffers, which it believes to be
 * as large as they are and collects garbage for: inserting a million map entries spent 7 % of its time so. Untouched memory costs nothing.
 */
const spareHeap = 32 << 20

export class AddressSpace {
  readonly memory: WasmMemory
  /** Views of all of linear memory; they change when it grows, so never keep them. */
  bytes: Uint8Array
  view: DataView
  /** Bytes of heap that are accessible, from `heapAddress`. */
  heapSize = 0
  /** Hears of every range `resolve` finds, in linear addresses: how watches learn of the kernel's accesses. Set only while the kernel works. */
  observer: ((place: number, length: number, write: boolean) => void) | undefined

  constructor(
    readonly layout: Layout,
    readonly heapLimit: number,
  ) {
    const low = layout.heapBase / wasmPageSize
    const maximum = Math.min(65536, low + Math.ceil(heapLimit / wasmPageSize))
    this.memory = new wasm.Memory({ initial: Math.min(maximum, low + spareHeap / wasmPageSize), maximum })
    this.bytes = new Uint8Array(this.memory.buffer)
    this.view = new DataView(this.memory.buffer)
    this.writeState()
  }

  private writeState() {
    const { layout, view } = this
    view.setUint32(engineState.slotBias, (layout.slots - layout.textStart * slotsPerTextByte) >>> 0, true)
    view.setUint32(engineState.entryBias, (layout.entries - layout.textStart * entriesPerTextByte) >>> 0, true)
    view.setBigUint64(engineState.textStart, BigInt(layout.textStart), true)
    view.setBigUint64(engineState.textSize, BigInt(layout.textEnd - layout.textStart), true)
    view.setBigUint64(engineState.writableStart, BigInt(layout.writableStart), true)
    view.setUint32(engineState.heapBase, layout.heapBase, true)
    this.setLimits(engineState.lowLimits, layout.lowEnd - lowBase)
    this.setLimits(engineState.writableLimits, layout.lowEnd - layout.writableStart)
  }

  // An access of n bytes may begin at the first size - n + 1 places.
  private setLimits(at: number, size: number) {
    for (const bytes of accessSizes) this.view.setBigUint64(at + 8 * limitIndex(bytes), BigInt(Math.max(0, size - bytes + 1)), true)
  }

  /** Makes the heap region accessible up to `size`; false when the host or the limit does not allow it. */
  growHeap(size: number): boolean {
    if (size <= this.heapSize) return true
    if (size > this.heapLimit) return false
    const wanted = this.layout.heapBase + roundUp(size, wasmPageSize)
    const missing = wanted - this.bytes.length
    if (missing > 0) {
      try {
        const spare = Math.min(
          Math.max(roundUp(this.heapSize, wasmPageSize), spareHeap),
          roundUp(this.heapLimit, wasmPageSize) - roundUp(size, wasmPageSize),
        )
        this.memory.grow((missing + spare) / wasmPageSize)
      } catch {
        return false
      }
      this.bytes = new Uint8Array(this.memory.buffer)
      this.view = new DataView(this.memory.buffer)
    }
    this.setHeapSize(size)
    return true
  }

  private setHeapSize(size: number) {
    this.heapSize = size
    this.setLimits(engineState.heapLimits, size)
    this.view.setBigUint64(engineState.pointerLimit, BigInt(Math.max(0, size - pointerSpan + 1)), true)
  }

  /** Sets the size of the heap region to what it was once; the caller has made all above it zero. */
  resetHeap(size: number) {
    this.setHeapSize(size)
  }

  /** Linear address of a range that is accessible as a whole, or -1. */
  resolve(address: number, length: number, write = false): number {
    const place = this.placeOf(address, length, write)
    if (this.observer && place >= 0) this.observer(place, length, write)
    if (write && place >= 0) this.markWritten(place, length)
    return place
  }

  /** Notes that a range of linear addresses is written (see `writtenPages`). */
  markWritten(place: number, length: number) {
    if (length > 0) this.bytes.fill(1, writtenPages + (place >>> pageBits), writtenPages + ((place + length - 1) >>> pageBits) + 1)
  }

  private placeOf(address: number, length: number, write: boolean): number {
    const offset = address - heapAddress
    if (offset >= 0) return offset + length <= this.heapSize ? this.layout.heapBase + offset : -1
    const start = write ? this.layout.writableStart : lowBase
    return address >= start && address + length <= this.layout.lowEnd ? address : -1
  }

  /** How many bytes from `address` on are accessible, up to `length`. */
  accessible(address: number, length: number): number {
    const offset = address - heapAddress
    if (offset >= 0) return Math.max(0, Math.min(length, this.heapSize - offset))
    return address >= lowBase ? Math.max(0, Math.min(length, this.layout.lowEnd - address)) : 0
  }

  /** A copy of the accessible part of a range; undefined when not even its first byte is. */
  read(address: number, length: number): Uint8Array | undefined {
    const count = this.accessible(address, length)
    if (count === 0 && length > 0) return undefined
    const at = this.resolve(address, count)
    return this.bytes.slice(at, at + count)
  }

  /** Writes as the program may (not to text or read-only data); false and nothing written when some of it is not accessible. */
  write(address: number, bytes: Uint8Array): boolean {
    const at = this.resolve(address, bytes.length, true)
    if (at < 0) return false
    this.bytes.set(bytes, at)
    return true
  }

  readU64(address: number): bigint | undefined {
    const at = this.resolve(address, 8)
    return at < 0 ? undefined : this.view.getBigUint64(at, true)
  }

  /** A 64-bit word as a number; undefined when not accessible, rounded when above 2^53. */
  readWord(address: number): number | undefined {
    const at = this.resolve(address, 8)
    return at < 0 ? undefined : this.view.getUint32(at, true) + this.view.getUint32(at + 4, true) * 2 ** 32
  }

  readU32(address: number): number | undefined {
    const at = this.resolve(address, 4)
    return at < 0 ? undefined : this.view.getUint32(at, true)
  }

  readU8(address: number): number | undefined {
    const at = this.resolve(address, 1)
    return at < 0 ? undefined : this.bytes[at]
  }

  writeU64(address: number, value: bigint): boolean {
    const at = this.resolve(address, 8, true)
    if (at >= 0) this.view.setBigUint64(at, BigInt.asUintN(64, value), true)
    return at >= 0
  }

  writeU32(address: number, value: number): boolean {
    const at = this.resolve(address, 4, true)
    if (at >= 0) this.view.setUint32(at, value >>> 0, true)
    return at >= 0
  }

  /** Whether an address is mapped though it may not be written: the difference between the two kinds of SIGSEGV. */
  isMapped(address: number): boolean {
    return this.accessible(address, 1) === 1
  }

  /** Zeroes whole pages of heap, for memory that was given back. */
  clearHeap(address: number, length: number) {
    const at = this.resolve(address, Math.min(length, Math.max(0, this.heapSize - (address - heapAddress))), true)
    if (at >= 0) this.bytes.fill(0, at, at + Math.min(length, this.heapSize - (address - heapAddress)))
  }
}
