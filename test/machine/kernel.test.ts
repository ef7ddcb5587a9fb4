import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exitCode, finish, load } from './programs'

describe('the program begins as Linux begins it', () => {
  test('argc, argv, envp and the auxiliary vector lie at SP', () => {
    const { machine } = load(`TEXT ·start(SB), $0\n${exitCode}`, { args: ['prog', 'second'], env: ['A=1'] })
    const sp = machine.threads[0].sp
    const word = (i: number) => machine.readWord(sp + 8 * i)!
    const text = (address: number) => {
      let result = ''
      for (let at = address; machine.readU8(at); at++) result += String.fromCharCode(machine.readU8(at)!)
      return result
    }
    expect(sp % 16).toBe(0)
    expect([word(0), text(word(1)), text(word(2)), word(3), text(word(4)), word(5)]).toEqual([2, 'prog', 'second', 0, 'A=1', 0])
    expect([word(6), word(7), word(8), word(10), word(11)]).toEqual([6, 4096, 25, 0, 0])
  })

  test('write and exit_group', () => {
    const { machine, output } = load(`
TEXT ·start(SB), $0
  MOVQ $1, DI
  LEAQ text<>(SB), SI
  MOVQ $6, DX
  MOVQ $1, AX
  SYSCALL
  MOVQ AX, DI
  ${exitCode}
DATA text<>+0(SB)/6, $"hello\\n"
GLOBL text<>(SB), RODATA, $6`)
    expect(finish(machine)).toEqual({ reason: 'exited', code: 6 })
    expect(output).toEqual([{ fd: 1, text: 'hello\n', tick: 5 }])
    expect(machine.tick).toBe(8)
  })

  test('an unknown call is ENOSYS', () => {
    const { machine } = load(`TEXT ·start(SB), $0\nMOVQ $9999, AX; SYSCALL; NEGQ AX; MOVQ AX, DI; ${exitCode}`)
    expect(finish(machine)).toEqual({ reason: 'exited', code: 38 })
  })
})

describe('memory', () => {
  const map = (hint: string, length: number) =>
    `MOVQ ${hint}, DI; MOVQ $${length}, SI; MOVQ $3, DX; MOVQ $0x22, R10; MOVQ $-1, R8; MOVQ $0, R9; MOVQ $9, AX; SYSCALL`

  test('mmap gives zeroed pages from 0xc000000000 on, and honours a hint', () => {
    const { machine } = load(`
TEXT ·start(SB), $0
  ${map('$0', 8192)}
  MOVQ AX, BX
  MOVQ $7, 8184(BX)
  ${map('$0xc000100000', 4096)}
  MOVQ AX, R12
  ${map('$0', 4096)}
  INT3`)
    machine.run(1000)
    const [{ tid }] = machine.threads
    expect(machine.getRegister(tid, 'BX')).toBe(0xc000000000n)
    expect(machine.getRegister(tid, 'R12')).toBe(0xc000100000n)
    expect(machine.getRegister(tid, 'AX')).toBe(0xc000002000n)
    expect(machine.readU64(0xc000001ff8)).toBe(7n)
  })

  test('beyond the limit mmap is ENOMEM', () => {
    const { machine } = load(`TEXT ·start(SB), $0\n${map('$0', 1 << 21)}; NEGQ AX; MOVQ AX, DI; ${exitCode}`, { memoryLimit: 1 << 20 })
    expect(finish(machine)).toEqual({ reason: 'exited', code: 12 })
  })

  test.each([
    ['nil', 'MOVQ $0, BX; MOVQ (BX), AX', 2],
    ['an unmapped address', 'MOVQ $0x123456789000, BX; MOVQ AX, (BX)', 2],
    ['text', 'LEAQ ·start(SB), BX; MOVB $1, (BX)', 2],
    ['the end of a region', 'MOVQ $0xc000000000, BX; MOVL -1(BX), AX', 2],
    ['a jump to nowhere', 'MOVQ $5, BX; JMP BX', 0],
  ])('%s: SIGSEGV at the exact instruction', (_, code, ticksBack) => {
    const { machine } = load(`TEXT ·start(SB), $0\nNOP\n${code.replace('; ', '\n')}\n`)
    const stop = finish(machine)
    const [{ tid, pc }] = machine.threads
    expect(stop).toEqual({ reason: 'signaled', signal: 11, tid })
    expect(machine.tick).toBe(ticksBack === 0 ? 3 : 2)
    if (ticksBack === 0) expect(pc).toBe(5)
  })
})

