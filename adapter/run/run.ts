// This file runs a program to its end without a debugger: `mapscope run`.
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { performance } from 'node:perf_hooks'
import { randomSeed } from '../common/randomSeed'
import { PackageArchive } from '../compiler/archive'
import { compileProgram } from '../compiler/compile'
import { type Goroot, unpackGoroot } from '../compiler/goroot'
import { ProgramError, readProgram } from '../hostFiles'
import { installInterpreterModule, shippedHeapBase } from '../machine/interpreter/interpreter'
import { Machine, type Stop } from '../machine/machine'
import { runDebuggable } from './runDebug'

export interface RunOptions {
  readonly seed: string
  readonly cores: number
  readonly memory: number
  readonly ticks?: number
  readonly stats?: boolean
  readonly engine: 'both' | 'interpreter'
  readonly debug?: { readonly host: string; readonly port: number }
  readonly wait?: boolean
}

const limitReached = 125 // as `timeout` and `docker run` say "the runner, not the program"

/** The goroot that lies beside the bundle; the interpreter's module is there too. */
export function shippedGoroot(): { goroot: Goroot; archive: PackageArchive } {
  const here = new URL('.', import.meta.url)
  installInterpreterModule(shippedHeapBase, new Uint8Array(readFileSync(new URL('interpreter.wasm', here))))
  return {
    goroot: unpackGoroot(readFileSync(new URL('goroot.sources', here))),
    archive: new PackageArchive(readFileSync(new URL('goroot.archive', here))),
  }
}

/** Compiles and runs; returns the exit code. Output goes to stdout and stderr as the program writes it. */
export async function runCommand(path: string, args: readonly string[], options: RunOptions): Promise<number> {
  const shipped = shippedGoroot()
  const { goroot, archive } = shipped
  if (options.debug !== undefined) return runForDebuggers(shipped, path, args, options, options.debug)
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
  const seed = options.seed === 'random' ? randomSeed() : options.seed
  const machine = new Machine({
    sections: compiled.image.sections,
    entry: compiled.image.entry,
    functions: compiled.image.functions,
    args: [basename(path).replace(/\.go$/, ''), ...args],
    env: goEnvironment(),
    seed,
    cores: options.cores,
    memoryLimit: options.memory * 2 ** 20,
    stdin: standardInput(),
    engine: options.engine,
    onOutput: (fd, bytes) => {
      writeAll(fd, bytes)
    },
    ...(options.ticks === undefined ? {} : { tickLimit: options.ticks }),
  })
  const started = performance.now()
  let stop: Stop
  do stop = machine.run(2 ** 40)
  while (stop.reason === 'budget')
  if (options.stats === true) {
    const seconds = (performance.now() - started) / 1000
    process.stderr.write(
      `${machine.tick} ticks, ${(machine.clock / 1e6).toFixed(3)} ms of virtual time, ${(machine.tick / seconds / 1e6).toFixed(0)} million instructions a second\n`,
    )
  }
  const code = exitCode(stop)
  if (code !== 0 && options.seed === 'random') process.stderr.write(`mapscope: seed ${seed}\n`)
  return code
}

async function runForDebuggers(
  shipped: ReturnType<typeof shippedGoroot>,
  path: string,
  args: readonly string[],
  options: RunOptions,
  address: { readonly host: string; readonly port: number },
): Promise<number> {
  const seed = options.seed === 'random' ? randomSeed() : options.seed
  const limits = { memoryMiB: options.memory, ...(options.ticks === undefined ? {} : { ticks: options.ticks }) }
  const env = Object.fromEntries(goEnvironment().map(text => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]))
  const code = await runDebuggable(
    shipped,
    { ...address, wait: options.wait === true, launch: { program: path, args, seed, cores: options.cores, limits, env } },
    { input: process.stdin, write: writeAll },
  )
  if (code !== 0 && options.seed === 'random')
    process.stderr.write(`mapscope: seed ${seed}\n`)
    // A file has no such method, and keeps nobody waiting.
  ;(process.stdin as { unref?(): void }).unref?.()
  return code
}

function exitCode(stop: Stop): number {
  switch (stop.reason) {
    case 'exited':
      return stop.code
    case 'signaled':
      return 128 + stop.signal
    case 'limit':
      process.stderr.write(`mapscope: the program reached the limit of ${stop.which}\n`)
      return limitReached
    case 'stuck':
      process.stderr.write('mapscope: no thread of the program can ever run again\n')
      return limitReached
    default:
      process.stderr.write(`mapscope: unexpected stop: ${stop.reason}\n`)
      return limitReached
  }
}

/** Standard input is read at once, when there is any: a terminal is not waited for. */
function standardInput(): Uint8Array {
  if (process.stdin.isTTY) return new Uint8Array()
  try {
    return readFileSync(0)
  } catch {
    return new Uint8Array()
  }
}

function writeAll(fd: 1 | 2, bytes: Uint8Array): void {
  ;(fd === 1 ? process.stdout : process.stderr).write(bytes.slice())
}

/** What decides how Go programs behave reaches the program; the rest of the host's environment would only make runs differ from place to place. */
function goEnvironment(): string[] {
  return Object.entries(process.env).flatMap(([name, value]) => (/^GO[A-Z]+$/.test(name) ? [`${name}=${value}`] : []))
}
