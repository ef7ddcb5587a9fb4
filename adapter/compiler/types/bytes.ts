// This file turns Go text into byte strings and back. A byte string is a JavaScript string with one code unit (0-255) a byte.

/** The UTF-8 bytes of a text. Lone surrogates become U+FFFD. */
export function byteStringOf(text: string): string {
  let ascii = true
  for (let i = 0; i < text.length && ascii; i++) ascii = text.charCodeAt(i) < 0x80
  if (ascii) return text
  let bytes = ''
  for (const char of text) bytes += encodeRune(char.codePointAt(0)!)
  return bytes
}

/** The UTF-8 bytes of one code point; those of U+FFFD if it is none. */
export function encodeRune(rune: number): string {
  if (rune < 0 || rune > 0x10ffff || (rune >= 0xd800 && rune <= 0xdfff)) rune = 0xfffd
  if (rune < 0x80) return String.fromCharCode(rune)
  if (rune < 0x800) return String.fromCharCode(0xc0 | (rune >> 6), 0x80 | (rune & 63))
  if (rune < 0x10000) return String.fromCharCode(0xe0 | (rune >> 12), 0x80 | ((rune >> 6) & 63), 0x80 | (rune & 63))
  return String.fromCharCode(0xf0 | (rune >> 18), 0x80 | ((rune >> 12) & 63), 0x80 | ((rune >> 6) & 63), 0x80 | (rune & 63))
}

/** The bytes of a byte string. */
export function toUint8Array(bytes: string): Uint8Array {
  const array = new Uint8Array(bytes.length)
  for (let i = 0; i < bytes.length; i++) array[i] = bytes.charCodeAt(i)
  return array
}

/** The text that a byte string holds; invalid bytes become U+FFFD. */
export function textOf(bytes: string): string {
  let ascii = true
  for (let i = 0; i < bytes.length && ascii; i++) ascii = bytes.charCodeAt(i) < 0x80
  return ascii ? bytes : new TextDecoder('utf-8', { ignoreBOM: true }).decode(toUint8Array(bytes))
}

/** A byte string as a Go string literal. */
export function quoteBytes(bytes: string): string {
  let quoted = '"'
  for (const char of textOf(bytes)) {
    const named = { '\n': '\\n', '\t': '\\t', '\r': '\\r', '"': '\\"', '\\': '\\\\' }[char]
    if (named !== undefined) quoted += named
    else if (char < ' ' || char === '\x7f') quoted += `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`
    else quoted += char
  }
  return `${quoted}"`
}

const simpleEscapes: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11, '\\': 92, "'": 39, '"': 34 }

/** The bytes that a valid string literal stands for. */
export function unquoteString(literal: string): string {
  const inner = literal.slice(1, -1)
  // spec: "Carriage return characters inside raw string literals are discarded from the raw string value."
  if (literal.startsWith('`')) return byteStringOf(inner.replaceAll('\r', ''))
  if (!inner.includes('\\')) return byteStringOf(inner)
  let bytes = ''
  for (let at = 0; at < inner.length; ) {
    const next = inner.indexOf('\\', at)
    if (next < 0) return bytes + byteStringOf(inner.slice(at))
    bytes += byteStringOf(inner.slice(at, next))
    const sequence = readEscape(inner, next)
    bytes += sequence.isByte ? String.fromCharCode(sequence.value & 0xff) : encodeRune(sequence.value)
    at = sequence.end
  }
  return bytes
}

/** The code point that a valid character literal stands for. */
export function unquoteChar(literal: string): number {
  if (literal.charCodeAt(1) !== 92) return literal.codePointAt(1) ?? 0
  return readEscape(literal, 1).value
}

// Reads the escape sequence at text[at], which is a backslash. \x and octal escapes stand for bytes, the others for characters.
function readEscape(text: string, at: number): { value: number; isByte: boolean; end: number } {
  const letter = text[at + 1] ?? ''
  const simple = simpleEscapes[letter]
  if (simple !== undefined) return { value: simple, isByte: false, end: at + 2 }
  const digits = letter === 'x' ? 2 : letter === 'u' ? 4 : letter === 'U' ? 8 : 0
  if (digits > 0) {
    const end = at + 2 + digits
    return { value: Number.parseInt(text.slice(at + 2, end), 16), isByte: letter === 'x', end }
  }
  return { value: Number.parseInt(text.slice(at + 1, at + 4), 8), isByte: true, end: at + 4 }
}
