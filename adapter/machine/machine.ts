// The facade of the simulated computer: load an image, run until something worth telling happens, look at registers and bytes.

import { toAddress } from '../common/addresses'
import { Engine, type EngineName } from './engine'
import type { RunResult } from './interpreter/interpreter'
import { Kernel } from './kernel/kernel'
import { signalCodes, signals } from './kernel/numbers'
import { type PolicyName, policies } from './kernel/policies'
import { readRegister, writeRegister } from './kernel/registers'
import { writeStartStack } from './kernel/startStack'
import { initialState, type KernelState, type SignalInfo, type ThreadState, type TurnState } from './kernel/state'
import { systemCall } from './kernel/syscalls'
import { type LoadSection, loadImage } from './loader'
import type { AddressSpace } from './memory/addressSpace'
import { engineState, pageSize, threadRecord, writtenPages } from './memory/layout'
import { type Watch, type WatchHit, WatchTable } from './watches'

export type { LoadSection } from './loader'
export type { Watch, WatchAccess, WatchHit } from './watches'

export interface MachineOptions {
  readonly sections: readonly LoadSection[]
  /** Address of the first instruction of the first thread. */
  readonly entry: number
  readonly args: readonly string[]
  /** `NAME=value` each. */
  readonly env: readonly string[]
  readonly seed: number | bigint | string
  readonly cores: number
  /** Bytes of heap the program may map (default 2 GiB). */
  readonly memoryLimit?: number
  readonly tickLimit?: number
  /** Threads the program may have at once (default 1000). */
  readonly threadLimit?: number
  readonly policy?: PolicyName
  /** Nanoseconds a woken thread takes to get going: lowest and highest. */
  readonly wakeLatency?: readonly [number, number]
  /** All of standard input; without it a read finds its end. */
  readonly stdin?: Uint8Array
  /** More input may come through `provideInput`: reads wait for it instead of finding the end. */
  readonly stdinOpen?: boolean
  /** The functions of the image, sorted by entry; only they are ever translated, everything else is interpreted. */
  readonly functions?: readonly { readonly entry: number; readonly end: number }[]
  /** `both` (default), or only the interpreter. Results are the same. */
  readonly engine?: EngineName
  /** Instructions the interpreter spends in a function before it is translated. */
  readonly translateAfter?: number
  readonly onOutput: (fd: 1 | 2, bytes: Uint8Array, tick: number) => void
}

/** Why `run` came back. */
export type Stop =
  /** The ticks asked for are used up. */
  | { readonly reason: 'budget' }
  /** Nothing has been executed at that address yet; running on goes past it. */
  | { readonly reason: 'breakpoint'; readonly tid: number; readonly address: number }
  /**
   * The instruction before the pc (or the kernel for this thread: a system call, a signal's frame) accessed watched memory. `others` are
   * further watches hit by the same instruction.
   */
  | ({ readonly reason: 'watch'; readonly tid: number; readonly others: readonly WatchHit[] } & WatchHit)
  | { readonly reason: 'exited'; readonly code: number }
  /** A signal killed the program; its exit code is 128 + signal. */
  | { readonly reason: 'signaled'; readonly signal: number; readonly tid: number }
  /** No thread can ever run again by itself. */
  | { readonly reason: 'stuck' }
  | { readonly reason: 'limit'; readonly which: 'ticks' | 'memory' | 'threads' }
  | { readonly reason: 'stepped'; readonly tid: number }
  | { readonly reason: 'waitingForInput' }

/** What the debugger sees of a thread. `running`: on a core; `ready`: waits for one. */
export interface ThreadView {
  readonly tid: number
  readonly state: 'running' | 'ready' | 'waking' | 'futex' | 'sleep' | 'input' | 'exited'
  /** -1 when it is on none. */
  readonly core: number
  readonly pc: number
  readonly sp: number
  /** Instructions it has executed. */
  readonly ticks: number
  readonly frozen: boolean
}

// A stack overflow is found when a stack of 512 MiB is to double; the one of 256 MiB still exists then.
const defaultMemoryLimit = 2 ** 31
// Calibrated, not derived: chosen by trying so that the 1000-iteration sample dies of about as many seeds as real runs die (0 to 2 %). With
// the microseconds of real machines most seeds killed it, since our unoptimised code is slower beside them than gc's.
const defaultWakeLatency = [10_000, 1_500_000] as const

/** V8 replaces baseline code only when a function is entered anew, so the engine must come back from time to time. */
const longestRun = 1_000_000

