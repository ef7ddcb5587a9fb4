// Turns bytes into an instruction: the row of the table they are an instance of, its operands and its length.

import { instructions } from './instructions'
import { type Memory, type Operand, type Register, registers, vectorRegisters } from './operands'
import type { Encoding, OperandKind, Row } from './row'

export interface Instruction {
  readonly row: Row
  /** In Go's order. */
  readonly operands: readonly Operand[]
  /** In bytes. */
  readonly length: number
  readonly address: number
  /** Whether a LOCK prefix stands before it. */
  readonly lock: boolean
}

const prefixIndex: Record<Encoding['prefix'], number> = { 0: 0, 102: 1, 242: 2, 243: 3 }
const mapIndex: Record<Encoding['map'], number> = { 0: 0, 15: 1, 3896: 2, 3898: 3 }

// Rows by prefix, opcode map and opcode; what shares all three is told apart by REX.W and ModRM.
const table: (Row[] | undefined)[] = []
for (const row of instructions) {
  if (row.encodeOnly) continue
  const { encoding } = row
  for (let r = 0; r < (encoding.plusRegister ? 8 : 1); r++) {
    const key = keyOf(prefixIndex[encoding.prefix], mapIndex[encoding.map], encoding.opcode + r)
    const rows = (table[key] ??= [])
    rows.push(row)
  }
}

function keyOf(prefix: number, map: number, opcode: number): number {
  return (prefix * 4 + map) * 256 + opcode
}

/**
 * The instruction at `offset` of `bytes`, which lies at `address` in the program; undefined for bytes that are none of ours
 * or end too early.
 */
export function decode(bytes: Uint8Array, offset: number, address: number): Instruction | undefined {
  let at = offset
  let prefix: Encoding['prefix'] = 0
  let lock = false
  let rex = 0
  for (; ; at++) {
    const byte = bytes[at]
    if (byte === 0xf0) lock = true
    else if (byte === 0x66 || byte === 0xf2 || byte === 0xf3) {
      if (prefix) return undefined
      prefix = byte
    } else break
  }
  if ((bytes[at] & 0xf0) === 0x40) rex = bytes[at++]
  let map: Encoding['map'] = 0
  let opcode = bytes[at++]
  if (opcode === 0x0f) {
    map = 0x0f
    opcode = bytes[at++]
    if (opcode === 0x38 || opcode === 0x3a) {
      map = opcode === 0x38 ? 0x0f38 : 0x0f3a
      opcode = bytes[at++]
    }
  }
  if (opcode === undefined) return undefined
  // A shorter opcode goes with any prefix it does not use for itself only through its own rows, so the lookup is exact.
  for (const row of table[keyOf(prefixIndex[prefix], mapIndex[map], opcode)] ?? []) {
    if (row.encoding.rexW !== !!(rex & 8) || !matches(row, bytes, at)) continue
    const reader = new OperandReader(row, bytes, at, rex, opcode)
    const operands = reader.operands(address - offset)
    if (!operands || (lock && !(row.lockable && operands.some(isMemory)))) return undefined
    return { row, operands, length: reader.at - offset, address, lock }
  }
  return undefined
}

function isMemory(operand: Operand): boolean {
  return typeof operand === 'object' && operand.kind === 'memory'
}

function matches(row: Row, bytes: Uint8Array, at: number): boolean {
  const { suffix, modrm } = row.encoding
  const byte = bytes[at]
  if (suffix !== undefined) return byte === suffix
  if (modrm === undefined) return true
  if (byte === undefined) return false
  if (typeof modrm === 'number' && ((byte >> 3) & 7) !== modrm) return false
  const isRegister = byte >> 6 === 3
  return row.operands.every(kind => (/^(m\d*$)/.test(kind) ? !isRegister : /^(rr|xx)/.test(kind) ? isRegister : true))
}

class OperandReader {
  private readonly modrm: number

  constructor(
    private readonly row: Row,
    private readonly bytes: Uint8Array,
    public at: number,
    private readonly rex: number,
    private readonly opcode: number,
  ) {
    this.modrm = bytes[at] ?? 0
  }

  /** `toAddress` added to an offset in `bytes` gives an address. */
  operands(toAddress: number): Operand[] | undefined {
    const { encoding, operands } = this.row
    if (encoding.suffix !== undefined) this.at++
    let place: Operand | undefined
    if (encoding.modrm !== undefined) {
      this.at++
      place = this.readPlace()
    }
    const value = encoding.immediateBytes ? this.signed(encoding.immediateBytes) : 0
    if (this.at > this.bytes.length) return undefined
    if (typeof place === 'object' && 'ripTarget' in place) {
      place = { ...place, ripTarget: place.disp + this.at + toAddress }
    }
    return operands.map(kind => this.operand(kind, place, value, toAddress))
  }

  private operand(kind: OperandKind, place: Operand | undefined, value: number | bigint, toAddress: number): Operand {
    if (kind === 'one') return 1
    if (kind === 'cl') return registers[1]
    if (kind.startsWith('rel')) return { kind: 'target', address: Number(value) + this.at + toAddress }
    if (kind === 'u8') return Number(value) & 0xff
    if (kind === 'z32') return Number(value) >>> 0
    if (kind.startsWith('i')) return value
    if (/^r\d/.test(kind)) {
      if (this.row.encoding.plusRegister) return registers[(this.opcode & 7) | (this.rex & 1 ? 8 : 0)]
      return registers[((this.modrm >> 3) & 7) | (this.rex & 4 ? 8 : 0)]
    }
    if (kind === 'x') return vectorRegisters[((this.modrm >> 3) & 7) | (this.rex & 4 ? 8 : 0)]
    if (this.modrm >> 6 !== 3) return place!
    const { number } = place as Register
    return kind.startsWith('x') ? vectorRegisters[number] : registers[number]
  }

  private readPlace(): Register | Memory {
    const mod = this.modrm >> 6
    const low = this.modrm & 7
    const high = this.rex & 1 ? 8 : 0
    if (mod === 3) return registers[low | high]
    if (mod === 0 && low === 5) return { kind: 'memory', scale: 1, disp: Number(this.signed(4)), ripTarget: 0 }
    let base: Register | undefined = registers[low | high]
    let index: Register | undefined
    let scale: Memory['scale'] = 1
    let noBase = false
    if (low === 4) {
      const sib = this.bytes[this.at++]
      const number = ((sib >> 3) & 7) | (this.rex & 2 ? 8 : 0)
      if (number !== 4) {
        index = registers[number]
        scale = (1 << (sib >> 6)) as Memory['scale']
      }
      noBase = mod === 0 && (sib & 7) === 5
      base = noBase ? undefined : registers[(sib & 7) | high]
    }
    const disp = mod === 1 ? Number(this.signed(1)) : mod === 2 || noBase ? Number(this.signed(4)) : 0
    return { kind: 'memory', base, index, scale, disp }
  }

  private signed(size: number): number | bigint {
    let value = 0n
    for (let i = 0; i < size; i++) value |= BigInt(this.bytes[this.at + i] ?? 0) << BigInt(8 * i)
    this.at += size
    const result = BigInt.asIntN(8 * size, value)
    return Number.isSafeInteger(Number(result)) ? Number(result) : result
  }
}
