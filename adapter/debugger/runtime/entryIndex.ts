// This file finds the n-th entry of an array of buckets: it counts entries block by block, no further than what is asked for.
//
// A map of a million entries has tens of megabytes of buckets, and to count them is to read them: that is what a page of such a map costs. So
// the inner loop looks at nothing but eight tophashes, all at once, and the overflow pointer, and what was counted is kept for the next page.
import type { MemoryReader } from '../target'
import type { BucketLayout } from './hmap'

const block = 64 // buckets; their counts fit into lanes of 8 bits
const atOnce = 64 // blocks of which memory is taken at once

/** Memory as 32-bit words; a garbage address need not be aligned. */
export function wordsOf(bytes: Uint8Array): Uint32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice()
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >> 2)
}

/** Of four tophashes a 1 for each that is at least minTopHash: its sum with 0x7b reaches the top bit, or that is set already. */
function marksOfFour(word: number): number {
  return ((((word & 0x7f7f7f7f) + 0x7b7b7b7b) | word) & 0x80808080) >>> 7
}

/** How many of four tophashes are at least minTopHash. */
export function fullOfFour(word: number): number {
  return Math.imul(marksOfFour(word), 0x01010101) >>> 24
}

export class EntryIndex {
  /** Entries before each block, as far as they have been counted; one more than blocks. */
  private readonly sums = [0]
  private ended: boolean

  /** `chained` gives the entries of a chain of overflow buckets, as many as can be read. */
  constructor(
    private readonly memory: MemoryReader,
    private readonly layout: BucketLayout,
    readonly address: number,
    readonly buckets: number,
    private readonly chained: (address: number) => number,
  ) {
    this.ended = buckets === 0
  }

  /** Entries of the whole array. */
  get total(): number {
    while (!this.ended) this.countMore()
    return this.sums.at(-1)!
  }

  /** A bucket not far before the n-th entry, with the number of entries before that bucket; undefined if there are not so many. */
  find(n: number): { readonly bucket: number; readonly before: number } | undefined {
    const { sums } = this
    while (!this.ended && sums.at(-1)! <= n) this.countMore()
    if (sums.at(-1)! <= n) return undefined
    let low = 0
    let high = sums.length - 1
    while (low < high) {
      const middle = (low + high) >>> 1
      if (sums[middle + 1]! <= n) low = middle + 1
      else high = middle
    }
    return { bucket: low * block, before: sums[low]! }
  }

  private countMore(): void {
    const { sums, layout, buckets } = this
    const first = (sums.length - 1) * block
    const count = Math.min(block * atOnce, buckets - first)
    let words: Uint32Array
    try {
      words = wordsOf(this.memory.peek(this.address + first * layout.size, count * layout.size))
    } catch {
      // What cannot be read has no entries to show.
      this.ended = true
      return
    }
    const size = layout.size / 4
    for (let at = 0; at < count; at += block) {
      sums.push(sums.at(-1)! + this.countBlock(words, at * size, Math.min(block, count - at), size))
    }
    this.ended = first + count === buckets
  }

  private countBlock(words: Uint32Array, at: number, count: number, size: number): number {
    const link = this.layout.overflow / 4
    let lanes = 0
    let chained = 0
    for (let i = 0; i < count; i++, at += size) {
      lanes = (lanes + marksOfFour(words[at]!) + marksOfFour(words[at + 1]!)) | 0
      if ((words[at + link]! | words[at + link + 1]!) !== 0) chained += this.chained(words[at + link]! + words[at + link + 1]! * 2 ** 32)
    }
    const pairs = (lanes & 0x00ff00ff) + ((lanes >>> 8) & 0x00ff00ff)
    return (pairs & 0xffff) + (pairs >>> 16) + chained
  }
}
