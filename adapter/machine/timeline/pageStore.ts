// Keeps pages of memory, each once: snapshots hold numbers of pages, and a page lives as long as somebody holds its number.
//
// Page 0 is the page of zeros, which costs nothing. Places are used again. The first buffer is small, for most programs need no other; the
// following ones are large, since JavaScript's collector takes each for a sign that memory is short and runs (the operating system gives
// their pages only as they are touched).

import type { AddressSpace } from '../memory/addressSpace'
import { pageSize } from '../memory/layout'
import { hashWords, type PageHasher } from './pageHasher'

/** Pages of the first buffer and of the following ones. */
const smallSlab = 256
const slabBits = 14
const slabPages = 2 ** slabBits

export const zeroPage = 0

export class PageStore {
  private slabs: Uint8Array[] = []
  private references = new Int32Array(smallSlab)
  /** Fingerprints by page number. */
  hashes = new Int32Array(smallSlab * hashWords)
  private free: number[] = []
  private next = 1

  constructor(
    private readonly space: AddressSpace,
    private readonly hasher: PageHasher,
    /** Linear address of a page that is all zeros now. */
    zeros: number,
  ) {
    this.slabs.push(new Uint8Array(smallSlab * pageSize))
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
    this.slabs[slabOf(page)]!.set(this.space.bytes.subarray(at, at + pageSize), placeOf(page))
    this.references[page] = 1
    return page
  }

  private fresh(): number {
    const page = this.next++
    if (page >= this.references.length) {
      this.references = grown(this.references)
      this.hashes = grown(this.hashes)
    }
    if (slabOf(page) === this.slabs.length) this.slabs.push(new Uint8Array(slabPages * pageSize))
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
    const from = placeOf(page)
    return this.slabs[slabOf(page)]!.subarray(from, from + pageSize)
  }
}

function slabOf(page: number): number {
  return page < smallSlab ? 0 : 1 + ((page - smallSlab) >>> slabBits)
}

/** Where in its slab a page lies. */
function placeOf(page: number): number {
  return (page < smallSlab ? page : (page - smallSlab) % slabPages) * pageSize
}

function grown(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2)
  larger.set(array)
  return larger
}
