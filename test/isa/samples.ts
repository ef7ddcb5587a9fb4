// Turns rows of the instruction table into sample instructions: every form, with registers and addressing modes that exercise each encoding rule.

import {
  AX,
  BP,
  CX,
  memory,
  type Operand,
  R8,
  R9,
  R12,
  R13,
  R15,
  registers,
  SI,
  SP,
  scaled,
  vectorRegisters,
} from '../../adapter/machine/isa/operands'
import type { OperandKind, Row } from '../../adapter/machine/isa/row'

const places = [
  memory(AX),
  memory(SP, 0x18),
  memory(BP),
  memory(R12, 0x1234),
  memory(R13),
  memory(R8, -8, R9, 8),
  memory(SI, 127, CX, 4),
  scaled(R15, 8, 0x401000),
  { kind: 'memory', scale: 1, disp: 0x500000 } as const,
  { kind: 'memory', scale: 1, disp: 0, ripTarget: 0x406143 } as const,
]

function samplesOf(kind: OperandKind): Operand[] {
  if (kind === 'one') return [1]
  if (kind === 'cl') return [CX]
  if (kind === 'u8') return [3, 31]
  if (kind === 'i8') return [1, -128]
  if (kind === 'i16') return [0x1234, -0x7654]
  if (kind === 'i32') return [0x12345678, -0x7edcba98]
  if (kind === 'z32') return [0, 0xfedcba98]
  if (kind === 'i64') return [0x123456789abcdefn, -0x123456789abcdefn]
  if (kind === 'rel8') return [{ kind: 'target', address: 0x401040 }]
  if (kind === 'rel32') return [{ kind: 'target', address: 0x405000 }]
  if (kind.startsWith('m')) return places
  const vectors = [vectorRegisters[0], vectorRegisters[7], vectorRegisters[15]]
  if (kind === 'x' || kind === 'xx') return vectors
  if (kind.startsWith('xm')) return [...vectors, ...places]
  const general = [registers[0], registers[3], registers[4], registers[6], registers[9], registers[13]]
  return kind.startsWith('rm') ? [...general, ...places] : general
}

/** Operand lists of a row: each operand runs through its samples while the others move along, which meets every sample. */
export function operandSamples(row: Row): Operand[][] {
  const columns = row.operands.map(samplesOf)
  const count = Math.max(1, ...columns.map(column => column.length))
  return Array.from({ length: count }, (_, i) => columns.map((column, c) => column[(i + c) % column.length]))
}
