// Tests of the small parts of time travel: which piece of output a line begins in, bookmarks, which snapshot is missed least, hit counts.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HitCounter } from '../../adapter/debugger/breakpoints/modes'
import { Bookmarks } from '../../adapter/debugger/timeTravel/bookmarks'
import { pieceAt, pieceOfLine } from '../../adapter/debugger/timeTravel/outputMoments'
import { leastMissed } from '../../adapter/machine/timeline/thinning'

describe('output', () => {
  const record = (text: string, tick: number, fd: 1 | 2 = 1) => ({
    tick,
    fd,
    length: text.length,
    lines: text.split('\n').length - 1,
    endsLine: text.endsWith('\n'),
  })

  test('a line is where its first byte was written', () => {
    const pieces = fc.array(fc.tuple(fc.stringMatching(/^[ab\n]{0,4}$/), fc.constantFrom<1 | 2>(1, 2)), { maxLength: 8 })
    fc.assert(
      fc.property(pieces, fc.constantFrom<1 | 2 | undefined>(1, 2, undefined), (texts, fd) => {
        const outputs = texts.map(([text, stream], i) => record(text, i + 1, stream))
        // Byte by byte, with the tick that wrote it.
        const bytes = texts.flatMap(([text, stream], i) =>
          fd === undefined || fd === stream ? [...text].map(byte => ({ byte, tick: i + 1 })) : [],
        )
        let fresh = true
        const starts: number[] = []
        for (const { byte, tick } of bytes) {
          if (fresh) starts.push(tick)
          fresh = byte === '\n'
        }
        for (const [i, tick] of starts.entries()) expect(pieceOfLine(outputs, i + 1, fd)?.tick).toBe(tick)
        expect(pieceOfLine(outputs, starts.length + 1, fd)).toBeUndefined()
      }),
    )
  })

  test('a tick is of the piece written last before it', () => {
    const outputs = [record('a', 10), record('b', 20), record('c', 20, 2), record('d', 30)]
    expect([5, 10, 15, 20, 29, 99].map(tick => pieceAt(outputs, tick)?.tick)).toEqual([undefined, 10, 10, 20, 20, 30])
  })
})

test('bookmarks come in the order of time, and go with the future', () => {
  const marks = new Bookmarks()
  expect(marks.set(undefined, { tick: 30, goid: 1, text: '' }).name).toBe('1')
  expect(marks.set('2', { tick: 10, goid: 1, text: '' }).name).toBe('2')
  expect(marks.set(undefined, { tick: 20, goid: 1, text: '' }).name).toBe('3')
  expect(marks.list.map(mark => mark.name)).toEqual(['2', '3', '1'])
  marks.set('2', { tick: 40, goid: 1, text: '' })
  marks.forgetAfter(25)
  expect(marks.list.map(mark => mark.name)).toEqual(['3'])
  expect([marks.remove('3'), marks.remove('3')]).toEqual([true, false])
})

describe('thinning', () => {
  test('leaves the first one, and the far past coarser than the near', () => {
    let ticks = Array.from({ length: 1001 }, (_, i) => i * 100_000)
    const now = ticks.at(-1)!
    while (ticks.length > 40) {
      const index = leastMissed(ticks, [now])
      ticks = ticks.filter((_, i) => i !== index)
    }
    expect(ticks[0]).toBe(0)
    const gaps = ticks.slice(1).map((tick, i) => ({ gap: tick - ticks[i]!, distance: now - tick }))
    // A gap is never much larger than the way back to it.
    for (const { gap, distance } of gaps) expect(gap).toBeLessThanOrEqual(Math.max(200_000, distance))
    expect(gaps.at(-1)!.gap).toBeLessThan(gaps[0]!.gap / 10)
  })

  test('keeps what is near any of the places where people are', () => {
    const ticks = [0, 50_000, 100_000, 4_000_000, 4_050_000, 4_100_000, 8_950_000, 9_000_000]
    expect(ticks[leastMissed(ticks, [0, 9_000_000])]).toBe(4_050_000)
    expect(leastMissed([0], [5])).toBe(-1)
  })
})

test('hit counts go back with time, and begin anew where the breakpoint was set', () => {
  const counter = new HitCounter('every', { test: count => count === 2, perGoroutine: false }, 100)
  counter.reach(150)
  expect([counter.hit(1, 150), counter.hit(1, 150), counter.hit(1, 150)]).toEqual([false, true, false])
  // Before it was set, from the beginning of time.
  counter.restore(0, undefined)
  counter.reach(50)
  expect([counter.wouldHit(1, 150), counter.wouldHit(1, 150)]).toEqual([false, true])
  const { counts } = counter
  counter.reach(120)
  expect([counter.wouldHit(1, 150), counter.wouldHit(1, 150)]).toEqual([false, true])
  counter.restore(60, counts)
  counter.reach(70)
  expect(counter.wouldHit(1, 150)).toBe(false)
  counter.reach(130)
  expect([counter.wouldHit(1, 150), counter.wouldHit(1, 150)]).toEqual([false, true])
})
