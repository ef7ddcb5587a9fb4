// A machine with a past: it runs as before, and can be taken back to any tick it has seen.
//
// While it runs, snapshots are taken, so often that they cost a small share of the time, and thinned when they take more memory than they may.
// A moment between two of them is reached by running forward from the one before: the machine is deterministic, so this gives the same state.
// What comes from outside (input, and everything the debugger changes) is written into a journal with its tick and applied again.
//
// The frontier is the highest tick ever reached. Below it the program's output is not delivered, because it has been already. Whoever changes
// something below the frontier forks time: what came after is forgotten.
//
// Host time decides only how often snapshots are taken, never what the program does.

import type { Machine, Stop } from '../machine'
import { pageSize } from '../memory/layout'
import { type Snapshot, Snapshots } from './snapshots'
import type { SnapshotView } from './snapshotView'
import { leastMissed } from './thinning'

export type { Snapshot } from './snapshots'
export type { SnapshotView } from './snapshotView'

export interface TimelineOptions {
  /** Bytes that snapshots may take; with 0 nothing is recorded and there is no way back. */
  readonly memory: number
  /** Milliseconds at the host. */
  readonly now: () => number
  /** Ticks between snapshots; without it that is found by measuring. */
  readonly interval?: number
}

/** A piece of what the program wrote. */
export interface OutputRecord {
  readonly tick: number
  readonly fd: 1 | 2
  readonly length: number
  /** Newlines in it. */
  readonly lines: number
  /** Whether its last byte is a newline. */
  readonly endsLine: boolean
}

interface JournalEntry {
  readonly tick: number
  /** Whether the machine had run since the entry before, be it for no tick at all: it has begun a turn then. */
  readonly ran: boolean
  /** Memory that it writes. */
  readonly wrote?: { readonly address: number; readonly length: number }
  readonly apply: () => void
}

/**
 * The share of time that snapshots take: as a rule; at most, where they would lie too far apart else; and on the way through the past, where
 * somebody looks around and will come again.
 */
const share = { usual: 0.02, most: 0.07, past: 0.6 }
/** Milliseconds of running between snapshots that people do not feel when they go somewhere in between. */
const comfortable = 20
/** Milliseconds that a page takes at most: the first snapshots, made by code that is not compiled yet, would tell of more. */
const dearest = 0.003
/** Milliseconds of running after which it is asked again whether a snapshot is worth while. */
const mostPostponed = 100
/** Milliseconds that snapshots may take before any running has paid for them. */
const credit = 15
const shortestInterval = 50_000
const longestInterval = 200_000_000
const mostSnapshots = 1500
/** Pieces of output that are remembered: a program may write byte by byte for ever. */
const mostOutputs = 500_000

export class Timeline {
  /** Highest tick reached. */
  frontier = 0
  /** What was written so far, in order; of very much, the beginning. */
  readonly outputs: OutputRecord[] = []
  /** Asked when a snapshot is taken or passed again: what the snapshot is to remember, if it is not undefined. */
  note: () => unknown = () => undefined
  /** Told when the machine has become what it was at a snapshot. */
  restored: (snapshot: Snapshot) => void = () => {}
  /** Told when the future has been dropped. */
  forked: () => void = () => {}
  private readonly maker: Snapshots | undefined
  private readonly list: Snapshot[] = []
  private journal: JournalEntry[] = []
  private applied = 0
  private ran = false
  private waitingInput: { bytes: Uint8Array; last: boolean }[] = []
  // Measured: milliseconds of the last snapshot, of one for each page that has been written (the last ones, and the middle one), ticks in a
  // millisecond.
  private cost = 0.5
  private readonly pageCosts: number[] = []
  private pageCost = 0.002
  private speed = 100_000
  /** Milliseconds that snapshots may still take: running at the frontier earns them. */
  private allowance = credit
  /** Tick before which no snapshot is worth while. */
  private postponed = 0

