// The past of a machine: the same tick is the same state, however it is reached.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Image } from '../../adapter/image/image'
import { Machine, type MachineOptions } from '../../adapter/machine/machine'
import { pageSize, writtenPages } from '../../adapter/machine/memory/layout'
import { Timeline } from '../../adapter/machine/timeline/timeline'
import { compileText } from '../goroot'
import { exitCode, load } from './programs'
import { stateHash } from './stateHash'
import { timePrograms, writers } from './timePrograms'

/** Short, so that there are many snapshots. */
const interval = 60_000

const start = (image: Image, seed: number, cores = 4, options: Partial<MachineOptions> = {}) => {
  const output: string[] = []
  const machine = new Machine({
    sections: image.sections,
    entry: image.entry,
    args: ['program'],
    env: [],
    seed,
    cores,
    onOutput: (fd, bytes, tick) => output.push(`${tick} ${fd} ${Buffer.from(bytes).toString()}`),
    ...options,
  })
  return { machine, output }
}

describe('the same tick is the same state', () => {
  for (const [name, text] of Object.entries(timePrograms)) {
    test.each([1, 2, 3])(`${name}, seed %i`, seed => {
      const image = compileText(text)
      const fresh = start(image, seed)
      const { machine, output } = start(image, seed)
      const timeline = new Timeline(machine, { memory: 64 * 2 ** 20, now: () => 0, interval })
      // Forward, noting states at odd places.
      const states = new Map<number, string>()
      let step = 1
      for (let i = 0; i < 40; i++) {
        const stop = timeline.run((step = (step * 7919) % 250_007))
        fresh.machine.run(timeline.tick - fresh.machine.tick)
        states.set(timeline.tick, stateHash(timeline.machine))
        expect(stateHash(fresh.machine)).toBe(states.get(timeline.tick))
        if (stop.reason !== 'budget') break
      }
      const before = [...output]
      const ticks = [...states.keys()]
      const there = (tick: number) => {
        timeline.seek(tick)
        expect(timeline.tick).toBe(tick)
        expect(stateHash(machine)).toBe(states.get(tick))
      }
      for (const tick of [...ticks].reverse()) there(tick)
      for (const tick of ticks) there(tick)
      for (let i = 0; i < 60; i++) there(ticks[(i * 17) % ticks.length]!)
      expect(output).toEqual(before)
      // And on from the last one, as if nothing had been.
      there(ticks.at(-1)!)
      timeline.run(400_000)
      fresh.machine.run(timeline.tick - fresh.machine.tick)
      expect(stateHash(machine)).toBe(stateHash(fresh.machine))
      expect(output).toEqual(fresh.output)
    })
  }
})

describe('translated code marks what it writes', () => {
  const all = { ...timePrograms, ...writers }
  test.each(Object.keys(all))('%s', name => {
    const image = compileText(all[name]!)
    const translated = { functions: image.functions, translateAfter: 2000 }
    const length = 6_000_000
    const points = [0, 1, 2, 3, 4, 5, 6].map(i => 400_000 + Math.floor((i * length) / 7.3))
    const fresh = start(image, 6).machine
    const states = new Map<number, string>()
    for (const tick of points) {
      fresh.run(tick - fresh.tick)
      states.set(fresh.tick, stateHash(fresh))
    }
    // Much room and next to none: then all but the beginning and a few others are dropped.
    for (const memory of [2 ** 28, 2 ** 20]) {
      const { machine } = start(image, 6, 4, translated)
      const timeline = new Timeline(machine, { memory, now: () => 0, interval: 230_000 })
      timeline.run(length)
      const ticks = [...states.keys()].filter(tick => tick <= timeline.frontier)
      for (let i = 0; i < 25; i++) {
        const tick = ticks[(i * 5 + (i >> 2)) % ticks.length]!
        if (i % 3 === 0) timeline.seek(tick - 1000 * i)
        if (i % 5 === 0) timeline.takeSnapshot()
        timeline.seek(tick)
        expect([tick, stateHash(machine)]).toEqual([tick, states.get(tick)])
      }
    }
  })
})