export class Machine {
  readonly space: AddressSpace
  private readonly kernel: Kernel
  private readonly engine: Engine
  // Where each thread was when its breakpoint was reported: it passes that one.
  private readonly reported = new Map<number, number>()
  private readonly watches: WatchTable
  // Of something that has happened but is not told yet.
  private watchHits: { tid: number; hits: WatchHit[] } | undefined

  /**
   * Asked inside `run` whenever a thread meets a breakpoint, with nothing of the instruction executed and `tick` exact; it may look at
   * registers and memory but must change nothing. False: the thread passes as if no breakpoint stood there, and the run differs in
   * nothing from one without it. True, or no filter: `run` returns the stop. It is asked millions of times a second.
   */
  breakpointFilter: ((tid: number, address: number) => boolean) | undefined
  /** Who hears what the program writes. */
  onOutput: MachineOptions['onOutput']

  constructor(private readonly options: MachineOptions) {
    if (!(options.cores >= 1 && options.cores <= 64)) throw new Error('a machine has 1 to 64 cores')
    this.onOutput = options.onOutput
    this.space = loadImage(options.sections, options.memoryLimit ?? defaultMemoryLimit)
    const state = initialState(options.seed, options.cores, options.stdin ?? new Uint8Array(), options.stdinOpen ?? false)
    this.kernel = new Kernel(this.space, state, {
      policy: policies[options.policy ?? 'random'],
      wakeLatency: options.wakeLatency ?? defaultWakeLatency,
      onOutput: (fd, bytes, tick) => this.onOutput(fd, bytes, tick),
    })
    this.watches = new WatchTable(this.space)
    this.engine = new Engine(this.space, options, this.watches.note)
    const first = this.kernel.addThread()!
    const sp = writeStartStack(this.space, state, options.args, options.env)
    writeRegister(this.space, first.record, 'SP', BigInt(sp))
    writeRegister(this.space, first.record, 'PC', BigInt(options.entry))
    this.kernel.enqueue(first)
  }

  private get state(): KernelState {
    return this.kernel.state
  }

  /** Instructions executed by all cores together. */
  get tick(): number {
    return this.state.tick
  }

  /** Virtual nanoseconds since boot. */
  get clock(): number {
    return this.state.clock
  }

  get threads(): ThreadView[] {
    return this.state.threads.map(thread => this.view(thread))
  }

  hasThread(tid: number): boolean {
    return this.kernel.thread(tid) !== undefined
  }

  /** The thread whose turn it is, or whose was last; 0 before the first. */
  get currentTid(): number {
    return this.state.turn?.tid ?? this.state.cores[this.state.lastCore] ?? 0
  }

  /**
   * Runs until a stop or until `budgetTicks` instructions are executed. How a run is cut into budgets changes nothing in it: afterwards the next
   * turn has begun, so that the state at a tick is the same however it was reached. With `stepTid` the run also ends (`stepped`) when that
   * thread has executed `steps` instructions; the others run as they would anyway.
   */
  run(budgetTicks: number, stepTid = 0, steps = 1): Stop {
    const stop = this.runTurns(budgetTicks, stepTid, steps)
    this.beginTurn()
    return stop
  }

  /** Begins the next turn if none is in progress and a thread can run; signals that are due reach it. */
  beginTurn() {
    if (this.ended() || this.state.turn || !this.kernel.startTurn()) return
    this.deliverPending(this.kernel.thread(this.state.turn!.tid)!)
  }

  private runTurns(budgetTicks: number, stepTid: number, steps: number): Stop {
    const { state } = this
    let stepsLeft = steps
    let left = Math.max(0, Math.floor(budgetTicks))
    for (;;) {
      const told = this.ended() ?? this.takeWatchStop()
      if (told) return told
      if (left === 0) return { reason: 'budget' }
      if (!state.turn) {
        if (!this.kernel.startTurn()) return this.idle()
        this.deliverPending(this.kernel.thread(state.turn!.tid)!)
        continue
      }
      const { turn } = state
      const thread = this.kernel.thread(turn.tid)!
      const before = state.tick
      const stepping = turn.tid === stepTid
      const most = stepping ? Math.min(stepsLeft, longestRun) : longestRun
      const exit = this.execute(thread, turn, Math.min(turn.left, left, this.ticksLeft(), most))
      const stop = this.handle(thread, exit)
      // System calls and faults may have ended the turn already.
      if (turn.left <= 0 && state.turn === turn) state.turn = undefined
      left -= state.tick - before
      if (stop) return this.ended() ?? stop
      if (!stepping) continue
      stepsLeft -= state.tick - before
      if (stepsLeft <= 0) return this.ended() ?? this.takeWatchStop() ?? { reason: 'stepped', tid: stepTid }
    }
  }

