// This file runs a program under control: it resumes the machine in slices, decides at each breakpoint whether to stop, and makes steps.
//
// It knows no client: what it has to say it says through DebuggerEvents, at most one `stopped` for each stop. The machine runs in slices of a
// few milliseconds; between slices the host's event loop gets its turn, so that pause and other requests are heard.
import { hexAddress } from '../common/addresses'
import type { Image } from '../image/image'
import type { Stop } from '../machine/machine'
import { DataBreakpoints, ScopeWatcher, type WatchStop } from './breakpoints/data'
import { Decider, type Decision, type Evaluator } from './breakpoints/decide'
import { parseHitCondition } from './breakpoints/hitCondition'
import type { Location } from './breakpoints/locations'
import { locateAddress, locateFunction, locateLine } from './breakpoints/locations'
import { parseLogMessage } from './breakpoints/logMessage'
import { HitCounter, modeNamed } from './breakpoints/modes'
import { BreakpointTable, type Hit, type UserBreakpoint, type Watcher } from './breakpoints/table'
import { disassembleAround } from './disassembly'
import { bindCondition } from './evaluate/condition'
import { RawState } from './evaluate/rawState'
import type { ExceptionRule } from './exceptionRules'
import { type ExceptionRequest, ExceptionWatcher } from './exceptions'
import { ExitWatcher } from './exitWatcher'
import { Holds } from './holds'
import type { BreakpointRequest, BreakpointResult, DataBreakpointRequest, DebuggerEvents, DebuggerOptions, StopMoment } from './interface'
import type { LiveTarget } from './liveTarget'
import { goidOfThread, goroutineWithId, readGoroutine, readGoroutines } from './runtime/goroutines'
import { framesForStep, Step } from './stepping'
import { breakpointReason, conditionFailed, dataStop, exceptionStop, exitOf, pausedText } from './stopInfos'
import type { ExitInfo, Granularity, StepKind, StopInfo } from './stops'
import type { Bookmark, Bookmarks } from './timeTravel/bookmarks'
import type { ChannelOrigin } from './timeTravel/channelOrigins'
import { HitHistory } from './timeTravel/hitHistory'
import type { Lanes } from './timeTravel/lanes'
import type { Bytes } from './timeTravel/lastWrite'
import { type ReverseStepKind, TimeTravel, type Visit } from './timeTravel/timeTravel'

const sliceMilliseconds = 8 // the longest a client waits for an answer while the program runs
const interruptedText = "Step interrupted by a breakpoint. Use 'Continue' to resume the original step command."

/** What the monotonic clock shows when the machine is switched on. */
const bootClock = 1e9

const mostStops = 1000
const longestTimer = 1e9 // milliseconds
const longestWaitAlone = 50_000_000 // virtual nanoseconds

export class Debugger {
  readonly image: Image
  private readonly table: BreakpointTable
  readonly holds: Holds
  private readonly exceptions: ExceptionWatcher
  private readonly decider: Decider
  private readonly data: DataBreakpoints
  private readonly exitWatcher: ExitWatcher | undefined
  private readonly breakpoints = new Map<number, UserBreakpoint>()
  private nextId = 1
  private step: Step | undefined
  private stopOnEntry = false
  private pauseRequested = false
  private runningPromise: Promise<void> | undefined
  private isRunning = false
  private disposed = false
  private sliceTicks = 100_000
  private deadline = 0
  // The thread that is to execute one instruction.
  private stepTid = 0
  /** Ends the wait of a program that does nothing before it gets input. */
  private wakeUp: (() => void) | undefined
  /** Since when it has waited so. */
  private idleSince: number | undefined
  private readonly time: TimeTravel
  /** Tick at which main.main was reached. */
  private mainTick: number | undefined
  private wasPast = false
  private readonly stopsTold: StopMoment[] = []
  /** Ids of the breakpoints of which the client knows that they are spent. */
  private readonly spentTold = new Set<number>()
  private singleStep: { watcher: Watcher; address: number } | undefined
  /** Set while the program is stopped. */
  stop: StopInfo | undefined
  exit: ExitInfo | undefined

