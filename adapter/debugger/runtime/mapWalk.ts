// This file walks the buckets of a map: it counts entries, finds the n-th one and looks up keys, also while the map grows or is being written.
//
// The order of entries is that of the buckets, each with its overflow chain, first the new array and then what has not been moved yet from the
// old one. A slot counts if its tophash says that an entry is there; what evacuate has marked as moved does not. So in the middle of any
// operation of the runtime each entry is seen once, save the one that is being moved at this very instant.
//
// Keys and values are read for the entries that are asked for; where the n-th one is, entryIndex.ts finds. A picture wants counts of every bucket,
// which is a census. What was counted is kept until the program moves on.
import type { Target } from '../target'
import { type Loader, UnreadableValue } from '../values/loader'
import type { Value } from '../values/value'
import { EntryIndex, fullOfFour, wordsOf } from './entryIndex'
import { type BucketLayout, bucketCount, bucketLayout, bucketSlots, type MapHeader, oldBucketCount, readHeader, tophash } from './hmap'

/** An entry where it stands. */
export interface MapEntry {
  readonly key: Value
  readonly elem: Value
}

/** One bucket's eight slots, in memory. */
export interface BucketView {
  readonly address: number
  readonly bytes: Uint8Array
  readonly next: number // overflow bucket, 0 if none
}

/** What counting an array of buckets gives. */
export interface Census {
  readonly address: number
  readonly buckets: number
  /** Entries in the chain of each bucket. */
  readonly entries: Uint16Array
  /** Overflow buckets in the chain of each bucket. */
  readonly overflow: Uint16Array
  /** 1 for each bucket that has been moved away from. */
  readonly evacuated: Uint8Array
  readonly total: number
  readonly problem: string | undefined
}

const piece = 1 << 20 // bytes read at once
const longestChain = 10_000 // no chain is longer; a longer one goes in circles

const inCircles = 'the chain of overflow buckets goes in circles'

/** What has been counted of a map at a tick, as far as somebody wanted to know. */
interface Kept {
  readonly tick: number
  readonly header: string
  /** The arrays with entries: the new one, and while the map grows the old one. */
  readonly indexes: readonly EntryIndex[]
  census: { readonly main: Census; readonly old: Census | undefined } | undefined
}
const kept = new WeakMap<Target, Map<string, Kept>>()

/** A map's buckets. Undefined header: a nil map. */
export class MapWalk {
  readonly header: MapHeader | undefined
  readonly layout: BucketLayout
  private counts: Kept | undefined

  constructor(
    readonly loader: Loader,
    readonly map: Value,
  ) {
    this.header = readHeader(loader, map)
    this.layout = bucketLayout(loader, map)
  }

  /** The counts of the array that new entries go to. */
  get main(): Census {
    return this.census().main
  }

  /** The counts of the old array, while the map grows. */
  get old(): Census | undefined {
    return this.census().old
  }

  /** Entries that are there, which hmap.count may not say while somebody writes. */
  get total(): number {
    return this.counted().indexes.reduce((sum, index) => sum + index.total, 0)
  }

  private counted(): Kept {
    if (this.counts !== undefined) return this.counts
    const { header } = this
    const { target } = this.loader
    let ofTarget = kept.get(target)
    if (ofTarget === undefined) kept.set(target, (ofTarget = new Map()))
    const name = `${header?.address ?? 0} ${this.map.type}`
    const known = ofTarget.get(name)
    const text = JSON.stringify(header ?? null)
    if (known?.tick === target.tick && known.header === text) return (this.counts = known)
    if (ofTarget.size > 50) ofTarget.clear()
    const indexes = this.arrays().map(
      ([address, buckets]) =>
        new EntryIndex(this.loader.memory, this.layout, address, buckets, overflow => this.countChain(overflow).entries),
    )
    this.counts = { tick: target.tick, header: text, indexes, census: undefined }
    ofTarget.set(name, this.counts)
    return this.counts
  }

