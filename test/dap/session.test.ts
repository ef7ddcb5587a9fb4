// Whole sessions: from initialize to terminated, with every message checked against the protocol.
import { createHash } from 'node:crypto'
import type { DebugProtocol } from '@vscode/debugprotocol'
import { describe, expect, test } from 'vitest'
import { RequestFailed } from './client'
import { breakAt, frames, initializeArguments, launchText, lineOf, programPath, startSession, top } from './harness'

const loopProgram = `package main

func add(a, b int) int {
	c := a + b // in add
	return c
}

func main() {
	x := 1 // first
	for i := 0; i < 3; i++ {
		x = add(x, i) // body
	}
	println("x is", x) // last
}
`

const mapDeath = `package main

func fill(m map[int]int) {
	for i := 0; ; i++ {
		m[i&1023] = i
	}
}

func main() {
	m := make(map[int]int)
	go fill(m)
	fill(m)
}
`

describe('life cycle', () => {
  test('a program runs to its end: output, exited, terminated, in this order', async () => {
    const session = await launchText(loopProgram)
    await session.client.request('configurationDone')
    await session.client.event('terminated')
    const events = session.client.transcript.filter(m => m.type === 'event').map(m => (m as DebugProtocol.Event).event)
    expect(events.slice(-2)).toEqual(['exited', 'terminated'])
    expect(session.client.output('stderr')).toBe('x is 4\n')
    await session.client.request('disconnect')
    expect(session.problems).toEqual([])
    expect(session.closed()).toBe(true)
  })

  test('stopOnEntry stops in main.main with reason entry', async () => {
    const session = await launchText(loopProgram, { stopOnEntry: true })
    await session.client.request('configurationDone')
    const stop = await session.client.stopped()
    expect(stop.reason).toBe('entry')
    expect(await top(session, stop.threadId!)).toBe('main.main:9')
    expect(session.problems).toEqual([])
  })

  test('configurationDone may come before launch', async () => {
    const session = startSession({ [programPath]: loopProgram })
    await session.client.request('initialize', initializeArguments)
    await session.client.request('configurationDone')
    await session.client.request('launch', { program: programPath })
    await session.client.event('terminated')
    expect(session.problems).toEqual([])
  })

  test('noDebug runs without an initialized event', async () => {
    const session = startSession({ [programPath]: loopProgram })
    await session.client.request('initialize', initializeArguments)
    await session.client.request('launch', { program: programPath, noDebug: true })
    await session.client.event('terminated')
    expect(session.client.transcript.some(m => (m as DebugProtocol.Event).event === 'initialized')).toBe(false)
    expect(session.problems).toEqual([])
  })

  test('requests out of order fail with stable ids and the session lives on', async () => {
    const session = startSession({ [programPath]: loopProgram })
    const fails = async (command: string, args: unknown, id: number) => {
      const response = await session.client.send(command, args)
      expect([command, response.success, (response.body as { error: { id: number } }).error.id]).toEqual([command, false, id])
    }
    await fails('threads', {}, 3000)
    await fails('launch', { program: programPath }, 3000)
    await session.client.request('initialize', initializeArguments)
    await fails('initialize', initializeArguments, 3002)
    await fails('attach', {}, 3001)
    await fails('nosuch', {}, 9999)
    await fails('launch', {}, 3000)
    await fails('launch', { program: '/nowhere/x.go' }, 3000)
    await fails('launch', { program: programPath, cores: 'four' }, 3000)
    await session.client.request('launch', { program: programPath })
    await fails('launch', { program: programPath }, 3000)
    await fails('stackTrace', { threadId: 1 }, 4000)
    await session.client.request('configurationDone')
    await session.client.event('terminated')
    await fails('continue', { threadId: 1 }, 4001)
    expect(session.problems).toEqual([])
  })

  test('compile errors are output with places, and the launch fails', async () => {
    const session = startSession({ [programPath]: 'package main\n\nfunc main() {\n\tx := 1\n\tvar y string = 2\n}\n' })
    await session.client.request('initialize', initializeArguments)
    await expect(session.client.request('launch', { program: programPath })).rejects.toBeInstanceOf(RequestFailed)
    const text = session.client.output('stderr')
    expect(text).toContain('/program/main.go:4:2: declared and not used: x\n')
    const event = session.client.transcript.find(m => (m as DebugProtocol.OutputEvent).body?.line === 4) as DebugProtocol.OutputEvent
    expect(event.body.source?.path).toBe(programPath)
    expect(session.problems).toEqual([])
  })

  test('restart begins anew with the same seed', async () => {
    const session = await launchText(mapDeath)
    await session.client.request('configurationDone')
    const first = await session.client.stopped()
    const tick = session.session.program.target.tick
    await session.client.request('restart', {})
    await session.client.event('initialized')
    await session.client.request('configurationDone')
    const second = await session.client.stopped()
    expect(second).toEqual(first)
    expect(session.session.program.target.tick).toBe(tick)
    expect(session.problems).toEqual([])
  })

  test('the checksum of a source is that of the text that was compiled', async () => {
    const files = { [programPath]: loopProgram }
    const session = startSession(files)
    const checksum = async () => {
      const { sources } = await session.client.request<DebugProtocol.LoadedSourcesResponse['body']>('loadedSources', {})
      const hashed = sources.filter(({ checksums }) => checksums !== undefined)
      expect(hashed.map(({ path }) => path)).toEqual([programPath])
      return hashed[0]!.checksums![0]!.checksum
    }
    const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
    await session.client.request('initialize', initializeArguments)
    await session.client.request('launch', { program: programPath })
    await session.client.event('initialized')
    expect(await checksum()).toBe(sha256(loopProgram))
    files[programPath] = `${loopProgram}\n// é\n`
    expect(await checksum()).toBe(sha256(loopProgram))
    await session.client.request('restart', {})
    await session.client.event('initialized')
    expect(await checksum()).toBe(sha256(files[programPath]))
    files[programPath] = 'package main\n\nfunc main() { x }\n'
    await session.client.request('restart', {})
    await session.client.event('terminated')
    const place = session.client.transcript.find(
      m => (m as DebugProtocol.Event).event === 'output' && (m as DebugProtocol.OutputEvent).body.source !== undefined,
    )
    expect((place as DebugProtocol.OutputEvent).body.source).toEqual({ name: 'main.go', path: programPath })
    expect(session.problems).toEqual([])
  })

  test('malformed messages are skipped', async () => {
    const session = startSession({ [programPath]: loopProgram })
    session.client.raw('{"seq": 1, "type": "request", nonsense')
    session.client.rawBytes('Content-Length: x\r\n\r\n')
    session.client.raw('[]')
    session.client.raw('"text"')
    session.client.raw('null')
    await session.client.request('initialize', initializeArguments)
    const response = await session.client.send('launch', [1, 2])
    expect(response.success).toBe(false)
  })
})

