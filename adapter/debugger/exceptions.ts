// This file watches for the ends of programs: panics nobody recovers, fatal errors, deadlocks; and recovered panics for those who ask.
import type { BreakpointTable, Hit, Watcher } from './breakpoints/table'
import type { LiveTarget } from './liveTarget'
import { goidOfThread } from './runtime/goroutines'
import type { ExceptionKind } from './stops'
import { MemoryReader } from './target'

/** Filters as clients name them; the first two are Delve's. */
export type ExceptionFilter = 'unrecovered-panic' | 'runtime-fatal-throw' | 'recovered-panic' | 'deadlock'

export const exceptionFilters: readonly { filter: ExceptionFilter; label: string; description: string; default: boolean }[] = [
  {
    filter: 'unrecovered-panic',
    label: 'Unrecovered Panics',
    description: 'Stop at runtime.fatalpanic, when a panic has run all deferred calls and nobody recovered',
    default: true,
  },
  {
    filter: 'runtime-fatal-throw',
    label: 'Fatal Throws',
    description: 'Stop at runtime.fatal and runtime.throw: concurrent map access, unlock of an unlocked mutex …',
    default: true,
  },
  { filter: 'deadlock', label: 'Deadlocks', description: 'Stop when all goroutines are asleep', default: true },
  { filter: 'recovered-panic', label: 'Recovered Panics', description: 'Stop when recover has ended a panic', default: false },
]

/** An exception that has just happened. */
export interface ExceptionHit {
  readonly kind: ExceptionKind
  readonly text: string
  readonly goid: number
  readonly tid: number
}

const deadlockTexts = /^(all goroutines are asleep - deadlock!|no goroutines \(main called runtime\.Goexit\) - deadlock!)/

/** Watches the runtime functions through which programs die. */
export class ExceptionWatcher implements Watcher {
  readonly name = 'exception'
  readonly enabled = new Set<ExceptionFilter>(['unrecovered-panic', 'runtime-fatal-throw', 'deadlock'])
  /** Set by `reached` when it answers true. */
  hit: ExceptionHit | undefined
  private readonly addresses = new Map<number, 'panic' | 'fatal' | 'recovered'>()
  private readonly memory: MemoryReader

  constructor(
    private readonly target: LiveTarget,
    table: BreakpointTable,
    private readonly panicText: (tid: number) => string,
  ) {
    this.memory = new MemoryReader(target)
    const watch = (name: string, what: 'panic' | 'fatal' | 'recovered') => {
      const f = target.image.functionNamed(name)
      if (f === undefined) return
      this.addresses.set(f.entry + f.prologueEnd, what)
      table.addWatcher(f.entry + f.prologueEnd, this)
    }
    watch('runtime.fatalpanic', 'panic')
    watch('runtime.fatal', 'fatal')
    watch('runtime.throw', 'fatal')
    watch('runtime.recovery', 'recovered')
  }

  /** Where it watches. */
  get places(): Iterable<number> {
    return this.addresses.keys()
  }

  reached({ address, tid }: Hit): boolean {
    const what = this.addresses.get(address)
    const goid = goidOfThread(this.target, tid)
    if (what === 'panic') {
      if (!this.enabled.has('unrecovered-panic')) return false
      this.hit = { kind: 'panic', text: this.panicText(tid), goid, tid }
      return true
    }
    if (what === 'recovered') {
      if (!this.enabled.has('recovered-panic')) return false
      this.hit = { kind: 'recovered panic', text: this.panicText(tid), goid, tid }
      return true
    }
    const text = this.messageOf(tid, address)
    const deadlock = deadlockTexts.test(text)
    if (!this.enabled.has(deadlock ? 'deadlock' : 'runtime-fatal-throw')) return false
    // A deadlock is found by the scheduler, on no goroutine: the main one stands for all.
    this.hit = { kind: deadlock ? 'deadlock' : 'fatal error', text, goid: goid === 0 ? 1 : goid, tid }
    return true
  }

  /** The string argument of runtime.fatal or throw, from its home. */
  private messageOf(tid: number, address: number): string {
    try {
      const cfa = Number(this.target.register(tid, 'SP')) + (this.target.image.spDeltaAt(address) ?? 0) + 8
      return new TextDecoder().decode(this.memory.stringAt(cfa).bytes)
    } catch {
      return ''
    }
  }
}
