// Goroutines one by one: running alone, freezing, ending; and all of them in pages.
import type { DebugProtocol } from '@vscode/debugprotocol'
import { afterEach, describe, expect, test } from 'vitest'
import type { GoroutinesResult } from '../../adapter/dap/protocol'
import { breakAt, frames, launchText, type TestSession, top } from './harness'

const program = `package main

import "sync"

var counts [3]int
var stop bool

func worker(i int) {
	for !stop {
		counts[i]++ // work
	}
	counts[i] = -counts[i]
}

func main() {
	var wg sync.WaitGroup
	for i := 0; i < 3; i++ {
		wg.Add(1)
		go func(i int) {
			defer wg.Done()
			worker(i)
		}(i)
	}
	for counts[0] < 1000 || counts[1] < 1000 || counts[2] < 1000 {
	}
	sum := 0 // started
	for i := 0; i < 100000; i++ {
		sum += i
	}
	sum++ // later
	stop = true
	wg.Wait() // waits
	println("done", sum)
}
`

let session: TestSession

async function stoppedAt(mark: string): Promise<void> {
  session = await launchText(program)
  await breakAt(session, program, mark)
  await session.client.request('configurationDone')
  await session.client.stopped()
}

const ask = <T>(command: string, args: object) => session.client.request<T>(command, args)
const counts = async () => {
  const frameId = (await frames(session, 1))[0]!.id
  const values: number[] = []
  for (const i of [0, 1, 2])
    values.push(Number((await ask<{ result: string }>('evaluate', { expression: `main.counts[${i}]`, frameId })).result))
  return values
}
const workers = async () => {
  const { threads } = await ask<DebugProtocol.ThreadsResponse['body']>('threads', {})
  return threads.filter(thread => thread.id !== 1).sort((a, b) => a.id - b.id)
}

afterEach(() => {
  expect(session.problems).toEqual([])
  session.client.send('disconnect')
})

describe('singleThread', () => {
  test('continue: only this goroutine runs until the next stop, then all do again', async () => {
    await stoppedAt('// started')
    const before = await counts()
    await breakAt(session, program, '// later')
    const body = await ask('continue', { threadId: 1, singleThread: true })
    expect(body).toEqual({ allThreadsContinued: false })
    await session.client.stopped()
    expect(await top(session, 1)).toMatch(/main\.main/)
    // Each may have finished the statement it was in.
    const after = await counts()
    for (const [i, count] of after.entries()) expect(count - before[i]!).toBeLessThanOrEqual(1)
    await ask('next', { threadId: 1 })
    await session.client.stopped()
    await breakAt(session, program)
    await ask('continue', { threadId: 1 })
    await session.client.event('terminated')
    expect(session.client.output('stderr')).toBe('done 4999950001\n')
  })

  test('next: the others stand still', async () => {
    await stoppedAt('// started')
    const before = await counts()
    for (let i = 0; i < 5; i++) {
      await ask('next', { threadId: 1, singleThread: true })
      await session.client.stopped()
    }
    const after = await counts()
    for (const [i, count] of after.entries()) expect(count - before[i]!).toBeLessThanOrEqual(1)
  })

  test('one that waits for the others is told', async () => {
    await stoppedAt('// later')
    await breakAt(session, program)
    await ask('continue', { threadId: 1, singleThread: true })
    const stop = await session.client.stopped()
    expect(stop).toMatchObject({ reason: 'pause', threadId: 1 })
    expect(stop.description).toContain('Goroutine 1 waits (semacquire), and only it may run')
    await ask('continue', { threadId: 1 })
    await session.client.event('terminated')
    expect(session.client.output('stderr')).toBe('done 4999950001\n')
  })
})

describe('freeze', () => {
  test('a frozen goroutine stands still over stops, until it is thawed', async () => {
    await stoppedAt('// started')
    const [frozen, other] = await workers()
    expect(await ask('mapscope/freeze', { threadId: frozen!.id })).toEqual({ frozen: [frozen!.id] })
    expect((await workers())[0]!.name).toContain('[frozen]')
    const before = await counts()
    await breakAt(session, program, '// later')
    await ask('continue', { threadId: 1 })
    await session.client.stopped()
    const after = await counts()
    const grown = after.map((count, i) => count - before[i]!)
    expect(grown.filter(growth => growth <= 1)).toHaveLength(1)
    expect(grown.filter(growth => growth > 10)).toHaveLength(2)
    expect(await ask('mapscope/freeze', { threadId: frozen!.id, frozen: false })).toEqual({ frozen: [] })
    await expect(ask('mapscope/freeze', { threadId: other!.id, frozen: false })).rejects.toThrow('is not frozen')
    await expect(ask('mapscope/freeze', { threadId: 99 })).rejects.toThrow('unknown goroutine 99')
    await breakAt(session, program)
    await ask('continue', { threadId: 1 })
    await session.client.event('terminated')
    expect(session.client.output('stderr')).toBe('done 4999950001\n')
  })

  test('what was frozen is frozen again when time is travelled', async () => {
    await stoppedAt('// started')
    const [frozen] = await workers()
    await ask('mapscope/freeze', { threadId: frozen!.id })
    await breakAt(session, program, '// later')
    await ask('continue', { threadId: 1 })
    await session.client.stopped()
    const there = await counts()
    await ask('stepBack', { threadId: 1 })
    await session.client.stopped()
    await ask('next', { threadId: 1 })
    await session.client.stopped()
    expect(await counts()).toEqual(there)
  })
})

