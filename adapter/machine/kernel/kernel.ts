// The kernel: threads, cores, the clock, waking and signals. What system calls do is in syscalls.ts; all data is in KernelState.

import { between } from '../../common/random'
import type { AddressSpace } from '../memory/addressSpace'
import { maximumThreads, threadRecord } from '../memory/layout'
import { errno, ignoredByDefault, SIG_DFL, SIG_IGN, signals } from './numbers'
import type { Policy } from './policies'
import { pushSignalFrame } from './signalFrames'
import type { KernelState, SignalInfo, ThreadState, TimerState, TurnState } from './state'

/** How long a thread that waits for a core lets another one run (Linux: a few milliseconds). */
const slice = 4_000_000

/** A turn while nothing else can run needs no end but the next event; this keeps the host responsive. */
const soloQuantum = 50_000

export interface KernelOptions {
  readonly policy: Policy
  /** Nanoseconds from waking a thread to its first instruction, lowest and highest. */
  readonly wakeLatency: readonly [number, number]
  readonly onOutput: (fd: 1 | 2, bytes: Uint8Array, tick: number) => void
}

export class Kernel {
  constructor(
    readonly space: AddressSpace,
    public state: KernelState,
    readonly options: KernelOptions,
  ) {}

  thread(tid: number): ThreadState | undefined {
    return this.state.threads.find(thread => thread.tid === tid)
  }

  /** A new thread with all registers zero, ready at once; undefined when there are too many. */
  addThread(): ThreadState | undefined {
    const { state, space } = this
    const used = new Set(state.threads.filter(thread => thread.condition !== 'exited').map(thread => thread.record))
    let record = threadRecord.base
    for (let i = 0; used.has(record); i++) {
      if (i >= maximumThreads) return undefined
      record += threadRecord.size
    }
    if (record + threadRecord.size > threadRecord.base + maximumThreads * threadRecord.size) return undefined
    space.bytes.fill(0, record, record + threadRecord.size)
    // A record is used again once its thread has exited; that thread must not be looked at through it.
    for (const thread of state.threads) if (thread.record === record) thread.record = -1
    const thread: ThreadState = {
      tid: state.nextTid++,
      record,
      condition: 'ready',
      readyAt: Number.POSITIVE_INFINITY,
      futex: 0,
      waitOrder: 0,
      core: -1,
      sliceEnd: 0,
      ticks: 0,
      pending: [],
      mask: 0n,
      altStack: { sp: 0, size: 0, flags: 0 },
      clearTid: 0,
      frozen: false,
    }
    state.threads.push(thread)
    return thread
  }

  enqueue(thread: ThreadState) {
    thread.condition = 'ready'
    thread.readyAt = Number.POSITIVE_INFINITY
    this.state.queue.push(thread.tid)
  }

  /** Takes a thread off its core; the turn, if it was its, is over. */
  leaveCore(thread: ThreadState) {
    const { state } = this
    if (thread.core >= 0) state.cores[thread.core] = 0
    thread.core = -1
    state.queue = state.queue.filter(tid => tid !== thread.tid)
    if (state.turn?.tid === thread.tid) state.turn = undefined
  }

  /** Blocks a thread until it is woken or the clock reaches `until`. */
  block(thread: ThreadState, condition: 'futex' | 'sleep' | 'input', until = Number.POSITIVE_INFINITY) {
    this.leaveCore(thread)
    thread.condition = condition
    thread.readyAt = until
    thread.waitOrder = this.state.nextWait++
    this.hasDeadline(until)
  }

  /** Lets a blocked or new thread go on, after the time a real machine needs for that. */
  wake(thread: ThreadState) {
    thread.condition = 'waking'
    thread.futex = 0
    thread.readyAt = this.state.clock + this.latency()
    this.hasDeadline(thread.readyAt)
  }

  /** How long this time it takes a thread to get going. */
  latency(): number {
    const [low, high] = this.options.wakeLatency
    return between(this.state.random.latency, low, high)
  }

  /** Shortens the turn in progress so that it ends when something is due. */
  private hasDeadline(time: number) {
    const { turn, clock } = this.state
    if (turn) turn.left = Math.min(turn.left, Math.max(1, (time - clock) * turn.busy))
  }

  /** Counts executed instructions. Called in whatever portions, the sums are the same. */
  account(thread: ThreadState, executed: number, busy: number) {
    const { state } = this
    state.tick += executed
    thread.ticks += executed
    const total = state.clockRemainder + executed
    state.clock += Math.floor(total / busy)
    state.clockRemainder = total % busy
  }