  /**
   * Executes exactly one instruction of a thread; nothing else runs. A thread that waits or has ended cannot: `stuck`.
   * A signal pending for the thread is delivered first, so the instruction may be its handler's.
   */
  stepThread(tid: number): Stop {
    const end = this.ended()
    if (end) return end
    const thread = this.kernel.thread(tid)
    if (!thread || (thread.condition !== 'ready' && thread.condition !== 'waking')) return { reason: 'stuck' }
    this.deliverPending(thread)
    const { turn } = this.state
    const busy = this.state.cores.filter(other => other).length || 1
    const result = this.executeOne(thread)
    this.reported.delete(tid)
    if (turn?.tid === tid) turn.left -= result.executed
    this.kernel.account(thread, result.executed, turn?.busy ?? busy)
    const stop = this.handle(thread, result.exit)
    if (turn && turn.left <= 0 && this.state.turn === turn) this.state.turn = undefined
    return this.ended() ?? stop ?? this.takeWatchStop() ?? { reason: 'stepped', tid }
  }

  /** Runs a thread, past breakpoints the filter lets it pass and accesses nobody waits for, until there is something to handle. */
  private execute(thread: ThreadState, turn: TurnState, fuel: number): RunResult['exit'] {
    const { kernel } = this
    let left = fuel
    let single = this.isReported(thread)
    for (;;) {
      const { exit, executed } = single ? this.executeOne(thread) : this.engine.run(thread.record, left)
      left -= executed
      turn.left -= executed
      kernel.account(thread, executed, turn.busy)
      // What has not been executed for one of these two reasons left fuel for a single step.
      single = exit === 'watched' || (exit === 'breakpointSet' && this.passesFilter(thread))
      if (!single && (exit !== 'fuel' || left === 0 || this.watchHits)) return exit
    }
  }

  private passesFilter(thread: ThreadState): boolean {
    // Text lies in the low region: half of the pc says enough.
    const { breakpointFilter } = this
    return (
      breakpointFilter !== undefined && !breakpointFilter(thread.tid, this.space.view.getUint32(thread.record + threadRecord.rip, true))
    )
  }

  /** Whether the thread stands at the breakpoint last reported for it, which it then passes. */
  private isReported(thread: ThreadState): boolean {
    if (this.reported.size === 0) return false
    const address = this.reported.get(thread.tid)
    this.reported.delete(thread.tid)
    return address !== undefined && address === this.pcOf(thread)
  }

  /** One instruction, breakpoint or not, with the accesses to watched memory it makes. */
  private executeOne(thread: ThreadState): RunResult {
    if (!this.watches.active) return this.engine.step(thread.record)
    this.watches.begin()
    const result = this.engine.step(thread.record)
    this.collectHits(thread)
    return result
  }

  /** What the kernel does for a thread, with the accesses to watched memory this makes. */
  private observed<T>(thread: ThreadState, work: () => T): T {
    if (!this.watches.active) return work()
    this.watches.begin()
    this.space.observer = this.watches.noteKernel
    try {
      return work()
    } finally {
      this.space.observer = undefined
      this.collectHits(thread)
    }
  }

  private collectHits({ tid }: ThreadState) {
    const hits = this.watches.end()
    if (hits.length) this.watchHits = { tid, hits: [...(this.watchHits?.hits ?? []), ...hits] }
  }

  private takeWatchStop(): Stop | undefined {
    if (!this.watchHits) return undefined
    const { tid, hits } = this.watchHits
    this.watchHits = undefined
    const [first, ...others] = hits
    return { reason: 'watch', tid, ...first, others }
  }

  private deliverPending(thread: ThreadState) {
    this.observed(thread, () => this.kernel.deliverPending(thread))
  }

  private ended(): Stop | undefined {
    if (this.state.ending) return this.state.ending
    return this.ticksLeft() <= 0 ? { reason: 'limit', which: 'ticks' } : undefined
  }

  private ticksLeft(): number {
    return (this.options.tickLimit ?? Number.POSITIVE_INFINITY) - this.state.tick
  }

  private idle(): Stop {
    return this.state.threads.some(thread => thread.condition === 'input') ? { reason: 'waitingForInput' } : { reason: 'stuck' }
  }

