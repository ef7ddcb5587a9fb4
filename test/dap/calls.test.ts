// `call f(x)`: functions of the program, called at a stop; what they do is taken back unless it is to be kept.
import type { DebugProtocol } from '@vscode/debugprotocol'
import { afterEach, describe, expect, test } from 'vitest'
import { breakAt, frames, launchText, type TestSession } from './harness'

const program = `package main

import (
	"fmt"
	"strings"
	"sync"
)

type point struct{ X, Y int }

func (p point) String() string   { return fmt.Sprintf("<%d,%d>", p.X, p.Y) }
func (p *point) scale(by int) int { p.X *= by; p.Y *= by; return p.X + p.Y }

type named struct {
	point
	name string
}

var counter int
var mu sync.Mutex

func add(a, b int) int              { counter++; return a + b }
func swap(a string, b float64) (float64, string) { return b * 2, strings.ToUpper(a) }
func sum(label string, list ...int) int {
	total := len(label)
	for _, v := range list {
		total += v
	}
	return total
}
func big(n [20]int, p point) ([20]int, point) { n[3] = 7; return n, point{p.Y, p.X} }
func deep(n int) int {
	var pad [64]int
	pad[n%64] = n
	if n == 0 {
		return 0
	}
	return deep(n-1) + 1 + pad[(n+1)%64]*0
}
func forever() int { for { counter++ } }
func dies(m map[string]int) { m["x"] = 1 }
func shows(v interface{}) string { return fmt.Sprint(v) }
func locks() { mu.Lock(); mu.Lock() }
func makes() map[string]int { return map[string]int{"a": 1} }

func main() {
	p := named{point{3, 4}, "n"}
	var s fmt.Stringer = p
	local := func(x int) int { return x + p.X }
	numbers := []int{1, 2, 3}
	fmt.Println(p, s, local(1), numbers, shows(2), shows("x"), shows(p.point), add(0, 0)) // here
	fmt.Println(counter, p.X)
	swap("a", 1)
	fmt.Println(sum("a", 1), deep(1), makes(), p.scale(1))
	if counter < 0 {
		forever()
		dies(nil)
	}
	n, q := big([20]int{}, p.point)
	fmt.Println(n, q)
	go locks()
}
`

let session: TestSession

async function stopped(text = program): Promise<void> {
  session = await launchText(text)
  await breakAt(session, text, '// here')
  await session.client.request('configurationDone')
  await session.client.stopped()
}

const evaluate = async (expression: string, level = 0) =>
  (
    await session.client.request<DebugProtocol.EvaluateResponse['body']>('evaluate', {
      expression,
      context: 'repl',
      frameId: (await frames(session, 1))[level]!.id,
    })
  ).result

afterEach(() => {
  expect(session.problems).toEqual([])
  session.client.send('disconnect')
})

describe('call', () => {
  test('functions with arguments and results of all kinds', async () => {
    await stopped()
    expect(await evaluate('call add(20, 22)')).toBe('42')
    expect(await evaluate('call swap("abc", 1.25)')).toBe('2.5, "ABC"')
    expect(await evaluate('call sum("ab", 10, 20, 30)')).toBe('62')
    expect(await evaluate('call sum("ab", numbers...)')).toBe('8')
    expect(await evaluate('call sum("")')).toBe('0')
    expect(await evaluate('call shows(41)')).toBe('"41"')
    expect(await evaluate('call shows("text")')).toBe('"text"')
    expect(await evaluate('call shows(p.point)')).toBe('"<3,4>"')
    expect(await evaluate('call makes()')).toBe('map[string]int ["a": 1, ]')
    expect(await evaluate('call strings.ToUpper("ab")')).toBe('"AB"')
    expect(await evaluate('call dies(nil)').catch((error: Error) => error.message)).toContain(
      'main.dies ended the program: panic: assignment to entry in nil map',
    )
  })

  test('methods of values, pointers, embedded fields and interfaces; function values', async () => {
    await stopped()
    expect(await evaluate('call p.String()')).toBe('"<3,4>"')
    expect(await evaluate('call p.point.scale(10)')).toBe('70')
    expect(await evaluate('call s.String()')).toBe('"<3,4>"')
    expect(await evaluate('call local(100)')).toBe('103')
    expect(await evaluate('p.X')).toBe('3')
  })

  test('time and the program are as they were; with -keep they are not', async () => {
    await stopped()
    const before = await evaluate('when')
    await evaluate('call add(1, 1)')
    await evaluate('call p.point.scale(10)')
    expect(await evaluate('main.counter')).toBe('0')
    expect(await evaluate('when')).toBe(before)
    expect(await evaluate('call -keep add(1, 1)')).toBe('2')
    expect(await evaluate('main.counter')).toBe('1')
    expect(await evaluate('call -keep p.point.scale(10)')).toBe('70')
    expect(await evaluate('p.X')).toBe('30')
    await session.client.request('continue', { threadId: 1 })
    await session.client.event('terminated')
    expect(session.client.output('stdout')).toMatch(/^<30,40> <3,4> 31 \[1 2 3\] 2 x <30,40> 0\n2 30\n/)
  })

  test('a stack that must grow, and time that was travelled', async () => {
    await stopped()
    expect(await evaluate('call deep(2000)')).toBe('2000')
    await session.client.request('next', { threadId: 1 })
    await session.client.stopped()
    await session.client.request('stepBack', { threadId: 1 })
    await session.client.stopped()
    const before = await evaluate('when')
    expect(await evaluate('call deep(100)')).toBe('100')
    expect(await evaluate('when')).toBe(before)
  })

  test('what cannot be called says so, and the session goes on', async () => {
    await stopped()
    const fails = (text: string, message: string, level = 0) => expect(evaluate(text, level)).rejects.toThrow(message)
    await fails('call forever()', 'main.forever has not returned within 20,000,000 instructions')
    await fails('call add(1)', 'not enough arguments in call to add: have 1, want 2')
    await fails('call add(1, 2, 3)', 'too many arguments')
    await fails('call add("x", 1)', 'can not convert "x" constant to int')
    await fails('call add(p, 1)', 'can not use a value of type main.named as int argument')
    await fails('call p.nothing()', 'p has no member nothing')
    await fails('call counter', 'expression is not a function call')
    await fails('call counter()', 'is not a function')
    await fails('call runtime.memmove(0, 0, 0)', 'written in assembly')
    await fails('add(1, 2)', '`call f(x)`')
    await fails('call add(1, 2)', 'innermost frame', 1)
    expect(await evaluate('call add(1, 2)')).toBe('3')
  })
})
