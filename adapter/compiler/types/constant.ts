// This file computes with the values of constant expressions, exactly.
//
// spec: "Numeric constants represent exact values of arbitrary precision and do not overflow."
//
// Integers are bigints and floats are fractions of bigints in lowest terms. A fraction that grows past `exactBits` is rounded to
// `roundedBits`, as go/constant does; it is the one place where a value is not exact.
// Strings are byte strings: a JavaScript string with one code unit (0-255) a byte, since Go strings hold any bytes.
import { byteStringOf, quoteBytes } from './bytes'
import type { BasicKind } from './type'

export type Constant =
  | { readonly kind: 'unknown' } // after an error
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'string'; readonly value: string } // a byte string
  | { readonly kind: 'int'; readonly value: bigint }
  | { readonly kind: 'float'; readonly num: bigint; readonly den: bigint } // lowest terms, den > 0
  | { readonly kind: 'complex'; readonly re: Constant; readonly im: Constant } // reserved

const exactBits = 4096
const roundedBits = 512
const largestExponent = 100_000 // of literals, in bits; gc's limit is larger, but no program means it

export const unknownConstant: Constant = { kind: 'unknown' }

const trueConstant: Constant = { kind: 'bool', value: true }
const falseConstant: Constant = { kind: 'bool', value: false }

export function makeBool(value: boolean): Constant {
  return value ? trueConstant : falseConstant
}

export function makeInt(value: bigint | number): Constant {
  return { kind: 'int', value: BigInt(value) }
}

/** A string constant of the given text, in UTF-8. */
export function makeString(text: string): Constant {
  return { kind: 'string', value: byteStringOf(text) }
}

/** A string constant of the given byte string. */
export function makeByteString(bytes: string): Constant {
  return { kind: 'string', value: bytes }
}

/** The fraction num/den; den must not be 0. */
export function makeFloat(num: bigint, den = 1n): Constant {
  if (den < 0n) {
    num = -num
    den = -den
  }
  if (den !== 1n) {
    const divisor = greatestCommonDivisor(num < 0n ? -num : num, den)
    if (divisor !== 1n) {
      num /= divisor
      den /= divisor
    }
  }
  if (tooLong(num) || tooLong(den)) return roundFraction(num, den)
  return { kind: 'float', num, den }
}

/** The exact value of a finite double. */
export function makeFloatFromNumber(value: number): Constant {
  if (!Number.isFinite(value)) return unknownConstant
  if (Number.isInteger(value)) return makeFloat(BigInt(value))
  let shift = 0
  while (!Number.isInteger(value) && shift < 1100) {
    value *= 2
    shift++
  }
  return makeFloat(BigInt(value), 1n << BigInt(shift))
}

/** The value of a number literal as written; unknown if it is malformed or beyond all limits. */
export function constantFromNumber(literal: string): Constant {
  const text = literal.replaceAll('_', '')
  const lower = text.toLowerCase()
  if (lower.startsWith('0x')) return lower.includes('p') || lower.includes('.') ? hexFloat(lower.slice(2)) : parseInteger(lower)
  if (lower.startsWith('0b') || lower.startsWith('0o')) return parseInteger(lower)
  if (/[.e]/.test(lower)) return decimalFloat(lower)
  if (/^0[0-7]+$/.test(lower)) return parseInteger(`0o${lower.slice(1)}`)
  return parseInteger(lower)
}

function parseInteger(text: string): Constant {
  try {
    return makeInt(BigInt(text))
  } catch {
    return unknownConstant
  }
}

function decimalFloat(text: string): Constant {
  const [mantissa = '', exponent = '0'] = text.split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  const scale = Number(exponent) - fraction.length
  if (!Number.isFinite(scale) || Math.abs(scale) * 3.33 > largestExponent) return unknownConstant
  const digits = BigInt(whole + fraction || '0')
  return scale >= 0 ? makeFloat(digits * 10n ** BigInt(scale)) : makeFloat(digits, 10n ** BigInt(-scale))
}

function hexFloat(text: string): Constant {
  const [mantissa = '', exponent = '0'] = text.split('p')
  const [whole = '', fraction = ''] = mantissa.split('.')
  const scale = Number(exponent) - 4 * fraction.length
  if (!Number.isFinite(scale) || Math.abs(scale) > largestExponent) return unknownConstant
  const digits = BigInt(`0x${whole + fraction || '0'}`)
  return scale >= 0 ? makeFloat(digits << BigInt(scale)) : makeFloat(digits, 1n << BigInt(-scale))
}

