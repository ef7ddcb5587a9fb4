// This file steps back: by line over calls, into the call that was made last, out to where this call was made, and by instruction.
//
// A step back is the reverse of the step forward: `next` from where it arrives leads to where it began (unless something stops it on the way).
// All of them are searches that end with a tick; going there is left to the caller. A goroutine that has just begun was called by its go
// statement.
import type { ImageFunction } from '../../image/image'
import { FunctionFlag } from '../../image/records'
import { callBefore } from '../calls'
import type { LiveTarget } from '../liveTarget'
import { type Goroutine, readGoroutine } from '../runtime/goroutines'
import { layoutOf } from '../runtime/structs'
import { mayEnter } from '../stepping'
import type { StepIntoRuntime } from '../stops'
import { type Frame, isRuntimeFrame, unwindGoroutine } from '../unwind'
import type { FastReads } from './fastReads'
import { type Call, FrameTrace, isStatement } from './frameTrace'
import type { Replayer } from './replayer'

/** A moment found: the tick, and the goroutine it is about. */
export interface Moment {
  readonly tick: number
  readonly goid: number
}

/** Why there is none. */
export type NoMoment = 'start of goroutine' | 'start of recording'

export class ReverseSteps {
  private traces: FrameTrace[] = []

  constructor(
    private readonly target: LiveTarget,
    private readonly reads: FastReads,
    private readonly replayer: Replayer,
    private readonly runtimeRule: () => StepIntoRuntime,
  ) {}

  /** What is known of the past is no longer true: time has been forked. */
  forget(): void {
    this.traces = []
  }

  /** Where `next` backwards arrives. */
  async over(goroutine: Goroutine): Promise<Moment | NoMoment> {
    const frames = this.framesOf(goroutine)
    const call = this.callOf(goroutine, frames[0])
    if (call === undefined) return this.toCaller(goroutine, frames, this.target.tick)
    const trace = await this.traceOf(call, frames[0]!)
    const previous = trace.before(this.now)
    if (previous === 'caller') return this.toCaller(goroutine, frames, trace.entered!)
    if (previous === 'unknown') return 'start of recording'
    return { tick: previous.tick, goid: goroutine.id }
  }

  // Searching moves the target, so the moment at which a search began is kept.
  private now = 0

  /** To be called before a search. */
  begin(): void {
    this.now = this.target.tick
  }

  private async traceOf(call: Call, frame: Frame): Promise<FrameTrace> {
    let trace = this.traces.find(candidate => candidate.covers(call, this.now))
    if (trace === undefined) {
      const own = frame.tid !== undefined && isStatement(call.function, frame.pc) ? frame.pc : undefined
      trace = new FrameTrace(this.reads, call, this.now, own)
      this.traces = [trace, ...this.traces.slice(0, 7)]
    }
    const known = trace
    if (known.before(this.now) === 'unknown' && known.start > 0) {
      await this.replayer.backwards(known.start, known.probe, from => {
        known.closeWindow(from)
        return known.before(this.now) !== 'unknown'
      })
    }
    return known
  }

  /** Where this call was made: the call instruction in the caller. */
  async out(goroutine: Goroutine): Promise<Moment | NoMoment> {
    return this.toCaller(goroutine, this.framesOf(goroutine), this.target.tick)
  }

  private async toCaller(goroutine: Goroutine, frames: readonly Frame[], limit: number): Promise<Moment | NoMoment> {
    const caller = callerOf(frames)
    if (caller?.function === undefined) return this.toGoStatement(goroutine)
    // The pc of a frame is behind its call, except where a signal interrupted it.
    const address = caller.lookupPc === caller.pc ? caller.pc : callBefore(this.target, caller.pc)
    const delta = (this.target.image.spDeltaAt(address) ?? 0) + 8
    const depth = this.reads.depth(goroutine.address, caller.cfa)
    const tick = await this.lastAt(address, limit, tid => {
      if (this.reads.goroutineOn(tid) !== goroutine.address) return false
      return this.reads.depth(goroutine.address, this.reads.stackPointer(tid) + delta) === depth
    })
    return tick === undefined ? 'start of recording' : { tick, goid: goroutine.id }
  }

