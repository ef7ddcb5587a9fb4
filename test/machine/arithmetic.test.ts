import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { conditions } from '../../adapter/machine/isa/mnemonics'
import { holds, model } from './model'
import { load } from './programs'

const interesting = [
  0n,
  1n,
  2n,
  7n,
  0x7fn,
  0x80n,
  0xffn,
  0x7fffn,
  0x8000n,
  0x7fffffffn,
  0x80000000n,
  0xffffffffn,
  (1n << 63n) - 1n,
  1n << 63n,
  (1n << 64n) - 1n,
]
const operand = fc.oneof(fc.constantFrom(...interesting), fc.bigInt(0n, (1n << 64n) - 1n))
const flagBits = { CF: 0, PF: 2, AF: 4, ZF: 6, SF: 7, OF: 11 } as const
const widths = { B: 8, W: 16, L: 32, Q: 64 } as const

// One program with every instruction once; a case sets the registers and steps one.
const names = {
  two: ['ADD', 'ADC', 'SUB', 'SBB', 'AND', 'OR', 'XOR', 'CMP', 'TEST'],
  one: ['INC', 'DEC', 'NEG', 'NOT'],
  shifts: ['SHL', 'SHR', 'SAR', 'ROL', 'ROR'],
}
const lines: string[] = []
for (const letter of Object.keys(widths)) {
  for (const name of names.two) lines.push(`${name}${letter} CX, BX`, `${name}${letter} CX, (DX)`)
  for (const name of names.one) lines.push(`${name}${letter} BX`, `${name}${letter} (DX)`)
  for (const name of names.shifts) lines.push(`${name}${letter} CX, BX`, `${name}${letter} CX, (DX)`)
  if (letter !== 'B') lines.push(`IMUL${letter} CX, BX`)
}
for (const condition of conditions) lines.push(`SET${condition} BX`)
const { machine, symbols, lines: addresses } = load(`TEXT ·start(SB), $0\n${lines.join('\n')}\nRET`)
const [{ tid }] = machine.threads
const data = symbols.get('main.data')!

function run(line: number, source: bigint, destination: bigint, flags: bigint) {
  machine.setRegister(tid, 'CX', source)
  machine.setRegister(tid, 'BX', destination)
  machine.setRegister(tid, 'DX', BigInt(data))
  machine.setRegister(tid, 'RFLAGS', flags)
  machine.write(data, new Uint8Array(new BigUint64Array([destination]).buffer))
  machine.setRegister(tid, 'PC', BigInt(addresses.get(line)!))
  expect(machine.stepThread(tid).reason).toBe('stepped')
}

const flagsBefore = fc.constantFrom(0x202n, 0x203n, 0x203n | 0x854n)

describe('integer instructions do what the model does', () => {
  lines.forEach((text, i) => {
    const match = /^(?!SET)([A-Z]+)([BWLQ]) (CX, )?(BX|\(DX\))$/.exec(text)
    if (!match) return
    const [, name, letter, , place] = match
    const bits = widths[letter as keyof typeof widths]
    test(text, () => {
      fc.assert(
        fc.property(operand, operand, flagsBefore, (source, destination, before) => {
          run(i + 2, source, destination, before)
          const expected = model(name, bits, source, destination, { CF: (before & 1n) === 1n })
          const after = machine.getRegister(tid, 'RFLAGS')
          for (const [flag, value] of Object.entries(expected.flags)) {
            expect([flag, ((after >> BigInt(flagBits[flag as keyof typeof flagBits])) & 1n) === 1n]).toEqual([flag, value])
          }
          if (Object.keys(expected.flags).length === 0) expect(after).toBe(before)
          const result = place === 'BX' ? machine.getRegister(tid, 'BX') : machine.readU64(data)!
          const keep = bits === 32 && place === 'BX' ? 0n : destination & ~((1n << BigInt(bits)) - 1n)
          expect(result).toBe(expected.value === undefined ? destination : keep | expected.value)
        }),
        { numRuns: 150 },
      )
    })
  })
})

test('every condition reads the flags as the manual defines it', () => {
  const compareLine = lines.indexOf('CMPQ CX, BX') + 2
  fc.assert(
    fc.property(operand, operand, fc.constantFrom(...conditions), (a, b, condition) => {
      run(compareLine, a, b, 0x202n)
      const flags = machine.getRegister(tid, 'RFLAGS')
      run(lines.indexOf(`SET${condition} BX`) + 2, 0n, 0n, flags)
      expect(machine.getRegister(tid, 'BX')).toBe(holds(condition, flags) ? 1n : 0n)
    }),
  )
})

