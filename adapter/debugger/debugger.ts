// This file runs a program under control: it resumes the machine in slices, decides at each breakpoint whether to stop, and makes steps.
//
// It knows no client: what it has to say it says through DebuggerEvents, at most one `stopped` for each stop. The machine runs in slices of a
// few milliseconds; between slices the host's event loop gets its turn, so that pause and other requests are heard.
import type { Image } from '../image/image'
import type { Stop } from '../machine/machine'
import { parseHitCondition } from './breakpoints/hitCondition'
import type { Location } from './breakpoints/locations'
import { locateAddress, locateFunction, locateLine } from './breakpoints/locations'
import { parseLogMessage } from './breakpoints/logMessage'
import { type BreakpointKind, BreakpointTable, type Hit, type UserBreakpoint, type Watcher } from './breakpoints/table'
import { type ExceptionFilter, type ExceptionHit, ExceptionWatcher } from './exceptions'
import type { LiveTarget } from './liveTarget'
import { goidOfThread, goroutineOfThread, readGoroutine, readGoroutines } from './runtime/goroutines'
import { framesForStep, Step } from './stepping'
import type { ExitInfo, Granularity, StepIntoRuntime, StepKind, StopInfo } from './stops'
import type { Bookmark, Bookmarks } from './timeTravel/bookmarks'
import type { Bytes } from './timeTravel/lastWrite'
import { type ReverseStepKind, TimeTravel, type Visit } from './timeTravel/timeTravel'
import type { Frame } from './unwind'

/** A breakpoint as a client asks for it. */
export interface BreakpointRequest {
  readonly kind: BreakpointKind
  readonly file?: string
  readonly line?: number
  readonly function?: string
  readonly address?: number
  readonly condition?: string | undefined
  readonly hitCondition?: string | undefined
  readonly logMessage?: string | undefined
}

/** What became of a request: bound to a location, or why not. */
export interface BreakpointResult {
  readonly id: number | undefined
  readonly location: Location | undefined
  readonly message: string | undefined
}

export interface DebuggerEvents {
  stopped(info: StopInfo): void
  exited(info: ExitInfo): void
  /** A logpoint was passed. */
  logged(text: string, goid: number, location: Location): void
  /** Something the user should read in the console. */
  message(text: string): void
}

/** Evaluates expressions for conditions and log messages, at the innermost frame of a thread. Throws with a message people can read. */
export interface Evaluator {
  condition(expression: string, tid: number): boolean
  text(expression: string, tid: number): string
  /** The value of the panic that a thread's goroutine is in, as Go prints it, strings quoted. */
  panicText(tid: number): string
}

export interface DebuggerOptions {
  readonly stepIntoRuntime: StepIntoRuntime
  /** From when breakpoints in the runtime count: always, or from main.main on. */
  readonly armRuntimeBreakpoints: 'main' | 'always'
  /** Gives the host's event loop a turn. */
  readonly yieldToHost: () => Promise<void>
  /** Milliseconds, for the length of slices only. */
  readonly now: () => number
}

const sliceMilliseconds = 8 // the longest a client waits for an answer while the program runs
const interruptedText = "Step interrupted by a breakpoint. Use 'Continue' to resume the original step command."

/** What the monotonic clock shows when the machine is switched on. */
const bootClock = 1e9

/** What clients say when they are told nothing else. */
function pausedText({ reason }: StopInfo): string {
  return reason === 'goto' ? 'Moved in time' : `Paused on ${reason}`
}

export class Debugger {
  readonly image: Image
  private readonly table: BreakpointTable
  private readonly exceptions: ExceptionWatcher
  private readonly breakpoints = new Map<number, UserBreakpoint>()
  private nextId = 1
  private step: Step | undefined
  private stopOnEntry = false
  private pauseRequested = false
  private runningPromise: Promise<void> | undefined
  private isRunning = false
  private disposed = false
  private sliceTicks = 100_000
  // The thread that is to execute one instruction.
  private stepTid = 0
  private readonly time: TimeTravel
  /** Tick at which main.main was reached. */
  private mainTick: number | undefined
  private wasPast = false
  private singleStep: { watcher: Watcher; address: number } | undefined
  /** Set while the program is stopped. */
  stop: StopInfo | undefined
  exit: ExitInfo | undefined

