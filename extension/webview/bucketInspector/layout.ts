// This file is the pure layout of the Bucket Inspector: from a picture and a width to rows of boxes. It draws nothing and knows no browser.
import type { MapBucket, MapCell, MapPicture } from '../../../adapter/dap/protocol'

/** What one box of the grid stands for. */
export interface Box {
  /** Position in the grid. */
  readonly index: number
  /** First bucket it stands for, and how many (more than one for maps so big that a box each would not help). */
  readonly bucket: number
  readonly buckets: number
  readonly entries: number
  /** Overflow buckets hanging below; at least as many as the entries need, exact once the cells are known. */
  readonly overflow: number
  readonly level: Level
}

/** How full a box is: what its colour says. */
export type Level = 'empty' | 'low' | 'middle' | 'full' | 'over' | 'hot'

/** Sizes of boxes, in pixels. */
export interface Scale {
  readonly name: 'large' | 'medium' | 'small'
  readonly box: number
  readonly gap: number
  /** Height of an overflow bucket below its bucket. */
  readonly link: number
}

export const slotsPerBucket = 8

/** Boxes shrink with their number: a few show their slots, thousands only how full they are. */
export function scaleFor(boxes: number): Scale {
  if (boxes <= 32) return { name: 'large', box: 40, gap: 6, link: 15 }
  if (boxes <= 256) return { name: 'medium', box: 22, gap: 4, link: 8 }
  return { name: 'small', box: 12, gap: 3, link: 4 }
}

/** A row of boxes: all of the same top, as high as its longest chain. */
export interface Row {
  readonly index: number
  readonly first: number
  readonly count: number
  readonly top: number
  readonly height: number
}

export interface Grid {
  readonly scale: Scale
  readonly columns: number
  readonly rows: readonly Row[]
  readonly height: number
  readonly boxes: number
}

/** An array of buckets: the current one, or the old one while the map grows. */
export interface BucketArray {
  readonly bucketCount: number
  readonly occupancy: readonly number[]
  readonly step: number
  /** Buckets whose cells are known. */
  readonly known: ReadonlyMap<number, MapBucket>
}

/** Longest chain that is drawn link by link; the rest is told as a number. */
export const mostLinks = 6

export function layOut(array: BucketArray, width: number): Grid {
  const boxes = array.occupancy.length
  const scale = scaleFor(boxes)
  const columns = columnsFor(boxes, width, scale)
  const rows: Row[] = []
  let top = 0
  for (let first = 0; first < boxes; first += columns) {
    const count = Math.min(columns, boxes - first)
    let links = 0
    for (let i = first; i < first + count; i++) links = Math.max(links, Math.min(mostLinks, overflowOf(array, i)))
    const height = scale.box + links * scale.link + scale.gap
    rows.push({ index: rows.length, first, count, top, height })
    top += height
  }
  return { scale, columns, rows, height: top, boxes }
}

/** A power of two where that wastes little: bucket i and bucket i + 2^k then stand in one column, which makes growth readable. */
function columnsFor(boxes: number, width: number, { box, gap }: Scale): number {
  const fitting = Math.max(1, Math.floor((width + gap) / (box + gap)))
  if (fitting >= boxes) return Math.max(1, boxes)
  const power = 2 ** Math.floor(Math.log2(fitting))
  return power
}

export function boxAt(array: BucketArray, index: number): Box {
  const entries = array.occupancy[index] ?? 0
  const bucket = index * array.step
  const buckets = Math.min(array.step, array.bucketCount - bucket)
  const overflow = overflowOf(array, index)
  return { index, bucket, buckets, entries, overflow, level: levelOf(entries, buckets, overflow) }
}

function overflowOf(array: BucketArray, index: number): number {
  if (array.step > 1) return 0
  const known = array.known.get(index)
  if (known !== undefined) return known.overflow.length
  return Math.max(0, Math.ceil((array.occupancy[index] ?? 0) / slotsPerBucket) - 1)
}

export function levelOf(entries: number, buckets: number, overflow: number): Level {
  const each = entries / Math.max(1, buckets)
  if (overflow >= 2) return 'hot'
  if (overflow === 1 || each > slotsPerBucket) return 'over'
  if (each === 0) return 'empty'
  if (each <= 3) return 'low'
  return each < slotsPerBucket ? 'middle' : 'full'
}

/** Rows that a window on the grid shows, by binary search: the grid of 65,536 buckets has thousands. */
export function rowsInSight(grid: Grid, from: number, to: number): { first: number; end: number } {
  const { rows } = grid
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (rows[middle]!.top + rows[middle]!.height <= from) low = middle + 1
    else high = middle
  }
  let end = low
  while (end < rows.length && rows[end]!.top < to) end++
  return { first: low, end }
}

/** Where an arrow key leads in the grid; undefined when it leads nowhere. */
export function move(grid: Grid, at: number, key: string, rowsPerPage: number): number | undefined {
  const { columns, boxes } = grid
  const column = at % columns
  const target = (() => {
    switch (key) {
      case 'ArrowRight':
        return at + 1
      case 'ArrowLeft':
        return at - 1
      case 'ArrowDown':
        return at + columns
      case 'ArrowUp':
        return at - columns
      case 'Home':
        return at - column
      case 'End':
        return Math.min(boxes - 1, at - column + columns - 1)
      case 'Control+Home':
        return 0
      case 'Control+End':
        return boxes - 1
      case 'PageDown':
        return Math.min(boxes - 1, at + columns * Math.max(1, rowsPerPage))
      case 'PageUp':
        return Math.max(0, at - columns * Math.max(1, rowsPerPage))
      default:
        return undefined
    }
  })()
  return target === undefined || target < 0 || target >= boxes || target === at ? undefined : target
}

/** Both arrays of a picture, with the cells that are known. */
export function arraysOf(picture: MapPicture, known: ReadonlyMap<number, MapBucket>, knownOld: ReadonlyMap<number, MapBucket>) {
  const current: BucketArray = { bucketCount: picture.bucketCount, occupancy: picture.occupancy, step: picture.occupancyStep, known }
  const old: BucketArray | undefined =
    picture.old === undefined
      ? undefined
      : { bucketCount: picture.old.bucketCount, occupancy: picture.old.occupancy, step: picture.old.occupancyStep, known: knownOld }
  return { current, old }
}

/** Slots in use: what the dots of a large box show. */
export function usedSlots(cells: readonly MapCell[]): boolean[] {
  return cells.map(cell => cell.state === 'full')
}
