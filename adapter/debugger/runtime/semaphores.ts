// This file finds out who waits on a semaphore: behind sync.Mutex, RWMutex, WaitGroup. The runtime keeps them in a table by address.
import type { Target } from '../target'
import { MemoryReader } from '../target'
import { globalAddress, layoutOf, StructReader } from './structs'

const tableSize = 251 // runtime.semTabSize
const most = 10_000

/** Ids of the goroutines that sleep on the semaphore at an address, in the order in which they will be woken. */
export function semaphoreWaiters(target: Target, address: number): number[] {
  const table = globalAddress(target, 'runtime.semtable')
  if (table === undefined) return []
  const memory = new MemoryReader(target)
  const goid = layoutOf(target, 'runtime.g').offset('goid')
  const list: number[] = []
  const root = layoutOf(target, 'runtime.semaRoot')
  let waiter = memory.word(table + (Math.floor(address / 8) % tableSize) * root.size + root.offset('head'))
  for (let i = 0; waiter !== 0 && i < most; i++) {
    const sudog = new StructReader(target, 'runtime.sudog', waiter)
    if (sudog.word('elem') === address) list.push(memory.word(sudog.word('g') + goid))
    waiter = sudog.word('next')
  }
  return list
}

/** What a lock of package sync says of itself. */
export interface LockState {
  /** `locked`, `unlocked`, `held by 3 readers`, `waits for 2`. */
  readonly text: string
  /** Groups of goroutines that wait, by what they wait for. */
  readonly waiters: readonly { readonly name: string; readonly goids: readonly number[] }[]
}

/** The state of a sync.Mutex, RWMutex or WaitGroup at an address; undefined for other types. */
export function lockState(target: Target, type: string, address: number): LockState | undefined {
  if (type === 'sync.Mutex') return mutexState(target, address)
  if (type === 'sync.RWMutex') return rwMutexState(target, address)
  return type === 'sync.WaitGroup' ? waitGroupState(target, address) : undefined
}

const locked = 1
const starving = 4

function mutexState(target: Target, address: number): LockState {
  const m = new StructReader(target, 'sync.Mutex', address)
  const state = m.i32('state')
  const text = (state & locked) === 0 ? 'unlocked' : (state & starving) === 0 ? 'locked' : 'locked, starving'
  return { text, waiters: [{ name: 'waiters', goids: semaphoreWaiters(target, m.addressOf('sema')) }] }
}

const maxReaders = 1 << 30

function rwMutexState(target: Target, address: number): LockState {
  const rw = new StructReader(target, 'sync.RWMutex', address)
  const count = rw.i32('readerCount')
  const writer = count < 0
  const readers = writer ? count + maxReaders : count
  const wait = rw.i32('readerWait')
  const text = writer
    ? wait > 0
      ? `a writer waits for ${people(wait)}`
      : 'held by a writer'
    : readers > 0
      ? `held by ${people(readers)}`
      : 'unlocked'
  const w = mutexState(target, rw.addressOf('w'))
  return {
    text,
    waiters: [
      { name: 'waiting writers', goids: [...semaphoreWaiters(target, rw.addressOf('writerSem')), ...w.waiters[0]!.goids] },
      { name: 'waiting readers', goids: semaphoreWaiters(target, rw.addressOf('readerSem')) },
    ],
  }
}

function people(count: number): string {
  return count === 1 ? '1 reader' : `${count} readers`
}

function waitGroupState(target: Target, address: number): LockState {
  const wg = new StructReader(target, 'sync.WaitGroup', address)
  const counter = Number(BigInt.asIntN(32, wg.u64('state') >> 32n))
  return { text: `counter ${counter}`, waiters: [{ name: 'waiters', goids: semaphoreWaiters(target, wg.addressOf('sema')) }] }
}
