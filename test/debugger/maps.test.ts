// Maps: their pictures, while they grow, while somebody writes, at any instant; a million entries.
import { describe, expect, test } from 'vitest'
import { mapPicture } from '../../adapter/debugger/pictures/mapPicture'
import { printMap } from '../../adapter/debugger/pictures/printMap'
import { golden } from '../golden'
import { type Stopped, stable, stopAt } from './harness'

const picture = (stopped: Stopped, expression: string, start = 0, count = 64, level = 0) =>
  mapPicture(stopped.target, stopped.eval(expression, level), { start, count })

// The input of a block is the body of main; the map is m. Hashes are those of the seed.
golden(new URL('golden/mapPictures.txt', import.meta.url).pathname, body => {
  const [types = '', statements = ''] = body.includes('---\n') ? body.split('---\n') : ['', body]
  const stopped = stopAt(
    `package main\n${types}\nfunc done() {}\n\nfunc main() {\n${statements}\ndone()\nprintln(len(m))\n}\n`,
    'main.done',
  )
  return stable(printMap(picture(stopped, 'm', 0, 16, 1)))
})

const growing = `package main

var m = map[int]int{}

func main() {
	for i := 0; i < 200; i++ {
		m[i] = i * 10
		if i%3 == 0 {
			delete(m, i/2)
		}
	}
	println(len(m)) // stop
}
`

describe('at any instant', () => {
  test('a map that is being filled shows every entry once', () => {
    const stopped = stopAt(growing, 'main.main')
    const { target, values } = stopped
    let grew = 0
    let wrote = 0
    for (let i = 0; i < 1500; i++) {
      if (target.run(37).reason !== 'budget') break
      const drawn = picture(stopped, 'main.m', 0, 8)
      if (drawn.header === undefined) continue
      expect(drawn.problems).toEqual([])
      const seen = drawn.occupancy.reduce((a, b) => a + b, 0) + (drawn.old?.occupancy.reduce((a, b) => a + b, 0) ?? 0)
      // The entry that is just being moved, added or deleted may be missing or not counted yet.
      expect(Math.abs(seen - drawn.header.count)).toBeLessThanOrEqual(1)
      const map = stopped.eval('main.m')
      const rows = values.indexedChildren(map, 0, 1000)
      expect(new Set(rows.map(row => row.name)).size).toBe(rows.length)
      expect(values.text(map)).not.toContain('unreadable')
      if (drawn.old !== undefined) grew++
      if (drawn.header.flags.includes('hashWriting')) wrote++
    }
    expect(grew).toBeGreaterThan(50)
    expect(wrote).toBeGreaterThan(50)
  })

  test('a growth of the same size: old and new array are equally large', () => {
    const stopped = stopAt(
      `package main

var m = map[int]int{}

func main() {
	for i := 0; i < 20000; i++ {
		m[i] = i
		delete(m, i-100)
	}
	println(len(m))
}
`,
      'main.main',
    )
    let drawn = picture(stopped, 'main.m')
    for (let i = 0; i < 50 && drawn.header?.flags.includes('sameSizeGrow') !== true; i++) {
      stopped.goTo('runtime.hashGrow').goTo('runtime.growWork_fast64')
      drawn = picture(stopped, 'main.m')
    }
    expect(drawn.header!.flags).toContain('sameSizeGrow')
    expect(drawn.old!.bucketCount).toBe(drawn.bucketCount)
    expect(drawn.old!.occupancy.reduce((a, b) => a + b, 0)).toBe(drawn.header!.count)
    expect(drawn.metrics!.overflowBuckets).toBe(0)
    expect(stopped.values.indexedChildren(stopped.eval('main.m'), 0, 1000)).toHaveLength(drawn.header!.count)
  })

  test('who writes is named', () => {
    const stopped = stopAt(growing, 'runtime.hashGrow')
    const map = stopped.eval('main.m')
    const rows = stopped.values.namedChildren(map).map(row => `${row.name}: ${stopped.values.text(row.value)}`)
    expect(rows[1]).toBe('writing: being written by goroutine 1')
    expect(stopped.values.children(map)).toEqual({ named: 3, indexed: 8 })
    expect(picture(stopped, 'main.m').activity).toEqual([
      { goid: 1, function: 'runtime.mapassign_fast64', operation: 'assign', user: 'main.go:7', running: true },
    ])
  })
})

