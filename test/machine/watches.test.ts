import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Machine, type Stop, type Watch, type WatchHit } from '../../adapter/machine/machine'
import { compileText } from '../goroot'
import { nextAccesses } from './accesses'
import { exitCode, load } from './programs'

type WatchStop = Extract<Stop, { reason: 'watch' }>

const map = (length: number) =>
  `MOVQ $0, DI; MOVQ $${length}, SI; MOVQ $3, DX; MOVQ $0x22, R10; MOVQ $-1, R8; MOVQ $0, R9; MOVQ $9, AX; SYSCALL`

/** Runs to the end; every watch stop with its tick. */
function watchStops(machine: Machine, budget = 10_000_000): { tick: number; stop: WatchStop }[] {
  const found: { tick: number; stop: WatchStop }[] = []
  const end = machine.tick + budget
  for (;;) {
    const stop = machine.run(end - machine.tick)
    if (stop.reason !== 'watch') return found
    found.push({ tick: machine.tick, stop })
  }
}

function show({ watch, address, size, write, changed }: WatchHit, base: number): string {
  return `${watch}: ${write ? 'write' : 'read'} ${address - base}+${size}${changed ? ' changed' : ''}`
}

/** `tick: hit, hit` for a program whose data are watched; addresses count from main.data. */
function trace(source: string, watches: readonly { at: number; length: number; access: Watch['access'] }[]): string[] {
  const { machine, symbols } = load(`TEXT ·start(SB), $0\nLEAQ ·data(SB), BX\n${source}\n${exitCode}`)
  const base = symbols.get('main.data')!
  machine.setWatches(watches.map(({ at, length, access }) => ({ address: base + at, length, access })))
  return watchStops(machine).map(({ tick, stop }) => {
    const hits = [stop, ...stop.others].map(hit => show(hit, base))
    return `${tick}: ${hits.join(', ')}`
  })
}

