// This file watches for the ends of programs: panics nobody recovers, fatal errors, deadlocks; and recovered panics and writes to nil maps for
// those who ask. What no rule speaks of (exceptionRules.ts) is decided by filters. Each filter may have a condition: a Go expression over what happened (`panic.type`, `panic.text`, `goid`) and over the variables
// of the function of the program in which it happened.

import { type BreakpointMode, HitCounter } from './breakpoints/modes'
import type { BreakpointTable, Hit, Watcher } from './breakpoints/table'
import { evaluateBool } from './evaluate/evaluate'
import { constantOperand, type Operand } from './evaluate/operand'
import { type ExceptionRule, type Fate, ruled } from './exceptionRules'
import type { LiveTarget } from './liveTarget'
import { goidOfThread, goroutineOfThread, readGoroutine } from './runtime/goroutines'
import { describePanic, panicChain } from './runtime/panics'
import { layoutOf, StructReader } from './runtime/structs'
import type { ExceptionKind } from './stops'
import { MemoryReader } from './target'
import { unwindGoroutine, userFrame } from './unwind'
import { Loader } from './values/loader'

/** Filters as clients name them; the first two are Delve's. */
export type ExceptionFilter = 'unrecovered-panic' | 'runtime-fatal-throw' | 'recovered-panic' | 'deadlock' | 'nil-map-write'

/** What an exception breakpoint condition may say, for people. */
export const conditionDescription =
  'A Go expression over panic.type, panic.text, goid and the variables of the function, such as panic.type == "runtime.boundsError" or strings.Contains(panic.text, "map")'

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
  {
    filter: 'nil-map-write',
    label: 'Writes to Nil Maps',
    description: 'Stop where a program assigns to an entry of a nil map, before any deferred call runs, recovered or not',
    default: false,
  },
]

/** A filter that is on. */
export interface ExceptionRequest {
  readonly filter: ExceptionFilter
  readonly condition?: string | undefined
  readonly mode: BreakpointMode
}

/** An exception that has just happened. */
export interface ExceptionHit {
  readonly kind: ExceptionKind
  readonly text: string
  readonly goid: number
  readonly tid: number
  /** The condition of the filter could not be evaluated, and why. */
  readonly failure?: string
}

interface EnabledFilter {
  readonly condition: string | undefined
  readonly counter: HitCounter
}

const deadlockTexts = /^(all goroutines are asleep - deadlock!|no goroutines \(main called runtime\.Goexit\) - deadlock!)/
const nilMapText = 'assignment to entry in nil map'

/** Errors that say only what the program's data are just now. */
const passing = /nil|could not read|out of bounds|key not found|not been allocated|setting up its frame/

/** Watches the runtime functions through which programs die. */
export class ExceptionWatcher implements Watcher {
  readonly name = 'exception'
  private readonly enabled = new Map<ExceptionFilter, EnabledFilter>()
  private rules: readonly ExceptionRule[] = []
  /** Set by `reached` when it answers true. */
  hit: ExceptionHit | undefined
  private looking = false
  private readonly addresses = new Map<number, 'panic' | 'fatal' | 'recovered' | 'raised'>()
  private readonly memory: MemoryReader

  constructor(
    private readonly target: LiveTarget,
    table: BreakpointTable,
    private readonly panicText: (tid: number) => string,
  ) {
    this.memory = new MemoryReader(target)
    this.set(exceptionFilters.filter(filter => filter.default).map(({ filter }) => ({ filter, mode: 'every' })))
    const watch = (name: string, what: 'panic' | 'fatal' | 'recovered' | 'raised') => {
      const f = target.image.functionNamed(name)
      if (f === undefined) return
      this.addresses.set(f.entry + f.prologueEnd, what)
      table.addWatcher(f.entry + f.prologueEnd, this)
    }
    watch('runtime.fatalpanic', 'panic')
    watch('runtime.fatal', 'fatal')
    watch('runtime.throw', 'fatal')
    watch('runtime.recovery', 'recovered')
    watch('runtime.gopanic', 'raised')
  }

