// Turns decoded instructions into micro-operations, the fixed-size form the interpreter runs, and numbers the handlers for them.
//
// A micro-operation lies at 16 * pc + bias, so a pc and its micro-operation are one multiplication apart, branches need no table, and
// memory that is still zero means "not decoded yet". Instructions of one byte have 16 bytes and the others at least 32:
//
//    0  u16 handler        8  i32 displacement (or absolute address)
//    2  u8  register a    12  i32 linear address of the next micro-operation
//    3  u8  register b    16  i64 immediate, or
//    4  u8  base          16  i32 linear address of the branch target's micro-operation
//    5  u8  index         20  i32 address of the next instruction (for CALL)
//    6  u8  log2 scale
//
// Registers are offsets into the thread's record (general: number * 8, SSE: number * 16); an absent base or index reads as zero.

import type { Instruction } from '../isa/decode'
import type { Width } from '../isa/emitter'
import { instructions } from '../isa/instructions'
import type { Memory } from '../isa/operands'
import type { OperandKind, Row } from '../isa/row'
import { threadRecord } from '../memory/layout'
import { isFrequent } from './frequent'

export const microOp = {
  handler: 0,
  a: 2,
  b: 3,
  base: 4,
  index: 5,
  scale: 6,
  displacement: 8,
  next: 12,
  immediate: 16,
  returnAddress: 20,
} as const

/** Numbers of the handlers that are no instruction. */
export const specialHandlers = { undecoded: 0, breakpoint: 1, undefined: 2 } as const

/** What an operand is when it runs: r general register, x SSE register, i immediate, c register CX, m base+displacement, n base+index+displacement, t branch target. */
export type Form = 'r' | 'x' | 'i' | 'c' | 'm' | 'n' | 't'

/** One specialised piece of interpreter: an instruction with the forms of its operands. */
export interface Handler {
  /** `MOVQ m,r` */
  readonly name: string
  readonly row: Row
  readonly forms: readonly Form[]
}

/** All handlers; a micro-operation holds an index into this plus the number of special ones. */
export const handlers: readonly Handler[] = makeHandlers()

const firstHandler = Object.keys(specialHandlers).length
const numbers = new Map(handlers.map((handler, i) => [handler.name, i + firstHandler]))
// Per row: handler when the r/m operand is a register, base+displacement, base+index+displacement.
const handlersOfRow = new Map<Row, readonly [number, number, number]>(
  instructions.map(row => [row, [handlerNumber(row, 'r'), handlerNumber(row, 'm'), handlerNumber(row, 'n')]]),
)

function handlerNumber(row: Row, place: 'r' | 'm' | 'n'): number {
  return numbers.get(nameOf(row, formsOf(row, place))) ?? -1
}

// Only the main loop has a faster variant for memory operands without an index; elsewhere the general one serves, reading zero.
function specialise(row: Row, forms: Form[]): Form[] {
  return isFrequent(nameOf(row, forms)) ? forms : forms.map(form => (form === 'm' ? 'n' : form))
}

function makeHandlers(): Handler[] {
  const found = new Map<string, Handler>()
  for (const row of instructions) {
    if (row.encodeOnly) continue
    for (const place of placesOf(row)) {
      const forms = formsOf(row, place)
      const name = nameOf(row, forms)
      if (!found.has(name)) found.set(name, { name, row, forms })
    }
  }
  return [...found.values()]
}

function placesOf(row: Row): ('r' | 'm' | 'n')[] {
  if (row.operands.some(kind => /^(rm|xm)/.test(kind))) return ['r', 'm', 'n']
  return row.operands.some(kind => kind.startsWith('m')) ? ['m', 'n'] : ['r']
}

function nameOf(row: Row, forms: readonly Form[]): string {
  return `${row.mnemonic} ${forms.join(',')}`
}

function formsOf(row: Row, place: 'r' | 'm' | 'n'): Form[] {
  return specialise(
    row,
    row.operands.map(kind => formOf(kind, place)),
  )
}

function formOf(kind: OperandKind, place: 'r' | 'm' | 'n'): Form {
  if (kind === 'cl') return 'c'
  if (kind.startsWith('rel')) return 't'
  if (/^rm/.test(kind)) return place
  if (/^xm/.test(kind)) return place === 'r' ? 'x' : place
  if (kind.startsWith('m')) return place
  if (kind.startsWith('x')) return 'x'
  return kind.startsWith('r') ? 'r' : 'i'
}

/** Writes the micro-operation of an instruction at linear address `at`. */
export function writeMicroOp(view: DataView, at: number, instruction: Instruction, slotOfAddress: (address: number) => number) {
  const { row, operands, address, length } = instruction
  let memory: Memory | undefined
  for (let i = 0; i < operands.length; i++) {
    const operand = operands[i]
    if (typeof operand === 'object' && operand.kind === 'memory') memory = operand
  }
  const variants = handlersOfRow.get(row)!
  const next = address + length
  view.setUint16(at + microOp.handler, variants[memory ? (memory.index ? 2 : 1) : 0], true)
  view.setInt32(at + microOp.next, slotOfAddress(next), true)
  let field: number = microOp.a
  for (let i = 0; i < operands.length; i++) {
    const operand = operands[i]
    // The shift count in CX is part of the handler.
    if (row.operands[i] === 'cl') continue
    if (typeof operand === 'number' || typeof operand === 'bigint') {
      writeImmediate(view, at + microOp.immediate, operand, row.width)
    } else if (operand.kind === 'register') view.setUint8(at + field++, operand.number * 8)
    else if (operand.kind === 'vector') view.setUint8(at + field++, operand.number * 16)
    else if (operand.kind === 'memory') writeMemory(view, at, operand)
    else if (operand.kind === 'target') {
      view.setInt32(at + microOp.immediate, slotOfAddress(operand.address), true)
      view.setInt32(at + microOp.returnAddress, next, true)
    }
  }
  // CALL through a register or memory pushes its return address too; it has no immediate.
  if (row.mnemonic === 'CALL') view.setInt32(at + microOp.returnAddress, next, true)
}

// Cut to the width of the operation here, so that handlers use it as it is.
function writeImmediate(view: DataView, at: number, value: number | bigint, width: Width) {
  if (typeof value === 'bigint') {
    view.setBigUint64(at, BigInt.asUintN(8 * width, value), true)
    return
  }
  const low = width === 1 ? value & 0xff : width === 2 ? value & 0xffff : (value % 2 ** 32) >>> 0
  view.setUint32(at, low, true)
  view.setInt32(at + 4, width === 8 ? Math.floor(value / 2 ** 32) : 0, true)
}

function writeMemory(view: DataView, at: number, memory: Memory) {
  view.setUint8(at + microOp.base, memory.base ? memory.base.number * 8 : threadRecord.zero)
  view.setUint8(at + microOp.index, memory.index ? memory.index.number * 8 : threadRecord.zero)
  view.setUint8(at + microOp.scale, Math.log2(memory.scale))
  view.setInt32(at + microOp.displacement, memory.ripTarget ?? memory.disp, true)
}
