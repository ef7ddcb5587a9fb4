// This file draws a map as the runtime keeps it: header, buckets with their slots and overflow chains, the old array while it grows, and numbers.
//
// Cells are read for the asked range only. Of all buckets there is just how full they are, in at most some thousand numbers: a map of a million
// entries has a picture of the same size as a small one.
import { hexAddress } from '../../common/addresses'
import type {
  CellState,
  MapHeader as HeaderPicture,
  MapBucket,
  MapCell,
  MapFlag,
  MapMetrics,
  MapPicture,
  OldBuckets,
} from '../../dap/protocol'
import {
  bucketCount,
  bucketSlots,
  growthThreshold,
  loadLimit,
  type MapHeader,
  mapFlag,
  oldBucketCount,
  tooManyOverflow,
  tophash,
} from '../runtime/hmap'
import { mapCalls } from '../runtime/mapCalls'
import { type BucketView, type Census, MapWalk } from '../runtime/mapWalk'
import { layoutOf } from '../runtime/structs'
import type { Target } from '../target'
import { Loader, reasonOf } from '../values/loader'
import { TextWriter } from '../values/text'
import type { Value } from '../values/value'

const mostOccupancy = 65_536 // numbers in a picture
const hottest = 8
const longestCell = 200 // characters of a key or value
const longestDrawnChain = 64 // overflow buckets drawn of one bucket

/** The picture of a map; cells for buckets `start` up to `start + count`. Throws if the value is no map or its header makes no sense. */
export function mapPicture(target: Target, map: Value, range: { start: number; count: number }): MapPicture {
  const loader = new Loader(target)
  const record = loader.record(map)
  if (record.kind === 'pointer' && loader.types.record(record.elem!)?.kind === 'map') {
    const pointed = loader.deref(map)
    if (pointed !== undefined) return mapPicture(target, pointed, range)
  }
  if (record.kind !== 'map') throw new Error(`${record.name} is no map`)
  const walk = new MapWalk(loader, map)
  const { header } = walk
  if (header === undefined)
    return { type: record.name, bucketCount: 0, buckets: [], occupancy: [], occupancyStep: 1, activity: [], problems: [] }
  const drawer = new Drawer(loader, walk)
  const { main, old } = walk
  const buckets = drawer.range(main, range.start, range.count, drawer.newBucketState(old, header))
  const oldBuckets = old === undefined ? undefined : drawer.oldBuckets(old, main.buckets, range)
  return {
    type: record.name,
    header: drawer.header(header),
    bucketCount: bucketCount(header),
    buckets,
    ...compact(main.entries),
    ...(oldBuckets === undefined ? {} : { old: oldBuckets }),
    metrics: metrics(header, main),
    activity: mapCalls(target, undefined, header.address).map(({ map: _map, ...call }) => call),
    problems: [main.problem, old?.problem, ...drawer.problems].filter(problem => problem !== undefined),
  }
}

class Drawer {
  readonly problems: string[] = []
  private readonly writer: TextWriter

  constructor(
    private readonly loader: Loader,
    private readonly walk: MapWalk,
  ) {
    this.writer = new TextWriter(loader, { limit: longestCell })
  }

  header(header: MapHeader): HeaderPicture {
    const extra = layoutOf(this.loader.target, 'runtime.mapextra').offset('nextOverflow')
    let nextOverflow = 0
    try {
      if (header.extra !== 0) nextOverflow = this.loader.memory.word(header.extra + extra)
    } catch (error) {
      this.problems.push(reasonOf(error))
    }
    const flags = (Object.keys(mapFlag) as MapFlag[]).filter(name => (header.flags & mapFlag[name]) !== 0)
    return {
      address: hexAddress(header.address),
      count: header.count,
      flags,
      B: header.B,
      noverflow: header.noverflow,
      hash0: hexAddress(header.hash0),
      buckets: hexAddress(header.buckets),
      oldbuckets: hexAddress(header.oldbuckets),
      nevacuate: header.nevacuate,
      nextOverflow: hexAddress(nextOverflow),
    }
  }

  /** Of a bucket of the new array while the map grows: whether the old bucket behind it has been moved. */
  newBucketState(old: Census | undefined, header: MapHeader): ((index: number) => boolean) | undefined {
    if (old === undefined) return undefined
    const mask = oldBucketCount(header) - 1
    return index => old.evacuated[index & mask] === 1
  }

