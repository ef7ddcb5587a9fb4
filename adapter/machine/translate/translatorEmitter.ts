// The semantics' view of the translator: operands are known, registers live in locals, what cannot be done here leaves for the interpreter.

import { flagsKind } from '../interpreter/driver'
import { markRange, markWritten } from '../interpreter/markWritten'
import type { Instruction } from '../isa/decode'
import { type Emitter, type FlagWords, implicit, type Place, type Trap, type Variable, type Width } from '../isa/emitter'
import { flagsOfAdd, flagsOfSubtract, testCondition } from '../isa/flags'
import { type Condition, conditions } from '../isa/mnemonics'
import type { Memory, Operand } from '../isa/operands'
import {
  engineState,
  gSpan,
  heapAddress,
  type Layout,
  limitIndex,
  lowBase,
  pointerSpan,
  runningThread,
  threadRecord,
  watchTable,
} from '../memory/layout'
import { type Code, constantOf, Expression, type I32, type I64, i32, i64, unsigned, type ValueType } from '../wasm/expressions'
import { callFunction, type FunctionBuilder } from '../wasm/functionBuilder'
import { Untranslatable } from './controlFlow'
import { flagsBit } from './dataflow'
import type { Effects } from './effects'
import { ImmediatePlace, MemoryPlace, RegisterPlace, stores, VectorPlace } from './operandPlaces'
import type { FlagsForm, Registers } from './registers'

/** Numbers of the functions a module of translated code imports. */
export interface Imports {
  readonly multiplyHigh: number
  readonly divideWide: number
  readonly resolveRange: number
  readonly flagsResult: number
  readonly flagsAux: number
}

/** What the emitter needs to know of the function around. */
export interface Surroundings {
  /** The stretch of memory, counted from SP at entry, that the function touches there; it lies in the heap. */
  readonly frameLow: number
  readonly frameHigh: number
  /** SP at entry, which points into the heap, and its lower half: where that is in the heap. */
  readonly sp: I64
  readonly frame: I32
  readonly layout: Layout
  readonly imports: Imports
  /** Whether every access is to look at the table of watched pages. */
  readonly watching: boolean
  /** Leaves for the interpreter at the present instruction, on condition or always. Registers are taken as they are now. */
  leave(condition: I32 | undefined): void
  /** The same behind the present instruction. */
  leaveBehind(condition: I32): void
}

/** Where an instruction that jumps goes: to its own target, on condition, or to an address. */
export interface Jump {
  readonly condition?: I32
  readonly address?: I64
}

const zero = i64.const(0)
const running = i32.const(runningThread)

function cut(width: Width, value: I64): I64 {
  return width === 8 ? value : i64.and(value, i64.const(2 ** (8 * width) - 1))
}

function extended(width: Width, value: I64): I64 {
  if (width === 1) return i64.extend8s(value)
  if (width === 2) return i64.extend16s(value)
  return width === 4 ? i64.extend32s(value) : value
}

export class TranslatorEmitter implements Emitter {
  private depth = 0
  private jumped: Jump | undefined
  private condition_: I32 | undefined
  private instruction!: Instruction
  private deadFlags = false
  /** Where the instruction wrote through a pointer while words of the frame are relied on. */
  private written: { place: I32; bytes: number } | undefined

  constructor(
    private readonly f: FunctionBuilder,
    private readonly registers: Registers,
    private readonly around: Surroundings,
  ) {}

  /**
   * Emits one instruction. `deadFlags`: the flags it sets are set anew before anybody can see them. Gives back where it jumps, which
   * the caller has to emit.
   */
  run(instruction: Instruction, effects: Effects, deadFlags: boolean): Jump | undefined {
    this.instruction = instruction
    this.deadFlags = deadFlags && effects.setsFlags === 'always'
    this.jumped = undefined
    this.condition_ = undefined
    this.written = undefined
    const { state } = this.registers
    let wanted = effects.reads
    if (this.reachesThroughG()) wanted &= ~(1 << implicit.R14)
    if (effects.readsFlags || effects.setsFlags === 'maybe') wanted |= flagsBit
    this.registers.load(wanted & ~(1 << implicit.SP))
    if (effects.setsFlags === 'maybe') this.makeWords()
    // A loop that leaves in the middle leaves with what it has written so far.
    if (effects.loops) this.registers.changed(effects.writes)
    const places = instruction.operands.map((operand, i) => this.place(operand, i))
    instruction.row.semantics(this, ...places)
    if (effects.setsFlags === 'maybe') {
      state.flags = 'words'
      this.registers.changed(flagsBit)
    }
    this.checkFrame()
    return this.jumped
  }

