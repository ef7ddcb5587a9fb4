// The rows of moves: MOV in all its forms, extensions, LEA, XCHG, stack, byte swaps, string moves.

import { copyMemory, fillMemory, type I32, type I64, i32, i64, select } from '../wasm/expressions'
import { type Emitter, implicit, type Place, type Width } from './emitter'
import { signExtend } from './flags'
import type { Condition } from './mnemonics'
import { longSizes, type Row, row, type Semantics, sizes, wideSizes } from './row'

function move(width: Width): Semantics {
  return (_, source, destination) => destination.write(width, source.read(width))
}

function extend(from: Width, to: Width, signed: boolean): Semantics {
  return (_, source, destination) => {
    const value = source.read(from)
    destination.write(to, signed ? signExtend(from, value) : value)
  }
}

function exchange(width: Width): Semantics {
  return (e, a, b) => {
    const first = e.let(a.read(width))
    const second = e.let(b.read(width))
    // Memory first: if it faults the register must be as it was. `read` has checked the address for writing already.
    b.write(width, first)
    a.write(width, second)
  }
}

function push(e: Emitter, value: I64) {
  const address = e.let(i64.sub(e.readRegister(implicit.SP, 8), i64.const(8)))
  const place = e.resolve(address, 8, true)
  e.emit(i64.store(place, value))
  e.writeRegister(implicit.SP, 8, address)
}

const pushOperand: Semantics = (e, source) => push(e, e.let(source.read(8)))

const pop: Semantics = (e, destination) => {
  const address = e.let(e.readRegister(implicit.SP, 8))
  const value = e.let(i64.load(e.resolve(address, 8, false)))
  e.writeRegister(implicit.SP, 8, i64.add(address, i64.const(8)))
  destination.write(8, value)
}

/** RFLAGS as amd64 lays it out: the two words of flags.ts taken apart. */
const pushFlags: Semantics = e => {
  const bit = (condition: Condition, position: number) => i64.shl(i64.extendU(e.condition(condition)), i64.const(position))
  const { aux } = e.flags()
  const adjust = i64.shl(i64.and(aux, i64.const(8)), i64.const(1))
  const parts = [bit('CS', 0), bit('PS', 2), adjust, bit('EQ', 6), bit('MI', 7), i64.shl(e.direction(), i64.const(10)), bit('OS', 11)]
  push(e, e.let(parts.reduce((bits, part) => i64.or(bits, part), i64.const(0x202))))
}

/** The words that show the flags popped, as fromRflags makes them: ZF with SF, which no instruction produces, loses SF. */
const popFlags: Semantics = e => {
  const address = e.let(e.readRegister(implicit.SP, 8))
  const bits = e.let(i64.load(e.resolve(address, 8, false)))
  e.writeRegister(implicit.SP, 8, i64.add(address, i64.const(8)))
  const flag = (position: number) => i64.and(i64.shrU(bits, i64.const(position)), i64.const(1))
  const zero = e.let(flag(6))
  const result = e.let(i64.mul(i64.sub(i64.const(1), zero), i64.sub(i64.const(1), i64.shl(flag(7), i64.const(1)))))
  // The parity of 0 and of -1 is even, that of 1 is odd; aux says where that is wrong.
  const even = i64.or(zero, flag(7))
  const carry = e.let(flag(0))
  const aux = i64.or(
    i64.or(i64.shl(carry, i64.const(63)), i64.shl(i64.xor(carry, flag(11)), i64.const(62))),
    i64.or(i64.shl(i64.xor(even, flag(2)), i64.const(8)), i64.shl(flag(4), i64.const(3))),
  )
  e.setFlags({ result, aux: e.let(aux) })
  e.setDirection(flag(10))
}

function loadEffectiveAddress(width: Width): Semantics {
  return (e, _, destination) => destination.write(width, e.effectiveAddress(0))
}

function swapBytes(width: 4 | 8): Semantics {
  return (e, operand) => {
    const value = e.let(operand.read(width))
    const swapPairs = (v: I64, mask: bigint, shift: number) =>
      e.let(i64.or(i64.shl(i64.and(v, i64.const(mask)), i64.const(shift)), i64.and(i64.shrU(v, i64.const(shift)), i64.const(mask))))
    const bytes = swapPairs(value, 0x00ff00ff00ff00ffn, 8)
    const words = swapPairs(bytes, 0x0000ffff0000ffffn, 16)
    operand.write(width, width === 4 ? words : i64.rotl(words, i64.const(32)))
  }
}

/** The address of the lowest byte a string instruction touches, and the distance to the next element. */
function stringStep(e: Emitter, width: Width) {
  const downwards = e.let(e.direction())
  const step = e.let(select(i64.eqz(downwards), i64.const(width), i64.const(-width)))
  const lowest = (address: I64, bytes: I64) => select(i64.eqz(downwards), address, i64.sub(address, i64.sub(bytes, i64.const(width))))
  return { downwards, step, lowest }
}

function advance(e: Emitter, register: number, by: I64) {
  e.writeRegister(register, 8, i64.add(e.readRegister(register, 8), by))
}

