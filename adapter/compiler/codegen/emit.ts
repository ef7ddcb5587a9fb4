// This file turns the instructions of one function, written with symbolic frame slots, into machine code with prologue and tables.
//
// Instructions are collected first and encoded last, because only at the end is it known how large the frame is: until then a frame
// slot is an object, and so is the home of an argument in the caller's frame.
import { CodeBuilder } from '../../machine/isa/codeBuilder'
import type { Mnemonic } from '../../machine/isa/mnemonics'
import * as isa from '../../machine/isa/operands'
import { alignUp } from './layout'
import type { Relocation, TableEntry } from './object'

/** A place in the frame. Its offset from SP is known when the function is finished. */
export class Slot {
  /** Offset from SP for locals; from argp for homes. */
  offset = 0
  constructor(
    readonly size: number,
    readonly align: number,
    readonly pointers: readonly number[], // byte offsets in the slot
    readonly area: 'local' | 'home',
  ) {}
}

/** Memory at a frame slot. */
export interface SlotMemory {
  readonly kind: 'slot'
  readonly slot: Slot
  readonly disp: number
}

/** A branch target in the function. */
export class CodeLabel {
  readonly kind = 'codeLabel'
  used = false
}

export type CodeOperand = isa.Operand | SlotMemory | CodeLabel

export interface Instruction {
  readonly op: Mnemonic
  readonly operands: readonly CodeOperand[]
}

type Item =
  | Instruction
  | { readonly bind: CodeLabel }
  | { readonly line: number; readonly statement: boolean; readonly column: number; readonly free: boolean }
  | { readonly mark: (offset: number) => void }

/** What `finishFunction` needs to know besides the instructions. */
export interface FrameFacts {
  readonly locals: readonly Slot[]
  readonly outgoing: number // bytes of the largest outgoing area
  readonly nosplit: boolean
  readonly usesContext: boolean // DX carries a closure
  readonly wrapper: boolean
  readonly leaf: boolean // calls nothing
  /** Register arguments and their homes: spilled at entry. */
  readonly spills: readonly { register: number; home: Slot; disp: number; size: number; float: boolean }[]
  readonly zeroed: readonly { slot: Slot; offset: number; size: number }[]
  readonly startLine: number
}

export interface EncodedFunction {
  readonly bytes: Uint8Array
  readonly relocations: Relocation[]
  readonly lines: TableEntry[]
  readonly statements: number[]
  readonly columns: number[]
  readonly sp: TableEntry[]
  readonly prologueEnd: number
  readonly frameSize: number
  readonly localPointers: number[]
}

/** The register operand for a number: 0–15 general, 16–31 X0–X15. */
export function registerOperand(number: number): isa.Register | isa.VectorRegister {
  return number < 16 ? isa.registers[number]! : isa.vectorRegisters[number - 16]!
}

/** The list of instructions of a function under construction. */
export class InstructionList {
  readonly items: Item[] = []

  op(op: Mnemonic, ...operands: CodeOperand[]): void {
    for (const operand of operands) if (typeof operand === 'object' && operand.kind === 'codeLabel') operand.used = true
    this.items.push({ op, operands })
  }

  bind(label: CodeLabel): void {
    this.items.push({ bind: label })
  }

  /**
   * From here on instructions belong to a line. `column` is that of the statement, 0 if it is not known; `free`: no register holds a value
   * of the code before.
   */
  line(line: number, statement: boolean, column = 0, free = false): void {
    const last = this.items[this.items.length - 1]
    if (last !== undefined && 'line' in last && !last.statement) this.items.pop()
    this.items.push({ line, statement, column, free })
  }

  /** Drops the instructions that `improve` has found needless. */
  drop(isNeedless: (item: unknown) => boolean): void {
    let kept = 0
    for (const item of this.items) if (!isNeedless(item)) this.items[kept++] = item
    this.items.length = kept
  }

  /** Calls back with the offset of the next instruction once it is known. */
  mark(mark: (offset: number) => void): void {
    this.items.push({ mark })
  }
}

const stackSmall = 128 // a frame up to this size may be checked with SP itself: the guard leaves that much room

