// Reads the operands of one assembly statement: immediates and their expressions, registers, memory, symbols, label names.

import { AssemblyError, type Token, unquote } from './assemblySource'
import { type Memory, type Operand, type Register, registerNamed } from './operands'

/** A bare name where a branch target stands; the assembler knows which label it is. */
export interface LabelName {
  readonly kind: 'labelName'
  readonly name: string
  readonly token: Token
}

/** `$"text"`, for DATA. */
export interface TextValue {
  readonly kind: 'text'
  readonly text: string
}

/** `$8-16` of a TEXT directive: frame and argument sizes. */
export interface Sizes {
  readonly frame: number
  readonly args: number | undefined
}

export class OperandParser {
  private at = 0

  constructor(
    private readonly tokens: readonly Token[],
    private readonly packagePath: string,
    private readonly end: { line: number; column: number },
  ) {}

  get done(): boolean {
    return this.at >= this.tokens.length
  }

  fail(message: string, token = this.tokens[this.at]): never {
    throw new AssemblyError(token?.line ?? this.end.line, token?.column ?? this.end.column, message)
  }

  private peek(text: string, ahead = 0): boolean {
    const token = this.tokens[this.at + ahead]
    return token?.kind === 'punctuation' && token.text === text
  }

  accept(text: string): boolean {
    if (!this.peek(text)) return false
    this.at++
    return true
  }

  expect(text: string) {
    if (!this.accept(text)) this.fail(this.done ? `expected ${text} at the end` : `expected ${text}, found ${this.tokens[this.at].text}`)
  }

  name(): Token {
    const token = this.tokens[this.at]
    if (token?.kind !== 'name') this.fail('expected a name')
    this.at++
    return token
  }

  /** Everything up to the end, separated by commas. */
  operands(): (Operand | LabelName | TextValue)[] {
    const list: (Operand | LabelName | TextValue)[] = []
    if (this.done) return list
    do list.push(this.operand())
    while (this.accept(','))
    if (!this.done) this.fail(`unexpected ${this.tokens[this.at].text}`)
    return list
  }

  // Operand = "$" Immediate | Register | Memory | Symbol | Label .
  private operand(): Operand | LabelName | TextValue {
    if (this.accept('$')) return this.immediate()
    const token = this.tokens[this.at]
    if (token?.kind === 'name') {
      const register = registerNamed(token.text)
      if (register) {
        this.at++
        return register
      }
      const symbol = this.symbolReference()
      if (symbol) return { kind: 'memory', scale: 1, disp: symbol.addend, symbol: symbol.name }
      this.at++
      return { kind: 'labelName', name: token.text, token }
    }
    return this.memory()
  }

  private immediate(): Operand | TextValue {
    const token = this.tokens[this.at]
    if (token?.kind === 'string') {
      this.at++
      return { kind: 'text', text: unquote(token.text) }
    }
    const symbol = token?.kind === 'name' ? this.symbolReference() : undefined
    if (symbol) return { kind: 'address', symbol: symbol.name, addend: symbol.addend }
    const value = this.expression()
    return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value
  }

  /** name[+n](SB), if that stands here. */
  symbolReference(): { name: string; addend: number } | undefined {
    const start = this.at
    const token = this.name()
    let addend = 0
    if (this.peek('+') || this.peek('-')) addend = Number(this.expression(0n))
    if (this.peek('(') && this.tokens[this.at + 1]?.text === 'SB' && this.peek(')', 2)) {
      this.at += 3
      return { name: symbolName(token.text, this.packagePath), addend }
    }
    this.at = start
    return undefined
  }

  // Memory = [ Expression ] "(" Register ")" [ "(" Register "*" Scale ")" ] | [ Expression ] "(" Register "*" Scale ")" .
  private memory(): Memory {
    const startsWithRegister = this.peek('(') && registerNamed(this.tokens[this.at + 1]?.text ?? '')
    const disp = startsWithRegister ? 0 : Number(this.expression())
    let base: Register | undefined
    let index: Register | undefined
    let scale: Memory['scale'] = 1
    while (this.accept('(')) {
      const token = this.name()
      const register = registerNamed(token.text)
      if (register?.kind !== 'register') this.fail(`${token.text} is no register memory can be addressed by`, token)
      if (this.accept('*')) {
        const factor = Number(this.expression())
        if (factor !== 1 && factor !== 2 && factor !== 4 && factor !== 8) this.fail(`${factor} is no scale`)
        index = register
        scale = factor
      } else if (base) {
        index = register
      } else base = register
      this.expect(')')
    }
    return { kind: 'memory', base, index, scale, disp }
  }

  /** One flag of TEXT or GLOBL: a name, or a number that stands for flags; nothing when a size follows. */
  flag(): string | undefined {
    const token = this.tokens[this.at]
    if (token?.kind !== 'name' && token?.kind !== 'number') return undefined
    this.at++
    return token.text
  }

  /** `$frame-args` of TEXT. */
  sizes(): Sizes {
    this.expect('$')
    const frame = Number(this.factor())
    const args = this.accept('-') ? Number(this.factor()) : undefined
    return { frame, args }
  }

  /** Go's operators with Go's precedences: * / % << >> & bind tighter than + - | ^. */
  expression(first?: bigint): bigint {
    let left = first ?? this.term()
    for (;;) {
      if (this.accept('+')) left += this.term()
      else if (this.accept('-')) left -= this.term()
      else if (this.accept('|')) left |= this.term()
      else if (this.accept('^')) left ^= this.term()
      else return left
    }
  }

  private term(): bigint {
    let left = this.factor()
    for (;;) {
      if (this.accept('*')) left *= this.factor()
      else if (this.accept('/')) left /= this.factor()
      else if (this.accept('%')) left %= this.factor()
      else if (this.accept('<<')) left <<= this.factor()
      else if (this.accept('>>')) left >>= this.factor()
      else if (this.accept('&')) left &= this.factor()
      else return left
    }
  }

  private factor(): bigint {
    if (this.accept('-')) return -this.factor()
    if (this.accept('+')) return this.factor()
    if (this.accept('~')) return ~this.factor()
    if (this.accept('(')) {
      const value = this.expression()
      this.expect(')')
      return value
    }
    const token = this.tokens[this.at]
    if (token?.kind !== 'number') this.fail(token ? `expected a number, found ${token.text}` : 'expected a number at the end')
    this.at++
    return BigInt(token.text)
  }
}

/** A symbol as the linker knows it: `·x` belongs to the package at hand, `∕` is a slash. */
export function symbolName(written: string, packagePath: string): string {
  const name = written.replaceAll('∕', '/')
  const dot = name.indexOf('·')
  if (dot < 0) return name.endsWith('<>') ? `${packagePath}.${name}` : name
  return `${dot === 0 ? packagePath : name.slice(0, dot)}.${name.slice(dot + 1)}`
}