describe('a watch', () => {
  const program = 'MOVQ $5, 8(BX)\nMOVQ $5, 8(BX)\nMOVL 12(BX), AX\nINCQ 8(BX)\nMOVB $9, 16(BX)'

  test('of writes hears of every write, and whether it changed something', () => {
    expect(trace(program, [{ at: 8, length: 8, access: 'write' }])).toEqual([
      '2: 0: write 8+8 changed',
      '3: 0: write 8+8',
      '5: 0: write 8+8 changed',
    ])
  })

  test('of reads hears of reads, those of instructions that write back too', () => {
    expect(trace(program, [{ at: 8, length: 8, access: 'read' }])).toEqual(['4: 0: read 12+4', '5: 0: write 8+8 changed'])
  })

  test('of both hears of all; one of a single byte says whether that byte changed', () => {
    expect(trace(program, [{ at: 9, length: 1, access: 'readWrite' }])).toEqual(['2: 0: write 8+8', '3: 0: write 8+8', '5: 0: write 8+8'])
  })

  test('beside others: one instruction may hit several', () => {
    const watches = [
      { at: 8, length: 4, access: 'write' },
      { at: 0, length: 64, access: 'read' },
      { at: 15, length: 1, access: 'write' },
    ] as const
    expect(trace('MOVQ $5, 8(BX)\nPUSHQ 8(BX)\nXCHGQ BX, 9(BX)', watches)).toEqual([
      '2: 0: write 8+8 changed, 2: write 8+8',
      '3: 1: read 8+8',
      '4: 0: write 9+8 changed, 1: write 9+8 changed, 2: write 9+8',
    ])
  })

  test('is found by accesses that begin in the page before', () => {
    expect(trace('MOVQ $5, 4090(BX)\nMOVUPS X15, 4081(BX)\nMOVUPS X15, 4080(BX)', [{ at: 4096, length: 1, access: 'write' }])).toEqual([
      '2: 0: write 4090+8',
      '3: 0: write 4081+16',
    ])
  })

  test('inside what a string instruction copies or fills, in one tick', () => {
    const source = `MOVB $7, 100(BX)
LEAQ 64(BX), SI\nLEAQ 256(BX), DI\nMOVQ $8, CX\nREP; MOVSQ
LEAQ 257(BX), DI\nLEAQ 256(BX), SI\nMOVQ $100, CX\nREP; MOVSB
LEAQ 200(BX), DI\nMOVQ $100, CX\nMOVQ $0, AX\nREP; STOSB`
    const watches = [
      { at: 292, length: 1, access: 'write' },
      { at: 100, length: 1, access: 'read' },
    ] as const
    expect(trace(source, watches)).toEqual([
      '6: 0: write 256+64 changed, 1: read 64+64',
      '10: 0: write 257+100 changed',
      '14: 0: write 200+100',
    ])
  })

  test('any number of them: more than the table holds', () => {
    const watches = Array.from({ length: 1000 }, (_, i) => ({ at: 8 * i, length: 4, access: 'write' as const }))
    expect(trace('MOVL $1, 4(BX)\nMOVL $1, 8(BX)\nMOVL $1, 7996(BX)\nMOVL $1, 7992(BX)', watches)).toEqual([
      '3: 1: write 8+4 changed',
      '5: 999: write 7992+4 changed',
    ])
  })

  test('of memory that is mapped later', () => {
    const { machine } = load(`TEXT ·start(SB), $0\n${map(8192)}\nMOVQ $7, 4096(AX)\n${exitCode}`)
    machine.setWatches([{ address: 0xc000001000, length: 8, access: 'write' }])
    expect(watchStops(machine).map(({ stop }) => show(stop, 0xc000001000))).toEqual(['0: write 0+8 changed'])
  })

  test('taken away is silent', () => {
    const { machine, symbols } = load(`TEXT ·start(SB), $0\nLEAQ ·data(SB), BX\nMOVQ $5, 8(BX)\nMOVQ $6, 8(BX)\n${exitCode}`)
    machine.setWatches([{ address: symbols.get('main.data')! + 8, length: 8, access: 'write' }])
    expect(machine.run(100).reason).toBe('watch')
    machine.setWatches([])
    expect(machine.run(100).reason).toBe('exited')
  })

  test('is met while stepping, and together with a breakpoint', () => {
    const { machine, lines, symbols } = load(`TEXT ·start(SB), $0\nLEAQ ·data(SB), BX\nMOVQ $5, 8(BX)\nMOVQ $6, 8(BX)\n${exitCode}`)
    machine.setWatches([{ address: symbols.get('main.data')! + 8, length: 8, access: 'write' }])
    machine.setBreakpoint(lines.get(3)!)
    machine.setBreakpoint(lines.get(4)!)
    const [{ tid }] = machine.threads
    const stops = [machine.run(100), machine.run(100), machine.stepThread(tid), machine.run(100)]
    expect(stops.map(stop => stop.reason)).toEqual(['breakpoint', 'watch', 'watch', 'exited'])
  })
})

describe('what the kernel does counts too', () => {
  const call = (number: number, ...args: string[]) =>
    [...args.map((arg, i) => `${arg.startsWith('$') ? 'MOVQ' : 'LEAQ'} ${arg}, ${['DI', 'SI', 'DX', 'R10', 'R8', 'R9'][i]}`)]
      .concat(`MOVQ $${number}, AX`, 'SYSCALL')
      .join('\n')
  const shown = (source: string, options = {}) => {
    const { machine, symbols } = load(`TEXT ·start(SB), $0\nLEAQ ·data(SB), BX\n${source}\n${exitCode}`, options)
    const base = symbols.get('main.data')!
    machine.setWatches([{ address: base, length: 8, access: 'readWrite' }])
    return watchStops(machine).map(({ stop }) => show(stop, base))
  }

  test('read(2), write(2), clock_gettime', () => {
    expect(shown(call(0, '$0', '0(BX)', '$3'), { stdin: new TextEncoder().encode('abc') })).toEqual(['0: write 0+3 changed'])
    expect(shown(call(1, '$1', '4(BX)', '$9'))).toEqual(['0: read 4+9'])
    expect(shown(call(228, '$1', '0(BX)'))).toEqual(['0: write 0+8 changed'])
  })

  test('the frame of a signal', () => {
    const action = 'LEAQ ·handler(SB), AX\nMOVQ AX, 0x1000(BX)\nMOVQ $0, 0x1008(BX)'
    const { machine, symbols } = load(`TEXT ·start(SB), $0
LEAQ ·data(SB), BX
${action}
${call(13, '$8', '0x1000(BX)', '$0', '$8')}
LEAQ 0x2000(BX), SP
XORL CX, CX
XORL AX, AX
XORL DX, DX
DIVQ CX
TEXT ·handler(SB), $0
${exitCode}`)
    const base = symbols.get('main.data')! + 0x2000
    machine.setWatches([{ address: base - 300, length: 8, access: 'write' }])
    const stop = machine.run(1000) as WatchStop
    expect([stop.write, stop.address < base - 300, machine.threads[0].pc]).toEqual([true, true, symbols.get('main.handler')!])
  })
})

