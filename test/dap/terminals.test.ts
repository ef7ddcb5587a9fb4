// Programs in a terminal of the client: what is typed there they read, what they print is there and not in the debug console.
import { connect } from 'node:net'
import { PassThrough } from 'node:stream'
import type { DebugProtocol } from '@vscode/debugprotocol'
import { describe, expect, test } from 'vitest'
import { FrameReader, frame, frameKind } from '../../adapter/dap/terminalFrames'
import { tokenVariable } from '../../adapter/dap/terminals'
import { relayTerminal } from '../../adapter/run/terminal'
import { breakAt, initializeArguments, programPath, startSession, type TestSession, top } from './harness'

const program = `package main

import (
	"bufio"
	"fmt"
	"os"
)

func main() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		fmt.Println("heard", lines.Text()) // heard
	}
	fmt.Fprintln(os.Stderr, "bye")
	os.Exit(4)
}
`

interface Terminal {
  readonly kind: string | undefined
  readonly title: string | undefined
  readonly input: PassThrough
  readonly shown: () => string
  readonly signal: (signal: number) => void
  readonly code: Promise<number | string>
}

/** A client with terminals in which our command runs. */
function clientWithTerminals(text = program): { session: TestSession; terminals: Terminal[] } {
  const session = startSession({ [programPath]: text })
  const terminals: Terminal[] = []
  session.client.onRequest = (command, args) => {
    expect(command).toBe('runInTerminal')
    const { kind, title, args: line, env } = args as DebugProtocol.RunInTerminalRequestArguments
    expect(line[2]).toBe('terminal')
    const [host, port] = line[4]!.split(':')
    const input = new PassThrough()
    let shown = ''
    let signal = (_: number) => {}
    const code = relayTerminal({ host: host!, port: Number(port) }, env![tokenVariable]!, {
      input,
      write: (_fd, bytes) => void (shown += new TextDecoder().decode(bytes)),
      onSignal: hear => void (signal = hear),
    }).catch((error: Error) => error.message)
    terminals.push({ kind, title, input, shown: () => shown, signal: number => signal(number), code })
    return { processId: 1 }
  }
  return { session, terminals }
}

async function launch({ client }: TestSession, more: object = {}, client1: object = { supportsRunInTerminalRequest: true }): Promise<void> {
  await client.request('initialize', { ...initializeArguments, ...client1 })
  await client.request('launch', { program: programPath, console: 'integratedTerminal', ...more })
}

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 500 && !condition(); i++) await new Promise(done => setTimeout(done, 10))
  expect(condition()).toBe(true)
}

describe('a program in a terminal', () => {
  test('reads there and prints there, and its input is part of its past', async () => {
    const { session, terminals } = clientWithTerminals()
    await launch(session)
    const [terminal] = terminals
    expect(terminal).toMatchObject({ kind: 'integrated', title: 'Mapscope: main.go' })
    await breakAt(session, program, '// heard')
    await session.client.request('configurationDone')
    terminal!.input.write('one\n')
    await session.client.stopped()
    expect(await top(session, 1)).toMatch(/^main\.main/)
    await session.client.request('continue', { threadId: 1 })
    terminal!.input.write('two\n')
    await session.client.stopped()
    await until(() => terminal!.shown() === 'heard one\n')
    await session.client.request('reverseContinue', { threadId: 1 })
    await session.client.stopped()
    const text = await session.client.request<DebugProtocol.EvaluateResponse['body']>('evaluate', { expression: 'lines' })
    expect(text.result).toContain('Scanner')
    await breakAt(session, program)
    terminal!.input.end('three\n')
    await session.client.request('continue', { threadId: 1 })
    expect(await session.client.event('exited')).toEqual({ exitCode: 4 })
    expect(await terminal!.code).toBe(4)
    expect(terminal!.shown()).toBe('heard one\nheard two\nheard three\nbye\n')
    expect([session.client.output('stdout'), session.client.output('stderr')]).toEqual(['', ''])
    expect(session.problems).toEqual([])
  })

  test('Ctrl-C and a terminal that is closed end it; restart brings another terminal', async () => {
    const { session, terminals } = clientWithTerminals()
    await launch(session, { console: 'externalTerminal' })
    await session.client.event('initialized')
    await session.client.request('configurationDone')
    terminals[0]!.input.write('x\n')
    await until(() => terminals[0]!.shown() !== '')
    terminals[0]!.signal(2)
    expect(await session.client.event('exited')).toEqual({ exitCode: 130 })
    expect(await terminals[0]!.code).toBe(130)
    await session.client.request('restart', {})
    await session.client.event('initialized')
    expect(terminals.map(({ kind }) => kind)).toEqual(['external', 'external'])
    await session.client.request('configurationDone')
    terminals[1]!.input.write('y\n')
    await until(() => terminals[1]!.shown() === 'heard y\n')
    await session.client.request('terminate')
    expect(await session.client.event('exited')).toEqual({ exitCode: 143 })
    expect(await terminals[1]!.code).toBe(143)
    expect(session.problems).toEqual([])
  })

  test('that prints without end waits for its terminal', async () => {
    const { session, terminals } = clientWithTerminals(
      'package main\n\nimport "os"\n\nfunc main() {\n\tline := make([]byte, 1<<16)\n\tfor i := 0; i < 200; i++ {\n\t\tos.Stdout.Write(line)\n\t}\n}\n',
    )
    await launch(session)
    await session.client.request('configurationDone')
    expect(await session.client.event('exited')).toEqual({ exitCode: 0 })
    expect(await terminals[0]!.code).toBe(0)
    expect(terminals[0]!.shown().length).toBe(200 << 16)
    expect(session.problems).toEqual([])
  })

  test('the end of the session is the end of its relay; so it is without debugging', async () => {
    const { session, terminals } = clientWithTerminals()
    await launch(session, { noDebug: true })
    terminals[0]!.input.write('x\n')
    await until(() => terminals[0]!.shown() === 'heard x\n')
    await session.client.request('disconnect')
    expect(await terminals[0]!.code).toBe(143)
    expect(session.problems).toEqual([])
  })
})

