// Where registers and flags are while a function's code is being emitted: in the thread's record, in a local, or in both.

import type { FlagOrigin, Width } from '../isa/emitter'
import { threadRecord } from '../memory/layout'
import { type Code, type I32, i32, i64 } from '../wasm/expressions'
import type { FunctionBuilder, Local } from '../wasm/functionBuilder'
import { flagsBit } from './dataflow'

/** What is known of the flags in the locals: an addition's or subtraction's operands, a logical result (then the second is 0), the two words. */
export type FlagsForm = { readonly operation: FlagOrigin['operation']; readonly width: Width } | 'words' | undefined

/** Changes from instruction to instruction; saved where control flow parts. */
export interface RegisterState {
  /** In a local. */
  valid: number
  /** Only in a local. */
  dirty: number
  /** SP less SP at the function's entry. */
  delta: number
  flags: FlagsForm
}

export class Registers {
  state: RegisterState = { valid: 0, dirty: 0, delta: 0, flags: undefined }
  private readonly locals: (Local<'i64'> | undefined)[] = []
  readonly flagsKind: Local<'i32'>
  readonly flagsA: Local<'i64'>
  readonly flagsB: Local<'i64'>

  constructor(
    private readonly f: FunctionBuilder,
    private readonly thread: I32,
  ) {
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
      if (missing & (1 << number)) this.f.set(this.local(number), i64.load(this.thread, number * 8))
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

  changed(mask: number) {
    this.state.valid |= mask
    this.state.dirty |= mask
  }
}
