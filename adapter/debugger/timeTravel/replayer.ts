// This file runs stretches of the past again, with probes that hear what happens in them.
//
// A search goes backwards by windows: from the last snapshot before the place where it begins, forward to that place; then the window before
// that, and so on. Near the place windows are short, further away they are longer, so that what happened just before costs little and what
// happened long ago costs no more than running through it a few times. Snapshots laid on the way stay, so the next search is cheaper.
//
// Long runs are cut into slices, between which the host's event loop has its turn; a search can be cancelled there.
import type { BreakpointTable } from '../breakpoints/table'
import type { LiveTarget, Snapshot, Stop } from '../liveTarget'
import type { HitHistory } from './hitHistory'

export interface ProbeWatch {
  readonly address: number
  readonly length: number
  readonly access: 'read' | 'write' | 'readWrite'
}

/** What is looked for in a stretch of time. Both may look at the target, whose tick is exact, but change nothing. */
export interface Probe {
  readonly addresses?: Iterable<number>
  /** A thread is about to execute the instruction at one of the addresses. */
  reached?(tid: number, address: number): void
  /** What is watched; asked at the beginning of each run, since memory is elsewhere at other times. */
  readonly watches?: (() => readonly ProbeWatch[]) | readonly ProbeWatch[]
  /** It counts the hits of breakpoints, so it must begin with the right counts. */
  readonly counts?: boolean
  /** A thread has accessed watched memory. */
  accessed?(stop: Stop & { reason: 'watch' }): void
}

export interface ReplayHost {
  readonly counts: HitHistory
  readonly yieldToHost: () => Promise<void>
  readonly now: () => number
}

/** Thrown out of a search that was cancelled. */
export class Cancelled extends Error {
  constructor() {
    super('cancelled')
  }
}

const sliceMilliseconds = 8
// Ticks of the first window. What a probe hears costs a microsecond, and in a loop it hears something every ten ticks.
const longestFirst = 40_000
const progressAfter = 400 // milliseconds until a search is long enough to be told
const progressEvery = 200

export class Replayer {
  private cancelRequested = false
  private cancellable = true
  private closed = false
  private deadline = 0
  private begun = 0
  private done = 0
  private wanted = 0
  private toldAt = 0
  /** Told from time to time how far a long search is, 0 to 1; and undefined at its end. */
  progress: (fraction: number | undefined) => void = () => {}

  constructor(
    private readonly target: LiveTarget,
    private readonly table: BreakpointTable,
    private readonly host: ReplayHost,
  ) {}

  /**
   * Does some work in the past. Meanwhile no breakpoint is set and no filter asked but those of probes. `ticks` is a guess of how many ticks
   * the work looks at, for the progress. What cannot be cancelled ends early only with the session.
   */
  async search<T>(ticks: number, work: () => Promise<T>, cancellable = true): Promise<T> {
    const { machine } = this.target
    const filter = machine.breakpointFilter
    this.cancelRequested = false
    this.cancellable = cancellable
    this.toldAt = 0
    this.begun = this.host.now()
    this.deadline = this.begun + sliceMilliseconds
    this.done = 0
    this.wanted = Math.max(1, ticks)
    machine.breakpointFilter = undefined
    // Data breakpoints set their watches anew when the program goes on.
    machine.setWatches([])
    this.table.suspend()
    this.host.counts.blind = true
    try {
      return await work()
    } finally {
      this.host.counts.blind = false
      this.table.restore()
      machine.breakpointFilter = filter
      if (this.toldAt > 0) this.progress(undefined)
    }
  }

  /** The search in progress ends at its next slice with `Cancelled`. */
  cancel(): void {
    this.cancelRequested = true
  }

  /** So does every search from now on. */
  dispose(): void {
    this.closed = true
  }

  /** Goes to a tick, wherever the target is now. */
  async goTo(tick: number): Promise<void> {
    const { timeline } = this.target
    timeline.approach(tick)
    await this.runTo(tick)
  }

  /** Goes to a tick so that hits are counted as they were on the way forward. */
  async goToCounted(tick: number): Promise<void> {
    const { counts } = this.host
    const { timeline } = this.target
    let from = timeline.snapshotBefore(tick)
    while (!counts.knows(from)) from = timeline.snapshotBefore(from.tick - 1)
    timeline.restore(from)
    counts.blind = false
    await this.runTo(tick, counts.probe)
    counts.blind = true
  }

