// This file checks arithmetic on constants: exactness, rounding, limits.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { unquoteString } from '../../../adapter/compiler/types/bytes'
import type { Constant } from '../../../adapter/compiler/types/constant'
import {
  binaryOp,
  bitLength,
  compare,
  constantFromNumber,
  constantString,
  makeFloat,
  makeInt,
  representable,
  shiftOp,
  toFloat32,
  toFloat64,
  toInt,
  unaryOp,
} from '../../../adapter/compiler/types/constant'

const number = constantFromNumber

test.each([
  ['0', '0'],
  ['0x_FF', '255'],
  ['0b101', '5'],
  ['0o17', '15'],
  ['017', '15'],
  ['1_000', '1000'],
  ['1.5', '1.5'],
  ['1e3', '1000'],
  ['0x1p-2', '0.25'],
  ['0x1.8p1', '3'],
  ['.5e-1', '0.05'],
  ['1e100', '1e+100'],
  ['1e-1000', '1e-1000'],
  ['1.23456789e-1000', '1.23457e-1000'],
  ['123456789.0', '1.23457e+08'],
])('%s is %s', (literal, text) => expect(constantString(number(literal))).toBe(text))

test('doubles are rounded to nearest, ties to even', () => {
  fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), x => toFloat64(number(String(Math.abs(x)))) === Math.abs(x)))
  expect(toFloat64(number('9007199254740993'))).toBe(9007199254740992)
  expect(toFloat64(number('4.9e-324'))).toBe(Number.MIN_VALUE)
  expect(toFloat64(number('2.4e-324'))).toBe(0)
  expect(toFloat64(number('1.7976931348623157e308'))).toBe(Number.MAX_VALUE)
  expect(toFloat64(number('1.8e308'))).toBe(Number.POSITIVE_INFINITY)
})

test('float32 is rounded once, from the exact value', () => {
  fc.assert(fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), x => toFloat32(number(String(Math.abs(x)))) === Math.abs(x)))
  // Rounding to double first would end on a tie and go the wrong way.
  expect(toFloat32(number('0x1.000001000000001p0'))).toBe(1 + 2 ** -23)
})

test('fractions are exact', () => {
  const third = binaryOp(makeFloat(1n), '/', makeFloat(3n))
  expect(binaryOp(third, '*', makeFloat(3n))).toEqual(makeFloat(1n))
  expect(toInt(binaryOp(number('0.1'), '*', number('30.0')))).toEqual(makeInt(3))
})

test('integer division truncates toward zero', () => {
  expect(binaryOp(makeInt(-7), '/', makeInt(2))).toEqual(makeInt(-3))
  expect(binaryOp(makeInt(-7), '%', makeInt(2))).toEqual(makeInt(-1))
})

test('what fits and what does not', () => {
  const fits = (x: Constant, type: Parameters<typeof representable>[1]): boolean => representable(x, type) !== undefined
  expect(fits(makeInt(255), 'uint8')).toBe(true)
  expect(fits(makeInt(256), 'uint8')).toBe(false)
  expect(fits(makeInt(-1), 'uint')).toBe(false)
  expect(fits(makeInt(-128), 'int8')).toBe(true)
  expect(fits(number('1.0'), 'int')).toBe(true)
  expect(fits(number('1.5'), 'int')).toBe(false)
  expect(fits(number('1e39'), 'float32')).toBe(false)
  expect(representable(number('0.1'), 'float64')).not.toEqual(number('0.1'))
})

test('shifts, complements, comparisons', () => {
  expect(shiftOp(makeInt(1), '<<', 100)).toEqual(makeInt(1n << 100n))
  expect(shiftOp(makeInt(-5), '>>', 1)).toEqual(makeInt(-3))
  expect(unaryOp('^', makeInt(0))).toEqual(makeInt(-1))
  expect(unaryOp('^', makeInt(0), 8)).toEqual(makeInt(255))
  expect(compare(number('0.5'), '<', makeInt(1))).toBe(true)
  expect(bitLength(0n)).toBe(0)
  expect(bitLength(255n)).toBe(8)
  expect(bitLength(1n << 64n)).toBe(65)
})

test('string literals become bytes', () => {
  expect(unquoteString('"a\\x80\\377\\n\\u00e9"')).toBe('a\x80\xff\n\xc3\xa9')
  expect(unquoteString('`a\\n\r`')).toBe('a\\n')
  expect(unquoteString('"世"')).toBe('\xe4\xb8\x96')
})
