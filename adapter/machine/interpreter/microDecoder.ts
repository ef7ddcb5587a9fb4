// Turns text straight into micro-operations, without the decoded instruction in between.
//
// A launch decodes some ten thousand instructions, in JavaScript that nobody has warmed up: what counts is how few steps an instruction
// takes. So the rows are prepared as flat candidates, nothing is allocated, and memory is written a word at a time. isa/decode.ts is the
// readable decoder; a test holds the two together.

import { Source, sourceOf } from '../isa/decode'
import { instructions } from '../isa/instructions'
import type { Row } from '../isa/row'
import type { AddressSpace } from '../memory/addressSpace'
import { slotsPerTextByte, threadRecord } from '../memory/layout'
import { handlerOf, specialHandlers } from './microOps'

/** Of an operand that does not exist. */
const absent = -1

interface Candidate {
  readonly rexW: boolean
  readonly suffix: number
  readonly modrmExtension: number
  readonly hasModrm: boolean
  readonly onlyRegister: boolean
  readonly onlyMemory: boolean
  readonly immediateBytes: number
  readonly width: number
  readonly lockable: boolean
  readonly isCall: boolean
  /** Execution does not go on behind it. */
  readonly ends: boolean
  readonly first: Source | typeof absent
  readonly second: Source | typeof absent
  readonly third: Source | typeof absent
  /** Handlers with ModRM.rm as a register, as base and displacement, and with an index. */
  readonly registerHandler: number
  readonly memoryHandler: number
  readonly indexHandler: number
}

// By prefix (none, 66, F2, F3), opcode map (none, 0F, 0F38, 0F3A) and opcode.
const table: (Candidate[] | undefined)[] = []
const maps = [0, 0x0f, 0x0f38, 0x0f3a]
const prefixes = [0, 0x66, 0xf2, 0xf3]
for (const row of instructions) {
  if (row.encodeOnly) continue
  const { encoding } = row
  const candidate = candidateOf(row)
  for (let r = 0; r < (encoding.plusRegister ? 8 : 1); r++) {
    const key = (prefixes.indexOf(encoding.prefix) * 4 + maps.indexOf(encoding.map)) * 256 + encoding.opcode + r
    const rows = (table[key] ??= [])
    rows.push(candidate)
  }
}

function candidateOf(row: Row): Candidate {
  const { encoding, operands, mnemonic } = row
  if (operands.length > 3) throw new Error(`${mnemonic}: more than three operands`)
  const source = (i: number) => (operands[i] === undefined ? absent : sourceOf(operands[i], encoding.plusRegister))
  return {
    rexW: encoding.rexW,
    suffix: encoding.suffix ?? -1,
    modrmExtension: typeof encoding.modrm === 'number' ? encoding.modrm : -1,
    hasModrm: encoding.modrm !== undefined,
    onlyRegister: operands.some(kind => /^(rr|xx)/.test(kind)),
    onlyMemory: operands.some(kind => /^m\d*$/.test(kind)),
    immediateBytes: encoding.immediateBytes,
    width: row.width,
    lockable: row.lockable,
    isCall: mnemonic === 'CALL',
    ends: mnemonic === 'JMP' || mnemonic === 'RET' || mnemonic === 'UD2',
    first: source(0),
    second: source(1),
    third: source(2),
    registerHandler: handlerOf(row, 'r'),
    memoryHandler: handlerOf(row, 'm'),
    indexHandler: handlerOf(row, 'n'),
  }
}

/** Decodes one instruction after the other into the slots of a program's text. */
export class MicroDecoder {
  /** Of the instruction decoded last: execution does not go on behind it. */
  ends = false
  private words: Int32Array = new Int32Array(0)

  constructor(private readonly space: AddressSpace) {}

  /** Linear address of the micro-operation of an instruction. */
  slotOf(address: number): number {
    const { slots, textStart } = this.space.layout
    return (slots + (address - textStart) * slotsPerTextByte) | 0
  }

  /** Writes the micro-operation of the instruction at an address; its length in bytes, or 0 (and nothing written) if there is none of ours. */
  decode(address: number): number {
    const { bytes, layout } = this.space
    if (this.words.buffer !== bytes.buffer) this.words = new Int32Array(bytes.buffer)
    const end = layout.textEnd
    let at = address
    let prefix = 0
    let lock = false
    let rex = 0
    let opcode = bytes[at++]!
    while (opcode === 0xf0 || opcode === 0x66 || opcode === 0xf2 || opcode === 0xf3) {
      if (opcode === 0xf0) lock = true
      else if (prefix !== 0) return 0
      else prefix = opcode === 0x66 ? 1 : opcode - 0xf0
      opcode = bytes[at++]!
    }
    if ((opcode & 0xf0) === 0x40) {
      rex = opcode
      opcode = bytes[at++]!
    }
    let map = 0
    if (opcode === 0x0f) {
      map = 1
      opcode = bytes[at++]!
      if (opcode === 0x38 || opcode === 0x3a) {
        map = opcode === 0x38 ? 2 : 3
        opcode = bytes[at++]!
      }
    }
    const candidates = table[(prefix * 4 + map) * 256 + opcode]
    if (candidates === undefined) return 0
    const modrm = bytes[at]!
    for (let i = 0; i < candidates.length; i++) {
      const c = candidates[i]!
      if (c.rexW !== ((rex & 8) !== 0)) continue
      if (c.suffix >= 0) {
        if (modrm !== c.suffix) continue
        at++
      } else if (c.hasModrm) {
        if (c.modrmExtension >= 0 && ((modrm >> 3) & 7) !== c.modrmExtension) continue
        if (modrm >> 6 === 3 ? c.onlyMemory : c.onlyRegister) continue
        at++
      }
      return this.write(c, address, at, end, rex, opcode, modrm, lock)
    }
    return 0
  }