const stores: Record<Width, (address: I32, value: I64) => ReturnType<typeof i64.store>> = {
  1: i64.store8,
  2: i64.store16,
  4: i64.store32,
  8: i64.store,
}
const loads: Record<Width, (address: I32) => I64> = { 1: i64.load8u, 2: i64.load16u, 4: i64.load32u, 8: i64.load }

function moveElement(e: Emitter, width: Width, step: I64) {
  const from = e.resolve(e.let(e.readRegister(implicit.SI, 8)), width, false)
  const to = e.resolve(e.let(e.readRegister(implicit.DI, 8)), width, true)
  e.emit(stores[width](to, loads[width](from)))
  advance(e, implicit.SI, step)
  advance(e, implicit.DI, step)
}

function moveString(width: Width): Semantics {
  return e => moveElement(e, width, stringStep(e, width).step)
}

function storeElement(e: Emitter, width: Width, step: I64) {
  const to = e.resolve(e.let(e.readRegister(implicit.DI, 8)), width, true)
  e.emit(stores[width](to, e.readRegister(implicit.AX, width)))
  advance(e, implicit.DI, step)
}

function storeString(width: Width): Semantics {
  return e => storeElement(e, width, stringStep(e, width).step)
}

/** Runs a string instruction CX times, element by element; a fault leaves the registers at the element that faulted, as on hardware. */
function eachElement(e: Emitter, element: () => void) {
  e.loop(() => {
    element()
    advance(e, implicit.CX, i64.const(-1))
    return i64.ne(e.readRegister(implicit.CX, 8), i64.const(0))
  })
}

function afterBulk(e: Emitter, count: I64, step: I64, ...indexRegisters: number[]) {
  for (const register of indexRegisters) advance(e, register, i64.mul(count, step))
  e.writeRegister(implicit.CX, 8, i64.const(0))
}

// memory.copy behaves as memmove, which is what REP MOVS does unless the destination begins inside the source in the direction of copying
// (then it repeats a pattern). Lengths above 2^31 cannot be valid ranges.
const bulkLimit = i64.const(2 ** 31)

function repeatMoves(width: Width): Semantics {
  return e => {
    const count = e.let(e.readRegister(implicit.CX, 8))
    e.if(i64.ne(count, i64.const(0)), () => {
      const { downwards, step, lowest } = stringStep(e, width)
      const bytes = e.let(i64.mul(count, i64.const(width)))
      const done = e.variable(i32.const(0))
      e.if(i64.ltU(count, bulkLimit), () => {
        const from = e.let(e.resolveRange(e.let(lowest(e.readRegister(implicit.SI, 8), bytes)), bytes, false))
        const to = e.let(e.resolveRange(e.let(lowest(e.readRegister(implicit.DI, 8), bytes)), bytes, true))
        const length = e.let(i32.wrap(bytes))
        const up = i32.ltU(i32.sub(to, from), length)
        const down = i32.ltU(i32.sub(from, to), length)
        const pattern = i32.and(i32.ne(from, to), select(i64.eqz(downwards), up, down))
        e.if(i32.and(i32.and(i32.ne(from, i32.const(0)), i32.ne(to, i32.const(0))), i32.eqz(pattern)), () => {
          e.emit(copyMemory(to, from, length))
          afterBulk(e, count, step, implicit.SI, implicit.DI)
          done.set(i32.const(1))
        })
      })
      e.if(i32.eqz(done.get), () => eachElement(e, () => moveElement(e, width, step)))
    })
  }
}

function repeatStores(width: Width): Semantics {
  return e => {
    const count = e.let(e.readRegister(implicit.CX, 8))
    e.if(i64.ne(count, i64.const(0)), () => {
      const { step, lowest } = stringStep(e, width)
      const bytes = e.let(i64.mul(count, i64.const(width)))
      const done = e.variable(i32.const(0))
      const value = e.let(e.readRegister(implicit.AX, width))
      const byte = e.let(i64.and(value, i64.const(0xff)))
      const repeated = i64.mul(byte, i64.const([0, 0x01n, 0x0101n, 0, 0x01010101n, 0, 0, 0, 0x0101010101010101n][width]))
      e.if(i32.and(i64.ltU(count, bulkLimit), i64.eq(value, repeated)), () => {
        const to = e.let(e.resolveRange(e.let(lowest(e.readRegister(implicit.DI, 8), bytes)), bytes, true))
        e.if(to, () => {
          e.emit(fillMemory(to, i32.wrap(byte), i32.wrap(bytes)))
          afterBulk(e, count, step, implicit.DI)
          done.set(i32.const(1))
        })
      })
      e.if(i32.eqz(done.get), () => eachElement(e, () => storeElement(e, width, step)))
    })
  }
}

