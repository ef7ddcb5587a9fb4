// This file turns the text of a Go file into tokens, one at a time.
//
// The scanner is a base class of the parser: `next()` moves to the next token, which then stands in `tok`, `start`, `lit`, `op` and
// `prec`. It looks at character codes and uses no regular expressions, except for identifiers outside ASCII.
import { scanNumber, scanRune, scanString } from './literals'
import type { LiteralKind } from './nodes'
import type { Token } from './tokens'
import { keywords, precedenceAdd, precedenceAndAnd, precedenceCompare, precedenceMultiply, precedenceOrOr } from './tokens'

// What a character code below 128 begins.
const letter = 1
const digit = 2
const blank = 3
const classes = makeClasses()

function makeClasses(): Uint8Array {
  const table = new Uint8Array(128)
  for (let c = 48; c <= 57; c++) table[c] = digit
  for (let c = 65; c <= 90; c++) table[c] = table[c + 32] = letter
  table[95] = letter
  table[32] = table[9] = table[13] = table[0] = blank // NUL has been reported by checkCharacters
  return table
}

/** A reader of tokens. */
export abstract class Scanner {
  tok: Token = 'EOF'
  /** Offset of the token. */
  start = 0
  /** Offset just after the token. */
  at = 0
  /** Offset just after the token before this one. */
  lastEnd = 0
  /** Text of names and literals; for ";" one of "semicolon", "newline" and "EOF". */
  lit = ''
  literal: LiteralKind = 'int'
  /** A literal that is malformed; an error has been reported. */
  bad = false
  /** The operator, for 'operator', 'assignOp', 'incOp', '*' and '<-'. */
  op = ''
  /** Precedence of a binary operator, otherwise 0. */
  prec = 0
  // Whether a line end here is a semicolon.
  private endsStatement = false

  constructor(readonly text: string) {
    if (text.charCodeAt(0) === 0xfeff) this.at = 1
  }

  /** Reports an error at an offset, in the words given. */
  abstract scanError(offset: number, message: string): void

  /** Takes a comment that begins with "//go:", "//line" or the like. */
  abstract directive(start: number, end: number): void

  /** Moves to the next token. */
  next(): void {
    this.lastEnd = this.at
    const text = this.text
    const endsStatement = this.endsStatement
    this.endsStatement = false
    let at = this.at
    for (;;) {
      if (at >= text.length) {
        this.start = this.at = at
        if (endsStatement) this.semicolon('EOF')
        else this.tok = 'EOF'
        return
      }
      const c = text.charCodeAt(at)
      if (c < 128) {
        const kind = classes[c]
        if (kind === letter) {
          this.identifier(at)
          return
        }
        if (kind === blank) {
          at++
          continue
        }
        if (kind === digit) {
          this.number(at)
          return
        }
        if (c === 10) {
          if (endsStatement) {
            this.start = at
            this.at = at + 1
            this.semicolon('newline')
            return
          }
          at++
          continue
        }
        if (c === 47) {
          const after = text.charCodeAt(at + 1)
          if (after === 47) {
            // spec: "A comment acts like a newline", a line comment by ending at one.
            const end = this.lineEnd(at)
            if (isDirective(text, at)) this.directive(at, end)
            at = end
            continue
          }
          if (after === 42) {
            const end = this.skipComment(at)
            if (endsStatement && this.hasNewline(at, end)) {
              this.start = at
              this.at = end
              this.semicolon('newline')
              return
            }
            at = end
            continue
          }
        }
        this.symbol(at, c)
        return
      }
      if (c === 0xfeff || (c >= 0xdc00 && c <= 0xdfff)) {
        at++ // reported by checkCharacters
        continue
      }
      this.identifier(at)
      return
    }
  }

  private semicolon(lit: string): void {
    this.tok = ';'
    this.lit = lit
  }

  private identifier(start: number): void {
    const text = this.text
    let at = start
    let c = text.charCodeAt(at)
    while (c < 128 && (classes[c] === letter || classes[c] === digit)) c = text.charCodeAt(++at)
    if (c >= 128) {
      at = this.wideIdentifier(start, at)
      if (at === start) {
        const char = String.fromCodePoint(text.codePointAt(start)!)
        this.scanError(start, `invalid character ${describeChar(char)}`)
        this.at = start + char.length
        this.next()
        return
      }
    }
    this.start = start
    this.at = at
    const word = text.slice(start, at)
    const keyword = at - start >= 2 && at - start <= 11 ? keywords.get(word) : undefined
    this.lit = word
    if (keyword === undefined) {
      this.tok = 'name'
      this.endsStatement = true
      return
    }
    this.tok = keyword
    this.endsStatement = keyword === 'break' || keyword === 'continue' || keyword === 'fallthrough' || keyword === 'return'
  }

  // Continues an identifier that has characters outside ASCII; returns `start` if the first one is not allowed there.
  private wideIdentifier(start: number, at: number): number {
    const text = this.text
    for (;;) {
      const rune = text.codePointAt(at)
      if (rune === undefined) return at
      const char = String.fromCodePoint(rune)
      if (/[\p{L}_]/u.test(char)) at += char.length
      else if (/\p{Nd}/u.test(char)) {
        if (at === start) this.scanError(at, `identifier cannot begin with digit ${describeChar(char)}`)
        at += char.length
      } else if (rune >= 128 && at > start && rune !== 0xfeff && (rune < 0xd800 || rune > 0xdfff)) {
        this.scanError(at, `invalid character ${describeChar(char)} in identifier`)
        at += char.length
      } else return at
    }
  }

