// This file finds who changed some bytes last: the statement, the goroutine, and what was there before and after.
//
// The machine watches the bytes while windows of the past run again. A variable on a stack that has grown was somewhere else before; its
// place is followed through the move, which is no change.
import type { LiveTarget } from '../liveTarget'
import { readGoroutines } from '../runtime/goroutines'
import { layoutOf } from '../runtime/structs'
import { unwindThread } from '../unwind'
import type { FastReads } from './fastReads'
import { innermost, type Landing, type Landings } from './landing'
import type { Replayer } from './replayer'

/** Bytes of the program. */
export interface Bytes {
  readonly address: number
  readonly length: number
}

export interface LastWrite extends Landing {
  /** Values as text, before and after. */
  readonly before: string
  readonly after: string
  readonly tid: number
}

export class LastWrites {
  constructor(
    private readonly target: LiveTarget,
    private readonly reads: FastReads,
    private readonly replayer: Replayer,
    private readonly landings: Landings,
  ) {}

  /** The last change of some bytes before now; undefined if they have had their value from the start. `text` tells the value of the bytes at a place. */
  async find(bytes: Bytes, text: (address: number) => string): Promise<LastWrite | undefined> {
    const stack = this.stackOf(bytes.address)
    let { address } = bytes
    let limit = this.target.tick
    for (;;) {
      const write = await this.lastChange({ address, length: bytes.length }, limit)
      if (write === undefined) return undefined
      await this.replayer.goTo(write.tick)
      if (stack !== undefined && this.movesStack(write.tid)) {
        const before = (this.target.peekWord(stack.g + stack.endOffset) ?? 0) - stack.depth
        if (before > 0) address = before
        limit = write.tick
        continue
      }
      const after = text(address)
      await this.replayer.goTo(write.tick - 1)
      const before = text(address)
      return { ...(await this.landings.statementAt(write.tick - 1, write.tid, innermost)), before, after, tid: write.tid }
    }
  }

  private async lastChange({ address, length }: Bytes, limit: number): Promise<{ tick: number; tid: number } | undefined> {
    let found: { tick: number; tid: number } | undefined
    const probe = {
      watches: [{ address, length, access: 'write' as const }],
      accessed: (stop: { tid: number; changed: boolean }) => {
        if (stop.changed) found = { tick: this.target.tick, tid: stop.tid }
      },
    }
    await this.replayer.backwards(limit, probe, () => found !== undefined)
    return found
  }

  /** The goroutine on whose stack an address lies, and how far from its top. */
  private stackOf(address: number): { g: number; depth: number; endOffset: number } | undefined {
    const offset = layoutOf(this.target, 'runtime.g').offset('stack')
    for (const { address: g } of readGoroutines(this.target)) {
      const low = this.target.peekWord(g + offset) ?? 0
      const high = this.target.peekWord(g + offset + 8) ?? 0
      if (address >= low && address < high) return { g, depth: this.reads.depth(g, address), endOffset: offset + 8 }
    }
    return undefined
  }

  /** Whether a thread is copying a stack to a larger one. */
  private movesStack(tid: number): boolean {
    return unwindThread(this.target, tid, 12).some(frame => frame.function?.name === 'runtime.copystack')
  }
}
