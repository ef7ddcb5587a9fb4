// The translator against the interpreter: state and results are the same at every switch.
import { readdirSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileProgram } from '../../adapter/compiler/compile'
import { readProgram } from '../../adapter/hostFiles'
import { Engine } from '../../adapter/machine/engine'
import { loadImage } from '../../adapter/machine/loader'
import { Machine } from '../../adapter/machine/machine'
import { testGoroot } from '../goroot'
import { compareEngines, memoryHash, traced } from './engines'

describe('random programs', () => {
  // FUZZ_SECONDS makes it a long run; fast-check prints the seed of a failure.
  const seconds = Number(process.env.FUZZ_SECONDS ?? 8)
  test(
    'registers, flags, ticks and memory are equal at every switch',
    () => {
      fc.assert(
        fc.property(fc.nat(), seed => {
          expect(compareEngines(seed)).toBeUndefined()
        }),
        { numRuns: 1e9, interruptAfterTimeLimit: seconds * 1000, markInterruptAsFailure: false, endOnFailure: true },
      )
    },
    seconds * 1000 + 60_000,
  )
})

describe('Go programs', () => {
  const { goroot, archive } = testGoroot()
  const samples = readdirSync('sample-programs').map(name => `sample-programs/${name}/main.go`)
  const budgets = [1000, 3, 50_000, 17, 400_000]

  const run = (path: string, cores: number, engine: 'both' | 'interpreter', translateAfter: number) => {
    const compiled = compileProgram(readProgram(path), goroot, archive)
    if (compiled.errors !== undefined) throw new Error(compiled.errors.join('\n'))
    const { sections, entry, functions } = compiled.image
    let output = 0
    const machine = new Machine({
      sections,
      entry,
      functions,
      args: ['program'],
      env: [],
      seed: 7,
      cores,
      engine,
      translateAfter,
      onOutput: (_, bytes) => {
        for (const byte of bytes) output = Math.imul(output ^ byte, 0x01000193)
      },
    })
    const trace = traced(machine)
    const hashes: number[] = []
    for (let i = 0; ; i++) {
      const stop = machine.run(budgets[i % budgets.length])
      if (i % 300 === 0 || stop.reason !== 'budget') hashes.push(memoryHash(machine))
      if (stop.reason !== 'budget' || machine.tick > 6_000_000)
        return { stop, tick: machine.tick, clock: machine.clock, trace, output, hashes }
    }
  }

  test('every function of a program can be translated, but the one that changes stacks in the middle', () => {
    const compiled = compileProgram(readProgram('test/programs/language.go'), goroot, archive)
    if (compiled.errors !== undefined) throw new Error(compiled.errors.join('\n'))
    const { sections, functions } = compiled.image
    const engine = new Engine(loadImage(sections, 2 ** 24), { functions })
    for (const f of functions) engine.translate(f.entry)
    expect(functions.filter(f => !engine.isTranslated(f.entry)).map(f => f.name)).toEqual(['runtime.morestack'])
  })

  // Translated at once, so that all code is met; and late, so that engines change in the middle.
  test.each(
    [...samples, 'test/programs/language.go', 'test/programs/fmtverbs.go'].map(
      (path, i) => [path, [1, 4, 8][i % 3], i % 2 ? 0 : 20_000] as const,
    ),
  )('%s on %i cores', (path, cores, translateAfter) => {
    expect(run(path, cores, 'both', translateAfter)).toEqual(run(path, cores, 'interpreter', 0))
  })
})