  /**
   * After a write through a pointer, words of the frame that are relied on must be as they were. They are, unless it pointed into the
   * frame, which few do.
   */
  private checkFrame() {
    if (!this.written) return
    const { place, bytes } = this.written
    const { around, registers, f } = this
    const { frame, frameLow, frameHigh, layout } = around
    const distance = i32.sub(i32.add(place, i32.const(bytes - 1 - frameLow - layout.heapBase)), frame)
    f.if(i32.ltU(distance, i32.const(frameHigh - frameLow + bytes - 1)), () => {
      for (let i = 0; registers.state.slots >> i; i++) {
        if (!(registers.state.slots & (1 << i))) continue
        around.leaveBehind(i64.ne(i64.load(this.framePlace(registers.slotOffset(i), 8)), registers.slot(i).get))
      }
    })
  }

  /** Something is written through a pointer: words of the frame may have changed, but those a later check will find unchanged. */
  private writeThrough(place: I32, bytes: number) {
    const { state } = this.registers
    state.slots &= this.depth > 0 || this.around.watching ? 0 : state.proven
    if (state.slots) this.written = { place, bytes }
  }

  /** Whether R14 is wanted for nothing but an access that `gPlace` serves. */
  private reachesThroughG(): boolean {
    const { operands } = this.instruction
    return (
      operands.some((operand, i) => typeof operand === 'object' && operand.kind === 'memory' && this.gPlace(i, 16) !== undefined) &&
      !operands.some(operand => typeof operand === 'object' && operand.kind === 'register' && operand.number === implicit.R14)
    )
  }

  private place(operand: Operand, i: number): Place {
    if (typeof operand !== 'object') return new ImmediatePlace(operand)
    if (operand.kind === 'register') return new RegisterPlace(this, operand.number)
    if (operand.kind === 'vector') return new VectorPlace(this.f, operand.number)
    if (operand.kind === 'memory') return new MemoryPlace(this, i, this.isWritten(i))
    return new ImmediatePlace(0)
  }

  private isWritten(operand: number): boolean {
    const { writes } = this.instruction.row
    return writes === 'all' || (writes === 'last' && operand === this.instruction.operands.length - 1)
  }

  let<T extends ValueType>(value: Expression<T>): Expression<T> {
    if (value.known?.stable) return value
    const local = this.f.local(value.type)
    this.f.set(local, value)
    const slot = value.known?.slot
    return new Expression(value.type, local.get.code, slot === undefined ? { stable: true } : { stable: true, slot })
  }

  emit(code: Code) {
    this.f.emit(code)
  }

  if(condition: I32, then: () => void, otherwise?: () => void) {
    // Of a jump only the condition is wanted: the caller emits what follows.
    if (this.instruction.row.operands[0]?.startsWith('rel')) {
      this.condition_ = condition
      then()
      return
    }
    const value = constantOf(condition)
    if (value !== undefined) {
      if (value) then()
      else otherwise?.()
      return
    }
    this.depth++
    this.f.if(condition, then, otherwise)
    this.depth--
  }

  loop(body: () => I32) {
    this.depth++
    this.f.loop(top => this.f.brIf(top, body()))
    this.depth--
  }

  variable<T extends ValueType>(initial: Expression<T>): Variable<T> {
    const local = this.f.local(initial.type)
    this.f.set(local, initial)
    return { get: local.get, set: value => this.f.set(local, value) }
  }

  readRegister(number: number, width: Width): I64 {
    if (number === implicit.SP) return cut(width, this.stackPointer())
    const value = this.registers.local(number).get
    const slot = this.registers.state.copies[number]!
    return slot >= 0 && width === 8 ? new Expression('i64', value.code, { slot }) : cut(width, value)
  }

  private stackPointer(): I64 {
    const { delta } = this.registers.state
    const value = delta === 0 ? this.around.sp : i64.add(this.around.sp, i64.const(delta))
    return new Expression('i64', value.code, { frame: delta, stable: true })
  }

