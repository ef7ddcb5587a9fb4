// Other places and moments: goto, restartFrame, locations; what frames are called; the Goroutine scope and locks.
import type { DebugProtocol } from '@vscode/debugprotocol'
import { describe, expect, test } from 'vitest'
import { breakAt, frames, launchText, lineOf, programPath, type TestSession, top } from './harness'

const program = `package main

import "sync"

var trace []int

func work(n int, name string) int {
	sum := 0 // begin
	for i := 0; i < n; i++ {
		sum += i
		trace = append(trace, sum) // loop
	}
	return sum // end
}

func main() {
	var mu sync.Mutex
	var wg sync.WaitGroup
	mu.Lock()
	for i := 0; i < 2; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			mu.Unlock()
		}()
	}
	f := work
	defer println("deferred")
	println(work(3, "x")) // call
	println(f(2, "yy"))
	mu.Unlock()
	wg.Wait()
}
`

async function stoppedAt(mark: string, launch: Record<string, unknown> = {}): Promise<TestSession> {
  const session = await launchText(program, launch)
  await breakAt(session, program, mark)
  await session.client.request('configurationDone')
  await session.client.stopped()
  await breakAt(session, program)
  return session
}

const ask = <T>(session: TestSession, command: string, args: object) => session.client.request<T>(command, args)
const value = async (session: TestSession, expression: string, level = 0) =>
  (await ask<DebugProtocol.EvaluateResponse['body']>(session, 'evaluate', { expression, frameId: (await frames(session, 1))[level]!.id }))
    .result

async function targets(session: TestSession, mark: string): Promise<DebugProtocol.GotoTarget[]> {
  const body = await ask<DebugProtocol.GotoTargetsResponse['body']>(session, 'gotoTargets', {
    source: { path: programPath },
    line: lineOf(program, mark),
  })
  return body.targets
}

describe('goto', () => {
  test('another place of the function: execution goes on there, variables stay', async () => {
    const session = await stoppedAt('// loop')
    const [place] = await targets(session, '// end')
    expect(place!.label).toBe(`main.work:${lineOf(program, '// end')}`)
    await ask(session, 'goto', { threadId: 1, targetId: place!.id })
    expect(await session.client.stopped()).toMatchObject({ reason: 'goto', threadId: 1 })
    expect(await top(session, 1)).toBe(`main.work:${lineOf(program, '// end')}`)
    await ask(session, 'continue', { threadId: 1 })
    await session.client.event('terminated')
    // It returned before the loop had added anything.
    expect(session.client.output('stderr')).toMatch(/^0\n1\n/)
    expect(session.problems).toEqual([])
  })

  test('a moment: the last time a line was executed', async () => {
    const session = await stoppedAt('// end')
    expect(await value(session, 'len(main.trace)')).toBe('3')
    const moment = (await targets(session, '// loop')).find(target => target.label.includes('the last time'))!
    await ask(session, 'goto', { threadId: 1, targetId: moment.id })
    expect(await session.client.stopped()).toMatchObject({ reason: 'goto' })
    expect(await top(session, 1)).toBe(`main.work:${lineOf(program, '// loop')}`)
    expect(await value(session, 'len(main.trace)')).toBe('2')
    expect(await value(session, 'i')).toBe('2')
    expect(session.problems).toEqual([])
  })

  test('not into another function, not with a stale target', async () => {
    const session = await stoppedAt('// loop')
    expect((await targets(session, '// call')).map(target => target.label)).toEqual([
      `line ${lineOf(program, '// call')}, the last time that it was executed`,
    ])
    expect(await targets(session, 'package main')).toEqual([])
    await expect(ask(session, 'goto', { threadId: 1, targetId: 99 })).rejects.toThrow('unknown target 99')
    const [place] = await targets(session, '// end')
    await ask(session, 'next', { threadId: 1 })
    await session.client.stopped()
    await expect(ask(session, 'goto', { threadId: 1, targetId: place!.id })).rejects.toThrow('unknown target')
  })
})