  /** The last time before `limit` that an address was about to be executed. */
  private async lastAt(address: number, limit: number, wanted: (tid: number) => boolean): Promise<number | undefined> {
    let found: number | undefined
    const probe = {
      addresses: [address],
      reached: (tid: number) => {
        if (wanted(tid)) found = this.target.tick
      },
    }
    await this.replayer.backwards(limit, probe, () => found !== undefined)
    return found
  }

  /** The go statement that made a goroutine; the runtime's own ones have none that a person wants to see. */
  private async toGoStatement(goroutine: Goroutine): Promise<Moment | NoMoment> {
    const { image } = this.target
    const creator = image.functionAt(goroutine.createdAtPc)
    if (goroutine.parentId === 0 || creator === undefined || creator.package === 'runtime') return 'start of goroutine'
    // The g may have served other goroutines before: its number was written when this one was made.
    const goidAddress = goroutine.address + layoutOf(this.target, 'runtime.g').offset('goid')
    let born: number | undefined
    const watch = {
      watches: [{ address: goidAddress, length: 8, access: 'write' as const }],
      accessed: () => {
        born = this.target.tick
      },
    }
    await this.replayer.backwards(this.now, watch, () => born !== undefined)
    if (born === undefined) return 'start of recording'
    const tick = await this.lastAt(callBefore(this.target, goroutine.createdAtPc), born, tid => this.goidOn(tid) === goroutine.parentId)
    return tick === undefined ? 'start of recording' : { tick, goid: goroutine.parentId }
  }

  private goidOn(tid: number): number {
    const g = this.reads.goroutineOn(tid)
    return g === 0 ? 0 : (this.target.peekWord(g + layoutOf(this.target, 'runtime.g').offset('goid')) ?? 0)
  }

  /** The last statement of the function that was called last; where none was, the step back over. */
  async into(goroutine: Goroutine): Promise<Moment | NoMoment> {
    const frames = this.framesOf(goroutine)
    const call = this.callOf(goroutine, frames[0])
    const over = await this.over(goroutine)
    if (call === undefined || typeof over === 'string') return over
    let from = over.tick
    let end = this.now
    let caller: Call = call
    for (let level = 0; level < 20; level++) {
      const callee = await this.lastCallee(caller, from, end)
      if (callee === undefined) return over
      if (!isMadeUp(callee.call.function)) {
        const tick = await this.lastGroup(callee.call, callee.tick, callee.end)
        return tick === undefined ? over : { tick, goid: goroutine.id }
      }
      // A wrapper is no place to be: what it called is.
      from = callee.tick
      end = callee.end
      caller = callee.call
    }
    return over
  }

  /** The last call that a frame made in a stretch of time and that may be entered. */
  private async lastCallee(caller: Call, from: number, end: number): Promise<{ call: Call; tick: number; end: number } | undefined> {
    const f = caller.function
    const { image } = this.target
    const sites = new Map<number, number>()
    for (const { offset, target } of f.calls) {
      const callee = target === '' ? undefined : image.functionNamed(target)
      if (callee !== undefined && !isMadeUp(callee) && !mayEnter(this.runtimeRule(), f, callee)) continue
      const address = callBefore(this.target, f.entry + offset)
      sites.set(address, (image.spDeltaAt(address) ?? 0) + 8)
    }
    const made: { tick: number; tid: number }[] = []
    await this.replayRange(from, end, {
      addresses: sites.keys(),
      reached: (tid, address) => {
        if (this.reads.goroutineOn(tid) !== caller.g) return
        if (this.reads.depth(caller.g, this.reads.stackPointer(tid) + sites.get(address)!) !== caller.depth) return
        made.push({ tick: this.target.tick, tid })
        if (made.length > 100) made.splice(0, 50)
      },
    })
    let before = end
    for (const { tick, tid } of made.reverse()) {
      await this.replayer.goTo(tick)
      this.target.run(1_000_000, tid)
      const callee = image.functionAt(Number(this.target.register(tid, 'PC')))
      if (callee !== undefined && (isMadeUp(callee) || mayEnter(this.runtimeRule(), f, callee))) {
        const depth = this.reads.depth(caller.g, this.reads.stackPointer(tid) + 8)
        return { call: { g: caller.g, function: callee, depth }, tick, end: before }
      }
      before = tick
    }
    return undefined
  }

