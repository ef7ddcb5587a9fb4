// Typed wasm expressions: each function turns operand expressions into the expression of one wasm instruction.
//
// Code is kept as nested lists of bytes and flattened once at the end, so that building a tree never copies.

/** Bytes, nested as deep as you like. */
export type Code = readonly (number | Code)[]

export type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128'

/** What is known of an expression while code is made. */
export interface Knowledge {
  /** Its value, if that is a constant. */
  readonly constant?: number | bigint
  /** The value is the stack pointer at function entry plus this. */
  readonly frame?: number
  /** The value is that of a word of the frame, by number (translate/registers.ts). */
  readonly slot?: number
  /** Nothing that is emitted later changes it, and it costs nothing to use again. */
  readonly stable?: boolean
  /** The address is `base` plus an offset that loads and stores can take as their immediate. */
  readonly place?: { readonly base: Code; readonly offset: number }
}

/** An expression that leaves one value of type T on the wasm stack. Using it twice evaluates it twice: `let` it first if that matters. */
export class Expression<T extends ValueType> {
  constructor(
    readonly type: T,
    readonly code: Code,
    readonly known?: Knowledge,
  ) {}
}

/** The value of an expression that is constant. */
export function constantOf(expression: Expression<ValueType>): number | bigint | undefined {
  return expression.known?.constant
}

export type I32 = Expression<'i32'>
export type I64 = Expression<'i64'>
export type F32 = Expression<'f32'>
export type F64 = Expression<'f64'>
export type V128 = Expression<'v128'>

export const valueTypeCodes: Record<ValueType, number> = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b }

// Nearly all numbers are small and come again and again.
const smallUnsigned: (readonly number[])[] = []

/** Unsigned LEB128. */
export function unsigned(value: number): readonly number[] {
  return value < 2048 ? (smallUnsigned[value] ??= encodeUnsigned(value)) : encodeUnsigned(value)
}

function encodeUnsigned(value: number): number[] {
  const bytes: number[] = []
  do {
    const low = value & 0x7f
    value = Math.floor(value / 128)
    bytes.push(value ? low | 0x80 : low)
  } while (value)
  return bytes
}

// Large numbers are few: addresses and masks.
const largeSigned = new Map<number | bigint, number[]>()

/** Signed LEB128. */
export function signed(value: number | bigint): number[] {
  if (typeof value === 'number' && value >= -0x80000000 && value <= 0x7fffffff) {
    if (value >= -64 && value < 64) return [value & 0x7f]
    const bytes: number[] = []
    let rest = value
    for (;;) {
      const low = rest & 0x7f
      rest >>= 7
      if ((rest === 0 && !(low & 0x40)) || (rest === -1 && low & 0x40)) {
        bytes.push(low)
        return bytes
      }
      bytes.push(low | 0x80)
    }
  }
  let known = largeSigned.get(value)
  if (known === undefined) {
    known = signedLarge(BigInt(value))
    if (largeSigned.size < 10_000) largeSigned.set(value, known)
  }
  return known
}

function signedLarge(value: bigint): number[] {
  let rest = value
  const bytes: number[] = []
  for (;;) {
    const low = Number(rest & 0x7fn)
    rest >>= 7n
    if ((rest === 0n && !(low & 0x40)) || (rest === -1n && low & 0x40)) {
      bytes.push(low)
      return bytes
    }
    bytes.push(low | 0x80)
  }
}

function unary<A extends ValueType, R extends ValueType>(type: R, ...opcode: number[]) {
  return (a: Expression<A>): Expression<R> => new Expression(type, [a.code, opcode])
}

function binary<A extends ValueType, R extends ValueType>(type: R, ...opcode: number[]) {
  return (a: Expression<A>, b: Expression<A>): Expression<R> => new Expression(type, [a.code, b.code, opcode])
}

// Constants are folded where that spares code: a fold says what the result is when both operands are known.
type Fold = (a: bigint, b: bigint) => bigint | boolean

