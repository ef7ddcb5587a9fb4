// This file scans number, rune and string literals, and says what is wrong with them.
import type { LiteralKind } from './nodes'

/** What scanning a literal needs of the scanner, and what it tells about the literal. */
export interface LiteralSink {
  readonly text: string
  literal: LiteralKind
  bad: boolean
  scanError(offset: number, message: string): void
}

const newline = 10
const quote = 39
const backslash = 92

function isDecimal(c: number): boolean {
  return c >= 48 && c <= 57
}

function isHex(c: number): boolean {
  return isDecimal(c) || ((c | 32) >= 97 && (c | 32) <= 102)
}

/** Scans the number at `start`, which is a digit or a "." before a digit, and returns where it ends. */
export function scanNumber(sink: LiteralSink, start: number): number {
  const text = sink.text
  sink.literal = 'int'
  sink.bad = false
  const fail = (offset: number, message: string): void => {
    if (!sink.bad) sink.scanError(offset, message)
    sink.bad = true
  }

  // prefix
  let at = start
  let base = 10
  let name = 'decimal'
  let legacyOctal = false
  if (text.charCodeAt(at) === 48) {
    const mark = text.charCodeAt(at + 1) | 32
    if (mark === 120) [base, name] = [16, 'hexadecimal']
    else if (mark === 111) [base, name] = [8, 'octal']
    else if (mark === 98) [base, name] = [2, 'binary']
    else if (isDecimal(text.charCodeAt(at + 1)) || text[at + 1] === '_') legacyOctal = true
    if (base !== 10) at += 2
  }

  // digits, of any base: wrong ones are reported afterwards
  let digits = 0
  let wrong = -1
  const run = (): void => {
    for (;;) {
      const c = text.charCodeAt(at)
      if (c === 95) at++
      else if (base === 16 ? isHex(c) : isDecimal(c)) {
        if (base < 10 && c >= 48 + base && wrong < 0) wrong = at
        digits++
        at++
      } else return
    }
  }
  run()
  if (text.charCodeAt(at) === 46) {
    sink.literal = 'float'
    if (base === 8 || base === 2) fail(at, `invalid radix point in ${name} literal`)
    at++
    run()
  }
  if (digits === 0) fail(at, `${name} literal has no digits`)

  // exponent
  const mark = text[at] ?? ''
  const lower = mark.toLowerCase()
  if (lower === 'e' || lower === 'p') {
    if (lower === 'e' && base !== 10) fail(at, `'${mark}' exponent requires decimal mantissa`)
    if (lower === 'p' && base !== 16) fail(at, `'${mark}' exponent requires hexadecimal mantissa`)
    at++
    sink.literal = 'float'
    if (text[at] === '+' || text[at] === '-') at++
    const first = at
    while (isDecimal(text.charCodeAt(at)) || text[at] === '_') at++
    if (at === first) fail(at, 'exponent has no digits')
  } else if (base === 16 && sink.literal === 'float') fail(at, "hexadecimal mantissa requires a 'p' exponent")

  if (text[at] === 'i') {
    sink.literal = 'imaginary'
    at++
  }
  if (legacyOctal && sink.literal === 'int') {
    for (let i = start; i < at && wrong < 0; i++) if (text[i] === '8' || text[i] === '9') wrong = i
    name = 'octal'
  }
  if (sink.literal === 'int' && wrong >= 0) fail(wrong, `invalid digit '${text[wrong]}' in ${name} literal`)
  if (!sink.bad && text.slice(start, at).includes('_')) {
    const misplaced = misplacedUnderscore(text.slice(start, at))
    if (misplaced >= 0) fail(start + misplaced, "'_' must separate successive digits")
  }
  return at
}

// spec: "underscore characters _ may appear after a base prefix or between successive digits"
function misplacedUnderscore(literal: string): number {
  let before = '.' // what precedes: a digit (also a base prefix) '0', an underscore, or anything else '.'
  let i = 0
  if (/^0[xXoObB]/.test(literal)) {
    before = '0'
    i = 2
  }
  const hex = /^0[xX]/.test(literal)
  for (; i < literal.length; i++) {
    const c = literal.charCodeAt(i)
    if (literal[i] === '_') {
      if (before !== '0') return i
      before = '_'
    } else if (hex ? isHex(c) : isDecimal(c)) before = '0'
    else {
      if (before === '_') return i - 1
      before = '.'
    }
  }
  return before === '_' ? literal.length - 1 : -1
}