  /** Replaces all filters and rules. Each answer says why its filter cannot be, or nothing. */
  set(requests: readonly ExceptionRequest[], rules: readonly ExceptionRule[] = []): (string | undefined)[] {
    this.rules = rules
    this.enabled.clear()
    return requests.map(({ filter, condition, mode }) => {
      const text = condition?.trim() || undefined
      const wrong = text === undefined ? undefined : this.problemOf(text)
      if (wrong === undefined) this.enabled.set(filter, { condition: text, counter: new HitCounter(mode, undefined) })
      return wrong
    })
  }

  /** Why a condition can never be evaluated. */
  private problemOf(condition: string): string | undefined {
    try {
      evaluateBool(this.target, parseable(condition), { names: namesFor('', '', 0) })
      return undefined
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      // A name may be that of a variable of the function it happens in; that shows only then.
      return passing.test(message) || message.startsWith('could not find symbol')
        ? this.unknownMember(condition, message)
        : described(condition, message)
    }
  }

  private unknownMember(condition: string, message: string): string | undefined {
    const member = /^could not find symbol value for ((?:panic|goid|fatal)\b.*)$/.exec(message)?.[1]
    return member === undefined ? undefined : described(condition, `${member} is not known; there are panic.type, panic.text and goid`)
  }

  /** Where it watches. */
  get places(): Iterable<number> {
    return this.addresses.keys()
  }

  /** As `reached`, for one who looks at the past: nothing is spent. */
  wouldStop(hit: Hit): boolean {
    this.looking = true
    try {
      return this.reached(hit)
    } finally {
      this.looking = false
    }
  }

  /** Time has been forked. */
  forget(tick: number): void {
    for (const { counter } of this.enabled.values()) counter.forget(tick)
  }

  reached({ address, tid }: Hit): boolean {
    const what = this.addresses.get(address)
    const goid = goidOfThread(this.target, tid)
    if (what === 'panic')
      return this.decide(
        'unrecovered-panic',
        { kind: 'panic', goid, tid },
        () => this.panicText(tid),
        () => this.panicOf(tid),
      )
    if (what === 'recovered')
      return this.decide(
        'recovered-panic',
        { kind: 'recovered panic', goid, tid },
        () => this.panicText(tid),
        () => this.panicOf(tid),
      )
    if (what === 'raised') {
      if (!this.enabled.has('nil-map-write')) return false
      const raised = this.raisedBy(tid, address)
      if (raised?.text !== nilMapText) return false
      return this.decide(
        'nil-map-write',
        { kind: 'nil map write', goid, tid },
        () => raised.text,
        () => raised,
      )
    }
    const text = this.messageOf(tid, address)
    const deadlock = deadlockTexts.test(text)
    // A deadlock is found by the scheduler, on no goroutine: the main one stands for all.
    const common = { kind: deadlock ? ('deadlock' as const) : ('fatal error' as const), goid: goid === 0 ? 1 : goid, tid }
    return this.decide(
      deadlock ? 'deadlock' : 'runtime-fatal-throw',
      common,
      () => text,
      () => ({ text, typeName: 'fatal error' }),
    )
  }

  private decide(
    filter: ExceptionFilter,
    common: Pick<ExceptionHit, 'kind' | 'goid' | 'tid'>,
    shown: () => string,
    about: () => { readonly text: string; readonly typeName: string },
  ): boolean {
    const byRule = this.byRule(common, about)
    if (byRule !== undefined) {
      if (byRule) this.hit = { ...common, text: shown() }
      return byRule
    }
    const enabled = this.enabled.get(filter)
    if (enabled === undefined) return false
    if (enabled.condition !== undefined) {
      try {
        const { text, typeName } = about()
        const names = namesFor(typeName, text, common.goid)
        if (!evaluateBool(this.target, parseable(enabled.condition), { ...this.userContext(common.tid), names })) return false
      } catch (error) {
        this.hit = {
          ...common,
          text: shown(),
          failure: described(enabled.condition, error instanceof Error ? error.message : String(error)),
        }
        return true
      }
    }
    const { counter } = enabled
    const { tick } = this.target
    if (!(this.looking ? counter.wouldHit(common.goid, tick) : counter.hit(common.goid, tick))) return false
    this.hit = { ...common, text: shown() }
    return true
  }

