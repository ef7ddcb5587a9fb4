// This file writes numbers and strings as Delve does: floats in full, named constants by name, strings quoted as Go quotes them.
import type { NamedConstant } from './types'

/** strconv.FormatFloat(x, 'f', -1, bits): the shortest digits that read back as the same number, never an exponent. */
export function floatText(x: number, bits: 32 | 64): string {
  if (Number.isNaN(x)) return 'NaN'
  if (!Number.isFinite(x)) return x > 0 ? '+Inf' : '-Inf'
  if (Object.is(x, -0)) return '-0'
  let shortest = String(x)
  if (bits === 32) {
    for (let digits = 1; digits <= 9; digits++) {
      const text = x.toPrecision(digits)
      if (Math.fround(Number(text)) === x) {
        shortest = text
        break
      }
    }
  }
  return withoutExponent(shortest)
}

function withoutExponent(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/.exec(text) ?? []
  if (exponent === undefined) return fraction === '' ? text : `${sign}${whole}.${fraction}`.replace(/\.?0+$/, '')
  const digits = whole + fraction
  const point = whole.length + Number(exponent)
  const expanded =
    point <= 0
      ? `0.${'0'.repeat(-point)}${digits}`
      : point >= digits.length
        ? digits.padEnd(point, '0')
        : `${digits.slice(0, point)}.${digits.slice(point)}`
  return sign + (expanded.includes('.') ? expanded.replace(/\.?0+$/, '') : expanded)
}

/** The name of an integer among the constants of its type; flags join with `|`. Undefined if it has none. */
export function constantName(value: bigint, constants: readonly NamedConstant[]): string | undefined {
  const exact = constants.find(constant => constant.value === value)
  if (exact !== undefined) return exact.name
  if (value <= 0n) return undefined
  let rest = value
  const names: string[] = []
  for (const constant of constants) {
    const single = constant.value > 0n && (constant.value & (constant.value - 1n)) === 0n
    if (!single || (rest & constant.value) === 0n) continue
    names.push(constant.name)
    rest &= ~constant.value
  }
  return rest === 0n && names.length > 0 ? names.join('|') : undefined
}

const escapes: Readonly<Record<number, string>> = {
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
  34: '\\"',
  92: '\\\\',
}
const printable = /[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u

/** The bytes of a string as strconv.Quote writes them; what is not UTF-8 as \x escapes. */
export function quoted(bytes: Uint8Array, tail = ''): string {
  let text = '"'
  for (let i = 0; i < bytes.length; ) {
    const byte = bytes[i]!
    const short = escapes[byte]
    if (short !== undefined) {
      text += short
      i++
    } else if (byte < 0x80) {
      text += byte < 0x20 || byte === 0x7f ? hexEscape(byte) : String.fromCharCode(byte)
      i++
    } else {
      const { rune, size } = decodeRune(bytes, i)
      if (rune < 0) text += hexEscape(byte)
      else if (printable.test(String.fromCodePoint(rune))) text += String.fromCodePoint(rune)
      else text += rune < 0x10000 ? `\\u${rune.toString(16).padStart(4, '0')}` : `\\U${rune.toString(16).padStart(8, '0')}`
      i += size
    }
  }
  return `${text}${tail}"`
}

function hexEscape(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, '0')}`
}

/** The code point that begins at a place, -1 (of size 1) if none does. */
export function decodeRune(bytes: Uint8Array, at: number): { rune: number; size: number } {
  const first = bytes[at]!
  const size = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0
  if (size === 0 || first > 0xf4 || at + size > bytes.length) return { rune: -1, size: 1 }
  let rune = size === 1 ? first : first & (0xff >> (size + 1))
  for (let i = 1; i < size; i++) {
    const next = bytes[at + i]!
    if ((next & 0xc0) !== 0x80) return { rune: -1, size: 1 }
    rune = (rune << 6) | (next & 0x3f)
  }
  const smallest = [0, 0, 0x80, 0x800, 0x10000][size]!
  if (rune < smallest || rune > 0x10ffff || (rune >= 0xd800 && rune < 0xe000)) return { rune: -1, size: 1 }
  return { rune, size }
}

/** Cuts bytes at a limit, but not inside a character. */
export function cutAtRune(bytes: Uint8Array, limit: number): Uint8Array {
  if (bytes.length <= limit) return bytes
  let end = limit
  while (end > limit - 3 && end > 0 && (bytes[end]! & 0xc0) === 0x80) end--
  return bytes.subarray(0, (bytes[end]! & 0xc0) === 0x80 ? limit : end)
}
