// Operands as the translator emits them: constants, registers in locals, SSE registers in the running thread's record, memory.

import type { Place, Width } from '../isa/emitter'
import { runningThread, threadRecord } from '../memory/layout'
import { type I32, type I64, i32, i64, type V128, v128 } from '../wasm/expressions'
import type { FunctionBuilder } from '../wasm/functionBuilder'
import type { TranslatorEmitter } from './translatorEmitter'

export const loads: Record<Width, typeof i64.load> = { 1: i64.load8u, 2: i64.load16u, 4: i64.load32u, 8: i64.load }
export const stores: Record<Width, typeof i64.store> = { 1: i64.store8, 2: i64.store16, 4: i64.store32, 8: i64.store }
const running = i32.const(runningThread)

export class ImmediatePlace implements Place {
  readonly isMemory = false
  constructor(private readonly value: number | bigint) {}

  read(width: Width): I64 {
    return i64.const(BigInt.asUintN(8 * width, BigInt(this.value)))
  }

  write() {
    throw new Error('an immediate cannot be written')
  }

  readVector(): V128 {
    throw new Error('an immediate is no vector')
  }

  writeVector() {
    throw new Error('an immediate cannot be written')
  }
}

export class RegisterPlace implements Place {
  readonly isMemory = false
  constructor(
    private readonly e: TranslatorEmitter,
    private readonly number: number,
  ) {}

  read(width: Width): I64 {
    return this.e.readRegister(this.number, width)
  }

  write(width: Width, value: I64) {
    this.e.writeRegister(this.number, width, value)
  }

  readVector(): V128 {
    throw new Error('a general register is no vector')
  }

  writeVector() {
    throw new Error('a general register is no vector')
  }
}

/** SSE registers stay in the record of the running thread. */
export class VectorPlace implements Place {
  readonly isMemory = false
  private readonly offset: number
  constructor(
    private readonly f: FunctionBuilder,
    number: number,
  ) {
    this.offset = threadRecord.vectors + 16 * number
  }

  read(width: Width): I64 {
    return loads[width](running, this.offset)
  }

  write(width: Width, value: I64) {
    this.f.emit(stores[width](running, value, this.offset))
  }

  readVector(): V128 {
    return v128.load(running, this.offset)
  }

  writeVector(value: V128) {
    this.f.emit(v128.store(running, value, this.offset))
  }
}

export class MemoryPlace implements Place {
  readonly isMemory = true
  private place: I32 | undefined

  constructor(
    private readonly e: TranslatorEmitter,
    private readonly operand: number,
    private readonly written: boolean,
  ) {}

  read(width: Width): I64 {
    const offset = this.e.frameOffset(this.operand)
    return (offset === undefined ? undefined : this.e.readFrame(offset, width)) ?? loads[width](this.resolve(width))
  }

  write(width: Width, value: I64) {
    const place = this.resolve(width)
    const offset = this.e.frameOffset(this.operand)
    if (offset === undefined || !this.e.writeFrame(offset, width, place, value)) this.e.emit(stores[width](place, value))
  }

  readVector(): V128 {
    return v128.load(this.resolve(16))
  }

  writeVector(value: V128) {
    this.e.emit(v128.store(this.resolve(16), value))
  }

  // Checked at the first use and only then: the first use dominates the others in every semantics.
  private resolve(bytes: number): I32 {
    this.place ??= this.e.resolveOperand(this.operand, () => this.e.let(this.e.effectiveAddress(this.operand)), bytes, this.written)
    return this.place
  }
}
