// Turns a decoded instruction into text: as `go tool objdump` and Delve print it, or as our assembler would read it back.

import type { Instruction } from './decode'
import { decode } from './decode'
import type { Memory, Operand } from './operands'

/** The symbol an address lies in, and where that symbol begins. */
export type Symbolizer = (address: number) => { name: string; base: number } | undefined

export interface DisassemblyOptions {
  readonly symbolize?: Symbolizer
  /** `objdump` (default): `JBE 0x401020`, `MOVZX 0x1(AX), CX`; `assembler`: `JLS`, `MOVBLZX`, and every size is told. */
  readonly syntax?: 'objdump' | 'assembler'
}

/** The text of an instruction. */
export function disassemble(instruction: Instruction, options: DisassemblyOptions = {}): string {
  const { row, lock } = instruction
  const forAssembler = options.syntax === 'assembler'
  const repeat = row.mnemonic.startsWith('REP ') ? 'REP; ' : ''
  const prefix = lock ? (forAssembler ? 'LOCK; ' : 'LOCK ') : ''
  const name = (forAssembler ? row.mnemonic : row.objdump).replace('REP ', '')
  const texts = instruction.operands.map((operand, i) => operandText(instruction, i, operand, options))
  const implied = forAssembler ? '' : impliedOperands(name)
  const operands = texts.length ? ` ${texts.join(', ')}` : implied
  return repeat + prefix + name + operands
}

// objdump shows the operands string instructions imply.
function impliedOperands(name: string): string {
  if (/^MOVS[BWLQ]$/.test(name)) return ' DS:0(SI), ES:0(DI)'
  const match = /^STOS([BWLQ])$/.exec(name)
  return match ? ` ${match[1] === 'B' ? 'AL' : 'AX'}, ES:0(DI)` : ''
}

const byteNames = ['AL', 'CL', 'DL', 'BL', 'SPB', 'BPB', 'SIB', 'DIB', 'R8', 'R9', 'R10', 'R11', 'R12', 'R13', 'R14', 'R15']

function operandText(instruction: Instruction, index: number, operand: Operand, options: DisassemblyOptions): string {
  const kind = instruction.row.operands[index]
  const forAssembler = options.syntax === 'assembler'
  if (typeof operand === 'number' || typeof operand === 'bigint') return immediateText(operand, instruction, options)
  switch (operand.kind) {
    case 'register':
      return !forAssembler && (kind === 'cl' || kind.endsWith('8')) ? byteNames[operand.number] : operand.name
    case 'vector':
      return operand.name
    case 'memory':
      return memoryText(instruction, operand, options)
    case 'target':
      return targetText(operand.address, options)
    default:
      throw new Error(`a decoded instruction has no ${operand.kind} operand`)
  }
}

function immediateText(value: number | bigint, instruction: Instruction, { symbolize }: DisassemblyOptions): string {
  const symbol = value >= 4096 && value <= Number.MAX_SAFE_INTEGER ? symbolize?.(Number(value)) : undefined
  if (symbol && instruction.row.operands.length > 1 && !instruction.row.operands.includes('u8')) {
    return `$${symbolText(symbol, Number(value))}`
  }
  return `$${signedHex(value)}`
}

function targetText(address: number, { symbolize }: DisassemblyOptions): string {
  // Only the start of a symbol is named: jumps inside a function are easier to follow as addresses.
  const symbol = symbolize?.(address)
  return symbol?.base === address ? `${symbol.name}(SB)` : signedHex(address)
}

function memoryText(instruction: Instruction, memory: Memory, options: DisassemblyOptions): string {
  const { base, index, scale, disp, ripTarget } = memory
  if (ripTarget !== undefined) {
    const symbol = options.symbolize?.(ripTarget)
    if (symbol) return symbolText(symbol, ripTarget)
    return `${signedHex(ripTarget - instruction.address - instruction.length)}(IP)`
  }
  const zero = disp === 0 ? '0' : signedHex(disp)
  return `${zero}${base ? `(${base.name})` : ''}${index ? `(${index.name}*${scale})` : ''}`
}

function symbolText(symbol: { name: string; base: number }, address: number): string {
  const distance = address - symbol.base
  return `${symbol.name}${distance ? `+${distance}` : ''}(SB)`
}

function signedHex(value: number | bigint): string {
  return value < 0 ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`
}

/** A line of a listing. */
export interface DisassembledLine {
  readonly address: number
  readonly bytes: Uint8Array
  readonly text: string
}

/** All of a stretch of code; a byte that begins no instruction becomes a line of its own, `?`, as objdump has it. */
export function disassembleRange(bytes: Uint8Array, address: number, options: DisassemblyOptions = {}): DisassembledLine[] {
  const lines: DisassembledLine[] = []
  for (let at = 0; at < bytes.length; ) {
    const instruction = decode(bytes, at, address + at)
    const length = instruction?.length ?? 1
    const text = instruction ? disassemble(instruction, options) : '?'
    lines.push({ address: address + at, bytes: bytes.slice(at, at + length), text })
    at += length
  }
  return lines
}