function foldable<R extends 'i32' | 'i64'>(type: R, opcode: number, fold: Fold) {
  return (a: I64, b: I64): Expression<R> => {
    const x = a.known?.constant
    const y = b.known?.constant
    if (x !== undefined && y !== undefined) {
      const result = fold(BigInt.asIntN(64, BigInt(x)), BigInt.asIntN(64, BigInt(y)))
      return (typeof result === 'boolean' ? i32.const(result ? 1 : 0) : i64.const(result)) as Expression<ValueType> as Expression<R>
    }
    return new Expression(type, [a.code, b.code, opcode])
  }
}

function foldableUnary(opcode: number, fold: (a: bigint) => bigint) {
  return (a: I64): I64 => {
    const x = a.known?.constant
    return x === undefined ? new Expression('i64', [a.code, opcode]) : i64.const(fold(BigInt(x)))
  }
}

// Sums with the stack pointer stay known as such.
function sum(opcode: number, sign: 1 | -1): (a: I64, b: I64) => I64 {
  const plain = foldable('i64', opcode, (a, b) => (sign > 0 ? a + b : a - b))
  return (a, b) => {
    const y = b.known?.constant
    if (y !== undefined && a.known?.frame !== undefined) {
      return new Expression('i64', [a.code, b.code, opcode], { frame: a.known.frame + sign * Number(y), stable: true })
    }
    return plain(a, b)
  }
}

const asUnsigned = (a: bigint) => BigInt.asUintN(64, a)

function load<R extends ValueType>(type: R, ...opcode: number[]) {
  return (address: I32, offset = 0): Expression<R> => {
    const place = address.known?.place
    return place
      ? new Expression(type, [place.base, opcode, 0, unsigned(offset + place.offset)])
      : new Expression(type, [address.code, opcode, 0, unsigned(offset)])
  }
}

function store<A extends ValueType>(...opcode: number[]) {
  return (address: I32, value: Expression<A>, offset = 0): Code => {
    const place = address.known?.place
    return place
      ? [place.base, value.code, opcode, 0, unsigned(offset + place.offset)]
      : [address.code, value.code, opcode, 0, unsigned(offset)]
  }
}

/** The wasm instructions on 32-bit integers. */
export const i32 = {
  const: (value: number): I32 => new Expression('i32', [0x41, ...signed(value | 0)], { constant: value | 0, stable: true }),
  load: load('i32', 0x28),
  load8u: load('i32', 0x2d),
  load16u: load('i32', 0x2f),
  store: store<'i32'>(0x36),
  store8: store<'i32'>(0x3a),
  store16: store<'i32'>(0x3b),
  eqz: (a: I32): I32 => {
    const x = a.known?.constant
    return x === undefined ? new Expression('i32', [a.code, 0x45]) : i32.const(x === 0 ? 1 : 0)
  },
  eq: binary<'i32', 'i32'>('i32', 0x46),
  ne: binary<'i32', 'i32'>('i32', 0x47),
  ltS: binary<'i32', 'i32'>('i32', 0x48),
  ltU: binary<'i32', 'i32'>('i32', 0x49),
  gtU: binary<'i32', 'i32'>('i32', 0x4b),
  geS: binary<'i32', 'i32'>('i32', 0x4e),
  leU: binary<'i32', 'i32'>('i32', 0x4d),
  geU: binary<'i32', 'i32'>('i32', 0x4f),
  popcnt: unary<'i32', 'i32'>('i32', 0x69),
  add: binary<'i32', 'i32'>('i32', 0x6a),
  sub: binary<'i32', 'i32'>('i32', 0x6b),
  mul: binary<'i32', 'i32'>('i32', 0x6c),
  and: binary<'i32', 'i32'>('i32', 0x71),
  or: binary<'i32', 'i32'>('i32', 0x72),
  xor: binary<'i32', 'i32'>('i32', 0x73),
  shl: binary<'i32', 'i32'>('i32', 0x74),
  shrU: binary<'i32', 'i32'>('i32', 0x76),
  wrap: unary<'i64', 'i32'>('i32', 0xa7),
  reinterpret: unary<'f32', 'i32'>('i32', 0xbc),
  truncSaturated: (a: F32 | F64): I32 => new Expression('i32', [a.code, 0xfc, a.type === 'f64' ? 2 : 0]),
}