  constructor(
    readonly target: LiveTarget,
    private readonly options: DebuggerOptions,
    private readonly evaluator: Evaluator,
    private readonly events: DebuggerEvents,
  ) {
    this.image = target.image
    this.table = new BreakpointTable(target)
    this.exceptions = new ExceptionWatcher(target, this.table, tid => evaluator.panicText(tid))
    const main = this.image.functionNamed('main.main')
    if (main !== undefined) {
      const watcher: Watcher = {
        name: 'main',
        reached: () => {
          this.mainTick = target.tick
          this.table.removeWatcher(main.entry + main.prologueEnd, watcher)
          return this.stopOnEntry
        },
      }
      this.table.addWatcher(main.entry + main.prologueEnd, watcher)
    }
    this.time = new TimeTravel(target, {
      table: this.table,
      exceptions: this.exceptions,
      stepIntoRuntime: options.stepIntoRuntime,
      yieldToHost: options.yieldToHost,
      now: options.now,
      judge: (tid, address) => this.judge({ tid, address }, true),
      mainTick: () => this.mainTick,
    })
    target.timeline.forked = () => {
      this.time.forked()
      events.message('time is forked: what came after this moment is forgotten\n')
    }
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
    const hitTest = request.hitCondition ? parseHitCondition(request.hitCondition) : undefined
    if (typeof hitTest === 'string') return failed(hitTest)
    const log = request.logMessage ? parseLogMessage(request.logMessage) : undefined
    if (typeof log === 'string') return failed(log)
    const location = this.locate(request)
    if (typeof location === 'string') return failed(location)
    const breakpoint: UserBreakpoint = {
      id: this.nextId++,
      kind: request.kind,
      location,
      condition: request.condition?.trim() || undefined,
      hitTest,
      log,
      hits: 0,
    }
    this.breakpoints.set(breakpoint.id, breakpoint)
    this.table.addUser(breakpoint)
    return { id: breakpoint.id, location, message: undefined }
  }

  private locate(request: BreakpointRequest): Location | string {
    if (request.kind === 'source') return locateLine(this.image, request.file!, request.line!)
    if (request.kind === 'function') return locateFunction(this.image, request.function!)
    return locateAddress(this.image, request.address!) ?? `no instruction at 0x${request.address!.toString(16)}`
  }

  removeBreakpoint(id: number): void {
    const breakpoint = this.breakpoints.get(id)
    if (breakpoint === undefined) return
    this.breakpoints.delete(id)
    this.table.removeUser(breakpoint)
  }

  setExceptionFilters(filters: readonly ExceptionFilter[]): void {
    this.exceptions.enabled.clear()
    for (const filter of filters) this.exceptions.enabled.add(filter)
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

  /** Stops as soon as the current slice is over; the stop has reason `pause`. Does nothing while stopped. */
  pause(): void {
    if (!this.running) return
    this.pauseRequested = true
    this.time.replayer.cancel()
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
    this.travel(() => this.time.reverseContinue(goid))
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
    const goroutine = readGoroutines(this.target).find(candidate => candidate.id === goid)
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
      const deadline = started + sliceMilliseconds
      do {
        const stop = this.target.run(this.sliceTicks, this.stepTid)
        if (stop.reason === 'stepped') {
          this.giveUpStep()
          this.stopped({ reason: 'step', goid: this.steppedGoid, tid: stop.tid, breakpointIds: [] })
          return
        } else if (stop.reason === 'breakpoint') {
          if (this.decide({ address: stop.address, tid: stop.tid })) return
        } else if (stop.reason === 'waitingForInput') break
        else if (stop.reason !== 'budget' && this.ended(stop)) return
        else this.adaptSlice(this.options.now() - started)
      } while (this.options.now() < deadline && !this.pauseRequested && !this.disposed)
      await this.options.yieldToHost()
    }
  }

  /** Slices grow until one takes about half the time a turn may take. */
  private adaptSlice(elapsed: number): void {
    if (elapsed < sliceMilliseconds / 4) this.sliceTicks = Math.min(this.sliceTicks * 2, 20_000_000)
    else if (elapsed > sliceMilliseconds) this.sliceTicks = Math.max(10_000, Math.floor(this.sliceTicks / 2))
  }