describe('breakpoints with a filter', () => {
  const loop = `TEXT ·start(SB), $0\nMOVQ $0, AX\ntop:\nINCQ AX\nCMPQ AX, $1000\nJNE top\nMOVQ AX, DI\n${exitCode}`

  test('stop only where it says so, at the tick of the meeting, and it is not asked again when going on', () => {
    const { machine, lines } = load(loop)
    machine.setBreakpoint(lines.get(4)!)
    const asked: number[] = []
    const [{ tid }] = machine.threads
    machine.breakpointFilter = () => {
      asked.push(machine.tick)
      return machine.getRegister(tid, 'AX') === 500n
    }
    expect(machine.run(1e6)).toEqual({ reason: 'breakpoint', tid, address: lines.get(4)! })
    expect([machine.tick, asked.length, asked[10], asked[500]]).toEqual([1501, 501, 31, 1501])
    expect(machine.run(1e6).reason).toBe('exited')
    expect(asked.length).toBe(1000)
  })

  test('change nothing in the run, however it is cut', () => {
    const plain = load(loop)
    plain.machine.run(1e6)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }), cuts => {
        const { machine, lines } = load(loop)
        for (const line of [2, 4, 5, 6]) machine.setBreakpoint(lines.get(line)!)
        machine.breakpointFilter = () => false
        let stop: Stop
        let i = 0
        do stop = machine.run(cuts[i++ % cuts.length])
        while (stop.reason === 'budget')
        expect([stop, machine.tick, machine.clock]).toEqual([plain.machine.run(1), plain.machine.tick, plain.machine.clock])
      }),
      { numRuns: 20 },
    )
  })
})

// Instructions with one operand in memory at ADDR, as the data they touch and how.
const forms: readonly { text: string; size: number; kind: 'r' | 'w' | 'rw' }[] = [
  { text: 'MOVQ AX, ADDR', size: 8, kind: 'w' },
  { text: 'MOVB AX, ADDR', size: 1, kind: 'w' },
  { text: 'MOVW $77, ADDR', size: 2, kind: 'w' },
  { text: 'MOVL ADDR, DX', size: 4, kind: 'r' },
  { text: 'MOVBLZX ADDR, DX', size: 1, kind: 'r' },
  { text: 'ADDQ $3, ADDR', size: 8, kind: 'rw' },
  { text: 'ORB $1, ADDR', size: 1, kind: 'rw' },
  { text: 'CMPL ADDR, $3', size: 4, kind: 'r' },
  { text: 'LOCK; XADDL DX, ADDR', size: 4, kind: 'rw' },
  { text: 'LOCK; CMPXCHGQ DX, ADDR', size: 8, kind: 'rw' },
  { text: 'SETEQ ADDR', size: 1, kind: 'w' },
  { text: 'NEGW ADDR', size: 2, kind: 'rw' },
  { text: 'MOVUPS X1, ADDR', size: 16, kind: 'w' },
  { text: 'MOVUPS ADDR, X1', size: 16, kind: 'r' },
  { text: 'MOVSD ADDR, X1', size: 8, kind: 'r' },
  { text: 'CVTSQ2SD ADDR, X1', size: 8, kind: 'r' },
  { text: 'PUSHQ ADDR', size: 8, kind: 'r' },
  { text: 'LEAQ ADDR, DX', size: 0, kind: 'r' },
  { text: 'CMOVQEQ ADDR, DX', size: 8, kind: 'r' },
]

