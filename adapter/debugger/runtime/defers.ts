// This file turns a goroutine's chain of deferred calls into what will run, and where it was deferred.
import type { Target } from '../target'
import { MemoryReader } from '../target'
import { layoutOf, StructReader } from './structs'

export interface DeferredCall {
  /** Name of the function that will be called; undefined if it cannot be told. */
  readonly function: string | undefined
  /** Its first instruction, 0 if unknown. */
  readonly entry: number
  /** In the defer statement. */
  readonly deferredAt: number
}

const most = 1000

/** The deferred calls of the goroutine whose g stands at an address, the next one to run first. */
export function deferredCalls(target: Target, goroutine: number): DeferredCall[] {
  const list: DeferredCall[] = []
  if (goroutine === 0) return list
  const memory = new MemoryReader(target)
  try {
    let address = memory.word(goroutine + layoutOf(target, 'runtime.g').offset('_defer'))
    for (; address !== 0 && list.length < most; ) {
      const record = new StructReader(target, 'runtime._defer', address)
      const closure = record.word('fn')
      const entry = closure === 0 ? 0 : memory.word(closure)
      // pc is where the function continues after a recovery: behind the call that deferred.
      list.push({ function: target.image.functionAt(entry)?.name, entry, deferredAt: record.word('pc') - 1 })
      address = record.word('link')
    }
  } catch {
    // A chain that cannot be read ends where it cannot.
  }
  return list
}
