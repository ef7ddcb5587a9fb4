// This file finds where a channel was made: the last time before now that runtime.makechan returned its address.
//
// Go keeps no note of it, so the past is asked. What was found stays true for a stretch of time: from the moment the channel was made to the last
// one that was asked about. A question about a later moment looks only at what came after that, since the address may have been given out again.
import { disassembleFunction } from '../disassembly'
import type { LiveTarget } from '../liveTarget'
import { goidOfThread, goroutineOfThread, readGoroutine } from '../runtime/goroutines'
import { type Frame, isRuntimeFrame, unwindGoroutine, unwindThread } from '../unwind'
import type { Replayer } from './replayer'

const AX = 0 // where a function leaves its first result

export interface ChannelOrigin {
  /** The tick at which makechan returned. */
  readonly tick: number
  /** 0: the runtime itself, on no goroutine. */
  readonly goid: number
  /** The innermost frame outside of package runtime. */
  readonly frame: Frame | undefined
}

/** What is known of an address: who made the channel there, if anybody did, for all moments behind `from` up to `to`. */
interface Known {
  readonly origin: ChannelOrigin | undefined
  readonly from: number
  to: number
}

export class ChannelOrigins {
  private readonly known = new Map<number, Known[]>()
  private returns: readonly number[] | undefined

  constructor(
    private readonly target: LiveTarget,
    private readonly replayer: Replayer,
  ) {}

  /** What is known already of the channel at an address now. */
  remembered(address: number): { readonly origin: ChannelOrigin | undefined } | undefined {
    const { tick } = this.target
    return this.known.get(address)?.find(({ from, to }) => tick > from && tick <= to)
  }

  /** Where the channel at an address was made; undefined if nobody has made one there. Where the target is afterwards is not said. */
  async find(address: number): Promise<ChannelOrigin | undefined> {
    const { target } = this
    const remembered = this.remembered(address)
    if (remembered !== undefined) return remembered.origin
    const now = target.tick
    const list = this.known.get(address) ?? []
    const earlier = list.filter(({ to }) => to < now).sort((a, b) => b.to - a.to)[0]
    let found: { tick: number; tid: number } | undefined
    const probe = {
      addresses: this.returnsOfMakechan(),
      reached: (tid: number) => {
        if (target.wordRegister(tid, AX) === address) found = { tick: target.tick, tid }
      },
    }
    await this.replayer.backwards(now, probe, from => found !== undefined || (earlier !== undefined && from <= earlier.to))
    if (earlier !== undefined && (found === undefined || found.tick <= earlier.from)) {
      earlier.to = now
      return earlier.origin
    }
    const origin = found === undefined ? undefined : await this.originAt(found.tick, found.tid)
    this.known.set(address, [...list, { origin, from: found?.tick ?? -1, to: now }])
    return origin
  }

  private async originAt(tick: number, tid: number): Promise<ChannelOrigin> {
    const { target } = this
    await this.replayer.goTo(tick)
    const goroutine = readGoroutine(target, goroutineOfThread(target, tid))
    const frames = goroutine === undefined ? unwindThread(target, tid, 60) : unwindGoroutine(target, goroutine, 60)
    return { tick, goid: goidOfThread(target, tid), frame: frames.find(frame => !isRuntimeFrame(frame)) }
  }

  /** Addresses of the instructions with which makechan returns. */
  private returnsOfMakechan(): readonly number[] {
    this.returns ??= disassembleFunction(this.target, 'runtime.makechan')
      .filter(({ text }) => text === 'RET')
      .map(({ address }) => address)
    return this.returns
  }

  /** What comes after a tick is no longer true. */
  forgetAfter(tick: number): void {
    for (const [address, list] of this.known) {
      const kept = list.filter(({ from }) => from < tick).map(one => ({ ...one, to: Math.min(one.to, tick) }))
      if (kept.length > 0) this.known.set(address, kept)
      else this.known.delete(address)
    }
  }
}
