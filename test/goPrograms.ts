// This file compiles and runs Go programs for tests.
import { compileProgram } from '../adapter/compiler/compile'
import { readProgram } from '../adapter/hostFiles'
import { Machine, type Stop } from '../adapter/machine/machine'
import { testGoroot } from './goroot'

export interface GoRun {
  readonly stdout: string
  readonly stderr: string
  readonly exit: number
}

/** Runs a program to its end. Errors of the compiler count as stderr. */
export function runGo(path: string, seed: number | string = 1): GoRun {
  const { goroot, archive } = testGoroot()
  const compiled = compileProgram(readProgram(path), goroot, archive)
  if (compiled.errors !== undefined) return { stdout: '', stderr: compiled.errors.join('\n'), exit: 1 }
  const output: Uint8Array[][] = [[], []]
  const machine = new Machine({
    sections: compiled.image.sections,
    entry: compiled.image.entry,
    functions: compiled.image.functions,
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
