// The rows of SSE: scalar floating point, moves between the register files, and the few vector instructions compilers use for moves and zeroing.

import { type F32, type F64, f32, f64, type I32, type I64, i32, i64, select, type V128, v128 } from '../wasm/expressions'
import type { Emitter, Place, Width } from './emitter'
import { longSizes, type Row, row, type Semantics } from './row'

/** What differs between SD and SS. Values travel as f64 bits or f32 bits inside an I64. */
interface Precision {
  readonly letters: 'SD' | 'SS'
  readonly width: 4 | 8
  readonly prefix: 'F2' | 'F3'
  readonly memory: 'xm64' | 'xm32'
  readonly quietBit: bigint
  readonly defaultNaN: bigint
}

const double: Precision = { letters: 'SD', width: 8, prefix: 'F2', memory: 'xm64', quietBit: 1n << 51n, defaultNaN: 0xfff8n << 48n }
const single: Precision = { letters: 'SS', width: 4, prefix: 'F3', memory: 'xm32', quietBit: 1n << 22n, defaultNaN: 0xffc00000n }
const precisions = [double, single]

type Binary = 'add' | 'sub' | 'mul' | 'div'

function asDouble(bits: I64): F64 {
  return f64.reinterpret(bits)
}

function asSingle(bits: I64): F32 {
  return f32.reinterpret(i32.wrap(bits))
}

function bitsOfSingle(value: F32): I64 {
  return i64.extendU(i32.reinterpret(value))
}

/** A value of either precision as a double; exact. */
function widened(p: Precision, bits: I64): F64 {
  return p.width === 8 ? asDouble(bits) : f64.promote(asSingle(bits))
}

function isUnordered(p: Precision, bits: I64): I32 {
  return p.width === 8 ? f64.ne(asDouble(bits), asDouble(bits)) : f32.ne(asSingle(bits), asSingle(bits))
}

/**
 * The result of an operation with x86's NaN: the first operand that is NaN, made quiet, else the default NaN.
 * wasm leaves the choice to the host, and hosts differ; this makes the bits the same everywhere.
 */
function withNaN(e: Emitter, p: Precision, result: I64, ...operands: I64[]): I64 {
  const outcome = e.variable(result)
  e.if(isUnordered(p, outcome.get), () => {
    let nan: I64 = i64.const(p.defaultNaN)
    for (const operand of operands.toReversed()) nan = select(isUnordered(p, operand), i64.or(operand, i64.const(p.quietBit)), nan)
    outcome.set(nan)
  })
  return outcome.get
}

function arithmetic(p: Precision, operation: Binary): Semantics {
  return (e, source, destination) => {
    const a = e.let(destination.read(p.width))
    const b = e.let(source.read(p.width))
    const result =
      p.width === 8 ? i64.reinterpret(f64[operation](asDouble(a), asDouble(b))) : bitsOfSingle(f32[operation](asSingle(a), asSingle(b)))
    destination.write(p.width, withNaN(e, p, result, a, b))
  }
}

function squareRoot(p: Precision): Semantics {
  return (e, source, destination) => {
    const a = e.let(source.read(p.width))
    const result = p.width === 8 ? i64.reinterpret(f64.sqrt(asDouble(a))) : bitsOfSingle(f32.sqrt(asSingle(a)))
    destination.write(p.width, withNaN(e, p, result, a))
  }
}

/** MIN and MAX give the source when the operands are equal or unordered. */
function extreme(p: Precision, least: boolean): Semantics {
  return (e, source, destination) => {
    const a = e.let(destination.read(p.width))
    const b = e.let(source.read(p.width))
    const kind = p.width === 8 ? f64 : f32
    const view = (bits: I64) => (p.width === 8 ? asDouble(bits) : asSingle(bits))
    const before = (kind[least ? 'lt' : 'gt'] as (x: F64 | F32, y: F64 | F32) => I32)(view(a), view(b))
    destination.write(p.width, select(before, a, b))
  }
}

/** UCOMIS source, destination: compares the destination with the source. Unordered sets ZF, PF and CF together. */
function compare(p: Precision): Semantics {
  return (e, source, destination) => {
    const a = e.let(destination.read(p.width))
    const b = e.let(source.read(p.width))
    const kind = p.width === 8 ? f64 : f32
    const view = (bits: I64) => (p.width === 8 ? asDouble(bits) : asSingle(bits))
    const test = (name: 'lt' | 'eq' | 'gt') => (kind[name] as (x: F64 | F32, y: F64 | F32) => I32)(view(a), view(b))
    const greater = e.let(test('gt'))
    const equal = e.let(test('eq'))
    const less = e.let(test('lt'))
    const unordered = e.let(i32.eqz(i32.or(i32.or(greater, equal), less)))
    const isZero = i32.or(equal, unordered)
    const carry = e.let(i64.extendU(i32.or(less, unordered)))
    const aux = i64.or(i64.shl(i64.mul(carry, i64.const(3)), i64.const(62)), i64.shl(i64.extendU(equal), i64.const(8)))
    // result 0 has even parity: right for unordered, corrected by bit 8 for equal.
    e.setFlags({ result: i64.extendU(i32.eqz(isZero)), aux })
  }
}

