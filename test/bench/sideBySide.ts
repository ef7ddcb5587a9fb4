// This file measures the same debug sessions with Mapscope and with Delve, through the same client, and prints both with their ratio.
//
// Without `dlv` and `go` on the path only Mapscope's figures are printed. Every figure is the better of some repetitions, since other work on
// the machine only ever makes them worse.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import type { DebugProtocol } from '@vscode/debugprotocol'
import { startAdapter } from '../../scripts/demo/adapterProcess'
import { DapClient } from '../dap/client'

interface Started {
  readonly client: DapClient
  readonly process: ChildProcess
  readonly spawned: number
}

/** A debug adapter to measure. */
interface Adapter {
  readonly name: 'Mapscope' | 'Delve'
  start(): Promise<Started>
  /** Of this many repetitions of something in a loop a figure is made. */
  readonly repetitions: number
}

const hotLoop = `package main

func main() {
	sum := 0 // begin
	for i := 0; i < N; i++ {
		sum += i ^ (sum >> 3) // body
	}
	println(sum) // after
}
`
const fib = `package main

func fib(n int) int {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}

func main() {
	x := fib(20) // begin
	x = fib(32)
	println(x) // after
}
`
const inserts = `package main

func main() {
	n := 1000000 // begin
	m := make(map[int]int)
	for i := 0; i < n; i++ {
		m[i] = i
	}
	println(len(m)) // after
}
`
const steps = `package main

type point struct{ x, y int }

func main() {
	p := point{1, 2}
	names := []string{"a", "b", "c"}
	seen := map[string]int{"one": 1}
	for i := 0; i < 1000000; i++ {
		p.x += i // begin
		p.y += p.x
		seen["one"] += len(names)
	}
	println(p.x) // after
}
`
const goroutines = (count: number) => `package main

import "sync"

func worker(c chan int, wg *sync.WaitGroup) {
	wg.Done()
	<-c
}

func main() {
	c := make(chan int)
	var wg sync.WaitGroup
	for i := 0; i < ${count}; i++ {
		wg.Add(1)
		go worker(c, &wg)
	}
	wg.Wait()
	println("ready") // begin
	println("more")
	close(c) // after
}
`

const lineOf = (text: string, mark: string) => text.split('\n').findIndex(line => line.includes(`// ${mark}`)) + 1