  constructor(
    readonly target: LiveTarget,
    private readonly options: DebuggerOptions,
    evaluator: Evaluator,
    private readonly events: DebuggerEvents,
  ) {
    this.image = target.image
    this.table = new BreakpointTable(target)
    this.holds = new Holds(target, this.table)
    this.exceptions = new ExceptionWatcher(target, this.table, tid => evaluator.panicText(tid))
    const spent = (id: number) => this.tellSpent(id, true)
    this.data = new DataBreakpoints(target, this.table, evaluator, {
      spent,
      gone: (id, why) => {
        events.message(`${why}\n`)
        events.breakpointChanged(id, 'removed', why)
      },
    })
    this.decider = new Decider(target, this.table, new RawState(target, target.raw), evaluator, {
      runtimeArmed: () => this.mainReached || options.armRuntimeBreakpoints !== 'main',
      logged: (text, goid, location) => events.logged(text, goid, location),
      spent: ({ id }) => spent(id),
      overdue: () => this.options.now() >= this.deadline,
    })
    target.breakpointFilter = this.decider.decide
    this.watchMain()
    if (options.stopOnExit === true) this.exitWatcher = new ExitWatcher(target, this.table)
    this.time = new TimeTravel(target, {
      table: this.table,
      exceptions: this.exceptions,
      get stepIntoRuntime() {
        return options.stepIntoRuntime
      },
      yieldToHost: options.yieldToHost,
      now: options.now,
      judge: (tid, address) => this.judge({ tid, address }),
      dataWatches: () => this.data.arm(),
      judgeAccess: stop => dataStop(this.target, this.data.decide(stop, true)),
      mainTick: () => this.mainTick,
      counts: new HitHistory(target.timeline, () => this.counters(), {
        addresses: () => this.table.userAddresses(),
        reached: (tid, address) => void this.judge({ tid, address }),
        watches: () => (this.data.size > 0 ? this.data.arm() : []),
        accessed: stop => void this.data.decide(stop, true),
      }),
    })
    this.time.replayer.progress = fraction => events.progress?.(fraction)
    target.timeline.forked = () => this.forked()
  }

  /** Notes down when main.main is reached. */
  private watchMain(): void {
    const main = this.image.functionNamed('main.main')
    if (main === undefined) return
    const watcher: Watcher = {
      name: 'main',
      reached: () => {
        this.mainTick = this.target.tick
        this.table.removeWatcher(main.entry + main.prologueEnd, watcher)
        return this.stopOnEntry
      },
    }
    this.table.addWatcher(main.entry + main.prologueEnd, watcher)
  }

  /** The future has been dropped. */
  private forked(): void {
    const { tick } = this.target
    while ((this.stopsTold.at(-1)?.tick ?? 0) > tick) this.stopsTold.pop()
    if (this.mainTick !== undefined && this.mainTick > tick) {
      this.mainTick = undefined
      this.watchMain()
    }
    for (const { counter } of this.breakpoints.values()) counter.forget(tick)
    for (const [, counter] of this.data.counters()) counter.forget(tick)
    this.exceptions.forget(tick)
    this.holds.forked()
    this.time.forked()
    this.events.message('time is forked: what came after this moment is forgotten\n')
  }

  /** Tells that a breakpoint stops no more, or that it will again. */
  private tellSpent(id: number, spent: boolean): void {
    if (spent === this.spentTold.has(id)) return
    if (spent) this.spentTold.add(id)
    else this.spentTold.delete(id)
    this.events.breakpointChanged(id, 'changed', spent ? 'it has stopped once, and stops no more until it is set anew' : undefined)
  }

