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

/** What the bytes of an operand are. Decoding happens at launch, in code that nobody has warmed up yet: rows are prepared for it once. */
export const enum Source {
  one,
  cl,
  target,
  unsigned8,
  unsigned32,
  immediate,
  opcodeRegister,
  register,
  vector,
  /** ModRM.rm as a general register or memory. */
  place,
  /** ModRM.rm as an SSE register or memory. */
  vectorPlace,
}

interface Candidate {
  readonly row: Row
  readonly rexW: boolean
  readonly suffix: number
  /** -1: any, or there is no ModRM. */
  readonly modrmExtension: number
  readonly hasModrm: boolean
  readonly onlyRegister: boolean
  readonly onlyMemory: boolean
  readonly immediateBytes: Encoding['immediateBytes']
  readonly sources: readonly Source[]
}

// Rows by prefix, opcode map and opcode; what shares all three is told apart by REX.W and ModRM.
const table: (Candidate[] | undefined)[] = []
for (const row of instructions) {
  if (row.encodeOnly) continue
  const { encoding } = row
  const candidate: Candidate = {
    row,
    rexW: encoding.rexW,
    suffix: encoding.suffix ?? -1,
    modrmExtension: typeof encoding.modrm === 'number' ? encoding.modrm : -1,
    hasModrm: encoding.modrm !== undefined,
    onlyRegister: row.operands.some(kind => /^(rr|xx)/.test(kind)),
    onlyMemory: row.operands.some(kind => /^m\d*$/.test(kind)),
    immediateBytes: encoding.immediateBytes,
    sources: row.operands.map(kind => sourceOf(kind, encoding.plusRegister)),
  }
  for (let r = 0; r < (encoding.plusRegister ? 8 : 1); r++) {
    const key = keyOf(prefixIndex[encoding.prefix], mapIndex[encoding.map], encoding.opcode + r)
    const rows = (table[key] ??= [])
    rows.push(candidate)
  }
}

/** Where a decoder finds an operand of a kind. */
export function sourceOf(kind: OperandKind, plusRegister: boolean): Source {
  if (kind === 'one') return Source.one
  if (kind === 'cl') return Source.cl
  if (kind.startsWith('rel')) return Source.target
  if (kind === 'u8') return Source.unsigned8
  if (kind === 'z32') return Source.unsigned32
  if (kind.startsWith('i')) return Source.immediate
  if (/^r\d/.test(kind)) return plusRegister ? Source.opcodeRegister : Source.register
  if (kind === 'x') return Source.vector
  return kind.startsWith('x') ? Source.vectorPlace : Source.place
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
  const candidates = table[keyOf(prefixIndex[prefix], mapIndex[map], opcode)]
  if (candidates === undefined) return undefined
  // A shorter opcode goes with any prefix it does not use for itself only through its own rows, so the lookup is exact.
  for (let i = 0; i < candidates.length; i++) {
    const candidate = candidates[i]
    if (candidate.rexW !== ((rex & 8) !== 0) || !matches(candidate, bytes, at)) continue
    const reader = new OperandReader(candidate, bytes, at, rex, opcode)
    const operands = reader.operands(address - offset)
    if (!operands || (lock && !(candidate.row.lockable && operands.some(isMemory)))) return undefined
    return { row: candidate.row, operands, length: reader.at - offset, address, lock }
  }
  return undefined
}

function isMemory(operand: Operand): boolean {
  return typeof operand === 'object' && operand.kind === 'memory'
}

function matches(candidate: Candidate, bytes: Uint8Array, at: number): boolean {
  const byte = bytes[at]
  if (candidate.suffix >= 0) return byte === candidate.suffix
  if (!candidate.hasModrm) return true
  if (byte === undefined) return false
  if (candidate.modrmExtension >= 0 && ((byte >> 3) & 7) !== candidate.modrmExtension) return false
  return byte >> 6 === 3 ? !candidate.onlyMemory : !candidate.onlyRegister
}

class OperandReader {
  private readonly modrm: number

  constructor(
    private readonly candidate: Candidate,
    private readonly bytes: Uint8Array,
    public at: number,
    private readonly rex: number,
    private readonly opcode: number,
  ) {
    this.modrm = bytes[at] ?? 0
  }

  /** `toAddress` added to an offset in `bytes` gives an address. */
  operands(toAddress: number): Operand[] | undefined {
    const { candidate } = this
    if (candidate.suffix >= 0) this.at++
    let place: Register | Memory | undefined
    if (candidate.hasModrm) {
      this.at++
      place = this.readPlace()
    }
    const value = candidate.immediateBytes ? this.signed(candidate.immediateBytes) : 0
    if (this.at > this.bytes.length) return undefined
    if (place?.kind === 'memory' && place.ripTarget !== undefined) {
      place = { ...place, ripTarget: place.disp + this.at + toAddress }
    }
    const operands: Operand[] = []
    const { sources } = candidate
    for (let i = 0; i < sources.length; i++) operands.push(this.operand(sources[i], place, value, toAddress))
    return operands
  }

  private operand(source: Source, place: Register | Memory | undefined, value: number | bigint, toAddress: number): Operand {
    switch (source) {
      case Source.one:
        return 1
      case Source.cl:
        return registers[1]
      case Source.target:
        return { kind: 'target', address: Number(value) + this.at + toAddress }
      case Source.unsigned8:
        return Number(value) & 0xff
      case Source.unsigned32:
        return Number(value) >>> 0
      case Source.immediate:
        return value
      case Source.opcodeRegister:
        return registers[(this.opcode & 7) | (this.rex & 1 ? 8 : 0)]
      case Source.register:
        return registers[((this.modrm >> 3) & 7) | (this.rex & 4 ? 8 : 0)]
      case Source.vector:
        return vectorRegisters[((this.modrm >> 3) & 7) | (this.rex & 4 ? 8 : 0)]
      case Source.place:
        return place!
      case Source.vectorPlace:
        return this.modrm >> 6 === 3 ? vectorRegisters[(place as Register).number] : place!
    }
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

  private signed(size: 1 | 2 | 4 | 8): number | bigint {
    const { bytes, at } = this
    this.at = at + size
    const low = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)
    if (size === 4) return low
    if (size === 1) return (low << 24) >> 24
    if (size === 2) return (low << 16) >> 16
    const high = (bytes[at + 4] ?? 0) | ((bytes[at + 5] ?? 0) << 8) | ((bytes[at + 6] ?? 0) << 16) | ((bytes[at + 7] ?? 0) << 24)
    const value = high * 2 ** 32 + (low >>> 0)
    return Number.isSafeInteger(value) ? value : (BigInt(high) << 32n) | BigInt(low >>> 0)
  }
}