/** The wasm instructions on 64-bit integers. */
export const i64 = {
  const: (value: number | bigint): I64 =>
    new Expression('i64', [0x42, ...signed(typeof value === 'bigint' ? BigInt.asIntN(64, value) : value)], {
      constant: value,
      stable: true,
    }),
  load: load('i64', 0x29),
  load8s: load('i64', 0x30),
  load8u: load('i64', 0x31),
  load16s: load('i64', 0x32),
  load16u: load('i64', 0x33),
  load32s: load('i64', 0x34),
  load32u: load('i64', 0x35),
  store: store<'i64'>(0x37),
  store8: store<'i64'>(0x3c),
  store16: store<'i64'>(0x3d),
  store32: store<'i64'>(0x3e),
  eqz: (a: I64): I32 => {
    const x = a.known?.constant
    return x === undefined ? new Expression('i32', [a.code, 0x50]) : i32.const(BigInt.asUintN(64, BigInt(x)) === 0n ? 1 : 0)
  },
  eq: foldable('i32', 0x51, (a, b) => a === b),
  ne: foldable('i32', 0x52, (a, b) => a !== b),
  ltS: foldable('i32', 0x53, (a, b) => a < b),
  ltU: foldable('i32', 0x54, (a, b) => asUnsigned(a) < asUnsigned(b)),
  gtS: binary<'i64', 'i32'>('i32', 0x55),
  gtU: binary<'i64', 'i32'>('i32', 0x56),
  leS: foldable('i32', 0x57, (a, b) => a <= b),
  leU: foldable('i32', 0x58, (a, b) => asUnsigned(a) <= asUnsigned(b)),
  geS: binary<'i64', 'i32'>('i32', 0x59),
  geU: foldable('i32', 0x5a, (a, b) => asUnsigned(a) >= asUnsigned(b)),
  clz: unary<'i64', 'i64'>('i64', 0x79),
  ctz: unary<'i64', 'i64'>('i64', 0x7a),
  popcnt: unary<'i64', 'i64'>('i64', 0x7b),
  add: sum(0x7c, 1),
  sub: sum(0x7d, -1),
  mul: binary<'i64', 'i64'>('i64', 0x7e),
  divS: binary<'i64', 'i64'>('i64', 0x7f),
  divU: binary<'i64', 'i64'>('i64', 0x80),
  remS: binary<'i64', 'i64'>('i64', 0x81),
  remU: binary<'i64', 'i64'>('i64', 0x82),
  and: foldable('i64', 0x83, (a, b) => a & b),
  or: foldable('i64', 0x84, (a, b) => a | b),
  xor: foldable('i64', 0x85, (a, b) => a ^ b),
  shl: foldable('i64', 0x86, (a, b) => a << (b & 63n)),
  shrS: foldable('i64', 0x87, (a, b) => a >> (b & 63n)),
  shrU: foldable('i64', 0x88, (a, b) => asUnsigned(a) >> (b & 63n)),
  rotl: binary<'i64', 'i64'>('i64', 0x89),
  rotr: binary<'i64', 'i64'>('i64', 0x8a),
  extendS: unary<'i32', 'i64'>('i64', 0xac),
  extendU: unary<'i32', 'i64'>('i64', 0xad),
  extend8s: foldableUnary(0xc2, a => BigInt.asIntN(8, a)),
  extend16s: foldableUnary(0xc3, a => BigInt.asIntN(16, a)),
  extend32s: foldableUnary(0xc4, a => BigInt.asIntN(32, a)),
  reinterpret: unary<'f64', 'i64'>('i64', 0xbd),
  truncSaturated: (a: F32 | F64): I64 => new Expression('i64', [a.code, 0xfc, a.type === 'f64' ? 6 : 4]),
  not: (a: I64): I64 => new Expression('i64', [a.code, 0x42, 0x7f, 0x85]),
}