  /** Which breakpoints are spent is another thing at another time. */
  private tellAllSpent(): void {
    const { tick } = this.target
    for (const { id, counter } of this.breakpoints.values()) this.tellSpent(id, counter.spentAfter(tick))
    for (const [id, counter] of this.data.counters()) this.tellSpent(id, counter.spentAfter(tick))
  }

  /** Counters whose counts matter, by breakpoint. */
  private *counters(): Iterable<[number, HitCounter]> {
    for (const { id, counter } of this.breakpoints.values()) if (counter.counting) yield [id, counter]
    for (const [id, counter] of this.data.counters()) if (counter.counting) yield [id, counter]
  }

  private get mainReached(): boolean {
    return this.mainTick !== undefined && this.target.tick >= this.mainTick
  }

  /** Whether the program runs; false from the moment on in which a stop or the end is told. */
  get running(): boolean {
    return this.isRunning
  }

  // ------------------------------------------------------------------------------------------------------------ breakpoints

  /** Sets a breakpoint. It counts from now on, also while the program runs. */
  addBreakpoint(request: BreakpointRequest): BreakpointResult {
    const failed = (message: string): BreakpointResult => ({ id: undefined, location: undefined, message })
    const hitCondition = request.hitCondition ? parseHitCondition(request.hitCondition) : undefined
    if (typeof hitCondition === 'string') return failed(hitCondition)
    const mode = modeNamed(request.mode)
    if (mode instanceof Error) return failed(mode.message)
    const log = request.logMessage ? parseLogMessage(request.logMessage) : undefined
    if (typeof log === 'string') return failed(log)
    const location = this.locate(request)
    if (typeof location === 'string') return failed(location)
    const text = request.condition?.trim() || undefined
    const condition = text === undefined ? undefined : bindCondition(this.target, text, location.addresses)
    if (typeof condition === 'string') return failed(condition)
    const breakpoint: UserBreakpoint = {
      id: this.nextId++,
      kind: request.kind,
      location,
      condition,
      counter: new HitCounter(mode, hitCondition, this.target.tick),
      log,
    }
    this.breakpoints.set(breakpoint.id, breakpoint)
    this.table.addUser(breakpoint)
    return { id: breakpoint.id, location, message: undefined }
  }

  private locate(request: BreakpointRequest): Location | string {
    if (request.kind === 'source') return locateLine(this.image, request.file!, request.line!, request.column)
    if (request.kind === 'function') return locateFunction(this.image, request.function!)
    const address = request.address!
    const location = locateAddress(this.image, address)
    if (location === undefined) return `no instruction at ${hexAddress(address)}`
    const [instruction] = disassembleAround(this.target, address, 0, 1)
    if (instruction === undefined || !instruction.valid || instruction.address === address) return location
    return `${hexAddress(address)} is inside the instruction at ${hexAddress(instruction.address)} (${instruction.text.trim()})`
  }

  /** Sets a data breakpoint; the location it answers is of no code. */
  addDataBreakpoint(request: DataBreakpointRequest): { readonly id: number | undefined; readonly message: string | undefined } {
    const failed = (message: string) => ({ id: undefined, message })
    const hitCondition = request.hitCondition ? parseHitCondition(request.hitCondition) : undefined
    if (typeof hitCondition === 'string') return failed(hitCondition)
    const mode = modeNamed(request.mode)
    if (mode instanceof Error) return failed(mode.message)
    const id = this.nextId
    const condition = request.condition?.trim() || undefined
    const problem = this.data.add(id, { location: request.location, access: request.access, condition, hitCondition, mode })
    if (problem !== undefined) return failed(problem)
    this.nextId++
    return { id, message: undefined }
  }

  removeBreakpoint(id: number): void {
    this.data.remove(id)
    const breakpoint = this.breakpoints.get(id)
    if (breakpoint === undefined) return
    this.breakpoints.delete(id)
    this.spentTold.delete(id)
    this.table.removeUser(breakpoint)
  }

