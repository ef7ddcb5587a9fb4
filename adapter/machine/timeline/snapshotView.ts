// Reads a past moment out of its snapshot, without going there: memory and registers as they were.

import { readRegister } from '../kernel/registers'
import type { ThreadState } from '../kernel/state'
import type { Machine } from '../machine'
import { heapAddress, lowBase, pageSize, threadRecord } from '../memory/layout'
import type { PageStore } from './pageStore'
import type { Snapshot } from './snapshots'

export class SnapshotView {
  constructor(
    private readonly snapshot: Snapshot,
    private readonly store: PageStore,
    private readonly machine: Machine,
    private readonly readOnly: Uint8Array,
  ) {}

  get tick(): number {
    return this.snapshot.tick
  }

  get clock(): number {
    return this.snapshot.kernel.clock
  }

  get threads(): readonly ThreadState[] {
    return this.snapshot.kernel.threads
  }

  /** As Machine.read. */
  read(address: number, length: number): Uint8Array | undefined {
    const { layout } = this.machine.space
    if (address >= heapAddress) {
      const offset = address - heapAddress
      const count = Math.min(length, this.snapshot.heapSize - offset)
      return count > 0 ? this.copy(2, offset, count) : undefined
    }
    if (address < lowBase || address >= layout.lowEnd) return undefined
    const end = Math.min(address + length, layout.lowEnd)
    const bytes = new Uint8Array(end - address)
    if (address < layout.writableStart) bytes.set(this.readOnly.subarray(address - lowBase, Math.min(end, layout.writableStart) - lowBase))
    const start = Math.floor(layout.writableStart / pageSize) * pageSize
    const from = Math.max(address, layout.writableStart)
    if (end > from) bytes.set(this.copy(1, from - start, end - from), from - address)
    return bytes
  }

  /** As Machine.getRegister. */
  register(tid: number, name: string): bigint {
    const thread = this.threads.find(candidate => candidate.tid === tid)
    if (!thread || thread.record < 0) throw new Error(`there is no thread ${tid}`)
    const record = this.copy(0, thread.record - threadRecord.base, threadRecord.size)
    const value = readRegister({ view: new DataView(record.buffer) }, 0, name)
    if (value === undefined) throw new Error(`there is no register ${name}`)
    return value
  }

  private copy(area: 0 | 1 | 2, offset: number, length: number): Uint8Array {
    const table = this.snapshot.pages.tables[area]
    const bytes = new Uint8Array(length)
    for (let done = 0; done < length; ) {
      const within = (offset + done) % pageSize
      const count = Math.min(length - done, pageSize - within)
      const page = this.store.contents(table[Math.floor((offset + done) / pageSize)] ?? 0)
      bytes.set(page.subarray(within, within + count), done)
      done += count
    }
    return bytes
  }
}
