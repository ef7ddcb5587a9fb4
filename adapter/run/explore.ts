// This file runs a program with one seed after another until one run fails: `mapscope explore`.
import { basename } from 'node:path'
import { compileProgram } from '../compiler/compile'
import { ProgramError, readProgram } from '../hostFiles'
import type { Image } from '../image/image'
import { Machine, type Stop } from '../machine/machine'
import { shippedGoroot } from './run'

export interface ExploreOptions {
  readonly schedules: number
  readonly first: number
  readonly cores: number
  readonly ticks: number
  readonly shard?: { readonly index: number; readonly count: number }
  readonly all?: boolean
  readonly json?: boolean
}

/** A run that failed. */
export interface Failure {
  readonly seed: number
  readonly exitCode: number
  /** The first line of standard error, or what the machine said. */
  readonly message: string
  readonly tick: number
}

/** Exit codes: 0 when no schedule failed, 2 when one did, 1 when the program does not compile. */
export async function exploreCommand(path: string, args: readonly string[], options: ExploreOptions): Promise<number> {
  const { goroot, archive } = shippedGoroot()
  let program: ReturnType<typeof readProgram>
  try {
    program = readProgram(path)
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error
    process.stderr.write(`mapscope: ${error.message}\n`)
    return 1
  }
  const compiled = compileProgram(program, goroot, archive)
  if (compiled.errors !== undefined) {
    process.stderr.write(`${compiled.errors.join('\n')}\n`)
    return 1
  }
  const { index, count } = options.shard ?? { index: 1, count: 1 }
  const failures: Failure[] = []
  let tried = 0
  for (let seed = options.first + index - 1; seed < options.first + options.schedules; seed += count) {
    tried++
    const failure = runSeed(compiled.image, [basename(path).replace(/\.go$/, ''), ...args], seed, options)
    if (failure !== undefined) {
      failures.push(failure)
      if (options.json !== true) print(`seed ${failure.seed}: ${failure.message} (exit ${failure.exitCode}, tick ${failure.tick})`)
      if (options.all !== true) break
    }
    progress(tried, Math.ceil(options.schedules / count), failures.length)
  }
  clearProgress()
  if (options.json === true) print(JSON.stringify({ tried, failures }))
  else if (failures.length === 0) print(`${tried} schedules, no failure`)
  else if (options.all === true) print(`${failures.length} of ${tried} schedules fail`)
  else print(`after ${tried} schedules; the same again: mapscope run --seed ${failures[0]!.seed} --cores ${options.cores} ${path}`)
  return failures.length > 0 ? 2 : 0
}

function runSeed(image: Image, args: readonly string[], seed: number, options: ExploreOptions): Failure | undefined {
  let errors = ''
  const machine = new Machine({
    sections: image.sections,
    entry: image.entry,
    functions: image.functions,
    args,
    env: [],
    seed,
    cores: options.cores,
    tickLimit: options.ticks,
    onOutput: (fd, bytes) => {
      if (fd === 2 && errors.length < 1000) errors += Buffer.from(bytes).toString('utf8')
    },
  })
  let stop: Stop
  do stop = machine.run(2 ** 40)
  while (stop.reason === 'budget')
  if (stop.reason === 'exited' && stop.code === 0) return undefined
  const exitCode = stop.reason === 'exited' ? stop.code : stop.reason === 'signaled' ? 128 + stop.signal : 125
  const message = errors.split('\n')[0] || (stop.reason === 'limit' ? `limit of ${stop.which} reached` : stop.reason)
  return { seed, exitCode, message, tick: machine.tick }
}

const terminal = process.stderr.isTTY === true

function progress(done: number, of: number, failures: number): void {
  if (!terminal || done % 5 !== 0) return
  const width = 30
  const full = Math.round((width * done) / of)
  process.stderr.write(`\r[${'#'.repeat(full)}${'.'.repeat(width - full)}] ${done}/${of} schedules, ${failures} failed`)
}

function clearProgress(): void {
  if (terminal) process.stderr.write(`\r${' '.repeat(78)}\r`)
}

function print(text: string): void {
  clearProgress()
  process.stdout.write(`${text}\n`)
}
