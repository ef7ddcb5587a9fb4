// This file defines what the debugger may know of a running program: memory, registers, threads and the image. Nothing else.
//
// A live machine, a past moment and a core file are three Targets; frames, values and pictures are made from any of them alike.
import type { Image } from '../image/image'

/** A thread of the simulated kernel: an M of the runtime. */
export interface TargetThread {
  readonly tid: number
  readonly state: string // running, ready, futex, sleep, exited …
  readonly core: number // -1: on none
  readonly ticks: number // instructions executed
}

export interface Target {
  readonly image: Image
  /** Instructions executed so far by all cores together. */
  readonly tick: number
  /** Virtual nanoseconds since the start. */
  readonly clock: number
  readonly threads: readonly TargetThread[]
  /** Whether one of the threads has this number. */
  hasThread(tid: number): boolean
  /** Up to `length` bytes; fewer where the mapped memory ends, undefined if it does not begin there. */
  read(address: number, length: number): Uint8Array | undefined
  /** The memory itself, not a copy: good until the program runs again. Undefined unless all of it is mapped. */
  peek(address: number, length: number): Uint8Array | undefined
  /** 64 bits as an address or a count; undefined where nothing is mapped. */
  peekWord(address: number): number | undefined
  /** Contents of AX … R15, PC, SP, BP, RFLAGS, X0 … X15 (128 bits). */
  register(tid: number, name: string): bigint
}

/** A Target that can be changed. */
export interface MutableTarget extends Target {
  /** False, and nothing written, if some of it is not mapped. */
  write(address: number, bytes: Uint8Array): boolean
  setRegister(tid: number, name: string, value: bigint): void
}

/** Memory and registers without copies or bigints, for what is asked millions of times a second. The views change when memory grows. */
export interface RawTarget {
  readonly bytes: Uint8Array
  readonly view: DataView
  /** Where in `view` a range of the program's memory lies; -1 if some of it is not mapped. */
  resolve(address: number, length: number): number
  /** Where in `view` the registers of a thread lie: general register n (as amd64 numbers them) at 8 * n, the pc at `pcOffset`. -1: it has none. */
  registers(tid: number): number
  readonly pcOffset: number
}

/** Memory that should be there and is not; values show the message in their place. */
export class UnreadableMemory extends Error {
  constructor(
    readonly address: number,
    readonly length: number,
  ) {
    super(`could not read ${length} bytes at 0x${address.toString(16)}`)
  }
}

/** Typed reads. All throw UnreadableMemory. */
export class MemoryReader {
  constructor(readonly target: Target) {}

  bytes(address: number, length: number): Uint8Array {
    if (length === 0) return new Uint8Array()
    const bytes = address > 0 && Number.isSafeInteger(address) ? this.target.read(address, length) : undefined
    if (bytes === undefined || bytes.length < length) throw new UnreadableMemory(address, length)
    return bytes
  }

  /** As `bytes` without a copy, for those who look and do not keep. */
  peek(address: number, length: number): Uint8Array {
    const bytes = address > 0 && Number.isSafeInteger(address) ? this.target.peek(address, length) : undefined
    if (bytes === undefined) throw new UnreadableMemory(address, length)
    return bytes
  }

  view(address: number, length: number): DataView {
    const bytes = this.peek(address, length)
    return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  u8(address: number): number {
    return this.view(address, 1).getUint8(0)
  }

  u16(address: number): number {
    return this.view(address, 2).getUint16(0, true)
  }

  u32(address: number): number {
    return this.view(address, 4).getUint32(0, true)
  }

  u64(address: number): bigint {
    return this.view(address, 8).getBigUint64(0, true)
  }

  /** A word that is an address, a length or a count. */
  word(address: number): number {
    const word = address > 0 && Number.isSafeInteger(address) ? this.target.peekWord(address) : undefined
    if (word === undefined) throw new UnreadableMemory(address, 8)
    return word
  }

  /** The bytes of a Go string, at most `limit` of them. */
  stringAt(address: number, limit = 4096): { bytes: Uint8Array; length: number } {
    const pointer = this.word(address)
    const length = Number(BigInt.asIntN(64, this.u64(address + 8)))
    if (length < 0 || length > 2 ** 40) throw new UnreadableMemory(pointer, length)
    return { bytes: this.bytes(pointer, Math.min(length, limit)), length }
  }
}
