// This file takes a stopped program through its past: back by steps, to the previous stop, to a tick. Each journey ends with one stop.
//
// It finds the tick, then goes there. What it looks for are the same breakpoints, with the same conditions and counts, that would stop the
// program on its way forward, so a stop is at the same tick, thread and address in both directions.

import type { BreakpointTable } from '../breakpoints/table'
import type { ExceptionWatcher } from '../exceptions'
import type { LiveTarget, Stop } from '../liveTarget'
import { goidOfThread, readGoroutines } from '../runtime/goroutines'
import type { Granularity, StepIntoRuntime, StopInfo } from '../stops'
import { type Bookmark, Bookmarks } from './bookmarks'
import { type ChannelOrigin, ChannelOrigins } from './channelOrigins'
import { FastReads } from './fastReads'
import { innermostOfUser, Landings } from './landing'
import { LaneSampler, type Lanes } from './lanes'
import { type Bytes, LastWrites } from './lastWrite'
import { Cancelled, type Probe, type ProbeWatch, Replayer, type ReplayHost } from './replayer'
import { type Moment, type NoMoment, ReverseSteps } from './reverseSteps'

/** How to step back: over calls, into the last one, out to the caller. */
export type ReverseStepKind = 'back' | 'in' | 'out'

/** What a journey needs of the debugger. */
export interface TravelHost extends ReplayHost {
  readonly table: BreakpointTable
  readonly exceptions: ExceptionWatcher
  readonly stepIntoRuntime: StepIntoRuntime
  /** The stop that a breakpoint met by a thread would be on the way forward, if it is one. Counts hits, prints nothing. */
  judge(tid: number, address: number): StopInfo | undefined
  /** Memory whose accesses may be stops; looks at what is there now. */
  dataWatches(): readonly ProbeWatch[]
  /** The stop that an access would be on the way forward, if it is one. */
  judgeAccess(stop: Stop & { reason: 'watch' }): StopInfo | undefined
  /** Tick at which main.main was reached, if it has been. */
  mainTick(): number | undefined
}

/** A place in the program that was executed some time. */
export interface Visit {
  readonly addresses: readonly number[]
  /** Only by this goroutine (address of its g). */
  readonly g?: number
  /** Only in a call whose CFA is so far from the top of the stack. */
  readonly depth?: number
  readonly reason: 'goto' | 'restart'
}

const noMomentText: Readonly<Record<NoMoment, string>> = {
  'start of goroutine': 'Start of goroutine',
  'start of recording': 'Start of recording',
}

export class TimeTravel {
  readonly replayer: Replayer
  readonly bookmarks = new Bookmarks()
  private readonly landings: Landings
  private readonly lastWrites: LastWrites
  private readonly channels: ChannelOrigins
  private readonly sampler: LaneSampler
  private readonly reads: FastReads
  private readonly steps: ReverseSteps

  constructor(
    private readonly target: LiveTarget,
    private readonly host: TravelHost,
  ) {
    this.replayer = new Replayer(target, host.table, host)
    this.reads = new FastReads(target)
    this.steps = new ReverseSteps(target, this.reads, this.replayer, () => host.stepIntoRuntime)
    this.landings = new Landings(target, this.reads, this.replayer)
    this.channels = new ChannelOrigins(target, this.replayer)
    this.sampler = new LaneSampler(target, this.replayer)
    this.lastWrites = new LastWrites(target, this.reads, this.replayer, this.landings)
  }

  /** What was found out about a future that no longer comes is forgotten. */
  forked(): void {
    this.steps.forget()
    this.bookmarks.forgetAfter(this.target.tick)
    this.channels.forgetAfter(this.target.tick)
  }

  /** Makes a journey; cancelled, it ends where it began. */
  private async journey(goid: number, expected: number, search: () => Promise<StopInfo>): Promise<StopInfo> {
    const origin = this.target.tick
    let stop: StopInfo
    try {
      stop = await this.replayer.search(expected, search)
    } catch (error) {
      if (!(error instanceof Cancelled)) throw error
      await this.goHome(origin)
      stop = { reason: 'pause', goid, tid: this.target.currentTid, breakpointIds: [] }
    }
    await this.settle()
    return stop
  }

  /** Goes to a moment though the search has been cancelled. */
  private goHome(tick: number): Promise<void> {
    return this.replayer.search(1, () => this.replayer.goTo(tick), false)
  }

  private async goTo(tick: number): Promise<void> {
    if (this.host.counts.needed) await this.replayer.goToCounted(tick)
    else await this.replayer.goTo(tick)
  }