// A second thread stores, wakes the first through a futex and ends; the first then ends the process with what it finds.
const futexProgram = `
TEXT ·start(SB), $0
  LEAQ ·data(SB), R15
  MOVQ $0x50f00, DI
  LEAQ 0x8000(R15), SI
  MOVQ $56, AX
  SYSCALL
  TESTQ AX, AX
  JEQ child
wait:
  MOVQ R15, DI
  MOVQ $128, SI
  MOVQ $0, DX
  MOVQ $0, R10
  MOVQ $202, AX
  SYSCALL
  MOVL (R15), AX
  TESTL AX, AX
  JEQ wait
  MOVL 8(R15), DI
  ${exitCode}
child:
  MOVL $42, 8(R15)
  MOVL $1, (R15)
  MOVQ R15, DI
  MOVQ $129, SI
  MOVQ $1, DX
  MOVQ $202, AX
  SYSCALL
  MOVQ $60, AX
  MOVQ $0, DI
  SYSCALL
`

// Two threads count to 20000 together without a lock, then the parent reports the low byte of the sum.
const raceProgram = `
TEXT ·start(SB), $0
  LEAQ ·data(SB), R15
  MOVQ $0x50f00, DI
  LEAQ 0x8000(R15), SI
  MOVQ $56, AX
  SYSCALL
  MOVQ AX, R14
  MOVQ $20000, CX
again:
  MOVQ (R15), BX
  INCQ BX
  MOVQ BX, (R15)
  DECQ CX
  JNE again
  LOCK; INCQ 8(R15)
  TESTQ R14, R14
  JEQ done
spin:
  PAUSE
  CMPQ 8(R15), $2
  JNE spin
  MOVL (R15), DI
  ${exitCode}
done:
  MOVQ $60, AX
  SYSCALL
`

describe('threads', () => {
  test('clone and futex', () => {
    for (let seed = 0; seed < 20; seed++) {
      expect(finish(load(futexProgram, { seed }).machine)).toEqual({ reason: 'exited', code: 42 })
    }
  })

  test('cores interleave between instructions: an unlocked counter loses updates, differently by seed', () => {
    const sums = Array.from({ length: 6 }, (_, seed) => {
      const { machine, symbols } = load(raceProgram, { seed })
      expect(finish(machine).reason).toBe('exited')
      return machine.readWord(symbols.get('main.data')!)!
    })
    expect(Math.min(...sums)).toBeLessThan(40000)
    expect(new Set(sums).size).toBeGreaterThan(1)
  })

  test('one core never loses an update of a single instruction', () => {
    const program = raceProgram.replace('MOVQ (R15), BX\n  INCQ BX\n  MOVQ BX, (R15)', 'INCQ (R15)')
    const { machine, symbols } = load(program)
    finish(machine)
    expect(machine.readWord(symbols.get('main.data')!)).toBe(40000)
  })

  test('threads without timeouts that all wait are stuck', () => {
    const { machine } = load(`TEXT ·start(SB), $0
  LEAQ ·data(SB), DI
  MOVQ $0, SI
  MOVQ $0, DX
  MOVQ $0, R10
  MOVQ $202, AX
  SYSCALL`)
    expect(finish(machine)).toEqual({ reason: 'stuck' })
    expect(machine.threads[0].state).toBe('futex')
  })

  test('an hour of sleep costs nothing but virtual time', () => {
    const { machine } = load(`TEXT ·start(SB), $0
  LEAQ ·data(SB), DI
  MOVQ $3600, (DI)
  MOVQ $0, SI
  MOVQ $35, AX
  SYSCALL
  MOVQ AX, DI
  ${exitCode}`)
    expect(finish(machine)).toEqual({ reason: 'exited', code: 0 })
    expect(machine.clock).toBeGreaterThan(3600e9)
    expect(machine.tick).toBe(8)
  })

  test('a frozen thread does not run', () => {
    const { machine } = load(futexProgram)
    machine.run(8)
    const [, child] = machine.threads
    machine.freeze(child.tid)
    expect(finish(machine).reason).toBe('stuck')
    machine.freeze(child.tid, false)
    expect(finish(machine)).toEqual({ reason: 'exited', code: 42 })
  })
})

