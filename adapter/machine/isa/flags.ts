// How the six condition flags are kept, and the arithmetic that produces and reads them.
//
// Two 64-bit words instead of six bits, because producing bits costs more than every instruction can pay:
//
//   result   the result, sign-extended to 64 bits:   ZF = (result == 0)   SF = (result < 0)
//   aux      bit 63      CF
//            bit 62      CF xor OF   (both come out of the vector of carries for free: carry out of and into the sign bit)
//            bits 8-15   parity correction: PF is the parity of (result xor aux >> 8) & 0xff
//            bit 3       AF          (the carry out of bit 3)
//
// All other bits of aux are 0, so equal flags are equal words and two engines can be compared. Flags which Intel's manual leaves undefined
// are defined here: AF is 0 after logic, shifts and multiplication; SF, ZF and PF of a multiplication follow its low half;
// division leaves all as they were; OF of shifts by more than one follows the formula for one.

import { type I32, type I64, i32, i64 } from '../wasm/expressions'
import type { Emitter, FlagWords, Width } from './emitter'
import { type Condition, conditions } from './mnemonics'

export const rflagsBits = { CF: 0x1, PF: 0x4, AF: 0x10, ZF: 0x40, SF: 0x80, IF: 0x200, DF: 0x400, OF: 0x800 } as const

const topBit = i64.const(1n << 63n)
const carriesMask = i64.const(0xc000000000000008n)

/** Sign-extends a value of that width. */
export function signExtend(width: Width, value: I64): I64 {
  if (width === 1) return i64.extend8s(value)
  if (width === 2) return i64.extend16s(value)
  return width === 4 ? i64.extend32s(value) : value
}

/** Cuts a value to its low `width` bytes. */
export function zeroExtend(width: Width, value: I64): I64 {
  return width === 8 ? value : i64.and(value, i64.const(2 ** (8 * width) - 1))
}

function auxFromCarries(width: Width, carries: I64): I64 {
  if (width === 8) return i64.and(carries, carriesMask)
  const shift = i64.const(64 - 8 * width)
  return i64.or(i64.and(i64.shl(carries, shift), i64.const(0xc000000000000000n)), i64.and(carries, i64.const(8)))
}

/** Flags of result = a + b, or with a carry in (then not `exact`). The words are made when they are asked for. */
export function flagsOfAdd(e: Pick<Emitter, 'let'>, width: Width, a: I64, b: I64, result: I64, exact = true): FlagWords {
  return {
    get result() {
      return signExtend(width, result)
    },
    get aux() {
      const carries = i64.or(i64.and(a, b), i64.and(i64.or(a, b), i64.not(result)))
      return auxFromCarries(width, width === 8 ? carries : e.let(carries))
    },
    ...(exact ? { origin: { operation: 'add', width, a, b } } : {}),
  }
}

/** Flags of result = a - b, or with a borrow in (then not `exact`). */
export function flagsOfSubtract(e: Pick<Emitter, 'let'>, width: Width, a: I64, b: I64, result: I64, exact = true): FlagWords {
  return {
    get result() {
      return signExtend(width, result)
    },
    get aux() {
      const borrows = i64.or(i64.and(i64.not(a), b), i64.and(i64.not(i64.xor(a, b)), result))
      return auxFromCarries(width, width === 8 ? borrows : e.let(borrows))
    },
    ...(exact ? { origin: { operation: 'subtract', width, a, b } } : {}),
  }
}

/** Flags of and, or, xor, test. */
export function flagsOfLogic(width: Width, result: I64): FlagWords {
  return { result: signExtend(width, result), aux: i64.const(0), origin: { operation: 'logic', width, a: result, b: result } }
}

/** aux from CF and OF, each 0 or 1. */
export function auxOf(e: Emitter, carry: I64, overflow: I64): I64 {
  const c = e.let(carry)
  return i64.or(i64.shl(c, i64.const(63)), i64.shl(i64.xor(c, overflow), i64.const(62)))
}