test('a large heap of which little changes costs little: pages that nobody wrote are neither read nor kept again', () => {
  const image = compileText(writers.large!)
  const { machine } = start(image, 1, 4, { functions: image.functions, translateAfter: 2000 })
  const timeline = new Timeline(machine, { memory: 2 ** 28, now: () => 0, interval: 1e9 })
  timeline.run(2_500_000)
  expect(machine.space.heapSize).toBeGreaterThanOrEqual(2 ** 24)
  timeline.takeSnapshot()
  const before = timeline.memory
  timeline.run(100_000)
  const written = machine.space.bytes.subarray(writtenPages, writtenPages + machine.space.bytes.length / pageSize)
  expect(written.reduce((sum, mark) => sum + mark, 0)).toBeLessThan(500)
  timeline.takeSnapshot()
  expect(timeline.memory - before).toBeLessThan(2 ** 20)
})

test('recording changes nothing, and neither does how a run is cut', () => {
  const image = compileText(timePrograms.goroutines!)
  const fresh = start(image, 5)
  fresh.machine.run(3_000_000)
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 300_000 }), { minLength: 1, maxLength: 30 }), fc.boolean(), (cuts, recorded) => {
      const { machine, output } = start(image, 5)
      const timeline = new Timeline(machine, { memory: recorded ? 2 ** 26 : 0, now: () => 0, interval })
      for (const cut of cuts) if (timeline.tick + cut <= 3_000_000) timeline.run(cut)
      timeline.run(3_000_000 - timeline.tick)
      expect(stateHash(machine)).toBe(stateHash(fresh.machine))
      expect(output).toEqual(fresh.output)
    }),
    { numRuns: 15 },
  )
})

test('random walks through time meet the states of a fresh run', () => {
  const image = compileText(timePrograms.preempted!)
  const { machine } = start(image, 9)
  const timeline = new Timeline(machine, { memory: 2 ** 25, now: () => 0, interval })
  const known = new Map<number, string>()
  const fresh = (tick: number) => {
    let hash = known.get(tick)
    if (hash === undefined) {
      const other = start(image, 9).machine
      other.run(tick)
      known.set(tick, (hash = stateHash(other)))
    }
    return hash
  }
  const command = fc.oneof(
    fc.record({ kind: fc.constant('run' as const), by: fc.integer({ min: 1, max: 400_000 }) }),
    fc.record({ kind: fc.constant('seek' as const), by: fc.integer({ min: 0, max: 100 }) }),
    fc.record({ kind: fc.constant('back' as const), by: fc.integer({ min: 1, max: 200_000 }) }),
    fc.record({ kind: fc.constant('step' as const), by: fc.integer({ min: 0, max: 5 }) }),
    fc.record({ kind: fc.constant('snapshot' as const), by: fc.constant(0) }),
  )
  fc.assert(
    fc.property(fc.array(command, { maxLength: 12 }), commands => {
      for (const { kind, by } of commands) {
        if (kind === 'run') timeline.run(by)
        else if (kind === 'seek') timeline.seek(Math.floor((timeline.frontier * by) / 100))
        else if (kind === 'back') timeline.seek(timeline.tick - by)
        else if (kind === 'snapshot') timeline.takeSnapshot()
        else {
          const threads = machine.threads.filter(thread => thread.state === 'running')
          const thread = threads[by % Math.max(1, threads.length)]
          if (thread) timeline.run(100_000, thread.tid)
        }
      }
      expect(stateHash(machine)).toBe(fresh(timeline.tick))
    }),
    { numRuns: 25 },
  )
}, 60_000)

// Counts in memory for ever; reads a byte of input now and then and adds it.
const counter = `
TEXT ·start(SB), $0
  LEAQ ·data(SB), R15
again:
  MOVQ $200, CX
inner:
  INCQ (R15)
  DECQ CX
  JNE inner
  MOVQ $0, DI
  LEAQ 64(R15), SI
  MOVQ $1, DX
  MOVQ $0, AX
  SYSCALL
  MOVBQZX 64(R15), AX
  ADDQ AX, 8(R15)
  JMP again
`

