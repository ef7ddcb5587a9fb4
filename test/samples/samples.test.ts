// The sample programs do what their first lines say, the same way every time, whatever looks on.
import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { compileProgram } from '../../adapter/compiler/compile'
import { readProgram } from '../../adapter/hostFiles'
import type { Image } from '../../adapter/image/image'
import { Machine } from '../../adapter/machine/machine'
import { runImage, testGoroot } from '../goroot'

function sample(name: string): Image {
  const { goroot, archive } = testGoroot()
  const result = compileProgram(readProgram(`sample-programs/${name}`), goroot, archive)
  if (result.errors !== undefined) throw new Error(result.errors.join('\n'))
  return result.image
}

const exited = (code: number) => ({ reason: 'exited', code })

describe('what the samples show', () => {
  test('concurrent-map finishes with seed 1 and dies with seed 55', () => {
    const image = sample('concurrent-map')
    const fine = runImage(image, { seed: 1 })
    expect([fine.stop, fine.stdout]).toEqual([exited(0), 'finished, entries: 1000\n'])
    const dead = runImage(image, { seed: 55 })
    expect(dead.stop).toEqual(exited(2))
    expect(dead.stderr).toMatch(/^fatal error: concurrent map read and map write\n\ngoroutine \d+ \[running\]:\nmain\.main\.func2\(\)/)
  })

  test('concurrent-map dies of a few seeds in a hundred, as in real Go', () => {
    const image = sample('concurrent-map')
    let deaths = 0
    for (let seed = 1; seed <= 60; seed++) if (runImage(image, { seed }).stderr !== '') deaths++
    expect(deaths).toBeGreaterThan(0)
    expect(deaths).toBeLessThan(8)
  })

  test('concurrent-writes dies without running deferred calls', () => {
    const result = runImage(sample('concurrent-writes'))
    expect([result.stop, result.stdout]).toEqual([exited(2), ''])
    expect(result.stderr).toMatch(/^fatal error: concurrent map writes\n/)
  })

  test('nil-map panics after its deferred calls', () => {
    const result = runImage(sample('nil-map'))
    expect([result.stop, result.stdout]).toEqual([exited(2), 'reading a nil map gives 0 bytes\ndeferred calls still run\n'])
    expect(result.stderr).toMatch(/^panic: assignment to entry in nil map\n\ngoroutine 1 \[running\]:\nmain\.\(\*config\)\.set\(/)
  })

  test('bucket-hotspot finds sixty keys for one bucket', () => {
    const result = runImage(sample('bucket-hotspot'))
    expect(result.stop).toEqual(exited(0))
    expect(result.stdout).toMatch(/^60 keys, all in bucket \d+\n60 true\n$/)
  })

  test('map-growth counts', () => {
    expect(runImage(sample('map-growth')).stdout).toBe('120 583220\n')
  })

  test('deadlock is found', () => {
    const result = runImage(sample('deadlock'))
    expect(result.stop).toEqual(exited(2))
    expect(result.stderr).toMatch(/^fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 \[semacquire\]:\n/)
    expect(result.stderr).toContain('[sync.Mutex.Lock]:')
    expect(result.stderr).toContain('[chan receive]:')
  })

  test('rwmutex-map ends well with every seed tried', () => {
    const image = sample('rwmutex-map')
    for (let seed = 1; seed <= 10; seed++) expect(runImage(image, { seed }).stdout).toBe('entries: 4 last: 99\n')
  })
})

describe('determinism', () => {
  const machine = (image: Image, output: string[]) =>
    new Machine({
      sections: image.sections,
      entry: image.entry,
      functions: image.functions,
      args: ['program'],
      env: [],
      seed: 55,
      cores: 4,
      onOutput: (fd, bytes, tick) => output.push(`${fd} ${tick} ${Buffer.from(bytes).toString('hex')}`),
    })
  for (const name of readdirSync('sample-programs')) {
    test(`${name}: the same ticks, clock and bytes however the run is sliced, and with breakpoints that are hit`, () => {
      const image = sample(name)
      const plainOutput: string[] = []
      const plain = machine(image, plainOutput)
      const end = plain.run(2_000_000_000)

      const slicedOutput: string[] = []
      const sliced = machine(image, slicedOutput)
      let stop = sliced.run(1)
      for (let n = 1; stop.reason === 'budget'; n = (n * 7 + 3) % 200_000) stop = sliced.run(n)
      expect([stop, sliced.tick, sliced.clock, slicedOutput]).toEqual([end, plain.tick, plain.clock, plainOutput])

      const watchedOutput: string[] = []
      const watched = machine(image, watchedOutput)
      for (const f of ['runtime.gopark', 'runtime.newproc', 'main.main']) watched.setBreakpoint(image.functionNamed(f)!.entry)
      let hits = 0
      for (stop = watched.run(2_000_000_000); stop.reason === 'breakpoint'; stop = watched.run(2_000_000_000)) hits++
      expect(hits).toBeGreaterThan(0)
      expect([stop, watched.tick, watched.clock, watchedOutput]).toEqual([end, plain.tick, plain.clock, plainOutput])
    })
  }
})
