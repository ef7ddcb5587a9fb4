// This file reads the few words of the runtime that a search asks for at every hit: whose goroutine a thread works for, and where its stack ends.
//
// The general readers make objects and big integers; at a million hits a second that is most of the time.
import type { LiveTarget } from '../liveTarget'
import { layoutOf } from '../runtime/structs'

const SP = 4
const R14 = 14

export class FastReads {
  private readonly m: number
  private readonly curg: number
  private readonly stackEnd: number

  constructor(readonly target: LiveTarget) {
    this.m = layoutOf(target, 'runtime.g').offset('m')
    this.curg = layoutOf(target, 'runtime.m').offset('curg')
    this.stackEnd = layoutOf(target, 'runtime.g').offset('stack') + 8
  }

  /** Address of the g a thread works for, 0 if none: goroutineOfThread, quicker. */
  goroutineOn(tid: number): number {
    const g = this.target.wordRegister(tid, R14)
    const m = g === 0 ? 0 : (this.target.peekWord(g + this.m) ?? 0)
    return m === 0 ? 0 : (this.target.peekWord(m + this.curg) ?? 0)
  }

  stackPointer(tid: number): number {
    return this.target.wordRegister(tid, SP)
  }

  /** How far a stack address is from the top of a goroutine's stack: the same after the stack has moved. */
  depth(g: number, address: number): number {
    return (this.target.peekWord(g + this.stackEnd) ?? 0) - address
  }
}