  /** The end of a journey: hits are counted as if the program had come here running, and whoever goes on has seen this place. */
  private async settle(): Promise<void> {
    const { target, host, replayer } = this
    if (host.counts.needed) {
      const { tick } = target
      try {
        await replayer.search(tick, () => replayer.goToCounted(tick))
      } catch (error) {
        // Nobody wants to wait for counts: they are what they happen to be.
        if (!(error instanceof Cancelled)) throw error
        await this.goHome(tick)
      }
      const tid = target.currentTid
      if (tid !== 0) host.judge(tid, Number(target.register(tid, 'PC')))
    }
    target.machine.passBreakpoint()
  }

  /** Steps a goroutine back. */
  async step(goid: number, kind: ReverseStepKind, granularity: Granularity): Promise<StopInfo> {
    const goroutine = readGoroutines(this.target).find(candidate => candidate.id === goid)
    if (goroutine === undefined) throw new Error(`unknown goroutine ${goid}`)
    return this.journey(goid, this.target.tick, async () => {
      const origin = this.target.tick
      this.steps.begin()
      const found =
        granularity === 'instruction' && kind !== 'out'
          ? await this.steps.instruction(goroutine)
          : kind === 'in'
            ? await this.steps.into(goroutine)
            : kind === 'out'
              ? await this.steps.out(goroutine)
              : await this.steps.over(goroutine)
      const [armed] = [...this.host.table.userAddresses(), ...this.host.dataWatches()]
      return this.arrive(found, goid, origin, granularity !== 'instruction' && armed !== undefined)
    })
  }

  private async arrive(found: Moment | NoMoment, goid: number, origin: number, passable: boolean): Promise<StopInfo> {
    if (typeof found === 'string') {
      await this.replayer.goTo(origin)
      return { reason: 'entry', goid, tid: this.target.currentTid, breakpointIds: [], description: noMomentText[found] }
    }
    if (passable) {
      // On the way forward a breakpoint in between would have stopped this step.
      const stop = await this.lastStop(origin, found.tick + 1, true)
      if (stop !== undefined) return stop
    }
    await this.replayer.goTo(found.tick)
    return { reason: 'step', goid: found.goid, tid: this.target.currentTid, breakpointIds: [] }
  }

  /**
   * Goes back to the previous moment at which the program would have stopped, or to the beginning. `behindAccess`: the stop it goes back from
   * is an access to watched memory; from a breakpoint right behind one, that access is the previous stop, at the same tick.
   */
  async reverseContinue(goid: number, behindAccess: boolean): Promise<StopInfo> {
    return this.journey(goid, this.target.tick, async () => {
      const origin = this.target.tick
      return (await this.lastStop(origin, 0, behindAccess)) ?? this.beginning(origin)
    })
  }

  /** Goes to the last moment before `limit`, and not before `earliest`, at which the program would have stopped; where it is if there is none is not said. */
  private async lastStop(limit: number, earliest: number, behindAccess: boolean): Promise<StopInfo | undefined> {
    const { target, host } = this
    let found: number | undefined
    let access = false
    const watching = host.dataWatches().length > 0
    const probe: Probe = {
      counts: true,
      addresses: new Set([...host.table.userAddresses(), ...host.exceptions.places]),
      reached: (tid: number, address: number) => {
        if (host.judge(tid, address) === undefined || target.tick < earliest) return
        found = target.tick
        access = false
      },
      ...(watching ? { watches: () => host.dataWatches() } : {}),
      accessed: stop => {
        if ((target.tick === limit && behindAccess) || host.judgeAccess(stop) === undefined || target.tick < earliest) return
        found = target.tick
        access = true
      },
    }
    await this.replayer.backwards(limit, probe, from => found !== undefined || from <= earliest)
    if (found === undefined) return undefined
    if (access) return this.behindAccess(found)
    await this.goTo(found)
    const tid = target.currentTid
    return host.judge(tid, Number(target.register(tid, 'PC'))) ?? this.stopHere('breakpoint')
  }

  /** Goes behind an access to watched memory, with both what was there before and what is there then in sight. */
  private async behindAccess(tick: number): Promise<StopInfo> {
    const { replayer, host } = this
    await this.goTo(tick - 1)
    let stop: StopInfo | undefined
    const accessed = (access: Stop & { reason: 'watch' }) => {
      stop ??= host.judgeAccess(access)
    }
    await replayer.runTo(tick, { watches: () => host.dataWatches(), accessed })
    return stop ?? this.stopHere('data breakpoint')
  }

  /** The first moment a person wants to see: main.main, or where the machine was switched on if main.main has not been reached. */
  private async beginning(origin: number): Promise<StopInfo> {
    const main = this.host.mainTick()
    await this.replayer.goTo(main !== undefined && main < origin ? main : 0)
    return this.stopHere('entry', 'Start of recording')
  }

