// This file finds the goroutines that are inside a map function of the runtime, and on which map: by unwinding them and reading parameters.
import type { MapActivity } from '../../dap/protocol'
import { MemoryReader, type Target } from '../target'
import { type Frame, isRuntimeFrame, unwindGoroutine } from '../unwind'
import { type Goroutine, readGoroutines } from './goroutines'
import { layoutOf } from './structs'

/** A call of a map function that has not returned. */
export interface MapCall extends MapActivity {
  /** Address of the hmap. */
  readonly map: number
}

type Operation = MapActivity['operation']

const operations: readonly [RegExp, Operation][] = [
  [/^runtime\.mapassign/, 'assign'],
  [/^runtime\.mapaccess/, 'access'],
  [/^runtime\.mapdelete/, 'delete'],
  [/^runtime\.mapiter(init|next)$/, 'iterate'],
  [/^runtime\.mapclear$/, 'clear'],
]

const deepest = 60 // frames above a map function: growth, allocation, collection, signals

/** Who is inside a map function; with `map`, only on that one. Goroutines that cannot be unwound are left out. */
export function mapCalls(target: Target, goroutines: readonly Goroutine[] = readGoroutines(target), map?: number): MapCall[] {
  const calls: MapCall[] = []
  for (const goroutine of goroutines) {
    try {
      const call = callOf(target, goroutine)
      if (call !== undefined && (map === undefined || call.map === map)) calls.push(call)
    } catch {
      // Its stack is in a state that cannot be read now.
    }
  }
  return calls
}

/** The goroutines that write a map, as text: `goroutine 5`, `goroutines 5 and 6`; empty if none is found. */
export function writersOf(target: Target, map: number): string {
  const ids = mapCalls(target, undefined, map)
    .filter(call => call.operation === 'assign' || call.operation === 'delete' || call.operation === 'clear')
    .map(call => call.goid)
  return ids.length === 0 ? '' : `goroutine${ids.length > 1 ? 's' : ''} ${ids.join(' and ')}`
}

function callOf(target: Target, goroutine: Goroutine): MapCall | undefined {
  const frames = unwindGoroutine(target, goroutine, deepest)
  // A user frame above a map function would be one that runs inside it, such as String() of a panic: not a call on this map any more.
  for (let i = 0; i < frames.length; i++) {
    const frame = frames[i]!
    const name = frame.function?.name ?? ''
    const operation = operations.find(([pattern]) => pattern.test(name))?.[1]
    if (operation === undefined) {
      if (!isRuntimeFrame(frame)) return undefined
      continue
    }
    // mapiternext looks moved entries up again with mapaccessK: the caller says what is going on.
    const caller = frames[i + 1]
    if (caller?.function !== undefined && operations.some(([pattern]) => pattern.test(caller.function!.name))) continue
    const map = mapOf(target, frame, operation === 'iterate')
    if (map === undefined) return undefined
    const user = frames.slice(i + 1).find(candidate => !isRuntimeFrame(candidate))
    return { goid: goroutine.id, function: name, operation, user: placeOf(user ?? frame), running: goroutine.tid !== undefined, map }
  }
  return undefined
}

/** The hmap that a map function works on: its parameter h, or it.h. */
function mapOf(target: Target, frame: Frame, iterates: boolean): number | undefined {
  const memory = new MemoryReader(target)
  const f = frame.function!
  const has = (name: string) => f.variables.find(variable => variable.name === name && variable.role === 'param')
  const h = has('h')
  const it = has('it')
  // Before the homes are written, the arguments are where the caller put them: h is the second, it the only one of mapiternext.
  if (frame.lookupPc < f.entry + f.prologueEnd) {
    if (frame.tid === undefined) return undefined
    if (h !== undefined) return Number(target.register(frame.tid, 'BX'))
    return it === undefined
      ? undefined
      : memory.word(Number(target.register(frame.tid, 'AX')) + layoutOf(target, 'runtime.hiter').offset('h'))
  }
  if (h !== undefined) return memory.word(frame.cfa + h.cfa)
  if (it === undefined || !iterates) return undefined
  return memory.word(memory.word(frame.cfa + it.cfa) + layoutOf(target, 'runtime.hiter').offset('h'))
}

function placeOf(frame: Frame): string {
  const file = frame.function?.file ?? ''
  return `${file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1)}:${frame.line}`
}