/** Lays out the frame and encodes prologue, body and the call of morestack. */
export function finishFunction(body: InstructionList, facts: FrameFacts): EncodedFunction {
  // Slots with pointers stand together at the top of the frame, so that zeroing them is one stretch.
  let offset = alignUp(facts.outgoing, 8)
  const place = (slot: Slot) => {
    offset = alignUp(offset, slot.align)
    slot.offset = offset
    offset += slot.size
  }
  for (const slot of facts.locals) if (slot.pointers.length === 0) place(slot)
  offset = alignUp(offset, 8)
  for (const slot of facts.locals) if (slot.pointers.length > 0) place(slot)
  const frameSize = alignUp(offset, 8)
  const frameless = frameSize === 0 && facts.leaf
  const bodySP = frameless ? 0 : frameSize + 8

  const builder = new CodeBuilder<(offset: number) => void>()
  const labels = new Map<CodeLabel, isa.Label>()
  const labelOf = (label: CodeLabel) => {
    let made = labels.get(label)
    if (made === undefined) labels.set(label, (made = builder.label()))
    return made
  }
  const resolve = (operand: CodeOperand): isa.Operand => {
    if (typeof operand !== 'object') return operand
    if (operand.kind === 'codeLabel') return labelOf(operand)
    if (operand.kind !== 'slot') return operand
    const { slot, disp } = operand
    return isa.memory(isa.SP, slot.area === 'local' ? slot.offset + disp : bodySP + 8 + slot.offset + disp)
  }
  const emit = (op: Mnemonic, ...operands: CodeOperand[]) => builder.op(op, ...operands.map(resolve))

  const lines: TableEntry[] = [{ offset: 0, value: facts.startLine }]
  const statements: number[] = []
  const columns: number[] = []
  const sp: TableEntry[] = [{ offset: 0, value: 0 }]
  const spIs = (value: number) => builder.mark(at => sp.push({ offset: at, value }))
  let prologueEnd = 0

  const start = builder.label()
  const grow = builder.label()
  const checked = !facts.nosplit && !frameless
  builder.bind(start)
  if (checked) {
    if (frameSize <= stackSmall) builder.op('CMPQ', isa.SP, isa.memory(isa.R14, 16))
    else {
      builder.op('LEAQ', isa.memory(isa.SP, -(frameSize - stackSmall)), isa.R12)
      builder.op('CMPQ', isa.R12, isa.memory(isa.R14, 16))
    }
    builder.op('JLS', grow)
  }
  if (!frameless) {
    builder.op('PUSHQ', isa.BP)
    spIs(8)
    builder.op('MOVQ', isa.SP, isa.BP)
    if (frameSize > 0) {
      builder.op('SUBQ', frameSize, isa.SP)
      spIs(8 + frameSize)
    }
  }
  if (facts.wrapper) adjustPanicArgument(builder, bodySP)
  for (const spill of facts.spills)
    emit(moveFor(spill.size, spill.float), registerOperand(spill.register), { kind: 'slot', slot: spill.home, disp: spill.disp })
  zeroSlots(facts, emit)
  builder.mark(at => {
    prologueEnd = at
  })

  for (const item of body.items) {
    if ('op' in item) {
      if (item.op === 'RET') {
        if (!frameless) {
          if (frameSize > 0) builder.op('ADDQ', frameSize, isa.SP)
          if (frameSize > 0) spIs(8)
          builder.op('POPQ', isa.BP)
          spIs(0)
        }
        builder.op('RET')
        if (!frameless) spIs(bodySP)
      } else emit(item.op, ...item.operands)
    } else if ('bind' in item) builder.bind(labelOf(item.bind))
    else if ('mark' in item) builder.mark(item.mark)
    else {
      const { line, statement, column } = item
      builder.mark(at => {
        lines.push({ offset: at, value: line })
        if (!statement) return
        statements.push(at)
        columns.push(column)
      })
    }
  }
  builder.bind(grow)
  if (checked) {
    spIs(0)
    const firstLine = facts.startLine
    builder.mark(at => lines.push({ offset: at, value: firstLine }))
    // Homes are addressed from the SP of the entry here, not from that of the body.
    const home = (slot: Slot, disp: number) => isa.memory(isa.SP, 8 + slot.offset + disp)
    for (const spill of facts.spills)
      builder.op(moveFor(spill.size, spill.float), registerOperand(spill.register), home(spill.home, spill.disp))
    builder.op('CALL', isa.symbolMemory(facts.usesContext ? 'runtime.morestack' : 'runtime.morestack_noctxt'))
    for (const spill of facts.spills)
      builder.op(moveFor(spill.size, spill.float), home(spill.home, spill.disp), registerOperand(spill.register))
    builder.op('JMP', start)
  }
  const built = builder.finish()
  for (const mark of built.marks) mark.value(mark.offset)
  // Of statements without code the last one counts.
  const isPlace = (_: unknown, i: number) => statements[i]! < built.bytes.length && statements[i] !== statements[i + 1]
  const localPointers: number[] = []
  for (const slot of facts.locals) for (const at of slot.pointers) localPointers.push(slot.offset + at)
  return {
    bytes: built.bytes,
    relocations: built.relocations.map(relocation => {
      if (relocation.kind === 'off32') throw new Error('code has no offsets')
      return { offset: relocation.offset, kind: relocation.kind, symbol: relocation.symbol, addend: relocation.addend }
    }),
    lines: compact(lines, built.bytes.length),
    statements: statements.filter(isPlace),
    columns: columns.filter(isPlace),
    sp: compact(sp, built.bytes.length),
    prologueEnd,
    frameSize,
    localPointers: localPointers.sort((a, b) => a - b),
  }
}