test('random programs: the hits are those of the accesses written down, and the run is the one without watches', () => {
  const instruction = fc.record({
    form: fc.integer({ min: 0, max: forms.length - 1 }),
    at: fc.oneof(fc.integer({ min: 0, max: 64 }), fc.integer({ min: 4060, max: 4120 })),
    indexed: fc.boolean(),
  })
  const watch = fc.record({
    at: fc.oneof(fc.integer({ min: 0, max: 64 }), fc.integer({ min: 4060, max: 4120 })),
    length: fc.oneof(fc.integer({ min: 1, max: 16 }), fc.integer({ min: 1, max: 4200 })),
    access: fc.constantFrom('read', 'write', 'readWrite'),
  })
  fc.assert(
    fc.property(fc.array(instruction, { minLength: 1, maxLength: 40 }), fc.array(watch, { maxLength: 6 }), (code, watches) => {
      const lines = code.map(({ form, at, indexed }) => forms[form].text.replace('ADDR', indexed ? `${at}(BX)(CX*2)` : `${at}(BX)`))
      const source = `TEXT ·start(SB), $0\nLEAQ ·data(SB), BX\nMOVQ $0, CX\n${lines.join('\n')}\n${exitCode}`
      const plain = load(source)
      const base = plain.symbols.get('main.data')!
      const states = code.map((_, i) => {
        plain.machine.run(i ? 1 : 2)
        return plain.machine.read(base, 8192)!
      })
      plain.machine.run(1)
      const expected: string[] = []
      code.forEach(({ form, at }, i) => {
        const { size, kind } = forms[form]
        const after = states[i + 1] ?? plain.machine.read(base, 8192)!
        watches.forEach(({ at: start, length, access }, number) => {
          if (at >= start + length || at + size <= start || size === 0) return
          if ((access === 'read' && kind === 'w') || (access === 'write' && kind === 'r')) return
          let changed = false
          for (let byte = start; byte < start + length; byte++) changed ||= after[byte] !== states[i][byte]
          expected.push(`${i + 3} ${number} ${at}+${size} ${kind !== 'r'} ${changed}`)
        })
      })
      const watched = load(source)
      watched.machine.setWatches(watches.map(({ at, length, access }) => ({ address: base + at, length, access })))
      const found = watchStops(watched.machine).flatMap(({ tick, stop }) =>
        [stop, ...stop.others].map(hit => `${tick} ${hit.watch} ${hit.address - base}+${hit.size} ${hit.write} ${hit.changed}`),
      )
      expect(found).toEqual(expected)
      plain.machine.run(100)
      expect([watched.machine.tick, watched.machine.read(base, 8192)]).toEqual([plain.machine.tick, plain.machine.read(base, 8192)])
    }),
  )
})

const racing = `package main

import "sync"

var total, count int
var m = map[int]string{}

type point struct{ x, y int }

func work(n int, wg *sync.WaitGroup, mu *sync.Mutex) {
	defer wg.Done()
	p := &point{n, n}
	for i := 0; i < 12; i++ {
		p.x += i
		total += p.x
		mu.Lock()
		m[i] = "v"
		count++
		mu.Unlock()
	}
}

func main() {
	var wg sync.WaitGroup
	var mu sync.Mutex
	for i := 0; i < 3; i++ {
		wg.Add(1)
		go work(i, &wg, &mu)
	}
	wg.Wait()
	println(total, count, len(m))
}
`

test('the last watch that goes leaves the program as fast as it was: code that was translated is used again', () => {
  const { sections, entry, functions } = compileText(racing)
  const engine = { translateAfter: 200, args: ['p'], env: [], seed: 7, cores: 4, onOutput: () => {} }
  const machine = new Machine({ sections, entry, functions, ...engine })
  const reachable = () => {
    const { view, layout } = machine.space
    let count = 0
    for (let at = layout.entries; at < layout.records - 4; at += 4) if (view.getUint32(at, true) !== 0) count++
    return count
  }
  machine.run(100_000)
  const before = reachable()
  expect(before).toBeGreaterThan(20)
  machine.setWatches([{ address: sections.find(section => section.writable)?.address ?? 0xc000000000, length: 1, access: 'write' }])
  // Until the watching code is translated too.
  for (let i = 0; i < 50; i++) machine.run(2000)
  machine.setWatches([])
  expect(reachable()).toBeGreaterThanOrEqual(before)
})

