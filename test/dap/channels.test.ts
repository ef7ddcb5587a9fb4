// Where channels were made: found in the past when somebody asks, without leaving the present.
import type { DebugProtocol } from '@vscode/debugprotocol'
import { describe, expect, test } from 'vitest'
import { breakAt, frames, initializeArguments, launchText, lineOf, programPath, startSession, type TestSession } from './harness'

const program = `package main

import (
	"runtime"
	"time"
	"unsafe"
)

func newQueue(n int) chan int {
	return make(chan int, n) // queue
}

func address(c chan int) uintptr { return *(*uintptr)(unsafe.Pointer(&c)) }

func gone() uintptr {
	c := make(chan int, 2) // first life
	at := address(c)
	return at // in gone
}

func again(taken map[uintptr]bool) chan int {
	for {
		c := make(chan int, 2) // second life
		if taken[address(c)] {
			return c
		}
	}
}

var spare int

var global = make(chan string) // global

func main() {
	q := newQueue(3)
	var none chan bool
	any := interface{}(q)
	other := make(chan int32) // other
	go func() {
		q <- 1
		select {
		case other <- 2:
		case <-q:
			<-q
		}
	}()
	go func() {
		<-global
	}()
	time.Sleep(time.Millisecond)
	<-time.After(time.Millisecond)
	println(len(q), none == nil, any != nil) // here
	taken := map[uintptr]bool{}
	for i := 0; i < 600; i++ {
		taken[gone()] = true
	}
	runtime.GC()
	c := again(taken)
	at := address(c)
	println(len(c), at, spare) // reused
	for i := 0; i < 5; i++ {
		println(i) // loop
	}
}
`

const ask = <T>(session: TestSession, command: string, args: object) => session.client.request<T>(command, args)

async function stoppedAt(mark: string, launch: Record<string, unknown> = {}): Promise<TestSession> {
  const session = await launchText(program, launch)
  await breakAt(session, program, mark)
  await session.client.request('configurationDone')
  await session.client.stopped()
  return session
}

async function reference(session: TestSession, expression: string): Promise<number | undefined> {
  const [frame] = await frames(session, 1)
  return (await ask<DebugProtocol.EvaluateResponse['body']>(session, 'evaluate', { expression, frameId: frame!.id })).valueLocationReference
}

async function locate(session: TestSession, locationReference: number | undefined): Promise<string> {
  const { source, line } = await ask<DebugProtocol.LocationsResponse['body'] & object>(session, 'locations', { locationReference })
  return `${source!.name}:${line}`
}

const made = async (session: TestSession, expression: string) => locate(session, await reference(session, expression))
const line = (mark: string) => `main.go:${lineOf(program, mark)}`
const say = async (session: TestSession, expression: string) => {
  const [frame] = await frames(session, 1)
  return (await ask<DebugProtocol.EvaluateResponse['body']>(session, 'evaluate', { expression, context: 'repl', frameId: frame!.id }))
    .result
}

async function rows(session: TestSession, scope: string, goid = 1): Promise<DebugProtocol.Variable[]> {
  const [frame] = await frames(session, goid)
  const { scopes } = await ask<DebugProtocol.ScopesResponse['body']>(session, 'scopes', { frameId: frame!.id })
  const { variablesReference } = scopes.find(candidate => candidate.name === scope)!
  return (await ask<DebugProtocol.VariablesResponse['body']>(session, 'variables', { variablesReference })).variables
}