function fromInteger(p: Precision, from: Width): Semantics {
  return (_, source, destination) => {
    const value = from === 4 ? i64.extend32s(source.read(4)) : source.read(8)
    destination.write(p.width, p.width === 8 ? i64.reinterpret(f64.convertI64(value)) : bitsOfSingle(f32.convertI64(value)))
  }
}

/** Out of range and NaN give the "integer indefinite", the most negative number. */
function toInteger(p: Precision, to: 4 | 8, truncate: boolean): Semantics {
  return (e, source, destination) => {
    const wide = widened(p, e.let(source.read(p.width)))
    const value = e.let(truncate ? wide : f64.nearest(wide))
    if (to === 8) {
      const fits = f64.lt(value, f64.const(2 ** 63))
      destination.write(8, select(fits, i64.truncSaturated(value), i64.const(-(1n << 63n))))
      return
    }
    const integer = e.let(i64.truncSaturated(value))
    const fits = i32.and(f64.eq(value, value), i64.eq(integer, i64.extend32s(integer)))
    destination.write(4, select(fits, integer, i64.const(0x80000000)))
  }
}

const doubleToSingle: Semantics = (e, source, destination) => {
  const a = e.let(source.read(8))
  const result = e.variable(bitsOfSingle(f32.demote(asDouble(a))))
  e.if(isUnordered(double, a), () => {
    const sign = i64.shl(i64.shrU(a, i64.const(63)), i64.const(31))
    const payload = i64.and(i64.shrU(a, i64.const(29)), i64.const(0x3fffff))
    result.set(i64.or(i64.or(sign, i64.const(0x7fc00000)), payload))
  })
  destination.write(4, result.get)
}

const singleToDouble: Semantics = (e, source, destination) => {
  const a = e.let(source.read(4))
  const result = e.variable(i64.reinterpret(f64.promote(asSingle(a))))
  e.if(isUnordered(single, a), () => {
    const sign = i64.shl(i64.shrU(a, i64.const(31)), i64.const(63))
    const payload = i64.shl(i64.and(a, i64.const(0x3fffff)), i64.const(29))
    result.set(i64.or(i64.or(sign, i64.const(0x7ff8n << 48n)), payload))
  })
  destination.write(8, result.get)
}

/** ROUNDSD and ROUNDSS; the mode 4 ("as MXCSR says") is to nearest, which MXCSR always says here. */
function round(p: Precision): Semantics {
  return (e, mode, source, destination) => {
    const a = e.let(source.read(p.width))
    const value = e.let(widened(p, a))
    const which = e.let(i64.and(mode.read(1), i64.const(7)))
    const is = (number: number) => i64.eq(which, i64.const(number))
    const rounded = select(is(1), f64.floor(value), select(is(2), f64.ceil(value), select(is(3), f64.trunc(value), f64.nearest(value))))
    const bits = p.width === 8 ? i64.reinterpret(rounded) : bitsOfSingle(f32.demote(rounded))
    destination.write(p.width, withNaN(e, p, bits, a))
  }
}

const moveVector: Semantics = (_, source, destination) => destination.writeVector(source.readVector())

/** A load from memory or a general register clears the rest of the SSE register. */
function loadClearing(width: 4 | 8): Semantics {
  return (_, source, destination) => destination.writeVector(v128.fromLow(source.read(width)))
}

function moveLow(width: 4 | 8): Semantics {
  return (_, source, destination) => destination.write(width, source.read(width))
}

function bitwise(combine: (destination: V128, source: V128) => V128): Semantics {
  return (_, source: Place, destination: Place) => destination.writeVector(combine(destination.readVector(), source.readVector()))
}

