// Finds out what an instruction reads and writes by running its semantics against an emitter that only takes notes.

import type { Instruction } from '../isa/decode'
import { type Emitter, type FlagWords, implicit, type Place, type Variable, type Width } from '../isa/emitter'
import type { Memory, Operand } from '../isa/operands'
import type { Row } from '../isa/row'
import { Expression, type I32, type I64, i64, type V128, type ValueType } from '../wasm/expressions'

/** What an instruction does to the general registers and flags. Masks have bit n for register n. */
export interface Effects {
  /** Registers whose value it needs; also those it writes only in part or only sometimes. */
  readonly reads: number
  readonly writes: number
  readonly readsFlags: boolean
  /** `maybe`: whether it sets them shows when it runs. */
  readonly setsFlags: 'no' | 'always' | 'maybe'
  /** Whether it jumps: to its target, or to a computed address. */
  readonly jumps: boolean
  /** Whether it leaves the engine in any case: a system call, a breakpoint instruction, an undefined one. */
  readonly traps: boolean
  /** Whether it may leave in the middle of its work, as loops over memory do. */
  readonly loops: boolean
  /** Whether translated code may leave for the interpreter instead of executing it: for an address that must be checked, for a trap. */
  readonly mayLeave: boolean
  /** Bytes it reads and writes of its memory operand; 0 for none. */
  readonly readsMemory: number
  readonly writesMemory: number
}

/** Effects of a row apart from the registers its operands name. */
interface RowEffects extends Effects {
  readonly operandReads: readonly boolean[]
  readonly operandWrites: readonly boolean[]
}

const known = new Map<Row, Map<string, RowEffects>>()

/** The effects of an instruction. */
export function effectsOf(instruction: Instruction): Effects {
  const { row, operands } = instruction
  const key = operands.map((operand, i) => formOf(row, i, operand)).join()
  let forms = known.get(row)
  if (!forms) {
    forms = new Map()
    known.set(row, forms)
  }
  let found = forms.get(key)
  if (!found) {
    found = new Recorder(instruction).run()
    forms.set(key, found)
  }
  let { reads, writes, mayLeave } = found
  for (let i = 0; i < operands.length; i++) {
    const operand = operands[i]
    if (typeof operand !== 'object') continue
    if (operand.kind === 'register') {
      if (found.operandReads[i]) reads |= 1 << operand.number
      if (found.operandWrites[i]) writes |= 1 << operand.number
    } else if (operand.kind === 'memory') {
      reads |= registersOf(operand)
      if (found.readsMemory + found.writesMemory > 0 && !(operand.base?.number === implicit.SP && !operand.index)) mayLeave = true
    }
  }
  const { readsFlags, setsFlags, jumps, traps, loops, readsMemory, writesMemory } = found
  return { reads, writes, readsFlags, setsFlags, jumps, traps, loops, mayLeave, readsMemory, writesMemory }
}

function registersOf(memory: Memory): number {
  return (memory.base ? 1 << memory.base.number : 0) | (memory.index ? 1 << memory.index.number : 0)
}

// Immediates matter for shifts: by zero they set no flags.
function formOf(row: Row, i: number, operand: Operand): string {
  if (typeof operand !== 'object') return row.operands[i] === 'u8' || row.operands[i] === 'one' ? String(operand) : 'i'
  return operand.kind
}

const unknown32: I32 = new Expression('i32', [])
const unknown64: I64 = new Expression('i64', [])
const unknowns: Record<ValueType, Expression<ValueType>> = {
  i32: unknown32,
  i64: unknown64,
  f32: new Expression('f32', []),
  f64: new Expression('f64', []),
  v128: new Expression('v128', []),
}

class Recorder implements Emitter {
  private reads = 0
  private writes = 0
  private readsFlags = false
  private setsFlags: Effects['setsFlags'] = 'no'
  private jumps = false
  private traps = false
  private loops = false
  private mayLeave = false
  private readsMemory = 0
  private writesMemory = 0
  private depth = 0
  private readonly operandReads: boolean[]
  private readonly operandWrites: boolean[]

  constructor(private readonly instruction: Instruction) {
    this.operandReads = instruction.operands.map(() => false)
    this.operandWrites = instruction.operands.map(() => false)
  }

  run(): RowEffects {
    const { row, operands } = this.instruction
    row.semantics(this, ...operands.map((operand, i) => this.place(operand, i)))
    const { reads, writes, readsFlags, setsFlags, jumps, traps, loops, mayLeave, operandReads, operandWrites } = this
    const { readsMemory, writesMemory } = this
    return { reads, writes, readsFlags, setsFlags, jumps, traps, loops, mayLeave, operandReads, operandWrites, readsMemory, writesMemory }
  }

