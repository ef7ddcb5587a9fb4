// This file makes a snapshot a Target: a past moment that can be looked at while the program stays where it is.
import type { Image } from '../../image/image'
import type { SnapshotView } from '../liveTarget'
import type { Target, TargetThread } from '../target'

export class PastTarget implements Target {
  readonly threads: readonly TargetThread[]

  constructor(
    readonly image: Image,
    private readonly view: SnapshotView,
  ) {
    this.threads = view.threads.map(({ tid, condition, core, ticks }) => ({
      tid,
      state: condition === 'ready' && core >= 0 ? 'running' : condition,
      core,
      ticks,
    }))
  }

  hasThread(tid: number): boolean {
    return this.threads.some(thread => thread.tid === tid)
  }

  get tick(): number {
    return this.view.tick
  }

  get clock(): number {
    return this.view.clock
  }

  read(address: number, length: number): Uint8Array | undefined {
    return this.view.read(address, length)
  }

  peek(address: number, length: number): Uint8Array | undefined {
    const bytes = this.view.read(address, length)
    return bytes?.length === length ? bytes : undefined
  }

  peekWord(address: number): number | undefined {
    const bytes = this.peek(address, 8)
    if (bytes === undefined) return undefined
    const view = new DataView(bytes.buffer, bytes.byteOffset)
    return view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32
  }

  register(tid: number, name: string): bigint {
    return this.view.register(tid, name)
  }
}