test('who is frozen is told for the moment at which the program stands', async () => {
  await stoppedAt('// started')
  const { tick: begun } = await ask<{ tick: number }>('mapscope/when', {})
  const [first, second] = await workers()
  await breakAt(session, program, '// later')
  await ask('mapscope/freeze', { threadId: first!.id })
  await ask('continue', { threadId: 1 })
  await session.client.stopped()
  await breakAt(session, program)
  const { tick: later } = await ask<{ tick: number }>('mapscope/when', {})
  const frozen = async () => (await workers()).filter(thread => thread.name.includes('[frozen]')).map(thread => thread.id)
  const seek = async (tick: number) => {
    await ask('mapscope/seek', { tick })
    await session.client.stopped()
    return frozen()
  }
  expect(await frozen()).toEqual([first!.id])
  expect(await seek(begun - 1000)).toEqual([])
  expect(await seek(begun + 10)).toEqual([first!.id])
  expect(await seek(later)).toEqual([first!.id])
  // In the past another one is frozen: from there on it was never the first one.
  expect(await seek(begun - 1000)).toEqual([])
  expect(await ask('mapscope/freeze', { threadId: second!.id })).toEqual({ frozen: [second!.id] })
  expect(session.client.output('console')).toContain('time is forked')
  const before = await counts()
  await breakAt(session, program, '// later')
  await ask('continue', { threadId: 1 })
  await session.client.stopped()
  const grown = (await counts()).map((count, i) => count - before[i]!)
  expect(grown.filter(growth => growth <= 1)).toHaveLength(1)
  expect(await frozen()).toEqual([second!.id])
})

describe('terminateThreads', () => {
  test('a goroutine ends where it is, its deferred calls run', async () => {
    await stoppedAt('// work')
    await breakAt(session, program)
    const [first] = await workers()
    const running = (await workers()).filter(thread => thread.name.includes('(Thread'))
    expect(running.map(thread => thread.id)).toContain(first!.id)
    await breakAt(session, program, '// waits')
    await ask('terminateThreads', { threadIds: [first!.id] })
    // main waits until every worker has counted to 1000: the ended one never does.
    await ask('continue', { threadId: 1 })
    await new Promise(done => setTimeout(done, 300))
    await ask('pause', { threadId: 1 })
    await session.client.stopped()
    expect((await workers()).map(thread => thread.id)).not.toContain(first!.id)
    await expect(ask('terminateThreads', { threadIds: [first!.id] })).rejects.toThrow(`unknown goroutine ${first!.id}`)
    await expect(ask('terminateThreads', { threadIds: ['x'] })).rejects.toThrow('whole numbers')
  })
})

test('a list of goroutines that somebody has written over is no error of ours', async () => {
  await stoppedAt('// started')
  const { memoryReference } = await ask<{ memoryReference: string }>('evaluate', { expression: 'runtime.allgs' })
  await ask('writeMemory', { memoryReference, data: Buffer.alloc(8, 'x').toString('base64') })
  expect((await ask<{ threads: unknown[] }>('threads', {})).threads).toHaveLength(1)
  await expect(ask('terminateThreads', { threadIds: [1] })).rejects.toMatchObject({ id: 2031 })
})

test('all goroutines, in pages', async () => {
  await stoppedAt('// started')
  const all = await ask<GoroutinesResult>('mapscope/goroutines', { system: true })
  expect(all.total).toBe(all.goroutines.length)
  const user = await ask<GoroutinesResult>('mapscope/goroutines', {})
  expect(user.goroutines.map(g => g.started)).toEqual(['runtime.main', ...new Array(3).fill('main.main.gowrap1')])
  expect(user.goroutines[1]).toMatchObject({ parent: 1, frozen: false, system: false })
  expect((await ask<GoroutinesResult>('mapscope/goroutines', { start: 1, count: 2 })).goroutines).toEqual(user.goroutines.slice(1, 3))
  expect(await ask('mapscope/goroutines', { start: 100 })).toEqual({ total: 4, goroutines: [] })
})

test('labels: in the scope, in pages, in names when they are wanted', async () => {
  const labelled = `package main

import (
	"context"
	"runtime/pprof"
)

func main() {
	ready := make(chan bool)
	pprof.Do(context.Background(), pprof.Labels("task", "read", "id", "7"), func(ctx context.Context) {
		go func() {
			v, _ := pprof.Label(ctx, "task")
			println(v) // inside
			ready <- true
		}()
		<-ready
	})
	pprof.ForLabels(context.Background(), func(k, v string) bool { println(k, v); return true })
}
`
  session = await launchText(labelled, { showPprofLabels: ['task'] })
  await breakAt(session, labelled, '// inside')
  await session.client.request('configurationDone')
  const { threadId } = await session.client.stopped()
  const all = await ask<GoroutinesResult>('mapscope/goroutines', {})
  expect(all.goroutines.map(g => g.labels)).toEqual([
    { id: '7', task: 'read' },
    { id: '7', task: 'read' },
  ])
  const { threads } = await ask<DebugProtocol.ThreadsResponse['body']>('threads', {})
  expect(threads.every(thread => thread.name.includes(' {task:read}]'))).toBe(true)
  const { scopes } = await ask<DebugProtocol.ScopesResponse['body']>('scopes', { frameId: (await frames(session, threadId!))[0]!.id })
  const { variablesReference } = scopes.find(scope => scope.name === 'Goroutine')!
  const { variables } = await ask<DebugProtocol.VariablesResponse['body']>('variables', { variablesReference })
  expect(variables.filter(row => row.name.startsWith('label')).map(row => `${row.name} ${row.value}`)).toEqual([
    'label id "7"',
    'label task "read"',
  ])
})
