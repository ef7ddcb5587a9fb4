// This file turns the runtime's list of goroutines into what a person wants to know of each: status, why it waits, where it is.
import type { Target } from '../target'
import { MemoryReader } from '../target'
import { globalAddress, layoutOf, StructReader } from './structs'

/** g.atomicstatus without the scan bit. */
export const gStatus = { idle: 0, runnable: 1, running: 2, syscall: 3, waiting: 4, dead: 6, copystack: 8, preempted: 9 } as const
const scanBit = 0x1000
const statusNames: Readonly<Record<number, string>> = {
  0: 'idle',
  1: 'runnable',
  2: 'running',
  3: 'syscall',
  4: 'waiting',
  6: 'dead',
  8: 'copystack',
  9: 'preempted',
}

export interface Goroutine {
  readonly id: number
  readonly address: number // of its g
  readonly status: number
  /** running, runnable, syscall, or what it waits for: "chan receive", "sync.Mutex.Lock". */
  readonly state: string
  readonly waiting: boolean
  /** The thread it is on; undefined if it is on none. */
  readonly tid: number | undefined
  /** Where it goes on when it runs again; of a running one, unset: ask its thread. */
  readonly saved: { readonly pc: number; readonly sp: number; readonly bp: number }
  readonly startPc: number
  readonly createdAtPc: number // the go statement
  readonly parentId: number
  readonly waitSince: number // virtual ns, 0 if unknown
  /** Started by the runtime for itself. */
  readonly system: boolean
}

/** Goroutines that exist, in the order of their creation slots; dead ones are left out. Empty before the runtime is set up. */
export function readGoroutines(target: Target): Goroutine[] {
  const memory = new MemoryReader(target)
  const allgs = globalAddress(target, 'runtime.allgs')
  if (allgs === undefined) return []
  const array = memory.word(allgs)
  const count = memory.word(allgs + 8)
  if (count === 0 || count > 10_000_000) return []
  const pointers = memory.view(array, count * 8)
  const list: Goroutine[] = []
  for (let i = 0; i < count; i++) {
    const address = Number(pointers.getBigUint64(i * 8, true))
    const g = readGoroutine(target, address)
    if (g !== undefined) list.push(g)
  }
  return list
}

/** The goroutine whose g stands at an address; undefined if it is dead or not set up yet. */
export function readGoroutine(target: Target, address: number): Goroutine | undefined {
  if (address === 0) return undefined
  const g = new StructReader(target, 'runtime.g', address)
  const status = g.u32('atomicstatus') & ~scanBit
  const id = g.word('goid')
  if (id === 0 || status === gStatus.dead || status === gStatus.idle) return undefined
  const sched = g.struct('sched')
  const startPc = g.word('startpc')
  const m = g.word('m')
  const reason = waitReason(target, g.u8('waitreason'))
  const waiting = status === gStatus.waiting
  return {
    id,
    address,
    status,
    state: waiting && reason !== '' ? reason : (statusNames[status] ?? `status ${status}`),
    waiting,
    tid: m === 0 ? undefined : threadOf(target, m),
    saved: { pc: sched.word('pc'), sp: sched.word('sp'), bp: sched.word('bp') },
    startPc,
    createdAtPc: g.word('gopc'),
    parentId: g.layout.has('parentGoid') ? g.word('parentGoid') : 0,
    waitSince: waiting ? g.word('waitsince') : 0,
    system: isSystem(target, startPc),
  }
}

/** m.procid, the kernel's number of the thread. */
function threadOf(target: Target, m: number): number | undefined {
  const tid = new MemoryReader(target).word(m + layoutOf(target, 'runtime.m').offset('procid'))
  return target.threads.some(thread => thread.tid === tid) ? tid : undefined
}

function isSystem(target: Target, startPc: number): boolean {
  const name = target.image.functionAt(startPc)?.name
  return name?.startsWith('runtime.') === true && name !== 'runtime.main'
}

/** The runtime's own text for a wait reason: it keeps them in an array of strings. */
function waitReason(target: Target, number: number): string {
  const table = target.image.symbols.get('runtime.waitReasonStrings')
  if (table === undefined || number * 16 >= table.size) return number === 0 ? '' : `wait reason ${number}`
  const memory = new MemoryReader(target)
  return new TextDecoder().decode(memory.stringAt(table.address + number * 16, 100).bytes)
}

/** The g in R14 of a thread: the goroutine's own, or g0 or gsignal of its m. */
export function currentG(target: Target, tid: number): number {
  return Number(target.register(tid, 'R14'))
}

/** The goroutine that a thread works for: m.curg, also while the runtime is on the system stack. 0 if none. */
export function goroutineOfThread(target: Target, tid: number): number {
  const memory = new MemoryReader(target)
  try {
    const g = currentG(target, tid)
    if (g === 0) return 0
    const m = memory.word(g + layoutOf(target, 'runtime.g').offset('m'))
    return m === 0 ? 0 : memory.word(m + layoutOf(target, 'runtime.m').offset('curg'))
  } catch {
    return 0 // the thread has not set up its g yet
  }
}

/** The id of the goroutine that a thread works for, 0 if none. */
export function goidOfThread(target: Target, tid: number): number {
  const g = goroutineOfThread(target, tid)
  return g === 0 ? 0 : new MemoryReader(target).word(g + layoutOf(target, 'runtime.g').offset('goid'))
}
