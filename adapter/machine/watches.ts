// Watched memory: turns ranges of program addresses into the tables engines look at, and accesses of one instruction into hits.
//
// An engine that watches leaves before an instruction that touches a watched range. The machine then executes that one instruction between
// `begin` and `end`; meanwhile `note` hears of every access, keeps the old bytes, and `end` says which watches were hit and what changed.
// The kernel's accesses (read(2) into a buffer, a futex word, a signal frame) come through the same door, from the address space.

import type { AddressSpace } from './memory/addressSpace'
import { accessKinds, heapAddress, lowBase, pageSize, watchTable } from './memory/layout'

/** What a watch waits for; `write` means every write, also one that leaves the bytes as they were. */
export type WatchAccess = 'read' | 'write' | 'readWrite'

/** Bytes of the program to be watched. They need not be mapped (yet). */
export interface Watch {
  readonly address: number
  readonly length: number
  readonly access: WatchAccess
}

/** One watch that an instruction (or the kernel for a thread) touched. */
export interface WatchHit {
  /** Index into the list given to `setWatches`. */
  readonly watch: number
  /** What was accessed, which may be more or less than what is watched. */
  readonly address: number
  readonly size: number
  readonly write: boolean
  /** Whether the watched bytes are others now. */
  readonly changed: boolean
}

interface Access {
  readonly place: number
  readonly bytes: number
  readonly kind: number
  /** Copies of what the watches had where it writes, by index of the watch. */
  readonly old: Map<number, { from: number; bytes: Uint8Array }>
}

interface Range {
  start: number
  end: number
  kinds: number
}

const kindsOf: Record<WatchAccess, number> = {
  read: accessKinds.read,
  write: accessKinds.write,
  readWrite: accessKinds.read | accessKinds.write,
}

/** Longest access that consults only the page it begins in. */
const longestAccess = 16

/** A bulk instruction is one access, so more than a few come only of one that goes element by element and then faults. */
const mostAccesses = 1024

const endOfLinearMemory = 2 ** 32

export class WatchTable {
  private watches: readonly Watch[] = []
  /** Of each watch, in linear addresses. */
  private ranges: Range[] = []
  private markedPages: number[] = []
  private accesses: Access[] = []

  constructor(private readonly space: AddressSpace) {}

  get active(): boolean {
    return this.watches.length > 0
  }

  /** Replaces all watches. */
  set(watches: readonly Watch[]) {
    const { view, bytes } = this.space
    this.watches = watches
    this.ranges = watches.map(watch => this.linearRange(watch))
    for (const page of this.markedPages) bytes[watchTable.pages + page] = 0
    this.markedPages = []
    const merged = mergeRanges(this.ranges)
    for (const { start, end } of merged) {
      const first = Math.floor((start - longestAccess + 1) / pageSize)
      for (let page = first; page <= Math.floor((end - 1) / pageSize); page++) {
        if (bytes[watchTable.pages + page]) continue
        bytes[watchTable.pages + page] = 1
        this.markedPages.push(page)
      }
    }
    view.setUint32(watchTable.low, merged[0]?.start ?? 0, true)
    view.setUint32(watchTable.high, merged.at(-1)?.end ?? 0, true)
    view.setUint32(watchTable.rangeCount, merged.length, true)
    merged.forEach(({ start, end, kinds }, i) => {
      const at = watchTable.ranges + i * watchTable.rangeSize
      view.setUint32(at, start, true)
      view.setUint32(at + 4, end, true)
      view.setUint32(at + 8, kinds, true)
    })
  }

  private linearRange({ address, length, access }: Watch): Range {
    const { layout } = this.space
    const inHeap = address >= heapAddress
    const start = inHeap ? layout.heapBase + (address - heapAddress) : address
    const highest = inHeap ? endOfLinearMemory - 1 : layout.lowEnd
    const lowest = inHeap ? layout.heapBase : lowBase
    const clippedStart = Math.min(Math.max(start, lowest), highest)
    return { start: clippedStart, end: Math.min(Math.max(start + length, clippedStart), highest), kinds: kindsOf[access] }
  }

  /** From here on accesses are noted. */
  begin() {
    if (this.accesses.length) this.accesses = []
  }

  /** Hears of an access before it happens. */
  note = (place: number, bytes: number, kind: number) => {
    // Linear addresses come out of wasm signed.
    place >>>= 0
    const old: Access['old'] = new Map()
    let touched = false
    this.ranges.forEach(({ start, end, kinds }, watch) => {
      const from = Math.max(start, place)
      const to = Math.min(end, place + bytes)
      if (from >= to || !(kinds & kind)) return
      touched = true
      if (kind & accessKinds.write) old.set(watch, { from, bytes: this.space.bytes.slice(from, to) })
    })
    if (touched && this.accesses.length < mostAccesses) this.accesses.push({ place, bytes, kind, old })
  }

  /** As `note`, for an access of the kernel by program address. */
  noteKernel = (place: number, bytes: number, write: boolean) => {
    this.note(place, bytes, write ? accessKinds.write : accessKinds.read)
  }

  /** The watches hit since `begin`, in the order of the watches. */
  end(): WatchHit[] {
    if (!this.accesses.length) return []
    const hits: WatchHit[] = []
    this.ranges.forEach(({ start, end, kinds }, watch) => {
      const mine = this.accesses.filter(a => a.kind & kinds && a.place < end && a.place + a.bytes > start)
      // Where one operand is read and another written, the write is what one wants to hear of.
      const shown = mine.find(a => a.kind & accessKinds.write) ?? mine[0]
      if (!shown) return
      const changed = mine.some(a => {
        const old = a.old.get(watch)
        return old?.bytes.some((byte, i) => this.space.bytes[old.from + i] !== byte) ?? false
      })
      hits.push({
        watch,
        address: this.programAddress(shown.place),
        size: shown.bytes,
        write: (shown.kind & accessKinds.write) !== 0,
        changed,
      })
    })
    this.accesses = []
    return hits
  }

  private programAddress(place: number): number {
    const { heapBase } = this.space.layout
    return place >= heapBase ? place - heapBase + heapAddress : place
  }
}

/** Ranges in order, without overlaps, and no more than the table holds: then those with the smallest gaps are joined. */
function mergeRanges(ranges: readonly Range[]): Range[] {
  const sorted = ranges.filter(({ start, end }) => start < end).sort((a, b) => a.start - b.start)
  const merged: Range[] = []
  for (const range of sorted) {
    const last = merged.at(-1)
    if (last && range.start < last.end) {
      last.end = Math.max(last.end, range.end)
      last.kinds |= range.kinds
    } else merged.push({ ...range })
  }
  if (merged.length <= watchTable.maximumRanges) return merged
  const gaps = merged.slice(1).map((range, i) => range.start - merged[i].end)
  const widest = [...gaps].sort((a, b) => b - a)[watchTable.maximumRanges - 2]
  // Gaps wider than this one stay, and as many equal ones as there is room for.
  let equal = watchTable.maximumRanges - 1 - gaps.filter(gap => gap > widest).length
  const joined = [merged[0]]
  for (let i = 1; i < merged.length; i++) {
    const gap = gaps[i - 1]
    if (gap > widest || (gap === widest && equal-- > 0)) joined.push(merged[i])
    else {
      const last = joined.at(-1)!
      last.end = Math.max(last.end, merged[i].end)
      last.kinds |= merged[i].kinds
    }
  }
  return joined
}
