// Tests of the Bucket Inspector's model: messages in, state and changes out.
import { describe, expect, test } from 'vitest'
import { changedCells, compare } from '../../extension/webview/bucketInspector/changes'
import { type MapChoice, mostCells, readFromPage, type ToPage } from '../../extension/webview/bucketInspector/messages'
import { emptyModel, type Model, missing, receive } from '../../extension/webview/bucketInspector/model'
import { bucket, picture } from './pictures'

const choice: MapChoice = { id: '0xc000010000', expression: 'counts', type: 'map[int]int', where: 'main.main', count: 1, nil: false }
const shown = (stop: number, occupancy: number[], more = {}): ToPage => ({
  kind: 'picture',
  stop,
  choice,
  picture: picture(occupancy, more),
})
const modelAfter = (...messages: ToPage[]): Model => messages.reduce(receive, emptyModel)

describe('what changed since the last stop', () => {
  test('the first picture changes nothing', () => {
    expect(modelAfter(shown(1, [1, 0])).changes.sentence).toBe('')
  })

  test('a new stop is compared with the stop before', () => {
    const model = modelAfter(shown(1, [1, 0]), { kind: 'running' }, shown(2, [1, 2]))
    expect(model.changes.sentence).toBe('+2 entries, bucket 1 changed')
    expect([...model.changes.boxes]).toEqual([1])
    expect([...model.changes.header]).toEqual([['count', '1']])
  })

  test('another frame of the same stop keeps the marks', () => {
    const model = modelAfter(shown(1, [1, 0]), { kind: 'running' }, shown(2, [1, 2]), shown(3, [1, 2]))
    expect(model.changes.sentence).toBe('+2 entries, bucket 1 changed')
  })

  test('a quiet stop clears the marks', () => {
    const model = modelAfter(shown(1, [1, 0]), { kind: 'running' }, shown(2, [1, 2]), { kind: 'running' }, shown(3, [1, 2]))
    expect(model.changes.sentence).toBe('')
  })

  test('growing: begins, moves on, ends', () => {
    const header = (buckets: string) => ({ ...picture([8, 5]).header!, count: 14, buckets })
    const old = (evacuated: number) => ({ old: { bucketCount: 2, evacuated, buckets: [], occupancy: [8, 5], occupancyStep: 1 } })
    const before = picture([8, 5], { header: { ...header('0xa'), count: 13 } })
    const begun = picture([1, 0, 0, 0], { header: header('0xb'), ...old(0) })
    const moved = picture([5, 0, 4, 0], { header: header('0xb'), ...old(1) })
    const done = picture([5, 2, 4, 3], { header: header('0xb') })
    expect(compare(before, begun).sentence).toBe('+1 entry, began to grow from 2 to 4 buckets')
    expect(compare(begun, moved).sentence).toBe('1 old bucket moved, 2 buckets changed')
    expect(compare(moved, done).sentence).toBe('growing is done, 2 buckets changed')
  })

  test('slots: new, overwritten, deleted, in a new overflow bucket', () => {
    const before = bucket(0, [1, 2, 3])
    expect([...changedCells(before, bucket(0, [1, 2, 3]))]).toEqual([])
    expect([...changedCells(before, bucket(0, [1, 9, 3, 4]))]).toEqual([1, 3])
    expect([...changedCells(before, bucket(0, [1, 2]))]).toEqual([2])
    expect([...changedCells(bucket(0, [0, 1, 2, 3, 4, 5, 6, 7]), bucket(0, [0, 1, 2, 3, 4, 5, 6, 7, 8]))]).toEqual([8])
    expect([...changedCells(undefined, bucket(0, [1]))]).toEqual([])
  })
})

describe('messages', () => {
  test('cells of an earlier stop or of another map are dropped', () => {
    const model = modelAfter(shown(2, [1, 1], { buckets: [bucket(0, [1])] }))
    const cells = (stop: number, id: string): ToPage => ({
      kind: 'cells',
      stop,
      id,
      picture: picture([1, 1], { buckets: [bucket(1, [2])] }),
    })
    expect(receive(model, cells(1, choice.id))).toBe(model)
    expect(receive(model, cells(2, 'other'))).toBe(model)
    expect([...receive(model, cells(2, choice.id)).known.keys()]).toEqual([0, 1])
  })

  test('the selection stays at the same map while its bucket exists', () => {
    const selected = { ...modelAfter(shown(1, [1, 1, 1, 1])), selection: { which: 'current', bucket: 3 } as const }
    expect(receive(selected, shown(2, [1, 1, 1, 2])).selection).toEqual(selected.selection)
    expect(receive(selected, shown(2, [1, 1])).selection).toBeUndefined()
    expect(receive(selected, { kind: 'nothing', reason: 'noSession', text: 'gone' })).toMatchObject({
      selection: undefined,
      picture: undefined,
      nothing: 'gone',
    })
  })

  test('the smallest range that covers what is missing', () => {
    const known = new Map([0, 1, 4].map(i => [i, bucket(i, [])]))
    expect(missing(known, 0, 8)).toEqual({ start: 2, count: 6 })
    expect(missing(known, 0, 4)).toEqual({ start: 2, count: 2 })
    expect(missing(known, 0, 2)).toBeUndefined()
  })

  test('what the page sends is checked', () => {
    expect(readFromPage({ kind: 'ready' })).toEqual({ kind: 'ready' })
    expect(readFromPage({ kind: 'choose', id: 'x', more: 1 })).toEqual({ kind: 'choose', id: 'x' })
    expect(readFromPage({ kind: 'wantCells', stop: 1, id: 'x', start: 0, count: 1e6 })).toMatchObject({ count: mostCells })
    for (const bad of [
      undefined,
      null,
      'ready',
      {},
      { kind: 'choose' },
      { kind: 'wantCells', stop: 1, id: 'x', start: -1, count: 1 },
      { kind: 'eval', text: '1' },
    ]) {
      expect(readFromPage(bad)).toBeUndefined()
    }
  })
})