describe('the world outside', () => {
  const begin = () => {
    const loaded = load(counter, { stdinOpen: true, cores: 1 })
    return { ...loaded, timeline: new Timeline(loaded.machine, { memory: 2 ** 24, now: () => 0, interval }) }
  }

  test('input comes again at its tick', () => {
    const { machine, timeline, symbols } = begin()
    const data = symbols.get('main.data')!
    expect(timeline.run(1e9)).toEqual({ reason: 'waitingForInput' })
    const ticks = [timeline.tick]
    const states = [stateHash(machine)]
    for (const byte of [3, 5, 9]) {
      timeline.provideInput(Uint8Array.of(byte))
      expect(timeline.run(1e9)).toEqual({ reason: 'waitingForInput' })
      ticks.push(timeline.tick)
      states.push(stateHash(machine))
    }
    expect(machine.readWord(data + 8)).toBe(17)
    for (const i of [0, 2, 1, 3, 0, 1]) {
      timeline.seek(ticks[i]! - 50)
      timeline.run(1e9)
      // Where it waited, input came at once.
      timeline.seek(ticks[i]!)
      if (i === 3) expect(stateHash(machine)).toBe(states[3])
      timeline.seek(ticks[i]! - 1)
      expect(machine.readWord(data + 8)).toBe([0, 3, 8, 17][i])
    }
    timeline.seek(timeline.frontier)
    expect(stateHash(machine)).toBe(states[3])
  })

  test('the time that input was waited for passes again', () => {
    const { machine, timeline } = begin()
    expect(timeline.run(1e9)).toEqual({ reason: 'waitingForInput' })
    expect(machine.untilNextEvent).toBe(Number.POSITIVE_INFINITY)
    const { clock } = machine
    timeline.passTime(5000)
    expect(machine.clock).toBe(clock + 5000)
    timeline.provideInput(Uint8Array.of(3))
    timeline.run(1e9)
    const state = stateHash(machine)
    timeline.seek(10)
    // In the past nobody waits.
    timeline.passTime(7000)
    timeline.seek(timeline.frontier)
    expect(stateHash(machine)).toBe(state)
  })

  test('input given in the past waits for the present', () => {
    const { machine, timeline, symbols } = begin()
    timeline.run(1e9)
    timeline.provideInput(Uint8Array.of(1))
    timeline.run(1e9)
    const end = timeline.tick
    timeline.seek(100)
    timeline.provideInput(Uint8Array.of(2))
    expect(timeline.run(1e9)).toEqual({ reason: 'waitingForInput' })
    expect(timeline.tick).toBeGreaterThan(end)
    expect(machine.readWord(symbols.get('main.data')! + 8)).toBe(3)
  })

  test('what the debugger writes is part of history; in the past it makes another future', () => {
    const { machine, timeline, symbols } = begin()
    const data = symbols.get('main.data')!
    let forks = 0
    timeline.forked = () => forks++
    timeline.run(300)
    timeline.write(data, Uint8Array.of(100, 0))
    const [{ tid }] = machine.threads
    timeline.setRegister(tid!, 'R12', 77n)
    timeline.run(200)
    const state = stateHash(machine)
    timeline.seek(250)
    expect(machine.readWord(data)).toBeLessThan(100)
    timeline.seek(300)
    expect([machine.readWord(data), machine.getRegister(tid!, 'R12')]).toEqual([100, 77n])
    timeline.seek(500)
    expect(stateHash(machine)).toBe(state)
    expect(forks).toBe(0)
    timeline.seek(100)
    timeline.write(data + 16, Uint8Array.of(1))
    expect([forks, timeline.frontier, timeline.past]).toEqual([1, 100, false])
    timeline.run(400)
    expect(machine.readWord(data)).toBeLessThan(200)
    expect(machine.getRegister(tid!, 'R12')).toBe(0n)
    const forked = stateHash(machine)
    timeline.seek(40)
    timeline.seek(500)
    expect(stateHash(machine)).toBe(forked)
  })

  test('text that the debugger changes changes back', () => {
    const { machine, timeline, lines, symbols } = begin()
    const data = symbols.get('main.data')!
    timeline.run(100)
    const before = machine.readWord(data)!
    // INCQ (R15) becomes three NOPs.
    const inc = lines.get(7)!
    timeline.write(inc, Uint8Array.of(0x90, 0x90, 0x90))
    timeline.run(100)
    expect(machine.readWord(data)).toBe(before)
    timeline.seek(0)
    timeline.run(90)
    expect(machine.readU8(inc)).not.toBe(0x90)
    expect(machine.readWord(data)).toBeGreaterThan(20)
    timeline.seek(200)
    expect([machine.readU8(inc), machine.readWord(data)]).toEqual([0x90, before])
  })

  test('frozen threads are frozen again', () => {
    const image = compileText(timePrograms.preempted!)
    const { machine } = start(image, 4)
    const timeline = new Timeline(machine, { memory: 2 ** 25, now: () => 0, interval })
    timeline.run(2_500_000)
    const tids = machine.threads.filter(thread => thread.state === 'running').map(thread => thread.tid)
    for (const tid of tids.slice(1)) timeline.freeze(tid)
    timeline.run(0)
    timeline.freeze(tids[1]!, false)
    timeline.run(100_000)
    const tick = timeline.tick
    const state = stateHash(machine)
    timeline.run(300_000)
    timeline.seek(2_000_000)
    timeline.seek(tick)
    expect(stateHash(machine)).toBe(state)
  })
})

