// This file says how often a breakpoint stops: the modes a client may choose, and the counting they mean.
import type { HitCondition } from './hitCondition'

export type BreakpointMode = 'every' | 'perGoroutine' | 'oncePerGoroutine' | 'once'

export interface ModeDescription {
  readonly mode: BreakpointMode
  readonly label: string
  readonly description: string
  readonly appliesTo: readonly ('source' | 'exception' | 'data' | 'instruction')[]
}

/** The first one that applies is what a client takes by default. */
export const breakpointModes: readonly ModeDescription[] = [
  {
    mode: 'every',
    label: 'Every hit',
    description: 'Stops at every hit. A hit count counts the hits of all goroutines together.',
    appliesTo: ['source', 'exception', 'data', 'instruction'],
  },
  {
    mode: 'perGoroutine',
    label: 'Count per goroutine',
    description: 'A hit count counts the hits of each goroutine for itself: "3" stops at the third hit of every goroutine.',
    appliesTo: ['source', 'data', 'instruction'],
  },
  {
    mode: 'oncePerGoroutine',
    label: 'Once per goroutine',
    description: 'Stops each goroutine once.',
    appliesTo: ['source', 'exception', 'data', 'instruction'],
  },
  {
    mode: 'once',
    label: 'Once',
    description: 'Stops once and is then spent, until it is set anew.',
    appliesTo: ['source', 'exception', 'data', 'instruction'],
  },
]

/** The mode of a name; a text says that there is none. */
export function modeNamed(name: string | undefined): BreakpointMode | Error {
  if (name === undefined || name === '') return 'every'
  const found = breakpointModes.find(({ mode }) => mode === name)
  return found?.mode ?? new Error(`unknown breakpoint mode ${JSON.stringify(name)}`)
}

/** What a counter has counted. */
export interface HitCounts {
  readonly total: number
  readonly byGoroutine: ReadonlyMap<number, number>
}

/** Counts the hits of one breakpoint whose condition held, and says which of them stop. */
export class HitCounter {
  private total = 0
  private byGoroutine = new Map<number, number>()
  // Whether what is counted are hits after the breakpoint was set.
  private after = true
  // Ticks at which it stopped: the one after which it stops no more, and of each goroutine. Before them it is as if it had not.
  private spentAt: number | undefined
  private readonly stoppedAt = new Map<number, number>()
  private readonly perGoroutine: boolean

  constructor(
    readonly mode: BreakpointMode,
    private readonly condition: HitCondition | undefined,
    /** Tick at which the breakpoint was set: counting begins then. Of earlier times, hits are counted from the beginning. */
    private readonly since = 0,
  ) {
    this.perGoroutine = mode === 'perGoroutine' || condition?.perGoroutine === true
  }

  /** Whether `hit` wants to know the goroutine: finding it out costs. */
  get asksGoroutine(): boolean {
    return this.perGoroutine || this.mode === 'oncePerGoroutine'
  }

  /** Whether its counts matter to anybody. */
  get counting(): boolean {
    return this.condition !== undefined
  }

  /** What it has counted; hits belong to time, so this comes back when time does. */
  get counts(): HitCounts {
    return { total: this.total, byGoroutine: new Map(this.byGoroutine) }
  }

  /** Goes on counting from what it had counted at a tick; from nothing if that is not known. */
  restore(tick: number, counts: HitCounts | undefined): void {
    this.total = counts?.total ?? 0
    this.byGoroutine = new Map(counts?.byGoroutine)
    this.after = tick >= this.since
  }

  /** Hits from here on are at this tick or later. */
  reach(tick: number): void {
    if (this.after || tick < this.since) return
    this.restore(tick, undefined)
  }

  /** Whether at a tick it has stopped once and stops no more. */
  spentAfter(tick: number): boolean {
    return this.spentAt !== undefined && this.spentAt <= tick
  }

  /** Time has been forked at a tick: what it did later it has not done. */
  forget(tick: number): void {
    if (!this.spentAfter(tick)) this.spentAt = undefined
    for (const [goid, at] of this.stoppedAt) if (at > tick) this.stoppedAt.delete(goid)
  }

  /** As `hit` of a moment in the past, which counts like any other but spends nothing. */
  wouldHit(goid: number, tick: number): boolean {
    return this.count(goid) && this.mayStop(goid, tick)
  }

  private mayStop(goid: number, tick: number): boolean {
    const at = this.mode === 'once' ? this.spentAt : this.mode === 'oncePerGoroutine' ? this.stoppedAt.get(goid) : undefined
    return at === undefined || at >= tick
  }

  private count(goid: number): boolean {
    let hits = ++this.total
    if (this.perGoroutine) {
      hits = (this.byGoroutine.get(goid) ?? 0) + 1
      this.byGoroutine.set(goid, hits)
    }
    return this.condition === undefined || this.condition.test(hits)
  }

  /** One more hit, of a goroutine; true if it counts for a stop. */
  hit(goid: number, tick: number): boolean {
    if (!this.count(goid) || !this.mayStop(goid, tick)) return false
    if (this.mode === 'once') this.spentAt = tick
    else if (this.mode === 'oncePerGoroutine') this.stoppedAt.set(goid, tick)
    return true
  }
}
