// This file keeps data breakpoints: it turns them into watches of the machine, and hits of those watches into stops that say what was and what is.
//
// A watch is an address; a data breakpoint follows what it was set on. When a stack grows its words move: a watch of our own on g.stack.hi tells
// when. When the frame of a variable returns, the breakpoint is out of scope, as Delve's are. `write` means that the value changes; `read` and
// `readWrite` stop at each access. What the runtime does with the memory for itself is not reported (see housekeeping.ts), except for data of the
// runtime's own, which only those ask for who mean it.
import type { LiveTarget } from '../liveTarget'
import { goidOfThread, goroutineOfThread } from '../runtime/goroutines'
import { layoutOf } from '../runtime/structs'
import { MemoryReader } from '../target'
import { unwindThread } from '../unwind'
import { ValueReader } from '../values/value'
import { type DataLocation, findLocation, type Place } from './dataLocation'
import type { Evaluator } from './decide'
import type { HitCondition } from './hitCondition'
import { isHousekeeping } from './housekeeping'
import { type BreakpointMode, HitCounter } from './modes'
import type { BreakpointTable, Hit, Watcher } from './table'

export type DataAccess = 'read' | 'write' | 'readWrite'

/** A data breakpoint as a client asks for it. */
export interface DataRequest {
  readonly location: DataLocation
  readonly access: DataAccess
  readonly condition: string | undefined
  readonly hitCondition: HitCondition | undefined
  readonly mode: BreakpointMode
}

/** What the machine says of an access. */
export interface WatchStop {
  readonly tid: number
  readonly watch: number
  readonly address: number
  readonly size: number
  readonly write: boolean
  readonly changed: boolean
  readonly others: readonly Omit<WatchStop, 'tid' | 'others'>[]
}

/** A hit of data breakpoints that is a stop. */
export interface DataDecision {
  readonly tid: number
  readonly ids: readonly number[]
  /** `total: 3 → 4` */
  readonly description: string
  readonly text: string
  /** A condition could not be evaluated. */
  readonly failure?: string
}

export interface DataEvents {
  /** A breakpoint has lost what it watched; it is removed. */
  gone(id: number, why: string): void
  /** It has done what it was set for. */
  spent(id: number): void
}

interface DataBreakpoint {
  readonly id: number
  readonly request: DataRequest
  readonly counter: HitCounter
  place: Place
  /** What the bytes were when they were last looked at. */
  old: Uint8Array
}

const mostShown = 4096
const heapStart = 0xc000000000

/** Stops where the frame of a watched variable has returned to. */
export class ScopeWatcher implements Watcher {
  readonly name = 'scope'

  constructor(
    readonly id: number,
    /** What people are told at the stop. */
    readonly text: string,
    readonly reached: (hit: Hit) => boolean,
  ) {}
}

export class DataBreakpoints {
  private readonly breakpoints = new Map<number, DataBreakpoint>()
  private readonly scopes = new Map<number, { readonly address: number; readonly watcher: ScopeWatcher }>()
  // What each watch of the machine stands for; a g for the watch on the end of its stack.
  private watched: (DataBreakpoint | { readonly g: number })[] = []
  private readonly values: ValueReader
  private readonly memory: MemoryReader
  private readonly stackEnd: number

  constructor(
    private readonly target: LiveTarget,
    private readonly table: BreakpointTable,
    private readonly evaluator: Evaluator,
    private readonly events: DataEvents,
  ) {
    this.values = new ValueReader(target)
    this.memory = new MemoryReader(target)
    this.stackEnd = layoutOf(target, 'runtime.g').offset('stack') + 8
    const recovery = target.image.functionNamed('runtime.recovery')
    if (recovery !== undefined) {
      const watcher: Watcher = { name: 'recovery', reached: hit => this.recovered(hit) }
      table.addWatcher(recovery.entry + recovery.prologueEnd, watcher)
    }
  }

  get size(): number {
    return this.breakpoints.size
  }

  /** Sets one; a text says why it cannot be. */
  add(id: number, request: DataRequest): string | undefined {
    const place = findLocation(this.target, request.location)
    if (typeof place === 'string') return place
    // What is on the heap may be mapped later.
    if (this.target.read(place.address, 1) === undefined && !(place.address >= heapStart && place.address < heapStart + 2 ** 32))
      return `could not read ${request.location.bytes} bytes at ${hex(place.address)}`
    const breakpoint: DataBreakpoint = {
      id,
      request,
      counter: new HitCounter(request.mode, request.hitCondition, this.target.tick),
      place,
      old: new Uint8Array(),
    }
    this.breakpoints.set(id, breakpoint)
    this.watchScope(breakpoint)
    this.arm()
    return undefined
  }

