// Makes the driver, the loop around both engines: translated code where there is some, the interpreter for the rest.
//
// `drive(thread, fuel) -> exit` has the results of the interpreter's `run`. Translated functions have the signature
//
//    (return, fuel, SP, AX, BX) -> (fuel left, or why they left: see `left`; AX)
//
// `return` is the address the caller wants to be returned to, or 2^31 + n to begin at the n-th entry of the function. All other registers
// are in the record of the running thread, which is at one fixed place: the driver copies the thread's record there and back. One that
// leaves has written AX and BX there too, and `fuelLeft`.
//
// Translated code relies on three things the driver has made sure of: SP points into the heap, where all stacks but the kernel's lie;
// `stackFloor` says how deep calls may nest; R14 points at memory that `gPlace` gives the place of. Else the interpreter runs.

import { implicit, type Width } from '../isa/emitter'
import { flagsOfAdd, flagsOfSubtract } from '../isa/flags'
import { blockRecord, engineState, gSpan, heapAddress, runningThread, threadRecord } from '../memory/layout'
import { type Code, type I32, type I64, i32, i64, select, unsigned, type ValueType, v128 } from '../wasm/expressions'
import { callFunction, callIndirect, FunctionBuilder, type Local } from '../wasm/functionBuilder'
import type { ModuleBuilder } from '../wasm/moduleBuilder'
import { exits } from './exits'
import { markEight } from './markWritten'
import { skips } from './microOps'

/** The signature of translated functions. */
export const translatedSignature: { parameters: ValueType[]; results: ValueType[] } = {
  parameters: ['i32', 'i32', 'i64', 'i64', 'i64'],
  results: ['i32', 'i64'],
}

/**
 * Why a translated function left. `resume`: go on at the pc; `interpret`: and let the interpreter execute that instruction. With
 * `withCallersFlags` added the flags are still those of the caller, which may not have stored them.
 */
export const left = { resume: -1, interpret: -2, withCallersFlags: -2 } as const

/** In the place of the return address: begin at an entry. */
export const beginAtEntry = 0x80000000

/** How far below its `sp` a function that is called directly may touch memory, and how far above. */
export const spanBelow = 4096
export const spanAbove = 1024
/** Nested calls stay within so many bytes of stack, which bounds how deep they nest. */
const nestedStack = 8192

/** Offsets in a thread's record. */
export const registerAt = { AX: 8 * implicit.AX, BX: 8 * implicit.BX, SP: 8 * implicit.SP, R14: 8 * implicit.R14 } as const

const widths: readonly Width[] = [1, 2, 4, 8]

/** How flags are kept while translated code runs: 0 as their two words, else the operands of an addition or subtraction. */
export function flagsKind(operation: 'add' | 'subtract', width: Width): number {
  return 1 + widths.indexOf(width) + (operation === 'add' ? 0 : widths.length)
}

/** Adds `drive`, `stub` and the helpers about flags to the interpreter's module. */
export function addDriver(module: ModuleBuilder, run: number) {
  const result = module.add(flagWord('result'))
  const aux = module.add(flagWord('aux'))
  module.export('flagsResult', result)
  module.export('flagsAux', aux)
  const signature = module.signature(translatedSignature.parameters, translatedSignature.results)
  module.export('drive', module.add(driver(run, signature, result, aux)))
  module.export('stub', module.add(stub()))
}

/** One of the two words, from (kind, a, b). */
function flagWord(word: 'result' | 'aux'): FunctionBuilder {
  const f = new FunctionBuilder(['i32', 'i64', 'i64'], ['i64'])
  const kind = f.parameter<'i32'>(0).get
  const a = f.parameter<'i64'>(1).get
  const b = f.parameter<'i64'>(2).get
  const e = { let: <T extends ValueType>(value: Parameters<typeof f.let<T>>[0]) => f.let(value) }
  for (const operation of ['add', 'subtract'] as const) {
    for (const width of widths) {
      f.if(i32.eq(kind, i32.const(flagsKind(operation, width))), () => {
        const value = f.let(operation === 'add' ? i64.add(a, b) : i64.sub(a, b))
        f.return((operation === 'add' ? flagsOfAdd : flagsOfSubtract)(e, width, a, b, value)[word])
      })
    }
  }
  f.return(word === 'result' ? a : b)
  return f
}

