// Turns the instruction table into the wasm module of the interpreter: `run(thread, fuel, skip) -> exit`. `skip` says at which
// marks not to leave.
//
// The main loop fetches a handler number and either finds the handler inside itself (the frequent ones, by br_table) or calls it through
// the function table. One huge function with all handlers would take V8's optimising compiler seconds; only functions would cost a call an
// instruction.

import { engineState, heapAddress, lowBase, threadRecord, watchTable } from '../memory/layout'
import { type I32, type I64, i32, i64 } from '../wasm/expressions'
import { callFunction, callIndirect, type Frame, FunctionBuilder } from '../wasm/functionBuilder'
import { ModuleBuilder } from '../wasm/moduleBuilder'
import { addDriver } from './driver'
import { type Exit, exits, firstExecutedExit } from './exits'
import { isFrequent } from './frequent'
import { type Helpers, InterpreterEmitter } from './interpreterEmitter'
import { type Handler, handlers, marks, microOp, skips, specialHandlers } from './microOps'

/**
 * The bytes of the module for memory whose heap lies at `heapBase`. One that is `watching` leaves before an instruction that would access
 * watched memory (see `watchTable`), which costs every access a look at a table.
 */
export function buildInterpreterModule(heapBase: number, watching = false): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder({ initialPages: 0, maximumPages: 65536 }, true)
  const helpers = addHelpers(module, watching)
  const signature = module.signature(['i32', 'i32'], ['i32'])
  const leaving = new Map((['undecoded', 'undefined'] as const).map(exit => [exit, addLeave(module, exit)]))
  const table: number[] = []
  table[specialHandlers.undecoded] = leaving.get('undecoded')!
  table[specialHandlers.undefined] = leaving.get('undefined')!
  const frequent: { number: number; handler: Handler }[] = []
  for (const handler of handlers) {
    const number = table.length
    if (isFrequent(handler.name)) {
      frequent.push({ number, handler })
      table.push(leaving.get('undefined')!)
    } else table.push(addHandler(module, handler, helpers, heapBase))
  }
  const run = module.add(mainLoop(signature, table.length, frequent, helpers, heapBase))
  module.export('run', run)
  addDriver(module, run)
  module.export('multiplyHigh', helpers.multiplyHigh)
  module.export('divideWide', helpers.divideWide)
  module.export('resolveRange', helpers.resolveRange)
  module.setTable(table)
  return module.finish()
}

function addLeave(module: ModuleBuilder, exit: Exit): number {
  const f = new FunctionBuilder(['i32', 'i32'], ['i32'])
  f.return(i32.const(-exits[exit]))
  return module.add(f)
}

function addHandler(module: ModuleBuilder, handler: Handler, helpers: Helpers, heapBase: number): number {
  const f = new FunctionBuilder(['i32', 'i32'], ['i32'])
  new InterpreterEmitter(f, f.parameter(0), f.parameter(1), handler, helpers, heapBase, {
    inline: false,
    continueAt: slot => f.return(slot),
    leave: exit => f.return(i32.const(-exits[exit])),
  }).run()
  f.unreachable()
  return module.add(f)
}

