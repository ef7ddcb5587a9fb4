// The semantics' view of the interpreter: operands are read out of a micro-operation, registers out of the thread's record.

import type { Emitter, FlagWords, Place, Trap, Variable, Width } from '../isa/emitter'
import { testCondition } from '../isa/flags'
import type { Condition } from '../isa/mnemonics'
import { accessKinds, engineState, heapAddress, limitIndex, lowBase, threadRecord, watchTable } from '../memory/layout'
import { type Code, type Expression, type I32, type I64, i32, i64, type V128, type ValueType, v128 } from '../wasm/expressions'
import { callFunction, type FunctionBuilder, type Local } from '../wasm/functionBuilder'
import type { Exit } from './exits'
import { markRange, markWritten } from './markWritten'
import { type Form, type Handler, microOp } from './microOps'

/** Numbers of the helper functions of the interpreter module. */
export interface Helpers {
  readonly fault: number
  readonly resolveRange: number
  readonly multiplyHigh: number
  readonly divideWide: number
  /** `watched(place, bytes, kind)`, of an interpreter that watches: whether to leave before this access. */
  readonly watched: number | undefined
}

/** How a handler ends: it is either a function of its own or a piece of the main loop. */
export interface Ending {
  /** Whether speed is worth code: rare handlers leave the translation of addresses to a helper. */
  readonly inline: boolean
  /** Goes on with the micro-operation at that linear address. */
  continueAt(slot: I32): void
  leave(exit: Exit): void
}

const loads: Record<Width, typeof i64.load> = { 1: i64.load8u, 2: i64.load16u, 4: i64.load32u, 8: i64.load }

function loadState(offset: number): I64 {
  return i64.load(i32.const(0), offset)
}

export class InterpreterEmitter implements Emitter {
  private readonly places: Place[]
  /** Set once the semantics has gone elsewhere, so that nothing more need be emitted. */
  private ended = false
  private depth = 0

  constructor(
    private readonly f: FunctionBuilder,
    private readonly thread: Local<'i32'>,
    private readonly slot: Local<'i32'>,
    private readonly handler: Handler,
    private readonly helpers: Helpers,
    private readonly heapBase: number,
    private readonly ending: Ending,
  ) {
    const seen = { registers: 0 }
    this.places = handler.forms.map((form, i) => this.makePlace(form, i, seen))
  }

  /** Emits the whole handler. */
  run() {
    this.handler.row.semantics(this, ...this.places)
    if (!this.ended) this.ending.continueAt(i32.load(this.slot.get, microOp.next))
  }

  private makePlace(form: Form, operand: number, seen: { registers: number }): Place {
    if (form === 'i') return new ImmediatePlace(this.slot)
    if (form === 'c') return new RegisterPlace(this.f, i32.add(this.thread.get, i32.const(8)), 0)
    if (form === 'm' || form === 'n') return new MemoryPlace(this, operand, this.isWritten(operand))
    // A branch target is no value; a place for it keeps the numbering.
    if (form === 't') return new ImmediatePlace(this.slot)
    const field = microOp.a + seen.registers++
    return new RegisterPlace(this.f, i32.add(this.thread.get, i32.load8u(this.slot.get, field)), form === 'x' ? threadRecord.vectors : 0)
  }

  private isWritten(operand: number): boolean {
    const { writes } = this.handler.row
    return writes === 'all' || (writes === 'last' && operand === this.handler.forms.length - 1)
  }

  let<T extends ValueType>(value: Expression<T>): Expression<T> {
    return this.f.let(value)
  }

  emit(code: Code) {
    this.f.emit(code)
  }

  if(condition: I32, then: () => void, otherwise?: () => void) {
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
    return loads[width](this.thread.get, number * 8)
  }

  writeRegister(number: number, width: Width, value: I64) {
    this.f.emit(storeRegister(width, this.thread.get, value, number * 8))
  }