test('a Go program on four cores: the hits are those a decoder finds tick by tick, and the run is the one without watches', () => {
  const image = compileText(racing)
  const start = () => {
    const output: string[] = []
    const onOutput = (fd: number, bytes: Uint8Array, tick: number) => output.push(`${fd} ${tick} ${new TextDecoder().decode(bytes)}`)
    const { sections, entry, functions } = image
    // Translated early, so that watches are set while translated code runs.
    const machine = new Machine({ sections, entry, functions, translateAfter: 200, args: ['p'], env: [], seed: 7, cores: 4, onOutput })
    return { machine, output }
  }
  const oracle = start()
  const skipped = 40_000
  oracle.machine.run(skipped)
  const log: { tick: number; tid: number; address: number; size: number; reads: boolean; writes: boolean }[] = []
  const before = new Map<number, { ticks: number; accesses: ReturnType<typeof nextAccesses> }>()
  let stop: Stop
  do {
    before.clear()
    for (const { tid, pc, ticks, state } of oracle.machine.threads) {
      if (state !== 'exited') before.set(tid, { ticks, accesses: nextAccesses(oracle.machine, tid, pc) })
    }
    stop = oracle.machine.run(1)
    const ran = oracle.machine.threads.find(({ tid, ticks }) => before.has(tid) && before.get(tid)!.ticks < ticks)
    if (!ran) continue
    for (const access of before.get(ran.tid)!.accesses ?? []) log.push({ tick: oracle.machine.tick, tid: ran.tid, ...access })
  } while (stop.reason === 'budget')
  expect(stop.reason).toBe('exited')
  expect(log.length).toBeGreaterThan(10_000)
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          place: fc.nat(log.length - 1),
          shift: fc.integer({ min: -4, max: 4 }),
          length: fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 5000 })),
          access: fc.constantFrom('read' as const, 'write' as const, 'readWrite' as const),
        }),
        { minLength: 1, maxLength: 4 },
      ),
      chosen => {
        const watches = chosen.map(({ place, shift, length, access }) => ({ address: log[place].address + shift, length, access }))
        const { machine, output } = start()
        machine.run(skipped)
        machine.setWatches(watches)
        const found = watchStops(machine, 1e9).flatMap(({ tick, stop }) =>
          [stop, ...stop.others].map(hit => `${tick} t${stop.tid} ${hit.watch} ${hit.address.toString(16)}+${hit.size} ${hit.write}`),
        )
        const expected = log.flatMap(({ tick, tid, address, size, reads, writes }) =>
          watches.flatMap((watch, i) => {
            const wanted = watch.access === 'readWrite' || (watch.access === 'read' ? reads : writes)
            const touches = address < watch.address + watch.length && address + size > watch.address
            return wanted && touches ? [`${tick} t${tid} ${i} ${address.toString(16)}+${size} ${writes}`] : []
          }),
        )
        // CALL 8(DX) may read and write what one watch covers: that is one hit, of the write.
        const byHit = new Map<string, string>()
        for (const line of expected) {
          const hit = line.split(' ').slice(0, 3).join(' ')
          if (!byHit.get(hit)?.endsWith('true')) byHit.set(hit, line.endsWith('true') ? line : (byHit.get(hit) ?? line))
        }
        const once = [...byHit.values()]
        // The kernel's accesses are in `found` alone: they come at ticks of SYSCALL instructions or signals.
        const ticks = new Set(log.map(({ tick }) => tick))
        expect(found.filter(line => ticks.has(Number(line.split(' ')[0])))).toEqual(once)
        expect([machine.tick, machine.clock, output]).toEqual([oracle.machine.tick, oracle.machine.clock, oracle.output])
      },
    ),
    { numRuns: 5 },
  )
})
