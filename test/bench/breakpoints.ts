// This file measures breakpoints in a hot loop through the real adapter: conditions, hit counts, log messages, watched memory.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import type { DebugProtocol } from '@vscode/debugprotocol'
import { startAdapter } from '../../scripts/demo/adapterProcess'

const program = (iterations: number) => `package main

type item struct {
	n    int
	name string
}

var every, seldom int

func main() {
	sum := 0 // begin
	it := &item{name: "item"}
	m := map[int]int{1: 1}
	for i := 0; i < ${iterations}; i++ {
		sum += i ^ (sum >> 3) // body
		it.n = i & 7
		every++
		if i%1000 == 0 {
			seldom++
		}
	}
	println(sum, it.n, every, seldom, len(m)) // after
}
`
const lineOf = (mark: string) =>
  program(0)
    .split('\n')
    .findIndex(line => line.includes(mark)) + 1

interface Setting {
  readonly iterations: number
  readonly breakpoint?: Partial<DebugProtocol.SourceBreakpoint>
  readonly data?: { readonly name: string; readonly accessType: string; readonly condition?: string; readonly hitCondition?: string }
}

/** Prints a table. */
export async function bench(root: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mapscope-bench-'))
  const script = join(root, 'dist/mapscope.js')
  const row = (what: string, figure: string) => console.log(`${what.padEnd(58)} ${figure}`)

  /** Milliseconds from before the loop to behind it; nothing may stop in between. */
  async function loop({ iterations, breakpoint, data }: Setting): Promise<number> {
    const path = join(folder, 'loop.go')
    writeFileSync(path, program(iterations))
    const { client, process: child } = startAdapter(script)
    await client.request('initialize', { adapterID: 'mapscope', pathFormat: 'path' })
    await client.request('launch', { program: path })
    const set = (...breakpoints: object[]) => client.request('setBreakpoints', { source: { path }, breakpoints })
    await set({ line: lineOf('// begin') })
    await client.request('configurationDone')
    await client.stopped()
    const after = { line: lineOf('// after') }
    if (breakpoint === undefined) await set(after)
    else await set({ line: lineOf('// body'), ...breakpoint }, after)
    if (data !== undefined) {
      const { name, ...rest } = data
      const { dataId } = await client.request<{ dataId: string }>('dataBreakpointInfo', { name })
      await client.request('setDataBreakpoints', { breakpoints: [{ dataId, ...rest }] })
    }
    const begun = performance.now()
    await client.request('continue', { threadId: 1 })
    await client.stopped()
    const elapsed = performance.now() - begun
    const { stackFrames } = await client.request<DebugProtocol.StackTraceResponse['body']>('stackTrace', { threadId: 1, levels: 1 })
    if (stackFrames[0]!.line !== after.line) throw new Error(`stopped at line ${stackFrames[0]!.line}`)
    await client.request('disconnect')
    await new Promise(done => child.once('exit', done))
    return elapsed
  }

  const best = async (setting: Setting) => Math.min(await loop(setting), await loop(setting), await loop(setting))
  const rate = (iterations: number, ms: number) => {
    const perSecond = (iterations * 1000) / ms
    return perSecond > 1e6 ? `${(perSecond / 1e6).toFixed(2)} million per second` : `${(perSecond / 1000).toFixed(1)} thousand per second`
  }
  const many = 5_000_000
  const bare = await best({ iterations: many })
  row('a loop of 5 million iterations without a breakpoint', `${bare.toFixed(0)} ms`)
  const settings: readonly [string, Setting][] = [
    ['condition i == K', { iterations: many, breakpoint: { condition: `i == ${many}` } }],
    [
      'condition on a field, a string, a global',
      { iterations: many, breakpoint: { condition: 'it.n == 9 || it.name == "none" || seldom < 0' } },
    ],
    ['condition runtime.curg.goid == 7', { iterations: many, breakpoint: { condition: 'runtime.curg.goid == 7' } }],
    ['condition left to the evaluator: m[1] == 2', { iterations: 50_000, breakpoint: { condition: 'm[1] == 2' } }],
    ['hit count', { iterations: many, breakpoint: { hitCondition: `> ${many}` } }],
    ['hit count per goroutine', { iterations: many, breakpoint: { hitCondition: `> ${many} per goroutine` } }],
    ['log message i={i} sum={sum}', { iterations: 200_000, breakpoint: { logMessage: 'i={i} sum={sum}' } }],
    ['log message with a struct: {it}', { iterations: 50_000, breakpoint: { logMessage: '{it}' } }],
    [
      'data breakpoint, changes counted',
      { iterations: 500_000, data: { name: 'main.every', accessType: 'write', hitCondition: '> 500000' } },
    ],
    ['data breakpoint with a condition', { iterations: 50_000, data: { name: 'main.every', accessType: 'write', condition: 'i < 0' } }],
  ]
  for (const [what, setting] of settings) row(what, rate(setting.iterations, await best(setting)))
  const watching = await best({ iterations: many, data: { name: 'main.seldom', accessType: 'write', hitCondition: `> ${many}` } })
  row(
    'a loop of 5 million iterations, a global in it watched',
    `${watching.toFixed(0)} ms, ${(watching / bare).toFixed(1)} times the bare loop`,
  )
}