  /** Begins the next turn; undefined when nothing can run any more. */
  startTurn(): TurnState | undefined {
    const { state } = this
    for (;;) {
      this.wakeDue()
      this.fireTimers()
      this.fillCores()
      const candidates: number[] = []
      state.cores.forEach((tid, core) => {
        if (tid && !this.thread(tid)!.frozen) candidates.push(core)
      })
      if (candidates.length) {
        const core = candidates.length === 1 ? candidates[0] : this.options.policy.chooseCore(state, candidates)
        const wanted = candidates.length === 1 && !state.queue.length ? soloQuantum : this.options.policy.quantum(state)
        const busy = candidates.length
        const thread = this.thread(state.cores[core])!
        const left = Math.max(1, Math.min(wanted, (this.nextEvent() - state.clock) * busy, this.nextCpuTimer(thread)))
        state.lastCore = core
        state.turn = { core, tid: thread.tid, left, busy }
        return state.turn
      }
      const next = this.nextEvent()
      if (next === Number.POSITIVE_INFINITY || (this.waitsForInput && !this.getsGoing(next))) return undefined
      // Nobody can run: the time until something happens passes at once.
      state.clock = Math.max(state.clock, next)
      state.clockRemainder = 0
    }
  }

  /** Whether a thread waits for input that may still come: how much time passes until then is not the machine's to say. */
  get waitsForInput(): boolean {
    return this.state.input.open && this.state.threads.some(thread => thread.condition === 'input')
  }

  /** Whether a thread that has been woken gets going at that time: that takes its time whatever the host does. */
  private getsGoing(time: number): boolean {
    return this.state.threads.some(thread => thread.condition === 'waking' && thread.readyAt <= time)
  }

  /** Nanoseconds until something happens by itself. */
  get untilNextEvent(): number {
    return Math.max(0, this.nextEvent() - this.state.clock)
  }

  /** Lets time pass while nobody can run, at most until something happens. */
  passTime(nanoseconds: number) {
    this.state.clock += Math.min(nanoseconds, this.untilNextEvent)
    this.state.clockRemainder = 0
  }

  private wakeDue() {
    const due = this.state.threads.filter(thread => thread.readyAt <= this.state.clock)
    for (const thread of due.sort((a, b) => a.readyAt - b.readyAt)) {
      const timedOut = thread.condition === 'futex'
      thread.futex = 0
      this.enqueue(thread)
      if (timedOut) this.setResult(thread, -errno.ETIMEDOUT)
    }
  }

  private fillCores() {
    const { state } = this
    const runnable = state.queue.filter(tid => !this.thread(tid)!.frozen)
    for (const tid of runnable) {
      let core = state.cores.indexOf(0)
      if (core < 0) {
        core = state.cores.findIndex(other => {
          const running = this.thread(other)!
          return running.sliceEnd <= state.clock || running.frozen
        })
        if (core < 0) return
        const old = this.thread(state.cores[core])!
        old.core = -1
        state.queue.push(old.tid)
      }
      const thread = this.thread(tid)!
      state.queue.splice(state.queue.indexOf(tid), 1)
      state.cores[core] = tid
      thread.core = core
      thread.sliceEnd = state.clock + slice
    }
  }

  private nextEvent(): number {
    let next = Number.POSITIVE_INFINITY
    for (const thread of this.state.threads) next = Math.min(next, thread.readyAt)
    for (const timer of this.state.timers) if (timer.kind === 'real') next = Math.min(next, timer.next)
    return next
  }

  /** Ticks until a timer of CPU time fires while this thread runs. */
  private nextCpuTimer(thread: ThreadState): number {
    let left = Number.POSITIVE_INFINITY
    for (const timer of this.state.timers) {
      if (timer.kind === 'process') left = Math.min(left, timer.next - this.state.tick)
      else if (timer.kind === 'thread' && timer.tid === thread.tid) left = Math.min(left, timer.next - thread.ticks)
    }
    return left
  }

  private fireTimers() {
    const { state } = this
    for (const timer of state.timers) {
      const now = this.timeOf(timer)
      if (now < timer.next) continue
      // Missed periods count as one: signals do not queue.
      timer.next = timer.interval
        ? timer.next + timer.interval * (1 + Math.floor((now - timer.next) / timer.interval))
        : Number.POSITIVE_INFINITY
      const target = timer.tid ? this.thread(timer.tid) : this.receiver()
      if (target) this.send(target, { signal: timer.signal, code: timer.code, address: 0, value: timer.value, trap: 0 })
    }
  }