describe('memory', () => {
  test('a heap that grew shrinks again, and what lies above is zero', () => {
    const map = (hint: string, length: number) =>
      `MOVQ ${hint}, DI; MOVQ $${length}, SI; MOVQ $3, DX; MOVQ $0x22, R10; MOVQ $-1, R8; MOVQ $0, R9; MOVQ $9, AX; SYSCALL`
    const { machine } = load(`
TEXT ·start(SB), $0
  ${map('$0', 65536)}
  MOVQ AX, BX
  MOVQ $7, 8(BX)
  ${map('$0', 1 << 20)}
  MOVQ AX, R12
  MOVQ (R12), R13
  MOVQ $9, (R12)
  MOVQ $9, 0x80000(R12)
  NOP
  MOVQ $1, DI
  ${exitCode}`)
    const timeline = new Timeline(machine, { memory: 2 ** 24, now: () => 0, interval })
    const [{ tid }] = machine.threads
    for (let round = 0; round < 3; round++) {
      timeline.run(22)
      expect(machine.space.heapSize).toBe(65536 + 2 ** 20)
      expect(machine.getRegister(tid!, 'R13')).toBe(0n)
      timeline.seek(12)
      expect(machine.space.heapSize).toBe(65536)
      expect(machine.read(0xc000010000, 8)).toBeUndefined()
      expect(machine.readWord(0xc000000008)).toBe(7)
    }
  })

  test('a small budget thins the far past, and everything can still be reached', () => {
    const image = compileText(timePrograms.collector!)
    const { machine } = start(image, 1)
    const budget = 10 * 2 ** 20
    const timeline = new Timeline(machine, { memory: budget, now: () => 0, interval })
    for (let i = 0; i < 100; i++) if (timeline.run(200_000).reason !== 'budget') break
    expect(timeline.memory).toBeLessThanOrEqual(budget)
    const ticks = timeline.snapshots.map(snapshot => snapshot.tick)
    const gaps = ticks.slice(1).map((tick, i) => tick - ticks[i]!)
    expect(ticks[0]).toBe(0)
    expect(gaps.length).toBeGreaterThan(5)
    expect(Math.max(...gaps.slice(0, 3))).toBeGreaterThan(2 * Math.min(...gaps.slice(-3)))
    const fresh = start(image, 1).machine
    fresh.run(3_456_789)
    timeline.seek(3_456_789)
    expect(stateHash(machine)).toBe(stateHash(fresh))
  })

  test('a heap that nobody touches costs no memory', () => {
    const { machine } = load(`
TEXT ·start(SB), $0
  MOVQ $0, DI; MOVQ $0x8000000, SI; MOVQ $3, DX; MOVQ $0x22, R10; MOVQ $-1, R8; MOVQ $0, R9; MOVQ $9, AX; SYSCALL
again:
  INCQ (AX)
  JMP again`)
    const timeline = new Timeline(machine, { memory: 2 ** 28, now: () => 0, interval })
    for (let i = 0; i < 5; i++) {
      timeline.run(1000)
      timeline.takeSnapshot()
    }
    expect(timeline.memory).toBeLessThan(2 ** 20 + 6 * 4 * (2 ** 27 / 4096))
  })
})
