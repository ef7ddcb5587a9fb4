// This file measures debug sessions through the real adapter: launch, steps with the usual refresh, and what `run` executes in a second.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import type { DebugProtocol } from '@vscode/debugprotocol'
import { startAdapter } from '../../scripts/demo/adapterProcess'

const loop = `package main

func main() {
	sum := 0
	for i := 0; i < 40_000_000; i++ {
		sum += i ^ (sum >> 3)
	}
	println(sum)
}
`

const inserts = `package main

func main() {
	m := make(map[int]int)
	for i := 0; i < 1_000_000; i++ {
		m[i] = i
	}
	println(len(m))
}
`

const steps = `package main

type point struct{ x, y int }

func main() {
	p := point{1, 2}
	names := []string{"a", "b", "c"}
	seen := map[string]int{"one": 1}
	for i := 0; i < 1_000_000; i++ {
		p.x += i
		p.y += p.x
		seen["one"] += len(names)
	}
	println(p.x)
}
`

const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!

/** Prints a table. */
export async function bench(root: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mapscope-bench-'))
  const file = (name: string, text: string) => {
    const path = join(folder, name)
    writeFileSync(path, text)
    return path
  }
  const script = join(root, 'dist/mapscope.js')
  const row = (what: string, figure: string) => console.log(`${what.padEnd(58)} ${figure}`)

  const launches: number[] = []
  const spawns: number[] = []
  for (let i = 0; i < 5; i++) {
    const begun = performance.now()
    const { client, process: child } = startAdapter(script)
    await client.request('initialize', { adapterID: 'mapscope', pathFormat: 'path' })
    const launched = performance.now()
    await client.request('launch', { program: join(root, 'sample-programs/concurrent-map'), stopOnEntry: true })
    await client.request('configurationDone')
    await client.stopped()
    launches.push(performance.now() - launched)
    spawns.push(performance.now() - begun)
    await client.request('disconnect')
    await new Promise(done => child.once('exit', done))
  }
  row('launch request to first stop in main', `${median(launches).toFixed(0)} ms (wanted: under 400)`)
  row('spawn of the adapter to first stop in main', `${median(spawns).toFixed(0)} ms`)

  const path = file('steps.go', steps)
  const { client, process: child } = startAdapter(script)
  await client.request('initialize', { adapterID: 'mapscope', pathFormat: 'path' })
  await client.request('launch', { program: path })
  await client.request('setBreakpoints', { source: { path }, breakpoints: [{ line: 10 }] })
  await client.request('configurationDone')
  await client.stopped()
  await client.request('setBreakpoints', { source: { path }, breakpoints: [] })
  const step = async (refresh: boolean) => {
    await client.request('next', { threadId: 1 })
    await client.stopped()
    if (!refresh) return
    await client.request('threads')
    const stack = await client.request<DebugProtocol.StackTraceResponse['body']>('stackTrace', { threadId: 1, startFrame: 0, levels: 20 })
    const { scopes } = await client.request<DebugProtocol.ScopesResponse['body']>('scopes', { frameId: stack.stackFrames[0]!.id })
    for (const scope of scopes) await client.request('variables', { variablesReference: scope.variablesReference })
  }
  for (const refresh of [false, true]) {
    for (let i = 0; i < 50; i++) await step(refresh)
    const begun = performance.now()
    const count = 300
    for (let i = 0; i < count; i++) await step(refresh)
    row(
      refresh ? 'next with threads, stackTrace, scopes, variables' : 'next',
      `${((count * 1000) / (performance.now() - begun)).toFixed(0)} per second`,
    )
  }
  await client.request('disconnect')
  await new Promise(done => child.once('exit', done))

  for (const [what, text] of [
    ['sum += i ^ (sum >> 3), 40 million iterations', loop],
    ['1 million map inserts, growth included', inserts],
  ] as const) {
    const program = file('p.go', text)
    const times = [1, 2, 3].map(() => {
      const begun = performance.now()
      const run = spawnSync(process.execPath, [script, 'run', '--stats', program], { encoding: 'utf8' })
      return { elapsed: performance.now() - begun, stats: /, (\d+) million instructions/.exec(run.stderr)?.[1] }
    })
    row(what, `${median(times.map(t => t.elapsed)).toFixed(0)} ms, ${times[1]!.stats} million instructions a second`)
  }
  for (const name of [
    'mapscope.js',
    'goroot.archive',
    'goroot.sources',
    'interpreter.wasm',
    'extension.cjs',
    'bucketInspector.js',
    'timeline.js',
  ]) {
    try {
      row(`dist/${name}`, `${(statSync(join(root, 'dist', name)).size / 1024).toFixed(0)} KiB`)
    } catch {
      row(`dist/${name}`, 'not built')
    }
  }
}
