// Turns assembly files in Go's assembler syntax into functions and data with relocations, line tables and stack depths.
//
// Our assembly functions use ABIInternal registers directly and have no frame but what they push themselves, so there are no FP and
// pseudo-SP operands; the assembler follows the stack pointer through PUSHQ, POPQ, ADDQ, SUBQ and LEAQ. Where a function switches stacks,
// a comment `// sp=N` says how deep it is from there on.

import { type LabelName, OperandParser, type TextValue } from './assembleOperands'
import { AssemblyError, readStatements, type Statement } from './assemblySource'
import { CodeBuilder, type Relocation } from './codeBuilder'
import { isMnemonic } from './instructions'
import type { Label, Operand } from './operands'

export interface AsmFunction {
  readonly name: string
  readonly bytes: Uint8Array
  readonly relocations: readonly Relocation[]
  /** Line of the instructions from each offset on. */
  readonly lines: readonly { readonly offset: number; readonly line: number }[]
  /** Bytes the stack pointer is below its value at entry (where it points at the return address), from each offset on. */
  readonly spDeltas: readonly { readonly offset: number; readonly delta: number }[]
  /** NOSPLIT, NOFRAME, TOPFRAME, WRAPPER … as written. */
  readonly flags: readonly string[]
  /** Bytes of arguments the TEXT line declares. */
  readonly argSize: number
  readonly line: number
}

export interface AsmData {
  readonly name: string
  readonly bytes: Uint8Array
  readonly relocations: readonly Relocation[]
  /** RODATA, NOPTR … as written. */
  readonly flags: readonly string[]
}

export interface AssembleOptions {
  readonly file: string
  /** What a middle dot without a package means. */
  readonly packagePath: string
  /** Macros from outside, such as field offsets: `{ g_m: 48 }`. */
  readonly defines?: Readonly<Record<string, string | number>>
}

export interface Assembly {
  readonly functions: readonly AsmFunction[]
  readonly data: readonly AsmData[]
  /** `file:line:col: text` */
  readonly errors: readonly string[]
}

/** Assembles a file. */
export function assemble(source: string, options: AssembleOptions): Assembly {
  return new Assembler(options).run(source)
}

type Mark = { readonly line: number } | { readonly delta: number }

/** The function being assembled. */
class OpenFunction {
  readonly code = new CodeBuilder<Mark>()
  readonly labels = new Map<string, { label: Label; bound: boolean; line: number; column: number; depth?: number }>()
  depth = 0
  /** False behind a jump or return, where only a label can be reached. */
  reachable = true

  constructor(
    readonly name: string,
    readonly flags: readonly string[],
    readonly argSize: number,
    readonly line: number,
  ) {
    this.code.mark({ delta: 0 })
  }

  label(name: string, line: number, column: number) {
    let entry = this.labels.get(name)
    if (!entry) {
      entry = { label: this.code.label(), bound: false, line, column }
      this.labels.set(name, entry)
    }
    return entry
  }

  setDepth(depth: number) {
    if (depth !== this.depth) this.code.mark({ delta: depth })
    this.depth = depth
  }

  finish(): AsmFunction {
    const { bytes, relocations, marks } = this.code.finish()
    const lines: { offset: number; line: number }[] = []
    const spDeltas: { offset: number; delta: number }[] = []
    for (const { offset, value } of marks) {
      if ('line' in value) {
        if (lines.at(-1)?.line !== value.line) lines.push({ offset, line: value.line })
      } else {
        if (spDeltas.at(-1)?.offset === offset) spDeltas.pop()
        if (spDeltas.at(-1)?.delta !== value.delta) spDeltas.push({ offset, delta: value.delta })
      }
    }
    return { name: this.name, bytes, relocations, lines, spDeltas, flags: this.flags, argSize: this.argSize, line: this.line }
  }
}

