// Makes the driver, the loop around both engines: translated code where there is some, the interpreter for the rest.
//
// `drive(thread, fuel) -> exit` has the results of the interpreter's `run`. Translated functions have the signature
//
//    (thread, return, fuel, frame, sp) -> fuel left, or why they left: `left.resume` or `left.interpret`
//
// `return` is the address the caller wants to be returned to, or 2^31 + n to begin at the n-th entry of the function; `sp` is what SP was
// when the function was entered, `frame` its place in linear memory. One that leaves has written the thread's record and `fuelLeft`.

import type { Width } from '../isa/emitter'
import { flagsOfAdd, flagsOfSubtract } from '../isa/flags'
import { blockRecord, engineState, heapAddress, threadRecord } from '../memory/layout'
import { type I32, type I64, i32, i64, select, type ValueType } from '../wasm/expressions'
import { callFunction, callIndirect, FunctionBuilder } from '../wasm/functionBuilder'
import type { ModuleBuilder } from '../wasm/moduleBuilder'
import { exits } from './exits'
import { markEight } from './markWritten'
import { skips } from './microOps'

/** The signature of translated functions. */
export const translatedSignature: { parameters: ValueType[]; results: ValueType[] } = {
  parameters: ['i32', 'i32', 'i32', 'i32', 'i64'],
  results: ['i32'],
}

/** Why a translated function left. `resume`: go on at the pc; `interpret`: and let the interpreter execute that instruction. */
export const left = { resume: -1, interpret: -2 } as const

/** In the place of the return address: begin at an entry. */
export const beginAtEntry = 0x80000000

/** How far below its `sp` a function that is called directly may touch memory, and how far above. */
export const spanBelow = 4096
export const spanAbove = 1024
/** Nested calls stay within so many bytes of stack, which bounds how deep they nest. */
const nestedStack = 8192

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
  const bias = f.permanentLocal('i32')
  const result = f.permanentLocal('i32')
  const skip = f.permanentLocal('i32')
  const start = f.permanentLocal('i64')
  const end = f.permanentLocal('i64')
  const outside = f.permanentLocal('i32')
  const leave = (exit: I32) => {
    f.emit(i32.store(state, fuel.get, engineState.fuelLeft))
    f.return(exit)
  }
  const word = (offset: number): I64 => i64.load(state, offset)
  f.set(outside, i32.const(exits.noText))
  f.loop(again => {
    f.set(pc, i64.load(thread, threadRecord.rip))
    f.if(i64.geU(i64.sub(pc.get, word(engineState.textStart)), word(engineState.textSize)), () => leave(outside.get))
    f.if(i32.eqz(fuel.get), () => leave(i32.const(exits.fuel)))
    f.set(skip, i32.const(0))
    f.set(record, i32.load(i32.add(i32.load(state, engineState.entryBias), i32.shl(i32.wrap(pc.get), i32.const(2)))))
    f.if(record.get, () => {
      f.set(skip, i32.const(skips.firstTranslated))
      f.set(sp, i64.load(thread, 32))
      f.set(start, i64.const(heapAddress))
      f.set(end, i64.add(i64.const(heapAddress), word(engineState.heapLimits)))
      f.set(bias, i32.load(state, engineState.heapBase))
      f.if(i64.ltU(sp.get, i64.const(heapAddress)), () => {
        f.set(start, word(engineState.writableStart))
        f.set(end, i64.add(start.get, word(engineState.writableLimits)))
        f.set(bias, i32.const(0))
      })
      const inside = i32.and(i64.geU(sp.get, start.get), i64.ltU(sp.get, end.get))
      // A heap too small for the margins has no stacks yet.
      f.if(i32.and(inside, i64.gtU(i64.sub(end.get, start.get), i64.const(16 * spanBelow))), () => {
        const floor = f.permanentLocal('i64')
        const top = f.permanentLocal('i64')
        const lowest = i64.sub(sp.get, i64.const(nestedStack))
        const bound = i64.add(start.get, i64.const(spanBelow))
        f.set(floor, select(i64.gtU(lowest, bound), lowest, bound))
        const bounded = i64.sub(end.get, i64.const(spanAbove))
        f.set(top, select(i64.ltU(sp.get, bounded), sp.get, bounded))
        f.emit(i64.store(state, floor.get, engineState.stackFloor))
        f.emit(i64.store(state, select(i64.gtU(top.get, floor.get), i64.sub(top.get, floor.get), i64.const(0)), engineState.stackWidth))
        f.emit(i64.store(state, start.get, engineState.stackStart))
        f.emit(i64.store(state, end.get, engineState.stackEnd))
        // The frames of all functions that may be called now, and of the one that is entered, are among these pages.
        f.emit(markEight(i32.add(i32.wrap(i64.sub(floor.get, i64.const(spanBelow))), bias.get)))
        f.set(sp, i64.sub(sp.get, i64.load32s(record.get, blockRecord.delta)))
        f.set(
          result,
          callIndirect(
            'i32',
            0,
            signature,
            i32.load(record.get, blockRecord.functionIndex),
            thread,
            i32.load(record.get, blockRecord.entry),
            fuel.get,
            i32.add(i32.wrap(sp.get), bias.get),
            sp.get,
          ),
        )
        // It returned, to the very number that stood for the entry: an address like any other.
        f.if(i32.geS(result.get, i32.const(0)), () => {
          f.emit(i32.store(state, result.get, engineState.fuelLeft))
          f.emit(i64.store(thread, i64.extendU(i32.load(record.get, blockRecord.entry)), threadRecord.rip))
          f.emit(i64.store(thread, i64.add(sp.get, i64.const(8)), 32))
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
        f.if(i32.eq(result.get, i32.const(left.resume)), () => {
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
  f.emit(i64.store(f.parameter<'i32'>(0).get, f.parameter<'i64'>(4).get, 32))
  f.emit(i32.store(i32.const(0), f.parameter<'i32'>(2).get, engineState.fuelLeft))
  f.return(i32.const(left.resume))
  return f
}