  effectiveAddress(operand: number): I64 {
    const register = (field: number) => i64.load(i32.add(this.thread.get, i32.load8u(this.slot.get, field)))
    const near = i64.add(register(microOp.base), i64.load32s(this.slot.get, microOp.displacement))
    if (this.handler.forms[operand] === 'm') return near
    return i64.add(near, i64.shl(register(microOp.index), i64.load8u(this.slot.get, microOp.scale)))
  }

  flags(): FlagWords {
    return { result: i64.load(this.thread.get, threadRecord.flagsResult), aux: i64.load(this.thread.get, threadRecord.flagsAux) }
  }

  setFlags({ result, aux }: FlagWords) {
    this.f.emit([i64.store(this.thread.get, result, threadRecord.flagsResult), i64.store(this.thread.get, aux, threadRecord.flagsAux)])
  }

  condition(condition: Condition): I32 {
    return testCondition(this.flags(), condition)
  }

  direction(): I64 {
    return i64.load(this.thread.get, threadRecord.direction)
  }

  setDirection(value: I64) {
    this.f.emit(i64.store(this.thread.get, value, threadRecord.direction))
  }

  resolve(address: I64, bytes: number, write: boolean): I32 {
    return this.resolveOperand(address, bytes, write, write ? accessKinds.write : accessKinds.read)
  }

  /** As `resolve`; `kind` says whether an operand that is written is read too. */
  resolveOperand(address: I64, bytes: number, write: boolean, kind: number): I32 {
    const place = this.translate(address, bytes, write)
    if (this.helpers.watched !== undefined)
      this.f.if(i32.load8u(i32.shrU(place, i32.const(12)), watchTable.pages), () => this.leaveIfWatched(place, i32.const(bytes), kind))
    if (write) this.f.emit(markWritten(place, bytes))
    return place
  }

  private leaveIfWatched(place: I32, bytes: I32, kind: number) {
    this.f.if(callFunction('i32', this.helpers.watched!, place, bytes, i32.const(kind)), () => this.ending.leave('watched'))
  }

  private translate(address: I64, bytes: number, write: boolean): I32 {
    const place = this.f.local('i32')
    if (!this.ending.inline) {
      this.f.set(place, this.callRangeHelper(address, i64.const(bytes), write))
      this.f.if(i32.eqz(place.get), () => this.leaveWithFault(address, write))
      return place.get
    }
    const limit = (base: number) => loadState(base + 8 * limitIndex(bytes))
    this.f.set(place, i32.add(i32.wrap(address), i32.const(this.heapBase)))
    this.f.if(i64.geU(i64.sub(address, i64.const(heapAddress)), limit(engineState.heapLimits)), () => {
      const start = write ? loadState(engineState.writableStart) : i64.const(lowBase)
      const size = limit(write ? engineState.writableLimits : engineState.lowLimits)
      this.f.if(i64.geU(i64.sub(address, start), size), () => this.leaveWithFault(address, write))
      this.f.set(place, i32.wrap(address))
    })
    return place.get
  }

  private leaveWithFault(address: I64, write: boolean) {
    this.f.emit(callFunction('i32', this.helpers.fault, address, i32.const(write ? 1 : 0)).code)
    this.f.emit([0x1a])
    this.ending.leave('fault')
  }

  resolveRange(address: I64, bytes: I64, write: boolean): I32 {
    const place = this.f.let(this.callRangeHelper(address, bytes, write))
    if (this.helpers.watched !== undefined)
      this.f.if(place, () => this.leaveIfWatched(place, i32.wrap(bytes), write ? accessKinds.write : accessKinds.read))
    if (write) this.f.if(place, () => this.f.emit(markRange(place, i32.wrap(bytes))))
    return place
  }

  private callRangeHelper(address: I64, bytes: I64, write: boolean): I32 {
    return callFunction('i32', this.helpers.resolveRange, address, bytes, i32.const(write ? 1 : 0))
  }

  multiplyHighUnsigned(a: I64, b: I64): I64 {
    return callFunction('i64', this.helpers.multiplyHigh, a, b)
  }

  divideWide(high: I64, low: I64, divisor: I64): I64 {
    return callFunction('i64', this.helpers.divideWide, high, low, divisor)
  }