describe('restartFrame', () => {
  test('a call begins anew, with nothing of what it did', async () => {
    const session = await stoppedAt('// end')
    await ask(session, 'restartFrame', { frameId: (await frames(session, 1))[0]!.id })
    expect(await session.client.stopped()).toMatchObject({ reason: 'restart' })
    expect(await top(session, 1)).toBe(`main.work:${lineOf(program, '// begin')}`)
    expect(await value(session, 'len(main.trace)')).toBe('0')
    // The caller's caller too: main from its beginning.
    await ask(session, 'restartFrame', { frameId: (await frames(session, 1))[1]!.id })
    await session.client.stopped()
    expect(await top(session, 1)).toMatch(/^main\.main:/)
    await expect(ask(session, 'restartFrame', { frameId: 5 })).rejects.toThrow('unknown frame id 5')
  })

  test('without a past it says so', async () => {
    const session = await stoppedAt('// end', { timeTravel: false })
    await expect(ask(session, 'restartFrame', { frameId: (await frames(session, 1))[0]!.id })).rejects.toThrow('nothing is recorded')
  })
})

describe('what rows say', () => {
  const rows = async (session: TestSession, scope: string, level = 0) => {
    const { scopes } = await ask<DebugProtocol.ScopesResponse['body']>(session, 'scopes', {
      frameId: (await frames(session, 1))[level]!.id,
    })
    const { variablesReference } = scopes.find(candidate => candidate.name === scope)!
    return (await ask<DebugProtocol.VariablesResponse['body']>(session, 'variables', { variablesReference })).variables
  }

  test('locations of variables, functions, go and defer statements', async () => {
    const session = await stoppedAt('// loop')
    const place = async (reference: number | undefined) => {
      const { source, line } = await ask<DebugProtocol.LocationsResponse['body'] & object>(session, 'locations', {
        locationReference: reference,
      })
      return `${source!.name}:${line}`
    }
    const locals = await rows(session, 'Locals', 1)
    const f = locals.find(variable => variable.name === 'f')!
    expect(await place(f.declarationLocationReference)).toBe(`main.go:${lineOf(program, 'f := work')}`)
    expect(await place(f.valueLocationReference)).toBe(`main.go:${lineOf(program, 'func work')}`)
    const about = await rows(session, 'Goroutine')
    const by = (name: string) => about.find(variable => variable.name === name)!
    expect(by('id').value).toBe('1')
    expect(by('state').value).toBe('running')
    expect(by('thread').value).toMatch(/^\d+ on core \d$/)
    expect(await place(by('deferred [0]').valueLocationReference)).toBe(`main.go:${lineOf(program, 'defer println')}`)
    await expect(ask(session, 'locations', { locationReference: 7 })).rejects.toThrow('unknown reference 7')
    expect(session.problems).toEqual([])
  })

  test('a lock tells whether it is held and who waits', async () => {
    const session = await stoppedAt('// call')
    const locals = await rows(session, 'Locals')
    const lock = async (name: string) => {
      const { variablesReference } = locals.find(variable => variable.name === name)!
      const { variables } = await ask<DebugProtocol.VariablesResponse['body']>(session, 'variables', { variablesReference })
      return Object.fromEntries(variables.map(variable => [variable.name, variable.value]))
    }
    expect(await lock('&mu').catch(() => lock('mu'))).toMatchObject({ lock: expect.stringContaining('locked') })
    expect(await lock('wg')).toMatchObject({ lock: 'counter 2', waiters: 'nobody' })
    const other = (await ask<DebugProtocol.ThreadsResponse['body']>(session, 'threads', {})).threads.length
    expect(other).toBe(3)
  })

  test('frames with parameters, types, values, lines and modules', async () => {
    const session = await stoppedAt('// loop')
    const name = async (format: DebugProtocol.StackFrameFormat) =>
      (await ask<DebugProtocol.StackTraceResponse['body']>(session, 'stackTrace', { threadId: 1, levels: 1, format })).stackFrames[0]!.name
    expect(await name({})).toBe('main.work')
    expect(await name({ parameters: true })).toBe('main.work(n, name)')
    expect(await name({ parameters: true, parameterTypes: true, parameterNames: false })).toBe('main.work(int, string)')
    expect(await name({ parameters: true, parameterValues: true, line: true })).toBe(
      `main.work(n = 3, name = "x"):${lineOf(program, '// loop')}`,
    )
    expect(await name({ parameters: true, parameterValues: true, hex: true })).toBe('main.work(n = 0x3, name = "x")')
  })
})