test('RFLAGS can be written and read back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xfff }), random => {
      const flags = (BigInt(random) & 0xcd5n) | 0x202n
      // Zero and negative at once is no result of anything.
      fc.pre((flags & 0xc0n) !== 0xc0n)
      machine.setRegister(tid, 'RFLAGS', flags)
      expect(machine.getRegister(tid, 'RFLAGS')).toBe(flags)
    }),
  )
})

test('PUSHFQ pushes what RFLAGS shows and POPFQ takes it back', () => {
  const stack = load('TEXT ·start(SB), $0\nPUSHFQ\nPOPFQ\n')
  const thread = stack.machine.threads[0].tid
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xfff }), random => {
      const flags = (BigInt(random) & 0xcd5n) | 0x202n
      fc.pre((flags & 0xc0n) !== 0xc0n)
      stack.machine.setRegister(thread, 'RFLAGS', flags)
      stack.machine.setRegister(thread, 'PC', BigInt(stack.lines.get(2)!))
      stack.machine.stepThread(thread)
      expect(stack.machine.readU64(stack.machine.threads[0].sp)).toBe(flags)
      stack.machine.setRegister(thread, 'RFLAGS', 0x202n)
      stack.machine.stepThread(thread)
      expect(stack.machine.getRegister(thread, 'RFLAGS')).toBe(flags)
    }),
  )
})

describe('multiplication and division', () => {
  const wide = load(`TEXT ·start(SB), $0
MULQ CX
IMULQ CX
DIVQ CX
IDIVQ CX
MULL CX
DIVL CX
IDIVL CX
`)
  const thread = wide.machine.threads[0].tid
  const m = wide.machine
  const mask = (1n << 64n) - 1n
  const step = (line: number, ax: bigint, dx: bigint, cx: bigint) => {
    m.setRegister(thread, 'AX', ax)
    m.setRegister(thread, 'DX', dx)
    m.setRegister(thread, 'CX', cx)
    m.setRegister(thread, 'PC', BigInt(wide.lines.get(line)!))
    const stop = m.stepThread(thread)
    return stop.reason === 'stepped' ? [m.getRegister(thread, 'AX'), m.getRegister(thread, 'DX')] : stop
  }

  test('64 x 64 bits give 128', () => {
    fc.assert(
      fc.property(operand, operand, (a, b) => {
        expect(step(2, a, 0n, b)).toEqual([(a * b) & mask, (a * b) >> 64n])
        const product = BigInt.asUintN(128, BigInt.asIntN(64, a) * BigInt.asIntN(64, b))
        expect(step(3, a, 0n, b)).toEqual([product & mask, product >> 64n])
      }),
    )
  })

  test('128 / 64 bits', () => {
    fc.assert(
      fc.property(operand, operand, operand, (high, low, divisor) => {
        fc.pre(divisor !== 0n && high < divisor)
        const dividend = (high << 64n) | low
        expect(step(4, low, high, divisor)).toEqual([dividend / divisor, dividend % divisor])
      }),
    )
    fc.assert(
      fc.property(fc.bigInt(-(1n << 100n), 1n << 100n), operand, (dividend, d) => {
        const divisor = BigInt.asIntN(64, d)
        fc.pre(divisor !== 0n && BigInt.asIntN(64, dividend / divisor) === dividend / divisor)
        const bits = BigInt.asUintN(128, dividend)
        expect(step(5, bits & mask, bits >> 64n, d)).toEqual([
          BigInt.asUintN(64, dividend / divisor),
          BigInt.asUintN(64, dividend % divisor),
        ])
      }),
    )
  })

  test('32-bit division', () => {
    expect(step(7, 100n, 0n, 7n)).toEqual([14n, 2n])
    expect(step(8, 0xffffff9cn, 0xffffffffn, 7n)).toEqual([0xfffffff2n, 0xfffffffen])
  })

  test.each([
    ['by zero', 4, 1n, 0n, 0n],
    ['a quotient of 65 bits', 4, 0n, 5n, 5n],
    ['the most negative by -1', 5, 1n << 63n, mask, mask],
  ])('#DE: %s', (_, line, ax, dx, cx) => {
    const { machine: fresh, lines: places } = load('TEXT ·start(SB), $0\nNOP\nNOP\nDIVQ CX\nIDIVQ CX\n')
    const t = fresh.threads[0].tid
    fresh.setRegister(t, 'AX', ax)
    fresh.setRegister(t, 'DX', dx)
    fresh.setRegister(t, 'CX', cx)
    fresh.setRegister(t, 'PC', BigInt(places.get(line)!))
    expect(fresh.stepThread(t)).toEqual({ reason: 'signaled', signal: 8, tid: t })
    expect(fresh.getRegister(t, 'PC')).toBe(BigInt(places.get(line)!))
  })
})
