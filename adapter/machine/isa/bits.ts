// The rows of shifts, rotations, bit tests and bit searches.

import { type I64, i64, select } from '../wasm/expressions'
import type { Emitter, Place, Width } from './emitter'
import { auxOf, flagsOfLogic, signExtend, zeroExtend } from './flags'
import { hex, longSizes, type Row, row, type Semantics, sizes } from './row'

const one = i64.const(1)

function bit(value: I64, number: I64 | number): I64 {
  return i64.and(i64.shrU(value, typeof number === 'number' ? i64.const(number) : number), one)
}

interface Shifted {
  readonly result: I64
  readonly carry: I64
  readonly overflow: I64
  /** Rotations leave SF, ZF, PF and AF alone. */
  readonly onlyCarry?: boolean
}

type Shift = (e: Emitter, width: Width, value: I64, count: I64) => Shifted

const left: Shift = (e, width, value, count) => {
  const bits = 8 * width
  const shifted = e.let(i64.shl(value, count))
  // Below 64 bits the bit shifted out is still there, just above the operand.
  const carry = e.let(width === 8 ? bit(value, i64.sub(i64.const(64), count)) : bit(shifted, bits))
  return { result: shifted, carry, overflow: i64.xor(carry, bit(shifted, bits - 1)) }
}

const rightUnsigned: Shift = (_, width, value, count) => ({
  result: i64.shrU(value, count),
  carry: bit(value, i64.sub(count, one)),
  overflow: bit(value, 8 * width - 1),
})

const rightSigned: Shift = (e, width, value, count) => {
  const extended = e.let(signExtend(width, value))
  return { result: i64.shrS(extended, count), carry: i64.and(i64.shrS(extended, i64.sub(count, one)), one), overflow: i64.const(0) }
}

/** Repeats the operand so that a rotation of the low bits is a shift of the whole. */
function rotateLeft(width: Width, value: I64, count: I64): I64 {
  const bits = 8 * width
  if (width === 8) return i64.rotl(value, count)
  const within = i64.and(count, i64.const(bits - 1))
  const back = i64.and(i64.sub(i64.const(bits), within), i64.const(bits - 1))
  return zeroExtend(width, i64.or(i64.shl(value, within), i64.shrU(value, back)))
}

const rotateLeftShift: Shift = (e, width, value, count) => {
  const result = e.let(rotateLeft(width, value, count))
  const carry = e.let(i64.and(result, one))
  return { result, carry, overflow: i64.xor(carry, bit(result, 8 * width - 1)), onlyCarry: true }
}

const rotateRightShift: Shift = (e, width, value, count) => {
  const bits = 8 * width
  const result = e.let(rotateLeft(width, value, i64.sub(i64.const(bits * 2), count)))
  const carry = e.let(bit(result, bits - 1))
  return { result, carry, overflow: i64.xor(carry, bit(result, bits - 2)), onlyCarry: true }
}

function shiftSemantics(width: Width, shift: Shift): Semantics {
  return (e, amount, operand) => {
    const count = e.let(i64.and(amount.read(1), i64.const(width === 8 ? 63 : 31)))
    const value = e.let(operand.read(width))
    e.if(
      i64.eqz(count),
      // Nothing happens but the write itself: a 32-bit register still loses its upper half.
      () => operand.write(width, value),
      () => {
        const { result, carry, overflow, onlyCarry } = shift(e, width, value, count)
        const outcome = e.let(result)
        if (onlyCarry) {
          const { result: old, aux } = e.flags()
          const rest = e.let(i64.and(aux, i64.const(0xff08)))
          e.setFlags({ result: old, aux: i64.or(auxOf(e, carry, overflow), rest) })
        } else e.setFlags({ result: signExtend(width, outcome), aux: auxOf(e, carry, overflow) })
        operand.write(width, outcome)
      },
    )
  }
}

/** SHLD and SHRD, which Go writes as SHLQ and SHRQ with three operands: bits come in from the source. */
function doubleShift(width: Width, leftwards: boolean): Semantics {
  return (e, amount, source, operand) => {
    const bits = 8 * width
    const count = e.let(i64.and(amount.read(1), i64.const(width === 8 ? 63 : 31)))
    const value = e.let(operand.read(width))
    const incoming = e.let(source.read(width))
    e.if(
      i64.eqz(count),
      () => operand.write(width, value),
      () => {
        const rest = e.let(i64.sub(i64.const(bits), count))
        const joined = leftwards
          ? i64.or(i64.shl(value, count), i64.shrU(incoming, rest))
          : i64.or(i64.shrU(value, count), i64.shl(incoming, rest))
        const result = e.let(zeroExtend(width, joined))
        const carry = leftwards ? bit(value, rest) : bit(value, i64.sub(count, one))
        e.setFlags({ result: signExtend(width, result), aux: auxOf(e, carry, bit(i64.xor(result, value), bits - 1)) })
        operand.write(width, result)
      },
    )
  }
}