function driver(run: number, signature: number, flagsResult: number, flagsAux: number): FunctionBuilder {
  const f = new FunctionBuilder(['i32', 'i32'], ['i32'])
  const thread = f.parameter<'i32'>(0).get
  const fuel = f.parameter<'i32'>(1)
  const state = i32.const(0)
  const pc = f.permanentLocal('i64')
  const sp = f.permanentLocal('i64')
  const record = f.permanentLocal('i32')
  const result = f.permanentLocal('i32')
  const ax = f.permanentLocal('i64')
  const skip = f.permanentLocal('i32')
  const end = f.permanentLocal('i64')
  const g = f.permanentLocal('i32')
  const running = i32.const(runningThread)
  const outside = f.permanentLocal('i32')
  const leave = (exit: I32) => {
    f.emit(i32.store(state, fuel.get, engineState.fuelLeft))
    f.return(exit)
  }
  const word = (offset: number): I64 => i64.load(state, offset)
  /** 0 where R14 does not point at enough memory that can be written. */
  const placeOfG = () => {
    const pointer = f.let(i64.load(thread, registerAt.R14))
    const inHeap = i64.leU(i64.sub(pointer, i64.const(heapAddress)), i64.sub(word(engineState.heapLimits), i64.const(gSpan)))
    // A heap smaller than that is no heap yet.
    const place = f.local('i32')
    f.set(place, i32.const(0))
    const low = i64.sub(pointer, word(engineState.writableStart))
    f.if(
      i32.and(inHeap, i64.gtU(word(engineState.heapLimits), i64.const(gSpan))),
      () => f.set(place, i32.add(i32.wrap(pointer), i32.load(state, engineState.heapBase))),
      () => f.if(i64.leU(low, i64.sub(word(engineState.writableLimits), i64.const(gSpan))), () => f.set(place, i32.wrap(pointer))),
    )
    return place.get
  }
  f.set(outside, i32.const(exits.noText))
  f.loop(again => {
    f.set(pc, i64.load(thread, threadRecord.rip))
    f.if(i64.geU(i64.sub(pc.get, word(engineState.textStart)), word(engineState.textSize)), () => leave(outside.get))
    f.if(i32.eqz(fuel.get), () => leave(i32.const(exits.fuel)))
    f.set(skip, i32.const(0))
    f.set(record, i32.load(i32.add(i32.load(state, engineState.entryBias), i32.shl(i32.wrap(pc.get), i32.const(2)))))
    f.if(record.get, () => {
      f.set(skip, i32.const(skips.firstTranslated))
      f.set(sp, i64.load(thread, registerAt.SP))
      f.set(end, i64.add(i64.const(heapAddress), word(engineState.heapLimits)))
      f.set(g, placeOfG())
      const isOnStack = i32.and(i64.geU(sp.get, i64.const(heapAddress)), i64.ltU(sp.get, end.get))
      // A block that would leave at once (it costs too much, or stops are wanted in it) need not be gone to.
      const isPayable = i32.geS(fuel.get, i32.load(record.get, blockRecord.cost))
      f.if(i32.and(i32.and(isOnStack, i32.ne(g.get, i32.const(0))), isPayable), () => {
        const lowest = f.let(i64.sub(sp.get, i64.const(nestedStack)))
        const bound = i64.const(heapAddress + spanBelow)
        const floor = f.let(select(i64.gtS(lowest, bound), lowest, bound))
        // So near the end of the heap no call may nest: it could reach above its frame.
        const isHigh = i64.gtU(sp.get, i64.sub(end.get, i64.const(spanAbove)))
        f.emit(i64.store(state, select(isHigh, i64.const(-1), floor), engineState.stackFloor))
        f.emit(i32.store(state, g.get, engineState.gPlace))
        // The frames of all functions that may be called now, and of the one that is entered, are among these pages.
        f.emit(markEight(i32.add(i32.wrap(i64.sub(floor, i64.const(spanBelow))), i32.load(state, engineState.heapBase))))
        f.set(sp, i64.sub(sp.get, i64.load32s(record.get, blockRecord.delta)))
        f.emit(copyRecord(running, thread))
        f.emit([
          callIndirect(
            'i32',
            0,
            signature,
            i32.load(record.get, blockRecord.functionIndex),
            i32.load(record.get, blockRecord.entry),
            fuel.get,
            sp.get,
            i64.load(thread, registerAt.AX),
            i64.load(thread, registerAt.BX),
          ).code,
          setLocal(ax),
          setLocal(result),
        ])
        f.emit(copyRecord(thread, running))
        // It returned, to the very number that stood for the entry: an address like any other.
        f.if(i32.geS(result.get, i32.const(0)), () => {
          f.emit(i32.store(state, result.get, engineState.fuelLeft))
          f.emit(i64.store(thread, ax.get, registerAt.AX))
          f.emit(i64.store(thread, i64.extendU(i32.load(record.get, blockRecord.entry)), threadRecord.rip))
          f.emit(i64.store(thread, i64.add(sp.get, i64.const(8)), registerAt.SP))
          f.set(result, i32.const(left.resume))
        })
        f.set(fuel, i32.load(state, engineState.fuelLeft))
        const kind = i32.load(thread, threadRecord.flagsKind)
        f.if(kind, () => {
          const a = f.let(i64.load(thread, threadRecord.flagsResult))
          const b = f.let(i64.load(thread, threadRecord.flagsAux))
          f.emit(i64.store(thread, callFunction('i64', flagsResult, kind, a, b), threadRecord.flagsResult))
          f.emit(i64.store(thread, callFunction('i64', flagsAux, kind, a, b), threadRecord.flagsAux))
          f.emit(i32.store(thread, i32.const(0), threadRecord.flagsKind))
        })
        // Before it changed any flags: those in the record are right.
        const resumes = i32.or(
          i32.eq(result.get, i32.const(left.resume)),
          i32.eq(result.get, i32.const(left.resume + left.withCallersFlags)),
        )
        f.if(resumes, () => {
          f.set(outside, i32.const(exits.jumpedOut))
          f.br(again)
        })
      })
    })
    f.set(result, callFunction('i32', run, thread, fuel.get, skip.get))
    f.set(fuel, i32.load(state, engineState.fuelLeft))
    f.set(outside, i32.const(exits.noText))
    f.brIf(again, i32.eq(result.get, i32.const(exits.translated)))
    leave(result.get)
  })
  f.unreachable()
  return f
}

