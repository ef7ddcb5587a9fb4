// Goroutines found one by one, against the list of all of them; and where each one is, without the rest of its stack.
import { expect, test } from 'vitest'
import { goroutineWithId, readGoroutines } from '../../adapter/debugger/runtime/goroutines'
import { isRuntimeFrame, unwindGoroutine, userFrame } from '../../adapter/debugger/unwind'
import { stopAt } from './harness'

const stopped = stopAt(
  `package main

import (
	"sync"
	"time"
)

var mu sync.Mutex

func deep(n int, c chan int) {
	if n > 0 {
		deep(n-1, c)
		return
	}
	<-c
}

func done() {}

func main() {
	mu.Lock()
	c := make(chan int)
	for i := 0; i < 5; i++ {
		go deep(3*i, c)
		go func() {
			mu.Lock()
			mu.Unlock()
		}()
		go time.Sleep(time.Hour)
		go func() {}()
	}
	time.Sleep(time.Millisecond)
	done()
}
`,
  'main.done',
)
const { target } = stopped
const all = readGoroutines(target)

test('every goroutine is found by its id, those that have ended are not', () => {
  expect(all.filter(g => !g.system)).toHaveLength(16)
  for (const g of all) expect(goroutineWithId(target, g.id)).toEqual(g)
  const ids = new Set(all.map(g => g.id))
  // The empty functions are gone; their slots still have their ids.
  const ended = Array.from({ length: Math.max(...ids) }, (_, i) => i + 1).filter(id => !ids.has(id))
  expect(ended).not.toEqual([])
  for (const id of [0, ...ended, 1_000_000]) expect(goroutineWithId(target, id)).toBeUndefined()
})

test('where a goroutine is, from as few frames as that takes', () => {
  for (const g of all) {
    const whole = unwindGoroutine(target, g, 20)
    const some = unwindGoroutine(target, g, 20, frame => !isRuntimeFrame(frame))
    expect(userFrame(some)).toEqual(userFrame(whole))
    expect(some).toEqual(whole.slice(0, some.length))
    expect(some.slice(0, -1).every(isRuntimeFrame)).toBe(true)
  }
  const waiting = all.find(g => g.state === 'chan receive' && unwindGoroutine(target, g, 50).length > 10)!
  expect(unwindGoroutine(target, waiting, 20, frame => !isRuntimeFrame(frame)).at(-1)!.function!.name).toBe('main.deep')
})
