// What an instruction's semantics is written against. The interpreter and the translator are two implementations:
// the first reads operands out of a decoded micro-operation, the second knows them while it emits.

import type { Code, Expression, I32, I64, V128, ValueType } from '../wasm/expressions'
import type { Condition } from './mnemonics'

/** Bytes of an integer operand. */
export type Width = 1 | 2 | 4 | 8

/** The exceptions a processor raises, and the few ways an instruction leaves the engine. */
export type Trap = 'divide' | 'breakpoint' | 'undefined' | 'syscall'

/**
 * One operand of the instruction. Memory operands compute and check their address at the first use, before anything is written,
 * so an instruction that faults has changed nothing.
 */
export interface Place {
  /** Zero-extended value of the low `width` bytes; an immediate is sign-extended first, then cut. */
  read(width: Width): I64
  /** Writes a register or memory; 4-byte writes to a register clear its upper half, 1- and 2-byte writes keep the rest. */
  write(width: Width, value: I64): void
  /** All 16 bytes of an SSE register or memory operand. */
  readVector(): V128
  writeVector(value: V128): void
  readonly isMemory: boolean
}

/** Numbers of the registers that instructions name without an operand, and of those with a part in calls. */
export const implicit = { AX: 0, CX: 1, DX: 2, BX: 3, SP: 4, SI: 6, DI: 7, R14: 14 } as const

/** The condition flags; see flags.ts for how the two words hold them. */
export interface FlagWords {
  readonly result: I64
  readonly aux: I64
  /** What they come from, for engines that make the words only when they are wanted. */
  readonly origin?: FlagOrigin
}

/** The operation that set the flags: a + b, a - b, or a logical one whose result is `a`. Operands are zero-extended. */
export interface FlagOrigin {
  readonly operation: 'add' | 'subtract' | 'logic'
  readonly width: Width
  readonly a: I64
  readonly b: I64
}

/** Emits wasm for one instruction. */
export interface Emitter {
  /** Evaluates once, now; the value may then be used many times. */
  let<T extends ValueType>(value: Expression<T>): Expression<T>
  emit(code: Code): void
  if(condition: I32, then: () => void, otherwise?: () => void): void
  /** Runs the body, then again as long as the condition it returns holds. */
  loop(body: () => I32): void
  variable<T extends ValueType>(initial: Expression<T>): Variable<T>

  readRegister(number: number, width: Width): I64
  writeRegister(number: number, width: Width, value: I64): void
  /** The effective address of a memory operand, unchecked (LEA). */
  effectiveAddress(operand: number): I64

  flags(): FlagWords
  setFlags(flags: FlagWords): void
  condition(condition: Condition): I32
  /** 1 when string instructions go downwards. */
  direction(): I64
  setDirection(value: I64): void

  /** Checks an address for reading or writing that many bytes and gives its place in linear memory; leaves with a fault if it has none. */
  resolve(address: I64, bytes: number, write: boolean): I32
  /** As `resolve` for a length known only when it runs; 0 instead of a fault. */
  resolveRange(address: I64, bytes: I64, write: boolean): I32

  /** Full 128-bit helpers, as calls. */
  multiplyHighUnsigned(a: I64, b: I64): I64
  /** Quotient of high:low by divisor; `high < divisor` must hold. The remainder is what `divisionRemainder` then gives. */
  divideWide(high: I64, low: I64, divisor: I64): I64
  divisionRemainder(): I64

  /** Continues at the target of the (direct) branch. */
  jump(): void
  /** Continues at an address. */
  jumpTo(address: I64): void
  /** Address of the next instruction. */
  nextAddress(): I64
  /** Leaves the engine: as a fault of this instruction, or (`syscall`) after it. */
  trap(trap: Trap): void
}

/** A mutable value of the emitted code. */
export interface Variable<T extends ValueType> {
  readonly get: Expression<T>
  set(value: Expression<T>): void
}