  private ended(stop: Stop): boolean {
    switch (stop.reason) {
      case 'exited':
        this.finish({ code: stop.code })
        return true
      case 'signaled':
        this.finish({ code: 128 + stop.signal })
        return true
      case 'limit':
        this.finish({ code: 125, message: `the program reached the limit of ${stop.which}` })
        return true
      case 'stuck':
        this.finish({ code: 125, message: 'no thread of the program can ever run again' })
        return true
      default:
        return false
    }
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
    this.stop = info
    const { past } = this.target.timeline
    if (past !== this.wasPast) this.events.message(past ? `in the past: ${this.when}\n` : `back at the present: ${this.when}\n`)
    this.wasPast = past
    this.events.stopped(past ? { ...info, description: `${info.description ?? pausedText(info)} · ${this.when}` } : info)
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

  /** What a breakpoint means: true when it is a stop, which has been told then. */
  private decide(hit: Hit): boolean {
    const { users, watchers } = this.table.at(hit.address)
    let stepDone = false
    let entry = false
    for (const watcher of [...watchers]) {
      if (!watcher.reached(hit)) continue
      if (watcher === this.exceptions) {
        this.tellException()
        return true
      }
      if (watcher.name === 'main') entry = true
      else stepDone = true
    }
    const ids: number[] = []
    let kind: BreakpointKind | undefined
    for (const breakpoint of [...users]) {
      const verdict = this.passes(breakpoint, hit)
      if (verdict instanceof Error) {
        this.giveUpStep()
        this.stopped({
          reason: 'breakpoint',
          goid: goidOfThread(this.target, hit.tid),
          tid: hit.tid,
          breakpointIds: [breakpoint.id],
          description: 'Breakpoint condition failed',
          text: verdict.message,
        })
        this.events.message(`breakpoint ${breakpoint.id}: condition ${JSON.stringify(breakpoint.condition)}: ${verdict.message}\n`)
        return true
      }
      if (verdict) {
        ids.push(breakpoint.id)
        kind ??= breakpoint.kind
      }
    }
    if (kind === undefined && !stepDone && !entry) return false
    const goid = goidOfThread(this.target, hit.tid)
    if (kind !== undefined) {
      const interrupted = this.step !== undefined && !stepDone && this.step.goid !== goid
      if (interrupted) this.events.message(`${interruptedText}\n`)
      else this.giveUpStep()
      this.stopped({ reason: breakpointReason(kind), goid, tid: hit.tid, breakpointIds: ids })
      return true
    }
    this.giveUpStep()
    this.stopped({ reason: entry ? 'entry' : 'step', goid, tid: hit.tid, breakpointIds: [] })
    return true
  }

  private tellException(): void {
    const { hit } = this.exceptions
    this.giveUpStep()
    if (hit !== undefined) this.stopped(exceptionStop(hit))
  }

  /** The stop that a hit means by itself, without the step in progress; hits are counted, nothing is printed when `quiet`. */
  private judge(hit: Hit, quiet: boolean): StopInfo | undefined {
    const { users, watchers } = this.table.at(hit.address)
    if (watchers.includes(this.exceptions) && this.exceptions.reached(hit)) return exceptionStop(this.exceptions.hit!)
    const ids: number[] = []
    let kind: BreakpointKind | undefined
    for (const breakpoint of users) {
      const verdict = this.passes(breakpoint, hit, quiet)
      if (verdict === false) continue
      ids.push(breakpoint.id)
      kind ??= breakpoint.kind
    }
    if (kind === undefined) return undefined
    return { reason: breakpointReason(kind), goid: goidOfThread(this.target, hit.tid), tid: hit.tid, breakpointIds: ids }
  }

  /** Whether a breakpoint stops: armed, condition true, count right, no log message. */
  private passes(breakpoint: UserBreakpoint, hit: Hit, quiet = false): boolean | Error {
    if (!this.mainReached && this.options.armRuntimeBreakpoints === 'main' && this.inRuntime(hit.address)) return false
    if (goroutineOfThread(this.target, hit.tid) === 0 && breakpoint.kind === 'source' && !this.inRuntime(hit.address)) return false
    if (breakpoint.condition !== undefined) {
      try {
        if (!this.evaluator.condition(breakpoint.condition, hit.tid)) return false
      } catch (error) {
        return error instanceof Error ? error : new Error(String(error))
      }
    }
    breakpoint.hits++
    if (breakpoint.hitTest !== undefined && !breakpoint.hitTest(breakpoint.hits)) return false
    if (breakpoint.log === undefined) return true
    if (quiet) return false
    const text = breakpoint.log.map(part => ('text' in part ? part.text : this.logText(part.expression, hit.tid))).join('')
    this.events.logged(text, goidOfThread(this.target, hit.tid), breakpoint.location)
    return false
  }

  private logText(expression: string, tid: number): string {
    try {
      return this.evaluator.text(expression, tid)
    } catch (error) {
      return `{${expression}: ${error instanceof Error ? error.message : String(error)}}`
    }
  }

  private inRuntime(address: number): boolean {
    const name = this.image.functionAt(address)?.name ?? ''
    return name.startsWith('runtime.') || name.startsWith('internal/runtime/')
  }

  /** Ends the program from outside. */
  end(exit: ExitInfo): void {
    if (this.exit !== undefined || this.disposed) return
    this.disposed = true
    this.finish(exit)
  }

  /** Frees everything; the program does not run any more. */
  dispose(): void {
    this.disposed = true
    this.giveUpStep()
  }

  /** The goroutine whose g stands at an address. */
  goroutineAt(address: number): ReturnType<typeof readGoroutine> {
    return readGoroutine(this.target, address)
  }
}

function breakpointReason(kind: BreakpointKind): StopInfo['reason'] {
  return kind === 'source' ? 'breakpoint' : kind === 'function' ? 'function breakpoint' : 'instruction breakpoint'
}

function exceptionStop({ kind, text, goid, tid }: ExceptionHit): StopInfo {
  return {
    reason: 'exception',
    goid,
    tid,
    breakpointIds: [kind === 'panic' ? -1 : kind === 'recovered panic' ? -3 : -2],
    exception: { kind, text },
    description: kind === 'deadlock' ? 'fatal error' : kind,
    text: kind === 'panic' || kind === 'recovered panic' ? text : JSON.stringify(text),
  }
}

export type { Frame }
