// This file makes the running machine a Target: the only file of the debugger that knows the machine.
import type { Image } from '../image/image'
import type { Machine, Stop } from '../machine/machine'
import type { MutableTarget, TargetThread } from './target'

/** A machine that runs an image. */
export class LiveTarget implements MutableTarget {
  constructor(
    readonly image: Image,
    readonly machine: Machine,
  ) {}

  get tick(): number {
    return this.machine.tick
  }

  get clock(): number {
    return this.machine.clock
  }

  get threads(): readonly TargetThread[] {
    return this.machine.threads
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
    return this.machine.write(address, bytes)
  }

  setRegister(tid: number, name: string, value: bigint): void {
    this.machine.setRegister(tid, name, value)
  }

  run(ticks: number): Stop {
    return this.machine.run(ticks)
  }

  stepThread(tid: number): Stop {
    return this.machine.stepThread(tid)
  }

  setBreakpoint(address: number): boolean {
    return this.machine.setBreakpoint(address)
  }

  clearBreakpoint(address: number): void {
    this.machine.clearBreakpoint(address)
  }
}