  /** Runs on to a tick, which must not be beyond the frontier; the probe hears of everything that happens before it. */
  async runTo(tick: number, probe?: Probe): Promise<void> {
    const { target } = this
    const { machine, timeline } = target
    const addresses = probe?.reached === undefined ? [] : [...(probe.addresses ?? [])]
    for (const address of addresses) machine.setBreakpoint(address)
    if (probe?.reached !== undefined) {
      machine.breakpointFilter = (tid, address) => {
        probe.reached!(tid, address)
        return false
      }
    }
    if (probe?.watches !== undefined) machine.setWatches(typeof probe.watches === 'function' ? probe.watches() : probe.watches)
    try {
      for (;;) {
        const left = tick - target.tick
        const stop = timeline.run(Math.min(left, this.sliceTicks()))
        if (stop.reason === 'watch') probe?.accessed?.(stop)
        else if (left <= 0 || (stop.reason !== 'budget' && stop.reason !== 'breakpoint')) return
        if (this.host.now() >= this.deadline) await this.breathe(left - (tick - target.tick))
      }
    } finally {
      for (const address of addresses) machine.clearBreakpoint(address)
      machine.breakpointFilter = undefined
      if (probe?.watches !== undefined) machine.setWatches([])
    }
  }

  private sliceTicks(): number {
    return Math.max(100_000, Math.round(this.target.timeline.ticksIn(sliceMilliseconds / 2)))
  }

  private async breathe(ticks: number): Promise<void> {
    this.done += ticks
    await this.host.yieldToHost()
    if (this.closed || (this.cancelRequested && this.cancellable)) throw new Cancelled()
    const now = this.host.now()
    if (now - this.begun > progressAfter && now - this.toldAt > progressEvery) {
      this.toldAt = now
      this.progress(Math.min(0.99, this.done / this.wanted))
    }
    this.deadline = now + sliceMilliseconds
  }

  /**
   * Runs windows of the past again, from `limit` (which is excluded) backwards, each forward from its start. After each one `enough` is asked,
   * with the tick at which the window began. False when the beginning of time was reached. Where the target is afterwards is not said.
   */
  async backwards(limit: number, probe: Probe, enough: (from: number) => boolean): Promise<boolean> {
    let end = limit
    while (end > 0) {
      const from = await this.windowBefore(end, limit)
      const counted = probe.counts === true && this.host.counts.needed
      if (counted) await this.goToCounted(from.tick)
      else this.target.timeline.restore(from)
      this.host.counts.blind = !counted
      await this.runTo(end, probe)
      this.host.counts.blind = true
      if (enough(from.tick)) return true
      end = from.tick
    }
    return false
  }

  /** The tick of the last instruction that a thread has executed; the target stands before it. Undefined if it has executed none. */
  async previousInstruction(tid: number): Promise<number | undefined> {
    const { target } = this
    const now = target.tick
    const executed = ticksOf(target, tid)
    if (executed === 0) return undefined
    let from = await this.windowBefore(now, now)
    while (executedAt(from, tid) === executed) from = await this.windowBefore(from.tick, now)
    target.timeline.restore(from)
    await this.runThread(tid, executed - 1 - ticksOf(target, tid))
    if (target.currentTid === tid) return target.tick
    await this.runThread(tid, 1)
    const tick = target.tick - 1
    await this.goTo(tick)
    return tick
  }

  /** Runs on until a thread has executed so many instructions. */
  private async runThread(tid: number, instructions: number): Promise<void> {
    const end = ticksOf(this.target, tid) + instructions
    for (;;) {
      const left = end - ticksOf(this.target, tid)
      if (left <= 0) return
      const before = this.target.tick
      const stop = this.target.timeline.run(this.sliceTicks(), tid, left)
      if (stop.reason !== 'budget' && stop.reason !== 'stepped' && stop.reason !== 'breakpoint') return
      if (this.host.now() >= this.deadline) await this.breathe(this.target.tick - before)
    }
  }

  /** The snapshot at which the window begins that ends at a tick. Long windows are divided: the further from `limit`, the longer they may be. */
  private async windowBefore(end: number, limit: number): Promise<Snapshot> {
    const { timeline } = this.target
    const shortest = Math.min(longestFirst, Math.max(2_000, Math.round(timeline.closest / 8)))
    const from = timeline.snapshotBefore(end - 1)
    if (end - from.tick <= Math.max(4 * shortest, 2 * (limit - end))) return from
    const places: number[] = []
    // Far away from where the search began nobody will look for a while, and with a large heap a snapshot there costs much.
    const reach = Math.max(timeline.ticksIn(20), 8 * (limit - end))
    for (let distance = shortest; end - distance > from.tick && distance <= reach; distance *= 2) places.unshift(end - distance)
    timeline.restore(from)
    for (const place of places) {
      await this.runTo(place)
      timeline.takeSnapshot()
    }
    return timeline.snapshotBefore(end - 1)
  }
}

function ticksOf(target: LiveTarget, tid: number): number {
  return target.threads.find(thread => thread.tid === tid)?.ticks ?? 0
}

function executedAt(snapshot: Snapshot, tid: number): number {
  return snapshot.kernel.threads.find(thread => thread.tid === tid)?.ticks ?? 0
}