function movRows(): Row[] {
  const rows: Row[] = []
  for (const { letter, width, bits, prefix, immediate, bytes } of sizes) {
    const low = width === 1 ? 0 : 1
    const code = (base: number) => `${prefix}${(base + low).toString(16).toUpperCase()}`
    const name = `MOV${letter}`
    if (width === 4) rows.push(row('MOVL', 'z32, r32', 'B8+r id', move(4)))
    if (width === 8) rows.push(row('MOVQ', 'z32, r64', 'B8+r id', move(8), { encodeOnly: true }))
    rows.push(row(name, `${immediate}, rm${bits}`, `${code(0xc6)} /0 ${bytes}`, move(width)))
    if (width === 8) rows.push(row('MOVQ', 'i64, r64', 'REX.W B8+r io', move(8)))
    rows.push(row(name, `r${bits}, rm${bits}`, `${code(0x88)} /r`, move(width)))
    rows.push(row(name, `rm${bits}, r${bits}`, `${code(0x8a)} /r`, move(width)))
  }
  return rows
}

function extensionRows(): Row[] {
  const rows: Row[] = []
  for (const { letter, width, bits, prefix } of wideSizes) {
    rows.push(row(`MOVB${letter}ZX`, `rm8, r${bits}`, `${prefix}0F B6 /r`, extend(1, width, false), { objdump: 'MOVZX' }))
    rows.push(row(`MOVB${letter}SX`, `rm8, r${bits}`, `${prefix}0F BE /r`, extend(1, width, true), { objdump: 'MOVSX' }))
    if (width === 2) continue
    rows.push(row(`MOVW${letter}ZX`, `rm16, r${bits}`, `${prefix}0F B7 /r`, extend(2, width, false), { objdump: 'MOVZX' }))
    rows.push(row(`MOVW${letter}SX`, `rm16, r${bits}`, `${prefix}0F BF /r`, extend(2, width, true), { objdump: 'MOVSX' }))
  }
  rows.push(row('MOVLQSX', 'rm32, r64', 'REX.W 63 /r', extend(4, 8, true), { objdump: 'MOVSXD' }))
  return rows
}

function stackRows(): Row[] {
  return [
    row('PUSHQ', 'r64', '50+r', pushOperand, { writes: 'none' }),
    row('PUSHQ', 'i8', '6A ib', pushOperand, { writes: 'none' }),
    row('PUSHQ', 'i32', '68 id', pushOperand, { writes: 'none' }),
    row('PUSHQ', 'm64', 'FF /6', pushOperand, { writes: 'none' }),
    row('POPQ', 'r64', '58+r', pop),
    row('PUSHFQ', '', '9C', pushFlags, { writes: 'none' }),
    row('POPFQ', '', '9D', popFlags, { writes: 'none' }),
  ]
}

function stringRows(): Row[] {
  const rows: Row[] = []
  for (const { letter, width, prefix } of sizes) {
    const low = width === 1 ? 0 : 1
    const movs = `${prefix}${(0xa4 + low).toString(16).toUpperCase()}`
    const stos = `${prefix}${(0xaa + low).toString(16).toUpperCase()}`
    rows.push(row(`MOVS${letter}`, '', movs, moveString(width)), row(`STOS${letter}`, '', stos, storeString(width)))
    // A 66 prefix would have to stand beside the F3; nobody repeats words.
    if (width === 2) continue
    rows.push(
      row(`REP MOVS${letter}`, '', `F3 ${movs}`, repeatMoves(width)),
      row(`REP STOS${letter}`, '', `F3 ${stos}`, repeatStores(width)),
    )
  }
  rows.push(row('CLD', '', 'FC', e => e.setDirection(i64.const(0))))
  rows.push(row('STD', '', 'FD', e => e.setDirection(i64.const(1))))
  return rows
}

function exchangeRows(): Row[] {
  return sizes.flatMap(({ letter, width, bits, prefix }) => {
    const code = `${prefix}${width === 1 ? 86 : 87} /r`
    const swapped = (e: Emitter, a: Place, b: Place) => exchange(width)(e, b, a)
    return [
      row(`XCHG${letter}`, `r${bits}, rm${bits}`, code, exchange(width), { lock: true }),
      row(`XCHG${letter}`, `rm${bits}, r${bits}`, code, swapped, { writes: 'all', encodeOnly: true }),
    ]
  })
}

/** All rows of this family. */
export const moveRows: readonly Row[] = [
  ...movRows(),
  ...extensionRows(),
  ...wideSizes.map(({ letter, width, bits, prefix }) => row(`LEA${letter}`, `m, r${bits}`, `${prefix}8D /r`, loadEffectiveAddress(width))),
  ...exchangeRows(),
  ...stackRows(),
  ...longSizes.map(({ letter, width, bits, prefix }) => row(`BSWAP${letter}`, `r${bits}`, `${prefix}0F C8+r`, swapBytes(width))),
  row('CWDE', '', '98', e => e.writeRegister(implicit.AX, 4, signExtend(2, e.readRegister(implicit.AX, 2)))),
  row('CDQE', '', 'REX.W 98', e => e.writeRegister(implicit.AX, 8, signExtend(4, e.readRegister(implicit.AX, 4)))),
  ...wideSizes.map(({ width, prefix }) =>
    row({ 2: 'CWD', 4: 'CDQ', 8: 'CQO' }[width], '', `${prefix}99`, e =>
      e.writeRegister(implicit.DX, width, i64.shrS(signExtend(width, e.readRegister(implicit.AX, width)), i64.const(63))),
    ),
  ),
  ...stringRows(),
]