  /** What the rules say; undefined if none speaks of it. A write to a nil map is told before it is known what becomes of it. */
  private byRule(
    { kind, tid }: Pick<ExceptionHit, 'kind' | 'tid'>,
    about: () => { readonly text: string; readonly typeName: string },
  ): boolean | undefined {
    if (this.rules.length === 0 || kind === 'nil map write') return undefined
    const { text, typeName } = about()
    if (kind === 'fatal error' || kind === 'deadlock') return ruled(this.rules, 'fatal error', text, 'unrecovered')
    return ruled(this.rules, 'panic', typeName, kind === 'panic' ? 'unrecovered' : this.recoverer(tid))
  }

  /** Whose deferred function has recovered: runtime.recovery goes back into the function that deferred it. */
  private recoverer(tid: number): Fate {
    const panic = this.memory.word(goroutineOfThread(this.target, tid) + layoutOf(this.target, 'runtime.g').offset('_panic'))
    const pc = panic === 0 ? 0 : new StructReader(this.target, 'runtime._panic', panic).word('retpc')
    const inLibrary = this.target.image.functionAt(pc)?.file.startsWith('/goroot/') === true
    return inLibrary ? 'recovered by the library' : 'recovered by the user'
  }

  /** The innermost function of the program on the thread's goroutine. */
  private userContext(tid: number) {
    const g = goroutineOfThread(this.target, tid)
    const goroutine = g === 0 ? undefined : readGoroutine(this.target, g)
    const frame = goroutine === undefined ? undefined : userFrame(unwindGoroutine(this.target, goroutine, 50))
    return { tid, ...(goroutine === undefined ? {} : { goroutine }), ...(frame === undefined ? {} : { frame }) }
  }

  private panicOf(tid: number): { text: string; typeName: string } {
    const [panic] = panicChain(this.target, goroutineOfThread(this.target, tid))
    return panic === undefined ? { text: '', typeName: '' } : { text: panic.text, typeName: panic.raisedAs }
  }

  /** The panic that gopanic has just been called with. */
  private raisedBy(tid: number, address: number): { text: string; typeName: string } | undefined {
    const e = this.target.image.functionAt(address)?.variables.find(variable => variable.name === 'e' && variable.role === 'param')
    if (e === undefined) return undefined
    return describePanic(new Loader(this.target), { type: e.type, address: this.cfaOf(tid, address) + e.cfa })
  }

  private cfaOf(tid: number, address: number): number {
    return Number(this.target.register(tid, 'SP')) + (this.target.image.spDeltaAt(address) ?? 0) + 8
  }

  /** The string argument of runtime.fatal or throw, from its home. */
  private messageOf(tid: number, address: number): string {
    try {
      return new TextDecoder().decode(this.memory.stringAt(this.cfaOf(tid, address)).bytes)
    } catch {
      return ''
    }
  }
}

/** `type` is a keyword of Go; behind `panic.`, outside of strings, it is a name. */
function parseable(condition: string): string {
  return condition.replace(/"(?:[^"\\]|\\.)*"|`[^`]*`|\bpanic\.type\b/g, part => (part === 'panic.type' ? 'panic.typeName' : part))
}

function described(condition: string, message: string): string {
  return `condition ${JSON.stringify(condition)}: ${message}`
}

function namesFor(type: string, text: string, goid: number): ReadonlyMap<string, Operand> {
  return new Map([
    ['panic.typeName', constantOperand(type)],
    ['panic.text', constantOperand(text)],
    ['goid', constantOperand(goid)],
  ])
}