/** Prints the table. */
export async function bench(root: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mapscope-bench-'))
  const mapscope: Adapter = {
    name: 'Mapscope',
    repetitions: 1,
    start: async () => {
      const spawned = performance.now()
      return { ...startAdapter(join(root, 'dist/mapscope.js')), spawned }
    },
  }
  const delve = spawnSync('dlv', ['version']).status === 0 && spawnSync('go', ['version']).status === 0 ? delveAdapter(folder) : undefined
  console.log(`${''.padEnd(52)} ${'Mapscope'.padStart(14)} ${'Delve'.padStart(14)} ${'ratio'.padStart(9)}  wanted`)
  const row = async (what: string, wanted: string, better: 'less' | 'more', measure: (adapter: Adapter) => Promise<number>) => {
    const ours = await measure(mapscope)
    const theirs = delve === undefined ? undefined : await measure(delve).catch(() => undefined)
    const ratio = theirs === undefined ? '' : `${shown(better === 'less' ? theirs / ours : ours / theirs)}×`
    console.log(
      `${what.padEnd(52)} ${shown(ours).padStart(14)} ${(theirs === undefined ? '–' : shown(theirs)).padStart(14)} ${ratio.padStart(9)}  ${wanted}`,
    )
  }

  const file = (name: string, text: string) => {
    const path = join(folder, `${name}.go`)
    writeFileSync(path, text)
    return path
  }

  /** A session that stands at the line marked `begin`. */
  async function atBegin(adapter: Adapter, name: string, text: string) {
    const started = await adapter.start()
    const { client } = started
    const path = file(name, text)
    await client.request('initialize', { adapterID: 'go', pathFormat: 'path', linesStartAt1: true, columnsStartAt1: true })
    const launched = performance.now()
    // Delve answers `launch` before `initialized`; builds of its own go into the folder.
    await client.request('launch', { mode: 'debug', program: path, output: join(folder, `${name}.bin`) })
    const set = (...breakpoints: DebugProtocol.SourceBreakpoint[]) => client.request('setBreakpoints', { source: { path }, breakpoints })
    await set({ line: lineOf(text, 'begin') })
    await client.request('configurationDone')
    await client.stopped()
    const stopped = performance.now()
    return { ...started, set, path, launch: stopped - launched, spawn: stopped - started.spawned, end: () => end(started) }
  }

  async function end({ client, process: child }: Started): Promise<void> {
    const gone = new Promise(done => child.once('exit', done))
    await Promise.race([
      client.request('disconnect', { terminateDebuggee: true }).catch(() => {}),
      new Promise(done => setTimeout(done, 2000)),
    ])
    await Promise.race([gone, new Promise(done => setTimeout(done, 500))])
    child.kill('SIGKILL')
  }

  const repeated = async (count: number, better: 'less' | 'more', once: () => Promise<number>) => {
    const figures: number[] = []
    for (let i = 0; i < count; i++) figures.push(await once())
    return better === 'less' ? Math.min(...figures) : Math.max(...figures)
  }

  await row('launch request to stop in main, ms', '≤ 100', 'less', adapter =>
    repeated(5, 'less', async () => {
      const session = await atBegin(adapter, 'steps', steps)
      await session.end()
      return session.launch
    }),
  )
  await row('spawn of the adapter to stop in main, ms', '≤ 300', 'less', adapter =>
    repeated(5, 'less', async () => {
      const session = await atBegin(adapter, 'steps', steps)
      await session.end()
      return session.spawn
    }),
  )

  for (const refresh of [false, true]) {
    await row(
      refresh ? 'next with threads, stack, scopes, variables, per s' : 'next, per s',
      refresh ? '≥ 1,500' : '≥ 5,000',
      'more',
      async adapter => {
        const session = await atBegin(adapter, 'steps', steps)
        await session.set()
        const { client } = session
        const count = adapter.name === 'Delve' ? 100 : 1000
        const best = await repeated(4, 'more', async () => {
          const begun = performance.now()
          for (let i = 0; i < count; i++) {
            await client.request('next', { threadId: 1 })
            await client.stopped()
            if (refresh) await refreshAll(client)
          }
          return (count * 1000) / (performance.now() - begun)
        })
        await session.end()
        return best
      },
    )
  }

  /** Milliseconds from `begin` to `after`. */
  async function between(
    adapter: Adapter,
    name: string,
    text: string,
    breakpoint?: Partial<DebugProtocol.SourceBreakpoint>,
    repetitions = 3,
  ) {
    return repeated(repetitions, 'less', async () => {
      const session = await atBegin(adapter, name, text)
      await session.set(
        { line: lineOf(text, 'after') },
        ...(breakpoint === undefined ? [] : [{ line: lineOf(text, 'body'), ...breakpoint }]),
      )
      const begun = performance.now()
      await session.client.request('continue', { threadId: 1 })
      await session.client.stopped()
      const elapsed = performance.now() - begun
      await session.end()
      return elapsed
    })
  }

  const passes: [string, string, Partial<DebugProtocol.SourceBreakpoint>, number][] = [
    ['condition i == K in a hot loop, per s', '≥ 1,000,000', { condition: 'i == -1' }, 2_000_000],
    ['hit count in a hot loop, per s', '≥ 2,000,000', { hitCondition: '== 1000000000' }, 4_000_000],
    ['logpoint in a hot loop, per s', '≥ 50,000', { logMessage: 'i={i}' }, 50_000],
  ]
  for (const [what, wanted, breakpoint, ours] of passes) {
    await row(what, wanted, 'more', async adapter => {
      const count = adapter.name === 'Delve' ? 1000 : ours
      return (count * 1000) / (await between(adapter, 'hot', hotLoop.replace('N', String(count)), breakpoint, 2))
    })
  }

  await row('sum += i ^ (sum >> 3), million iterations per s', '≥ 250', 'more', async adapter => {
    const count = 400_000_000
    return count / 1000 / (await between(adapter, 'hot', hotLoop.replace('N', String(count))))
  })
  await row('fib(32), ms', '≤ 60', 'less', adapter => between(adapter, 'fib', fib))
  await row('1 million map inserts, growth included, ms', '≤ 500', 'less', adapter => between(adapter, 'inserts', inserts))

  const crowd = async (adapter: Adapter, measure: (client: DapClient) => Promise<number>) => {
    const session = await atBegin(adapter, 'crowd', goroutines(10_000))
    await session.set()
    const best = await repeated(5, 'less', async () => {
      await session.client.request('next', { threadId: 1, granularity: 'instruction' })
      await session.client.stopped()
      return measure(session.client)
    })
    await session.end()
    return best
  }
  await row('threads with 10,000 goroutines (1,024 listed), ms', '≤ 20', 'less', adapter =>
    crowd(adapter, async client => {
      const begun = performance.now()
      await client.request('threads')
      return performance.now() - begun
    }),
  )
  await row('refresh with 10,000 goroutines, ms', '≤ 20', 'less', adapter =>
    crowd(adapter, async client => {
      const begun = performance.now()
      await refreshAll(client)
      return performance.now() - begun
    }),
  )

  const million = async (adapter: Adapter, measure: (client: DapClient, frameId: number) => Promise<number>) => {
    const session = await atBegin(adapter, 'inserts', inserts)
    await session.set({ line: lineOf(inserts, 'after') })
    await session.client.request('continue', { threadId: 1 })
    await session.client.stopped()
    await session.set()
    const best = await repeated(adapter.name === 'Delve' ? 2 : 5, 'less', async () => {
      if (adapter.name === 'Mapscope') {
        // What was counted at the last stop is forgotten.
        await session.client.request('next', { threadId: 1, granularity: 'instruction' })
        await session.client.stopped()
      }
      const { stackFrames } = await session.client.request<DebugProtocol.StackTraceResponse['body']>('stackTrace', {
        threadId: 1,
        levels: 20,
      })
      return measure(session.client, stackFrames.find(frame => frame.name === 'main.main')!.id)
    })
    await session.end()
    return best
  }
  await row('map of 1 million: a page in the middle, ms', '≤ 10', 'less', adapter =>
    million(adapter, async (client, frameId) => {
      const { variablesReference } = await client.request<DebugProtocol.EvaluateResponse['body']>('evaluate', { expression: 'm', frameId })
      const begun = performance.now()
      await client.request('variables', { variablesReference, filter: 'indexed', start: 500_000, count: 100 })
      return performance.now() - begun
    }),
  )
  await row('map of 1 million: m[777777], ms', '≤ 2', 'less', adapter =>
    million(adapter, async (client, frameId) => {
      const begun = performance.now()
      await client.request('evaluate', { expression: 'm[777777]', frameId, context: 'watch' })
      return performance.now() - begun
    }),
  )
  await row('resident memory of the adapter in a small session, MB', '≤ 150', 'less', async adapter => {
    const session = await atBegin(adapter, 'steps', steps)
    await refreshAll(session.client)
    const pages = Number(/^\d+ (\d+)/.exec(readFileSync(`/proc/${session.process.pid}/statm`, 'utf8'))?.[1])
    await session.end()
    return (pages * 4096) / 1e6
  })
}

