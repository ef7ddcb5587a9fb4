// Takes snapshots of a machine and puts them back: memory as tables of pages, the kernel as a copy.
//
// The pages of a new snapshot are compared with those that memory had at the last snapshot or restore, the base; unchanged ones are shared.
// Putting a snapshot back copies only pages that differ. The machine marks the pages it writes (`writtenPages`), and only those are looked at;
// the threads' records, which are few, always. What is saved: the records of threads, the writable low region, the heap.
// Read-only sections change only by the debugger's hand, so they are kept once for each of its changes. Decoded text is not saved, it follows
// from the text.

import type { KernelState } from '../kernel/state'
import type { Machine } from '../machine'
import { lowBase, pageSize, threadRecord, writtenPages } from '../memory/layout'
import { copyKernel } from './kernelCopy'
import { PageHasher } from './pageHasher'
import { PageStore, zeroPage } from './pageStore'
import { SnapshotView } from './snapshotView'

/** Numbers of pages: of the threads' records, the low region, the heap. */
type PageTables = readonly [Uint32Array, Uint32Array, Uint32Array]

/** Tables, the pages of which are held as long as somebody holds the tables. */
interface SharedTables {
  readonly tables: PageTables
  holders: number
}

export interface Snapshot {
  readonly tick: number
  readonly kernel: KernelState
  readonly pages: SharedTables
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
  /** The pages memory had when it was last compared; this is one of the holders. */
  private base: SharedTables
  private readonly readOnly: Uint8Array[]
  private readOnlyVersion = 0
  private otherBytes = 0

  /** The machine must not have run yet. */
  constructor(private readonly machine: Machine) {
    const { space } = machine
    this.hasher = new PageHasher(space)
    // The first thread's record is all that is used of the records now.
    this.store = new PageStore(space, this.hasher, threadRecord.base + pageSize)
    this.base = { tables: [new Uint32Array(), new Uint32Array(), new Uint32Array()], holders: 1 }
    this.readOnly = [this.readOnlyBytes()]
  }

  /** Memory that all snapshots take together. */
  get bytes(): number {
    return this.store.bytes + this.otherBytes
  }

  /** How many pages may have changed since memory was last compared. */
  get changed(): number {
    let changed = 0
    for (const [area, count] of this.pageCounts().entries()) {
      const written = this.writtenIn(area, count)
      for (let i = 0; written !== undefined && i < count; i++) changed += written[i]! & 1
    }
    return changed
  }

  /** A snapshot of now; pages that are as they will be at the snapshot `next` are shared with it. */
  take(applied: number, next?: Snapshot): Snapshot {
    const { machine, hasher, store } = this
    const tables = this.pageCounts().map((count, area) => {
      const start = this.areaStart(area)
      const before = this.base.tables[area]!
      const written = this.writtenIn(area, count)
      const later = next?.pages.tables[area]
      const table = new Uint32Array(count)
      for (let i = 0; i < count; i++) {
        let page = i < before.length ? before[i]! : zeroPage
        const at = start + i * pageSize
        if ((written === undefined || written[i] !== 0) && hasher.differs(at, store.hashes, page)) {
          page = later !== undefined && i < later.length && hasher.wasLast(store.hashes, later[i]!) ? later[i]! : zeroPage
          if (page === zeroPage) {
            table[i] = store.take(at)
            continue
          }
        }
        store.hold((table[i] = page))
      }
      return table
    }) as unknown as PageTables
    const pages = { tables, holders: 1 }
    this.rebase(pages)
    const { kernelState } = machine
    const snapshot: Snapshot = {
      tick: kernelState.tick,
      kernel: copyKernel(kernelState),
      pages,
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
    // Above what there was at that time memory must be zero: growing relies on it.
    const counts = this.pageCounts()
    for (const [area, table] of snapshot.pages.tables.entries()) this.restoreArea(area, table, Math.max(table.length, counts[area]!))
    space.resetHeap(snapshot.heapSize)
    machine.resumeFrom(copyKernel(snapshot.kernel))
    this.rebase(snapshot.pages)
  }

  private restoreArea(area: number, table: Uint32Array, count: number) {
    const start = this.areaStart(area)
    const before = this.base.tables[area]!
    const written = this.writtenIn(area, count)
    for (let i = 0; i < count; i++) {
      const page = i < table.length ? table[i]! : zeroPage
      const known = i < before.length ? before[i]! : zeroPage
      const at = start + i * pageSize
      // Looking whether they are equal by chance would cost half of what copying does.
      if (page !== known) this.store.put(page, at)
      else if ((written === undefined || written[i] !== 0) && this.hasher.differs(at, this.store.hashes, page)) this.store.put(page, at)
    }
  }

  /** A byte for each page of an area, 0 where it has not been written since the base; undefined if that is not known. */
  private writtenIn(area: number, count: number): Uint8Array | undefined {
    if (area === 0 || this.base.tables[0].length === 0) return undefined
    const first = writtenPages + this.areaStart(area) / pageSize
    return this.machine.space.bytes.subarray(first, first + count)
  }

  /** A snapshot's moment, to be looked at; good as long as the snapshot is kept. */
  view(snapshot: Snapshot): SnapshotView {
    return new SnapshotView(snapshot, this.store, this.machine, this.readOnly[snapshot.readOnlyVersion]!)
  }

  /** Forgets a snapshot. */
  drop(snapshot: Snapshot) {
    this.release(snapshot.pages)
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

  private rebase(pages: SharedTables) {
    pages.holders++
    this.release(this.base)
    this.base = pages
    this.machine.forgetWrites()
  }

  private release(pages: SharedTables) {
    if (--pages.holders > 0) return
    for (const table of pages.tables) for (const page of table) this.store.release(page)
  }
}

/** What a snapshot takes besides its pages. */
function sizeOf({ pages, kernel }: Snapshot): number {
  return pages.tables.reduce((sum, table) => sum + table.byteLength, overhead) + kernel.threads.length * threadOverhead
}