  writeRegister(number: number, width: Width, value: I64) {
    if (number === implicit.SP) {
      const delta = value.known?.frame
      if (delta === undefined || width !== 8 || this.depth > 0) throw new Untranslatable('the stack pointer is set to something unknown')
      this.registers.state.delta = delta
      return
    }
    const local = this.registers.local(number)
    this.registers.setCopy(number, width === 8 && this.depth === 0 ? (value.known?.slot ?? -1) : -1)
    if (width >= 4) this.f.set(local, cut(width, value))
    else {
      const mask = 2 ** (8 * width) - 1
      this.f.set(local, i64.or(i64.and(local.get, i64.const(-1 - mask)), i64.and(value, i64.const(mask))))
    }
    this.registers.changed(1 << number)
  }

  effectiveAddress(operand: number): I64 {
    const { base, index, scale, disp, ripTarget } = this.instruction.operands[operand] as Memory
    if (ripTarget !== undefined) return i64.const(ripTarget)
    let address = base ? this.readRegister(base.number, 8) : zero
    if (index) {
      const scaled = i64.shl(this.readRegister(index.number, 8), i64.const(Math.log2(scale)))
      const term = scale === 1 ? this.readRegister(index.number, 8) : scaled
      address = base ? i64.add(new Expression('i64', address.code), term) : term
    }
    return disp === 0 && (base || index) ? address : i64.add(address, i64.const(disp))
  }

  /** Brings the flags in the locals into the form of two words. */
  private makeWords() {
    const { state, flagsA, flagsB, flagsKind } = this.registers
    if (state.flags === 'words' || (typeof state.flags === 'object' && state.flags.operation === 'logic')) {
      state.flags = 'words'
      return
    }
    const { result, aux } = this.flags()
    this.f.set(flagsA, result)
    this.f.set(flagsB, aux)
    this.f.set(flagsKind, i32.const(0))
    state.flags = 'words'
    // The record may hold the other form of the same flags.
    this.registers.changed(flagsBit)
  }

  flags(): FlagWords {
    const { state, flagsKind: kind, flagsA, flagsB } = this.registers
    const a = this.let(flagsA.get)
    const b = this.let(flagsB.get)
    const form = state.flags
    if (form === undefined || form === 'callers') {
      return {
        result: this.let(callFunction('i64', this.around.imports.flagsResult, kind.get, a, b)),
        aux: this.let(callFunction('i64', this.around.imports.flagsAux, kind.get, a, b)),
      }
    }
    if (form === 'words') return { result: a, aux: b }
    const { operation, width } = form
    if (operation === 'logic') return { result: a, aux: zero }
    const result = this.let(operation === 'add' ? i64.add(a, b) : i64.sub(a, b))
    const words = (operation === 'add' ? flagsOfAdd : flagsOfSubtract)(this, width, a, b, result)
    return { result: this.let(words.result), aux: this.let(words.aux) }
  }

  setFlags(flags: FlagWords) {
    if (this.deadFlags && this.depth === 0) {
      this.registers.state.flags = undefined
      return
    }
    const { flagsKind: kind, flagsA, flagsB, state } = this.registers
    const { origin } = flags
    if (this.depth > 0 || !origin) {
      const { result, aux } = flags
      // Both are evaluated before either is set.
      this.f.emit([result.code, aux.code, 0x21, unsigned(flagsB.index), 0x21, unsigned(flagsA.index)])
      this.f.set(kind, i32.const(0))
      state.flags = 'words'
    } else {
      const { operation, width, a, b } = origin
      const isLogic = operation === 'logic'
      this.f.set(flagsA, isLogic ? extended(width, a) : a)
      this.f.set(flagsB, isLogic ? zero : b)
      this.f.set(kind, i32.const(isLogic ? 0 : flagsKind(operation, width)))
      state.flags = { operation, width }
    }
    this.registers.changed(flagsBit)
  }

  condition(condition: Condition): I32 {
    const number = conditions.indexOf(condition)
    const holds = this.comparison(conditions[number & ~1], this.registers.state.flags)
    if (!holds) return testCondition(this.flags(), condition)
    return number & 1 ? i32.eqz(holds) : holds
  }

