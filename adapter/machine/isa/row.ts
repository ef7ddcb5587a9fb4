// One row of the instruction table, and how the notation of Intel's manual ("REX.W 81 /0 id") turns into it.

import type { Emitter, Place, Width } from './emitter'
import type { Mnemonic } from './mnemonics'

/**
 * What an operand may be. rN: register; rmN: register or memory, in ModRM.rm; rrN: register, in ModRM.rm; m, mN: memory;
 * x: SSE register in ModRM.reg; xx: SSE register in ModRM.rm; xmN: SSE register or memory; iN: immediate of N bits, sign-extended;
 * u8: shift count; one: the constant 1; cl: register CX; relN: branch target.
 */
export type OperandKind =
  | `${'r' | 'rm' | 'rr'}${8 | 16 | 32 | 64}`
  | `m${'' | 8 | 16 | 32 | 64 | 128}`
  | 'x'
  | 'xx'
  | `xm${32 | 64 | 128}`
  | 'i8'
  | 'i16'
  | 'i32'
  | 'i64'
  | 'z32'
  | 'u8'
  | 'one'
  | 'cl'
  | 'rel8'
  | 'rel32'

/** The bytes of an instruction without its operands. */
export interface Encoding {
  /** Mandatory prefix: 0x66, 0xf2, 0xf3 or none. */
  readonly prefix: 0 | 0x66 | 0xf2 | 0xf3
  readonly rexW: boolean
  /** Opcode bytes before the last: none, 0f, 0f 38 or 0f 3a. */
  readonly map: 0 | 0x0f | 0x0f38 | 0x0f3a
  readonly opcode: number
  /** A third opcode byte, for the fences (0F AE F0). */
  readonly suffix: number | undefined
  /** Whether the low three bits of the opcode are a register. */
  readonly plusRegister: boolean
  /** What stands in ModRM.reg: a register operand, three fixed bits, or there is no ModRM. */
  readonly modrm: 'register' | number | undefined
  /** Bytes of immediate or branch distance. */
  readonly immediateBytes: 0 | 1 | 2 | 4 | 8
}

/** The meaning of an instruction, written once for every engine. */
export type Semantics = (e: Emitter, ...operands: Place[]) => void

export interface Row {
  readonly mnemonic: Mnemonic
  /** In Go's order. */
  readonly operands: readonly OperandKind[]
  readonly encoding: Encoding
  readonly semantics: Semantics
  /** Bytes the integer operands have; 8 where it does not matter. */
  readonly width: Width
  /** Which operands it writes when they are memory. */
  readonly writes: 'last' | 'none' | 'all'
  /** Whether LOCK may go before it (its destination being memory). */
  readonly lockable: boolean
  /** The name objdump prints. */
  readonly objdump: string
  /** A second way to write what another row decodes to. */
  readonly encodeOnly: boolean
}

export interface RowOptions {
  writes?: Row['writes']
  lock?: boolean
  objdump?: string
  encodeOnly?: boolean
}

/** Makes a row: `row('ADDQ', 'r64, rm64', 'REX.W 01 /r', add(8))`. */
export function row(mnemonic: string, operands: string, encoding: string, semantics: Semantics, options: RowOptions = {}): Row {
  const kinds = (operands ? operands.split(', ') : []) as OperandKind[]
  return {
    mnemonic: mnemonic as Mnemonic,
    operands: kinds,
    encoding: parseEncoding(encoding),
    semantics,
    width: widthOf(kinds),
    writes: options.writes ?? 'last',
    lockable: options.lock ?? false,
    objdump: options.objdump ?? mnemonic,
    encodeOnly: options.encodeOnly ?? false,
  }
}

function widthOf(kinds: readonly OperandKind[]): Width {
  for (let i = kinds.length; i--; ) {
    const bits = /^(?:r|rm|rr|m)(\d+)$/.exec(kinds[i])?.[1]
    if (bits && bits !== '128') return (Number(bits) / 8) as Width
  }
  return 8
}

const immediateSizes: Record<string, 1 | 2 | 4 | 8> = { ib: 1, iw: 2, id: 4, io: 8, cb: 1, cd: 4 }

function parseEncoding(text: string): Encoding {
  const encoding = {
    prefix: 0 as Encoding['prefix'],
    rexW: false,
    map: 0 as Encoding['map'],
    opcode: -1,
    suffix: undefined as number | undefined,
    plusRegister: false,
    modrm: undefined as Encoding['modrm'],
    immediateBytes: 0 as Encoding['immediateBytes'],
  }
  const words = text.split(' ')
  // 66, F2 and F3 are prefixes only when an opcode follows.
  for (let i = 0; i < words.length; i++) {
    const word = words[i]
    if (word === 'REX.W') encoding.rexW = true
    else if (word === '/r') encoding.modrm = 'register'
    else if (word.startsWith('/')) encoding.modrm = Number(word.slice(1))
    else if (word in immediateSizes) encoding.immediateBytes = immediateSizes[word]
    else {
      const byte = Number.parseInt(word, 16)
      const more = /^([0-9A-F]{2}|REX.W)/.test(words[i + 1] ?? '')
      if (encoding.opcode >= 0) encoding.suffix = byte
      else if (!encoding.map && more && (byte === 0x66 || byte === 0xf2 || byte === 0xf3)) encoding.prefix = byte
      else if (!encoding.map && byte === 0x0f) encoding.map = 0x0f
      else if (encoding.map === 0x0f && (byte === 0x38 || byte === 0x3a)) encoding.map = byte === 0x38 ? 0x0f38 : 0x0f3a
      else {
        encoding.opcode = byte
        encoding.plusRegister = word.endsWith('+r')
      }
    }
  }
  return encoding
}

/** The widths with their suffix letter, operand bits and the prefix that selects them (byte instructions have opcodes of their own). */
export const sizes = [
  { letter: 'B', width: 1, bits: 8, prefix: '', immediate: 'i8', bytes: 'ib' },
  { letter: 'W', width: 2, bits: 16, prefix: '66 ', immediate: 'i16', bytes: 'iw' },
  { letter: 'L', width: 4, bits: 32, prefix: '', immediate: 'i32', bytes: 'id' },
  { letter: 'Q', width: 8, bits: 64, prefix: 'REX.W ', immediate: 'i32', bytes: 'id' },
] as const

/** The widths without the byte. */
export const wideSizes = [sizes[1], sizes[2], sizes[3]] as const
/** 32 and 64 bits. */
export const longSizes = [sizes[2], sizes[3]] as const

/** Two hex digits, as the notation wants them. */
export function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0')
}