/** The value as an int constant if it is a whole number, otherwise unknown. */
export function toInt(x: Constant): Constant {
  if (x.kind === 'int') return x
  if (x.kind === 'float' && x.den === 1n) return makeInt(x.num)
  return unknownConstant
}

/** The value as a float constant if it is a number, otherwise unknown. */
export function toFloat(x: Constant): Constant {
  if (x.kind === 'float') return x
  if (x.kind === 'int') return makeFloat(x.value)
  return unknownConstant
}

/** The integer value; undefined if the constant is no whole number. */
export function bigintOf(x: Constant): bigint | undefined {
  const int = toInt(x)
  return int.kind === 'int' ? int.value : undefined
}

/** The integer value as a 64-bit two's complement pattern, 0 for other constants: what the code generator stores. */
export function toInt64(x: Constant): bigint {
  return BigInt.asIntN(64, bigintOf(x) ?? 0n)
}

/** The nearest double, correctly rounded; infinite if the value is too large. */
export function toFloat64(x: Constant): number {
  const [num, den] = fractionOf(x)
  return num === 0n ? 0 : roundTo(num, den, double).value
}

/** The nearest float32 (as a number), correctly rounded from the exact value; infinite if the value is too large. */
export function toFloat32(x: Constant): number {
  const [num, den] = fractionOf(x)
  return num === 0n ? 0 : roundTo(num, den, single).value
}

/** -1, 0 or 1; 0 for an unknown value. */
export function sign(x: Constant): -1 | 0 | 1 {
  const [num] = fractionOf(x)
  return num < 0n ? -1 : num > 0n ? 1 : 0
}

/** op x. For ^ of an unsigned type give its size in bits. */
export function unaryOp(op: string, x: Constant, unsignedBits = 0): Constant {
  switch (op) {
    case '+':
      return x
    case '-':
      if (x.kind === 'int') return makeInt(-x.value)
      if (x.kind === 'float') return makeFloat(-x.num, x.den)
      return unknownConstant
    case '^':
      if (x.kind !== 'int') return unknownConstant
      // spec: "For integer operands, ^x: bitwise complement is m ^ x with m = 'all bits set to 1' for unsigned x and m = -1 for signed x"
      return makeInt(unsignedBits > 0 ? BigInt.asUintN(unsignedBits, ~x.value) : ~x.value)
    case '!':
      return x.kind === 'bool' ? makeBool(!x.value) : unknownConstant
    default:
      return unknownConstant
  }
}

/** x op y for all operators but shifts and comparisons. Division of two ints gives an int; the divisor must not be 0. */
export function binaryOp(x: Constant, op: string, y: Constant): Constant {
  if (x.kind === 'bool' && y.kind === 'bool') {
    if (op === '&&') return makeBool(x.value && y.value)
    if (op === '||') return makeBool(x.value || y.value)
    return unknownConstant
  }
  if (x.kind === 'string' && y.kind === 'string') return op === '+' ? makeByteString(x.value + y.value) : unknownConstant
  if (x.kind === 'int' && y.kind === 'int') return intOp(x.value, op, y.value)
  if (x.kind === 'float' || y.kind === 'float') {
    if (!isNumber(x) || !isNumber(y)) return unknownConstant
    return floatOp(fractionOf(x), op, fractionOf(y))
  }
  return unknownConstant
}

function isNumber(x: Constant): boolean {
  return x.kind === 'int' || x.kind === 'float'
}

function intOp(x: bigint, op: string, y: bigint): Constant {
  switch (op) {
    case '+':
      return makeInt(x + y)
    case '-':
      return makeInt(x - y)
    case '*':
      return makeInt(x * y)
    case '/':
      return y === 0n ? unknownConstant : makeInt(x / y)
    case '%':
      return y === 0n ? unknownConstant : makeInt(x % y)
    case '&':
      return makeInt(x & y)
    case '|':
      return makeInt(x | y)
    case '^':
      return makeInt(x ^ y)
    case '&^':
      return makeInt(x & ~y)
    default:
      return unknownConstant
  }
}