describe('breakpoints', () => {
  test('a line breakpoint stops each time, and hit counts, conditions and log messages work', async () => {
    const session = await launchText(loopProgram)
    const [body] = await breakAt(session, loopProgram, '// body')
    expect(body).toMatchObject({ verified: true, line: lineOf(loopProgram, '// body') })
    await session.client.request('configurationDone')
    for (let i = 0; i < 3; i++) {
      const stop = await session.client.stopped()
      expect(stop).toMatchObject({ reason: 'breakpoint', threadId: 1, allThreadsStopped: true, hitBreakpointIds: [body!.id] })
      await session.client.request('continue', { threadId: 1 })
    }
    await session.client.event('terminated')
    expect(session.problems).toEqual([])
  })

  test('a condition, a hit condition and a log message', async () => {
    const session = await launchText(loopProgram)
    const line = lineOf(loopProgram, '// body')
    await breakAt(session, loopProgram, { line, condition: 'i == 2' })
    await session.client.request('configurationDone')
    const stop = await session.client.stopped()
    const [frame] = await frames(session, stop.threadId!)
    expect(
      (await session.client.request<{ result: string }>('evaluate', { expression: 'i', frameId: frame!.id, context: 'watch' })).result,
    ).toBe('2')
    await session.client.request('continue', { threadId: 1 })
    await session.client.event('terminated')

    const second = await launchText(loopProgram)
    await breakAt(second, loopProgram, { line, logMessage: 'i={i} x={x}' })
    await second.client.request('configurationDone')
    await second.client.event('terminated')
    expect(second.client.output('stdout')).toBe('> [Go 1]: i=0 x=1\n> [Go 1]: i=1 x=1\n> [Go 1]: i=2 x=2\n')

    const third = await launchText(loopProgram)
    await breakAt(third, loopProgram, { line, hitCondition: '== 2' })
    await third.client.request('configurationDone')
    const third1 = await third.client.stopped()
    const [thirdFrame] = await frames(third, third1.threadId!)
    expect(
      (await third.client.request<{ result: string }>('evaluate', { expression: 'i', frameId: thirdFrame!.id, context: 'watch' })).result,
    ).toBe('1')
    expect([...session.problems, ...second.problems, ...third.problems]).toEqual([])
  })

  test('wrong conditions and places are told, not swallowed', async () => {
    const session = await launchText(loopProgram)
    const line = lineOf(loopProgram, '// body')
    const answers = await breakAt(
      session,
      loopProgram,
      { line, hitCondition: 'often' },
      { line: 1000 },
      { line, logMessage: 'a } b' },
      { line },
      { line },
    )
    expect(answers.map(b => b.verified)).toEqual([false, false, false, false, false])
    expect(answers[0]!.message).toContain('unable to parse breakpoint hit condition')
    expect(answers[1]!.message).toContain('could not find statement at')
    const [unknown] = await breakAt(session, loopProgram, { line, condition: 'i == 1 && nosuch == 1' })
    expect(unknown).toMatchObject({
      verified: false,
      message: 'condition "i == 1 && nosuch == 1" (column 11): could not find symbol value for nosuch',
    })
    await breakAt(session, loopProgram, { line, condition: 'x / i == 1' })
    await session.client.request('configurationDone')
    const stop = await session.client.stopped()
    expect(stop.description).toBe('Breakpoint condition failed')
    expect(stop.text).toBe('division by zero')
    expect(session.problems).toEqual([])
  })

  test('function breakpoints: main.add, runtime.mapassign_fast64 from main on', async () => {
    const session = await launchText(mapDeath)
    const body = await session.client.request<{ breakpoints: DebugProtocol.Breakpoint[] }>('setFunctionBreakpoints', {
      breakpoints: [{ name: 'runtime.mapassign_fast64' }, { name: 'main.nosuch' }],
    })
    expect(body.breakpoints.map(b => b.verified)).toEqual([true, false])
    expect(body.breakpoints[1]!.message).toBe('location "main.nosuch" not found')
    await session.client.request('configurationDone')
    const stop = await session.client.stopped()
    expect(stop.reason).toBe('function breakpoint')
    const names = (await frames(session, stop.threadId!)).map(frame => frame.name)
    expect(names.slice(0, 2)).toEqual(['runtime.mapassign_fast64', 'main.fill'])
    expect(session.problems).toEqual([])
  })
})