/** The aux of INC and DEC: everything of `fresh` but CF, which stays as it was. */
export function keepCarry(e: Emitter, old: I64, fresh: I64): I64 {
  const carry = e.let(i64.and(old, topBit))
  const overflow = i64.and(i64.xor(fresh, i64.shl(fresh, i64.const(1))), topBit)
  const xorBit = i64.shrU(i64.xor(carry, overflow), i64.const(1))
  return i64.or(i64.or(carry, xorBit), i64.and(fresh, i64.const(8)))
}

/** CF as 0 or 1. */
export function carryOf(flags: FlagWords): I64 {
  return i64.shrU(flags.aux, i64.const(63))
}

function parityIsEven(flags: FlagWords): I32 {
  const byte = i32.wrap(i64.and(i64.xor(flags.result, i64.shrU(flags.aux, i64.const(8))), i64.const(0xff)))
  return i32.xor(i32.and(i32.popcnt(byte), i32.const(1)), i32.const(1))
}

/** Whether a condition holds. */
export function testCondition(flags: FlagWords, condition: Condition): I32 {
  const number = conditions.indexOf(condition)
  const holds = testEven(flags, number >> 1)
  return number & 1 ? i32.eqz(holds) : holds
}

function testEven({ result, aux }: FlagWords, pair: number): I32 {
  const zero = i64.const(0)
  const less = () => i64.ltS(i64.xor(result, i64.xor(aux, overflowXorCarryAtTop(aux))), zero)
  const sets: (() => I32)[] = [
    () => i64.ltS(i64.xor(aux, overflowXorCarryAtTop(aux)), zero),
    () => i64.ltS(aux, zero),
    () => i64.eqz(result),
    () => i32.or(i64.ltS(aux, zero), i64.eqz(result)),
    () => i64.ltS(result, zero),
    () => parityIsEven({ result, aux }),
    less,
    () => i32.or(less(), i64.eqz(result)),
  ]
  return sets[pair]()
}

function overflowXorCarryAtTop(aux: I64): I64 {
  return i64.shl(aux, i64.const(1))
}

/** The RFLAGS register a program would see (PUSHFQ, signal frames, the debugger). */
export function toRflags(result: bigint, aux: bigint, direction: bigint): bigint {
  let bits = 0x202
  const carry = aux < 0n ? 1 : 0
  const overflow = carry ^ Number((aux >> 62n) & 1n)
  let parity = Number((result ^ (aux >> 8n)) & 0xffn)
  parity ^= parity >> 4
  if (carry) bits |= rflagsBits.CF
  if (!((0x6996 >> (parity & 15)) & 1)) bits |= rflagsBits.PF
  if (aux & 8n) bits |= rflagsBits.AF
  if (result === 0n) bits |= rflagsBits.ZF
  if (result < 0n) bits |= rflagsBits.SF
  if (direction) bits |= rflagsBits.DF
  if (overflow) bits |= rflagsBits.OF
  return BigInt(bits)
}

/** The words that show such an RFLAGS. ZF with SF, which no instruction of ours produces, loses SF. */
export function fromRflags(rflags: bigint): { result: bigint; aux: bigint; direction: bigint } {
  const bits = Number(rflags & 0xffffn)
  const result = bits & rflagsBits.ZF ? 0n : bits & rflagsBits.SF ? -1n : 1n
  // Parity of the low byte of 0 and of -1 is even, of 1 is odd.
  const even = result !== 1n
  const wrongParity = even !== !!(bits & rflagsBits.PF)
  const carry = BigInt(bits & rflagsBits.CF)
  const overflow = bits & rflagsBits.OF ? 1n : 0n
  const aux = (carry << 63n) | ((carry ^ overflow) << 62n) | (wrongParity ? 1n << 8n : 0n) | (bits & rflagsBits.AF ? 8n : 0n)
  return { result, aux: BigInt.asIntN(64, aux), direction: bits & rflagsBits.DF ? 1n : 0n }
}