function shiftRows(): Row[] {
  const table: [string, number, Shift][] = [
    ['ROL', 0, rotateLeftShift],
    ['ROR', 1, rotateRightShift],
    ['SHL', 4, left],
    ['SHR', 5, rightUnsigned],
    ['SAR', 7, rightSigned],
  ]
  const rows: Row[] = []
  for (const [name, extension, shift] of table) {
    for (const { letter, width, bits, prefix } of sizes) {
      const semantics = shiftSemantics(width, shift)
      const low = width === 1 ? 0 : 1
      rows.push(row(name + letter, `one, rm${bits}`, `${prefix}${hex(0xd0 + low)} /${extension}`, semantics))
      rows.push(row(name + letter, `u8, rm${bits}`, `${prefix}${hex(0xc0 + low)} /${extension} ib`, semantics))
      rows.push(row(name + letter, `cl, rm${bits}`, `${prefix}${hex(0xd2 + low)} /${extension}`, semantics))
    }
  }
  for (const { letter, width, bits, prefix } of longSizes) {
    for (const leftwards of [true, false]) {
      const name = (leftwards ? 'SHL' : 'SHR') + letter
      const opcode = leftwards ? 0xa4 : 0xac
      const options = { objdump: `${leftwards ? 'SHLD' : 'SHRD'}${letter}` }
      const semantics = doubleShift(width, leftwards)
      rows.push(row(name, `u8, r${bits}, rm${bits}`, `${prefix}0F ${hex(opcode)} /r ib`, semantics, options))
      rows.push(row(name, `cl, r${bits}, rm${bits}`, `${prefix}0F ${hex(opcode + 1)} /r`, semantics, options))
    }
  }
  return rows
}

/** Sets CF and keeps everything else, OF included. */
function setCarry(e: Emitter, carry: I64) {
  const { result, aux } = e.flags()
  const old = e.let(aux)
  const overflow = e.let(i64.and(i64.xor(i64.shrU(old, i64.const(63)), i64.shrU(old, i64.const(62))), one))
  e.setFlags({ result, aux: i64.or(i64.and(old, i64.const(0xff08)), auxOf(e, carry, overflow)) })
}

function bitTest(width: Width, change?: (value: I64, mask: I64) => I64): Semantics {
  return (e, number: Place, operand: Place) => {
    const index = e.let(i64.and(number.read(width), i64.const(8 * width - 1)))
    const value = e.let(operand.read(width))
    setCarry(e, bit(value, index))
    if (change) operand.write(width, change(value, i64.shl(one, index)))
  }
}

/** BSF and BSR: of zero they leave the destination alone and set ZF. */
function bitScan(width: Width, find: (value: I64) => I64): Semantics {
  return (e, source, destination) => {
    const value = e.let(source.read(width))
    e.setFlags(flagsOfLogic(width, value))
    e.if(i64.ne(value, i64.const(0)), () => destination.write(width, find(value)))
  }
}

/** TZCNT and LZCNT: of zero they give the width and set CF; ZF is about the result. */
function bitCount(width: Width, count: (value: I64) => I64): Semantics {
  return (e, source, destination) => {
    const value = e.let(source.read(width))
    const found = e.let(select(i64.eqz(value), i64.const(8 * width), count(value)))
    const none = e.let(i64.extendU(i64.eqz(value)))
    e.setFlags({ result: found, aux: auxOf(e, none, i64.const(0)) })
    destination.write(width, found)
  }
}

function population(width: Width): Semantics {
  return (e, source, destination) => {
    const count = e.let(i64.popcnt(source.read(width)))
    // POPCNT clears all flags but ZF; bit 8 of aux makes parity odd for a result of zero, whose PF would read 1.
    const isZero = e.let(i64.extendU(i64.eqz(count)))
    e.setFlags({ result: i64.sub(one, isZero), aux: i64.shl(isZero, i64.const(8)) })
    destination.write(width, count)
  }
}

function searchRows(): Row[] {
  return longSizes.flatMap(({ letter, width, bits, prefix }) => {
    const operands = `rm${bits}, r${bits}`
    const leading = (value: I64) => i64.sub(i64.clz(value), i64.const(64 - 8 * width))
    const tests: [string, number, ((value: I64, mask: I64) => I64) | undefined][] = [
      ['BT', 4, undefined],
      ['BTS', 5, i64.or],
      ['BTR', 6, (value, mask) => i64.and(value, i64.not(mask))],
      ['BTC', 7, i64.xor],
    ]
    return [
      row(`BSF${letter}`, operands, `${prefix}0F BC /r`, bitScan(width, i64.ctz)),
      row(
        `BSR${letter}`,
        operands,
        `${prefix}0F BD /r`,
        bitScan(width, value => i64.sub(i64.const(63), i64.clz(value))),
      ),
      row(`TZCNT${letter}`, operands, `F3 ${prefix}0F BC /r`, bitCount(width, i64.ctz)),
      row(`LZCNT${letter}`, operands, `F3 ${prefix}0F BD /r`, bitCount(width, leading)),
      row(`POPCNT${letter}`, operands, `F3 ${prefix}0F B8 /r`, population(width)),
      ...tests.flatMap(([name, extension, change]) => [
        row(name + letter, `u8, rm${bits}`, `${prefix}0F BA /${extension} ib`, bitTest(width, change), {
          writes: change ? 'last' : 'none',
          lock: !!change,
        }),
        // With a register as bit number memory would be a bit string of any length; nobody wants that, so registers only.
        row(name + letter, `r${bits}, rr${bits}`, `${prefix}0F ${hex(0x83 + 8 * extension)} /r`, bitTest(width, change)),
      ]),
    ]
  })
}

/** All rows of this family. */
export const bitRows: readonly Row[] = [...shiftRows(), ...searchRows()]