function floatOp([a, b]: [bigint, bigint], op: string, [c, d]: [bigint, bigint]): Constant {
  switch (op) {
    case '+':
      return makeFloat(a * d + c * b, b * d)
    case '-':
      return makeFloat(a * d - c * b, b * d)
    case '*':
      return makeFloat(a * c, b * d)
    case '/':
      return c === 0n ? unknownConstant : makeFloat(a * d, b * c)
    default:
      return unknownConstant
  }
}

/** x << count or x >> count for an int constant. */
export function shiftOp(x: Constant, op: '<<' | '>>', count: number): Constant {
  if (x.kind !== 'int') return unknownConstant
  return makeInt(op === '<<' ? x.value << BigInt(count) : x.value >> BigInt(count))
}

/** x op y for a comparison operator. */
export function compare(x: Constant, op: string, y: Constant): boolean {
  if (x.kind === 'bool' && y.kind === 'bool') return op === '==' ? x.value === y.value : x.value !== y.value
  if (x.kind === 'string' && y.kind === 'string') return ordered(x.value < y.value ? -1 : x.value > y.value ? 1 : 0, op)
  const [a, b] = fractionOf(x)
  const [c, d] = fractionOf(y)
  const left = a * d
  const right = c * b
  return ordered(left < right ? -1 : left > right ? 1 : 0, op)
}

function ordered(order: number, op: string): boolean {
  switch (op) {
    case '==':
      return order === 0
    case '!=':
      return order !== 0
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    default:
      return order >= 0
  }
}

const intBits: Partial<Record<BasicKind, number>> = {
  int: 64,
  int8: 8,
  int16: 16,
  int32: 32,
  int64: 64,
  uint: 64,
  uint8: 8,
  uint16: 16,
  uint32: 32,
  uint64: 64,
  uintptr: 64,
}

/**
 * The value that x has in the given basic type: an int for integer types, rounded for float32 and float64.
 * Undefined if the type cannot represent it.
 */
export function representable(x: Constant, basic: BasicKind): Constant | undefined {
  if (x.kind === 'unknown') return x
  switch (basic) {
    case 'bool':
    case 'untyped bool':
      return x.kind === 'bool' ? x : undefined
    case 'string':
    case 'untyped string':
      return x.kind === 'string' ? x : undefined
    case 'untyped int':
    case 'untyped rune': {
      const int = toInt(x)
      return int.kind === 'int' ? int : undefined
    }
    case 'untyped float': {
      const float = toFloat(x)
      return float.kind === 'float' ? float : undefined
    }
    case 'float32':
      return isNumber(x) ? roundFloat(x, single) : undefined
    case 'float64':
      return isNumber(x) ? roundFloat(x, double) : undefined
    default: {
      const bits = intBits[basic]
      const int = toInt(x)
      if (bits === undefined || int.kind !== 'int') return undefined
      const wrapped = basic.startsWith('u') ? BigInt.asUintN(bits, int.value) : BigInt.asIntN(bits, int.value)
      return wrapped === int.value ? int : undefined
    }
  }
}

function roundFloat(x: Constant, format: FloatFormat): Constant | undefined {
  const [num, den] = fractionOf(x)
  if (num === 0n) return makeFloat(0n)
  const rounded = roundTo(num, den, format)
  if (!Number.isFinite(rounded.value)) return undefined
  return makeFloatFromNumber(rounded.value)
}

interface FloatFormat {
  readonly bits: number // of the significand
  readonly smallest: number // exponent of the least positive value
  readonly largest: number // exponent of the greatest power of two
}

const double: FloatFormat = { bits: 53, smallest: -1074, largest: 1023 }
const single: FloatFormat = { bits: 24, smallest: -149, largest: 127 }

// Rounds to nearest, ties to even: divide so that the quotient has exactly the bits of the significand, then look at the remainder.
function roundTo(num: bigint, den: bigint, format: FloatFormat): { value: number } {
  const negative = num < 0n
  if (negative) num = -num
  let exponent = bitLength(num) - bitLength(den) - format.bits
  if (scaledQuotient(num, den, exponent)[0] >> BigInt(format.bits) !== 0n) exponent++
  if (exponent < format.smallest) exponent = format.smallest
  const [floor, remainder, divisor] = scaledQuotient(num, den, exponent)
  const twice = remainder * 2n
  const quotient = twice > divisor || (twice === divisor && (floor & 1n) === 1n) ? floor + 1n : floor
  let value = Number.POSITIVE_INFINITY
  if (bitLength(quotient) + exponent - 1 <= format.largest) value = scale(Number(quotient), exponent)
  return { value: negative ? -value : value }
}

