// This file measures time travel through the real adapter: steps back near the present, seeks anywhere in a long run, and what recording costs;
// for a program with a small heap, for one with a large heap that changes little, and for one that changes all of a large heap all the time.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import type { DebugProtocol } from '@vscode/debugprotocol'
import { startAdapter } from '../../scripts/demo/adapterProcess'

interface Program {
  readonly name: string
  readonly text: string
  /** Line of the loop's first statement, and of one that is executed now and then. */
  readonly line: number
  readonly seldom: number
  /** Ticks over which recording is measured. */
  readonly ticks: number
}

const small = `package main

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

const quiet = `package main

var sink int

func main() {
	big := make([]int, 8<<20)
	for i := range big {
		big[i] = i * 7
	}
	seen := map[int]int{}
	sum := 0
	for i := 0; i < 1_000_000_000; i++ {
		sum += i ^ (sum >> 3)
		if i%1000 == 0 {
			sum += big[i%len(big)]
			seen[i%5000] += sum
			big[(i*31)%len(big)] = i
		}
	}
	sink = sum
}
`

const maps = `package main

var sink int

func main() {
	m := map[int]int{}
	x := uint64(88172645463325252)
	for i := 0; i < 1_000_000_000; i++ {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		m[int(x%1_500_000)] += i
		if i%1000 == 0 {
			sink++
		}
	}
	sink = len(m)
}
`

const programs: readonly Program[] = [
  { name: 'small heap', text: small, line: 19, seldom: 21, ticks: 8_000_000_000 },
  { name: 'heap of 64 MiB that changes little', text: quiet, line: 13, seldom: 15, ticks: 8_000_000_000 },
  { name: 'map of 1.5 million entries, updated everywhere', text: maps, line: 9, seldom: 14, ticks: 2_000_000_000 },
]

const quantile = (values: readonly number[], share: number) => [...values].sort((a, b) => a - b)[Math.floor(values.length * share)]!

interface Adapter {
  readonly client: ReturnType<typeof startAdapter>['client']
  /** User and system time of the adapter, in milliseconds. */
  processorTime(): number
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
    // Linux counts in ticks of 10 ms; elsewhere the time that passes has to do.
    processorTime: () => {
      try {
        const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
        return 10 * (Number(fields[11]) + Number(fields[12]))
      } catch {
        return performance.now()
      }
    },
    end: async () => {
      await client.request('disconnect')
      await new Promise(done => child.once('exit', done))
    },
  }
}

/** Prints a table. */
export async function bench(root: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mapscope-bench-'))
  const script = join(root, 'dist/mapscope.js')
  const row = (what: string, figure: string) => console.log(`${what.padEnd(58)} ${figure}`)

  /** Lets the program run until it has executed so many ticks. */
  const runTo = async ({ client }: Adapter, ticks: number): Promise<void> => {
    await client.request('continue', { threadId: 1 })
    for (;;) {
      await new Promise(done => setTimeout(done, 20))
      const { tick } = await client.request<{ tick: number }>('mapscope/when')
      if (tick < ticks) continue
      await client.request('pause', { threadId: 1 })
      await client.stopped()
      return
    }
  }

  for (const [i, { name, text, line, seldom, ticks }] of programs.entries()) {
    console.log(`-- ${name}`)
    const path = join(folder, `program${i}.go`)
    writeFileSync(path, text)
    const traveller = await launch(script, path, {}, line)
    await runTo(traveller, 1_000_000_000)
    await travel(traveller, row, path, seldom)
    await traveller.end()
    const costs: { on: number[]; off: number[] } = { on: [], off: [] }
    for (let round = 0; round < 3; round++) {
      for (const kind of ['off', 'on'] as const) {
        const adapter = await launch(script, path, kind === 'off' ? { timeTravel: 0 } : {}, line)
        await runTo(adapter, 100_000_000)
        const before = adapter.processorTime()
        const { tick } = await adapter.client.request<{ tick: number }>('mapscope/when')
        await runTo(adapter, ticks)
        const { tick: end } = await adapter.client.request<{ tick: number }>('mapscope/when')
        costs[kind].push(((adapter.processorTime() - before) * 1e9) / (end - tick))
        await adapter.end()
      }
    }
    const [off, on] = [Math.min(...costs.off), Math.min(...costs.on)]
    row('recording on / off, of 10^9 ticks', `${on.toFixed(0)} / ${off.toFixed(0)} ms = ${(on / off).toFixed(3)} (wanted: at most 1.10)`)
  }
}

async function travel({ client }: Adapter, row: (what: string, figure: string) => void, path: string, seldom: number): Promise<void> {
  const journey = async (command: string, args: object) => {
    const begun = performance.now()
    await client.request(command, { threadId: 1, ...args })
    await client.stopped()
    return performance.now() - begun
  }
  const { tick: end } = await client.request<{ tick: number }>('mapscope/when')
  let random = 1
  // The first time the way there leaves snapshots behind.
  for (const round of ['the first 100', 'the next 100']) {
    const times: number[] = []
    for (let i = 0; i < 100; i++) {
      random = (Math.imul(random, 1103515245) + 12345) & 0x7fffffff
      times.push(await journey('mapscope/seek', { tick: Math.floor((random / 0x7fffffff) * end) }))
    }
    row(
      `seek anywhere in ${(end / 1e9).toFixed(1)} * 10^9 ticks, ${round}: half, 95 %`,
      `${quantile(times, 0.5).toFixed(1)}, ${quantile(times, 0.95).toFixed(1)} ms (wanted: 50)`,
    )
  }
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
  await client.request('setBreakpoints', { source: { path }, breakpoints: [{ line: seldom }] })
  const backs: number[] = []
  for (let i = 0; i < 50; i++) backs.push(await journey('reverseContinue', {}))
  row(
    'reverseContinue to a breakpoint 13,000 ticks ago: half, 95 %',
    `${quantile(backs, 0.5).toFixed(1)}, ${quantile(backs, 0.95).toFixed(1)} ms`,
  )
}
