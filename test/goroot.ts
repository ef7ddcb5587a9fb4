// This file gives tests the compiled goroot (made by globalSetup.ts) and runs programs with it.
import { readFileSync } from 'node:fs'
import { PackageArchive } from '../adapter/compiler/archive'
import { compileProgram } from '../adapter/compiler/compile'
import { type Goroot, unpackGoroot } from '../adapter/compiler/goroot'
import type { Program } from '../adapter/compiler/packages'
import type { Image } from '../adapter/image/image'
import { installInterpreterModule, shippedHeapBase } from '../adapter/machine/interpreter/interpreter'
import { Machine, type MachineOptions, type Stop } from '../adapter/machine/machine'
import { cacheFolder } from './cache'

let shipped: { goroot: Goroot; archive: PackageArchive } | undefined

/** The goroot, compiled. */
export function testGoroot(): { goroot: Goroot; archive: PackageArchive } {
  if (shipped === undefined) {
    installInterpreterModule(shippedHeapBase, new Uint8Array(readFileSync(`${cacheFolder}/interpreter.wasm`)))
    shipped = {
      goroot: unpackGoroot(readFileSync(`${cacheFolder}/goroot.sources`)),
      archive: new PackageArchive(readFileSync(`${cacheFolder}/goroot.archive`)),
    }
  }
  return shipped
}

/** A program of one file. */
export function oneFile(text: string, path = '/program/main.go'): Program {
  return { files: [{ path, text }], root: '/program' }
}

/** Compiles a program that must compile. */
export function compileText(text: string, path?: string): Image {
  const { goroot, archive } = testGoroot()
  const result = compileProgram(oneFile(text, path), goroot, archive)
  if (result.errors !== undefined) throw new Error(result.errors.join('\n'))
  return result.image
}

export interface RunResult {
  readonly stdout: string
  readonly stderr: string
  readonly stop: Stop
  readonly ticks: number
  readonly clock: number
}

/** Runs an image to its end, or for so many ticks. */
export function runImage(image: Image, options: Partial<MachineOptions> & { maxTicks?: number } = {}): RunResult {
  const output = { 1: [] as Uint8Array[], 2: [] as Uint8Array[] }
  const machine = new Machine({
    sections: image.sections,
    entry: image.entry,
    functions: image.functions,
    args: ['program'],
    env: [],
    seed: 1,
    cores: 4,
    onOutput: (fd, bytes) => output[fd].push(bytes.slice()),
    ...options,
  })
  const stop = machine.run(options.maxTicks ?? 2_000_000_000)
  const text = (fd: 1 | 2) => Buffer.concat(output[fd]).toString('utf8')
  return { stdout: text(1), stderr: text(2), stop, ticks: machine.tick, clock: machine.clock }
}

/** Compiles and runs the text of a program. */
export function run(text: string, options?: Parameters<typeof runImage>[1]): RunResult {
  return runImage(compileText(text), options)
}
