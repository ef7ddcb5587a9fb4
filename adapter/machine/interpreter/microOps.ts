// Turns decoded instructions into micro-operations, the fixed-size form the interpreter runs, and numbers the handlers for them.
//
// A micro-operation lies at 16 * pc + bias, so a pc and its micro-operation are one multiplication apart, branches need no table, and
// memory that is still zero means "not decoded yet". Instructions of one byte have 16 bytes and the others at least 32:
//
//    0  u16 handler, marks 8  i32 displacement (or absolute address)
//    2  u8  register a    12  i32 linear address of the next micro-operation
//    3  u8  register b    16  i64 immediate, or
//    4  u8  base          16  i32 linear address of the branch target's micro-operation
//    5  u8  index         20  i32 address of the next instruction (for CALL)
//    6  u8  log2 scale
//
// Registers are offsets into the thread's record (general: number * 8, SSE: number * 16); an absent base or index reads as zero.

import { instructions } from '../isa/instructions'
import type { OperandKind, Row } from '../isa/row'
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
export const specialHandlers = { undecoded: 0, undefined: 1 } as const

/** Bits in the handler number that make the interpreter leave before it executes the instruction. */
export const marks = { translated: 0x4000, breakpoint: 0x8000, all: 0xc000 } as const

/** Marks not to leave at: on the first instruction those of a translation or a breakpoint; those of translations everywhere. */
export const skips = { firstTranslated: 1, breakpoint: 2, translated: 4 } as const

/** What an operand is when it runs: r general register, x SSE register, i immediate, c register CX, m base+displacement, n base+index+displacement, t branch target. */
export type Form = 'r' | 'x' | 'i' | 'c' | 'm' | 'n' | 't'

/** One specialised piece of interpreter: an instruction with the forms of its operands. */
export interface Handler {
  /** `MOVQ m,r` */
  readonly name: string
  readonly row: Row
  readonly forms: readonly Form[]
}

// There are few kinds and many rows, and every start of the process goes through them.
const formsByPlace = { r: new Map<OperandKind, Form>(), m: new Map<OperandKind, Form>(), n: new Map<OperandKind, Form>() }

/** All handlers; a micro-operation holds an index into this plus the number of special ones. */
export const handlers: readonly Handler[] = makeHandlers()

const firstHandler = Object.keys(specialHandlers).length
const numbers = new Map(handlers.map((handler, i) => [handler.name, i + firstHandler]))
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
  const known = formsByPlace[place]
  let form = known.get(kind)
  if (form === undefined) known.set(kind, (form = findForm(kind, place)))
  return form
}

function findForm(kind: OperandKind, place: 'r' | 'm' | 'n'): Form {
  if (kind === 'cl') return 'c'
  if (kind.startsWith('rel')) return 't'
  if (/^rm/.test(kind)) return place
  if (/^xm/.test(kind)) return place === 'r' ? 'x' : place
  if (kind.startsWith('m')) return place
  if (kind.startsWith('x')) return 'x'
  return kind.startsWith('r') ? 'r' : 'i'
}

/** The handler of a row whose r/m operand is a register, base and displacement, or base, index and displacement; -1 if it has none. */
export function handlerOf(row: Row, place: 'r' | 'm' | 'n'): number {
  return numbers.get(nameOf(row, formsOf(row, place))) ?? -1
}