  /** Goes to the last time before now that a place was about to be executed; stays here when it never was. */
  async lastVisit(goid: number, visit: Visit): Promise<StopInfo> {
    const { target, reads } = this
    return this.journey(goid, target.tick, async () => {
      const origin = target.tick
      let found: number | undefined
      const probe = {
        addresses: visit.addresses,
        reached: (tid: number, address: number) => {
          if (visit.g !== undefined && reads.goroutineOn(tid) !== visit.g) return
          if (visit.depth !== undefined) {
            const cfa = reads.stackPointer(tid) + (target.image.spDeltaAt(address) ?? 0) + 8
            if (reads.depth(visit.g ?? reads.goroutineOn(tid), cfa) !== visit.depth) return
          }
          found = target.tick
        },
      }
      await this.replayer.backwards(origin, probe, () => found !== undefined)
      await this.replayer.goTo(found ?? origin)
      const stop = this.stopHere(
        visit.reason,
        found === undefined ? 'Not executed before now' : undefined,
        found === undefined ? goid : undefined,
      )
      return visit.g === undefined || found === undefined ? stop : { ...stop, goid }
    })
  }

  /** Goes to a tick, forward or back, as far as time is known. */
  async seek(tick: number, goid?: number): Promise<StopInfo> {
    const { timeline } = this.target
    const wanted = Math.max(0, Math.min(Math.floor(tick), timeline.frontier))
    return this.journey(goid ?? 0, Math.abs(wanted - this.target.tick), async () => {
      await this.replayer.goTo(wanted)
      return this.stopHere('goto', undefined, goid)
    })
  }

  /** Goes back to the statement that changed some bytes last. `name` is what people call them, `text` their value when they lie at an address. */
  async lastWrite(bytes: Bytes, name: string, text: (address: number) => string, goid: number): Promise<StopInfo> {
    const { target } = this
    return this.journey(goid, target.tick, async () => {
      const origin = target.tick
      const byHand = target.timeline.lastHostWrite(bytes.address, bytes.length, origin)
      const write = await this.lastWrites.find(bytes, text)
      if (byHand !== undefined && byHand > (write?.tick ?? -1)) {
        await this.replayer.goTo(byHand)
        return this.stopHere('goto', `${name} was changed to ${text(bytes.address)} here, in the debugger`, goid)
      }
      if (write === undefined) {
        await this.replayer.goTo(origin)
        return this.stopHere('goto', `${name} has not changed since the start of recording`, goid)
      }
      await this.replayer.goTo(write.tick)
      const who = write.goid === 0 ? `thread ${write.tid}` : `goroutine ${write.goid}`
      const { frame } = write
      const where = frame?.function === undefined ? '' : ` in ${frame.function.name} at ${baseName(frame.function.file)}:${frame.line}`
      return this.stopHere('goto', `${name}: ${write.before} → ${write.after}, by ${who}${where}`, write.goid)
    })
  }

  /** Goes to the statement that wrote what was written at a tick. */
  async seekOutput(tick: number): Promise<StopInfo> {
    return this.journey(0, Math.abs(tick - this.target.tick), async () => {
      // The output is told by the system call, when its instruction has been executed.
      await this.replayer.goTo(tick - 1)
      const { tick: start, goid } = await this.landings.statementAt(tick - 1, this.target.currentTid, innermostOfUser)
      await this.replayer.goTo(start)
      return this.stopHere('goto', undefined, goid)
    })
  }

  /** Looks around in the past and comes back: the target is as it was. */
  private async lookAround<T>(expected: number, look: () => Promise<T>): Promise<T> {
    const { machine, tick } = this.target
    const { reports } = machine
    const putBackCounts = this.host.counts.keep(tick)
    try {
      return await this.replayer.search(expected, look)
    } finally {
      await this.goHome(tick)
      machine.reports = reports
      putBackCounts()
    }
  }

  /** What goroutines did from one tick to another. */
  lanes(from: number, to: number, resolution: number): Promise<Lanes> {
    return this.lookAround(to - from, () => this.sampler.lanes(from, to, resolution))
  }

  /** Where the channel at an address was made; undefined if none was made there. */
  async channelOrigin(address: number): Promise<ChannelOrigin | undefined> {
    const remembered = this.channels.remembered(address)
    return remembered === undefined ? this.lookAround(this.target.tick, () => this.channels.find(address)) : remembered.origin
  }

  /** Keeps this moment by a name. */
  setBookmark(name: string | undefined, goid: number, text: string): Bookmark {
    return this.bookmarks.set(name, { tick: this.target.tick, goid, text })
  }

  private stopHere(reason: StopInfo['reason'], description?: string, preferred?: number): StopInfo {
    const tid = this.target.currentTid
    const goroutines = readGoroutines(this.target)
    const exists = (id: number | undefined) => id !== undefined && goroutines.some(g => g.id === id)
    let goid = exists(preferred) ? preferred! : tid === 0 ? 0 : goidOfThread(this.target, tid)
    if (goid === 0) goid = goroutines.find(g => g.tid !== undefined && !g.system)?.id ?? goroutines[0]?.id ?? 1
    return { reason, goid, tid, breakpointIds: [], ...(description === undefined ? {} : { description }) }
  }
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
}
