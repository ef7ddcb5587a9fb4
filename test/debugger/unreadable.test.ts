// What cannot be read: a broken value says so in its own place, and everything around it is shown as usual.
import { describe, expect, test } from 'vitest'
import { word64 } from '../../adapter/common/bytes'
import { mapPicture } from '../../adapter/debugger/pictures/mapPicture'
import type { Value } from '../../adapter/debugger/values/value'
import { type Stopped, stable, stopAt } from './harness'

const program = `package main

type T struct {
	s string
	l []int
	e error
	p *T
	m map[int]int
	f func()
	c chan int
}

func main() {
	t := T{"text", []int{1}, nil, nil, map[int]int{1: 2}, func() {}, make(chan int, 1)}
	t.p = &t
	var any interface{} = 5
	m := map[int]int{}
	for i := 0; i < 40; i++ {
		m[i] = i
	}
	println(t.s, any, len(m)) // stop
}
`

const broken = (change: (stopped: Stopped, at: (expression: string) => number) => void) => {
  const stopped = stopAt(program)
  change(stopped, expression => stopped.eval(expression).address!)
  return stopped
}
const write = (stopped: Stopped, address: number, ...words: (number | bigint)[]) =>
  words.forEach((word, i) => {
    expect(stopped.target.write(address + i * 8, word64(word))).toBe(true)
  })

/** Walks all rows; fails if something throws. */
function visit(stopped: Stopped, value: Value, depth: number): void {
  stopped.values.text(value)
  stopped.values.typeName(value)
  if (depth === 0) return
  const { indexed } = stopped.values.children(value)
  for (const row of [...stopped.values.namedChildren(value), ...stopped.values.indexedChildren(value, 0, Math.min(indexed, 20))])
    visit(stopped, row.value, depth - 1)
}

describe('fields of a struct', () => {
  test.each([
    ['s', 't.s', [0x10, 4], '(unreadable could not read 4 bytes at 0x10)'],
    ['s', 't.s', [0x10, -1n], '(unreadable invalid string: length -1)'],
    ['l', 't.l', [0x10, 1, 1], '[]int len: 1, cap: 1, [(unreadable could not read 8 bytes at 0x10)]'],
    ['l', 't.l', [0x10, 5, 1], '(unreadable invalid slice: len 5, cap 1)'],
    ['e', 't.e', [0x10, 0], '(unreadable could not read 8 bytes at 0x18)'],
    ['p', 't.p', [0x10], '*main.T {s: (unreadable could not read 16 bytes at 0x10), '],
    ['m', 't.m', [0x10], '(unreadable could not read 48 bytes at 0x10)'],
    ['f', 't.f', [0x10], '(unreadable could not read 8 bytes at 0x10)'],
    ['c', 't.c', [0x10], '(unreadable could not read 8 bytes at 0x10)'],
  ] as const)('%s', (name, expression, words, text) => {
    const stopped = broken((s, at) => write(s, at(expression), ...words))
    const whole = stopped.values.text(stopped.eval('t'), { limit: 2000 })
    expect(whole).toContain(`${name}: ${text}`)
    expect(whole).toContain(name === 's' ? 'l: []int' : 's: "text"')
    visit(stopped, stopped.eval('t'), 4)
  })
})

test('an interface with a type that nobody knows', () => {
  const stopped = broken((s, at) => write(s, at('any'), s.eval('t').address!))
  expect(stable(stopped.text('any'))).toBe('(unreadable no type is known at 0x…)')
  expect(stopped.values.typeName(stopped.eval('any'))).toBe('interface {}')
  expect(stopped.values.children(stopped.eval('any'))).toEqual({ named: 0, indexed: 0 })
})

describe('maps', () => {
  const header = (stopped: Stopped) => stopped.eval('m').address!
  const hmap = (stopped: Stopped) =>
    Number(stopped.target.read(header(stopped), 8)!.reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n))

  test('a header that makes no sense', () => {
    const stopped = broken(s => {
      s.target.write(hmap(s) + 9, new Uint8Array([200]))
    })
    expect(stopped.text('m')).toBe('(unreadable invalid map: B is 200)')
    expect(() => mapPicture(stopped.target, stopped.eval('m'), { start: 0, count: 8 })).toThrow('invalid map: B is 200')
    visit(stopped, stopped.eval('m'), 3)
  })

  test('buckets that are not there', () => {
    const stopped = broken(s => write(s, hmap(s) + 16, 0x10))
    expect(stopped.text('m')).toMatch(/unreadable could not read \d+ bytes at 0x10/)
    expect(stopped.text('m[1]')).toMatch(/^error: could not read/)
    expect(mapPicture(stopped.target, stopped.eval('m'), { start: 0, count: 2 }).problems).not.toEqual([])
    visit(stopped, stopped.eval('m'), 3)
  })

  test('a chain that leads nowhere, or in circles', () => {
    for (const circle of [false, true]) {
      const stopped = broken(s => {
        const first = Number(s.target.read(hmap(s) + 16, 8)!.reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n))
        write(s, first + 136, circle ? first : 0x10)
      })
      const drawn = mapPicture(stopped.target, stopped.eval('m'), { start: 0, count: 8 })
      expect(drawn.problems[0]).toMatch(circle ? /in circles/ : /could not read 144 bytes at 0x10/)
      expect(stopped.text('m[39]')).toMatch(/^(39|error: .*)$/)
      visit(stopped, stopped.eval('m'), 3)
    }
  })
})