  divisionRemainder(): I64 {
    return loadState(engineState.divisionRemainder)
  }

  jump() {
    this.ending.continueAt(i32.load(this.slot.get, microOp.immediate))
    this.end()
  }

  jumpTo(address: I64) {
    const outside = i64.geU(i64.sub(address, loadState(engineState.textStart)), loadState(engineState.textSize))
    this.f.if(outside, () => {
      this.f.emit(i64.store(this.thread.get, address, threadRecord.rip))
      this.ending.leave('jumpedOut')
    })
    const bias = i32.load(i32.const(0), engineState.slotBias)
    this.ending.continueAt(i32.add(i32.shl(i32.wrap(address), i32.const(4)), bias))
    this.end()
  }

  nextAddress(): I64 {
    return i64.load32u(this.slot.get, microOp.returnAddress)
  }

  trap(trap: Trap) {
    if (trap === 'syscall') {
      const bias = i32.load(i32.const(0), engineState.slotBias)
      const next = i32.shrU(i32.sub(i32.load(this.slot.get, microOp.next), bias), i32.const(4))
      this.f.emit(i64.store(this.thread.get, i64.extendU(next), threadRecord.rip))
    }
    this.ending.leave(trap)
    this.end()
  }

  private end() {
    if (this.depth === 0) this.ended = true
  }
}

function storeRegister(width: Width, at: I32, value: I64, offset: number): Code {
  if (width === 1) return i64.store8(at, value, offset)
  if (width === 2) return i64.store16(at, value, offset)
  return i64.store(at, width === 4 ? i64.and(value, i64.const(0xffffffff)) : value, offset)
}

class ImmediatePlace implements Place {
  readonly isMemory = false
  constructor(private readonly slot: Local<'i32'>) {}

  /** Already cut to the width of the operation. */
  read(): I64 {
    return i64.load(this.slot.get, microOp.immediate)
  }

  write() {
    throw new Error('an immediate cannot be written')
  }

  readVector(): V128 {
    throw new Error('an immediate is no vector')
  }

  writeVector() {
    throw new Error('an immediate cannot be written')
  }
}

class RegisterPlace implements Place {
  readonly isMemory = false
  constructor(
    private readonly f: FunctionBuilder,
    private readonly address: I32,
    private readonly offset: number,
  ) {}

  read(width: Width): I64 {
    return loads[width](this.address, this.offset)
  }

  write(width: Width, value: I64) {
    // The upper part of an SSE register stays; of a general register a 4-byte write clears it.
    if (this.offset && width === 4) this.f.emit(i64.store32(this.address, value, this.offset))
    else this.f.emit(storeRegister(width, this.address, value, this.offset))
  }

  readVector(): V128 {
    return v128.load(this.address, this.offset)
  }

  writeVector(value: V128) {
    this.f.emit(v128.store(this.address, value, this.offset))
  }
}

class MemoryPlace implements Place {
  readonly isMemory = true
  private place: I32 | undefined

  constructor(
    private readonly e: InterpreterEmitter,
    private readonly operand: number,
    private readonly written: boolean,
  ) {}

  read(width: Width): I64 {
    return loads[width](this.resolve(width, accessKinds.read))
  }

  write(width: Width, value: I64) {
    const place = this.resolve(width, 0)
    const store = { 1: i64.store8, 2: i64.store16, 4: i64.store32, 8: i64.store }[width]
    this.e.emit(store(place, value))
  }

  readVector(): V128 {
    return v128.load(this.resolve(16, accessKinds.read))
  }

  writeVector(value: V128) {
    this.e.emit(v128.store(this.resolve(16, 0), value))
  }

  // Checked at the first use and only then: the first use dominates the others in every semantics, and what reads reads first.
  private resolve(bytes: number, read: number): I32 {
    const kind = read | (this.written ? accessKinds.write : 0)
    this.place ??= this.e.resolveOperand(this.e.let(this.e.effectiveAddress(this.operand)), bytes, this.written, kind)
    return this.place
  }
}