  private place(operand: Operand, i: number): Place {
    const isConstant = typeof operand !== 'object'
    const isMemory = !isConstant && operand.kind === 'memory'
    return {
      isMemory,
      read: width => {
        this.operandReads[i] = true
        if (isMemory) this.readsMemory = width
        return isConstant ? i64.const(BigInt.asUintN(8 * width, BigInt(operand))) : unknown64
      },
      write: width => {
        this.operandWrites[i] = true
        if (isMemory) this.writesMemory = width
        if (this.depth > 0 || width < 4) this.operandReads[i] = true
      },
      readVector: () => {
        if (isMemory) this.readsMemory = 16
        return unknowns.v128 as V128
      },
      writeVector: () => {
        if (isMemory) this.writesMemory = 16
      },
    }
  }

  let<T extends ValueType>(value: Expression<T>): Expression<T> {
    return value.known === undefined ? (unknowns[value.type] as Expression<T>) : value
  }

  emit() {}

  if(condition: I32, then: () => void, otherwise?: () => void) {
    const value = condition.known?.constant
    if (value !== undefined) {
      if (value) then()
      else otherwise?.()
      return
    }
    this.depth++
    then()
    otherwise?.()
    this.depth--
  }

  loop(body: () => I32) {
    this.loops = true
    this.depth++
    body()
    this.depth--
  }

  variable<T extends ValueType>(initial: Expression<T>): Variable<T> {
    return { get: unknowns[initial.type] as Expression<T>, set: () => {} }
  }

  readRegister(number: number): I64 {
    this.reads |= 1 << number
    return number === implicit.SP ? new Expression('i64', [], { frame: 0 }) : unknown64
  }

  writeRegister(number: number, width: Width) {
    this.writes |= 1 << number
    if (this.depth > 0 || width < 4) this.reads |= 1 << number
  }

  effectiveAddress(): I64 {
    return unknown64
  }

  flags(): FlagWords {
    this.readsFlags = true
    return { result: unknown64, aux: unknown64 }
  }

  setFlags() {
    if (this.depth === 0) this.setsFlags = 'always'
    else if (this.setsFlags === 'no') this.setsFlags = 'maybe'
  }

  condition(): I32 {
    this.readsFlags = true
    return unknown32
  }

  direction(): I64 {
    return unknown64
  }

  setDirection() {}

  resolve(address: I64): I32 {
    if (address.known?.frame === undefined) this.mayLeave = true
    return unknown32
  }

  resolveRange(): I32 {
    return unknown32
  }

  multiplyHighUnsigned(): I64 {
    return unknown64
  }

  divideWide(): I64 {
    return unknown64
  }

  divisionRemainder(): I64 {
    return unknown64
  }

  jump() {
    this.jumps = true
  }

  jumpTo() {
    this.jumps = true
  }

  nextAddress(): I64 {
    return unknown64
  }

  trap() {
    this.mayLeave = true
    if (this.depth === 0) this.traps = true
  }
}

/** How the instruction moves the stack pointer, or undefined if that is not a constant. */
export function stackEffect(instruction: Instruction, effects: Effects): number | undefined {
  const { row, operands } = instruction
  if (!(effects.writes & (1 << implicit.SP))) return 0
  const isSP = (operand: Operand | undefined) =>
    typeof operand === 'object' && operand.kind === 'register' && operand.number === implicit.SP
  switch (row.mnemonic) {
    case 'PUSHQ':
    case 'PUSHFQ':
    case 'CALL':
      return -8
    case 'POPFQ':
    case 'RET':
      return 8
    case 'POPQ':
      return isSP(operands[0]) ? undefined : 8
    case 'ADDQ':
      return typeof operands[0] === 'number' ? operands[0] : undefined
    case 'SUBQ':
      return typeof operands[0] === 'number' ? -operands[0] : undefined
    case 'LEAQ': {
      const place = operands[0] as Memory
      return place.base && isSP(place.base) && !place.index ? place.disp : undefined
    }
    default:
      return undefined
  }
}

/** The lowest and the first free place, counted from SP, of what an instruction touches at constant distance from SP. */
export function stackAccess(instruction: Instruction): { low: number; high: number } | undefined {
  const { row, operands } = instruction
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  const touch = (from: number, bytes: number) => {
    low = Math.min(low, from)
    high = Math.max(high, from + bytes)
  }
  if (row.mnemonic === 'PUSHQ' || row.mnemonic === 'PUSHFQ' || row.mnemonic === 'CALL') touch(-8, 8)
  if (row.mnemonic === 'POPQ' || row.mnemonic === 'POPFQ' || row.mnemonic === 'RET') touch(0, 8)
  for (const operand of operands) {
    if (typeof operand !== 'object' || operand.kind !== 'memory') continue
    if (operand.base?.number === implicit.SP && !operand.index) touch(operand.disp, 16)
  }
  return low <= high ? { low, high } : undefined
}