/** Scans the string at `start`, which is a quote of either kind, and returns where it ends. */
export function scanString(sink: LiteralSink, start: number): number {
  const text = sink.text
  sink.literal = 'string'
  sink.bad = false
  if (text[start] === '`') {
    const end = text.indexOf('`', start + 1)
    if (end >= 0) return end + 1
    sink.bad = true
    sink.scanError(start, 'string not terminated')
    return text.length
  }
  for (let at = start + 1; ; ) {
    const c = text.charCodeAt(at)
    if (c === 34) return at + 1
    if (c === backslash) at = scanEscape(sink, at, '"')
    else if (c === newline) {
      sink.bad = true
      sink.scanError(at, 'newline in string')
      return at
    } else if (at >= text.length) {
      sink.bad = true
      sink.scanError(start, 'string not terminated')
      return at
    } else at++
  }
}

/** Scans the rune literal at `start`, which is a single quote, and returns where it ends. */
export function scanRune(sink: LiteralSink, start: number): number {
  const text = sink.text
  sink.literal = 'char'
  sink.bad = false
  const fail = (offset: number, message: string): void => {
    if (!sink.bad) sink.scanError(offset, message)
    sink.bad = true
  }
  let at = start + 1
  for (let count = 0; ; count++) {
    const c = text.charCodeAt(at)
    if (c === quote) {
      if (count === 0) fail(at, "empty rune literal or unescaped '")
      else if (count !== 1) fail(start, 'more than one character in rune literal')
      return at + 1
    }
    if (c === backslash) at = scanEscape(sink, at, "'")
    else if (c === newline) {
      fail(at, 'newline in rune literal')
      return at
    } else if (at >= text.length) {
      fail(start, 'rune literal not terminated')
      return at
    } else at += c >= 0xd800 && c < 0xdc00 ? 2 : 1
  }
}

// Scans the escape sequence at `at`, which is a backslash, and returns where it ends (before the offending character, if any).
function scanEscape(sink: LiteralSink, at: number, quotes: string): number {
  const text = sink.text
  const fail = (offset: number, message: string): void => {
    sink.scanError(offset, message)
    sink.bad = true
  }
  const mark = text[at + 1] ?? ''
  if (mark === '') return at + 1 // the end of the file; the caller reports the literal as not terminated
  if (mark === quotes || 'abfnrtv\\'.includes(mark)) return at + 2
  let digits = 0
  let base = 16
  if (mark === 'x') digits = 2
  else if (mark === 'u') digits = 4
  else if (mark === 'U') digits = 8
  else if (mark >= '0' && mark <= '7') [digits, base] = [3, 8]
  else {
    fail(at + 1, 'unknown escape')
    return at + 1
  }
  let i = base === 8 ? at + 1 : at + 2
  let value = 0
  for (; digits > 0; digits--, i++) {
    const c = text.charCodeAt(i)
    if (i >= text.length) return i
    if (!(base === 8 ? c >= 48 && c <= 55 : isHex(c))) {
      const char = String.fromCodePoint(text.codePointAt(i)!)
      const shown = char === '\n' ? '\\n' : char === '\t' ? '\\t' : char === "'" ? "\\'" : char
      fail(i, `invalid character '${shown}' in ${base === 8 ? 'octal' : 'hexadecimal'} escape`)
      return i
    }
    value = value * base + Number.parseInt(text[i]!, base)
  }
  if (base === 8 && value > 255) fail(i, `octal escape value ${value} > 255`)
  else if (mark !== 'x' && base === 16 && (value > 0x10ffff || (value >= 0xd800 && value < 0xe000))) {
    fail(i, `escape is invalid Unicode code point U+${value.toString(16).toUpperCase().padStart(4, '0')}`)
  }
  return i
}