  /** What counts their hits, by id. */
  *counters(): Iterable<[number, HitCounter]> {
    for (const { id, counter } of this.breakpoints.values()) yield [id, counter]
  }

  has(id: number): boolean {
    return this.breakpoints.has(id)
  }

  remove(id: number): void {
    if (!this.breakpoints.delete(id)) return
    this.dropScope(id)
    this.arm()
  }

  private dropScope(id: number): void {
    const scope = this.scopes.get(id)
    if (scope !== undefined) this.table.removeWatcher(scope.address, scope.watcher)
    this.scopes.delete(id)
  }

  private watchScope(breakpoint: DataBreakpoint): void {
    const { frame } = breakpoint.place
    const { name, stack } = breakpoint.request.location
    if (frame === undefined || stack === undefined || frame.returnsTo === 0) return
    const text = `${name} went out of scope: ${stack.function} has returned`
    const watcher: ScopeWatcher = new ScopeWatcher(breakpoint.id, text, hit => this.leaves(breakpoint, watcher.text, hit))
    this.scopes.set(breakpoint.id, { address: frame.returnsTo, watcher })
    this.table.addWatcher(frame.returnsTo, watcher)
  }

  /**
   * Sets the machine's watches (and answers them), and looks at what the bytes are. Call it before the program goes on: it may have been
   * changed, or time.
   */
  arm(): { address: number; length: number; access: DataAccess }[] {
    const watches: { address: number; length: number; access: DataAccess }[] = []
    this.watched = []
    const goroutines = new Set<number>()
    for (const breakpoint of this.breakpoints.values()) {
      const { request } = breakpoint
      this.find(breakpoint)
      const { place } = breakpoint
      breakpoint.old = this.bytesOf(breakpoint)
      watches.push({ address: place.address, length: request.location.bytes, access: request.access })
      this.watched.push(breakpoint)
      if (place.frame !== undefined) goroutines.add(place.frame.g)
    }
    for (const g of goroutines) {
      watches.push({ address: g + this.stackEnd, length: 8, access: 'write' })
      this.watched.push({ g })
    }
    this.target.setWatches(watches)
    return watches
  }

  /** A place on a stack is where the stack is now: it, or time, may have moved. */
  private find(breakpoint: DataBreakpoint): void {
    const { frame } = breakpoint.place
    const { stack } = breakpoint.request.location
    if (frame === undefined || stack === undefined) return
    const end = this.memory.word(frame.g + this.stackEnd)
    if (end !== 0) breakpoint.place = { frame, address: end - stack.distance }
  }

  private bytesOf({ place, request }: DataBreakpoint): Uint8Array {
    return this.target.read(place.address, Math.min(request.location.bytes, mostShown)) ?? new Uint8Array()
  }

  // -------------------------------------------------------------------------------------------------------------- hits

  /** Whether an access is a stop; with `past` for one who looks at the past: nothing is spent, nothing lost. */
  decide(stop: WatchStop, past: boolean): DataDecision | undefined {
    const hits = [stop, ...stop.others]
    const moved = new Set<number>()
    for (const hit of hits) {
      const watched = this.watched[hit.watch]
      if (watched !== undefined && 'g' in watched && hit.changed) moved.add(watched.g)
    }
    if (moved.size > 0 && past) this.arm()
    else if (moved.size > 0) this.stacksMoved(moved)
    const lines: string[] = []
    const details: string[] = []
    const ids: number[] = []
    let housekeeping: boolean | undefined
    for (const hit of hits) {
      const breakpoint = this.watched[hit.watch]
      if (breakpoint === undefined || 'g' in breakpoint || !this.breakpoints.has(breakpoint.id)) continue
      const { request } = breakpoint
      const was = breakpoint.old
      breakpoint.old = this.bytesOf(breakpoint)
      if (request.access === 'write' && !hit.changed) continue
      housekeeping ??= isHousekeepingNow(this.target, stop.tid)
      if (housekeeping && !request.location.name.startsWith('runtime.')) continue
      if (past ? !this.isThere(breakpoint) : this.isGone(breakpoint)) continue
      const failure = this.conditionFails(breakpoint, stop.tid)
      if (failure === true) continue
      const { tick } = this.target
      breakpoint.counter.reach(tick)
      const goid = goidOfThread(this.target, stop.tid)
      const { counter } = breakpoint
      const stops = past ? counter.wouldHit(goid, tick) : failure !== undefined || counter.hit(goid, tick)
      if (!stops) continue
      if (!past && counter.spentAfter(tick)) this.events.spent(breakpoint.id)
      ids.push(breakpoint.id)
      lines.push(this.describe(breakpoint, was, hit))
      details.push(`${hit.size} bytes at ${hex(hit.address)} ${hit.write ? 'written' : 'read'} by goroutine ${goid}`)
      if (failure !== undefined) return { tid: stop.tid, ids, description: 'Breakpoint condition failed', text: failure, failure }
    }
    if (ids.length === 0) return undefined
    return { tid: stop.tid, ids, description: lines.join('; '), text: details.join('; ') }
  }