describe('without a terminal', () => {
  test('a client that opens none is told so, and the program runs as ever', async () => {
    const session = startSession({ [programPath]: program })
    await launch(session, {}, {})
    expect(session.client.output('important')).toContain('this client opens no terminals (console: integratedTerminal)')
    await session.client.request('configurationDone')
    expect(await session.client.event('exited')).toEqual({ exitCode: 4 })
    expect(session.client.output('stderr')).toBe('bye\n')
    expect(session.problems).toEqual([])
  })

  test('a terminal that cannot be opened fails the launch, which can be tried again', async () => {
    const { session, terminals } = clientWithTerminals()
    const { onRequest } = session.client
    session.client.onRequest = () => {
      throw new Error('no window')
    }
    await expect(launch(session)).rejects.toMatchObject({ id: 3004, message: expect.stringContaining('no terminal: no window') })
    session.client.onRequest = onRequest
    await session.client.request('launch', { program: programPath, console: 'integratedTerminal' })
    await session.client.request('configurationDone')
    terminals[0]!.input.end()
    expect(await session.client.event('exited')).toEqual({ exitCode: 4 })
    expect(session.problems).toEqual([])
  })

  test('a stranger is not let in', async () => {
    const { session, terminals } = clientWithTerminals()
    const { onRequest } = session.client
    session.client.onRequest = async (command, args) => {
      const { args: line } = args as DebugProtocol.RunInTerminalRequestArguments
      const port = Number(line[4]!.split(':')[1])
      for (const hello of [frame(frameKind.token, new Uint8Array(64)), frame(frameKind.input), new Uint8Array(300).fill(255)]) {
        const socket = connect(port, '127.0.0.1', () => socket.write(hello))
        await new Promise(done => socket.on('close', done).on('error', () => {}))
      }
      return onRequest!(command, args)
    }
    await launch(session)
    await session.client.request('configurationDone')
    terminals[0]!.input.end()
    expect(await session.client.event('exited')).toEqual({ exitCode: 4 })
    expect(session.problems).toEqual([])
  })
})

test('frames come out as they went in, however they are cut', () => {
  const sent = [frame(1, new Uint8Array([1, 2, 3])), frame(5), frame(4, new Uint8Array(1000).fill(7))]
  const bytes = Buffer.concat(sent)
  for (const size of [1, 4, 7, 600, 5000]) {
    const reader = new FrameReader()
    const got: string[] = []
    for (let at = 0; at < bytes.length; at += size)
      for (const { kind, payload } of reader.read(bytes.subarray(at, at + size))) got.push(`${kind}:${payload.length}:${payload[0] ?? ''}`)
    expect(got).toEqual(['1:3:1', '5:0:', '4:1000:7'])
  }
})
