// This file turns a map value into its header and the layout of its buckets: what the runtime keeps in hmap, maptype and bmap.
import { type Loader, UnreadableValue } from '../values/loader'
import type { Value } from '../values/value'
import { StructReader } from './structs'

/** Values of tophash below minTopHash are marks (goroot/src/runtime/map.go). */
export const tophash = { emptyRest: 0, emptyOne: 1, evacuatedX: 2, evacuatedY: 3, evacuatedEmpty: 4, minTopHash: 5 } as const

/** Bits of hmap.flags. */
export const mapFlag = { iterator: 1, oldIterator: 2, hashWriting: 4, sameSizeGrow: 8 } as const

/** Slots in a bucket. */
export const bucketSlots = 8

/** Entries per bucket above which a map grows: 13/2. */
export const loadLimit = 6.5

/** The fields of an hmap. */
export interface MapHeader {
  readonly address: number
  readonly count: number
  readonly flags: number
  readonly B: number
  readonly noverflow: number
  readonly hash0: number
  readonly buckets: number
  readonly oldbuckets: number
  readonly nevacuate: number
  readonly extra: number
}

/** Where things are in a bucket of one map type. */
export interface BucketLayout {
  readonly key: string
  readonly elem: string
  readonly size: number
  readonly keys: number
  readonly elems: number
  readonly overflow: number
  readonly keySlot: number // bytes a slot takes
  readonly elemSlot: number
  readonly indirectKey: boolean // the slot holds a pointer
  readonly indirectElem: boolean
}

const mostBuckets = 2 ** 32 // a header that says more is garbage

/** The header of a map; undefined for a nil map. Throws if it makes no sense. */
export function readHeader(loader: Loader, map: Value): MapHeader | undefined {
  const address = loader.pointer(map)
  return address === 0 ? undefined : headerAt(loader, address)
}

export function headerAt(loader: Loader, address: number): MapHeader {
  const h = new StructReader(loader.target, 'runtime.hmap', address)
  const header: MapHeader = {
    address,
    count: Number(BigInt.asIntN(64, h.u64('count'))),
    flags: h.u8('flags'),
    B: h.u8('B'),
    noverflow: h.u16('noverflow'),
    hash0: h.u32('hash0'),
    buckets: h.word('buckets'),
    oldbuckets: h.word('oldbuckets'),
    nevacuate: h.word('nevacuate'),
    extra: h.word('extra'),
  }
  if (2 ** header.B > mostBuckets) throw new UnreadableValue(`invalid map: B is ${header.B}`)
  if (header.count < 0) throw new UnreadableValue(`invalid map: count is ${header.count}`)
  return header
}

export function bucketLayout(loader: Loader, map: Value): BucketLayout {
  const { key, elem, bucket } = loader.record(map)
  if (key === undefined || elem === undefined || bucket === undefined) throw new UnreadableValue(`${map.type} is no map`)
  const indirectKey = (bucket.flags & 1) !== 0
  const indirectElem = (bucket.flags & 2) !== 0
  return {
    key,
    elem,
    size: bucket.size,
    keys: bucket.keys,
    elems: bucket.elems,
    overflow: bucket.overflow,
    keySlot: indirectKey ? 8 : loader.types.size(key),
    elemSlot: indirectElem ? 8 : loader.types.size(elem),
    indirectKey,
    indirectElem,
  }
}

/** Buckets of the array that new entries go to. */
export function bucketCount(header: MapHeader): number {
  return header.buckets === 0 ? 0 : 2 ** header.B
}

/** Buckets of the previous array while the map grows, otherwise 0. */
export function oldBucketCount(header: MapHeader): number {
  if (header.oldbuckets === 0) return 0
  return (header.flags & mapFlag.sameSizeGrow) !== 0 ? 2 ** header.B : 2 ** Math.max(0, header.B - 1)
}

/** noverflow from which on an insertion starts a growth of the same size. */
export function tooManyOverflow(header: MapHeader): number {
  return 2 ** Math.min(header.B, 15)
}

/** The number of entries above which the array is doubled. */
export function growthThreshold(header: MapHeader): number {
  return Math.max(bucketSlots, 13 * Math.floor(2 ** header.B / 2))
}