async function refreshAll(client: DapClient): Promise<void> {
  await client.request('threads')
  const { stackFrames } = await client.request<DebugProtocol.StackTraceResponse['body']>('stackTrace', {
    threadId: 1,
    startFrame: 0,
    levels: 20,
  })
  const { scopes } = await client.request<DebugProtocol.ScopesResponse['body']>('scopes', { frameId: stackFrames[0]!.id })
  for (const scope of scopes) await client.request('variables', { variablesReference: scope.variablesReference })
}

let port = 38_600

function delveAdapter(folder: string): Adapter {
  return {
    name: 'Delve',
    repetitions: 1,
    start: () =>
      new Promise<Started>((done, failed) => {
        const spawned = performance.now()
        const address = `127.0.0.1:${++port}`
        const child = spawn('dlv', ['dap', '--listen', address], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] })
        child.once('error', failed)
        child.stdout!.once('data', () => {
          const socket = createConnection(port, '127.0.0.1')
          socket.setNoDelay(true)
          socket.once('error', failed)
          socket.once('connect', () => {
            const client = new DapClient({
              write: text => void socket.write(text),
              onData: listener => void socket.on('data', listener),
            })
            done({ client, process: child, spawned })
          })
        })
      }),
  }
}

function shown(value: number): string {
  if (!Number.isFinite(value)) return '?'
  if (value >= 100) return Math.round(value).toLocaleString('en-US')
  return value >= 10 ? value.toFixed(1) : value.toFixed(2)
}