  /** Address and number of buckets of the arrays that there are. */
  private arrays(): [number, number][] {
    const { header } = this
    if (header === undefined) return []
    const old = oldBucketCount(header)
    return [[header.buckets, bucketCount(header)], ...(old === 0 ? [] : [[header.oldbuckets, old] as [number, number]])]
  }

  private census(): { readonly main: Census; readonly old: Census | undefined } {
    const counted = this.counted()
    if (counted.census === undefined) {
      const [main = [0, 0], old] = this.arrays()
      counted.census = { main: this.count(...main), old: old === undefined ? undefined : this.count(...old) }
    }
    return counted.census
  }

  /** What a chain of overflow buckets holds, as far as it can be read. */
  private countChain(address: number): { readonly entries: number; readonly length: number; readonly problem: string | undefined } {
    const { size, overflow } = this.layout
    let entries = 0
    let length = 0
    try {
      for (; address !== 0; length++) {
        if (length > longestChain) throw new UnreadableValue(inCircles)
        const words = wordsOf(this.loader.memory.peek(address, size))
        entries += fullOfFour(words[0]!) + fullOfFour(words[1]!)
        address = words[overflow / 4]! + words[overflow / 4 + 1]! * 2 ** 32
      }
    } catch (error) {
      return { entries, length, problem: error instanceof Error ? error.message : String(error) }
    }
    return { entries, length, problem: undefined }
  }

  private count(address: number, buckets: number): Census {
    const { size } = this.layout
    // In 32-bit words: buckets end with their overflow pointer, so both are whole.
    const step = size / 4
    const link = this.layout.overflow / 4
    const entries = new Uint16Array(buckets)
    const chains = new Uint16Array(buckets)
    const evacuated = new Uint8Array(buckets)
    let total = 0
    let problem: string | undefined
    try {
      this.eachPiece(address, buckets, (bytes, first, count) => {
        const words = wordsOf(bytes)
        for (let i = 0, at = 0; i < count; i++, at += step) {
          let here = fullOfFour(words[at]!) + fullOfFour(words[at + 1]!)
          const top = words[at]! & 0xff
          if (top > tophash.emptyOne && top < tophash.minTopHash) evacuated[first + i] = 1
          const next = words[at + link]! + words[at + link + 1]! * 2 ** 32
          if (next !== 0) {
            const chain = this.countChain(next)
            here += chain.entries
            problem ??= chain.problem
            chains[first + i] = chain.length
          }
          entries[first + i] = here
          total += here
        }
        return false
      })
    } catch (error) {
      problem ??= error instanceof Error ? error.message : String(error)
    }
    return { address, buckets, entries, overflow: chains, evacuated, total, problem }
  }

  /** Reads an array of buckets piece by piece until `visit` says true. */
  private eachPiece(address: number, buckets: number, visit: (bytes: Uint8Array, first: number, count: number) => boolean): void {
    const { size } = this.layout
    const atOnce = Math.max(1, Math.floor(piece / size))
    for (let first = 0; first < buckets; first += atOnce) {
      const count = Math.min(atOnce, buckets - first)
      if (visit(this.loader.memory.peek(address + first * size, count * size), first, count)) return
    }
  }

  /** The buckets of a chain, from the one at an address on. Throws where the chain is broken. */
  *chain(address: number): Generator<BucketView> {
    const { size, overflow } = this.layout
    for (let length = 0; address !== 0; length++) {
      if (length > longestChain) throw new UnreadableValue(inCircles)
      const bytes = this.loader.memory.peek(address, size)
      const next = Number(new DataView(bytes.buffer, bytes.byteOffset, size).getBigUint64(overflow, true))
      yield { address, bytes, next }
      address = next
    }
  }

  /** The chain of one bucket of an array. */
  bucket(census: Census, index: number): Generator<BucketView> {
    return this.chain(census.address + index * this.layout.size)
  }

  /** Key and element of a slot. */
  entry(bucket: number, slot: number): MapEntry {
    const { layout } = this
    return {
      key: this.slotValue(layout.key, bucket + layout.keys + slot * layout.keySlot, layout.indirectKey),
      elem: this.slotValue(layout.elem, bucket + layout.elems + slot * layout.elemSlot, layout.indirectElem),
    }
  }

