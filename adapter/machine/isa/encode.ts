// Turns a mnemonic and operands into the bytes a processor reads, plus the relocations for symbols among the operands.

import type { Relocation } from './codeBuilder'
import { rowsOf } from './instructions'
import type { Mnemonic } from './mnemonics'
import { CX, type Memory, type Operand, type Register, type VectorRegister } from './operands'
import type { OperandKind, Row } from './row'

export interface Encoded {
  readonly bytes: number[]
  readonly relocations: Relocation[]
}

const prefixes: Record<string, number> = { LOCK: 0xf0, REP: 0xf3 }

/**
 * Encodes one instruction. `at` is needed only for operands that name an address outright (what the decoder gives back).
 * Throws when no form of the instruction takes these operands.
 */
export function encode(mnemonic: Mnemonic, operands: readonly Operand[], at = 0): Encoded {
  const first = operands[0]
  if (mnemonic in prefixes) return { bytes: [prefixes[mnemonic]], relocations: [] }
  if (typeof first === 'object' && first.kind === 'address' && (mnemonic === 'MOVQ' || mnemonic === 'LEAQ')) {
    const place: Memory = { kind: 'memory', symbol: first.symbol, disp: first.addend, scale: 1 }
    return encode('LEAQ', [place, ...operands.slice(1)])
  }
  if (operands.length === 2 && isNumber(first) && mnemonic.startsWith('IMUL')) {
    return encode(mnemonic, [first, operands[1], operands[1]])
  }
  const row = rowsOf(mnemonic).find(candidate => fits(candidate, operands))
  if (!row) throw new Error(`no form of ${mnemonic} takes ${operands.map(describe).join(', ') || 'no operands'}`)
  return encodeRow(row, operands, at)
}

/** A branch to a place `distance` bytes behind its own end. */
export function encodeBranch(mnemonic: Mnemonic, distance: number, long: boolean): number[] {
  const kind: OperandKind = long ? 'rel32' : 'rel8'
  const row = rowsOf(mnemonic).find(candidate => candidate.operands[0] === kind)
  if (!row) throw new Error(`${mnemonic} does not branch to a label`)
  const bytes = row.encoding.map === 0x0f ? [0x0f, row.encoding.opcode] : [row.encoding.opcode]
  pushLittleEndian(bytes, distance, long ? 4 : 1)
  return bytes
}

/** Encodes by a particular row, whose kinds the operands must fit. */
export function encodeRow(row: Row, operands: readonly Operand[], at = 0): Encoded {
  const { encoding } = row
  let reg = typeof encoding.modrm === 'number' ? encoding.modrm : 0
  let rm: Operand | undefined
  let immediate: bigint | number = 0
  let branch: Operand | undefined
  let byteRegister = false
  let plus = 0
  row.operands.forEach((kind, i) => {
    const operand = operands[i]
    const { place, byte } = traitsOf(kind)
    if (byte) byteRegister ||= needsRex(operand)
    if (place === 'branch') branch = operand
    else if (place === 'immediate') immediate = operand as number | bigint
    else if (place === 'rm') rm = operand
    else if (place === 'reg') {
      const { number } = operand as Register
      if (encoding.plusRegister) plus = number
      else reg = number
    }
  })
  const memory = typeof rm === 'object' && rm.kind === 'memory' ? rm : undefined
  const rmNumber = typeof rm === 'object' && 'number' in rm ? rm.number : 0
  const rex =
    (encoding.rexW ? 8 : 0) |
    (reg > 7 ? 4 : 0) |
    ((memory?.index?.number ?? 0) > 7 ? 2 : 0) |
    ((memory?.base?.number ?? 0) > 7 || rmNumber > 7 || plus > 7 ? 1 : 0)
  const bytes: number[] = []
  const relocations: Relocation[] = []
  if (encoding.prefix) bytes.push(encoding.prefix)
  if (rex || byteRegister) bytes.push(0x40 | rex)
  if (encoding.map) bytes.push(0x0f)
  if (encoding.map > 0xff) bytes.push(encoding.map & 0xff)
  bytes.push(encoding.opcode | (plus & 7))
  if (encoding.suffix !== undefined) bytes.push(encoding.suffix)
  if (encoding.modrm !== undefined) {
    if (memory) pushMemory(bytes, relocations, reg, memory, encoding.immediateBytes, at)
    else bytes.push(0xc0 | ((reg & 7) << 3) | (rmNumber & 7))
  }
  if (branch !== undefined) pushBranch(bytes, relocations, branch, encoding.immediateBytes, at)
  else if (encoding.immediateBytes) pushLittleEndian(bytes, immediate, encoding.immediateBytes)
  return { bytes, relocations }
}

function needsRex(operand: Operand): boolean {
  return typeof operand === 'object' && operand.kind === 'register' && operand.number >= 4
}

/** What the encoder wants to know of a kind of operand; worked out once, since a compiler encodes instructions by the hundred thousand. */
interface KindTraits {
  /** Where it goes. */
  readonly place: 'reg' | 'rm' | 'immediate' | 'branch' | 'implied'
  readonly register: boolean
  readonly vector: boolean
  readonly memory: boolean
  readonly immediate: boolean
  /** One byte wide: SP, BP, SI and DI then need a REX prefix to be themselves. */
  readonly byte: boolean
}

const traits = new Map<OperandKind, KindTraits>()

