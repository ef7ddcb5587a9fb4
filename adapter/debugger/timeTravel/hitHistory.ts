// This file makes hit counts part of time: each snapshot remembers what the counters of breakpoints showed.
//
// A program that runs forward counts as it goes. A search runs through time without counting, because it lifts the breakpoints; so when it
// matters, a stretch is run once more with them, from the last snapshot whose counts are known. At the beginning of time all counts are nothing.
import type { HitCounter, HitCounts } from '../breakpoints/modes'
import type { Snapshot, Stop, Timeline } from '../liveTarget'
import type { Probe, ProbeWatch } from './replayer'

type Note = ReadonlyMap<number, HitCounts>

/** Where breakpoints are met, and what counts them. */
export interface Counting {
  addresses(): Iterable<number>
  reached(tid: number, address: number): void
  watches(): readonly ProbeWatch[]
  accessed(stop: Stop & { reason: 'watch' }): void
}

export class HitHistory {
  /** Set while time runs without breakpoints: what the counters show then is nothing. */
  blind = false

  constructor(
    timeline: Timeline,
    private readonly counters: () => Iterable<[number, HitCounter]>,
    private readonly counting: Counting,
  ) {
    timeline.note = () => (this.blind ? undefined : this.note())
    timeline.restored = snapshot => this.restore(snapshot)
  }

  private note(): Note {
    const note = new Map<number, HitCounts>()
    for (const [id, counter] of this.counters()) note.set(id, counter.counts)
    return note
  }

  private restore({ tick, note }: Snapshot): void {
    for (const [id, counter] of this.counters()) counter.restore(tick, (note as Note | undefined)?.get(id))
  }

  /** What the counters show now, to be put back after a look around in time. */
  keep(tick: number): () => void {
    const kept = [...this.counters()].map(([, counter]) => ({ counter, counts: counter.counts }))
    return () => {
      for (const { counter, counts } of kept) counter.restore(tick, counts)
    }
  }

  /** Whether anybody asks for counts. */
  get needed(): boolean {
    for (const _ of this.counters()) return true
    return false
  }

  /** Whether a snapshot has the counts of all counters. */
  knows({ tick, note }: Snapshot): boolean {
    if (tick === 0) return true
    for (const [id] of this.counters()) if ((note as Note | undefined)?.has(id) !== true) return false
    return true
  }

  /** Counts what is met while time runs. */
  get probe(): Probe {
    const watches = this.counting.watches()
    return {
      addresses: this.counting.addresses(),
      reached: (tid, address) => this.counting.reached(tid, address),
      ...(watches.length === 0 ? {} : { watches: () => this.counting.watches(), accessed: stop => this.counting.accessed(stop) }),
    }
  }
}
