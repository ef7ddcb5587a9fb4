// What the adapter says that it can do, it can: each capability is asked for once, over the wire.
import { createHash } from 'node:crypto'
import type { Server } from 'node:net'
import type { DebugProtocol } from '@vscode/debugprotocol'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { serveTcp } from '../../adapter/dap/serve'
import { testGoroot } from '../goroot'
import {
  breakAt,
  connectTo,
  frames,
  initializeArguments,
  launchText,
  lineOf,
  programPath,
  startSession,
  type TcpClient,
  type TestSession,
} from './harness'

const program = `package main

func fill(m map[int]int, n int) {
	for i := 0; i < n; i++ {
		m[i] = i * i // store
	}
}

func main() {
	m := map[int]int{}
	fill(m, 3)
	var none map[int]int
	fill(none, 1) // dies
}
`

/** A session that stands at the breakpoint in fill. */
async function atStore(): Promise<TestSession> {
  const session = await launchText(program)
  await breakAt(session, program, '// store')
  await session.client.request('configurationDone')
  await session.client.stopped()
  return session
}

const topFrame = async (session: TestSession) => (await frames(session, 1))[0]!

/** Runs with one breakpoint; tells what was printed as log, and the value of i at each stop. */
async function stops(breakpoint: Partial<DebugProtocol.SourceBreakpoint>): Promise<{ session: TestSession; values: string[] }> {
  const session = await launchText(program)
  await session.client.request('setExceptionBreakpoints', { filters: [] })
  await breakAt(session, program, { line: lineOf(program, '// store'), ...breakpoint })
  await session.client.request('configurationDone')
  const values: string[] = []
  for (;;) {
    const what = await session.client.stoppedOrEnded()
    if (what === undefined) return { session, values }
    const { result } = await session.client.request<{ result: string }>('evaluate', {
      expression: 'i',
      frameId: (await topFrame(session)).id,
    })
    values.push(result)
    await session.client.request('continue', { threadId: 1 })
  }
}

