// All the kernel knows, as plain data: a deep copy of it is (with memory) a snapshot of the machine.

import { type RandomState, stream } from '../../common/random'

export type ThreadCondition =
  /** Can run: on a core or in the queue for one. */
  | 'ready'
  /** Was woken or born, and gets going at `readyAt`. */
  | 'waking'
  | 'futex'
  | 'sleep'
  /** Waits for standard input. */
  | 'input'
  | 'exited'

/** A signal on its way. */
export interface SignalInfo {
  signal: number
  code: number
  /** Fault address. */
  address: number | bigint
  /** Value of a timer's sigevent. */
  value: number
  trap: number
}

export interface ThreadState {
  tid: number
  /** Linear address of its registers. */
  record: number
  condition: ThreadCondition
  /** Nanoseconds; when a waking or sleeping thread goes on, or a futex wait ends. Infinity: never by itself. */
  readyAt: number
  /** Address it waits on. */
  futex: number
  /** When it began to wait, in the order of all waits. */
  waitOrder: number
  /** Core it is on, or -1. */
  core: number
  /** Until when (clock) it may stay on its core while others wait for one. */
  sliceEnd: number
  /** Instructions executed. */
  ticks: number
  pending: SignalInfo[]
  /** Blocked signals, bit n-1 for signal n. */
  mask: bigint
  altStack: { sp: number; size: number; flags: number }
  /** Address to clear and wake at exit (CLONE_CHILD_CLEARTID), or 0. */
  clearTid: number
  /** The debugger holds it. */
  frozen: boolean
}

export interface SignalAction {
  handler: number
  flags: number
  restorer: number
  mask: bigint
}

/** `real` timers run on the clock, `process` on ticks of all threads, `thread` on ticks of one. Times in nanoseconds (1 tick = 1 ns of CPU). */
export interface TimerState {
  id: number
  kind: 'real' | 'process' | 'thread'
  /** Receiver; 0: whoever runs. */
  tid: number
  signal: number
  code: number
  value: number
  interval: number
  /** When it fires next, by its own time; Infinity when it is not armed. */
  next: number
}

/** The quantum being run. */
export interface TurnState {
  core: number
  tid: number
  /** Instructions left. */
  left: number
  /** Cores that had something to run when it began; the clock advances by ticks / busy. */
  busy: number
}

export type Ending = { reason: 'exited'; code: number } | { reason: 'signaled'; signal: number; tid: number }

export interface KernelState {
  tick: number
  /** Nanoseconds since boot. */
  clock: number
  /** Ticks that have not yet made a whole nanosecond. */
  clockRemainder: number
  threads: ThreadState[]
  nextTid: number
  nextWait: number
  /** tid on each core, or 0. */
  cores: number[]
  /** Ready threads without a core, in order. */
  queue: number[]
  turn: TurnState | undefined
  /** Last core that had a turn, for round robin. */
  lastCore: number
  actions: Record<number, SignalAction>
  timers: TimerState[]
  nextTimer: number
  /** Mapped parts of the heap region, sorted, not adjacent. */
  mappings: { start: number; end: number }[]
  input: { bytes: Uint8Array; position: number; open: boolean }
  random: { schedule: RandomState; latency: RandomState; kernel: RandomState }
  ending: Ending | undefined
}

/** The state before the first thread exists. */
export function initialState(seed: number | bigint | string, cores: number, input: Uint8Array, inputOpen: boolean): KernelState {
  return {
    tick: 0,
    // The monotonic clock starts at one second: zero means "never" to many programs.
    clock: 1_000_000_000,
    clockRemainder: 0,
    threads: [],
    nextTid: 1000,
    nextWait: 0,
    cores: new Array(cores).fill(0),
    queue: [],
    turn: undefined,
    lastCore: cores - 1,
    actions: {},
    timers: [],
    nextTimer: 1,
    mappings: [],
    input: { bytes: input, position: 0, open: inputOpen },
    random: { schedule: stream(seed, 'schedule'), latency: stream(seed, 'latency'), kernel: stream(seed, 'kernel') },
    ending: undefined,
  }
}
