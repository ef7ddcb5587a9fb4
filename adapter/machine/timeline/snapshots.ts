// Takes snapshots of a machine and puts them back: memory as tables of pages, the kernel as a copy.
//
// The pages of a new snapshot are compared with those that memory had at the last snapshot or restore; unchanged ones are shared. Putting a
// snapshot back copies only pages that differ. What is saved: the records of threads, the writable low region, the heap. Read-only sections
// change only by the debugger's hand, so they are kept once for each of its changes. Decoded text is not saved, it follows from the text.

import type { KernelState } from '../kernel/state'
import type { Machine } from '../machine'
import { lowBase, pageSize, threadRecord } from '../memory/layout'
import { copyKernel } from './kernelCopy'
import { PageHasher } from './pageHasher'
import { PageStore, zeroPage } from './pageStore'
import { SnapshotView } from './snapshotView'

/** Numbers of pages: of the threads' records, the low region, the heap. */
type PageTables = readonly [Uint32Array, Uint32Array, Uint32Array]

export interface Snapshot {
  readonly tick: number
  readonly kernel: KernelState
  readonly tables: PageTables
  readonly heapSize: number
  readonly readOnlyVersion: number
  /** How many entries of the journal had been applied. */
  readonly applied: number
  /** What the debugger knew at that moment and wants back. */
  note: unknown
}

/** Bytes of the objects of a snapshot, about: the kernel's, and a thread's. */
const overhead = 4096
const threadOverhead = 400

export class Snapshots {
  private readonly hasher: PageHasher
  private readonly store: PageStore
  /** The pages memory had when it was last compared; they are held. */
  private base: PageTables
  private readonly readOnly: Uint8Array[]
  private readOnlyVersion = 0
  private otherBytes = 0

  /** The machine must not have run yet. */
  constructor(private readonly machine: Machine) {
    const { space } = machine
    this.hasher = new PageHasher(space)
    // The first thread's record is all that is used of the records now.
    this.store = new PageStore(space, this.hasher, threadRecord.base + pageSize)
    this.base = [new Uint32Array(), new Uint32Array(), new Uint32Array()]
    this.readOnly = [this.readOnlyBytes()]
  }

  /** Memory that all snapshots take together. */
  get bytes(): number {
    return this.store.bytes + this.otherBytes
  }

  take(applied: number): Snapshot {
    const { machine } = this
    const counts = this.pageCounts()
    const tables = counts.map((count, area) => {
      const start = this.areaStart(area)
      const before = this.base[area]!
      const table = new Uint32Array(count)
      for (let i = 0; i < count; i++) {
        const known = i < before.length ? before[i]! : zeroPage
        const at = start + i * pageSize
        if (this.hasher.differs(at, this.store.hashes, known)) table[i] = this.store.take(at)
        else this.store.hold((table[i] = known))
      }
      return table
    }) as unknown as PageTables
    this.rebase(tables)
    const { kernelState } = machine
    const snapshot: Snapshot = {
      tick: kernelState.tick,
      kernel: copyKernel(kernelState),
      tables,
      heapSize: machine.space.heapSize,
      readOnlyVersion: this.readOnlyVersion,
      applied,
      note: undefined,
    }
    this.otherBytes += sizeOf(snapshot)
    return snapshot
  }

  /** Makes the machine what it was. */
  restore(snapshot: Snapshot) {
    const { machine } = this
    const { space } = machine
    if (snapshot.readOnlyVersion !== this.readOnlyVersion) {
      this.readOnlyVersion = snapshot.readOnlyVersion
      space.bytes.set(this.readOnly[this.readOnlyVersion]!, lowBase)
      machine.textChanged()
    }
    const counts = this.pageCounts()
    snapshot.tables.forEach((table, area) => {
      const start = this.areaStart(area)
      // Above what there was at that time memory must be zero: growing relies on it.
      const count = Math.max(table.length, counts[area]!)
      for (let i = 0; i < count; i++) {
        const page = i < table.length ? table[i]! : zeroPage
        const at = start + i * pageSize
        if (this.hasher.differs(at, this.store.hashes, page)) this.store.put(page, at)
      }
    })
    space.resetHeap(snapshot.heapSize)
    machine.resumeFrom(copyKernel(snapshot.kernel))
    this.rebase(snapshot.tables)
  }

  /** A snapshot's moment, to be looked at; good as long as the snapshot is kept. */
  view(snapshot: Snapshot): SnapshotView {
    return new SnapshotView(snapshot, this.store, this.machine, this.readOnly[snapshot.readOnlyVersion]!)
  }

  /** Forgets a snapshot. */
  drop(snapshot: Snapshot) {
    this.release(snapshot.tables)
    this.otherBytes -= sizeOf(snapshot)
  }

  /** To be called after the host has changed memory that the program cannot write; the answer is to be given when the same is done again. */
  readOnlyChanged(known?: number): number {
    this.readOnlyVersion = known ?? this.readOnly.push(this.readOnlyBytes()) - 1
    return this.readOnlyVersion
  }

  private readOnlyBytes(): Uint8Array {
    const { space } = this.machine
    return space.bytes.slice(lowBase, space.layout.writableStart)
  }

  private areaStart(area: number): number {
    const { layout } = this.machine.space
    if (area === 0) return threadRecord.base
    return area === 1 ? Math.floor(layout.writableStart / pageSize) * pageSize : layout.heapBase
  }

  private pageCounts(): readonly number[] {
    const { space, kernelState } = this.machine
    let lastRecord: number = threadRecord.base
    for (const thread of kernelState.threads) lastRecord = Math.max(lastRecord, thread.record + threadRecord.size)
    const pages = (from: number, to: number) => Math.ceil((to - from) / pageSize)
    return [pages(threadRecord.base, lastRecord), pages(this.areaStart(1), space.layout.lowEnd), pages(0, space.heapSize)]
  }

  private rebase(tables: PageTables) {
    for (const table of tables) for (const page of table) this.store.hold(page)
    this.release(this.base)
    this.base = tables
  }

  private release(tables: PageTables) {
    for (const table of tables) for (const page of table) this.store.release(page)
  }
}

/** What a snapshot takes besides its pages. */
function sizeOf({ tables, kernel }: Snapshot): number {
  return tables.reduce((sum, table) => sum + table.byteLength, overhead) + kernel.threads.length * threadOverhead
}