  private number(start: number): void {
    this.start = start
    const end = scanNumber(this, start)
    this.endLiteral(end)
  }

  private endLiteral(end: number): void {
    this.tok = 'literal'
    this.at = end
    this.lit = this.text.slice(this.start, end)
    this.endsStatement = true
  }

  private symbol(start: number, c: number): void {
    const text = this.text
    this.start = start
    const after = text.charCodeAt(start + 1)
    switch (c) {
      case 34: // "
      case 96: // `
        this.endLiteral(scanString(this, start))
        return
      case 39: // '
        this.endLiteral(scanRune(this, start))
        return
      case 40:
        this.plain('(', 1)
        return
      case 41:
        this.plain(')', 1)
        this.endsStatement = true
        return
      case 91:
        this.plain('[', 1)
        return
      case 93:
        this.plain(']', 1)
        this.endsStatement = true
        return
      case 123:
        this.plain('{', 1)
        return
      case 125:
        this.plain('}', 1)
        this.endsStatement = true
        return
      case 44:
        this.plain(',', 1)
        return
      case 59:
        this.at = start + 1
        this.semicolon('semicolon')
        return
      case 46: // .
        if (after >= 48 && after <= 57) {
          this.number(start)
          return
        }
        if (after === 46 && text.charCodeAt(start + 2) === 46) {
          this.plain('...', 3)
          return
        }
        this.plain('.', 1)
        return
      case 58: // :
        after === 61 ? this.plain(':=', 2) : this.plain(':', 1)
        return
      case 61: // =
        after === 61 ? this.binary('==', precedenceCompare) : this.plain('=', 1)
        return
      case 33: // !
        after === 61 ? this.binary('!=', precedenceCompare) : this.binary('!', 0)
        return
      case 43: // +
        after === 43 ? this.increment('++') : this.arithmetic('+', precedenceAdd)
        return
      case 45: // -
        after === 45 ? this.increment('--') : this.arithmetic('-', precedenceAdd)
        return
      case 42: // *
        this.arithmetic('*', precedenceMultiply)
        if (this.tok === 'operator') this.tok = '*'
        return
      case 47: // /
        this.arithmetic('/', precedenceMultiply)
        return
      case 37: // %
        this.arithmetic('%', precedenceMultiply)
        return
      case 94: // ^
        this.arithmetic('^', precedenceAdd)
        return
      case 126: // ~
        this.binary('~', 0)
        return
      case 38: // &
        if (after === 38) {
          this.binary('&&', precedenceAndAnd)
          return
        }
        after === 94 ? this.arithmetic('&^', precedenceMultiply) : this.arithmetic('&', precedenceMultiply)
        return
      case 124: // |
        after === 124 ? this.binary('||', precedenceOrOr) : this.arithmetic('|', precedenceAdd)
        return
      case 60: // <
        if (after === 61) {
          this.binary('<=', precedenceCompare)
          return
        }
        if (after === 60) {
          this.arithmetic('<<', precedenceMultiply)
          return
        }
        if (after === 45) {
          this.binary('<-', 0)
          this.tok = '<-'
          return
        }
        this.binary('<', precedenceCompare)
        return
      case 62: // >
        if (after === 61) {
          this.binary('>=', precedenceCompare)
          return
        }
        after === 62 ? this.arithmetic('>>', precedenceMultiply) : this.binary('>', precedenceCompare)
        return
      default:
        this.scanError(start, `invalid character ${describeChar(text[start]!)}`)
        this.at = start + 1
        this.next()
        return
    }
  }

  private plain(tok: Token, length: number): void {
    this.tok = tok
    this.at = this.start + length
  }

  private binary(op: string, prec: number): void {
    this.tok = 'operator'
    this.op = op
    this.prec = prec
    this.at = this.start + op.length
  }

  // op, or op= as a token of its own.
  private arithmetic(op: string, prec: number): void {
    this.binary(op, prec)
    if (this.text.charCodeAt(this.at) !== 61) return
    this.tok = 'assignOp'
    this.prec = 0
    this.at++
  }

  private increment(op: string): void {
    this.tok = 'incOp'
    this.op = op
    this.prec = 0
    this.at = this.start + 2
    this.endsStatement = true
  }

  private lineEnd(at: number): number {
    const end = this.text.indexOf('\n', at)
    return end < 0 ? this.text.length : end
  }

  private hasNewline(start: number, end: number): boolean {
    const newline = this.text.indexOf('\n', start)
    return newline >= 0 && newline < end
  }

  private skipComment(start: number): number {
    const end = this.text.indexOf('*/', start + 2)
    if (end >= 0) return end + 2
    this.scanError(start, 'comment not terminated')
    return this.text.length
  }
}

function isDirective(text: string, at: number): boolean {
  return text.startsWith('go:', at + 2) || text.startsWith('line ', at + 2)
}

/** A character as %#U prints it: U+0040 '@'. */
export function describeChar(char: string): string {
  const code = char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')
  return /[\p{C}\p{Zl}\p{Zp}]/u.test(char) ? `U+${code}` : `U+${code} '${char}'`
}