  /** Replaces the exception filters and rules. Each answer says why a filter cannot be set, or nothing. */
  setExceptionFilters(filters: readonly ExceptionRequest[], rules: readonly ExceptionRule[] = []): (string | undefined)[] {
    return this.exceptions.set(filters, rules)
  }

  // ---------------------------------------------------------------------------------------------------------------- running

  /** Begins the program; with `stopOnEntry` it stops in main.main, before its first statement. */
  start(stopOnEntry: boolean): void {
    this.stopOnEntry = stopOnEntry
    this.resume()
  }

  /** Goes on until the next stop. A step that a breakpoint interrupted is taken up again. */
  continue(): void {
    this.resume()
  }

  /** Until the next stop only this goroutine runs. To be said before it is resumed. */
  runAlone(goid: number): void {
    const goroutine = goroutineWithId(this.target, goid)
    if (goroutine !== undefined) this.holds.runAlone(goroutine)
  }

  /** Keeps a goroutine from executing code of the user, or lets it go on. The answer says why it cannot be. */
  setFrozen(goid: number, frozen: boolean): string | undefined {
    const goroutine = goroutineWithId(this.target, goid)
    if (goroutine === undefined) return `unknown goroutine ${goid}`
    if (goroutine.system) return `goroutine ${goid} belongs to the runtime: without it nothing would go on`
    if (frozen) this.holds.freeze(goroutine)
    else if (!this.holds.thaw(goid)) return `goroutine ${goid} is not frozen`
    this.wakeUp?.()
    return undefined
  }

  /** Stops as soon as the current slice is over; the stop has reason `pause`. Does nothing while stopped. */
  pause(): void {
    if (!this.running) return
    this.pauseRequested = true
    this.time.replayer.cancel()
    this.wakeUp?.()
  }

  /** More standard input for the program; `last` says that nothing follows. It belongs to the present, and waits while the program is in the past. */
  provideInput(bytes: Uint8Array, last: boolean): void {
    if (this.disposed) return
    this.passIdleTime()
    this.target.timeline.provideInput(bytes, last)
    this.wakeUp?.()
  }

  /** Forgets what somebody wanted of the program who has gone: breakpoints, filters, a step, frozen goroutines. */
  forgetClient(): void {
    this.giveUpStep()
    for (const id of [...this.breakpoints.keys(), ...[...this.data.counters()].map(([id]) => id)]) this.removeBreakpoint(id)
    this.setExceptionFilters([])
    for (const goid of this.holds.frozen) this.setFrozen(goid, false)
  }

  // ------------------------------------------------------------------------------------------------------------------- time

  /** Why there is no way back; undefined when there is one. */
  get noPast(): string | undefined {
    return this.target.timeline.recording ? undefined : 'nothing is recorded (launch attribute timeTravel)'
  }

  /** Steps a goroutine back. A stop follows. */
  stepBack(goid: number, kind: ReverseStepKind, granularity: Granularity): void {
    this.travel(() => this.time.step(goid, kind, granularity))
  }

  /** Goes back to the previous stop. */
  reverseContinue(goid: number): void {
    const behindAccess = this.stop?.afterInstruction === true
    this.travel(() => this.time.reverseContinue(goid, behindAccess))
  }

  /** Goes to a tick. */
  seek(tick: number, goid?: number): void {
    this.travel(() => this.time.seek(tick, goid))
  }

  /** Goes back to the last change of some bytes. `text` gives their value when they lie at an address. */
  lastWrite(bytes: Bytes, name: string, text: (address: number) => string, goid: number): void {
    this.travel(() => this.time.lastWrite(bytes, name, text, goid))
  }

  /** Goes to the statement that wrote the output of a tick. */
  seekOutput(tick: number): void {
    this.travel(() => this.time.seekOutput(tick))
  }

  /** What goroutines did from one tick to another. The program must stand still, and does so where it was. */
  async lanes(from: number, to: number, resolution: number): Promise<Lanes> {
    return this.time.lanes(from, to, resolution)
  }

