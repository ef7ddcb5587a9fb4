// This file is what the Bucket Inspector's page knows: messages of the extension go in, the state to draw comes out. Pure.
import type { MapBucket, MapPicture } from '../../../adapter/dap/protocol'
import { type Changes, compare, noChanges } from './changes'
import type { MapChoice, ToPage } from './messages'

/** Which of the two arrays a bucket is in. */
export type Which = 'current' | 'old'

export interface Selection {
  readonly which: Which
  readonly bucket: number
}

export interface Model {
  readonly maps: readonly MapChoice[]
  readonly chosen: string | undefined
  /** Why there is no picture. */
  readonly nothing: string | undefined
  readonly running: boolean
  readonly stop: number
  readonly choice: MapChoice | undefined
  readonly picture: MapPicture | undefined
  readonly known: ReadonlyMap<number, MapBucket>
  readonly knownOld: ReadonlyMap<number, MapBucket>
  /** Cells as they were at the stop before, to mark what differs. */
  readonly before: ReadonlyMap<number, MapBucket>
  readonly changes: Changes
  readonly selection: Selection | undefined
}

export const emptyModel: Model = {
  maps: [],
  chosen: undefined,
  nothing: undefined,
  running: false,
  stop: 0,
  choice: undefined,
  picture: undefined,
  known: new Map(),
  knownOld: new Map(),
  before: new Map(),
  changes: noChanges,
  selection: undefined,
}

/** Takes a message of the extension. A picture after `running` is of a new stop; any other refreshes this stop (another frame was selected). */
export function receive(model: Model, message: ToPage): Model {
  switch (message.kind) {
    case 'nothing':
      return { ...emptyModel, maps: model.maps, chosen: model.chosen, nothing: message.text }
    case 'running':
      return { ...model, running: true }
    case 'maps':
      return { ...model, maps: message.maps, chosen: message.chosen }
    case 'picture':
      return withPicture(model, message.stop, message.choice, message.picture)
    case 'cells':
      return message.stop === model.stop && message.id === model.choice?.id ? { ...model, ...merged(model, message.picture) } : model
  }
}

function withPicture(model: Model, stop: number, choice: MapChoice, picture: MapPicture): Model {
  const sameMap = model.choice?.id === choice.id
  const fresh = { known: byIndex(picture.buckets), knownOld: byIndex(picture.old?.buckets ?? []) }
  const selection = sameMap && stillThere(model.selection, picture) ? model.selection : undefined
  const shared = { ...model, nothing: undefined, running: false, stop, choice, chosen: choice.id, picture, selection, ...fresh }
  if (!sameMap) return { ...shared, changes: noChanges, before: new Map() }
  // A picture of the same stop (another frame, a variable set) is compared with the stop before, not with itself.
  const newStop = model.running
  const changes = newStop ? compare(model.picture, picture) : mergedChanges(model.changes, compare(model.picture, picture))
  return { ...shared, changes, before: newStop ? model.known : model.before }
}

function mergedChanges(earlier: Changes, now: Changes): Changes {
  if (now.header.size === 0 && now.boxes.size === 0) return earlier
  return {
    header: new Map([...now.header, ...earlier.header]),
    boxes: new Set([...earlier.boxes, ...now.boxes]),
    sentence: now.sentence || earlier.sentence,
  }
}

function merged(model: Model, picture: MapPicture): Pick<Model, 'known' | 'knownOld'> {
  return {
    known: new Map([...model.known, ...byIndex(picture.buckets)]),
    knownOld: new Map([...model.knownOld, ...byIndex(picture.old?.buckets ?? [])]),
  }
}

function byIndex(buckets: readonly MapBucket[]): Map<number, MapBucket> {
  return new Map(buckets.map(bucket => [bucket.index, bucket]))
}

function stillThere(selection: Selection | undefined, picture: MapPicture): boolean {
  if (selection === undefined) return false
  return selection.bucket < (selection.which === 'current' ? picture.bucketCount : (picture.old?.bucketCount ?? 0))
}

/** The bucket of the new array that an old bucket's entries go to first: asking for its cells brings the old bucket's too. */
export function currentBucketFor(selection: Selection, picture: MapPicture): number {
  return selection.which === 'current' ? selection.bucket : selection.bucket % Math.max(1, picture.bucketCount)
}

/** What is not known of a range of buckets: the smallest range that covers it, or undefined. */
export function missing(known: ReadonlyMap<number, MapBucket>, from: number, to: number): { start: number; count: number } | undefined {
  let first = -1
  let last = -1
  for (let i = from; i < to; i++) {
    if (known.has(i)) continue
    if (first < 0) first = i
    last = i
  }
  return first < 0 ? undefined : { start: first, count: last - first + 1 }
}
