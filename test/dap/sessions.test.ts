// Several sessions, and the ends of sessions: they do not disturb each other, rest when they stand still, and leave nothing behind.

import { readFileSync } from 'node:fs'
import type { Server } from 'node:net'
import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { serveTcp } from '../../adapter/dap/serve'
import { testGoroot } from '../goroot'
import { DapClient } from './client'
import { breakAt, frames, initializeArguments, launchText, lineOf, programPath, startSession, type TestSession } from './harness'
import { scheduledDuring } from './quiet'

const racing = readFileSync(new URL('../../sample-programs/concurrent-writes/main.go', import.meta.url), 'utf8')

/** Steps through the program for a while; tells where each step arrived, and at which tick. */
async function* tour(session: TestSession): AsyncGenerator<string> {
  await breakAt(session, racing, 'm[(from+i)&1023] = i')
  await session.client.request('configurationDone')
  for (let i = 0; i < 12; i++) {
    const stop = await session.client.stopped()
    const [frame] = await frames(session, stop.threadId!)
    yield `${stop.reason} g${stop.threadId} ${frame!.name}:${frame!.line} ${session.session.program.target.tick}`
    await session.client.request(['continue', 'next', 'stepIn', 'stepOut'][i % 4]!, { threadId: stop.threadId })
  }
  await session.client.stopped()
}

async function all(steps: AsyncGenerator<string>): Promise<string[]> {
  const result: string[] = []
  for await (const step of steps) result.push(step)
  return result
}

describe('side by side', () => {
  test('two sessions of one program, with different seeds, run as each would alone', async () => {
    const seeds = [1, 5]
    const alone: string[][] = []
    for (const seed of seeds) alone.push(await all(tour(await launchText(racing, { seed }))))
    expect(alone[0]).not.toEqual(alone[1])
    const sessions = await Promise.all(seeds.map(seed => launchText(racing, { seed })))
    const tours = sessions.map(session => tour(session))
    const together: string[][] = [[], []]
    for (let i = 0; i < 13; i++) {
      for (const [which, one] of tours.entries()) {
        const { value, done } = await one.next()
        if (done !== true) together[which]!.push(value)
      }
    }
    expect(together).toEqual(alone)
    for (const session of sessions) expect(session.problems).toEqual([])
  })

  test('a session that runs does not keep another one waiting', async () => {
    const spinning = await launchText('package main\n\nfunc main() {\n\tfor {\n\t}\n}\n')
    await spinning.client.request('configurationDone')
    const standing = await launchText(racing, { stopOnEntry: true })
    await standing.client.request('configurationDone')
    await standing.client.stopped()
    for (let i = 0; i < 20; i++) await standing.client.request('threads')
    for (const session of [spinning, standing]) {
      await session.client.request('disconnect')
      expect(session.problems).toEqual([])
    }
  })
})