  /** Where the channel at an address was made. The program must stand still, and does so where it was. */
  async channelOrigin(address: number): Promise<ChannelOrigin | undefined> {
    return this.time.channelOrigin(address)
  }

  /** Ends a search of the past. */
  cancelSearch(): void {
    this.time.replayer.cancel()
  }

  /** Where the program has stopped, in the order of time. */
  get stops(): readonly StopMoment[] {
    return this.stopsTold
  }

  /** Moments with names. */
  get bookmarks(): Bookmarks {
    return this.time.bookmarks
  }

  setBookmark(name: string | undefined, goid: number): Bookmark {
    return this.time.setBookmark(name, goid, this.when)
  }

  /** Goes back to the last time that a place was executed. */
  lastVisit(goid: number, visit: Visit): void {
    this.travel(() => this.time.lastVisit(goid, visit))
  }

  /** Lets a stopped thread go on from another place of its function. A stop follows. */
  jump(tid: number, goid: number, address: number): void {
    this.giveUpStep()
    this.target.setRegister(tid, 'PC', BigInt(address))
    this.stopped({ reason: 'goto', goid, tid, breakpointIds: [] })
  }

  private travel(journey: () => Promise<StopInfo>): void {
    if (this.running || this.exit !== undefined || this.disposed) return
    this.giveUpStep()
    const before = this.stop
    this.stop = undefined
    this.pauseRequested = false
    this.isRunning = true
    this.runningPromise = (async () => {
      await this.options.yieldToHost()
      try {
        const stop = await journey()
        if (!this.disposed) this.stopped(stop)
      } catch (error) {
        if (this.disposed) return
        const text = error instanceof Error ? error.message : String(error)
        this.stopped({ ...(before ?? { goid: 1, tid: 0 }), reason: 'error', breakpointIds: [], description: 'Going back failed', text })
      }
    })()
  }

  /** Steps a goroutine. The answer says why it cannot be; otherwise a stop follows. */
  stepGoroutine(goid: number, kind: StepKind, granularity: Granularity, targetId?: number): string | undefined {
    this.giveUpStep()
    const goroutine = goroutineWithId(this.target, goid)
    if (goroutine === undefined) return `unknown goroutine ${goid}`
    if (granularity === 'instruction' && kind !== 'out') {
      if (goroutine.tid === undefined) return `goroutine ${goid} is not running: it cannot execute an instruction`
      this.stepInstruction(goroutine.tid, goid, kind)
      return undefined
    }
    const frames = framesForStep(this.target, goroutine)
    this.step = new Step(this.target, this.table, goroutine.address, goid, kind, frames, this.options.stepIntoRuntime, targetId)
    this.resume()
    return undefined
  }

  /** One instruction; with `next`, a whole call. */
  private stepInstruction(tid: number, goid: number, kind: StepKind): void {
    const pc = Number(this.target.register(tid, 'PC'))
    const call = kind === 'next' ? this.callLength(pc) : 0
    if (call > 0) {
      const sp = this.target.register(tid, 'SP')
      const watcher: Watcher = {
        name: 'instruction',
        reached: hit => hit.tid !== 0 && goidOfThread(this.target, hit.tid) === goid && this.target.register(hit.tid, 'SP') === sp,
      }
      this.singleStep = { watcher, address: pc + call }
      this.table.addWatcher(pc + call, watcher)
      this.resume()
      return
    }
    this.stepTid = tid
    this.steppedGoid = goid
    this.target.machine.passBreakpoint(tid)
    this.resume()
  }

  private steppedGoid = 0

  /** The length of the call instruction at an address, 0 if it is none. */
  private callLength(pc: number): number {
    const bytes = this.target.read(pc, 3)
    if (bytes === undefined) return 0
    if (bytes[0] === 0xe8) return 5
    if (bytes[0] === 0xff && bytes[1] === 0x12) return 2
    return bytes[0] === 0x41 && bytes[1] === 0xff && (bytes[2]! & 0x38) === 0x10 ? 3 : 0
  }