/** recover works through a wrapper: a panic that runs it as a deferred call must look for the wrapped function's arguments instead. */
function adjustPanicArgument(builder: CodeBuilder<(offset: number) => void>, bodySP: number): void {
  const done = builder.label()
  builder.op('MOVQ', isa.memory(isa.R14, 32), isa.R12) // g._panic
  builder.op('TESTQ', isa.R12, isa.R12)
  builder.op('JEQ', done)
  builder.op('LEAQ', isa.memory(isa.SP, bodySP + 8), isa.R13)
  builder.op('CMPQ', isa.R13, isa.memory(isa.R12, 0)) // _panic.argp
  builder.op('JNE', done)
  builder.op('MOVQ', isa.SP, isa.memory(isa.R12, 0))
  builder.bind(done)
}

/** Zeroes the pointer slots, so that one bitmap of the frame is right from the first instruction of the body on. */
function zeroSlots(facts: FrameFacts, emit: (op: Mnemonic, ...operands: CodeOperand[]) => unknown): void {
  const ranges = [
    ...facts.locals.filter(slot => slot.pointers.length > 0).map(slot => ({ slot, offset: 0, size: alignUp(slot.size, 8) })),
    ...facts.zeroed,
  ]
  // Neighbouring slots become one range.
  const merged: { slot: Slot; offset: number; size: number }[] = []
  for (const range of ranges) {
    const last = merged[merged.length - 1]
    if (
      last !== undefined &&
      last.slot.area === range.slot.area &&
      last.slot.offset + last.offset + last.size === range.slot.offset + range.offset
    )
      last.size += range.size
    else merged.push({ ...range })
  }
  for (const { slot, offset, size } of merged) {
    const at = (disp: number): SlotMemory => ({ kind: 'slot', slot, disp: offset + disp })
    if (size > 256) {
      emit('LEAQ', at(0), isa.DI)
      emit('MOVL', size / 8, isa.CX)
      emit('XORL', isa.AX, isa.AX)
      emit('REP STOSQ')
      continue
    }
    let disp = 0
    for (; disp + 16 <= size; disp += 16) emit('MOVUPS', isa.X15, at(disp))
    for (; disp + 8 <= size; disp += 8) emit('MOVQ', 0, at(disp))
    for (; disp < size; disp++) emit('MOVB', 0, at(disp))
  }
}

/** The plain move of a scalar. */
export function moveFor(size: number, float: boolean): Mnemonic {
  if (float) return size === 8 ? 'MOVSD' : 'MOVSS'
  return size === 8 ? 'MOVQ' : size === 4 ? 'MOVL' : size === 2 ? 'MOVW' : 'MOVB'
}

/** Drops entries that change nothing or cover nothing. */
function compact(entries: readonly TableEntry[], end: number): TableEntry[] {
  const kept: TableEntry[] = []
  for (const entry of entries) {
    if (entry.offset >= end && kept.length > 0) continue
    while (kept.length > 0 && kept[kept.length - 1]!.offset === entry.offset) kept.pop()
    if (kept.length > 0 && kept[kept.length - 1]!.value === entry.value) continue
    kept.push(entry)
  }
  return kept
}