class Assembler {
  private readonly functions: AsmFunction[] = []
  private readonly data = new Map<string, { bytes: number[]; relocations: Relocation[]; flags: readonly string[]; size?: number }>()
  private readonly errors: string[] = []
  private open: OpenFunction | undefined

  constructor(private readonly options: AssembleOptions) {}

  run(source: string): Assembly {
    let statements: Statement[] = []
    this.guard(() => {
      statements = readStatements(source, this.options.defines)
    })
    for (const statement of statements) this.guard(() => this.statement(statement), statement)
    this.guard(() => this.closeFunction())
    const data = [...this.data].map(([name, { bytes, relocations, flags, size }]) => {
      const contents = new Uint8Array(Math.max(size ?? 0, bytes.length))
      contents.set(bytes.map(byte => byte ?? 0))
      return { name, bytes: contents, relocations, flags }
    })
    return { functions: this.functions, data, errors: this.errors }
  }

  private guard(action: () => void, statement?: Statement) {
    try {
      action()
    } catch (error) {
      const { line, column } = error instanceof AssemblyError ? error : (statement?.tokens[0] ?? { line: 1, column: 1 })
      this.errors.push(`${this.options.file}:${line}:${column}: ${(error as Error).message}`)
    }
  }

  private statement(statement: Statement) {
    let { tokens } = statement
    while (tokens[0].kind === 'name' && tokens[1]?.text === ':') {
      this.bindLabel(tokens[0].text, statement)
      tokens = tokens.slice(2)
      if (!tokens.length) {
        this.applyDirective(statement)
        return
      }
    }
    const [first] = tokens
    if (first.kind !== 'name') throw new AssemblyError(first.line, first.column, `expected an instruction, found ${first.text}`)
    const last = tokens[tokens.length - 1]
    const end = { line: last.line, column: last.column + last.text.length }
    const parser = new OperandParser(tokens.slice(1), this.options.packagePath, end)
    if (first.text === 'TEXT') this.text(parser, statement.line)
    else if (first.text === 'DATA') this.dataDirective(parser)
    else if (first.text === 'GLOBL') this.globl(parser)
    else if (first.text !== 'PCALIGN') this.instruction(first.text, parser, statement)
  }

  // TEXT symbol(SB), [ flag { "|" flag } ,] $frame[-args]
  private text(parser: OperandParser, line: number) {
    this.closeFunction()
    const name = this.symbolOf(parser)
    const flags = parser.accept(',') ? this.flags(parser) : []
    parser.accept(',')
    const sizes = parser.done ? { frame: 0, args: 0 } : parser.sizes()
    if (sizes.frame) parser.fail('frames are not made by the assembler: write $0 and move SP yourself')
    this.open = new OpenFunction(name, flags, sizes.args ?? 0, line)
  }

  private symbolOf(parser: OperandParser): string {
    const symbol = parser.symbolReference()
    if (!symbol) parser.fail('expected symbol(SB)')
    return symbol.name
  }

  private flags(parser: OperandParser): string[] {
    const flags: string[] = []
    do {
      const flag = parser.flag()
      if (flag) flags.push(flag)
    } while (parser.accept('|'))
    return flags
  }

  private closeFunction() {
    const { open } = this
    this.open = undefined
    if (!open) return
    for (const [name, { bound, line, column }] of open.labels) {
      if (!bound) throw new AssemblyError(line, column, `label ${name} is not defined in ${open.name}`)
    }
    this.functions.push(open.finish())
  }

  private bindLabel(name: string, statement: Statement) {
    const open = this.inFunction(statement)
    const entry = open.label(name, statement.line, statement.tokens[0].column)
    if (entry.bound) throw new AssemblyError(statement.line, statement.tokens[0].column, `label ${name} is defined twice`)
    entry.bound = true
    if (!open.reachable && entry.depth !== undefined) open.setDepth(entry.depth)
    open.reachable = true
    entry.depth = open.depth
    open.code.bind(entry.label)
  }