function scalarRows(p: Precision): Row[] {
  const { letters, prefix, memory, width } = p
  const operands = `${memory}, x`
  const code = (opcode: string) => `${prefix} 0F ${opcode} /r`
  const name = `MOV${letters}`
  const moveName = letters === 'SD' ? { objdump: 'MOVSD_XMM' } : {}
  return [
    row(name, 'xx, x', code('10'), moveLow(width), moveName),
    row(name, `m${width * 8}, x`, code('10'), loadClearing(width), moveName),
    row(name, `x, m${width * 8}`, code('11'), moveLow(width), moveName),
    row(`SQRT${letters}`, operands, code('51'), squareRoot(p)),
    row(`ADD${letters}`, operands, code('58'), arithmetic(p, 'add')),
    row(`MUL${letters}`, operands, code('59'), arithmetic(p, 'mul')),
    row(`SUB${letters}`, operands, code('5C'), arithmetic(p, 'sub')),
    row(`MIN${letters}`, operands, code('5D'), extreme(p, true)),
    row(`DIV${letters}`, operands, code('5E'), arithmetic(p, 'div')),
    row(`MAX${letters}`, operands, code('5F'), extreme(p, false)),
    row(`UCOMI${letters}`, operands, `${width === 8 ? '66 ' : ''}0F 2E /r`, compare(p), { writes: 'none' }),
    row(`COMI${letters}`, operands, `${width === 8 ? '66 ' : ''}0F 2F /r`, compare(p), { writes: 'none' }),
    row(`ROUND${letters}`, `u8, ${operands}`, `66 0F 3A ${width === 8 ? '0B' : '0A'} /r ib`, round(p)),
    ...longSizes.flatMap(size => {
      const rex = size.width === 8 ? 'REX.W ' : ''
      const { letter, bits } = size
      return [
        row(`CVTS${letter}2${letters}`, `rm${bits}, x`, `${prefix} ${rex}0F 2A /r`, fromInteger(p, size.width), {
          objdump: `CVTSI2${letters}${letter}`,
        }),
        row(`CVTT${letters}2S${letter}`, `${memory}, r${bits}`, `${prefix} ${rex}0F 2C /r`, toInteger(p, size.width, true), {
          objdump: `CVTT${letters}2SI${letter}`,
        }),
        row(`CVT${letters}2S${letter}`, `${memory}, r${bits}`, `${prefix} ${rex}0F 2D /r`, toInteger(p, size.width, false), {
          objdump: `CVT${letters}2SI${letter}`,
        }),
      ]
    }),
  ]
}

function vectorRows(): Row[] {
  const logic: [string, string, (a: V128, b: V128) => V128][] = [
    ['AND', '54', v128.and],
    ['ANDN', '55', (destination, source) => v128.andnot(source, destination)],
    ['OR', '56', v128.or],
    ['XOR', '57', v128.xor],
  ]
  return [
    row('MOVUPS', 'xm128, x', '0F 10 /r', moveVector),
    row('MOVUPS', 'x, m128', '0F 11 /r', moveVector),
    row('MOVAPS', 'xm128, x', '0F 28 /r', moveVector),
    row('MOVAPS', 'x, m128', '0F 29 /r', moveVector),
    row('MOVUPD', 'xm128, x', '66 0F 10 /r', moveVector),
    row('MOVUPD', 'x, m128', '66 0F 11 /r', moveVector),
    row('MOVAPD', 'xm128, x', '66 0F 28 /r', moveVector),
    row('MOVAPD', 'x, m128', '66 0F 29 /r', moveVector),
    row('MOVOU', 'xm128, x', 'F3 0F 6F /r', moveVector, { objdump: 'MOVDQU' }),
    row('MOVOU', 'x, m128', 'F3 0F 7F /r', moveVector, { objdump: 'MOVDQU' }),
    ...logic.flatMap(([name, opcode, combine]) => [
      row(`${name}PS`, 'xm128, x', `0F ${opcode} /r`, bitwise(combine)),
      row(`${name}PD`, 'xm128, x', `66 0F ${opcode} /r`, bitwise(combine)),
    ]),
    row('PXOR', 'xm128, x', '66 0F EF /r', bitwise(v128.xor)),
    row('PAND', 'xm128, x', '66 0F DB /r', bitwise(v128.and)),
    row('POR', 'xm128, x', '66 0F EB /r', bitwise(v128.or)),
    row('PCMPEQB', 'xm128, x', '66 0F 74 /r', bitwise(v128.eq8)),
    row('PMOVMSKB', 'xx, r32', '66 0F D7 /r', (_, source, destination) =>
      destination.write(4, i64.extendU(v128.bitmask8(source.readVector()))),
    ),
  ]
}

/** All rows of this family. MOVQ and MOVL between the register files go by the same names as the integer moves. */
export const floatRows: readonly Row[] = [
  ...precisions.flatMap(scalarRows),
  row('CVTSD2SS', 'xm64, x', 'F2 0F 5A /r', doubleToSingle),
  row('CVTSS2SD', 'xm32, x', 'F3 0F 5A /r', singleToDouble),
  row('MOVQ', 'xm64, x', 'F3 0F 7E /r', loadClearing(8)),
  row('MOVQ', 'x, m64', '66 0F D6 /r', moveLow(8)),
  row('MOVQ', 'rr64, x', '66 REX.W 0F 6E /r', loadClearing(8)),
  row('MOVQ', 'x, rr64', '66 REX.W 0F 7E /r', moveLow(8)),
  row('MOVL', 'rm32, x', '66 0F 6E /r', loadClearing(4), { objdump: 'MOVD' }),
  row('MOVL', 'x, rm32', '66 0F 7E /r', moveLow(4), { objdump: 'MOVD' }),
  ...vectorRows(),
]
