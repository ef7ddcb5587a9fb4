// This file compiles and runs Go programs for tests. The goroot is compiled once for each test file.
import { PackageArchive, writeArchive } from '../adapter/compiler/archive'
import { compileGoroot, compileProgram } from '../adapter/compiler/compile'
import { readGoroot, readProgram } from '../adapter/hostFiles'
import { Machine, type Stop } from '../adapter/machine/machine'

const goroot = readGoroot(new URL('../adapter/goroot/src', import.meta.url).pathname)
let archive: PackageArchive | undefined

export interface GoRun {
  readonly stdout: string
  readonly stderr: string
  readonly exit: number
}

/** Runs a program to its end. Errors of the compiler count as stderr. */
export function runGo(path: string, seed: number | string = 1): GoRun {
  archive ??= new PackageArchive(writeArchive(compileGoroot(goroot)))
  const compiled = compileProgram(readProgram(path), goroot, archive)
  if (compiled.errors !== undefined) return { stdout: '', stderr: compiled.errors.join('\n'), exit: 1 }
  const output: Uint8Array[][] = [[], []]
  const machine = new Machine({
    sections: compiled.image.sections,
    entry: compiled.image.entry,
    args: [path],
    env: [],
    seed,
    cores: 4,
    onOutput: (fd, bytes) => {
      output[fd - 1]!.push(bytes.slice())
    },
  })
  let stop: Stop
  do stop = machine.run(2 ** 40)
  while (stop.reason === 'budget')
  const [stdout, stderr] = output.map(chunks => Buffer.concat(chunks).toString('utf8'))
  return { stdout: stdout!, stderr: stderr!, exit: stop.reason === 'exited' ? stop.code : -1 }
}
