// Panics under way: their chain, and their texts as the program would print them.
import { expect, test } from 'vitest'
import { panicChain } from '../../adapter/debugger/runtime/panics'
import { stable, stopAt } from './harness'

const chainOf = (text: string, where: string) => {
  const stopped = stopAt(text, where)
  return panicChain(stopped.target, stopped.goroutine.address).map(panic =>
    stable(`${panic.typeName} ${panic.text}${panic.recovered ? ' [recovered]' : ''}${panic.goexit ? ' (goexit)' : ''}`),
  )
}

test('values of all kinds, innermost first', () => {
  const chain = chainOf(
    `package main

import "errors"

type E struct{ code int }
type MyInt int
type S string

func (e *E) Error() string { return "E!" }

func main() {
	defer func() { panic(MyInt(3)) }()
	defer func() {
		defer func() { panic(1.5) }()
		panic(errors.New("inner"))
	}()
	defer func() { panic(S("q")) }()
	defer func() { panic("two\\nlines") }()
	defer func() { var m map[string]int; m["a"] = 1 }()
	defer func() { var x any = 1; println(x.(string)) }()
	defer func() { var x any; println(x.(string)) }()
	defer func() { var x any = 1; println(x.(error)) }()
	defer func() { var s []int; println(s[4]) }()
	defer func() { var s []int; i := -1; println(s[i:]) }()
	defer func() { var s *int; println(*s) }()
	defer func() { panic(true) }()
	panic(&E{1})
}
`,
    'runtime.preprintpanics',
  )
  expect(chain).toEqual([
    'main.MyInt main.MyInt(3)',
    'float64 +1.500000e+000',
    '*errors.errorString inner',
    'main.S main.S("q")',
    'string two\n\tlines',
    'runtime.plainError assignment to entry in nil map',
    '*runtime.TypeAssertionError interface conversion: interface {} is int, not string',
    '*runtime.TypeAssertionError interface conversion: interface {} is nil, not string',
    '*runtime.TypeAssertionError interface conversion: int is not error: missing method Error',
    'runtime.boundsError runtime error: index out of range [4] with length 0',
    'runtime.boundsError runtime error: slice bounds out of range [-1:]',
    'runtime.errorString runtime error: invalid memory address or nil pointer dereference',
    'bool true',
    '*main.E (*main.E) 0x…',
  ])
})

test('once the program dies, errors are their texts', () => {
  const chain = chainOf(
    `package main

type E struct{}

func (E) Error() string { return "text of E" }
func main() { panic(E{}) }
`,
    'runtime.fatalpanic',
  )
  expect(chain).toEqual(['string text of E'])
})

test('recovered ones and Goexit', () => {
  const chain = chainOf(
    `package main

import "runtime"

func last() { println("last") }

func main() {
	defer func() {
		recover()
		last()
	}()
	defer func() { panic("first") }()
	runtime.Goexit()
}
`,
    'main.last',
  )
  expect(chain).toEqual(['string first [recovered]', 'nil nil (goexit)'])
})
