// Channels: what is buffered, who waits, whether they are closed.
import { expect, test } from 'vitest'
import { stable, stopAt } from './harness'

const stopped = stopAt(
  `package main

import "runtime"

type job struct{ id int }

func done() {}

func main() {
	ring := make(chan int, 3)
	ring <- 1
	ring <- 2
	<-ring
	ring <- 3
	ring <- 4
	unbuffered := make(chan job)
	go func() { unbuffered <- job{7} }()
	go func() { unbuffered <- job{8} }()
	wanted := make(chan string)
	other := make(chan string)
	go func() { println(<-wanted) }()
	go func() {
		select {
		case s := <-wanted:
			println(s)
		case s := <-other:
			println(s)
		}
	}()
	closed := make(chan bool, 1)
	closed <- true
	close(closed)
	for i := 0; i < 100; i++ {
		runtime.Gosched()
	}
	done()
	println(ring, unbuffered, wanted, other, closed)
}
`,
  'main.done',
)
const rows = (name: string) => {
  const value = stopped.eval(name, 1)
  const { values } = stopped
  const named = values.namedChildren(value).filter(row => row.presentation !== 'internal')
  const waiting = named.flatMap(row => values.namedChildren(row.value).map(waiter => `${row.name} ${values.text(waiter.value)}`))
  const elements = values.indexedChildren(value, 0, 10).map(row => `${row.name} ${values.text(row.value)}`)
  return stable([values.text(value), `closed ${values.text(named[0]!.value)}`, ...waiting, ...elements].join('\n'))
}

test('buffered elements stand in the order in which they are received', () => {
  expect(rows('ring')).toBe('chan int 3/3\nclosed false\n[0] 2\n[1] 3\n[2] 4')
})

test('goroutines that wait to send, with what they send', () => {
  expect(rows('unbuffered').split('\n').sort().join('\n')).toMatch(
    /^chan main.job 0\/0\nclosed false\nsenders goroutine \d+ sends main.job \{id: 7\}\nsenders goroutine \d+ sends main.job \{id: 8\}$/,
  )
})

test('goroutines that wait to receive, also in a select', () => {
  expect(rows('wanted').split('\n').sort().join('\n')).toMatch(
    /^chan string 0\/0\nclosed false\nreceivers goroutine \d+ receives into 0x…\nreceivers goroutine \d+ receives into 0x…, in a select$/,
  )
})

test('a closed channel keeps what was in it', () => {
  expect(rows('closed')).toBe('chan bool 1/1\nclosed true\n[0] true')
})