describe('determinism', () => {
  const trace = (seed: number, budgets: number[]) => {
    const { machine } = load(raceProgram, { seed })
    let i = 0
    for (;;) {
      const stop = machine.run(budgets[i++ % budgets.length])
      if (stop.reason !== 'budget') return [stop, machine.tick, machine.clock, machine.threads.map(t => [t.tid, t.ticks, t.pc])]
    }
  }

  test('the same seed gives the same run, however it is cut into budgets', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.array(fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 30000 })), { minLength: 1 }),
        (seed, budgets) => {
          fc.pre(Math.max(...budgets) > 50)
          expect(trace(seed, budgets)).toEqual(trace(seed, [10_000_000]))
        },
      ),
      { numRuns: 25 },
    )
  })

  test('stops at breakpoints come at the same ticks in every slicing', () => {
    const stops = (budget: number) => {
      const { machine, lines } = load(raceProgram, { seed: 3 })
      machine.setBreakpoint(lines.get(13)!)
      const found: string[] = []
      while (found.length < 50) {
        const stop = machine.run(budget)
        if (stop.reason === 'breakpoint') found.push(`${machine.tick} ${stop.tid}`)
        else if (stop.reason !== 'budget') throw new Error(stop.reason)
      }
      return found
    }
    expect(stops(7)).toEqual(stops(1_000_000))
  })

  test('breakpoints change nothing in the run', () => {
    const { machine, lines } = load(raceProgram, { seed: 5 })
    machine.setBreakpoint(lines.get(11)!)
    machine.setBreakpoint(lines.get(13)!)
    let stop = machine.run(1e7)
    let hits = 0
    for (; stop.reason === 'breakpoint'; hits++) {
      expect(machine.getRegister(stop.tid, 'PC')).toBe(BigInt(stop.address))
      stop = machine.run(1e7)
    }
    expect(hits).toBe(80000)
    expect([stop, machine.tick, machine.clock]).toEqual(trace(5, [1e7]).slice(0, 3))
  })
})