  /** Where the last line of a call began that was executed in a stretch of time. */
  private async lastGroup(call: Call, from: number, end: number): Promise<number | undefined> {
    const trace = new FrameTrace(this.reads, call, end, undefined)
    await this.replayRange(from, end, trace.probe)
    trace.closeWindow(from)
    const previous = trace.before(end)
    return typeof previous === 'string' ? undefined : previous.tick
  }

  private async replayRange(from: number, end: number, probe: FrameTrace['probe']): Promise<void> {
    await this.replayer.goTo(from)
    await this.replayer.runTo(end, probe)
  }

  /** The previous instruction of a goroutine that is on a thread. */
  async instruction(goroutine: Goroutine): Promise<Moment | NoMoment> {
    const { tid } = goroutine
    if (tid === undefined) return 'start of goroutine'
    const tick = await this.replayer.previousInstruction(tid)
    if (tick === undefined) return 'start of recording'
    await this.replayer.goTo(tick)
    if (this.reads.goroutineOn(tid) === goroutine.address) return { tick, goid: goroutine.id }
    // Another goroutine was on this thread then: this one stopped being on a thread when its m was taken away.
    let left: number | undefined
    const m = goroutine.address + layoutOf(this.target, 'runtime.g').offset('m')
    const watch = {
      watches: [{ address: m, length: 8, access: 'write' as const }],
      accessed: () => {
        if (this.target.peekWord(m) === 0) left = this.target.tick
      },
    }
    await this.replayer.backwards(this.now, watch, () => left !== undefined)
    return left === undefined ? 'start of goroutine' : { tick: left - 1, goid: goroutine.id }
  }

  private callOf(goroutine: Goroutine, frame: Frame | undefined): Call | undefined {
    if (frame?.function === undefined) return undefined
    return { g: goroutine.address, function: frame.function, depth: this.reads.depth(goroutine.address, frame.cfa) }
  }

  /** Frames to step in: of a goroutine that is on no thread, from where it called into the runtime. */
  private framesOf(goroutine: Goroutine): readonly Frame[] {
    const frames = unwindGoroutine(this.target, goroutine, 100)
    if (goroutine.tid !== undefined || goroutine.system) return frames
    const first = frames.findIndex(frame => !isRuntimeFrame(frame))
    return first < 0 ? frames : frames.slice(first)
  }

  /** The goroutine of a moment once the target is there. */
  goroutine(address: number): Goroutine | undefined {
    return readGoroutine(this.target, address)
  }
}

/** The frame that a person takes for the caller: wrappers and assembly are passed, and the runtime where it called user code. */
function callerOf(frames: readonly Frame[]): Frame | undefined {
  const [frame] = frames
  const fromUser = frame !== undefined && !isRuntimeFrame(frame)
  return frames.slice(1).find(candidate => {
    const f = candidate.function
    if (f === undefined || isMadeUp(f) || (f.flags & FunctionFlag.assembly) !== 0) return false
    return !fromUser || !isRuntimeFrame(candidate)
  })
}

/** Code that no person wrote. */
function isMadeUp(f: ImageFunction): boolean {
  return (f.flags & (FunctionFlag.wrapper | FunctionFlag.autogenerated)) !== 0
}
