// Keeps pages of memory, each once: snapshots hold numbers of pages, and a page lives as long as somebody holds its number.
//
// Page 0 is the page of zeros, which costs nothing. Buffers are made by the megabyte and used again.

import type { AddressSpace } from '../memory/addressSpace'
import { pageSize } from '../memory/layout'
import { hashWords, type PageHasher } from './pageHasher'

const slabPages = 256

export const zeroPage = 0

export class PageStore {
  private slabs: Uint8Array[] = []
  private references = new Int32Array(slabPages)
  /** Fingerprints by page number. */
  hashes = new Int32Array(slabPages * hashWords)
  private free: number[] = []
  private next = 1

  constructor(
    private readonly space: AddressSpace,
    private readonly hasher: PageHasher,
    /** Linear address of a page that is all zeros now. */
    zeros: number,
  ) {
    this.slabs.push(new Uint8Array(slabPages * pageSize))
    this.references[zeroPage] = 1
    hasher.differs(zeros, this.hashes, zeroPage)
    hasher.copyHash(this.hashes, zeroPage)
  }

  /** Bytes of all pages that somebody holds. */
  get bytes(): number {
    return (this.next - 1 - this.free.length) * pageSize
  }

  /** Copies the page at a linear address, of which the hasher has just computed the fingerprint. The caller holds it. */
  take(at: number): number {
    if (this.hasher.wasLast(this.hashes, zeroPage)) {
      this.references[zeroPage]!++
      return zeroPage
    }
    const page = this.free.pop() ?? this.fresh()
    this.hasher.copyHash(this.hashes, page)
    this.slabs[Math.floor(page / slabPages)]!.set(this.space.bytes.subarray(at, at + pageSize), (page % slabPages) * pageSize)
    this.references[page] = 1
    return page
  }

  private fresh(): number {
    const page = this.next++
    if (page >= this.references.length) {
      this.references = grown(this.references)
      this.hashes = grown(this.hashes)
    }
    if (page % slabPages === 0) this.slabs.push(new Uint8Array(slabPages * pageSize))
    return page
  }

  hold(page: number) {
    this.references[page]!++
  }

  release(page: number) {
    if (--this.references[page]! === 0 && page !== zeroPage) this.free.push(page)
  }

  /** Copies a page to a linear address. */
  put(page: number, at: number) {
    this.space.bytes.set(this.contents(page), at)
  }

  /** The bytes of a page; only to read. */
  contents(page: number): Uint8Array {
    const from = (page % slabPages) * pageSize
    return this.slabs[Math.floor(page / slabPages)]!.subarray(from, from + pageSize)
  }
}

function grown(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2)
  larger.set(array)
  return larger
}