  constructor(
    readonly machine: Machine,
    private readonly options: TimelineOptions,
  ) {
    const deliver = machine.onOutput
    machine.onOutput = (fd, bytes, tick) => {
      if (tick <= this.frontier) return
      if (this.maker && this.outputs.length < mostOutputs) {
        let lines = 0
        for (const byte of bytes) if (byte === 10) lines++
        this.outputs.push({ tick, fd, length: bytes.length, lines, endsLine: bytes.at(-1) === 10 })
      }
      deliver(fd, bytes, tick)
    }
    if (options.memory <= 0) return
    machine.beginTurn()
    this.maker = new Snapshots(machine)
    this.list.push(this.maker.take(0))
  }

  /** Whether there is a way back. */
  get recording(): boolean {
    return this.maker !== undefined
  }

  get tick(): number {
    return this.machine.tick
  }

  /** Whether the machine is somewhere it has been before. */
  get past(): boolean {
    return this.machine.tick < this.frontier
  }

  /** Ticks of the snapshots, rising. */
  get snapshots(): readonly Snapshot[] {
    return this.list
  }

  /** Bytes that snapshots take now. */
  get memory(): number {
    return this.maker?.bytes ?? 0
  }

  /** Ticks after which it is asked whether a snapshot is worth while. */
  get interval(): number {
    const milliseconds = Math.min(this.cost / share.usual, comfortable)
    return this.options.interval ?? Math.min(longestInterval, Math.max(shortestInterval, Math.round(milliseconds * this.speed)))
  }

  /** Ticks that running takes as long as a snapshot does: there is no point in snapshots closer than that. */
  get closest(): number {
    return Math.max(2_000, Math.round(this.cost * this.speed))
  }

  /** About how many ticks run in so many milliseconds. */
  ticksIn(milliseconds: number): number {
    return milliseconds * this.speed
  }

  // ---------------------------------------------------------------------------------------------------------------- running

  /** Machine.run, with snapshots on the way and the journal applied. */
  run(budgetTicks: number, stepTid = 0, steps = 1): Stop {
    const { machine } = this
    const wanted = stepTid === 0 ? 0 : this.ticksOf(stepTid) + steps
    const end = machine.tick + Math.max(0, Math.floor(budgetTicks))
    for (;;) {
      this.applyJournal()
      const from = machine.tick
      const boundary = this.boundary(from)
      const budget = Math.min(end, boundary) - from
      const begun = this.options.now()
      const stop = machine.run(budget, stepTid, wanted - (stepTid === 0 ? 0 : this.ticksOf(stepTid)))
      this.ran = true
      const { tick } = machine
      if (tick > this.frontier) this.frontier = tick
      if (tick - from > 20_000) this.measureRunning(tick - from, this.options.now() - begun)
      if (stop.reason === 'waitingForInput' && this.waitingInput.length > 0 && !this.past) continue
      if (stop.reason !== 'budget') return stop
      if (tick === boundary) this.passBoundary(tick)
      if (tick >= end) {
        this.applyJournal()
        return stop
      }
    }
  }

  private ticksOf(tid: number): number {
    return this.machine.kernelState.threads.find(thread => thread.tid === tid)?.ticks ?? 0
  }

  /** The next tick at which something is to be done: a snapshot, a note, an entry of the journal. */
  private boundary(tick: number): number {
    let boundary = Number.POSITIVE_INFINITY
    const entry = this.journal[this.applied]
    if (entry) boundary = entry.tick
    if (!this.maker) return boundary
    const index = this.indexAt(tick)
    const next = this.list[index + 1]?.tick ?? Number.POSITIVE_INFINITY
    const planned = Math.max(this.list[index]!.tick + this.interval, this.postponed, tick + 1)
    // One that stands soon behind the planned place will do.
    return Math.min(boundary, next < planned + this.interval / 2 ? next : planned)
  }