  /** The time a timer goes by. */
  timeOf(timer: Pick<TimerState, 'kind' | 'tid'>): number {
    if (timer.kind === 'real') return this.state.clock
    if (timer.kind === 'process') return this.state.tick
    return this.thread(timer.tid)?.ticks ?? 0
  }

  /** Arms a timer anew; the turn in progress ends in time for it. */
  arm(timer: TimerState, delay: number, interval: number) {
    timer.interval = interval
    timer.next = delay ? this.timeOf(timer) + delay : Number.POSITIVE_INFINITY
    const { turn } = this.state
    if (timer.kind === 'real') this.hasDeadline(timer.next)
    else if (turn) turn.left = Math.min(turn.left, Math.max(1, delay || turn.left))
  }

  /** Who gets a signal for the process: who had the last turn, else the first thread alive that does not block it. */
  receiver(): ThreadState | undefined {
    const { cores, lastCore, threads } = this.state
    return this.thread(cores[lastCore]) ?? threads.find(thread => thread.condition !== 'exited')
  }

  /** Makes a signal pending; a thread blocked in a system call is interrupted if it would handle it. */
  send(thread: ThreadState, info: SignalInfo) {
    if (thread.condition === 'exited' || thread.pending.some(other => other.signal === info.signal)) return
    const handler = this.state.actions[info.signal]?.handler ?? SIG_DFL
    if (handler === SIG_IGN || (handler === SIG_DFL && ignoredByDefault.includes(info.signal))) return
    thread.pending.push(info)
    const blocked = thread.condition === 'futex' || thread.condition === 'sleep' || thread.condition === 'input'
    if (blocked && !isMasked(thread, info.signal)) {
      this.setResult(thread, -errno.EINTR)
      this.wake(thread)
    }
  }

  /** Enters the handler of the first pending signal that is not blocked; call it between instructions only. */
  deliverPending(thread: ThreadState) {
    for (let i = 0; i < thread.pending.length; i++) {
      const info = thread.pending[i]
      if (isMasked(thread, info.signal)) continue
      thread.pending.splice(i--, 1)
      this.deliver(thread, info)
      if (this.state.ending) return
    }
  }

  /** A signal the thread's own instruction caused: it cannot wait. */
  fault(thread: ThreadState, info: SignalInfo) {
    const handler = this.state.actions[info.signal]?.handler ?? SIG_DFL
    if (isMasked(thread, info.signal) || handler === SIG_IGN) this.die(thread, info.signal)
    else this.deliver(thread, info)
  }

  private deliver(thread: ThreadState, info: SignalInfo) {
    const action = this.state.actions[info.signal]
    if (!action || action.handler === SIG_DFL) {
      if (!ignoredByDefault.includes(info.signal)) this.die(thread, info.signal)
    } else if (action.handler !== SIG_IGN && !pushSignalFrame(this.space, thread, info, action)) this.die(thread, signals.SIGSEGV)
  }

  die(thread: ThreadState, signal: number) {
    this.state.ending ??= { reason: 'signaled', signal, tid: thread.tid }
  }

  /** The end of one thread; the process ends with its last. */
  exitThread(thread: ThreadState, code: number) {
    this.leaveCore(thread)
    thread.condition = 'exited'
    thread.readyAt = Number.POSITIVE_INFINITY
    if (thread.clearTid && this.space.writeU32(thread.clearTid, 0)) this.wakeFutex(thread.clearTid, 1)
    if (this.state.threads.every(other => other.condition === 'exited')) this.state.ending ??= { reason: 'exited', code }
  }

  /** Wakes up to `count` threads that wait on an address, in the order they came; how many it were. */
  wakeFutex(address: number, count: number): number {
    const waiting = this.state.threads.filter(thread => thread.condition === 'futex' && thread.futex === address)
    waiting.sort((a, b) => a.waitOrder - b.waitOrder).splice(count)
    for (const thread of waiting) {
      this.setResult(thread, 0)
      this.wake(thread)
    }
    return waiting.length
  }

  /** What a system call returns: AX. */
  setResult(thread: ThreadState, value: number) {
    this.space.view.setBigInt64(thread.record, BigInt(value), true)
  }
}

function isMasked(thread: ThreadState, signal: number): boolean {
  return signal !== signals.SIGKILL && (thread.mask & (1n << BigInt(signal - 1))) !== 0n
}