function traitsOf(kind: OperandKind): KindTraits {
  let found = traits.get(kind)
  if (!found) {
    const general = /^r[mr]?\d/.test(kind)
    const vector = /^x/.test(kind)
    const immediate = /^([iz]\d|u8|one)/.test(kind)
    const reg = kind === 'x' || /^r\d/.test(kind)
    const implied = kind === 'cl' || kind === 'one'
    found = {
      place: implied ? 'implied' : kind.startsWith('rel') ? 'branch' : immediate ? 'immediate' : reg ? 'reg' : 'rm',
      register: general,
      vector,
      memory: /^(m|rm|xm)/.test(kind),
      immediate,
      byte: /^r[mr]?8$/.test(kind),
    }
    traits.set(kind, found)
  }
  return found
}

function pushMemory(bytes: number[], relocations: Relocation[], reg: number, memory: Memory, trailing: number, at: number) {
  const middle = (reg & 7) << 3
  const { base, index, disp } = memory
  if (memory.symbol !== undefined || memory.ripTarget !== undefined) {
    if (base || index) throw new Error('a symbol operand takes neither base nor index')
    bytes.push(middle | 5)
    if (memory.symbol !== undefined) {
      relocations.push({ offset: bytes.length, kind: 'rel32', symbol: memory.symbol, addend: disp - 4 - trailing })
      bytes.push(0, 0, 0, 0)
    } else pushLittleEndian(bytes, memory.ripTarget! - (at + bytes.length + 4 + trailing), 4)
    return
  }
  if (disp < -0x80000000 || disp > 0x7fffffff) throw new Error(`displacement ${disp} does not fit 32 bits`)
  if (index?.number === 4) throw new Error('SP cannot be an index')
  const scale = { 1: 0, 2: 0x40, 4: 0x80, 8: 0xc0 }[memory.scale] | ((index ? index.number & 7 : 4) << 3)
  if (!base) {
    bytes.push(middle | 4, scale | 5)
    pushLittleEndian(bytes, disp, 4)
    return
  }
  const low = base.number & 7
  // BP and R13 have no form without displacement, SP and R12 none without SIB.
  const size = disp === 0 && low !== 5 ? 0 : disp >= -128 && disp <= 127 ? 1 : 4
  const mod = { 0: 0, 1: 0x40, 4: 0x80 }[size as 0 | 1 | 4]
  if (index || low === 4) bytes.push(mod | middle | 4, scale | low)
  else bytes.push(mod | middle | low)
  if (size) pushLittleEndian(bytes, disp, size)
}

function pushBranch(bytes: number[], relocations: Relocation[], target: Operand, size: number, at: number) {
  if (typeof target === 'object' && target.kind === 'target') {
    pushLittleEndian(bytes, target.address - (at + bytes.length + size), size)
  } else if (typeof target === 'object' && target.kind === 'memory' && target.symbol !== undefined) {
    relocations.push({ offset: bytes.length, kind: 'rel32', symbol: target.symbol, addend: target.disp - 4 })
    bytes.push(0, 0, 0, 0)
  } else throw new Error('a branch wants a symbol or an address')
}

function pushLittleEndian(bytes: number[], value: bigint | number, size: number) {
  if (typeof value === 'number' && size <= 4) {
    for (let i = 0; i < size; i++) bytes.push((value >> (8 * i)) & 0xff)
    return
  }
  const wide = BigInt(value)
  for (let i = 0; i < size; i++) bytes.push(Number((wide >> BigInt(8 * i)) & 0xffn))
}

/** Whether these operands suit this row. */
export function fits(row: Row, operands: readonly Operand[]): boolean {
  if (operands.length !== row.operands.length) return false
  for (let i = 0; i < operands.length; i++) if (!fitsKind(row.operands[i], operands[i], row)) return false
  return true
}

function fitsKind(kind: OperandKind, operand: Operand, row: Row): boolean {
  const kindTraits = traitsOf(kind)
  if (isNumber(operand)) return kindTraits.immediate && fitsImmediate(kind, operand, row.width)
  switch (operand.kind) {
    case 'register':
      return kind === 'cl' ? operand.number === CX.number : kindTraits.register
    case 'vector':
      return kindTraits.vector
    case 'memory':
      // CALL, JMP and the conditional jumps take a symbol as their target.
      if (operand.symbol !== undefined && (row.mnemonic[0] === 'J' || row.mnemonic === 'CALL')) return kind === 'rel32'
      return kindTraits.memory
    case 'target':
      return kindTraits.place === 'branch'
    default:
      return false
  }
}

function fitsImmediate(kind: OperandKind, operand: number | bigint, width: number): boolean {
  // Nearly every immediate is a small number: no need to ask bigints.
  if (typeof operand === 'number' && operand >= -128 && operand <= 127) {
    if (kind === 'one') return operand === 1
    return (kind !== 'u8' && (kind !== 'z32' || width === 4)) || operand >= 0
  }
  const value = BigInt(operand)
  const bits = 8 * width
  if (kind === 'one') return false
  if (kind === 'u8') return value >= 0n && value < 256n
  // 0xff and -1 are the same byte: an immediate may be written signed or unsigned in the width of the operation.
  if (value < -(1n << BigInt(bits - 1)) || value >= 1n << BigInt(bits)) return false
  const signed = BigInt.asIntN(bits, value)
  if (kind === 'i8') return BigInt.asIntN(8, signed) === signed
  if (kind === 'i16') return BigInt.asIntN(16, signed) === signed
  if (kind === 'i32') return BigInt.asIntN(32, signed) === signed
  if (kind === 'z32') return width === 4 || BigInt.asUintN(32, value) === value
  return kind === 'i64'
}

function isNumber(operand: Operand | undefined): operand is number | bigint {
  return typeof operand === 'number' || typeof operand === 'bigint'
}

function describe(operand: Operand): string {
  if (isNumber(operand)) return `$${operand}`
  if (operand.kind === 'register' || operand.kind === 'vector') return (operand as Register | VectorRegister).name
  return operand.kind
}