describe('a channel was made', () => {
  test('in a helper, at package level, in the library; nil never was', async () => {
    const session = await stoppedAt('// here')
    const { target } = session.session.program
    const { tick } = target
    expect(await made(session, 'q')).toBe(line('// queue'))
    expect(await made(session, 'any.(chan int)')).toBe(line('// queue'))
    expect(await made(session, 'global')).toBe(line('// global'))
    expect(await reference(session, 'none')).toBeUndefined()
    const locals = await rows(session, 'Locals')
    expect(await locate(session, locals.find(({ name }) => name === 'q')!.valueLocationReference)).toBe(line('// queue'))
    expect(await say(session, 'whence q')).toMatch(new RegExp(`^made by goroutine 1 in main.newQueue ${line('// queue')}, at tick \\d+$`))
    await expect(say(session, 'whence none')).rejects.toThrow('none is nil: it was never made')
    await expect(say(session, 'whence any')).rejects.toThrow('is no channel')
    expect(target.tick).toBe(tick)
    // Nothing was told of all that.
    expect(session.client.transcript.filter(message => (message as DebugProtocol.Event).event === 'stopped')).toHaveLength(1)
    expect(session.problems).toEqual([])
  })

  test('and a goroutine that waits on it leads there', async () => {
    const session = await stoppedAt('// here')
    const { threads } = await ask<DebugProtocol.ThreadsResponse['body']>(session, 'threads', {})
    const places: Record<string, string>[] = []
    for (const { id } of threads) {
      const waits = (await rows(session, 'Goroutine', id)).filter(({ name }) => name.startsWith('waits on'))
      const found: Record<string, string> = {}
      for (const { name, value, type, valueLocationReference } of waits)
        found[`${name}: ${type} ${value}`] = await locate(session, valueLocationReference)
      places.push(found)
    }
    expect(places).toContainEqual({ 'waits on: chan string chan string 0/0': line('// global') })
    expect(session.problems).toEqual([])
  })

  test('is known before and after its address was given out again', async () => {
    const session = await stoppedAt('// reused')
    expect(await made(session, 'c')).toBe(line('// second life'))
    const at = /^\d+/.exec(await say(session, 'at'))![0]
    await breakAt(session, program, { line: lineOf(program, '// in gone'), condition: `at == ${at}` })
    await ask(session, 'reverseContinue', { threadId: 1 })
    expect(await session.client.stopped()).toMatchObject({ reason: 'breakpoint' })
    expect(await made(session, 'c')).toBe(line('// first life'))
    // Forward again: both answers are still known.
    await breakAt(session, program, '// reused')
    await ask(session, 'continue', { threadId: 1 })
    await session.client.stopped()
    expect(await made(session, 'c')).toBe(line('// second life'))
    expect(session.problems).toEqual([])
  })

  test('the second question is free, later ones look only at what came after', async () => {
    const session = await stoppedAt('// here')
    expect(await made(session, 'q')).toBe(line('// queue'))
    const { target } = session.session.program
    let runs = 0
    const { run } = target.timeline
    target.timeline.run = (...args) => {
      runs++
      return run.apply(target.timeline, args)
    }
    expect(await made(session, 'q')).toBe(line('// queue'))
    expect(runs).toBe(0)
    target.timeline.run = run
    await ask(session, 'next', { threadId: 1 })
    await session.client.stopped()
    expect(await made(session, 'q')).toBe(line('// queue'))
    // Another future: what was found in the one that is forgotten does not count.
    await ask(session, 'stepBack', { threadId: 1 })
    await session.client.stopped()
    await ask(session, 'setExpression', { expression: 'main.spare', value: '7' })
    expect(session.client.output('console')).toContain('time is forked')
    expect(await made(session, 'q')).toBe(line('// queue'))
    expect(await made(session, 'other')).toBe(line('// other'))
    await ask(session, 'restart', {})
    await session.client.event('initialized')
    await breakAt(session, program, '// here')
    await ask(session, 'configurationDone', {})
    await session.client.stopped()
    expect(await made(session, 'q')).toBe(line('// queue'))
    expect(session.problems).toEqual([])
  })

  test('a breakpoint that was being looked from is passed, and its hits are counted as they were', async () => {
    const session = await launchText(program)
    await breakAt(session, program, { line: lineOf(program, '// loop'), hitCondition: '>= 3' })
    await ask(session, 'configurationDone', {})
    const seen: string[] = []
    for (let i = 0; i < 3; i++) {
      await session.client.stopped()
      seen.push(await say(session, 'i'))
      expect(await made(session, 'q')).toBe(line('// queue'))
      await ask(session, 'mapscope/timeline', {})
      await ask(session, 'continue', { threadId: 1 })
    }
    await session.client.event('terminated')
    expect(seen).toEqual(['2', '3', '4'])
    expect(session.problems).toEqual([])
  })

  test('without a past nobody knows', async () => {
    const session = await stoppedAt('// here', { timeTravel: 0 })
    const asked = ask(session, 'locations', { locationReference: await reference(session, 'q') })
    await expect(asked).rejects.toMatchObject({ id: 2023, message: expect.stringContaining('nothing is recorded') })
    expect(session.problems).toEqual([])
  })
})

test('a search that takes long tells how far it is, and can be cancelled', async () => {
  const text = `package main

func main() {
	c := make(chan int)
	for i := 0; i < 30000000; i++ {
		if i%10 == 0 {
			d := make(chan int)
			close(d)
		}
	}
	println(c) // here
}
`
  const session = startSession({ [programPath]: text })
  await ask(session, 'initialize', { ...initializeArguments, supportsProgressReporting: true })
  await ask(session, 'launch', { program: programPath })
  await session.client.event('initialized')
  await breakAt(session, text, '// here')
  await ask(session, 'configurationDone', {})
  await session.client.stopped()
  const { tick } = session.session.program.target
  const locationReference = await reference(session, 'c')
  const seq = session.client.seq
  const asked = session.client.send('locations', { locationReference })
  const { progressId, cancellable } = await session.client.event<DebugProtocol.ProgressStartEvent['body']>('progressStart')
  expect(cancellable).toBe(true)
  await ask(session, 'cancel', { requestId: seq })
  expect(await asked).toMatchObject({ success: false, message: 'cancelled' })
  expect(await session.client.event('progressEnd')).toMatchObject({ progressId })
  expect(session.session.program.target.tick).toBe(tick)
  expect(session.problems).toEqual([])
})