/** What each capability promises. */
const promises: Record<string, () => Promise<TestSession>> = {
  supportsConfigurationDoneRequest: async () => {
    const session = await launchText(program)
    expect(session.session.program.target.tick).toBe(0)
    await session.client.request('configurationDone')
    await session.client.stopped()
    expect(session.session.program.target.tick).toBeGreaterThan(0)
    return session
  },
  supportsFunctionBreakpoints: async () => {
    const session = await launchText(program)
    const body = await session.client.request('setFunctionBreakpoints', { breakpoints: [{ name: 'main.fill', condition: 'n == 1' }] })
    expect(body).toMatchObject({ breakpoints: [{ verified: true, line: 3 }] })
    await session.client.request('configurationDone')
    expect((await session.client.stopped()).reason).toBe('function breakpoint')
    return session
  },
  supportsConditionalBreakpoints: async () => {
    const { session, values } = await stops({ condition: 'i == 1' })
    expect(values).toEqual(['1'])
    return session
  },
  supportsHitConditionalBreakpoints: async () => {
    const { session, values } = await stops({ hitCondition: '% 2' })
    expect(values).toEqual(['1', '0'])
    return session
  },
  supportsLogPoints: async () => {
    const { session, values } = await stops({ logMessage: 'len={len(m)}', condition: 'n == 3' })
    expect(values).toEqual([])
    expect(session.client.output('stdout')).toBe('> [Go 1]: len=0\n> [Go 1]: len=1\n> [Go 1]: len=2\n')
    return session
  },
  supportsEvaluateForHovers: async () => {
    const session = await atStore()
    const body = await session.client.request('evaluate', { expression: 'n', context: 'hover', frameId: (await topFrame(session)).id })
    expect(body).toMatchObject({ result: '3', type: 'int', variablesReference: 0 })
    return session
  },
  supportsSetVariable: async () => {
    const session = await atStore()
    const { scopes } = await session.client.request<DebugProtocol.ScopesResponse['body']>('scopes', {
      frameId: (await topFrame(session)).id,
    })
    const body = await session.client.request('setVariable', { variablesReference: scopes[0]!.variablesReference, name: 'n', value: '7' })
    expect(body).toMatchObject({ value: '7', type: 'int' })
    return session
  },
  supportsStepBack: async () => {
    const session = await atStore()
    await session.client.request('next', { threadId: 1 })
    await session.client.stopped()
    await session.client.request('stepBack', { threadId: 1 })
    expect((await session.client.stopped()).reason).toBe('step')
    expect((await topFrame(session)).line).toBe(lineOf(program, '// store'))
    await session.client.request('reverseContinue', { threadId: 1 })
    expect(await session.client.stopped()).toMatchObject({ reason: 'entry', description: expect.stringContaining('Start of recording') })
    expect((await topFrame(session)).name).toBe('main.main')
    return session
  },
  supportsANSIStyling: async () => {
    const session = startSession({ [programPath]: program })
    await session.client.request('initialize', { ...initializeArguments, supportsANSIStyling: true })
    await session.client.request('launch', { program: programPath })
    expect(session.client.output('console')).toMatch(new RegExp(`^${'\x1b'}\\[2mMapscope: seed 1, 4 cores`))
    expect(session.client.output('console')).toContain('\x1b[0m\n')
    return session
  },
  supportsSingleThreadExecutionRequests: async () => {
    const session = await atStore()
    expect(await session.client.request('continue', { threadId: 1, singleThread: true })).toEqual({ allThreadsContinued: false })
    expect((await session.client.stopped()).reason).toBe('breakpoint')
    return session
  },
  supportsTerminateThreadsRequest: async () => {
    const session = await atStore()
    await breakAt(session, program)
    await session.client.request('terminateThreads', { threadIds: [1] })
    await session.client.request('continue', { threadId: 1 })
    // Nobody is left: that is a deadlock.
    expect((await session.client.stopped()).text).toContain('no goroutines (main called runtime.Goexit) - deadlock!')
    return session
  },
  supportsSetExpression: async () => {
    const session = await atStore()
    const frameId = (await topFrame(session)).id
    const body = await session.client.request('setExpression', { expression: 'n', value: 'i + 6', frameId })
    expect(body).toMatchObject({ value: '6', type: 'int' })
    return session
  },
  supportsCompletionsRequest: async () => {
    const session = await atStore()
    const frameId = (await topFrame(session)).id
    const body = await session.client.request<DebugProtocol.CompletionsResponse['body']>('completions', { text: 'm', column: 2, frameId })
    expect(body.targets[0]).toMatchObject({ label: 'm', detail: 'map[int]int' })
    return session
  },
  supportsModulesRequest: async () => {
    const session = await atStore()
    const body = await session.client.request<DebugProtocol.ModulesResponse['body']>('modules', {})
    expect(body.modules.map(module => module.id)).toContain('main')
    return session
  },
  supportsWriteMemoryRequest: async () => {
    const session = await atStore()
    const frameId = (await topFrame(session)).id
    const { memoryReference } = await session.client.request<DebugProtocol.EvaluateResponse['body']>('evaluate', {
      expression: 'n',
      frameId,
    })
    expect(await session.client.request('writeMemory', { memoryReference, data: btoa('\x09') })).toEqual({ bytesWritten: 1 })
    expect(await session.client.request('evaluate', { expression: 'n', frameId })).toMatchObject({ result: '9' })
    return session
  },
  supportsGotoTargetsRequest: async () => {
    const session = await atStore()
    const line = lineOf(program, 'for i := 0')
    const { targets } = await session.client.request<DebugProtocol.GotoTargetsResponse['body']>('gotoTargets', {
      source: { path: programPath },
      line,
    })
    await session.client.request('goto', { threadId: 1, targetId: targets[0]!.id })
    expect((await session.client.stopped()).reason).toBe('goto')
    expect((await topFrame(session)).line).toBe(line)
    return session
  },
  supportsRestartFrame: async () => {
    const session = await atStore()
    await session.client.request('restartFrame', { frameId: (await frames(session, 1))[1]!.id })
    expect((await session.client.stopped()).reason).toBe('restart')
    expect((await topFrame(session)).name).toBe('main.main')
    return session
  },
  supportsCancelRequest: async () => {
    const session = await atStore()
    expect(await session.client.send('cancel', { requestId: 999 })).toMatchObject({ success: true })
    // A picture that takes long, and a request that waits for it.
    await session.client.request('mapscope/timeline', {})
    const { seq } = session.client
    const picture = session.client.send('mapscope/timeline', { resolution: 2000 })
    const waiting = session.client.send('threads')
    session.client.send('cancel', { requestId: seq + 1 })
    session.client.send('cancel', { requestId: seq })
    expect(await waiting).toMatchObject({ success: false, message: 'cancelled' })
    expect(await picture).toMatchObject({ command: 'mapscope/timeline' })
    expect((await topFrame(session)).line).toBe(lineOf(program, '// store'))
    return session
  },
  supportsRestartRequest: async () => {
    const session = await atStore()
    await session.client.request('restart', {})
    await session.client.event('initialized')
    await breakAt(session, program, '// dies')
    await session.client.request('configurationDone')
    expect((await session.client.stopped()).reason).toBe('breakpoint')
    expect((await topFrame(session)).line).toBe(lineOf(program, '// dies'))
    return session
  },
  supportsStepInTargetsRequest: async () => {
    const session = await atStore()
    const { targets } = await session.client.request<DebugProtocol.StepInTargetsResponse['body']>('stepInTargets', {
      frameId: (await topFrame(session)).id,
    })
    expect(targets.map(target => target.label)).toContain('runtime.mapassign_fast64')
    return session
  },
  supportsExceptionInfoRequest: async () => {
    const session = await launchText(program)
    await session.client.request('configurationDone')
    expect((await session.client.stopped()).reason).toBe('exception')
    const body = await session.client.request('exceptionInfo', { threadId: 1 })
    expect(body).toMatchObject({ exceptionId: 'panic', breakMode: 'unhandled', description: 'assignment to entry in nil map' })
    return session
  },
  supportsTerminateRequest: async () => {
    const session = await atStore()
    await session.client.request('terminate')
    expect(await session.client.event('exited')).toEqual({ exitCode: 143 })
    await session.client.event('terminated')
    return session
  },
  supportsDelayedStackTraceLoading: async () => {
    const session = await atStore()
    const whole = await frames(session, 1)
    for (let i = 0; i < whole.length; i++) {
      const body = await session.client.request<DebugProtocol.StackTraceResponse['body']>('stackTrace', {
        threadId: 1,
        startFrame: i,
        levels: 1,
      })
      expect(body.stackFrames.map(frame => frame.name)).toEqual([whole[i]!.name])
      expect(body.totalFrames).toBeGreaterThan(i)
    }
    const past = await session.client.request<DebugProtocol.StackTraceResponse['body']>('stackTrace', {
      threadId: 1,
      startFrame: 100,
      levels: 5,
    })
    expect(past).toEqual({ stackFrames: [], totalFrames: whole.length })
    return session
  },
  supportsLoadedSourcesRequest: async () => {
    const session = await atStore()
    const { sources } = await session.client.request<DebugProtocol.LoadedSourcesResponse['body']>('loadedSources')
    expect(sources.map(source => source.path)).toContain(programPath)
    expect(sources.find(source => source.path === '/goroot/src/runtime/map.go')?.sourceReference).toBeGreaterThan(0)
    return session
  },
  supportsReadMemoryRequest: async () => {
    const session = await atStore()
    const { memoryReference } = await session.client.request<DebugProtocol.EvaluateResponse['body']>('evaluate', {
      expression: 'n',
      frameId: (await topFrame(session)).id,
    })
    const body = await session.client.request<{ data: string }>('readMemory', { memoryReference, count: 8 })
    expect(Buffer.from(body.data, 'base64').readBigInt64LE()).toBe(3n)
    return session
  },
  supportsDisassembleRequest: async () => {
    const session = await atStore()
    const { instructionPointerReference: here } = await topFrame(session)
    const body = await session.client.request<DebugProtocol.DisassembleResponse['body']>('disassemble', {
      memoryReference: here,
      instructionCount: 5,
    })
    expect(body!.instructions).toHaveLength(5)
    expect(body!.instructions[0]!.address).toBe(here)
    return session
  },
  supportsBreakpointLocationsRequest: async () => {
    const session = await atStore()
    const body = await session.client.request('breakpointLocations', { source: { path: programPath }, line: 1, endLine: 100 })
    const loop = [6, 14, 21].map(column => ({ line: 4, column }))
    const line = (number: number) => ({ line: number })
    expect(body).toEqual({ breakpoints: [line(3), ...loop, ...[5, 7, 9, 10, 11, 12, 13, 14].map(line)] })
    return session
  },
  supportsClipboardContext: async () => {
    const session = await atStore()
    const body = await session.client.request('evaluate', { expression: 'm', context: 'clipboard', frameId: (await topFrame(session)).id })
    expect(body).toMatchObject({ result: 'map[int]int []' })
    return session
  },
  supportsSteppingGranularity: async () => {
    const session = await atStore()
    const { instructionPointerReference: before, line } = await topFrame(session)
    await session.client.request('next', { threadId: 1, granularity: 'instruction' })
    await session.client.stopped()
    const after = await topFrame(session)
    expect(after.line).toBe(line)
    expect(Number(after.instructionPointerReference)).toBeGreaterThan(Number(before))
    return session
  },
  supportsInstructionBreakpoints: async () => {
    const session = await atStore()
    const { instructionPointerReference: here } = await topFrame(session)
    await breakAt(session, program)
    const body = await session.client.request('setInstructionBreakpoints', { breakpoints: [{ instructionReference: here, offset: 0 }] })
    expect(body).toMatchObject({ breakpoints: [{ verified: true, instructionReference: here }] })
    await session.client.request('continue', { threadId: 1 })
    expect((await session.client.stopped()).reason).toBe('instruction breakpoint')
    expect((await topFrame(session)).instructionPointerReference).toBe(here)
    return session
  },
  supportsDataBreakpoints: async () => {
    const session = await atStore()
    await breakAt(session, program)
    const info = await session.client.request<DebugProtocol.DataBreakpointInfoResponse['body']>('dataBreakpointInfo', {
      name: 'i',
      frameId: (await topFrame(session)).id,
    })
    expect(info).toMatchObject({ description: 'i (8 bytes)', accessTypes: ['read', 'write', 'readWrite'], canPersist: false })
    const body = await session.client.request('setDataBreakpoints', { breakpoints: [{ dataId: info.dataId, accessType: 'write' }] })
    expect(body).toMatchObject({ breakpoints: [{ verified: true }] })
    await session.client.request('continue', { threadId: 1 })
    expect(await session.client.stopped()).toMatchObject({ reason: 'data breakpoint', description: 'i: 0 → 1' })
    return session
  },
  supportsDataBreakpointBytes: async () => {
    const session = await atStore()
    await breakAt(session, program)
    const { memoryReference } = await session.client.request<{ memoryReference: string }>('evaluate', {
      expression: 'i',
      frameId: (await topFrame(session)).id,
    })
    const info = await session.client.request<DebugProtocol.DataBreakpointInfoResponse['body']>('dataBreakpointInfo', {
      name: memoryReference,
      asAddress: true,
      bytes: 1,
    })
    await session.client.request('setDataBreakpoints', { breakpoints: [{ dataId: info.dataId, accessType: 'write' }] })
    await session.client.request('continue', { threadId: 1 })
    expect(await session.client.stopped()).toMatchObject({ reason: 'data breakpoint', description: `${memoryReference}: 0 → 1` })
    return session
  },
  supportsExceptionFilterOptions: async () => {
    const session = await launchText(program)
    const body = await session.client.request('setExceptionBreakpoints', {
      filters: [],
      filterOptions: [
        { filterId: 'nil-map-write', condition: 'goid == 1 && panic.text == "assignment to entry in nil map"' },
        { filterId: 'unrecovered-panic', condition: 'panic.type == "main.nosuch"' },
      ],
    })
    expect(body).toEqual({ breakpoints: [{ verified: true }, { verified: true }] })
    await session.client.request('configurationDone')
    expect(await session.client.stopped()).toMatchObject({ reason: 'exception', description: 'nil map write' })
    await session.client.request('continue', { threadId: 1 })
    expect(await session.client.event('exited')).toEqual({ exitCode: 2 })
    return session
  },
  supportsExceptionOptions: async () => {
    const session = await launchText(program)
    const body = await session.client.request('setExceptionBreakpoints', {
      filters: ['unrecovered-panic'],
      exceptionOptions: [{ path: [{ names: ['Go Panics'] }, { names: ['runtime.plainError'] }], breakMode: 'never' }],
    })
    expect(body).toEqual({ breakpoints: [{ verified: true }, { verified: true }] })
    await session.client.request('configurationDone')
    // It panics with such an error, which is none of this client's interest.
    expect(await session.client.event('exited')).toEqual({ exitCode: 2 })
    return session
  },
  supportedChecksumAlgorithms: async () => {
    const session = await atStore()
    const { source } = await topFrame(session)
    expect(source).toEqual({
      name: 'main.go',
      path: programPath,
      checksums: [{ algorithm: 'SHA256', checksum: createHash('sha256').update(program).digest('hex') }],
    })
    return session
  },
  additionalModuleColumns: async () => {
    const session = await atStore()
    const { modules } = await session.client.request<DebugProtocol.ModulesResponse['body']>('modules', {})
    const main = modules.find(({ id }) => id === 'main') as unknown as Record<string, number>
    expect(main.functions).toBeGreaterThanOrEqual(2)
    expect(main.textSize).toBeGreaterThan(100)
    return session
  },
  breakpointModes: async () => {
    const { session, values } = await stops({ mode: 'once' })
    expect(values).toEqual(['0'])
    const changed = await session.client.event<DebugProtocol.BreakpointEvent['body']>('breakpoint')
    expect(changed).toMatchObject({ reason: 'changed', breakpoint: { verified: false } })
    return session
  },
  supportsValueFormattingOptions: async () => {
    const session = await atStore()
    const body = await session.client.request('evaluate', { expression: 'n', format: { hex: true }, frameId: (await topFrame(session)).id })
    expect(body).toMatchObject({ result: '0x3' })
    return session
  },
}