describe('signals', () => {
  // The handler moves the pc behind the faulting instruction and notes what it was told.
  const handler = (signal: number, fault: string, skip: number) => `
TEXT ·start(SB), $0
  LEAQ ·data(SB), R15
  LEAQ ·handler(SB), AX
  MOVQ AX, (R15)
  MOVQ $0x0c000004, AX
  MOVQ AX, 8(R15)
  LEAQ ·restore(SB), AX
  MOVQ AX, 16(R15)
  MOVQ $${signal}, DI
  MOVQ R15, SI
  MOVQ $0, DX
  MOVQ $8, R10
  MOVQ $13, AX
  SYSCALL
  LEAQ 0x4000(R15), AX
  MOVQ AX, 64(R15)
  MOVQ $0x4000, 80(R15)
  LEAQ 64(R15), DI
  MOVQ $0, SI
  MOVQ $131, AX
  SYSCALL
  MOVQ $77, R13
  MOVQ $3, AX
  MOVQ AX, X4
  ${fault}
  MOVQ X4, AX
  MOVQ R13, DI
  ADDQ AX, DI
  ${exitCode}
TEXT ·handler(SB), $0
  MOVQ DI, 128(R15)
  MOVLQSX 8(SI), AX
  MOVQ AX, 136(R15)
  MOVQ 16(SI), AX
  MOVQ AX, 144(R15)
  MOVQ SP, 152(R15)
  MOVQ 168(DX), AX
  MOVQ AX, 160(R15)
  ADDQ $${skip}, 168(DX)
  MOVQ $0, R13
  XORPS X4, X4
  RET
TEXT ·restore(SB), $0
  MOVQ $15, AX
  SYSCALL
`
  test.each([
    ['SIGSEGV', 11, 'MOVQ $0x1238, BX\nMOVQ (BX), AX', 3, [11, 1, 0x1238]],
    ['SIGSEGV write to text', 11, 'LEAQ ·start(SB), BX\nMOVQ AX, (BX)', 3, [11, 2, 0x401000]],
    ['SIGFPE', 8, 'MOVQ $0, CX\nDIVQ CX', 3, [8, 1]],
    ['SIGILL', 4, 'UD2', 2, [4, 2]],
    ['SIGTRAP', 5, 'INT3', 0, [5, 0x80]],
  ])('%s reaches its handler on the signal stack and everything is restored', (_, signal, fault, skip, expected) => {
    const { machine, symbols, lines } = load(handler(signal, fault, skip))
    expect(finish(machine)).toEqual({ reason: 'exited', code: 80 })
    const data = symbols.get('main.data')!
    const told = [128, 136, 144].map(at => Number(machine.readU64(data + at)))
    expect(told.slice(0, expected.length)).toEqual(expected)
    const faultLine = handler(signal, fault, skip).split('\n').indexOf(fault.split('\n').at(-1)!.trim()) + 1
    const pc = machine.readWord(data + 160)!
    if (lines.get(faultLine)) expect(pc).toBe(lines.get(faultLine)! + (signal === 5 ? 1 : 0))
    const sp = machine.readWord(data + 152)!
    expect(sp > data + 0x4000 && sp < data + 0x8000).toBe(true)
    expect(sp % 16).toBe(8)
  })

  test('without a handler the process dies of it', () => {
    const { machine } = load('TEXT ·start(SB), $0\nUD2')
    expect(finish(machine)).toEqual({ reason: 'signaled', signal: 4, tid: machine.threads[0].tid })
  })

  test('ITIMER_PROF sends SIGPROF by CPU time', () => {
    const source = handler(27, 'NOP', 0)
      .replace(
        'NOP',
        'MOVQ $10000, AX; MOVQ $0, 200(R15); MOVQ $10, 208(R15); MOVQ $0, 216(R15); MOVQ $10, 224(R15); MOVQ $2, DI; LEAQ 200(R15), SI; MOVQ $0, DX; MOVQ $38, AX; SYSCALL; MOVQ $100000, CX\nmore: DECQ CX\nJNE more',
      )
      .replace('MOVQ DI, 128(R15)', 'INCQ 232(R15)')
    const { machine, symbols } = load(source)
    expect(finish(machine).reason).toBe('exited')
    // 200,000 instructions at 1 ns each, one signal every 10 µs (and the handler takes a few).
    expect(machine.readWord(symbols.get('main.data')! + 232)).toBe(20)
  })
})

test('standard input can arrive later', () => {
  const { machine, output } = load(
    `TEXT ·start(SB), $0
  LEAQ ·data(SB), SI
  MOVQ $0, DI
  MOVQ $100, DX
  MOVQ $0, AX
  SYSCALL
  MOVQ AX, DX
  MOVQ $1, DI
  MOVQ $1, AX
  SYSCALL
  ${exitCode}`,
    { stdinOpen: true },
  )
  expect(finish(machine)).toEqual({ reason: 'waitingForInput' })
  machine.provideInput(new TextEncoder().encode('typed\n'))
  expect(finish(machine).reason).toBe('exited')
  expect(output[0].text).toBe('typed\n')
})

test('stepThread runs one instruction of one thread', () => {
  const { machine, lines } = load(raceProgram)
  const [{ tid }] = machine.threads
  for (let line = 3; line < 7; line++) {
    expect(machine.threads[0].pc).toBe(lines.get(line))
    machine.setBreakpoint(lines.get(line)!)
    expect(machine.stepThread(tid)).toEqual({ reason: 'stepped', tid })
  }
  expect(machine.tick).toBe(4)
})