/** Stands in the table for a function that is not translated: its callers have set the pc. */
function stub(): FunctionBuilder {
  const f = new FunctionBuilder(translatedSignature.parameters, translatedSignature.results)
  f.emit(notTranslated(f))
  return f
}

/** Code that leaves from the beginning of a function with everything as the caller handed it over. */
export function notTranslated(f: FunctionBuilder): Code {
  const running = i32.const(runningThread)
  return [
    i64.store(running, f.parameter<'i64'>(2).get, registerAt.SP),
    i64.store(running, f.parameter<'i64'>(3).get, registerAt.AX),
    i64.store(running, f.parameter<'i64'>(4).get, registerAt.BX),
    i32.store(i32.const(0), f.parameter<'i32'>(1).get, engineState.fuelLeft),
    i32.const(left.resume + left.withCallersFlags).code,
    i64.const(0).code,
    0x0f,
  ]
}

/** Code that copies a thread's record: its registers, flags and vectors. */
function copyRecord(to: I32, from: I32): Code {
  const code: Code[] = []
  const copy = (start: number, end: number) => {
    for (let offset = start; offset < end; offset += 16) code.push(v128.store(to, v128.load(from, offset), offset))
  }
  copy(0, threadRecord.zero)
  copy(threadRecord.rip & ~15, threadRecord.flagsKind + 16)
  copy(threadRecord.vectors, threadRecord.size)
  return code
}

function setLocal(local: Local<ValueType>): Code {
  return [0x21, unsigned(local.index)]
}