  private giveUpStep(): void {
    this.step?.dispose()
    this.step = undefined
    this.stepTid = 0
    if (this.singleStep !== undefined) this.table.removeWatcher(this.singleStep.address, this.singleStep.watcher)
    this.singleStep = undefined
  }

  private resume(): void {
    if (this.running || this.exit !== undefined || this.disposed) return
    this.stop = undefined
    if (this.data.size > 0) this.data.arm()
    this.pauseRequested = false
    this.isRunning = true
    this.runningPromise = this.runLoop()
  }

  /** Resolves when the program is stopped or has ended. */
  async settled(): Promise<void> {
    await this.runningPromise
  }

  private async runLoop(): Promise<void> {
    // The answer to the request that resumed goes out before anything that happens now.
    await this.options.yieldToHost()
    while (!this.disposed) {
      if (this.pauseRequested) {
        this.pauseNow()
        return
      }
      const started = this.options.now()
      this.deadline = started + sliceMilliseconds
      let idle = false
      do {
        const stop = this.runSlice()
        if (stop.reason === 'stepped') {
          this.stepped(stop.tid)
          return
        } else if (stop.reason === 'breakpoint') {
          const { decision } = this.decider
          this.decider.decision = undefined
          if (decision?.watchers.includes(this.holds)) this.holds.catch(decision.tid)
          else if (decision !== undefined) {
            this.tell(decision)
            return
          }
        } else if (stop.reason === 'watch') {
          if (this.decideData(stop)) return
          if (this.stepTid === stop.tid) {
            this.stepped(stop.tid)
            return
          }
        } else if (stop.reason === 'waitingForInput') {
          idle = true
          break
        } else if (stop.reason === 'failure') {
          this.giveUpStep()
          const goid = goidOfThread(this.target, this.target.currentTid)
          this.stopped({
            reason: 'error',
            goid,
            tid: this.target.currentTid,
            breakpointIds: [],
            description: 'Debugger error',
            text: stop.text,
          })
          return
        } else if (this.aloneAndWaiting(stop)) return
        else if (stop.reason !== 'budget' && this.ended(stop)) return
        else this.adaptSlice(this.options.now() - started)
      } while (this.options.now() < this.deadline && !this.pauseRequested && !this.disposed)
      await (idle ? this.woken() : this.options.yieldToHost())
    }
  }

  /** A program waits for input: resolves when there is some, when its own sleep is over, or when somebody wants something of it. */
  private async woken(): Promise<void> {
    if (this.pauseRequested || this.disposed) return
    const { untilNextEvent } = this.target.machine
    this.idleSince = this.options.now()
    let timer: ReturnType<typeof setTimeout> | undefined
    await new Promise<void>(done => {
      this.wakeUp = done
      if (untilNextEvent !== Number.POSITIVE_INFINITY) timer = setTimeout(done, Math.min(Math.ceil(untilNextEvent / 1e6), longestTimer))
    })
    clearTimeout(timer)
    this.wakeUp = undefined
    this.passIdleTime()
  }

  /** While a program waits for input its clock goes as ours does. */
  private passIdleTime(): void {
    if (this.idleSince === undefined || this.disposed) return
    const passed = this.options.now() - this.idleSince
    this.idleSince = undefined
    this.target.timeline.passTime(Math.max(1, Math.round(passed * 1e6)))
  }

  /** A goroutine that is to run alone and waits for the others would wait for ever: that is a stop. */
  private aloneAndWaiting(stop: Stop): boolean {
    const { alone } = this.holds
    if (alone === undefined || (stop.reason !== 'budget' && stop.reason !== 'stuck')) return false
    const goroutine = readGoroutine(this.target, alone)
    const patient = stop.reason === 'budget' && this.target.clock - (goroutine?.waitSince ?? 0) < longestWaitAlone
    if (goroutine?.waiting !== true || goroutine.state === 'sleep' || patient) return false
    const description = `Goroutine ${goroutine.id} waits (${goroutine.state}), and only it may run`
    this.giveUpStep()
    this.stopped({ reason: 'pause', goid: goroutine.id, tid: 0, breakpointIds: [], description })
    return true
  }

