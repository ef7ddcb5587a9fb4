// This file makes map pictures for tests: as the adapter sends them, in a line each.
import type { CellState, MapBucket, MapCell, MapPicture } from '../../adapter/dap/protocol'

export function cell(key: number | undefined, state: CellState = key === undefined ? 'emptyRest' : 'full'): MapCell {
  return key === undefined ? { tophash: 0, state } : { tophash: 5 + key, state, key: String(key), value: String(key * key) }
}

export function bucket(index: number, keys: readonly number[], evacuated?: boolean): MapBucket {
  const parts: MapCell[][] = []
  for (let at = 0; at === 0 || at < keys.length; at += 8) parts.push(Array.from({ length: 8 }, (_, slot) => cell(keys[at + slot])))
  const address = (link: number) => `0xc0000${(index * 16 + link).toString(16)}`
  const overflow = parts.slice(1).map((cells, link) => ({ address: address(link + 1), cells }))
  return { index, address: address(0), cells: parts[0]!, overflow, ...(evacuated === undefined ? {} : { evacuated }) }
}

/** A map with so many entries in each bucket. */
export function picture(occupancy: readonly number[], changes: Partial<MapPicture> = {}): MapPicture {
  const B = Math.log2(occupancy.length)
  return {
    type: 'map[int]int',
    header: {
      address: '0xc000010000',
      count: occupancy.reduce((sum, n) => sum + n, 0),
      flags: [],
      B,
      noverflow: 0,
      hash0: '0x1',
      buckets: '0xc000020000',
      oldbuckets: '0x0',
      nevacuate: 0,
      nextOverflow: '0x0',
    },
    bucketCount: occupancy.length,
    occupancy,
    occupancyStep: 1,
    buckets: [],
    activity: [],
    problems: [],
    ...changes,
  }
}