describe('rest and end', () => {
  test('a session that stands still does nothing', async () => {
    const session = await launchText(racing, { stopOnEntry: true })
    await session.client.request('configurationDone')
    await session.client.stopped()
    await session.client.request('threads')
    const { tick } = session.session.program.target
    expect(await scheduledDuring(300)).toBe(0)
    expect(session.session.program.target.tick).toBe(tick)
  })

  test.each(['before launch', 'before configurationDone', 'while it runs', 'while it is stopped', 'after the end'])(
    'disconnect %s frees everything',
    async when => {
      const session = startSession({ [programPath]: when === 'after the end' ? 'package main\n\nfunc main() {\n\tprint(1)\n}\n' : racing })
      const { client } = session
      await client.request('initialize', initializeArguments)
      if (when !== 'before launch') await client.request('launch', { program: programPath, stopOnEntry: when === 'while it is stopped' })
      if (!when.startsWith('before')) await client.request('configurationDone')
      if (when === 'while it is stopped') await client.stopped()
      if (when === 'after the end') await client.event('terminated')
      await client.request('disconnect')
      await new Promise(done => setTimeout(done, 20))
      expect(session.closed()).toBe(true)
      expect(session.session.debuggee).toBeUndefined()
      const messages = client.transcript.length
      await new Promise(done => setTimeout(done, 150))
      expect(client.transcript.length).toBe(messages)
      // A request after the end is answered too.
      expect((await client.send('threads')).success).toBe(false)
      expect((await client.send('launch', { program: programPath })).success).toBe(false)
      expect(session.problems).toEqual([])
    },
  )

  test('the host hears of the end once', async () => {
    let count = 0
    const session = await launchText(racing)
    const { closed } = session.session.host
    ;(session.session.host as { closed: () => void }).closed = () => {
      count++
      closed()
    }
    await session.client.request('disconnect')
    session.session.shutdown()
    session.session.closed()
    expect(count).toBe(1)
  })

  test('terminate ends a program that is stopped; then it can be restarted', async () => {
    const session = await launchText(racing, { stopOnEntry: true })
    await session.client.request('configurationDone')
    await session.client.stopped()
    await session.client.request('terminate')
    expect(await session.client.event('exited')).toEqual({ exitCode: 143 })
    const response = await session.client.send('continue', { threadId: 1 })
    expect(response.success).toBe(false)
    expect((await session.client.send('stackTrace', { threadId: 1 })).success).toBe(false)
    await session.client.request('restart', {})
    await session.client.event('initialized')
    await breakAt(session, racing, { line: lineOf(racing, 'wait.Wait') })
    await session.client.request('configurationDone')
    expect((await session.client.stopped()).reason).toBe('entry')
    expect(session.problems).toEqual([])
  })

  test('noDebug: a program that dies just dies, and there is nothing to debug', async () => {
    const session = startSession({ [programPath]: racing })
    await session.client.request('initialize', initializeArguments)
    await session.client.request('launch', { program: programPath, noDebug: true })
    expect((await session.client.send('setBreakpoints', { source: { path: programPath }, breakpoints: [{ line: 19 }] })).success).toBe(
      false,
    )
    expect(await session.client.event('exited')).toEqual({ exitCode: 2 })
    expect(session.client.output('stderr')).toContain('fatal error: concurrent map writes')
    await session.client.request('restart', {})
    expect(await session.client.event('exited')).toEqual({ exitCode: 2 })
    expect(session.problems).toEqual([])
  })

  test('characters that the program writes in pieces arrive whole', async () => {
    const session = await launchText(
      'package main\n\nimport "os"\n\nfunc main() {\n\tfor _, b := range []byte("héllo €\\n") {\n\t\tos.Stdout.Write([]byte{b})\n\t}\n}\n',
    )
    await session.client.request('configurationDone')
    await session.client.event('terminated')
    expect(session.client.output('stdout')).toBe('héllo €\n')
  })
})

describe('over TCP', () => {
  let server: Server | undefined
  const sockets: Socket[] = []
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy()
    server?.close()
  })

  async function client(): Promise<{ client: DapClient; closed: Promise<unknown>; socket: Socket }> {
    const { port } = server!.address() as { port: number }
    const socket = connect(port, '127.0.0.1')
    sockets.push(socket)
    await new Promise(done => socket.once('connect', done))
    const closed = new Promise(done => socket.once('close', done))
    return {
      client: new DapClient({ write: text => void socket.write(text), onData: listener => void socket.on('data', listener) }),
      closed,
      socket,
    }
  }

  const program = new URL('../../sample-programs/nil-map/main.go', import.meta.url).pathname

  async function untilException({ client: dap, closed }: Awaited<ReturnType<typeof client>>): Promise<void> {
    await dap.request('initialize', initializeArguments)
    await dap.request('launch', { program })
    await dap.event('initialized')
    await dap.request('configurationDone')
    expect((await dap.stopped()).reason).toBe('exception')
    await dap.request('disconnect')
    await closed
  }

  test('clients one after another and side by side, and one that just goes away', async () => {
    server = await serveTcp(testGoroot(), '127.0.0.1', 0)
    await untilException(await client())
    const rude = await client()
    await rude.client.request('initialize', initializeArguments)
    await rude.client.request('launch', { program })
    rude.client.raw('{"seq": 9, "type": "request", "command": "configurationDone"}')
    rude.socket.destroy()
    await Promise.all([untilException(await client()), untilException(await client())])
    const left = await new Promise<number>(done => setTimeout(() => server!.getConnections((_, count) => done(count)), 50))
    expect(left).toBe(0)
  })
})