  private inFunction(statement: Statement): OpenFunction {
    if (this.open) return this.open
    throw new AssemblyError(statement.line, statement.tokens[0].column, 'instruction outside a TEXT')
  }

  private instruction(name: string, parser: OperandParser, statement: Statement) {
    const open = this.inFunction(statement)
    const [mnemonicToken] = statement.tokens
    const operands = parser.operands()
    open.code.mark({ line: statement.line })
    if (name === 'BYTE') {
      open.code.raw([Number(operands[0]) & 0xff])
      return
    }
    if (!isMnemonic(name)) throw new AssemblyError(mnemonicToken.line, mnemonicToken.column, `unrecognized instruction ${name}`)
    const resolved = operands.map(operand => this.resolveOperand(open, operand))
    open.code.op(name, ...resolved)
    open.setDepth(open.depth + depthChange(name, resolved))
    this.applyDirective(statement)
    if (name === 'RET' || name === 'JMP' || name === 'UD2') open.reachable = false
  }

  private applyDirective(statement: Statement) {
    if (statement.spDirective !== undefined) this.open?.setDepth(statement.spDirective)
  }

  private resolveOperand(open: OpenFunction, operand: Operand | LabelName | TextValue): Operand {
    if (typeof operand !== 'object' || (operand.kind !== 'labelName' && operand.kind !== 'text')) return operand
    if (operand.kind === 'text') throw new Error('text can only stand in DATA')
    const entry = open.label(operand.name, operand.token.line, operand.token.column)
    entry.depth ??= open.depth
    return entry.label
  }

  // DATA symbol+offset(SB)/width, $value
  private dataDirective(parser: OperandParser) {
    const symbol = parser.symbolReference()
    if (!symbol) parser.fail('expected symbol+offset(SB)')
    parser.expect('/')
    const width = Number(parser.expression())
    parser.expect(',')
    const [value] = parser.operands()
    const { bytes, relocations } = this.dataOf(symbol.name)
    const put = (i: number, byte: number) => {
      bytes[symbol.addend + i] = byte
    }
    if (typeof value === 'number' || typeof value === 'bigint') {
      for (let i = 0; i < width; i++) put(i, Number((BigInt(value) >> BigInt(8 * i)) & 0xffn))
    } else if (value.kind === 'text') {
      for (let i = 0; i < width; i++) put(i, value.text.charCodeAt(i) || 0)
    } else if (value.kind === 'address') {
      relocations.push({ offset: symbol.addend, kind: 'abs64', symbol: value.symbol, addend: value.addend })
      for (let i = 0; i < 8; i++) put(i, 0)
    } else parser.fail('DATA wants $number, $"text" or $symbol(SB)')
  }

  private dataOf(name: string) {
    let entry = this.data.get(name)
    if (!entry) {
      entry = { bytes: [], relocations: [], flags: [] }
      this.data.set(name, entry)
    }
    return entry
  }

  // GLOBL symbol(SB), flags, $size
  private globl(parser: OperandParser) {
    const entry = this.dataOf(this.symbolOf(parser))
    parser.expect(',')
    const flags = this.flags(parser)
    parser.accept(',')
    entry.flags = flags
    entry.size = parser.sizes().frame
  }
}

/** How an instruction moves SP, as far as its text tells. */
function depthChange(name: string, operands: readonly Operand[]): number {
  if (name === 'PUSHQ' || name === 'PUSHFQ') return 8
  if (name === 'POPQ' || name === 'POPFQ') return -8
  const [source, destination] = operands
  if (typeof destination !== 'object' || destination.kind !== 'register' || destination.name !== 'SP') return 0
  if (name === 'LEAQ' && typeof source === 'object' && source.kind === 'memory' && source.base?.name === 'SP' && !source.index) {
    return -source.disp
  }
  if (typeof source !== 'number') return 0
  return name === 'SUBQ' ? source : name === 'ADDQ' ? -source : 0
}