  /** A condition with an even number straight from what set the flags; undefined when that cannot be said shorter than by the words. */
  private comparison(condition: Condition, form: FlagsForm): I32 | undefined {
    if (typeof form !== 'object') return undefined
    const { operation, width } = form
    const a = this.registers.flagsA.get
    const b = this.registers.flagsB.get
    if (operation === 'logic') {
      switch (condition) {
        case 'EQ':
        case 'LS':
          return i64.eqz(a)
        case 'MI':
        case 'LT':
          return i64.ltS(a, zero)
        case 'LE':
          return i64.leS(a, zero)
        case 'CS':
        case 'OS':
          return i32.const(0)
        default:
          return undefined
      }
    }
    if (operation === 'add') return undefined
    switch (condition) {
      case 'EQ':
        return i64.eq(a, b)
      case 'CS':
        return i64.ltU(a, b)
      case 'LS':
        return i64.leU(a, b)
      case 'LT':
        return i64.ltS(extended(width, a), extended(width, b))
      case 'LE':
        return i64.leS(extended(width, a), extended(width, b))
      default:
        return undefined
    }
  }

  direction(): I64 {
    return i64.load(running, threadRecord.direction)
  }

  setDirection(value: I64) {
    this.f.emit(i64.store(running, value, threadRecord.direction))
  }

  /** Where a memory operand is in the frame, counted from SP at entry; undefined elsewhere. */
  frameOffset(operand: number): number | undefined {
    const { base, index, disp } = this.instruction.operands[operand] as Memory
    return base?.number === implicit.SP && !index ? this.registers.state.delta + disp : undefined
  }

  /** A word of the frame, from a local if it is known; undefined if it cannot be kept in one. */
  readFrame(offset: number, width: Width): I64 | undefined {
    const { registers } = this
    const number = this.around.watching ? -1 : registers.slotAt(offset, width)
    if (number < 0) return undefined
    if (!(registers.state.slots & (1 << number))) {
      if (this.depth > 0) return undefined
      registers.loadSlots(1 << number, at => this.framePlace(at, width))
    }
    const value = registers.slot(number).get
    return width === 8 ? new Expression('i64', value.code, { slot: number }) : value
  }

  /** Writes a word of the frame to memory and its local; false if it has none. */
  writeFrame(offset: number, width: Width, place: I32, value: I64): boolean {
    const { registers } = this
    registers.state.slots &= ~registers.overlapping(offset, width)
    const number = this.depth > 0 || this.around.watching ? -1 : registers.slotAt(offset, width)
    if (number < 0) return false
    const local = registers.slot(number)
    const { state } = registers
    const bit = 1 << number
    const source = width === 8 ? (value.known?.slot ?? -1) : -1
    const isProven = source >= 0 && source !== number && (state.proven & (1 << source)) !== 0
    this.f.set(local, cut(width, value))
    this.f.emit(stores[width](place, local.get))
    if (source !== number) registers.slotChanges(number)
    state.slots |= bit
    if (isProven) {
      this.f.set(registers.place(number), registers.place(source).get)
      state.proven |= bit
      if (state.writable & (1 << source)) state.writable |= bit
    }
    return true
  }

  /** The place in linear memory at an offset from SP at entry. */
  framePlace(offset: number, bytes: number): I32 {
    const { frame, frameLow, frameHigh, layout } = this.around
    if (offset < frameLow || offset + bytes > frameHigh) throw new Untranslatable('an access outside the frame')
    return placeFrom(frame, layout.heapBase + offset)
  }

  /** The place of a memory operand, checked. */
  resolveOperand(operand: number, address: () => I64, bytes: number, write: boolean): I32 {
    const place = this.gPlace(operand, bytes) ?? this.provenPlace(operand, bytes, write)
    if (place === undefined) return this.resolve(address(), bytes, write)
    // It may lie in the frame.
    if (write) this.writeThrough(place, bytes)
    return this.noted(place, bytes, write)
  }

  /** The place of an operand near where a word of the frame points to; that is checked once. */
  private provenPlace(operand: number, bytes: number, write: boolean): I32 | undefined {
    const { base, index, disp } = this.instruction.operands[operand] as Memory
    const { registers, f, around } = this
    const { state } = registers
    if (!base || index || around.watching || base.number === implicit.SP || disp < 0 || disp + bytes > pointerSpan) return undefined
    const slot = state.copies[base.number]!
    if (slot < 0) return undefined
    const bit = 1 << slot
    const place = registers.place(slot)
    const { layout } = around
    if (!(state.proven & bit)) {
      if (this.depth > 0) return undefined
      const at = registers.slot(slot).get
      const start = write ? layout.writableStart : lowBase
      f.set(place, i32.add(i32.wrap(at), i32.const(layout.heapBase)))
      f.if(i64.geU(i64.sub(at, i64.const(heapAddress)), i64.load(i32.const(0), engineState.pointerLimit)), () => {
        // The last bytes of the heap are left to the interpreter too.
        around.leave(i64.geU(i64.sub(at, i64.const(start)), i64.const(layout.lowEnd - start - pointerSpan + 1)))
        f.set(place, i32.wrap(at))
      })
      state.proven |= bit
      if (write) state.writable |= bit
    } else if (write && !(state.writable & bit)) {
      if (this.depth > 0) return undefined
      around.leave(i32.ltU(place.get, i32.const(layout.writableStart)))
      state.writable |= bit
    }
    return placeFrom(place.get, disp)
  }

