// This file turns the runtime's list of goroutines into what a person wants to know of each: status, why it waits, where it is.
import type { Image } from '../../image/image'
import type { Target } from '../target'
import { MemoryReader } from '../target'
import { globalAddress, layoutOf } from './structs'

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
  const { array, count } = allGoroutines(target, memory)
  const list: Goroutine[] = []
  if (count === 0) return list
  const reader = GoroutineReader.of(target)
  for (let i = 0; i < count; i++) {
    try {
      const g = reader.read(target, memory.word(array + i * 8))
      if (g !== undefined) list.push(g)
    } catch {
      break // somebody has written over the runtime's memory: what is left of the list says nothing
    }
  }
  return list
}

/** The goroutine of that id; undefined if it does not exist. */
export function goroutineWithId(target: Target, id: number): Goroutine | undefined {
  const memory = new MemoryReader(target)
  const { array, count } = allGoroutines(target, memory)
  if (count === 0 || id === 0) return undefined
  const goid = layoutOf(target, 'runtime.g').offset('goid')
  try {
    for (let i = 0; i < count; i++) {
      const g = memory.word(array + i * 8)
      if (memory.word(g + goid) !== id) continue
      // A slot whose goroutine is dead keeps its id until it is used again.
      const found = readGoroutine(target, g)
      if (found !== undefined) return found
    }
  } catch {
    // Somebody has written over the runtime's memory: the list ends here, as in `readGoroutines`.
  }
  return undefined
}

/** The runtime's list of g structs, dead ones among them; empty before the runtime is set up. */
function allGoroutines(target: Target, memory: MemoryReader): { readonly array: number; readonly count: number } {
  const allgs = globalAddress(target, 'runtime.allgs')
  const count = allgs === undefined ? 0 : memory.word(allgs + 8)
  return { array: count === 0 ? 0 : memory.word(allgs!), count: count > 10_000_000 ? 0 : count }
}

/** The goroutine whose g stands at an address; undefined if it is dead or not set up yet. */
export function readGoroutine(target: Target, address: number): Goroutine | undefined {
  return address === 0 ? undefined : GoroutineReader.of(target).read(target, address)
}

/** Reads g structs by the places of their fields, found once for an image: there may be tens of thousands, and all are read at every stop. */
class GoroutineReader {
  private static readonly readers = new WeakMap<Image, GoroutineReader>()

  static of(target: Target): GoroutineReader {
    let reader = GoroutineReader.readers.get(target.image)
    if (reader === undefined) GoroutineReader.readers.set(target.image, (reader = new GoroutineReader(target)))
    return reader
  }

  private readonly size: number
  private readonly procid: number
  private readonly at: Readonly<
    Record<'status' | 'goid' | 'm' | 'reason' | 'since' | 'start' | 'created' | 'parent' | 'pc' | 'sp' | 'bp', number>
  >
  private readonly reasons = new Map<number, string>()
  private readonly systemByStart = new Map<number, boolean>()

  private constructor(target: Target) {
    const g = layoutOf(target, 'runtime.g')
    const gobuf = layoutOf(target, 'runtime.gobuf')
    const sched = g.offset('sched')
    this.size = g.size
    this.procid = layoutOf(target, 'runtime.m').offset('procid')
    this.at = {
      status: g.offset('atomicstatus'),
      goid: g.offset('goid'),
      m: g.offset('m'),
      reason: g.offset('waitreason'),
      since: g.offset('waitsince'),
      start: g.offset('startpc'),
      created: g.offset('gopc'),
      parent: g.offset('parentGoid'),
      pc: sched + gobuf.offset('pc'),
      sp: sched + gobuf.offset('sp'),
      bp: sched + gobuf.offset('bp'),
    }
  }

  read(target: Target, address: number): Goroutine | undefined {
    const { at } = this
    const bytes = new MemoryReader(target).view(address, this.size)
    const word = (offset: number) => bytes.getUint32(offset, true) + bytes.getUint32(offset + 4, true) * 2 ** 32
    const status = bytes.getUint32(at.status, true) & ~scanBit
    const id = word(at.goid)
    if (id === 0 || status === gStatus.dead || status === gStatus.idle) return undefined
    const waiting = status === gStatus.waiting
    const reason = waiting ? this.reason(target, bytes.getUint8(at.reason)) : ''
    const startPc = word(at.start)
    const m = word(at.m)
    return {
      id,
      address,
      status,
      state: reason !== '' ? reason : (statusNames[status] ?? `status ${status}`),
      waiting,
      tid: m === 0 ? undefined : this.threadOf(target, m),
      saved: { pc: word(at.pc), sp: word(at.sp), bp: word(at.bp) },
      startPc,
      createdAtPc: word(at.created),
      parentId: word(at.parent),
      waitSince: waiting ? word(at.since) : 0,
      system: this.isSystem(target, startPc),
    }
  }

  /** m.procid, the kernel's number of the thread. */
  private threadOf(target: Target, m: number): number | undefined {
    const tid = new MemoryReader(target).word(m + this.procid)
    return target.hasThread(tid) ? tid : undefined
  }

  private isSystem(target: Target, startPc: number): boolean {
    let system = this.systemByStart.get(startPc)
    if (system === undefined) {
      const name = target.image.functionAt(startPc)?.name
      system = name?.startsWith('runtime.') === true && name !== 'runtime.main'
      this.systemByStart.set(startPc, system)
    }
    return system
  }

  /** The runtime's own text for a wait reason: it keeps them in an array of strings that nobody writes to. */
  private reason(target: Target, number: number): string {
    let text = this.reasons.get(number)
    if (text === undefined) {
      const table = target.image.symbols.get('runtime.waitReasonStrings')
      if (table === undefined || number * 16 >= table.size) text = number === 0 ? '' : `wait reason ${number}`
      else text = new TextDecoder().decode(new MemoryReader(target).stringAt(table.address + number * 16, 100).bytes)
      this.reasons.set(number, text)
    }
    return text
  }
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