  private passBoundary(tick: number) {
    if (!this.maker) return
    const at = this.list[this.indexAt(tick)]!
    if (at.tick === tick) at.note = this.note() ?? at.note
    else if (tick >= Math.max(at.tick + this.interval, this.postponed) && this.worthwhile(tick - at.tick)) this.takeSnapshot()
  }

  /** Whether a snapshot is worth its price so many ticks behind the last one. If not, it is postponed. */
  private worthwhile(ticks: number): boolean {
    if (this.options.interval !== undefined) return true
    const { changed, bytes } = this.maker!
    const price = changed * this.pageCost
    let missing: number
    if (!this.past) missing = (price - this.allowance) / share.most
    else if (bytes + changed * pageSize <= this.options.memory) missing = price / share.past - ticks / this.speed
    // Others would have to go for it.
    else missing = Number.POSITIVE_INFINITY
    if (missing <= 0) return true
    this.postponed = this.machine.tick + Math.max(shortestInterval, Math.round(Math.min(missing, mostPostponed) * this.speed))
    return false
  }

  private measureRunning(ticks: number, milliseconds: number) {
    if (milliseconds > 0.05) this.speed += (ticks / milliseconds - this.speed) / (ticks / milliseconds > this.speed ? 3 : 6)
    // Of a long time without snapshots not everything is to be caught up on at once.
    if (!this.past) this.allowance = Math.min(this.allowance + milliseconds * share.most, 500)
  }

  // -------------------------------------------------------------------------------------------------------------- snapshots

  /** Takes a snapshot of this moment, unless there is one. */
  takeSnapshot() {
    if (!this.maker) return
    const { tick } = this.machine
    const index = this.indexAt(tick)
    if (this.list[index]?.tick === tick) return
    const begun = this.options.now()
    const { changed } = this.maker
    const snapshot = this.maker.take(this.applied, this.list[index + 1])
    snapshot.note = this.note()
    this.list.splice(index + 1, 0, snapshot)
    this.thin()
    this.postponed = 0
    this.cost = Math.max(0.05, this.options.now() - begun)
    if (!this.past) this.allowance = Math.max(this.allowance - this.cost, -500)
    this.pageCosts.push(this.cost / (changed + 100))
    if (this.pageCosts.length > 5) this.pageCosts.shift()
    // While the host does something else time passes too; the middle one does not hear of that.
    const middle = [...this.pageCosts].sort((a, b) => a - b)[Math.floor(this.pageCosts.length / 2)]!
    this.pageCost = Math.min(middle, dearest)
  }

  private thin() {
    const maker = this.maker!
    while (this.list.length > 2 && (this.list.length > mostSnapshots || maker.bytes > this.options.memory)) {
      const index = leastMissed(
        this.list.map(snapshot => snapshot.tick),
        [this.machine.tick, this.frontier],
      )
      if (index < 0) return
      maker.drop(this.list[index]!)
      this.list.splice(index, 1)
    }
  }