  private slotValue(type: string, address: number, indirect: boolean): Value {
    if (!indirect) return { type, address }
    try {
      return { type, address: this.loader.memory.word(address) }
    } catch (error) {
      return { type, unreadable: error instanceof Error ? error.message : String(error) }
    }
  }

  /** The first entries: what `entries(0, count)` gives, without counting the whole map. */
  firstEntries(count: number): MapEntry[] {
    const { header } = this
    const found: MapEntry[] = []
    if (header === undefined) return found
    const take = (bytes: Uint8Array, at: number, address: number) => {
      for (let slot = 0; slot < bucketSlots && found.length < count; slot++)
        if (bytes[at + slot]! >= tophash.minTopHash) found.push(this.entry(address, slot))
    }
    const scan = (address: number, buckets: number) => {
      this.eachPiece(address, buckets, (bytes, first, number) => {
        const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
        for (let i = 0, at = 0; i < number && found.length < count; i++, at += this.layout.size) {
          take(bytes, at, address + (first + i) * this.layout.size)
          const next = Number(view.getBigUint64(at + this.layout.overflow, true))
          try {
            if (next !== 0) for (const bucket of this.chain(next)) take(bucket.bytes, 0, bucket.address)
          } catch {
            // A broken chain hides its own entries only.
          }
        }
        return found.length >= count
      })
    }
    scan(header.buckets, bucketCount(header))
    if (found.length < count) scan(header.oldbuckets, oldBucketCount(header))
    return found
  }

  /** Entries `start` up to `start + count`, fewer where the map ends. */
  entries(start: number, count: number): MapEntry[] {
    const found: MapEntry[] = []
    let skip = start
    for (const index of this.counted().indexes) {
      const place = index.find(skip)
      if (place === undefined) {
        skip -= index.total
        continue
      }
      skip -= place.before
      for (let bucket = place.bucket; bucket < index.buckets && found.length < count; bucket++) {
        try {
          for (const { bytes, address } of this.chain(index.address + bucket * this.layout.size)) {
            for (let slot = 0; slot < bucketSlots && found.length < count; slot++) {
              if (bytes[slot]! < tophash.minTopHash) continue
              if (skip > 0) skip--
              else found.push(this.entry(address, slot))
            }
          }
        } catch {
          // A broken chain hides its own entries only.
        }
      }
    }
    return found
  }

  /**
   * The first entry whose key, at `at` in `bytes`, passes. `matches` is asked only for slots that hold an entry. With the key's hash only
   * the chains are searched in which the runtime would: in the new array and, while the map grows, in the old one.
   */
  find(matches: (bytes: Uint8Array, at: number, slotAddress: number) => boolean, hash?: bigint): MapEntry | undefined {
    const { header, layout } = this
    if (header === undefined) return undefined
    let found: MapEntry | undefined
    const search = (bytes: Uint8Array, at: number, address: number): boolean => {
      for (let slot = 0; slot < bucketSlots; slot++) {
        if (bytes[at + slot]! < tophash.minTopHash) continue
        const offset = layout.keys + slot * layout.keySlot
        if (!matches(bytes, at + offset, address + offset)) continue
        found = this.entry(address, slot)
        return true
      }
      return false
    }
    for (const [address, buckets] of this.arrays()) {
      if (found !== undefined || buckets === 0) break
      if (hash !== undefined) {
        const index = Number(hash & BigInt(buckets - 1))
        for (const bucket of this.chain(address + index * layout.size)) if (search(bucket.bytes, 0, bucket.address)) break
        continue
      }
      this.eachPiece(address, buckets, (bytes, first, count) => {
        const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
        for (let i = 0, at = 0; i < count; i++, at += layout.size) {
          if (search(bytes, at, address + (first + i) * layout.size)) return true
          const next = Number(view.getBigUint64(at + layout.overflow, true))
          if (next !== 0) for (const bucket of this.chain(next)) if (search(bucket.bytes, 0, bucket.address)) return true
        }
        return false
      })
    }
    return found
  }
}
