// Where registers and flags are while a function's code is being emitted: in the thread's record, in a local, or in both. And which words of
// the frame are known in locals too: those are always in memory as well, so that forgetting them costs nothing but a load.

import type { FlagOrigin, Width } from '../isa/emitter'
import { threadRecord } from '../memory/layout'
import { type Code, type I32, i32, i64 } from '../wasm/expressions'
import type { FunctionBuilder, Local } from '../wasm/functionBuilder'
import { flagsBit } from './dataflow'
import { loads } from './operandPlaces'

/**
 * What is known of the flags in the locals: an addition's or subtraction's operands, a logical result (then the second is 0), the two words.
 * Or where else they are: with the caller, who has not written them into the record.
 */
export type FlagsForm = { readonly operation: FlagOrigin['operation']; readonly width: Width } | 'words' | 'callers' | undefined

/** Changes from instruction to instruction; saved where control flow parts. */
export interface RegisterState {
  /** In a local. */
  valid: number
  /** Only in a local. */
  dirty: number
  /** SP less SP at the function's entry. */
  delta: number
  flags: FlagsForm
  /** Words of the frame that are in locals, by number. */
  slots: number
  /**
   * Words of the frame whose locals are pointers with `pointerSpan` bytes of memory behind them, which lie where `place` says; and those
   * where it can be written. This is about the value in the local, whether the word still has it or not.
   */
  proven: number
  writable: number
  /** For each register: the word of the frame whose local has the same value, or -1. */
  copies: readonly number[]
}

const noCopies: readonly number[] = new Array(16).fill(-1)

/** Nothing is known but what is said. */
export function registerState(known: Partial<RegisterState>): RegisterState {
  return { valid: 0, dirty: 0, delta: 0, flags: undefined, slots: 0, proven: 0, writable: 0, copies: noCopies, ...known }
}

/** A word of the frame: its offset from SP at entry, and its size. */
interface FrameSlot {
  readonly offset: number
  readonly width: Width
  readonly local: Local<'i64'>
}

const mostSlots = 31

export class Registers {
  state: RegisterState = registerState({})
  private readonly slots: FrameSlot[] = []
  private readonly slotNumbers = new Map<number, number>()
  private readonly places: (Local<'i32'> | undefined)[] = []
  private readonly locals: (Local<'i64'> | undefined)[] = []
  readonly flagsKind: Local<'i32'>
  readonly flagsA: Local<'i64'>
  readonly flagsB: Local<'i64'>

  /** `given`: registers that come as parameters. */
  constructor(
    private readonly f: FunctionBuilder,
    private readonly thread: I32,
    given: readonly (readonly [number, Local<'i64'>])[],
  ) {
    for (const [number, local] of given) this.locals[number] = local
    this.flagsKind = f.permanentLocal('i32')
    this.flagsA = f.permanentLocal('i64')
    this.flagsB = f.permanentLocal('i64')
  }

  local(number: number): Local<'i64'> {
    this.locals[number] ??= this.f.permanentLocal('i64')
    return this.locals[number]!
  }

  /** Puts these registers into locals where they are not yet. */
  load(mask: number) {
    const missing = mask & ~this.state.valid
    if (!missing) return
    for (let number = 0; number < 16; number++) {
      if (!(missing & (1 << number))) continue
      this.setCopy(number, -1)
      this.f.set(this.local(number), i64.load(this.thread, number * 8))
    }
    if (missing & flagsBit) {
      this.f.set(this.flagsKind, i32.load(this.thread, threadRecord.flagsKind))
      this.f.set(this.flagsA, i64.load(this.thread, threadRecord.flagsResult))
      this.f.set(this.flagsB, i64.load(this.thread, threadRecord.flagsAux))
    }
    this.state.valid |= missing
  }

  /** Code that writes registers to the thread's record. */
  stores(mask: number): Code {
    const code: Code[] = []
    for (let number = 0; number < 16; number++) {
      if (mask & (1 << number)) code.push(i64.store(this.thread, this.local(number).get, number * 8))
    }
    if (mask & flagsBit) {
      code.push(i32.store(this.thread, this.flagsKind.get, threadRecord.flagsKind))
      code.push(i64.store(this.thread, this.flagsA.get, threadRecord.flagsResult))
      code.push(i64.store(this.thread, this.flagsB.get, threadRecord.flagsAux))
    }
    return code
  }

  /** Number of the word of the frame at an offset; -1 when there are too many already. */
  slotAt(offset: number, width: Width): number {
    const key = offset * 16 + width
    const known = this.slotNumbers.get(key)
    if (known !== undefined) return known
    if (this.slots.length === mostSlots) return -1
    this.slots.push({ offset, width, local: this.f.permanentLocal('i64') })
    this.slotNumbers.set(key, this.slots.length - 1)
    return this.slots.length - 1
  }

  slot(number: number): Local<'i64'> {
    return this.slots[number].local
  }

  slotOffset(number: number): number {
    return this.slots[number].offset
  }

  /** Where in linear memory a word of the frame points to, once that is proven. */
  place(number: number): Local<'i32'> {
    this.places[number] ??= this.f.permanentLocal('i32')
    return this.places[number]!
  }

  /** The local of a word of the frame gets another value. */
  slotChanges(number: number) {
    const { state } = this
    state.proven &= ~(1 << number)
    state.writable &= ~(1 << number)
    if (state.copies.includes(number)) state.copies = state.copies.map(slot => (slot === number ? -1 : slot))
  }

  /** A register has the value of a word of the frame now, or (-1) some other. */
  setCopy(register: number, slot: number) {
    const { copies } = this.state
    if (copies[register] !== slot) this.state.copies = copies.map((old, i) => (i === register ? slot : old))
  }

  /** The words that an access of some bytes touches. */
  overlapping(offset: number, bytes: number): number {
    let mask = 0
    for (let i = 0; i < this.slots.length; i++) {
      const slot = this.slots[i]
      if (slot.offset < offset + bytes && offset < slot.offset + slot.width) mask |= 1 << i
    }
    return mask
  }

  /** Puts these words of the frame into locals where they are not yet; `place` is where an offset lies. */
  loadSlots(mask: number, place: (offset: number) => I32) {
    const missing = mask & ~this.state.slots
    for (let i = 0; missing >> i; i++) {
      if (!(missing & (1 << i))) continue
      const { offset, width, local } = this.slots[i]
      this.slotChanges(i)
      this.f.set(local, loads[width](place(offset)))
    }
    this.state.slots |= missing
  }

  changed(mask: number) {
    this.state.valid |= mask
    this.state.dirty |= mask
  }
}
