// This file compares a map with what it was at the stop before. Pure.
import type { MapBucket, MapPicture } from '../../../adapter/dap/protocol'

/** What changed between two stops. */
export interface Changes {
  /** Fields of the header that differ, with the values they had. */
  readonly header: ReadonlyMap<string, string>
  /** Boxes of the grid whose number of entries differs. */
  readonly boxes: ReadonlySet<number>
  /** Said to screen readers and written under the header; empty when nothing changed. */
  readonly sentence: string
}

export const noChanges: Changes = { header: new Map(), boxes: new Set(), sentence: '' }

/** The fields that are compared and shown. */
export function headerFields(picture: MapPicture): [string, string][] {
  const { header, old } = picture
  if (header === undefined) return []
  return [
    ['count', String(header.count)],
    ['B', String(header.B)],
    ['flags', header.flags.length === 0 ? '0' : header.flags.join(' | ')],
    ['noverflow', String(header.noverflow)],
    ['hash0', header.hash0],
    ['buckets', header.buckets],
    ['oldbuckets', header.oldbuckets],
    ['nevacuate', old === undefined ? String(header.nevacuate) : `${header.nevacuate} of ${old.bucketCount}`],
  ]
}

export function compare(before: MapPicture | undefined, now: MapPicture): Changes {
  if (before?.header === undefined || now.header === undefined) return noChanges
  const earlier = new Map(headerFields(before))
  const header = new Map<string, string>()
  for (const [name, value] of headerFields(now)) {
    const was = earlier.get(name)
    if (was !== undefined && was !== value) header.set(name, was)
  }
  const boxes = new Set<number>()
  const sameArray = before.header.buckets === now.header.buckets && before.occupancy.length === now.occupancy.length
  if (sameArray) for (let i = 0; i < now.occupancy.length; i++) if (now.occupancy[i] !== before.occupancy[i]) boxes.add(i)
  return { header, boxes, sentence: sentenceOf(before, now, header, boxes) }
}

function sentenceOf(before: MapPicture, now: MapPicture, header: ReadonlyMap<string, string>, boxes: ReadonlySet<number>): string {
  const parts: string[] = []
  const was = before.header!
  const is = now.header!
  if (was.count !== is.count) parts.push(`${signed(is.count - was.count)} ${Math.abs(is.count - was.count) === 1 ? 'entry' : 'entries'}`)
  if (now.old !== undefined && before.old === undefined) {
    parts.push(
      is.flags.includes('sameSizeGrow')
        ? `began to rearrange at ${now.bucketCount} buckets`
        : `began to grow from ${now.old.bucketCount} to ${now.bucketCount} buckets`,
    )
  } else if (now.old === undefined && before.old !== undefined) parts.push('growing is done')
  else if (now.old !== undefined && before.old !== undefined && now.old.evacuated !== before.old.evacuated) {
    const moved = now.old.evacuated - before.old.evacuated
    if (moved > 0) parts.push(`${moved} old ${moved === 1 ? 'bucket' : 'buckets'} moved`)
  }
  if (header.has('flags')) parts.push(is.flags.length === 0 ? 'no flags any more' : `flags ${is.flags.join(' | ')}`)
  if (boxes.size > 0) parts.push(`${boxes.size === 1 ? `bucket ${[...boxes][0]! * now.occupancyStep}` : `${boxes.size} buckets`} changed`)
  return parts.join(', ')
}

function signed(n: number): string {
  return n > 0 ? `+${n}` : `−${-n}`
}

/** Slots of a bucket that differ from what was known of them: `chain index * 8 + slot`. */
export function changedCells(before: MapBucket | undefined, now: MapBucket): ReadonlySet<number> {
  const result = new Set<number>()
  if (before === undefined) return result
  const earlier = [before, ...before.overflow]
  ;[now, ...now.overflow].forEach((bucket, link) => {
    bucket.cells.forEach((cell, slot) => {
      const was = earlier[link]?.cells[slot]
      if (was === undefined ? cell.state === 'full' : was.tophash !== cell.tophash || was.key !== cell.key || was.value !== cell.value)
        result.add(link * 8 + slot)
    })
  })
  return result
}
