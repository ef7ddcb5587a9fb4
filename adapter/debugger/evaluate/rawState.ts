// This file reads a thread's memory and registers for compiled expressions: as numbers, without a copy, without a bigint, without allocating.
//
// Whatever cannot be said that way (an integer beyond 2^53, memory that is not mapped, a nil pointer) sets `bailed`; whoever asked then asks the
// evaluator, which gives the exact value or the error with its words.
import { layoutOf } from '../runtime/structs'
import type { RawTarget, Target } from '../target'

/** The general registers in the order of their numbers. */
export const registerNames: readonly string[] = 'AX CX DX BX SP BP SI DI R8 R9 R10 R11 R12 R13 R14 R15'.split(' ')

const spRegister = 8 * registerNames.indexOf('SP')
const gRegister = 8 * registerNames.indexOf('R14')

/** The largest integer that numbers tell apart from its neighbours. */
export const mostExact = Number.MAX_SAFE_INTEGER

export class RawState {
  bailed = false
  sp = 0
  view: DataView
  bytes: Uint8Array
  // The string loaded last: where in `bytes`, and how long.
  stringAt = 0
  stringLength = 0
  private registers = -1
  private readonly mOffset: number
  private readonly curgOffset: number
  private readonly goidOffset: number

  constructor(
    target: Target,
    private readonly raw: RawTarget,
  ) {
    this.view = raw.view
    this.bytes = raw.bytes
    this.mOffset = layoutOf(target, 'runtime.g').offset('m')
    this.curgOffset = layoutOf(target, 'runtime.m').offset('curg')
    this.goidOffset = layoutOf(target, 'runtime.g').offset('goid')
  }

  /** Everything read from here on is of this thread, now. */
  begin(tid: number): void {
    const { raw } = this
    this.view = raw.view
    this.bytes = raw.bytes
    this.registers = raw.registers(tid)
    this.bailed = this.registers < 0
    this.sp = this.bailed ? 0 : this.register(spRegister)
  }

  bail(): number {
    this.bailed = true
    return 0
  }

  /** A general register by 8 * its number; `pcOffset` is the pc. */
  register(offset: number): number {
    const at = this.registers + offset
    const value = this.view.getUint32(at, true) + this.view.getUint32(at + 4, true) * 2 ** 32
    return value <= mostExact ? value : this.bail()
  }

  get pc(): number {
    return this.register(this.raw.pcOffset)
  }

  /** The g of the goroutine the thread works for; 0 if none. */
  goroutine(): number {
    const g = this.register(gRegister)
    if (g === 0) return 0
    const m = this.tryWord(g + this.mOffset)
    return m > 0 ? Math.max(0, this.tryWord(m + this.curgOffset)) : 0
  }

  /** The id of the goroutine the thread works for; 0 if none. */
  goid(): number {
    const g = this.goroutine()
    return g === 0 ? 0 : Math.max(0, this.tryWord(g + this.goidOffset))
  }

  /** A word; -1 where there is none. */
  private tryWord(address: number): number {
    const at = this.raw.resolve(address, 8)
    return at < 0 ? -1 : this.view.getUint32(at, true) + this.view.getUint32(at + 4, true) * 2 ** 32
  }

  /** Where `length` bytes at a program's address lie in `view`; bails and gives 0 where they do not. */
  place(address: number, length: number): number {
    // Nil and its fields: the evaluator says so in its own words.
    const at = address > 0 ? this.raw.resolve(address, length) : -1
    return at < 0 ? this.bail() : at
  }

  u8(address: number): number {
    return this.view.getUint8(this.place(address, 1))
  }

  i8(address: number): number {
    return this.view.getInt8(this.place(address, 1))
  }

  u16(address: number): number {
    return this.view.getUint16(this.place(address, 2), true)
  }

  i16(address: number): number {
    return this.view.getInt16(this.place(address, 2), true)
  }

  u32(address: number): number {
    return this.view.getUint32(this.place(address, 4), true)
  }

  i32(address: number): number {
    return this.view.getInt32(this.place(address, 4), true)
  }

  u64(address: number): number {
    const at = this.place(address, 8)
    const value = this.view.getUint32(at, true) + this.view.getUint32(at + 4, true) * 2 ** 32
    return value <= mostExact ? value : this.bail()
  }

  i64(address: number): number {
    const at = this.place(address, 8)
    const value = this.view.getUint32(at, true) + this.view.getInt32(at + 4, true) * 2 ** 32
    return value <= mostExact && value >= -mostExact ? value : this.bail()
  }

  f32(address: number): number {
    return this.view.getFloat32(this.place(address, 4), true)
  }

  f64(address: number): number {
    return this.view.getFloat64(this.place(address, 8), true)
  }

  /** Loads the string whose header stands at an address. */
  loadString(address: number): void {
    const at = this.place(address, 16)
    const pointer = this.view.getUint32(at, true) + this.view.getUint32(at + 4, true) * 2 ** 32
    const length = this.view.getUint32(at + 8, true) + this.view.getUint32(at + 12, true) * 2 ** 32
    this.stringLength = length
    this.stringAt = length === 0 ? 0 : this.place(pointer, length)
    if (this.bailed) this.stringLength = 0
  }
}