describe('steps', () => {
  test('next, stepIn, stepOut by line; instructions one by one', async () => {
    const session = await launchText(loopProgram)
    await breakAt(session, loopProgram, '// body')
    await session.client.request('configurationDone')
    await session.client.stopped()
    const step = async (command: string, granularity?: string) => {
      await session.client.request(command, { threadId: 1, ...(granularity === undefined ? {} : { granularity }) })
      const stop = await session.client.stopped()
      expect(stop.reason).toBe('step')
      return top(session, 1)
    }
    expect(await step('stepIn')).toBe(`main.add:${lineOf(loopProgram, 'in add')}`)
    expect(await step('next')).toBe(`main.add:${lineOf(loopProgram, 'return c')}`)
    expect(await step('next')).toBe(`main.main:${lineOf(loopProgram, '// body')}`)
    expect(await step('next')).toBe(`main.main:${lineOf(loopProgram, 'for i')}`)
    const before = (await frames(session, 1))[0]!.instructionPointerReference
    await step('next', 'instruction')
    expect((await frames(session, 1))[0]!.instructionPointerReference).not.toBe(before)
    await breakAt(session, loopProgram)
    expect(await step('next')).toBe(`main.main:${lineOf(loopProgram, '// body')}`)
    expect(await step('stepIn')).toBe(`main.add:${lineOf(loopProgram, 'in add')}`)
    expect(await step('stepOut')).toBe(`main.main:${lineOf(loopProgram, '// body')}`)
    expect(session.problems).toEqual([])
  })

  test('stepIn at m[i] = v enters runtime.mapassign_fast64', async () => {
    const session = await launchText(mapDeath)
    await breakAt(session, mapDeath, 'm[i&1023] = i')
    await session.client.request('configurationDone')
    const stop = await session.client.stopped()
    await session.client.request('setBreakpoints', { source: { path: programPath }, breakpoints: [] })
    await session.client.request('stepIn', { threadId: stop.threadId })
    const inside = await session.client.stopped()
    expect((await frames(session, inside.threadId!))[0]!.name).toBe('runtime.mapassign_fast64')
    expect(session.problems).toEqual([])
  })
})