  /** True: it does not hold; a text: it cannot be evaluated. */
  private conditionFails({ request }: DataBreakpoint, tid: number): true | string | undefined {
    if (request.condition === undefined) return undefined
    try {
      return this.evaluator.condition(request.condition, tid) ? undefined : true
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }

  private describe(breakpoint: DataBreakpoint, was: Uint8Array, hit: { readonly write: boolean; readonly changed: boolean }): string {
    const { name } = breakpoint.request.location
    const now = this.textOf(breakpoint, breakpoint.old)
    if (!hit.write) return `${name} read: ${now}`
    return hit.changed ? `${name}: ${this.textOf(breakpoint, was)} → ${now}` : `${name} written, unchanged: ${now}`
  }

  private textOf({ request }: DataBreakpoint, bytes: Uint8Array): string {
    const { type, bytes: length } = request.location
    if (bytes.length < length) return `${length} bytes`
    return this.values.text({ type, bytes }, { limit: 100 })
  }

  // ---------------------------------------------------------------------------------------------------------- what moves

  private stacksMoved(moved: ReadonlySet<number>): void {
    for (const breakpoint of [...this.breakpoints.values()]) {
      const { frame } = breakpoint.place
      const { stack } = breakpoint.request.location
      if (frame === undefined || stack === undefined || !moved.has(frame.g)) continue
      this.isGone(breakpoint)
    }
    this.arm()
  }

  /** A g is used again for another goroutine: what was watched on its stack is no more. */
  private isGone(breakpoint: DataBreakpoint): boolean {
    const { frame } = breakpoint.place
    const { stack, name } = breakpoint.request.location
    if (frame === undefined || stack === undefined) return false
    const goid = this.memory.word(frame.g + layoutOf(this.target, 'runtime.g').offset('goid'))
    if (goid === stack.goid && this.memory.word(frame.g + this.stackEnd) !== 0) return false
    this.lose(breakpoint, `${name} went out of scope: goroutine ${stack.goid} has ended`)
    return true
  }

  /** In the past the frame of a variable may not exist yet, and its place belong to another one. */
  private isThere({ request }: DataBreakpoint): boolean {
    return request.location.stack === undefined || typeof findLocation(this.target, request.location) !== 'string'
  }

  private lose(breakpoint: DataBreakpoint, why: string): void {
    this.remove(breakpoint.id)
    this.events.gone(breakpoint.id, why)
  }

  /** A thread is where the frame of a variable returns to; true makes it a stop. */
  private leaves(breakpoint: DataBreakpoint, text: string, { tid }: Hit): boolean {
    const { frame } = breakpoint.place
    if (frame === undefined || goroutineOfThread(this.target, tid) !== frame.g) return false
    const distance = this.memory.word(frame.g + this.stackEnd) - Number(this.target.register(tid, 'SP'))
    if (distance !== frame.distance) return false
    this.lose(breakpoint, text)
    // Nobody wants to stop in the runtime's own frames, where goroutines end.
    return !frame.caller.startsWith('runtime.')
  }

  /** Frames that a recovered panic cuts off do not return. */
  private recovered({ tid }: Hit): boolean {
    if (this.scopes.size === 0) return false
    const g = goroutineOfThread(this.target, tid)
    const panic = g === 0 ? 0 : this.memory.word(g + layoutOf(this.target, 'runtime.g').offset('_panic'))
    if (panic === 0) return false
    const sp = this.memory.word(panic + layoutOf(this.target, 'runtime._panic').offset('sp'))
    for (const breakpoint of [...this.breakpoints.values()]) {
      const { frame } = breakpoint.place
      if (frame?.g !== g || breakpoint.place.address >= sp) continue
      const { name, stack } = breakpoint.request.location
      this.lose(breakpoint, `${name} went out of scope: a recovered panic has left ${stack!.function}`)
    }
    return false
  }
}

function isHousekeepingNow(target: LiveTarget, tid: number): boolean {
  return isHousekeeping(unwindThread(target, tid, 8))
}

function hex(address: number): string {
  return `0x${address.toString(16)}`
}
