// Expressions: one line each in golden/evaluate.txt, evaluated in the same program; conditions and what they cost.
import { describe, expect, test } from 'vitest'
import { evaluate, evaluateAssignment, evaluateBool } from '../../adapter/debugger/evaluate/evaluate'
import { golden } from '../golden'
import { stable, stopAt } from './harness'
import { everyKind } from './samples'

const stopped = stopAt(everyKind)

golden(new URL('golden/evaluate.txt', import.meta.url).pathname, input =>
  stable(
    input
      .split('\n')
      .map(line => {
        const expression = line.trim()
        const text = stopped.text(expression)
        const type = text.startsWith('error: ') ? '' : `   (${stopped.values.typeName(stopped.eval(expression))})`
        return `${expression} => ${text}${type}`
      })
      .join('\n'),
  ),
)

describe('frames', () => {
  const deep = stopAt(`package main

import "sync"

var counter = 10

func outer(a int) {
	b := a * 2
	func() {
		c := b + a
		inner(&c)
	}()
	println(b)
}

func inner(p *int) {
	var once sync.Once
	once.Do(func() {
		*p++ // stop
	})
}

func main() {
	outer(counter - 6)
}
`)
  const level = (name: string) => deep.frames.findIndex(frame => frame.function?.name === name)

  test('each frame has its own variables', () => {
    expect(deep.text('*p')).toBe('12')
    expect(deep.text('*p', level('main.inner'))).toBe('12')
    expect(deep.text('b + c', level('main.outer.func1'))).toBe('20')
    expect(deep.text('a * b', level('main.outer'))).toBe('32')
    expect(deep.text('c', level('main.outer'))).toBe('error: could not find symbol value for c')
  })

  test('names without a package are those of the package of the frame', () => {
    const once = level('sync.(*Once).doSlow')
    expect(deep.text('counter', level('main.main'))).toBe('10')
    expect(deep.text('main.counter', once)).toBe('10')
    expect(deep.text('counter', once)).toBe('error: could not find symbol value for counter')
    expect(deep.text('mutexLocked', once)).toBe('1')
  })

  test('registers: all of the innermost frame, pc and sp of the others', () => {
    expect(deep.text('_RIP')).toBe(String(deep.frames[0]!.pc))
    expect(deep.text('_AX == _RAX')).toBe('true')
    expect(deep.text('_SP', 2)).toBe(String(deep.frames[2]!.sp))
    expect(deep.text('_AX', 2)).toBe('error: could not find symbol value for _AX')
    expect(deep.text('len(_X0)')).toBe('2')
  })

  test('the current goroutine', () => {
    expect(deep.text('runtime.curg.goid == 1')).toBe('true')
    expect(deep.text('runtime.curg._panic')).toBe('*runtime._panic nil')
    const { frame } = deep.context()
    expect(deep.values.text(evaluate(deep.target, 'runtime.curg', { frame: frame! }))).toBe('*runtime.g nil')
  })
})

describe('conditions', () => {
  const context = stopped.context()

  test('are bools', () => {
    expect(evaluateBool(stopped.target, 'u8 > 90 && m["a"] == 1', context)).toBe(true)
    expect(() => evaluateBool(stopped.target, 'u8 + 1', context)).toThrow('condition expression not boolean')
    expect(() => evaluateBool(stopped.target, 'nosuch == 1', context)).toThrow('could not find symbol value for nosuch')
  })

  test('take less than a tenth of a millisecond', () => {
    const started = performance.now()
    for (let i = 0; i < 1000; i++) evaluateBool(stopped.target, 'u8 == 1 || color == Blue', context)
    expect(performance.now() - started).toBeLessThan(100 * 5) // generous for slow machines
  })
})

describe('assignment of expressions', () => {
  const assign = (place: string, text: string) => {
    const value = stopped.eval(place)
    return [...evaluateAssignment(stopped.target, value, text, stopped.context())]
  }

  test('takes literals, and any expression of the type', () => {
    expect(assign('u8', '7')).toEqual([7])
    expect(assign('u8', "'a' + 1")).toEqual([98])
    expect(assign('color', 'Blue')).toEqual([2, 0, 0, 0, 0, 0, 0, 0])
    expect(assign('i8', 'i8 * 2')).toEqual([246])
    expect(assign('p', 'nilp')).toEqual([0, 0, 0, 0, 0, 0, 0, 0])
    expect(assign('p', 'nil')).toEqual([0, 0, 0, 0, 0, 0, 0, 0])
    expect(assign('*p', '*p')).toHaveLength(32)
  })

  test('refuses what does not fit', () => {
    expect(() => assign('u8', '256')).toThrow('constant 256 overflows uint8')
    expect(() => assign('u8', 'i8')).toThrow('can not use a value of type int8 as uint8')
    expect(() => assign('u8', 'nosuch')).toThrow('can not convert nosuch to uint8')
    expect(() => assign('p', '5')).toThrow('can be set to nil or to an address')
  })
})