describe('the ends of programs', () => {
  test('a map conflict stops at runtime.fatal, names both goroutines, and exits with 2', async () => {
    const session = await launchText(mapDeath)
    await session.client.request('configurationDone')
    const stop = await session.client.stopped()
    expect(stop).toMatchObject({ reason: 'exception', description: 'fatal error', text: '"concurrent map writes"', hitBreakpointIds: [-2] })
    const stack = await frames(session, stop.threadId!)
    expect(stack[0]!.name).toBe('runtime.fatal')
    expect(stack.find(frame => frame.presentationHint !== 'subtle')!.name).toBe('main.fill')
    const info = await session.client.request<DebugProtocol.ExceptionInfoResponse['body']>('exceptionInfo', { threadId: stop.threadId })
    expect(info.exceptionId).toBe('fatal error')
    expect(info.description).toMatch(/goroutine \d+ found the conflict: assign in runtime\.mapassign_fast64, called by .*main\.go:5/)
    await session.client.request('continue', { threadId: stop.threadId })
    expect(await session.client.event('exited')).toEqual({ exitCode: 2 })
    expect(session.client.output('stderr')).toContain('fatal error: concurrent map writes\n\ngoroutine ')
    expect(session.problems).toEqual([])
  })

  test('a nil map write stops at runtime.fatalpanic', async () => {
    const session = await launchText('package main\n\nfunc set(m map[string]int) {\n\tm["a"] = 1\n}\n\nfunc main() {\n\tset(nil)\n}\n')
    await session.client.request('configurationDone')
    const stop = await session.client.stopped()
    expect(stop).toMatchObject({ reason: 'exception', description: 'panic', text: '"assignment to entry in nil map"', threadId: 1 })
    expect((await frames(session, 1)).map(frame => frame.name)).toEqual([
      'runtime.fatalpanic',
      'runtime.gopanic',
      'runtime.mapassign_faststr',
      'main.set',
      'main.main',
      'runtime.main',
      'runtime.goexit',
    ])
    expect(session.problems).toEqual([])
  })

  test('a deadlock names every blocked goroutine', async () => {
    const session = await launchText(
      'package main\n\nfunc main() {\n\tc := make(chan int)\n\tgo func() { c <- 1; c <- 2 }()\n\t<-c\n\tselect {}\n}\n',
    )
    await session.client.request('configurationDone')
    const stop = await session.client.stopped()
    expect(stop).toMatchObject({ reason: 'exception', threadId: 1, text: '"all goroutines are asleep - deadlock!"' })
    const info = await session.client.request<DebugProtocol.ExceptionInfoResponse['body']>('exceptionInfo', { threadId: 1 })
    expect(info.description).toContain('goroutine 1 waits: select (no cases) in main.main')
    expect(info.description).toMatch(/goroutine \d+ waits: chan send in main\.main\.func1/)
    expect(session.problems).toEqual([])
  })

  test('pause stops a spinning program, and terminate ends it', async () => {
    const session = await launchText('package main\n\nfunc main() {\n\tprintln("spinning")\n\tfor {\n\t}\n}\n')
    await session.client.request('configurationDone')
    await session.client.event<{ output: string }>('output', body => body.output === 'spinning\n')
    await session.client.request('pause', { threadId: 1 })
    const stop = await session.client.stopped()
    expect(stop).toMatchObject({ reason: 'pause', threadId: 1 })
    expect((await frames(session, 1))[0]!.name).toBe('main.main')
    await session.client.request('continue', { threadId: 1 })
    await session.client.request('terminate')
    await session.client.event('terminated')
    expect(session.problems).toEqual([])
  })

  test('disabled filters let the program die', async () => {
    const session = await launchText(mapDeath)
    await session.client.request('setExceptionBreakpoints', { filters: [] })
    await session.client.request('configurationDone')
    expect(await session.client.event('exited')).toEqual({ exitCode: 2 })
    expect(session.problems).toEqual([])
  })
})