function floats<T extends 'f32' | 'f64'>(type: T, at: { eq: number; sqrt: number; abs: number; load: number }) {
  return {
    load: load(type, at.load),
    store: store<T>(at.load + 0xe),
    eq: binary<T, 'i32'>('i32', at.eq),
    ne: binary<T, 'i32'>('i32', at.eq + 1),
    lt: binary<T, 'i32'>('i32', at.eq + 2),
    gt: binary<T, 'i32'>('i32', at.eq + 3),
    ge: binary<T, 'i32'>('i32', at.eq + 5),
    abs: unary<T, T>(type, at.abs),
    ceil: unary<T, T>(type, at.abs + 2),
    floor: unary<T, T>(type, at.abs + 3),
    trunc: unary<T, T>(type, at.abs + 4),
    nearest: unary<T, T>(type, at.abs + 5),
    sqrt: unary<T, T>(type, at.sqrt),
    add: binary<T, T>(type, at.sqrt + 1),
    sub: binary<T, T>(type, at.sqrt + 2),
    mul: binary<T, T>(type, at.sqrt + 3),
    div: binary<T, T>(type, at.sqrt + 4),
  }
}

/** The wasm instructions on 32-bit floats. */
export const f32 = {
  ...floats('f32', { eq: 0x5b, sqrt: 0x91, abs: 0x8b, load: 0x2a }),
  convertI64: unary<'i64', 'f32'>('f32', 0xb4),
  demote: unary<'f64', 'f32'>('f32', 0xb6),
  reinterpret: unary<'i32', 'f32'>('f32', 0xbe),
}

/** The wasm instructions on 64-bit floats. */
export const f64 = {
  ...floats('f64', { eq: 0x61, sqrt: 0x9f, abs: 0x99, load: 0x2b }),
  const: (value: number): F64 => new Expression('f64', [0x44, ...new Uint8Array(new Float64Array([value]).buffer)]),
  convertI64: unary<'i64', 'f64'>('f64', 0xb9),
  promote: unary<'f32', 'f64'>('f64', 0xbb),
  reinterpret: unary<'i64', 'f64'>('f64', 0xbf),
}

/** The few wasm instructions on 128-bit vectors we need. */
export const v128 = {
  load: load('v128', 0xfd, 0x00),
  store: store<'v128'>(0xfd, 0x0b),
  and: binary<'v128', 'v128'>('v128', 0xfd, 0x4e),
  /** a and not b. */
  andnot: binary<'v128', 'v128'>('v128', 0xfd, 0x4f),
  or: binary<'v128', 'v128'>('v128', 0xfd, 0x50),
  xor: binary<'v128', 'v128'>('v128', 0xfd, 0x51),
  eq8: binary<'v128', 'v128'>('v128', 0xfd, 0x23),
  bitmask8: unary<'v128', 'i32'>('i32', 0xfd, 0x64),
  anyTrue: unary<'v128', 'i32'>('i32', 0xfd, 0x53),
  const: (bytes: readonly number[]): V128 => new Expression('v128', [0xfd, 0x0c, ...bytes]),
  /** Bytes of a by number; of b, 16 more. */
  shuffle: (a: V128, b: V128, lanes: readonly number[]): V128 => new Expression('v128', [a.code, b.code, 0xfd, 0x0d, ...lanes]),
  add64: binary<'v128', 'v128'>('v128', 0xfd, 0xce, 0x01),
  mul64: binary<'v128', 'v128'>('v128', 0xfd, 0xd5, 0x01),
  /** Products of the low two 32-bit lanes, 64 bits each. */
  mulLow32: binary<'v128', 'v128'>('v128', 0xfd, 0xde, 0x01),
  /** A vector with that low half and a zero high half. */
  fromLow: (low: I64): V128 => new Expression('v128', [0xfd, 0x0c, ...new Array(16).fill(0), low.code, 0xfd, 0x1e, 0]),
  low: (a: V128): I64 => new Expression('i64', [a.code, 0xfd, 0x1d, 0]),
}

/** condition ? a : b, both evaluated. */
export function select<T extends 'i32' | 'i64' | 'f32' | 'f64'>(condition: I32, a: Expression<T>, b: Expression<T>): Expression<T> {
  return new Expression(a.type, [a.code, b.code, condition.code, 0x1b])
}

/** memory.copy */
export function copyMemory(to: I32, from: I32, length: I32): Code {
  return [to.code, from.code, length.code, 0xfc, 0x0a, 0, 0]
}

/** memory.fill */
export function fillMemory(to: I32, byte: I32, length: I32): Code {
  return [to.code, byte.code, length.code, 0xfc, 0x0b, 0]
}
