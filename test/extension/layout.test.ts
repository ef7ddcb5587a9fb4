// Tests of the Bucket Inspector's layout: boxes, rows, keys.
import { performance } from 'node:perf_hooks'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arraysOf, type BucketArray, boxAt, layOut, levelOf, move, rowsInSight } from '../../extension/webview/bucketInspector/layout'
import { bucket, picture } from './pictures'

const arrayOf = (occupancy: readonly number[], known = new Map()): BucketArray => ({
  bucketCount: occupancy.length,
  occupancy,
  step: 1,
  known,
})

/** A grid as text: a row a line, entries of each box with a `+` for each overflow bucket. */
function text(array: BucketArray, width: number): string[] {
  return layOut(array, width).rows.map(row =>
    Array.from({ length: row.count }, (_, i) => {
      const box = boxAt(array, row.first + i)
      return `${box.entries}${'+'.repeat(box.overflow)}`
    }).join(' '),
  )
}

describe('layout', () => {
  test('a few buckets stand in one row, as far as it is wide', () => {
    expect(text(arrayOf([3, 0, 8, 9]), 400)).toEqual(['3 0 8 9+'])
    expect(text(arrayOf([3, 0, 8, 9]), 100)).toEqual(['3 0', '8 9+'])
  })

  test('columns are a power of two, so that the halves of a grown map stand below each other', () => {
    const grid = layOut(arrayOf(new Array(64).fill(1)), 300)
    expect(grid.columns).toBe(8)
  })

  test('overflow is what entries need until the cells are known', () => {
    const keys = [1, 2, 3]
    const sparse = { ...bucket(1, keys), overflow: [bucket(1, []), bucket(1, [])].map(({ address, cells }) => ({ address, cells })) }
    expect(text(arrayOf([17, 3]), 400)).toEqual(['17++ 3'])
    expect(text(arrayOf([17, 3], new Map([[1, sparse]])), 400)).toEqual(['17++ 3++'])
  })

  test('rows are as high as their longest chain, up to a limit', () => {
    const grid = layOut(arrayOf([1, 1, 17, 1, 800, 1]), 100)
    const heights = grid.rows.map(row => row.height)
    expect(heights[1]! - heights[0]!).toBe(2 * grid.scale.link)
    expect(heights[2]! - heights[0]!).toBe(6 * grid.scale.link)
  })

  test('levels', () => {
    expect([0, 1, 3, 4, 7, 8].map(entries => levelOf(entries, 1, 0))).toEqual(['empty', 'low', 'low', 'middle', 'middle', 'full'])
    expect([levelOf(9, 1, 1), levelOf(17, 1, 2), levelOf(1, 1, 3)]).toEqual(['over', 'hot', 'hot'])
    expect(levelOf(64, 16, 0)).toBe('middle')
  })

  test('a box may stand for several buckets', () => {
    const big = picture([40, 0, 160], { bucketCount: 48, occupancyStep: 16 })
    const { current } = arraysOf(big, new Map(), new Map())
    expect(boxAt(current, 2)).toMatchObject({ bucket: 32, buckets: 16, entries: 160, overflow: 0, level: 'over' })
  })

  test('rows in sight are exactly those that touch the window', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(40), { minLength: 1, maxLength: 600 }),
        fc.integer({ min: 20, max: 900 }),
        fc.integer({ min: -200, max: 9000 }),
        fc.nat(900),
        (occupancy, width, from, size) => {
          const grid = layOut(arrayOf(occupancy), width)
          const { first, end } = rowsInSight(grid, from, from + size)
          const touching = grid.rows.filter(row => row.top + row.height > from && row.top < from + size)
          expect(grid.rows.slice(first, end)).toEqual(touching)
          expect(grid.rows.reduce((sum, row) => sum + row.count, 0)).toBe(occupancy.length)
        },
      ),
    )
  })

  test('keys never leave the grid', () => {
    const keys = [
      'ArrowRight',
      'ArrowLeft',
      'ArrowUp',
      'ArrowDown',
      'Home',
      'End',
      'PageUp',
      'PageDown',
      'Control+Home',
      'Control+End',
      'x',
    ]
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 20, max: 900 }),
        fc.nat(299),
        fc.constantFrom(...keys),
        (boxes, width, at, key) => {
          const grid = layOut(arrayOf(new Array(boxes).fill(1)), width)
          const target = move(grid, at % boxes, key, 3)
          if (target !== undefined) expect(target >= 0 && target < boxes && target !== at % boxes).toBe(true)
        },
      ),
    )
    const grid = layOut(arrayOf(new Array(20).fill(1)), 190)
    expect(['ArrowRight', 'ArrowDown', 'Home', 'End', 'Control+End', 'ArrowUp'].map(key => move(grid, 5, key, 3))).toEqual([
      6, 9, 4, 7, 19, 1,
    ])
  })

  test('65,536 buckets are laid out in a few milliseconds', () => {
    const array = arrayOf(Array.from({ length: 65_536 }, (_, i) => i % 11))
    layOut(array, 460)
    const began = performance.now()
    const grid = layOut(array, 460)
    rowsInSight(grid, 20_000, 20_600)
    expect(performance.now() - began).toBeLessThan(50)
    expect(grid.rows.length).toBe(65_536 / grid.columns)
  })
})