function scaledQuotient(num: bigint, den: bigint, exponent: number): [bigint, bigint, bigint] {
  if (exponent > 0) den <<= BigInt(exponent)
  else num <<= BigInt(-exponent)
  return [num / den, num % den, den]
}

function scale(significand: number, exponent: number): number {
  // 2 ** -1074 is a double, but the product with a large significand must not pass through a rounded intermediate.
  if (exponent > 900) return significand * 2 ** 900 * 2 ** (exponent - 900)
  return significand * 2 ** exponent
}

function fractionOf(x: Constant): [bigint, bigint] {
  if (x.kind === 'int') return [x.value, 1n]
  if (x.kind === 'float') return [x.num, x.den]
  return [0n, 1n]
}

function roundFraction(num: bigint, den: bigint): Constant {
  const exponent = bitLength(num) - bitLength(den) - roundedBits
  const [quotient] = scaledQuotient(num, den, exponent)
  if (exponent >= 0) return { kind: 'float', num: quotient << BigInt(exponent), den: 1n }
  const power = 1n << BigInt(-exponent)
  const divisor = greatestCommonDivisor(quotient < 0n ? -quotient : quotient, power)
  return { kind: 'float', num: quotient / divisor, den: power / divisor }
}

const exactLimit = 1n << BigInt(exactBits)

function tooLong(x: bigint): boolean {
  return x >= exactLimit || x <= -exactLimit
}

/** The number of bits of the magnitude. */
export function bitLength(x: bigint): number {
  if (x < 0n) x = -x
  if (x === 0n) return 0
  const hex = x.toString(16)
  return hex.length * 4 - Math.clz32(Number.parseInt(hex[0]!, 16)) + 28
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b]
  return a
}

const longestShown = 72 // characters of a string constant in a message

/** The constant as messages show it: strings quoted and shortened, floats with six digits. */
export function constantString(x: Constant): string {
  switch (x.kind) {
    case 'bool':
      return String(x.value)
    case 'int':
      return String(x.value)
    case 'string': {
      const quoted = quoteBytes(x.value)
      return [...quoted].length > longestShown ? `${[...quoted].slice(0, longestShown - 3).join('')}...` : quoted
    }
    case 'float':
      return shortFloat(x)
    case 'complex':
      return `(${constantString(x.re)} + ${constantString(x.im)}i)`
    default:
      return 'unknown'
  }
}

function shortFloat(x: Constant): string {
  const value = toFloat64(x)
  if (!Number.isFinite(value) || (value === 0 && sign(x) !== 0)) {
    return hugeFloat(...fractionOf(x))
  }
  if (value === 0) return '0'
  const exponent = Number(value.toExponential(5).split('e')[1])
  if (exponent >= -4 && exponent < 6) return trimZeros(value.toPrecision(6))
  const [mantissa = '', power = '+0'] = value.toExponential(5).split('e')
  return `${trimZeros(mantissa)}e${power[0]}${power.slice(1).padStart(2, '0')}`
}

// Six digits of a number outside the range of doubles.
function hugeFloat(num: bigint, den: bigint): string {
  const magnitude = num < 0n ? -num : num
  let exponent = Math.floor((bitLength(magnitude) - bitLength(den)) * Math.log10(2))
  const scaled = (): bigint => {
    const [top, bottom] = exponent >= 5 ? [magnitude, den * 10n ** BigInt(exponent - 5)] : [magnitude * 10n ** BigInt(5 - exponent), den]
    return (2n * top + bottom) / (2n * bottom) // rounded
  }
  if (scaled() < 100_000n) exponent--
  if (scaled() >= 1_000_000n) exponent++
  const digits = String(scaled())
  const mantissa = trimZeros(`${digits[0]}.${digits.slice(1)}`)
  return `${num < 0n ? '-' : ''}${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
}

function trimZeros(digits: string): string {
  return digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits
}
