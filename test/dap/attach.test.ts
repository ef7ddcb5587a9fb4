// Programs that run in a terminal and are attached to: what they were before, while and after a client is there.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import type { DebugProtocol } from '@vscode/debugprotocol'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { serveTcp } from '../../adapter/dap/serve'
import { runDebuggable } from '../../adapter/run/runDebug'
import { testGoroot } from '../goroot'
import { connectTo, initializeArguments, lineOf, type TcpClient } from './harness'
import { scheduledDuring } from './quiet'

const folder = mkdtempSync(join(tmpdir(), 'mapscope-attach-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const echo = `package main

import (
	"bufio"
	"fmt"
	"os"
)

func say(n int, text string) {
	fmt.Println(n, text) // say
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	n := 0
	for lines.Scan() {
		n++
		say(n, lines.Text())
	}
	fmt.Fprintln(os.Stderr, "bye")
	os.Exit(3)
}
`
const busy = 'package main\n\nvar n int\n\nfunc main() {\n\tfor {\n\t\tn++ // busy\n\t}\n}\n'
const dying = 'package main\n\nimport "time"\n\nfunc main() {\n\ttime.Sleep(time.Second)\n\tpanic("oh") // dies\n}\n'

interface Running {
  readonly path: string
  readonly port: number
  readonly input: PassThrough
  /** Waits until a stream shows a text. */
  shows(text: string): Promise<void>
  readonly code: Promise<number>
}

const clients: TcpClient[] = []
const inputs: PassThrough[] = []
let server: Server | undefined

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>(done => probe.listen(0, '127.0.0.1', done))
  const { port } = probe.address() as { port: number }
  await new Promise(done => probe.close(done))
  return port
}

async function run(text: string, options: { wait?: boolean; launch?: object } = {}): Promise<Running> {
  const path = join(folder, 'main.go')
  writeFileSync(path, text)
  const port = await freePort()
  const input = new PassThrough()
  inputs.push(input)
  let shown = ''
  const code = runDebuggable(
    testGoroot(),
    { host: '127.0.0.1', port, wait: options.wait === true, launch: { program: path, ...options.launch } },
    { input, write: (_fd, bytes) => void (shown += new TextDecoder().decode(bytes)) },
  )
  const shows = async (wanted: string) => {
    for (let i = 0; i < 1000 && !shown.includes(wanted); i++) await new Promise(done => setTimeout(done, 10))
    expect(shown).toContain(wanted)
  }
  await shows(`debuggers may attach at 127.0.0.1:${port}`)
  return { path, port, input, shows, code }
}

async function client(port: number): Promise<TcpClient> {
  const one = await connectTo(port)
  clients.push(one)
  await one.client.request('initialize', initializeArguments)
  return one
}

async function attached(
  port: number,
  args: object = {},
  configure: (one: TcpClient) => Promise<unknown> = async () => {},
): Promise<TcpClient> {
  const one = await client(port)
  await one.client.request('attach', args)
  await one.client.event('initialized')
  await configure(one)
  await one.client.request('configurationDone')
  return one
}

const breakOn =
  (path: string, ...lines: number[]) =>
  (one: TcpClient) =>
    one.client.request('setBreakpoints', { source: { path }, breakpoints: lines.map(line => ({ line })) })

async function evaluate(one: TcpClient, expression: string, goid = 1): Promise<string> {
  const { stackFrames } = await one.client.request<DebugProtocol.StackTraceResponse['body']>('stackTrace', { threadId: goid })
  const frameId = stackFrames.find(({ name }) => name.startsWith('main.'))?.id
  return (await one.client.request<DebugProtocol.EvaluateResponse['body']>('evaluate', { expression, frameId })).result
}

async function leave(one: TcpClient, args: object = {}): Promise<void> {
  await one.client.request('disconnect', args)
  await one.closed
  expect(one.problems).toEqual([])
}

afterEach(() => {
  for (const { socket } of clients.splice(0)) socket.destroy()
  for (const input of inputs.splice(0)) input.end()
  server?.close()
  server = undefined
})

describe('a program in a terminal', () => {
  test('reads and writes there, before, while and after a client is attached; its past is there', async () => {
    const program = await run(echo)
    program.input.write('one\n')
    await program.shows('1 one\n')
    const one = await attached(program.port, { showRegisters: false }, breakOn(program.path, lineOf(echo, '// say')))
    expect(await one.client.stopped()).toMatchObject({ reason: 'pause' })
    expect(await one.client.event('process')).toMatchObject({ startMethod: 'attach', name: program.path })
    // It stands where it waits for input; what was before it can be gone back to.
    await one.client.request('reverseContinue', { threadId: 1 })
    await one.client.stopped()
    expect([await evaluate(one, 'n'), await evaluate(one, 'text')]).toEqual(['1', '"one"'])
    program.input.write('two\n') // comes when it is back at the present
    await one.client.request('continue', { threadId: 1 })
    await one.client.stopped()
    expect([await evaluate(one, 'n'), await evaluate(one, 'text')]).toEqual(['2', '"two"'])
    await leave(one)
    await program.shows('2 two\n')
    program.input.end('three\n')
    await program.shows('3 three\nbye\n')
    expect(await program.code).toBe(3)
    // The terminal has the output, the client has not.
    expect(one.client.output('stdout')).toBe('')
  })

  test('waits for input without using the processor, and can be paused meanwhile', async () => {
    const program = await run(echo)
    program.input.write('one\n')
    await program.shows('1 one')
    // The runtime's own sleeping threads wake every few milliseconds; a loop that does not rest would do so thousands of times.
    expect(await scheduledDuring(300)).toBeLessThan(300)
    const one = await attached(program.port, { stopOnAttach: false })
    await one.client.request('pause', { threadId: 1 })
    expect(await one.client.stopped()).toMatchObject({ reason: 'pause', threadId: 1 })
    await leave(one, { terminateDebuggee: true })
    expect(await program.code).toBe(143)
  })

  test('sleeps in real time while it waits for input, and the past knows how long it was', async () => {
    const text = `package main

import (
	"bufio"
	"fmt"
	"os"
	"time"
)

func main() {
	go func() {
		for i := 1; ; i++ {
			time.Sleep(100 * time.Millisecond)
			fmt.Println("tick", i)
		}
	}()
	start := time.Now()
	line, _ := bufio.NewReader(os.Stdin).ReadString('\\n')
	waited := time.Since(start) // read
	fmt.Print(line)
	fmt.Println(waited > 250*time.Millisecond && waited < 20*time.Second) // told
}
`
    const program = await run(text)
    const begun = performance.now()
    await program.shows('tick 3\n')
    expect(performance.now() - begun).toBeGreaterThan(200)
    const one = await attached(program.port, { stopOnAttach: false }, breakOn(program.path, lineOf(text, '// told')))
    program.input.write('now\n')
    expect(await one.client.stopped()).toMatchObject({ reason: 'breakpoint' })
    const waited = await evaluate(one, 'int64(waited)')
    await breakOn(program.path, lineOf(text, '// read'), lineOf(text, '// told'))(one)
    await one.client.request('reverseContinue', { threadId: 1 })
    await one.client.stopped()
    await one.client.request('mapscope/seek', { percentage: 0 })
    await one.client.stopped()
    await one.client.request('continue', { threadId: 1 })
    await one.client.stopped()
    await one.client.request('continue', { threadId: 1 })
    await one.client.stopped()
    expect(await evaluate(one, 'int64(waited)')).toBe(waited)
    await leave(one, { terminateDebuggee: true })
    await program.shows('now\n')
    expect(await program.code).toBe(143)
  })

  test('a call that sleeps is made at once, while another goroutine waits for input', async () => {
    const text = `package main

import (
	"bufio"
	"fmt"
	"os"
	"time"
)

func slow(n int) int {
	time.Sleep(time.Hour)
	return n + 1
}

func main() {
	go func() {
		for n := 0; ; n++ {
			time.Sleep(10 * time.Millisecond)
			fmt.Println("tick", n) // tick
		}
	}()
	bufio.NewReader(os.Stdin).ReadString('\\n')
	fmt.Println(slow(1))
}
`
    const program = await run(text)
    // By then its stack has grown, so that there is room for a call.
    const third = { source: { path: program.path }, breakpoints: [{ line: lineOf(text, '// tick'), hitCondition: '>= 3' }] }
    const one = await attached(program.port, { stopOnAttach: false }, ({ client: dap }) => dap.request('setBreakpoints', third))
    const { threadId } = await one.client.stopped()
    const { stackFrames } = await one.client.request<DebugProtocol.StackTraceResponse['body']>('stackTrace', { threadId })
    const frameId = stackFrames[0]!.id
    const answer = await one.client.request('evaluate', { expression: 'call main.slow(n)', context: 'repl', frameId })
    expect(answer).toMatchObject({ result: expect.stringMatching(/^\d+$/) })
    await leave(one, { terminateDebuggee: true })
    expect(await program.code).toBe(143)
  })

  test('with wait it begins with its client', async () => {
    const program = await run(echo, { wait: true })
    program.input.end('x\n')
    const one = await attached(program.port, {}, breakOn(program.path, lineOf(echo, '// say')))
    expect(await one.client.stopped()).toMatchObject({ reason: 'entry' })
    await one.client.request('continue', { threadId: 1 })
    expect(await one.client.stopped()).toMatchObject({ reason: 'breakpoint' })
    await one.client.request('continue', { threadId: 1 })
    expect(await one.client.event('exited')).toEqual({ exitCode: 3 })
    await leave(one)
    expect(await program.code).toBe(3)
  })

  test('dies as it would without anybody, and stops for a client', async () => {
    const alone = await run(dying)
    await alone.shows('panic: oh')
    expect(await alone.code).toBe(2)
    const program = await run(dying, { wait: true })
    const one = await attached(program.port, { stopOnAttach: false }, ({ client: dap }) =>
      dap.request('setExceptionBreakpoints', { filters: ['unrecovered-panic'] }),
    )
    expect(await one.client.stopped()).toMatchObject({ reason: 'exception', text: '"oh"' })
    await leave(one)
    expect(await program.code).toBe(2)
  })

  test('what does not compile is told in the words of the compiler', async () => {
    const path = join(folder, 'main.go')
    writeFileSync(path, 'package main\n\nfunc main() { x := 1 }\n')
    let shown = ''
    const launched = { host: '127.0.0.1', port: 0, wait: false, launch: { program: path } }
    const write = (_fd: number, bytes: Uint8Array) => void (shown += new TextDecoder().decode(bytes))
    expect(await runDebuggable(testGoroot(), launched, { input: new PassThrough(), write })).toBe(1)
    expect(shown).toContain('declared and not used: x')
  })
})

describe('leaving', () => {
  test('suspended, it stands still until another client comes; else it runs on, without breakpoints', async () => {
    const program = await run(busy)
    const one = await attached(program.port, {}, breakOn(program.path, lineOf(busy, '// busy')))
    await one.client.stopped()
    await one.client.request('continue', { threadId: 1 })
    await one.client.stopped()
    const n = await evaluate(one, 'n')
    await leave(one, { suspendDebuggee: true })
    await new Promise(done => setTimeout(done, 50))
    const two = await attached(program.port)
    expect(await two.client.stopped()).toMatchObject({ reason: 'pause', threadId: 1 })
    expect(await evaluate(two, 'n')).toBe(n)
    await leave(two)
    await new Promise(done => setTimeout(done, 50))
    const three = await attached(program.port)
    await three.client.stopped()
    expect(Number(await evaluate(three, 'n'))).toBeGreaterThan(Number(n))
    await leave(three, { terminateDebuggee: true })
    expect(await program.code).toBe(143)
  })

  test('while the past is being searched, or without a word: the program runs on from the present', async () => {
    const program = await run(busy)
    const one = await attached(program.port)
    await one.client.stopped()
    await one.client.request('continue', { threadId: 1 })
    await new Promise(done => setTimeout(done, 200))
    await one.client.request('pause', { threadId: 1 })
    await one.client.stopped()
    const n = Number(await evaluate(one, 'n'))
    void one.client.send('mapscope/timeline', { resolution: 2000 })
    one.socket.destroy()
    await one.closed
    let two: TcpClient | undefined
    // The server hears of it in a moment.
    for (let i = 0; i < 100 && two === undefined; i++) {
      two = await attached(program.port).catch(() => undefined)
      await new Promise(done => setTimeout(done, 10))
    }
    await two!.client.stopped()
    const then = Number(await evaluate(two!, 'n'))
    expect(then).toBeGreaterThanOrEqual(n)
    await two!.client.request('continue', { threadId: 1 })
    await new Promise(done => setTimeout(done, 50))
    await two!.client.request('pause', { threadId: 1 })
    await two!.client.stopped()
    expect(Number(await evaluate(two!, 'n'))).toBeGreaterThan(then)
    await two!.client.request('terminate')
    expect(await two!.client.event('exited')).toEqual({ exitCode: 143 })
    await leave(two!)
    expect(await program.code).toBe(143)
  })
})

describe('one client at a time', () => {
  const fails = async ({ client: dap }: TcpClient, command: string, args: object) => {
    const { success, body } = await dap.send(command, args)
    return [success, (body as { error: { id: number; format: string } }).error]
  }

  test('a second one is refused, and so are launches, restarts and nonsense', async () => {
    const program = await run(busy)
    const one = await attached(program.port)
    await one.client.stopped()
    const two = await client(program.port)
    expect(await fails(two, 'attach', {})).toMatchObject([
      false,
      { id: 3001, format: expect.stringContaining('another client is attached') },
    ])
    expect(await fails(two, 'launch', { program: program.path })).toMatchObject([false, { id: 3000 }])
    expect(await fails(one, 'restart', {})).toMatchObject([false, { id: 3003 }])
    await leave(one)
    expect(await fails(two, 'attach', { stopOnAttach: 'yes' })).toMatchObject([false, { id: 3001 }])
    expect(await fails(two, 'attach', { stackTraceDepth: 0 })).toMatchObject([false, { id: 3001 }])
    await two.client.request('attach', {})
    await two.client.request('configurationDone')
    expect(await two.client.stopped()).toMatchObject({ reason: 'pause' })
    await leave(two, { terminateDebuggee: true })
    await program.code
  })

  test('a program launched on a server can be left and attached to; what it prints goes to whoever is there', async () => {
    server = await serveTcp(testGoroot(), '127.0.0.1', 0)
    const { port } = server.address() as { port: number }
    const path = join(folder, 'main.go')
    const text = 'package main\n\nfunc main() {\n\tprintln("one")\n\tprintln("two") // two\n}\n'
    writeFileSync(path, text)
    const one = await client(port)
    expect(await fails(one, 'attach', {})).toMatchObject([false, { id: 3001, format: expect.stringContaining('no program runs here') }])
    await one.client.request('launch', { program: path })
    await breakOn(path, lineOf(text, '// two'))(one)
    await one.client.request('configurationDone')
    await one.client.stopped()
    await leave(one, { suspendDebuggee: true, terminateDebuggee: false })
    const two = await attached(port)
    await two.client.stopped()
    await two.client.request('stepBack', { threadId: 1 })
    await two.client.stopped()
    await two.client.request('continue', { threadId: 1 })
    await two.client.event('terminated')
    expect([one.client.output('stderr'), two.client.output('stderr')]).toEqual(['one\n', 'two\n'])
    await leave(two)
  })
})
