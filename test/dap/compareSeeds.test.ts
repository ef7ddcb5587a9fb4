// Two seeds side by side: the client is asked for another session, with the configuration of this one.
import type { DebugProtocol } from '@vscode/debugprotocol'
import { expect, test } from 'vitest'
import { readLaunchArguments } from '../../adapter/dap/launchArguments'
import { initializeArguments, programPath, startSession, type TestSession } from './harness'

const program = 'package main\n\nfunc main() {\n\tprintln("x")\n}\n'

async function stopped(client: object, launch: object = {}): Promise<TestSession> {
  const session = startSession({ [programPath]: program })
  await session.client.request('initialize', { ...initializeArguments, ...client })
  await session.client.request('launch', { program: programPath, stopOnEntry: true, ...launch })
  await session.client.request('configurationDone')
  await session.client.stopped()
  return session
}

test('another session starts with the same configuration and another seed', async () => {
  const launch = { seed: 41, cores: 2, args: ['a'], showPprofLabels: ['*'], limits: { ticks: 1000000 }, godebug: { mapconflict: 'panic' } }
  const session = await stopped({ supportsStartDebuggingRequest: true }, launch)
  const asked: DebugProtocol.StartDebuggingRequestArguments[] = []
  session.client.onRequest = (command, args) => {
    expect(command).toBe('startDebugging')
    asked.push(args as DebugProtocol.StartDebuggingRequestArguments)
    return undefined
  }
  expect(await session.client.request('mapscope/compareSeeds', {})).toEqual({ seed: '42' })
  expect(await session.client.request('mapscope/compareSeeds', { seed: 7 })).toEqual({ seed: '7' })
  expect(await session.client.request('evaluate', { expression: 'compare random', context: 'repl' })).toMatchObject({
    result: 'started with seed random',
  })
  expect(asked.map(({ configuration }) => configuration.name)).toEqual(['main.go (seed 42)', 'main.go (seed 7)', 'main.go (seed random)'])
  expect(asked[0]).toMatchObject({ request: 'launch', configuration: { type: 'mapscope' } })
  expect(readLaunchArguments(asked[0]!.configuration)).toEqual({ ...session.session.program.launch, seed: '42' })
  expect(session.problems).toEqual([])
})

test('a client that cannot, or does not want to, is an error; so is a seed that is none', async () => {
  const cannot = await stopped({})
  await expect(cannot.client.request('mapscope/compareSeeds', {})).rejects.toMatchObject({
    id: 2032,
    message: expect.stringContaining('this client starts no sessions'),
  })
  const session = await stopped({ supportsStartDebuggingRequest: true })
  session.client.onRequest = () => {
    throw new Error('too many sessions')
  }
  await expect(session.client.request('mapscope/compareSeeds', {})).rejects.toThrow('too many sessions')
  await expect(session.client.request('evaluate', { expression: 'compare x', context: 'repl' })).rejects.toMatchObject({ id: 2032 })
  await expect(session.client.request('mapscope/compareSeeds', { seed: -1 })).rejects.toMatchObject({ id: 2032 })
  await expect(session.client.request('mapscope/compareSeeds', { seed: true })).rejects.toMatchObject({ id: 8888 })
  expect([...cannot.problems, ...session.problems]).toEqual([])
})