test('exactly these capabilities are on', async () => {
  const session = startSession()
  const body = await session.client.request<DebugProtocol.Capabilities>('initialize', initializeArguments)
  const { exceptionBreakpointFilters: filters, completionTriggerCharacters: triggers, breakpointModes: modes, ...rest } = body
  const { additionalModuleColumns: columns, supportedChecksumAlgorithms: algorithms, ...flags } = rest
  expect(triggers).toEqual(['.', '['])
  expect(columns!.map(({ attributeName }) => attributeName)).toEqual(['functions', 'textSize'])
  expect(algorithms).toEqual(['SHA256'])
  expect([...Object.keys(rest), 'breakpointModes'].sort()).toEqual(Object.keys(promises).sort())
  expect(Object.values(flags).every(flag => flag === true)).toBe(true)
  expect(filters!.map(filter => [filter.filter, filter.default])).toEqual([
    ['unrecovered-panic', true],
    ['runtime-fatal-throw', true],
    ['deadlock', true],
    ['recovered-panic', false],
    ['nil-map-write', false],
  ])
  expect(filters!.every(filter => filter.supportsCondition === true && filter.conditionDescription !== '')).toBe(true)
  expect(modes!.map(({ mode }) => mode)).toEqual(['every', 'perGoroutine', 'oncePerGoroutine', 'once'])
  expect(session.problems).toEqual([])
})