function mainLoop(
  signature: number,
  handlerCount: number,
  frequent: readonly { number: number; handler: Handler }[],
  helpers: Helpers,
  heapBase: number,
): FunctionBuilder {
  const f = new FunctionBuilder(['i32', 'i32', 'i32'], ['i32'])
  const thread = f.parameter<'i32'>(0)
  const fuel = f.parameter<'i32'>(1)
  const skip = f.parameter<'i32'>(2)
  const slot = f.permanentLocal('i32')
  const exit = f.permanentLocal('i32')
  const number = f.permanentLocal('i32')
  const state = i32.const(0)
  const bias = i32.load(state, engineState.slotBias)
  const pc = f.let(i64.load(thread.get, threadRecord.rip))
  f.if(i64.geU(i64.sub(pc, i64.load(state, engineState.textStart)), i64.load(state, engineState.textSize)), () => {
    f.emit(i32.store(state, fuel.get, engineState.fuelLeft))
    f.return(i32.const(exits.noText))
  })
  f.set(slot, i32.add(i32.shl(i32.wrap(pc), i32.const(4)), bias))
  f.releaseLocals()
  const onlyFirst = () => f.set(skip, i32.and(skip.get, i32.const(skips.translated)))
  f.if(i32.eqz(i32.and(i32.load16u(slot.get, microOp.handler), i32.const(marks.all))), onlyFirst)
  f.block(leave => {
    f.loop(top => {
      f.if(i32.eqz(fuel.get), () => {
        f.set(exit, i32.const(exits.fuel))
        f.br(leave)
      })
      f.set(fuel, i32.sub(fuel.get, i32.const(1)))
      f.set(number, i32.load16u(slot.get, microOp.handler))
      f.loop(again =>
        nestHandlers(f, frequent, handlerCount, number.get, {
          marked: () => {
            const isMarked = (mark: number, skipped: number) =>
              i32.and(i32.ne(i32.and(number.get, i32.const(mark)), i32.const(0)), i32.eqz(i32.and(skip.get, i32.const(skipped))))
            // Code that jumps into the middle of its own instructions finds operands there: they are none.
            f.if(i32.eqz(i32.and(number.get, i32.const(marks.all))), () => {
              f.set(exit, i32.const(exits.undefined))
              f.br(leave)
            })
            f.if(isMarked(marks.breakpoint, skips.breakpoint), () => {
              f.set(exit, i32.const(exits.breakpointSet))
              f.br(leave)
            })
            f.if(isMarked(marks.translated, skips.firstTranslated | skips.translated), () => {
              f.set(exit, i32.const(exits.translated))
              f.br(leave)
            })
            onlyFirst()
            f.set(number, i32.and(number.get, i32.const(~marks.all)))
            f.br(again)
          },
          frequentBody: handler => {
            new InterpreterEmitter(f, thread, slot, handler, helpers, heapBase, {
              inline: true,
              continueAt: next => {
                f.set(slot, next)
                f.br(top)
              },
              leave: reason => {
                f.set(exit, i32.const(exits[reason]))
                f.br(leave)
              },
            }).run()
          },
          otherwise: () => {
            f.set(exit, callIndirect('i32', 1, signature, number.get, thread.get, slot.get))
            f.if(i32.ltS(exit.get, i32.const(0)), () => {
              f.set(exit, i32.sub(i32.const(0), exit.get))
              f.br(leave)
            })
            f.set(slot, exit.get)
            f.br(top)
          },
        }),
      )
    })
  })
  f.if(i32.ltU(exit.get, i32.const(firstExecutedExit)), () => {
    const address = i32.shrU(i32.sub(slot.get, bias), i32.const(4))
    f.emit(i64.store(thread.get, i64.extendU(address), threadRecord.rip))
    // The instruction has not been executed: its fuel comes back. Only running out of fuel had not taken any.
    f.set(fuel, i32.add(fuel.get, i32.ne(exit.get, i32.const(exits.fuel))))
  })
  f.emit(i32.store(state, fuel.get, engineState.fuelLeft))
  f.return(exit.get)
  return f
}

/** block(block(block(... br_table ...) marked) otherwise) body0) body1 ...: the usual shape of a switch in wasm. */
function nestHandlers(
  f: FunctionBuilder,
  frequent: readonly { number: number; handler: Handler }[],
  handlerCount: number,
  number: I32,
  bodies: { frequentBody: (handler: Handler) => void; otherwise: () => void; marked: () => void },
) {
  const frames: Frame[] = []
  const nest = (remaining: number) => {
    if (remaining === 0) {
      f.block(otherwise => {
        f.block(marked => {
          const targets: Frame[] = new Array(handlerCount).fill(otherwise)
          frequent.forEach((entry, i) => {
            targets[entry.number] = frames[i]
          })
          f.brTable(number, targets, marked)
        })
        bodies.marked()
      })
      bodies.otherwise()
      return
    }
    f.block(frame => {
      frames[remaining - 1] = frame
      nest(remaining - 1)
    })
    bodies.frequentBody(frequent[remaining - 1].handler)
    f.releaseLocals()
  }
  nest(frequent.length)
}

function addHelpers(module: ModuleBuilder, watching: boolean): Helpers {
  const note = watching ? module.import('noteAccess', ['i32', 'i32', 'i32'], []) : undefined
  return {
    watched: note === undefined ? undefined : module.add(watchedHelper(note)),
    fault: module.add(faultHelper()),
    resolveRange: module.add(rangeHelper()),
    multiplyHigh: module.add(multiplyHighHelper()),
    divideWide: module.add(divideHelper()),
  }
}

/** Notes a fault down. */
function faultHelper(): FunctionBuilder {
  const f = new FunctionBuilder(['i64', 'i32'], ['i32'])
  f.emit(i64.store(i32.const(0), f.parameter<'i64'>(0).get, engineState.faultAddress))
  f.emit(i32.store(i32.const(0), f.parameter<'i32'>(1).get, engineState.faultIsWrite))
  f.return(i32.const(0))
  return f
}