  private write(c: Candidate, address: number, at: number, end: number, rex: number, opcode: number, modrm: number, lock: boolean): number {
    const { bytes } = this.space
    const { words } = this
    const slot = this.slotOf(address)
    const word = slot >> 2
    let handler = c.registerHandler
    let registerPlace = -1
    let ripRelative = false
    let base = threadRecord.zero as number
    let index = threadRecord.zero as number
    let scale = 0
    let displacement = 0
    if (c.hasModrm) {
      const mod = modrm >> 6
      const low = modrm & 7
      const high = (rex & 1) << 3
      if (mod === 3) registerPlace = low | high
      else {
        handler = c.memoryHandler
        let noBase = false
        if (low === 4) {
          const sib = bytes[at++]!
          const number = ((sib >> 3) & 7) | (rex & 2 ? 8 : 0)
          if (number !== 4) {
            index = number * 8
            scale = sib >> 6
            handler = c.indexHandler
          }
          noBase = mod === 0 && (sib & 7) === 5
          if (!noBase) base = ((sib & 7) | high) * 8
        } else if (mod === 0 && low === 5) {
          ripRelative = true
          noBase = true
        } else base = (low | high) * 8
        if (mod === 1) displacement = (bytes[at++]! << 24) >> 24
        else if (mod === 2 || noBase) {
          displacement = this.word(at)
          at += 4
        }
      }
    }
    if (lock && (!c.lockable || registerPlace >= 0 || !c.hasModrm)) return 0
    const immediateAt = at
    at += c.immediateBytes
    if (at > end) return 0
    if (ripRelative) displacement += at
    const length = at - address
    words[word + 3] = this.slotOf(at)
    let low = 0
    let high = 0
    let hasImmediate = false
    let registers = 0
    let shift = 16
    for (let i = 0; i < 3; i++) {
      const source = i === 0 ? c.first : i === 1 ? c.second : c.third
      let field = -1
      switch (source) {
        case absent:
        // The shift count in CX is part of the handler.
        case Source.cl:
          continue
        case Source.one:
          low = 1
          hasImmediate = true
          continue
        case Source.target:
          low = this.slotOf(at + this.immediate(immediateAt, c.immediateBytes))
          high = at
          hasImmediate = true
          continue
        case Source.unsigned8:
          low = bytes[immediateAt]!
          hasImmediate = true
          continue
        case Source.unsigned32:
          low = this.word(immediateAt)
          hasImmediate = true
          continue
        case Source.immediate:
          low = this.immediate(immediateAt, c.immediateBytes)
          high = c.immediateBytes === 8 ? this.word(immediateAt + 4) : low >> 31
          // Cut to the width of the operation here, so that handlers use it as it is.
          if (c.width < 8) high = 0
          if (c.width < 4) low &= c.width === 1 ? 0xff : 0xffff
          hasImmediate = true
          continue
        case Source.opcodeRegister:
          field = ((opcode & 7) | (rex & 1 ? 8 : 0)) * 8
          break
        case Source.register:
          field = (((modrm >> 3) & 7) | (rex & 4 ? 8 : 0)) * 8
          break
        case Source.vector:
          field = (((modrm >> 3) & 7) | (rex & 4 ? 8 : 0)) * 16
          break
        case Source.place:
          if (registerPlace < 0) continue
          field = registerPlace * 8
          break
        case Source.vectorPlace:
          if (registerPlace < 0) continue
          field = registerPlace * 16
          break
      }
      registers |= field << shift
      shift += 8
    }
    words[word] = handler | registers
    if (registerPlace < 0 && c.hasModrm) {
      words[word + 1] = base | (index << 8) | (scale << 16)
      words[word + 2] = displacement
    }
    if (hasImmediate) {
      words[word + 4] = low
      words[word + 5] = high
    }
    if (c.isCall) words[word + 5] = at
    this.ends = c.ends
    return length
  }

  /** A signed number of 1, 2 or 4 bytes; of 8 bytes the lower half. */
  private immediate(at: number, size: number): number {
    const { bytes } = this.space
    if (size === 1) return (bytes[at]! << 24) >> 24
    if (size === 2) return ((bytes[at]! | (bytes[at + 1]! << 8)) << 16) >> 16
    return this.word(at)
  }

  private word(at: number): number {
    const { bytes } = this.space
    return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
  }

  /** Notes down that there is no instruction at an address. */
  writeUndefined(address: number): void {
    this.space.view.setUint16(this.slotOf(address), specialHandlers.undefined, true)
  }
}