  /** Whatever goes wrong while breakpoints are decided is a stop that says so, never a session that hangs. */
  private runSlice(): Stop | { readonly reason: 'failure'; readonly text: string } {
    try {
      return this.target.run(this.sliceTicks, this.stepTid)
    } catch (error) {
      return { reason: 'failure', text: error instanceof Error ? error.message : String(error) }
    }
  }

  private stepped(tid: number): void {
    this.giveUpStep()
    this.stopped({ reason: 'step', goid: this.steppedGoid, tid, breakpointIds: [] })
  }

  /** Slices grow until one takes about half the time a turn may take. */
  private adaptSlice(elapsed: number): void {
    if (elapsed < sliceMilliseconds / 4) this.sliceTicks = Math.min(this.sliceTicks * 2, 20_000_000)
    else if (elapsed > sliceMilliseconds) this.sliceTicks = Math.max(10_000, Math.floor(this.sliceTicks / 2))
  }

  private ended(stop: Stop): boolean {
    const exit = exitOf(stop)
    if (exit !== undefined) this.finish(exit)
    return exit !== undefined
  }

  private finish(exit: ExitInfo): void {
    this.giveUpStep()
    this.isRunning = false
    this.exit = exit
    this.events.exited(exit)
  }

  private pauseNow(): void {
    this.pauseRequested = false
    this.giveUpStep()
    const tid = this.target.currentTid
    let goid = goidOfThread(this.target, tid)
    // The scheduler's thread is nobody's goroutine: show one that runs, or the main one.
    if (goid === 0) goid = readGoroutines(this.target).find(g => g.tid !== undefined && !g.system)?.id ?? 1
    this.stopped({ reason: 'pause', goid, tid, breakpointIds: [] })
  }

  private stopped(info: StopInfo): void {
    this.isRunning = false
    this.holds.endAlone()
    this.stop = info
    this.remember(info)
    this.tellAllSpent()
    const { past } = this.target.timeline
    if (past !== this.wasPast) this.events.message(past ? `in the past: ${this.when}\n` : `back at the present: ${this.when}\n`)
    this.wasPast = past
    this.events.stopped(past ? { ...info, description: `${info.description ?? pausedText(info)} · ${this.when}` } : info)
  }

  private remember(info: StopInfo): void {
    const { tick } = this.target
    let at = this.stopsTold.length
    while (at > 0 && this.stopsTold[at - 1]!.tick > tick) at--
    if (this.stopsTold[at - 1]?.tick === tick || !this.target.timeline.recording) return
    this.stopsTold.splice(at, 0, { tick, goid: info.goid, text: info.description ?? info.reason })
    if (this.stopsTold.length > mostStops) this.stopsTold.shift()
  }

  /** Where in time the program is: `tick 1042 of 99381 · t = 3.200 ms`. */
  get when(): string {
    const { tick, timeline } = this.target
    return `tick ${tick}${timeline.past ? ` of ${timeline.frontier}` : ''} · t = ${(this.elapsed / 1e6).toFixed(3)} ms`
  }

  /** Virtual nanoseconds since the machine was switched on. */
  get elapsed(): number {
    return this.target.clock - bootClock
  }

  // -------------------------------------------------------------------------------------------------------------- deciding

