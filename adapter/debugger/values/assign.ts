// This file turns what a person types as a new value into bytes of the right type: numbers, true, nil, addresses, strings, names of constants.
//
// Nothing is ever allocated in the program, and strings share their bytes with others, so no string's bytes are changed either. A string can
// become any text that the program already has somewhere: part of what it was, or of a literal.
import { utf8, word64 } from '../../common/bytes'
import { type Loader, UnreadableValue } from './loader'
import type { Value } from './value'

/** A text that is no value of the type; the message says why. */
export class AssignError extends Error {}

/** The bytes that make a value what a text says. */
export function assignment(loader: Loader, value: Value, text: string): Uint8Array {
  const record = loader.types.record(value.type)
  if (record === undefined) throw new AssignError(`unknown type ${value.type}`)
  const input = text.trim()
  if (input === '') throw new AssignError('an empty text is no value')
  switch (record.kind) {
    case 'bool':
      if (input !== 'true' && input !== 'false') throw mismatch(input, record.name)
      return new Uint8Array([input === 'true' ? 1 : 0])
    case 'int':
    case 'uint':
      return integerBytes(integerOf(loader, value.type, input), record.kind === 'int', record.size, record.name)
    case 'float':
      return floatBytes(numberOf(input, record.name), record.size)
    case 'complex':
      return complexBytes(input, record.size, record.name)
    case 'string':
      return stringBytes(loader, value, input)
    case 'pointer':
    case 'unsafe.Pointer':
      return word64(addressOf(input, record.name))
    case 'map':
    case 'chan':
    case 'func':
      return word64(addressOf(input, record.name))
    case 'slice':
    case 'interface':
      if (input !== 'nil')
        throw new AssignError(`a value of type ${record.name} can only be set to nil: anything else would have to be allocated`)
      return new Uint8Array(record.size)
    default:
      throw new AssignError(`a value of type ${record.name} cannot be set as a whole: set its parts`)
  }
}

function mismatch(input: string, type: string): AssignError {
  return new AssignError(`can not convert ${input} to ${type}`)
}

const simpleEscapes: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11, '\\': 92, "'": 39, '"': 34 }

function integerOf(loader: Loader, type: string, input: string): bigint {
  const bare = input.replace(/\s*\(-?(0x[0-9a-f]+|\d+)\)$/i, '')
  const named = loader.types.constantsOf(type).find(({ name }) => name === bare.slice(bare.lastIndexOf('.') + 1))
  if (named !== undefined && /^[\p{L}_]/u.test(bare)) return named.value
  const char = /^'(.+)'$/su.exec(input)?.[1]
  if (char !== undefined) {
    const bytes = unquote(char)
    const text = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true }).decode(bytes)
    if (char.startsWith('\\x') || /^\\[0-7]/.test(char)) return BigInt(bytes[0]!)
    if ([...text].length !== 1) throw mismatch(input, loader.types.name(type))
    return BigInt(text.codePointAt(0)!)
  }
  // `104 = 0x68` is how unsigned numbers are shown.
  const digits = input.replace(/\s*=\s*0x[0-9a-f]+$/i, '').replaceAll('_', '')
  const [, sign = '', magnitude = ''] = /^([+-]?)(.*)$/.exec(digits)!
  if (!/^(\d+|0x[0-9a-f]+|0b[01]+|0o[0-7]+)$/i.test(magnitude)) throw mismatch(input, loader.types.name(type))
  const number = BigInt(/^0[0-7]+$/.test(magnitude) ? `0o${magnitude.slice(1)}` : magnitude)
  return sign === '-' ? -number : number
}

/** Little-endian bytes of an integer. Throws if it does not fit. */
export function integerBytes(value: bigint, signed: boolean, size: number, type: string): Uint8Array {
  const bits = size * 8
  if ((signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value)) !== value)
    throw new AssignError(`constant ${value} overflows ${type}`)
  return word64(value).subarray(0, size)
}

function numberOf(input: string, type: string): number {
  const special: Readonly<Record<string, number>> = { '+inf': Infinity, inf: Infinity, '-inf': -Infinity, nan: Number.NaN }
  const known = special[input.toLowerCase()]
  if (known !== undefined) return known
  const digits = input.replaceAll('_', '')
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(digits) && !/^[+-]?0x[0-9a-f]+$/i.test(digits)) throw mismatch(input, type)
  return /^-/.test(digits) ? -Number(digits.slice(1)) : Number(digits.replace(/^\+/, ''))
}