  range(census: Census, start: number, count: number, evacuated: ((index: number) => boolean) | undefined): MapBucket[] {
    const buckets: MapBucket[] = []
    for (let index = Math.max(0, start); index < Math.min(start + count, census.buckets); index++)
      buckets.push({ ...this.bucket(census, index), ...(evacuated === undefined ? {} : { evacuated: evacuated(index) }) })
    return buckets
  }

  /** The old buckets that a range of new ones gets its entries from. */
  oldBuckets(old: Census, newBuckets: number, range: { start: number; count: number }): OldBuckets {
    const wanted = new Set<number>()
    for (
      let index = Math.max(0, range.start);
      index < Math.min(range.start + range.count, newBuckets) && wanted.size < old.buckets;
      index++
    )
      wanted.add(index % old.buckets)
    const buckets = [...wanted].sort((a, b) => a - b).map(index => ({ ...this.bucket(old, index), evacuated: old.evacuated[index] === 1 }))
    return {
      bucketCount: old.buckets,
      evacuated: old.evacuated.reduce((sum, flag) => sum + flag, 0),
      buckets,
      ...compact(old.entries),
    }
  }

  private bucket(census: Census, index: number): MapBucket {
    const address = hexAddress(census.address + index * this.walk.layout.size)
    const drawn: { address: string; cells: MapCell[] }[] = []
    try {
      for (const bucket of this.walk.bucket(census, index)) {
        drawn.push({ address: hexAddress(bucket.address), cells: this.cells(bucket) })
        if (drawn.length > longestDrawnChain) break
      }
    } catch (error) {
      this.problems.push(`bucket ${index}: ${reasonOf(error)}`)
    }
    const [first, ...overflow] = drawn
    return { index, address, cells: first?.cells ?? [], overflow }
  }

  private cells(bucket: BucketView): MapCell[] {
    return Array.from({ length: bucketSlots }, (_, slot): MapCell => {
      const top = bucket.bytes[slot]!
      const state = stateOf(top)
      if (state !== 'full') return { tophash: top, state }
      const { key, elem } = this.walk.entry(bucket.address, slot)
      return { tophash: top, state, key: this.writer.text(key), value: this.writer.text(elem) }
    })
  }
}

const states: readonly CellState[] = ['emptyRest', 'emptyOne', 'evacuatedX', 'evacuatedY', 'evacuatedEmpty']

function stateOf(top: number): CellState {
  return top >= tophash.minTopHash ? 'full' : states[top]!
}

/** One number a bucket, or one for several if there are too many. */
function compact(entries: Uint16Array): { occupancy: number[]; occupancyStep: number } {
  const step = Math.max(1, Math.ceil(entries.length / mostOccupancy))
  if (step === 1) return { occupancy: [...entries], occupancyStep: 1 }
  const occupancy = new Array<number>(Math.ceil(entries.length / step)).fill(0)
  entries.forEach((count, i) => {
    occupancy[Math.floor(i / step)]! += count
  })
  return { occupancy, occupancyStep: step }
}

function metrics(header: MapHeader, main: Census): MapMetrics {
  let overflowBuckets = 0
  let longestChain = 0
  const histogram: number[] = []
  const hot: { index: number; entries: number; chain: number }[] = []
  for (let index = 0; index < main.buckets; index++) {
    const entries = main.entries[index]!
    const chain = 1 + main.overflow[index]!
    overflowBuckets += chain - 1
    longestChain = Math.max(longestChain, chain)
    while (histogram.length <= entries) histogram.push(0)
    histogram[entries]!++
    if (hot.length < hottest || entries > hot[hot.length - 1]!.entries) {
      hot.push({ index, entries, chain })
      hot.sort((a, b) => b.entries - a.entries || a.index - b.index)
      hot.length = Math.min(hot.length, hottest)
    }
  }
  const buckets = Math.max(1, main.buckets)
  return {
    loadFactor: header.count / buckets,
    loadLimit,
    growsAt: growthThreshold(header) + 1,
    overflowShare: overflowBuckets / buckets,
    overflowBuckets,
    tooManyOverflow: tooManyOverflow(header),
    meanChain: main.buckets === 0 ? 0 : 1 + overflowBuckets / buckets,
    longestChain,
    histogram,
    hotBuckets: hot.filter(bucket => bucket.entries > 0),
  }
}