  /** Index of the last snapshot at or before a tick. */
  private indexAt(tick: number): number {
    let low = 0
    let high = this.list.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.list[middle]!.tick <= tick) low = middle + 1
      else high = middle
    }
    return low - 1
  }

  /** The last snapshot at or before a tick. */
  snapshotBefore(tick: number): Snapshot {
    const snapshot = this.list[this.indexAt(tick)]
    if (!snapshot) throw new Error('nothing is recorded')
    return snapshot
  }

  /** A snapshot's moment, to be looked at without going there. */
  view(snapshot: Snapshot): SnapshotView {
    return this.maker!.view(snapshot)
  }

  /** Makes the present what it was when a snapshot was taken. */
  restore(snapshot: Snapshot) {
    this.maker!.restore(snapshot)
    this.postponed = 0
    this.applied = snapshot.applied
    this.ran = true
    this.restored(snapshot)
  }

  /**
   * Brings the machine near a tick without passing it: to the last snapshot before it, if that is nearer than the present. Running on to the
   * tick is the caller's business.
   */
  approach(tick: number) {
    const snapshot = this.snapshotBefore(tick)
    if (tick < this.machine.tick || snapshot.tick > this.machine.tick) this.restore(snapshot)
  }

  /** Goes to a tick at once, up to the frontier; breakpoints must not be set on the way. */
  seek(tick: number) {
    const wanted = Math.max(0, Math.min(tick, this.frontier))
    this.approach(wanted)
    while (this.machine.tick < wanted) {
      const stop = this.run(wanted - this.machine.tick)
      if (stop.reason !== 'budget' && stop.reason !== 'breakpoint') break
    }
    this.applyJournal()
  }

  // ------------------------------------------------------------------------------------------------------ the world outside

  private applyJournal() {
    for (;;) {
      const entry = this.journal[this.applied]
      if (!entry || entry.tick > this.machine.tick) break
      if (entry.ran) this.machine.beginTurn()
      entry.apply()
      this.applied++
    }
    if (this.waitingInput.length && !this.past) {
      for (const { bytes, last } of this.waitingInput.splice(0)) this.provideInput(bytes, last)
    }
  }

  /** Does something to the machine that it does not do by itself, and remembers it. In the past this forks time. */
  private intervene(apply: () => void, wrote?: JournalEntry['wrote']) {
    if (this.past) this.fork()
    if (this.maker) {
      this.journal.push({ tick: this.machine.tick, ran: this.ran, apply, ...(wrote === undefined ? {} : { wrote }) })
      this.applied = this.journal.length
    }
    this.ran = false
    apply()
  }

  /** Drops all that came after the present moment. */
  fork() {
    if (!this.past) return
    const { tick } = this.machine
    this.frontier = tick
    this.journal.length = this.applied
    while (this.list.length > 1 && this.list.at(-1)!.tick > tick) this.maker!.drop(this.list.pop()!)
    while (this.outputs.length && this.outputs.at(-1)!.tick > tick) this.outputs.pop()
    this.forked()
  }

  /** Machine.write, remembered. */
  write(address: number, bytes: Uint8Array): boolean {
    const { machine } = this
    if (machine.space.resolve(address, bytes.length) < 0) return false
    const copy = bytes.slice()
    const readOnly = machine.space.resolve(address, bytes.length, true) < 0
    let version: number | undefined
    this.intervene(
      () => {
        machine.write(address, copy)
        if (readOnly) version = this.maker?.readOnlyChanged(version)
      },
      { address, length: bytes.length },
    )
    return true
  }

  /** The last tick before `before` at which the debugger wrote into a range of memory. */
  lastHostWrite(address: number, length: number, before: number): number | undefined {
    let last: number | undefined
    for (const { tick, wrote } of this.journal) {
      if (tick < before && wrote && wrote.address < address + length && wrote.address + wrote.length > address) last = tick
    }
    return last
  }

  setRegister(tid: number, name: string, value: bigint) {
    // Wrong names and threads must be told, and not be remembered.
    this.machine.getRegister(tid, name)
    this.intervene(() => this.machine.setRegister(tid, name, value))
  }

  freeze(tid: number, frozen = true) {
    this.intervene(() => this.machine.freeze(tid, frozen))
  }

  /** Machine.provideInput; while the machine is in the past, the input waits at the frontier. */
  provideInput(bytes: Uint8Array, last = false) {
    const copy = bytes.slice()
    if (this.past) this.waitingInput.push({ bytes: copy, last })
    else this.intervene(() => this.machine.provideInput(copy, last))
  }

  /** Machine.passTime, remembered: nobody but the host knows how long input was waited for. */
  passTime(nanoseconds: number) {
    if (!this.past) this.intervene(() => this.machine.passTime(nanoseconds))
  }

  dispose() {
    this.list.length = 0
    this.journal = []
    this.machine.dispose()
  }
}