/** Little-endian bytes of a float. */
export function floatBytes(value: number, size: number): Uint8Array {
  const bytes = new Uint8Array(size)
  const view = new DataView(bytes.buffer)
  if (size === 4) view.setFloat32(0, value, true)
  else view.setFloat64(0, value, true)
  return bytes
}

function complexBytes(input: string, size: number, type: string): Uint8Array {
  const number = '[+-]?\\s*[\\d.]+(?:e[+-]?\\d+)?'
  const parts = new RegExp(`^\\(?\\s*(${number})?\\s*(?:(${number})i)?\\s*\\)?$`, 'i').exec(input)
  if (parts === null || (parts[1] === undefined && parts[2] === undefined)) throw mismatch(input, type)
  const bytes = new Uint8Array(size)
  const part = (text: string | undefined) => floatBytes(text === undefined ? 0 : numberOf(text.replace(/\s/g, ''), type), size / 2)
  bytes.set(part(parts[1]), 0)
  bytes.set(part(parts[2]), size / 2)
  return bytes
}

function addressOf(input: string, type: string): bigint {
  if (input === 'nil') return 0n
  // As values are shown: 0xc000012345, (*main.T)(0xc000012345), unsafe.Pointer(0xc000012345).
  const hex = /^(?:.*\()?(0x[0-9a-f]+)\)?$/is.exec(input)?.[1]
  if (hex === undefined)
    throw new AssignError(`a value of type ${type} can be set to nil or to an address like 0xc000012345, not to ${input}`)
  return BigInt(hex)
}

// --------------------------------------------------------------------------------------------------------------------- strings

function stringBytes(loader: Loader, value: Value, input: string): Uint8Array {
  const raw = /^`([^`]*)`$/s.exec(input)?.[1]
  const inner = raw ?? /^"((?:[^"\\]|\\.)*)"$/s.exec(input)?.[1]
  if (inner === undefined) throw new AssignError('a string must be quoted, like "text"')
  const wanted = raw === undefined ? unquote(inner) : utf8(raw)
  const header = new Uint8Array(16)
  if (wanted.length === 0) return header
  const address = findText(loader, value, wanted)
  if (address === undefined)
    throw new AssignError(
      'the program has these bytes nowhere: nothing can be allocated, so a string can become part of itself or of a literal of the program',
    )
  header.set(word64(address), 0)
  header.set(word64(wanted.length), 8)
  return header
}

/** Where the program has a text that will not change. */
function findText(loader: Loader, value: Value, wanted: Uint8Array): number | undefined {
  try {
    const { bytes } = loader.string(value, 1 << 20)
    const at = indexOf(bytes, wanted)
    if (at >= 0 && value.address !== undefined) return loader.memory.word(value.address) + at
  } catch (error) {
    if (!(error instanceof Error)) throw new UnreadableValue('unreadable')
  }
  for (const section of loader.target.image.sections) {
    if (section.writable || section.executable || section.bytes === undefined) continue
    const at = indexOf(section.bytes, wanted)
    if (at >= 0) return section.address + at
  }
  return undefined
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array): number {
  for (let at = bytes.indexOf(wanted[0]!); at >= 0 && at + wanted.length <= bytes.length; at = bytes.indexOf(wanted[0]!, at + 1)) {
    let i = 1
    while (i < wanted.length && bytes[at + i] === wanted[i]) i++
    if (i === wanted.length) return at
  }
  return -1
}

/** The bytes of the inside of a Go literal. */
function unquote(text: string): Uint8Array {
  const bytes: number[] = []
  for (let i = 0; i < text.length; ) {
    if (text[i] !== '\\') {
      const char = String.fromCodePoint(text.codePointAt(i)!)
      bytes.push(...utf8(char))
      i += char.length
      continue
    }
    const letter = text[i + 1] ?? ''
    const simple = simpleEscapes[letter]
    const digits = { x: 2, u: 4, U: 8 }[letter]
    if (simple !== undefined) {
      bytes.push(simple)
      i += 2
    } else if (digits !== undefined) {
      const number = Number.parseInt(text.slice(i + 2, i + 2 + digits), 16)
      if (Number.isNaN(number) || number > 0x10ffff) throw new AssignError('an escape sequence is malformed')
      if (letter === 'x') bytes.push(number)
      else bytes.push(...utf8(String.fromCodePoint(number)))
      i += 2 + digits
    } else if (/^[0-7]{3}/.test(text.slice(i + 1))) {
      bytes.push(Number.parseInt(text.slice(i + 1, i + 4), 8) & 255)
      i += 4
    } else throw new AssignError(`unknown escape sequence \\${letter}`)
  }
  return new Uint8Array(bytes)
}