  private handle(thread: ThreadState, exit: RunResult['exit']): Stop | undefined {
    switch (exit) {
      case 'fuel':
      case 'jumpedOut':
        return undefined
      case 'breakpointSet': {
        const address = this.pcOf(thread)
        this.reported.set(thread.tid, address)
        return { reason: 'breakpoint', tid: thread.tid, address }
      }
      case 'syscall':
        return this.observed(thread, () => this.systemCall(thread))
      default:
        this.observed(thread, () => this.kernel.fault(thread, this.signalOf(thread, exit)))
        return undefined
    }
  }

  private systemCall(thread: ThreadState): Stop | undefined {
    const { state } = this
    const threads = state.threads.length
    systemCall(this.kernel, thread)
    if (thread.condition === 'ready') this.kernel.deliverPending(thread)
    if (state.threads.length > threads) {
      const alive = state.threads.filter(other => other.condition !== 'exited').length
      if (alive > (this.options.threadLimit ?? 1000)) return { reason: 'limit', which: 'threads' }
    }
    return undefined
  }

  private signalOf(thread: ThreadState, exit: RunResult['exit']): SignalInfo {
    const pc = this.pcOf(thread)
    const info = (signal: number, code: number, address: number | bigint, trap: number) => ({ signal, code, address, value: 0, trap })
    if (exit === 'divide') return info(signals.SIGFPE, signalCodes.FPE_INTDIV, pc, 0)
    if (exit === 'undefined') return info(signals.SIGILL, signalCodes.ILL_ILLOPN, pc, 6)
    if (exit === 'breakpoint') {
      // INT3 is a trap: the pc is behind it.
      writeRegister(this.space, thread.record, 'PC', BigInt(pc + 1))
      return info(signals.SIGTRAP, signalCodes.SI_KERNEL, 0, 3)
    }
    const { view } = this.space
    const address = exit === 'noText' ? readRegister(this.space, thread.record, 'PC')! : view.getBigUint64(engineState.faultAddress, true)
    // An address whose upper bits are not a sign extension is a general protection fault, which tells no address.
    if (BigInt.asUintN(64, BigInt.asIntN(48, address)) !== address) return info(signals.SIGSEGV, signalCodes.SI_KERNEL, 0, 13)
    const mapped = this.space.isMapped(toAddress(address))
    return info(signals.SIGSEGV, mapped ? signalCodes.SEGV_ACCERR : signalCodes.SEGV_MAPERR, address, 14)
  }

  private pcOf(thread: ThreadState): number {
    return toAddress(this.space.view.getBigUint64(thread.record + threadRecord.rip, true))
  }

  private view(thread: ThreadState): ThreadView {
    const { tid, core, ticks, frozen, condition, record } = thread
    const alive = record >= 0
    return {
      tid,
      state: condition === 'ready' && core >= 0 ? 'running' : condition,
      core,
      pc: alive ? this.pcOf(thread) : 0,
      sp: alive ? toAddress(this.space.view.getBigUint64(record + 32, true)) : 0,
      ticks,
      frozen,
    }
  }

  /** False when there is no text at that address. */
  setBreakpoint(address: number): boolean {
    return this.engine.setBreakpoint(address)
  }

  hasBreakpoint(address: number): boolean {
    return this.engine.hasBreakpoint(address)
  }

  clearBreakpoint(address: number) {
    this.engine.clearBreakpoint(address)
  }

  /**
   * Replaces all watches. `run` and `stepThread` then return the stop `watch` after an instruction that accessed watched memory in the way
   * its watch waits for; nothing else changes in the run. Any number and any length; a write counts whether or not it changes the bytes.
   * With no watches nothing is paid for them. Watches are no state of the program: going back in time leaves them as they are.
   */
  setWatches(watches: readonly Watch[]) {
    this.watchHits = undefined
    this.watches.set(watches)
    this.engine.watching = this.watches.active
  }

  /** Takes the marks of written pages away (`writtenPages`): from now on they tell what has been written since. */
  forgetWrites() {
    this.space.bytes.fill(0, writtenPages, writtenPages + Math.ceil(this.space.bytes.length / pageSize) + 1)
  }

  /** Keeps a thread from running (or lets it run again) without the program noticing. */
  freeze(tid: number, frozen = true) {
    const thread = this.kernel.thread(tid)
    if (!thread) return
    thread.frozen = frozen
    if (frozen && this.state.turn?.tid === tid) this.state.turn = undefined
  }

  /** A copy of the readable part of a range; undefined when its first byte is not mapped. */
  read(address: number, length: number): Uint8Array | undefined {
    return this.space.read(address, length)
  }

  /** A range as it is, not a copy; undefined unless all of it is mapped. Good until the machine runs. */
  peek(address: number, length: number): Uint8Array | undefined {
    const at = this.space.resolve(address, length)
    return at < 0 ? undefined : this.space.bytes.subarray(at, at + length)
  }

