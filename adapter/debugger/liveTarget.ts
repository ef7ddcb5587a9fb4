// This file makes the running machine a Target: the only file of the debugger that knows the machine.
import type { Image } from '../image/image'
import type { Machine, Stop, Watch } from '../machine/machine'
import { threadRecord } from '../machine/memory/layout'
import { type OutputRecord, type Snapshot, type SnapshotView, Timeline } from '../machine/timeline/timeline'
import type { MutableTarget, RawTarget, TargetThread } from './target'

export type { OutputRecord, Snapshot, SnapshotView, Stop, Timeline }

/** A machine that runs an image. */
export class LiveTarget implements MutableTarget {
  readonly raw: RawTarget

  constructor(
    readonly image: Image,
    readonly machine: Machine,
    /** The machine's past; without one there is none. */
    readonly timeline: Timeline = new Timeline(machine, { memory: 0, now: () => 0 }),
  ) {
    const { space } = machine
    this.raw = {
      get bytes() {
        return space.bytes
      },
      get view() {
        return space.view
      },
      resolve: (address, length) => space.resolve(address, length),
      registers: tid => machine.registerPlace(tid),
      pcOffset: threadRecord.rip,
    }
  }

  get tick(): number {
    return this.machine.tick
  }

  get clock(): number {
    return this.machine.clock
  }

  get threads(): readonly TargetThread[] {
    return this.machine.threads
  }

  hasThread(tid: number): boolean {
    return this.machine.hasThread(tid)
  }

  get currentTid(): number {
    return this.machine.currentTid
  }

  read(address: number, length: number): Uint8Array | undefined {
    return this.machine.read(address, length)
  }

  peek(address: number, length: number): Uint8Array | undefined {
    return this.machine.peek(address, length)
  }

  peekWord(address: number): number | undefined {
    return this.machine.readWord(address)
  }

  register(tid: number, name: string): bigint {
    return this.machine.getRegister(tid, name)
  }

  write(address: number, bytes: Uint8Array): boolean {
    return this.timeline.write(address, bytes)
  }

  setRegister(tid: number, name: string, value: bigint): void {
    this.timeline.setRegister(tid, name, value)
  }

  /** Keeps a thread from running, or lets it run again, without the program noticing. */
  freeze(tid: number, frozen: boolean): void {
    this.timeline.freeze(tid, frozen)
  }

  /** Runs for so many ticks; with `stepTid` at most until that thread has executed an instruction. */
  run(ticks: number, stepTid = 0): Stop {
    return this.timeline.run(ticks, stepTid)
  }

  /** A general register by its number, as an address: for what is asked very often. */
  wordRegister(tid: number, number: number): number {
    return this.machine.wordRegister(tid, number)
  }

  /** Asked at every breakpoint met; true makes it a stop. See Machine.breakpointFilter. */
  set breakpointFilter(filter: ((tid: number, address: number) => boolean) | undefined) {
    this.machine.breakpointFilter = filter
  }

  /** Replaces all watches; see Machine.setWatches. */
  setWatches(watches: readonly Watch[]): void {
    this.machine.setWatches(watches)
  }

  /**
   * Does something to the program and takes it back: memory, registers, time and what was recorded of it are afterwards as they were. Only what
   * the program prints meanwhile has been printed. Something must be recorded.
   */
  experiment<T>(work: (port: Pick<LiveTarget, 'write' | 'setRegister' | 'run'>) => T): T {
    const { machine, timeline } = this
    const { tick } = machine
    timeline.takeSnapshot()
    try {
      return work({
        write: (address, bytes) => machine.write(address, bytes),
        setRegister: (tid, name, value) => machine.setRegister(tid, name, value),
        run: ticks => {
          const end = machine.tick + ticks
          for (;;) {
            const stop = machine.run(end - machine.tick)
            // What is taken back need not take its time.
            if (stop.reason !== 'waitingForInput' || machine.untilNextEvent === Number.POSITIVE_INFINITY) return stop
            machine.passTime(machine.untilNextEvent)
          }
        },
      })
    } finally {
      // Also where the work has changed something and then run for no tick.
      timeline.restore(timeline.snapshotBefore(tick))
      timeline.seek(tick)
      machine.passBreakpoint()
    }
  }

  setBreakpoint(address: number): boolean {
    return this.machine.setBreakpoint(address)
  }

  clearBreakpoint(address: number): void {
    this.machine.clearBreakpoint(address)
  }
}