describe('operations', () => {
  const program = `package main

var m = map[string]int{"a": 1}

func main() {
	println(m["a"])
	m["b"] = 2
	delete(m, "a")
	for k := range m {
		println(k)
	}
	v, ok := m["q"]
	println(v, ok)
	clear(m)
	println(len(m))
}
`
  test.each([
    ['runtime.mapaccess1_faststr', 'access', 6],
    ['runtime.mapassign_faststr', 'assign', 7],
    ['runtime.mapdelete_faststr', 'delete', 8],
    ['runtime.mapiterinit', 'iterate', 9],
    ['runtime.mapaccess2_faststr', 'access', 12],
    ['runtime.mapclear', 'clear', 14],
  ])('%s', (name, operation, line) => {
    const stopped = stopAt(program, 'main.main')
    stopped.goTo(name)
    const expected = { goid: 1, function: name, operation, user: `main.go:${line}`, running: true }
    expect(picture(stopped, 'main.m').activity).toEqual([expected])
    const { entry } = stopped.image.functionNamed(name)!
    // At the very first instruction the arguments are still in registers.
    const early = stopAt(program, 'main.main')
    early.target.setBreakpoint(entry)
    expect(early.target.run(10_000_000).reason).toBe('breakpoint')
    expect(picture(early, 'main.m').activity).toEqual([expected])
  })

  test('other maps are not meant', () => {
    const stopped = stopAt(
      `package main

var m = map[int]int{1: 1}
var other = map[int]int{2: 2}

func main() {
	other[3] = 3
	println(len(m), len(other))
}
`,
      'main.main',
    ).goTo('runtime.mapassign_fast64')
    expect(picture(stopped, 'main.m').activity).toEqual([])
    expect(picture(stopped, 'main.other').activity).toHaveLength(1)
  })
})

describe('large maps', () => {
  const stopped = stopAt(`package main

func main() {
	m := make(map[int]int)
	for i := 0; i < 200000; i++ {
		m[i] = i * 2
	}
	s := make(map[string]int)
	for i := 0; i < 5000; i++ {
		b := []byte("key-0000")
		b[4] += byte(i / 1000)
		b[5] += byte(i / 100 % 10)
		b[6] += byte(i / 10 % 10)
		b[7] += byte(i % 10)
		s[string(b)] = i
	}
	println(len(m), len(s)) // stop
}
`)
  const { values } = stopped
  const m = stopped.eval('m')

  test('pages do not overlap and miss nothing', () => {
    const keys = new Set<string>()
    for (let start = 0; start < 200_000; start += 20_000) for (const row of values.indexedChildren(m, start, 20_000)) keys.add(row.name)
    expect(keys.size).toBe(200_000)
    expect(values.indexedChildren(m, 199_998, 100)).toHaveLength(2)
    expect(values.indexedChildren(m, 200_000, 100)).toEqual([])
  })

  test('a page in the middle and a key are found at once', () => {
    values.indexedChildren(m, 0, 1)
    const started = performance.now()
    expect(values.indexedChildren(m, 100_000, 10)).toHaveLength(10)
    expect(stopped.text('m[177777]')).toBe('355554')
    expect(stopped.text('m[200000]')).toBe('error: key not found')
    expect(stopped.text('s["key-4321"]')).toBe('4321')
    expect(values.text(m).length).toBe(259)
    expect(performance.now() - started).toBeLessThan(1000)
  })

  test('the picture stays small', () => {
    const drawn = picture(stopped, 'm', 40_000, 16)
    expect(drawn.bucketCount).toBe(32_768)
    expect(drawn.buckets).toEqual([])
    expect(drawn.occupancy).toHaveLength(32_768)
    expect(drawn.occupancy.reduce((a, b) => a + b, 0)).toBe(200_000)
    const { metrics } = picture(stopped, 'm', 100, 4)
    expect(metrics!.loadFactor).toBeCloseTo(200_000 / 32_768)
    expect(metrics!.histogram.reduce((sum, buckets, entries) => sum + buckets * entries, 0)).toBe(200_000)
    expect(metrics!.growsAt).toBe(13 * 16_384 + 1)
    expect(metrics!.hotBuckets).toHaveLength(8)
  })
})