  resolve(address: I64, bytes: number, write: boolean): I32 {
    const place = this.placeOf(address, bytes, write)
    // The frame has been marked when the function was entered.
    return this.noted(place, bytes, write && address.known?.frame === undefined)
  }

  private noted(place: I32, bytes: number, marks: boolean): I32 {
    if (this.around.watching) this.around.leave(i32.load8u(i32.shrU(place, i32.const(12)), watchTable.pages))
    if (marks) this.f.emit(markWritten(place, bytes))
    return place
  }

  /** The place of an operand that R14 points to, without a check: the driver has made it. */
  private gPlace(operand: number, bytes: number): I32 | undefined {
    const { base, index, disp, ripTarget } = this.instruction.operands[operand] as Memory
    if (base?.number !== implicit.R14 || index || ripTarget !== undefined || disp < 0 || disp + bytes > gSpan) return undefined
    // What was written into it is not what the driver saw.
    if (this.registers.state.dirty & (1 << implicit.R14)) return undefined
    return placeFrom(i32.load(i32.const(0), engineState.gPlace), disp)
  }

  private placeOf(address: I64, bytes: number, write: boolean): I32 {
    const { state } = this.registers
    const offset = address.known?.frame
    if (offset !== undefined) {
      if (write) state.slots &= ~this.registers.overlapping(offset, bytes)
      return this.framePlace(offset, bytes)
    }
    const { layout } = this.around
    const start = write ? layout.writableStart : lowBase
    const constant = constantOf(address)
    if (constant !== undefined) {
      const value = Number(constant)
      // The frame lies in the heap.
      if (value >= start && value + bytes <= layout.lowEnd) return i32.const(value)
    }
    const at = this.let(address)
    const place = this.f.local('i32')
    this.f.set(place, i32.add(i32.wrap(at), i32.const(layout.heapBase)))
    const limit = i64.load(i32.const(0), engineState.heapLimits + 8 * limitIndex(bytes))
    this.f.if(i64.geU(i64.sub(at, i64.const(heapAddress)), limit), () => {
      this.around.leave(i64.geU(i64.sub(at, i64.const(start)), i64.const(layout.lowEnd - start - bytes + 1)))
      this.f.set(place, i32.wrap(at))
    })
    const found = new Expression('i32', place.get.code, { stable: true })
    if (write) this.writeThrough(found, bytes)
    return found
  }

  resolveRange(address: I64, bytes: I64, write: boolean): I32 {
    const place = callFunction('i32', this.around.imports.resolveRange, address, bytes, i32.const(write ? 1 : 0))
    if (!write) return place
    this.registers.state.slots = 0
    const found = this.let(place)
    this.f.if(found, () => this.f.emit(markRange(found, i32.wrap(bytes))))
    return found
  }

  multiplyHighUnsigned(a: I64, b: I64): I64 {
    return callFunction('i64', this.around.imports.multiplyHigh, a, b)
  }

  divideWide(high: I64, low: I64, divisor: I64): I64 {
    return callFunction('i64', this.around.imports.divideWide, high, low, divisor)
  }

  divisionRemainder(): I64 {
    return i64.load(i32.const(0), engineState.divisionRemainder)
  }

  jump() {
    this.jumped = this.condition_ ? { condition: this.condition_ } : {}
  }

  jumpTo(address: I64) {
    this.jumped = { address }
  }

  nextAddress(): I64 {
    return i64.const(this.instruction.address + this.instruction.length)
  }

  /** The interpreter raises it, which is to find everything as it was before the instruction. */
  trap(_trap: Trap) {
    this.around.leave(undefined)
  }
}

/** The place so many bytes behind another. */
function placeFrom(base: I32, offset: number): I32 {
  return new Expression('i32', i32.add(base, i32.const(offset)).code, { place: { base: base.code, offset }, stable: true })
}