  /** Tells a stop at a breakpoint. */
  private tell({ tid, users, watchers, failure }: Decision): void {
    const goid = goidOfThread(this.target, tid)
    if (failure !== undefined) {
      const { breakpoint, message } = failure
      this.giveUpStep()
      this.stopped({
        reason: 'breakpoint',
        goid,
        tid,
        breakpointIds: [breakpoint.id],
        description: conditionFailed,
        text: message,
      })
      this.events.message(`breakpoint ${breakpoint.id}: condition ${JSON.stringify(breakpoint.condition?.text)}: ${message}\n`)
      return
    }
    if (watchers.includes(this.exceptions)) {
      this.tellException()
      return
    }
    if (this.exitWatcher !== undefined && watchers.includes(this.exitWatcher)) {
      this.giveUpStep()
      const description = `Program will exit with code ${this.exitWatcher.code}`
      this.stopped({ reason: 'exit', goid: goid === 0 ? 1 : goid, tid, breakpointIds: [], description })
      return
    }
    const entry = watchers.some(watcher => watcher.name === 'main')
    const scope = watchers.find(watcher => watcher instanceof ScopeWatcher)
    const stepDone = watchers.some(watcher => watcher.name !== 'main' && watcher !== scope)
    const [first] = users
    if (first !== undefined) {
      this.interruptStep(goid, stepDone)
      this.stopped({ reason: breakpointReason(first.kind), goid, tid, breakpointIds: users.map(({ id }) => id) })
      return
    }
    if (scope !== undefined) {
      this.interruptStep(goid, stepDone)
      const description = 'Data breakpoint out of scope'
      this.stopped({ reason: 'data breakpoint', goid, tid, breakpointIds: [scope.id], description, text: scope.text })
      return
    }
    this.giveUpStep()
    this.stopped({ reason: entry ? 'entry' : 'step', goid, tid, breakpointIds: [] })
  }

  /** A step of another goroutine waits until the program goes on; one that has arrived, or is this goroutine's, is over. */
  private interruptStep(goid: number, stepDone: boolean): void {
    if (this.step !== undefined && !stepDone && this.step.goid !== goid) this.events.message(`${interruptedText}\n`)
    else this.giveUpStep()
  }

  /** What an access to watched memory means: true when it is a stop, which has been told then. */
  private decideData(stop: WatchStop): boolean {
    const decision = this.data.decide(stop, false)
    const info = dataStop(this.target, decision)
    if (info === undefined) return false
    this.interruptStep(info.goid, false)
    this.stopped(info)
    if (decision?.failure !== undefined) this.events.message(`breakpoint ${info.breakpointIds.at(-1)}: ${decision.failure}\n`)
    return true
  }

  private tellException(): void {
    const { hit } = this.exceptions
    this.giveUpStep()
    if (hit === undefined) return
    this.stopped(exceptionStop(hit))
    if (hit.failure !== undefined) this.events.message(`exception breakpoint: ${hit.failure}\n`)
  }

  /** The stop that a hit means by itself, without the step in progress; hits are counted, nothing is printed. */
  private judge({ tid, address }: Hit): StopInfo | undefined {
    const entry = this.table.at(address)
    if (entry === undefined) return undefined
    if (entry.watchers.includes(this.exceptions) && this.exceptions.wouldStop({ tid, address })) return exceptionStop(this.exceptions.hit!)
    const users = this.decider.usersThatStop(entry.users, tid, address)
    const [first] = users
    if (first === undefined) return undefined
    return { reason: breakpointReason(first.kind), goid: goidOfThread(this.target, tid), tid, breakpointIds: users.map(({ id }) => id) }
  }

  /** Ends the program from outside. */
  end(exit: ExitInfo): void {
    if (this.exit !== undefined || this.disposed) return
    this.disposed = true
    this.wakeUp?.()
    this.finish(exit)
  }

  /** Frees everything; the program does not run any more. */
  dispose(): void {
    this.disposed = true
    this.wakeUp?.()
    this.time.replayer.dispose()
    this.giveUpStep()
  }

  /** The goroutine whose g stands at an address. */
  goroutineAt(address: number): ReturnType<typeof readGoroutine> {
    return readGoroutine(this.target, address)
  }
}
