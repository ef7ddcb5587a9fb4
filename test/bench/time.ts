// This file measures time travel through the real adapter: steps back near the present, seeks anywhere in a long run, and what recording costs.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import type { DebugProtocol } from '@vscode/debugprotocol'
import { startAdapter } from '../../scripts/demo/adapterProcess'

const long = `package main

type point struct{ x, y int }

var sink int

func work(p *point, i int) int {
	p.x += i
	p.y += p.x
	return p.y
}

func main() {
	p := point{1, 2}
	seen := map[int]int{}
	sum := 0
	for i := 0; i < 1_000_000_000; i++ {
		sum += i ^ (sum >> 3)
		if i%1000 == 0 {
			sum += work(&p, i)
			seen[i%5000] += sum
		}
	}
	sink = sum
}
`

const quantile = (values: readonly number[], share: number) => [...values].sort((a, b) => a - b)[Math.floor(values.length * share)]!

interface Adapter {
  readonly client: ReturnType<typeof startAdapter>['client']
  /** User and system time of the adapter, in milliseconds. */
  end(): Promise<void>
}

async function launch(script: string, path: string, attributes: object, line: number): Promise<Adapter> {
  const { client, process: child } = startAdapter(script)
  await client.request('initialize', { adapterID: 'mapscope', pathFormat: 'path' })
  await client.request('launch', { program: path, ...attributes })
  await client.request('setBreakpoints', { source: { path }, breakpoints: [{ line }] })
  await client.request('configurationDone')
  await client.stopped()
  await client.request('setBreakpoints', { source: { path }, breakpoints: [] })
  return {
    client,
    end: async () => {
      await client.request('disconnect')
      await new Promise(done => child.once('exit', done))
    },
  }
}

/** Prints a table. */
export async function bench(root: string): Promise<void> {
  const path = join(mkdtempSync(join(tmpdir(), 'mapscope-bench-')), 'long.go')
  writeFileSync(path, long)
  const script = join(root, 'dist/mapscope.js')
  const row = (what: string, figure: string) => console.log(`${what.padEnd(58)} ${figure}`)
  const firstLine = 19 // sum +=

  /** Lets the program run until it has executed so many ticks; the time that 10^9 of them took, in milliseconds. */
  const runTo = async ({ client }: Adapter, ticks: number): Promise<number> => {
    const begun = performance.now()
    const { tick: from } = await client.request<{ tick: number }>('mapscope/when')
    await client.request('continue', { threadId: 1 })
    for (;;) {
      await new Promise(done => setTimeout(done, 20))
      const { tick } = await client.request<{ tick: number }>('mapscope/when')
      if (tick < ticks) continue
      const elapsed = performance.now() - begun
      await client.request('pause', { threadId: 1 })
      await client.stopped()
      return (elapsed * 1e9) / (tick - from)
    }
  }

  const traveller = await launch(script, path, {}, firstLine)
  await runTo(traveller, 1_000_000_000)
  await travel(traveller, row, path)
  await traveller.end()

  const costs: { on: number[]; off: number[] } = { on: [], off: [] }
  for (let round = 0; round < 3; round++) {
    for (const kind of ['off', 'on'] as const) {
      const adapter = await launch(script, path, kind === 'off' ? { timeTravel: 0 } : {}, firstLine)
      await runTo(adapter, 100_000_000)
      costs[kind].push(await runTo(adapter, 8_000_000_000))
      await adapter.end()
    }
  }
  const [off, on] = [Math.min(...costs.off), Math.min(...costs.on)]
  row('recording on / off, of 10^9 ticks', `${on.toFixed(0)} / ${off.toFixed(0)} ms = ${(on / off).toFixed(3)} (wanted: at most 1.10)`)
}

async function travel({ client }: Adapter, row: (what: string, figure: string) => void, path: string): Promise<void> {
  const journey = async (command: string, args: object) => {
    const begun = performance.now()
    await client.request(command, { threadId: 1, ...args })
    await client.stopped()
    return performance.now() - begun
  }
  const { tick: end } = await client.request<{ tick: number }>('mapscope/when')
  const times: number[] = []
  let random = 1
  for (let i = 0; i < 100; i++) {
    random = (Math.imul(random, 1103515245) + 12345) & 0x7fffffff
    times.push(await journey('mapscope/seek', { tick: Math.floor((random / 0x7fffffff) * end) }))
  }
  row(
    `seek anywhere in ${(end / 1e9).toFixed(1)} * 10^9 ticks: half, 95 %`,
    `${quantile(times, 0.5).toFixed(1)}, ${quantile(times, 0.95).toFixed(1)} ms (wanted: 50)`,
  )
  await journey('mapscope/seek', { tick: end })
  // The pause may have hit anywhere.
  for (let i = 0; i < 3; i++) await journey('next', {})
  const first = await journey('stepBack', {})
  row('first stepBack', `${first.toFixed(1)} ms`)
  for (const refresh of [false, true]) {
    for (let i = 0; i < 50; i++) await journey('stepBack', {})
    const begun = performance.now()
    const count = 400
    for (let i = 0; i < count; i++) {
      await journey('stepBack', {})
      if (!refresh) continue
      await client.request('threads')
      const stack = await client.request<DebugProtocol.StackTraceResponse['body']>('stackTrace', { threadId: 1, startFrame: 0, levels: 20 })
      const { scopes } = await client.request<DebugProtocol.ScopesResponse['body']>('scopes', { frameId: stack.stackFrames[0]!.id })
      for (const scope of scopes) await client.request('variables', { variablesReference: scope.variablesReference })
    }
    const rate = (count * 1000) / (performance.now() - begun)
    row(
      refresh ? 'stepBack with threads, stackTrace, scopes, variables' : 'stepBack',
      `${rate.toFixed(0)} per second${refresh ? '' : ' (wanted: 1000)'}`,
    )
  }
  await client.request('setBreakpoints', { source: { path }, breakpoints: [{ line: 21 }] })
  const backs: number[] = []
  for (let i = 0; i < 50; i++) backs.push(await journey('reverseContinue', {}))
  row(
    'reverseContinue to a breakpoint 13,000 ticks ago: half, 95 %',
    `${quantile(backs, 0.5).toFixed(1)}, ${quantile(backs, 0.95).toFixed(1)} ms`,
  )
}
