// The n-th entry of an array of buckets, against a count slot by slot.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EntryIndex } from '../../adapter/debugger/runtime/entryIndex'
import type { BucketLayout } from '../../adapter/debugger/runtime/hmap'
import type { MemoryReader } from '../../adapter/debugger/target'

const start = 0xc000000000
const layout = { size: 24, overflow: 16 } as BucketLayout // eight tophashes, eight bytes of slots, the overflow pointer

/** Buckets in memory from `start` on; the rest of the world is not mapped. */
function memory(bytes: Uint8Array): MemoryReader {
  return {
    peek(address: number, length: number) {
      if (address < start || address + length > start + bytes.length) throw new Error('not mapped')
      return bytes.subarray(address - start, address - start + length)
    },
  } as MemoryReader
}

// Every kind of mark and both ends of what is none.
const tophash = fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 0x7f, 0x80, 0x84, 0x85, 0xff)
const bucket = fc.record({
  tops: fc.array(tophash, { minLength: 8, maxLength: 8 }),
  chained: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 600 })),
})

test('a bucket before each entry, wherever the search begins', () => {
  // The blocks of 64 buckets and the pieces of 4,096 both have ends inside.
  const buckets = fc.tuple(fc.array(bucket, { minLength: 1, maxLength: 150 }), fc.constantFrom(0, 63, 64, 4100))
  fc.assert(
    fc.property(buckets, fc.array(fc.nat(), { maxLength: 20 }), ([some, more], questions) => {
      const all = [...some, ...Array.from({ length: more }, (_, i) => some[i % some.length]!)]
      const bytes = new Uint8Array(all.length * layout.size)
      const view = new DataView(bytes.buffer)
      // The pointer says how long the chain is: the test's memory has no overflow buckets.
      all.forEach(({ tops, chained }, i) => {
        bytes.set(tops, i * layout.size)
        view.setUint32(i * layout.size + layout.overflow, chained, true)
      })
      const counts = all.map(({ tops, chained }) => tops.filter(top => top >= 5).length + chained)
      const total = counts.reduce((sum, count) => sum + count, 0)
      const index = new EntryIndex(memory(bytes), layout, start, all.length, chained => chained)
      for (const question of questions) {
        const n = question % (total + 2)
        const place = index.find(n)
        if (n >= total) {
          expect(place).toBeUndefined()
          continue
        }
        expect(place!.before).toBe(counts.slice(0, place!.bucket).reduce((sum, count) => sum + count, 0))
        expect(place!.before).toBeLessThanOrEqual(n)
        expect(place!.before + counts.slice(place!.bucket, place!.bucket + 64).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(n)
      }
      expect(index.total).toBe(total)
    }),
  )
})

test('buckets that are not mapped have no entries', () => {
  const bytes = new Uint8Array(4096 * layout.size).fill(9)
  bytes.forEach((_, i) => {
    if (i % layout.size >= layout.overflow) bytes[i] = 0
  })
  const index = new EntryIndex(memory(bytes), layout, start, 10_000, () => 0)
  expect(index.total).toBe(4096 * 8)
  expect(index.find(4096 * 8)).toBeUndefined()
  expect(new EntryIndex(memory(bytes), layout, 0, 0, () => 0).find(0)).toBeUndefined()
})
