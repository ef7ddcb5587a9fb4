// This file decides, beside the running machine, whether a breakpoint met is a stop: it is asked a million times a second and nearly always says no.
//
// In the usual case nothing is allocated: a condition is a compiled closure over registers and memory, a hit count a number. What the closures
// cannot do the evaluator does, and a condition that fails to evaluate is a stop that says why.
import type { RawState } from '../evaluate/rawState'
import type { LiveTarget } from '../liveTarget'
import type { Location } from './locations'
import type { BoundBreakpoint, BreakpointTable, UserBreakpoint, Watcher } from './table'

/** Evaluates expressions for conditions and log messages, at the innermost frame of a thread. Throws with a message people can read. */
export interface Evaluator {
  condition(expression: string, tid: number): boolean
  text(expression: string, tid: number): string
  /** The value of the panic that a thread's goroutine is in, as Go prints it, strings quoted. */
  panicText(tid: number): string
}

/** What made a breakpoint a stop. */
export interface Decision {
  readonly tid: number
  readonly address: number
  /** Breakpoints of the user that stop, the first one first. */
  readonly users: readonly UserBreakpoint[]
  /** Watchers that stop. */
  readonly watchers: readonly Watcher[]
  /** A condition that could not be evaluated. */
  readonly failure?: { readonly breakpoint: UserBreakpoint; readonly message: string }
}

export interface DeciderOptions {
  /** Whether breakpoints in the runtime count now. */
  readonly runtimeArmed: () => boolean
  readonly logged: (text: string, goid: number, location: Location) => void
  /** Whether the host should have its turn. */
  readonly overdue: () => boolean
  /** A breakpoint has done what it was set for, and stops no more. */
  readonly spent: (breakpoint: UserBreakpoint) => void
}

const slowWork = 100
const enoughWork = 5000 // about a millisecond

export class Decider {
  /** Why the last breakpoint met is a stop. */
  decision: Decision | undefined
  private readonly runtimeRanges = new Map<number, boolean>()

  constructor(
    private readonly target: LiveTarget,
    private readonly table: BreakpointTable,
    private readonly state: RawState,
    private readonly evaluator: Evaluator,
    private readonly options: DeciderOptions,
  ) {}

  // What was done since the clock was looked at: a compiled condition is 1, an evaluation or a log message some hundred times as much.
  private work = 0

  /** The filter of the machine: true makes the breakpoint a stop, and `decision` says why; without a decision the host is to have its turn. */
  readonly decide = (tid: number, address: number): boolean => {
    const entry = this.table.at(address)
    if (entry === undefined) return false
    const stopping = entry.watchers.length === 0 ? undefined : this.watchersThatStop(entry.watchers, tid, address)
    const { users } = entry
    let passed: UserBreakpoint[] | undefined
    if (users.length > 0) {
      this.state.begin(tid)
      for (let i = 0; i < users.length; i++) {
        const bound = users[i]!
        if (!this.passes(bound, tid, address, false)) continue
        passed ??= []
        passed.push(bound.breakpoint)
        if (this.failure === undefined) continue
        this.decision = { tid, address, users: passed, watchers: [], failure: { breakpoint: bound.breakpoint, message: this.failure } }
        this.failure = undefined
        return true
      }
    }
    if (stopping === undefined && passed === undefined) {
      if (this.work < enoughWork) return false
      this.work = 0
      return this.options.overdue()
    }
    this.decision = { tid, address, users: passed ?? [], watchers: stopping ?? [] }
    return true
  }

  /** The breakpoints of an address that would stop a thread there, for one who looks at the past: nothing is logged, nothing spent. */
  usersThatStop(users: readonly BoundBreakpoint[], tid: number, address: number): UserBreakpoint[] {
    if (users.length === 0) return []
    this.state.begin(tid)
    const stopping = users.filter(bound => this.passes(bound, tid, address, true))
    this.failure = undefined
    return stopping.map(({ breakpoint }) => breakpoint)
  }

  // Set by `passes` when a condition cannot be evaluated.
  private failure: string | undefined

  private watchersThatStop(watchers: readonly Watcher[], tid: number, address: number): Watcher[] | undefined {
    let stopping: Watcher[] | undefined
    // A watcher may take itself away.
    for (const watcher of watchers.slice()) {
      if (!watcher.reached({ tid, address })) continue
      stopping ??= []
      stopping.push(watcher)
    }
    return stopping
  }

  /** Whether a breakpoint stops: armed, condition true (or `failure`), count right, no log message. */
  private passes(bound: BoundBreakpoint, tid: number, address: number, past: boolean): boolean {
    const { breakpoint, compiled } = bound
    const { counter } = breakpoint
    this.work++
    if (this.inRuntime(address)) {
      if (!this.options.runtimeArmed()) return false
    } else if (breakpoint.kind === 'source' && this.state.goroutine() === 0) return false
    if (breakpoint.condition !== undefined && !this.holds(breakpoint.condition.text, compiled, tid)) return this.failure !== undefined
    if (counter.counting) counter.reach(this.target.tick)
    const goid = counter.asksGoroutine ? this.state.goid() : 0
    const { tick } = this.target
    if (past) return breakpoint.log === undefined && counter.wouldHit(goid, tick)
    if (!counter.hit(goid, tick)) return false
    if (counter.spentAfter(tick)) this.options.spent(breakpoint)
    if (breakpoint.log === undefined) return true
    let text = ''
    this.work += slowWork
    for (const part of breakpoint.log) text += 'text' in part ? part.text : this.logText(part.expression, tid)
    this.options.logged(text, this.state.goid(), breakpoint.location)
    return false
  }

  private holds(text: string, compiled: BoundBreakpoint['compiled'], tid: number): boolean {
    if (compiled !== undefined) {
      const { state } = this
      state.bailed = false
      const holds = compiled(state)
      if (!state.bailed) return holds
      state.bailed = false
    }
    this.work += slowWork
    try {
      return this.evaluator.condition(text, tid)
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error)
      return false
    }
  }

  private logText(expression: string, tid: number): string {
    try {
      return this.evaluator.text(expression, tid)
    } catch (error) {
      return `{${expression}: ${error instanceof Error ? error.message : String(error)}}`
    }
  }

  private inRuntime(address: number): boolean {
    let known = this.runtimeRanges.get(address)
    if (known === undefined) {
      const name = this.target.image.functionAt(address)?.name ?? ''
      known = name.startsWith('runtime.') || name.startsWith('internal/runtime/')
      this.runtimeRanges.set(address, known)
    }
    return known
  }
}