/** Linear address of a whole range, or 0. */
function rangeHelper(): FunctionBuilder {
  const f = new FunctionBuilder(['i64', 'i64', 'i32'], ['i32'])
  const address = f.parameter<'i64'>(0).get
  const bytes = f.parameter<'i64'>(1).get
  const write = f.parameter<'i32'>(2).get
  const state = (offset: number): I64 => i64.load(i32.const(0), offset)
  const inside = (start: I64, size: I64): I32 => {
    const offset = f.let(i64.sub(address, start))
    return i32.and(i64.ltU(offset, size), i64.leU(bytes, i64.sub(size, offset)))
  }
  // The limit for single bytes is the size of the region.
  f.if(inside(i64.const(heapAddress), state(engineState.heapLimits)), () => f.return(i32.add(i32.wrap(address), heapBaseOf())))
  f.if(
    write,
    () => f.if(inside(state(engineState.writableStart), state(engineState.writableLimits)), () => f.return(i32.wrap(address))),
    () => f.if(inside(i64.const(lowBase), state(engineState.lowLimits)), () => f.return(i32.wrap(address))),
  )
  f.return(i32.const(0))
  return f
}

/** Whether an access of a kind touches a watched range and the engine should leave; while recording it tells the host instead. */
function watchedHelper(note: number): FunctionBuilder {
  const f = new FunctionBuilder(['i32', 'i32', 'i32'], ['i32'])
  const [place, bytes, kind]: I32[] = [0, 1, 2].map(i => f.parameter<'i32'>(i).get)
  const state = (offset: number): I32 => i32.load(i32.const(0), offset)
  const end = f.let(i32.add(place, bytes))
  const outside = i32.or(i32.geU(place, state(watchTable.high)), i32.leU(end, state(watchTable.low)))
  f.if(outside, () => f.return(i32.const(0)))
  const range = f.local('i32')
  const last = f.let(i32.mul(state(watchTable.rangeCount), i32.const(watchTable.rangeSize)))
  f.set(range, i32.const(0))
  f.loop(again => {
    f.if(i32.eq(range.get, last), () => f.return(i32.const(0)))
    const field = (offset: number) => i32.load(range.get, watchTable.ranges + offset)
    const touched = i32.and(i32.ltU(place, field(4)), i32.gtU(end, field(0)))
    f.if(i32.and(touched, i32.ne(i32.and(field(8), kind), i32.const(0))), () => {
      f.if(state(watchTable.recording), () => {
        f.emit(callFunction('i32', note, place, bytes, kind).code)
        f.return(i32.const(0))
      })
      f.return(i32.const(1))
    })
    f.set(range, i32.add(range.get, i32.const(watchTable.rangeSize)))
    f.br(again)
  })
  f.unreachable()
  return f
}

function heapBaseOf(): I32 {
  return i32.load(i32.const(0), engineState.heapBase)
}

/** Upper half of the 128-bit product. */
function multiplyHighHelper(): FunctionBuilder {
  const f = new FunctionBuilder(['i64', 'i64'], ['i64'])
  const low = (value: I64) => i64.and(value, i64.const(0xffffffff))
  const high = (value: I64) => i64.shrU(value, i64.const(32))
  const a = f.parameter<'i64'>(0).get
  const b = f.parameter<'i64'>(1).get
  const middle1 = f.let(i64.add(i64.mul(high(a), low(b)), high(i64.mul(low(a), low(b)))))
  const middle2 = f.let(i64.add(i64.mul(low(a), high(b)), low(middle1)))
  f.return(i64.add(i64.add(i64.mul(high(a), high(b)), high(middle1)), high(middle2)))
  return f
}

/** Schoolbook division of high:low by the divisor, a bit at a time; compilers divide 128 bits so rarely that speed does not matter. */
function divideHelper(): FunctionBuilder {
  const f = new FunctionBuilder(['i64', 'i64', 'i64'], ['i64'])
  const remainder = f.parameter<'i64'>(0)
  const low = f.parameter<'i64'>(1)
  const divisor = f.parameter<'i64'>(2)
  const one = i64.const(1)
  const count = f.local('i32')
  const carry = f.local('i64')
  f.set(count, i32.const(64))
  f.loop(top => {
    f.set(carry, i64.shrU(remainder.get, i64.const(63)))
    f.set(remainder, i64.or(i64.shl(remainder.get, one), i64.shrU(low.get, i64.const(63))))
    f.set(low, i64.shl(low.get, one))
    f.if(i32.or(i32.wrap(carry.get), i64.geU(remainder.get, divisor.get)), () => {
      f.set(remainder, i64.sub(remainder.get, divisor.get))
      f.set(low, i64.or(low.get, one))
    })
    f.set(count, i32.sub(count.get, i32.const(1)))
    f.brIf(top, count.get)
  })
  f.emit(i64.store(i32.const(0), remainder.get, engineState.divisionRemainder))
  f.return(low.get)
  return f
}