test.each(Object.keys(promises))('%s', async name => {
  const session = await promises[name]!()
  expect(session.problems).toEqual([])
  await session.client.send('disconnect')
})

describe('on a server', () => {
  let server: Server
  const port = () => (server.address() as { port: number }).port
  beforeEach(async () => {
    server = await serveTcp(testGoroot(), '127.0.0.1', 0)
  })
  afterEach(() => void server.close())

  const nilMap = new URL('../../sample-programs/nil-map/main.go', import.meta.url).pathname

  async function launched(): Promise<TcpClient> {
    const one = await connectTo(port())
    const body = await one.client.request<DebugProtocol.Capabilities>('initialize', initializeArguments)
    expect(body).toMatchObject({ supportTerminateDebuggee: true, supportSuspendDebuggee: true })
    await one.client.request('launch', { program: nilMap, stopOnEntry: true })
    await one.client.request('configurationDone')
    await one.client.stopped()
    return one
  }

  async function attach(): Promise<TcpClient> {
    const one = await connectTo(port())
    await one.client.request('initialize', initializeArguments)
    await one.client.request('attach', {})
    await one.client.request('configurationDone')
    return one
  }

  test('supportTerminateDebuggee: it ends, or it is there for others', async () => {
    const one = await launched()
    await one.client.request('disconnect', { terminateDebuggee: true })
    await one.closed
    await expect(attach()).rejects.toThrow('no program runs here')
    const two = await launched()
    await two.client.request('setExceptionBreakpoints', { filters: ['unrecovered-panic'] })
    await two.client.request('disconnect', { terminateDebuggee: false })
    await two.closed
    // Nobody was there to stop it: it has died of its panic.
    await new Promise(done => setTimeout(done, 300))
    await expect(attach()).rejects.toThrow('no program runs here')
    expect([...one.problems, ...two.problems]).toEqual([])
  })

  test('supportSuspendDebuggee: it stands still', async () => {
    const one = await launched()
    await one.client.request('disconnect', { suspendDebuggee: true })
    await one.closed
    const two = await attach()
    expect(await two.client.stopped()).toMatchObject({ reason: 'pause' })
    const { stackFrames } = await two.client.request<DebugProtocol.StackTraceResponse['body']>('stackTrace', { threadId: 1 })
    expect(stackFrames[0]!.name).toBe('main.main')
    await two.client.request('disconnect', { terminateDebuggee: true })
    await two.closed
    expect([...one.problems, ...two.problems]).toEqual([])
  })
})
