import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { load } from './programs'

const source = `ADDSD X1, X0
SUBSD X1, X0
MULSD X1, X0
DIVSD X1, X0
SQRTSD X1, X0
MINSD X1, X0
MAXSD X1, X0
UCOMISD X1, X0
CVTTSD2SQ X1, AX
CVTTSD2SL X1, AX
CVTSD2SS X1, X0
CVTSS2SD X1, X0
CVTSQ2SD AX, X0
CVTSL2SD AX, X0
MOVSD X1, X0
MOVSD (DX), X0
MOVUPS (DX), X0
MOVQ X1, AX
MOVQ AX, X0
MOVL AX, X0
ROUNDSD $3, X1, X0
XORPS X1, X0
ANDNPS X1, X0
ADDSS X1, X0`.split('\n')

const { machine, lines, symbols } = load(`TEXT ·start(SB), $0\n${source.join('\n')}\n`)
const [{ tid }] = machine.threads
const data = symbols.get('main.data')!
const buffer = new DataView(new ArrayBuffer(8))

function bits(value: number): bigint {
  buffer.setFloat64(0, value)
  return buffer.getBigUint64(0)
}

function singleBits(value: number): bigint {
  buffer.setFloat32(0, value)
  return BigInt(buffer.getUint32(0))
}

const high = 0x1122334455667788n << 64n
const mask = (1n << 64n) - 1n

function run(name: string, x0: bigint, x1: bigint, ax = 0n): bigint {
  const line = source.findIndex(text => text.startsWith(name)) + 2
  machine.setRegister(tid, 'X0', x0)
  machine.setRegister(tid, 'X1', x1)
  machine.setRegister(tid, 'AX', ax)
  machine.setRegister(tid, 'DX', BigInt(data))
  machine.setRegister(tid, 'PC', BigInt(lines.get(line)!))
  expect(machine.stepThread(tid).reason).toBe('stepped')
  return machine.getRegister(tid, 'X0')
}

test('arithmetic is IEEE and keeps the upper half', () => {
  const operations: Record<string, (a: number, b: number) => number> = {
    ADDSD: (a, b) => a + b,
    SUBSD: (a, b) => a - b,
    MULSD: (a, b) => a * b,
    DIVSD: (a, b) => a / b,
    SQRTSD: (_, b) => Math.sqrt(b),
  }
  fc.assert(
    fc.property(fc.double(), fc.double(), fc.constantFrom(...Object.keys(operations)), (a, b, name) => {
      const expected = operations[name](a, b)
      fc.pre(!Number.isNaN(expected))
      expect(run(name, high | bits(a), bits(b))).toBe(high | bits(expected))
    }),
  )
})

test('singles round to singles', () => {
  expect(run('ADDSS', high | (5n << 32n) | singleBits(0.1), singleBits(0.2)) & mask).toBe(
    (5n << 32n) | singleBits(Math.fround(0.1) + Math.fround(0.2)),
  )
})

describe('NaN has the bits a processor gives it', () => {
  const quiet = 0x7ff8000000001234n
  const signalling = 0x7ff0000000005678n
  test.each([
    ['0/0', 'DIVSD', 0n, 0n, 0xfff8000000000000n],
    ['the first operand wins', 'ADDSD', signalling, quiet, signalling | (1n << 51n)],
    ['the second if the first is a number', 'MULSD', bits(1), quiet, quiet],
    ['the root of -1', 'SQRTSD', 0n, bits(-1), 0xfff8000000000000n],
    ['narrowed', 'CVTSD2SS', 0n, 0xfff8000040000000n, 0xffc00002n],
    ['widened', 'CVTSS2SD', 0n, 0xff800001n, 0xfff8000020000000n],
  ])('%s', (_, name, x0, x1, expected) => {
    expect(run(name, x0, x1)).toBe(expected)
  })
})

test('MIN and MAX give the source when the operands are equal zeros or unordered', () => {
  expect(run('MINSD', bits(0), bits(-0))).toBe(bits(-0))
  expect(run('MAXSD', bits(-0), bits(0))).toBe(bits(0))
  expect(run('MINSD', bits(Number.NaN), bits(3))).toBe(bits(3))
  expect(run('MAXSD', bits(4), bits(3))).toBe(bits(4))
})

test.each([
  ['less', 1, 2, 0x201n],
  ['greater', 2, 1, 0x200n],
  ['equal', 0, -0, 0x240n],
  ['unordered', Number.NaN, 1, 0x245n],
])('UCOMISD %s', (_, a, b, flags) => {
  run('UCOMISD', bits(a), bits(b))
  expect(machine.getRegister(tid, 'RFLAGS') & ~2n).toBe(flags)
})

test.each([
  [1.9, 1n, 1n],
  [-1.9, mask, 0xffffffffn],
  [2 ** 31, 2n ** 31n, 0x80000000n],
  [-(2 ** 31), mask + 1n - 2n ** 31n, 0x80000000n],
  [2 ** 63, 1n << 63n, 0x80000000n],
  [-(2 ** 63), 1n << 63n, 0x80000000n],
  [Number.NaN, 1n << 63n, 0x80000000n],
  [Number.POSITIVE_INFINITY, 1n << 63n, 0x80000000n],
])('conversion of %d to integers', (value, wide, narrow) => {
  run('CVTTSD2SQ', 0n, bits(value))
  expect(machine.getRegister(tid, 'AX')).toBe(wide)
  run('CVTTSD2SL', 0n, bits(value))
  expect(machine.getRegister(tid, 'AX')).toBe(narrow)
})

test('conversions from integers', () => {
  expect(run('CVTSQ2SD', high, 0n, mask)).toBe(high | bits(-1))
  expect(run('CVTSL2SD', high, 0n, 0xffffffffn)).toBe(high | bits(-1))
  expect(run('CVTSL2SD', high, 0n, 0x1_0000_0007n)).toBe(high | bits(7))
})

test('moves clear or keep the upper half as each should', () => {
  machine.write(data, new Uint8Array(new BigUint64Array([1n, 2n]).buffer))
  expect(run('MOVSD X1', high, 9n)).toBe(high | 9n)
  expect(run('MOVSD (DX)', high, 9n)).toBe(1n)
  expect(run('MOVUPS (DX)', high, 9n)).toBe((2n << 64n) | 1n)
  expect(run('MOVQ AX', high, 9n, 5n)).toBe(5n)
  expect(run('MOVL AX', high, 9n, mask)).toBe(0xffffffffn)
  expect(run('XORPS', high | 6n, high | 3n)).toBe(5n)
  expect(run('ANDNPS', 6n, 3n)).toBe(1n)
  expect(run('ROUNDSD', 0n, bits(-2.7))).toBe(bits(-2))
})
