// New values as people type them.
import { describe, expect, test } from 'vitest'
import { assignment } from '../../adapter/debugger/values/assign'
import { stopAt } from './harness'
import { everyKind } from './samples'

const stopped = stopAt(everyKind)

/** Assigns, and gives the text of the variable afterwards, or the error. */
function set(expression: string, text: string): string {
  const value = stopped.eval(expression)
  try {
    const bytes = assignment(stopped.values.loader, value, text)
    const before = stopped.target.read(value.address!, bytes.length)!
    stopped.target.write(value.address!, bytes)
    const after = stopped.text(expression)
    stopped.target.write(value.address!, before)
    return after
  } catch (error) {
    return `error: ${error instanceof Error ? error.message : String(error)}`
  }
}

describe('assign', () => {
  test.each([
    ['u8', '200', '200'],
    ['u8', '0xff', '255'],
    ['u8', '104 = 0x68', '104'],
    ['u8', "'a'", '97'],
    ['u8', "'\\n'", '10'],
    ['u8', '256', 'error: constant 256 overflows uint8'],
    ['u8', '-1', 'error: constant -1 overflows uint8'],
    ['u8', 'x', 'error: can not convert x to uint8'],
    ['u8', '', 'error: an empty text is no value'],
    ['i8', '-128', '-128'],
    ['i64', '0b101', '5'],
    ['i64', '1_000', '1000'],
    ['i64', '-0x8000000000000000', '-9223372036854775808'],
    ['u64', '18446744073709551615', '18446744073709551615'],
    ['b', 'false', 'false'],
    ['b', '1', 'error: can not convert 1 to bool'],
    ['f64', '-1.5e3', '-1500'],
    ['f64', 'NaN', 'NaN'],
    ['f64', '+Inf', '+Inf'],
    ['f32', '0.3', '0.3'],
    ['f64', '1,5', 'error: can not convert 1,5 to float64'],
    ['color', 'Blue', 'Blue (2)'],
    ['color', 'main.Red', 'Red (0)'],
    ['color', 'Blue (2)', 'Blue (2)'],
    ['color', '7', '7'],
    ['p', 'nil', '*main.P nil'],
    ['p', '*main.P', 'error: a value of type *main.P can be set to nil or to an address like 0xc000012345, not to *main.P'],
    ['up', '0xdeadbeef', '3735928559'],
    ['m', 'nil', 'map[string]int nil'],
    ['sl', 'nil', '[]int len: 0, cap: 0, nil'],
    ['sl', '[1]', 'error: a value of type []int can only be set to nil: anything else would have to be allocated'],
    ['e2', 'nil', 'error nil'],
    ['emb', '{}', 'error: a value of type main.Emb cannot be set as a whole: set its parts'],
    ['s', '""', '""'],
    ['s', '"llo"', '"llo"'],
    ['s', '`héllo`', '"héllo"'],
    ['s', '"\\x00\\xff"', '"\\x00\\xff"'],
    ['name', '"boom"', '"boom"'],
    ['name', 'boom', 'error: a string must be quoted, like "text"'],
    ['sl[1]', '42', '42'],
    ['m["a"]', '42', '42'],
    ['p.Name', '"inner"', '"inner"'],
  ])('%s = %s', (expression, text, after) => {
    expect(set(expression, text)).toBe(after)
  })

  test('a text that the program does not have', () => {
    expect(set('name', '"a text like no other"')).toMatch(/^error: the program has these bytes nowhere/)
  })
})