  /** Writes anywhere mapped, read-only sections and text included; false and nothing written when some of it is not mapped. */
  write(address: number, bytes: Uint8Array): boolean {
    const at = this.space.resolve(address, bytes.length)
    if (at < 0) return false
    this.space.bytes.set(bytes, at)
    this.space.markWritten(at, bytes.length)
    const { textStart, textEnd } = this.space.layout
    if (address < textEnd && address + bytes.length > textStart) this.engine.forget()
    return true
  }

  readU64(address: number): bigint | undefined {
    return this.space.readU64(address)
  }

  /** A word that is an address or a length, without the cost of a bigint. */
  readWord(address: number): number | undefined {
    return this.space.readWord(address)
  }

  readU32(address: number): number | undefined {
    return this.space.readU32(address)
  }

  readU8(address: number): number | undefined {
    return this.space.readU8(address)
  }

  /** AX … R15, PC, SP, RFLAGS, FS_BASE, X0 … X15 (128 bits). */
  getRegister(tid: number, name: string): bigint {
    const thread = this.liveThread(tid)
    const value = readRegister(this.space, thread.record, name)
    if (value === undefined) throw new Error(`there is no register ${name}`)
    return value
  }

  /** A general register by its number (AX 0 … R15 15), rounded when above 2^53; 0 when there is no such thread. */
  wordRegister(tid: number, number: number): number {
    const thread = this.kernel.thread(tid)
    if (!thread || thread.record < 0) return 0
    const at = thread.record + 8 * number
    return this.space.view.getUint32(at, true) + this.space.view.getUint32(at + 4, true) * 2 ** 32
  }

  /** Linear address of a thread's registers (`threadRecord` in memory/layout.ts says what is where); -1 if there is no such thread. */
  registerPlace(tid: number): number {
    return this.kernel.thread(tid)?.record ?? -1
  }

  setRegister(tid: number, name: string, value: bigint) {
    if (!writeRegister(this.space, this.liveThread(tid).record, name, value)) throw new Error(`there is no register ${name}`)
  }

  private liveThread(tid: number): ThreadState {
    const thread = this.kernel.thread(tid)
    if (!thread || thread.record < 0) throw new Error(`there is no thread ${tid}`)
    return thread
  }

  /** Nanoseconds until something happens by itself in a machine that waits for input; infinite if nothing will. */
  get untilNextEvent(): number {
    return this.kernel.untilNextEvent
  }

  /** Time passes for a machine that waits for input, at most until something happens by itself. Otherwise it does nothing. */
  passTime(nanoseconds: number) {
    if (!this.state.turn && this.kernel.waitsForInput) this.kernel.passTime(nanoseconds)
  }

  /** More standard input; `last` says that nothing follows. Threads that wait for it go on. */
  provideInput(bytes: Uint8Array, last = false) {
    const { input, threads } = this.state
    const joined = new Uint8Array(input.bytes.length - input.position + bytes.length)
    joined.set(input.bytes.subarray(input.position))
    joined.set(bytes, input.bytes.length - input.position)
    this.state.input = { bytes: joined, position: 0, open: !last }
    for (const thread of threads) if (thread.condition === 'input') this.kernel.wake(thread)
  }

  /** What the kernel knows. A snapshot keeps a copy of it. */
  get kernelState(): KernelState {
    return this.kernel.state
  }

  /** Goes on from another state, which from now on belongs to the machine; memory must have been put in place before. */
  resumeFrom(state: KernelState) {
    this.kernel.state = state
    this.reported.clear()
    this.watchHits = undefined
  }

  /** Text in memory has changed: what was decoded of it is out of date. */
  textChanged() {
    this.engine.forget()
  }

  /** Which breakpoints have been reported and not yet passed; to be put back after a look around in time. */
  get reports(): ReadonlyMap<number, number> {
    return new Map(this.reported)
  }

  set reports(reports: ReadonlyMap<number, number>) {
    this.reported.clear()
    for (const [tid, address] of reports) this.reported.set(tid, address)
  }

  /** A breakpoint where a thread stands (the one that is to run next) is taken as reported: running on goes past it. */
  passBreakpoint(tid = this.state.turn?.tid ?? 0) {
    const thread = this.kernel.thread(tid)
    if (thread && thread.record >= 0) this.reported.set(tid, this.pcOf(thread))
  }

  /** Lets go of everything at the host; the machine must not be used afterwards. */
  dispose() {
    this.reported.clear()
    this.state.ending ??= { reason: 'exited', code: 0 }
  }
}
