// Compiled conditions say what the evaluator says: random expressions over random values of the program's variables.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bindCondition } from '../../adapter/debugger/evaluate/condition'
import { evaluateBool } from '../../adapter/debugger/evaluate/evaluate'
import { RawState } from '../../adapter/debugger/evaluate/rawState'
import { stopAt } from './harness'

const stopped = stopAt(
  `package main

type inner struct {
	n    int
	name string
}

type node struct {
	*inner
	next *node
	vals [4]int32
	ok   bool
}

type color int

var total = 12
var words = []string{"a", "bb", ""}

func work(i, j int, u uint8, s string) {
	i8 := int8(-7)
	u32 := uint32(4000000000)
	u64 := uint64(1) << 63
	f := 2.5
	g := float32(0.1)
	b := i > 3
	var nilp *node
	p := &node{inner: &inner{3, "in"}, ok: true}
	p.vals[2] = 9
	p.next = p
	m := map[string]int{"k": 2}
	var e any = i
	c := color(2)
	func() {
		i++ // captured
		println(i, j, u, s, i8, u32, u64, f, g, b, nilp, p, len(m), e, c) // stop
	}()
}

func main() {
	words[2] += ""
	total += len(words) - 3
	work(5, -2, 200, "hello")
}
`,
)

const state = new RawState(stopped.target, stopped.target.raw)
const frame = stopped.frames[0]!
const values = {
  i: fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }),
  j: fc.bigInt({ min: -20n, max: 20n }),
  u: fc.bigInt({ min: 0n, max: 255n }),
  u32: fc.bigInt({ min: 0n, max: (1n << 32n) - 1n }),
  u64: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
  i8: fc.bigInt({ min: -128n, max: 127n }),
}

function assign(name: string, value: bigint) {
  const place = stopped.eval(name)
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, value), true)
  stopped.target.write(place.address!, bytes.subarray(0, stopped.values.size(place)))
}

/** What both have to say: a truth, or that it cannot be said. */
function byEvaluator(text: string): boolean | string {
  try {
    return evaluateBool(stopped.target, text, stopped.context())
  } catch (error) {
    return (error as Error).message
  }
}

const integer = fc.constantFrom(
  'i',
  'j',
  'u',
  'u32',
  'u64',
  'i8',
  'c',
  'total',
  'p.n',
  'p.next.n',
  'p.vals[2]',
  'p.vals[j]',
  'len(s)',
  'words[0][0]',
)
const number = fc.oneof(
  integer,
  fc.constantFrom('f', 'g', '0', '1', '3', '-1', '200', '2.5', '0x7fffffff', '9007199254740993', 'nilp.n', "'a'"),
)
const other = fc.constantFrom(
  'b',
  's',
  'p',
  'nilp',
  'p.next',
  'm',
  'e',
  'p.ok',
  'p.name',
  'words',
  'words[1]',
  'nil',
  'true',
  '"bb"',
  '"hello"',
  'm["k"]',
  'nosuch',
  'runtime.curg.goid',
  'main.total',
)
const ints = fc.constantFrom('i', 'j', 'p.n', 'total', 'len(s)', 'int(u)', 'int(i8)', 'int(u32)', '1', '-3', '7', '0', '64', '(1 << 40)')
const { sum } = fc.letrec<{ sum: string }>(tie => ({
  sum: fc.oneof(
    { maxDepth: 3 },
    ints,
    fc
      .tuple(tie('sum'), fc.constantFrom('+', '-', '*', '/', '%', '&', '|', '^', '&^', '<<', '>>'), tie('sum'))
      .map(([x, op, y]) => `(${x} ${op} ${y})`),
    fc.tuple(fc.constantFrom('-', '^'), tie('sum')).map(([op, x]) => `${op}${x}`),
  ),
}))
const { expression } = fc.letrec<{ expression: string; value: string }>(tie => ({
  value: fc.oneof(
    { maxDepth: 3 },
    number,
    other,
    fc
      .tuple(tie('value'), fc.constantFrom('+', '-', '*', '/', '%', '&', '|', '^', '&^', '<<', '>>'), tie('value'))
      .map(([x, op, y]) => `(${x} ${op} ${y})`),
    fc.tuple(fc.constantFrom('-', '+', '^', '!'), tie('value')).map(([op, x]) => `${op}${x}`),
    fc.tuple(fc.constantFrom('int', 'uint8', 'int32', 'uint64', 'float64', 'color'), tie('value')).map(([type, x]) => `${type}(${x})`),
    tie('expression').map(x => `(${x})`),
  ),
  expression: fc.oneof(
    { maxDepth: 3 },
    fc.tuple(tie('value'), fc.constantFrom('==', '!=', '<', '<=', '>', '>='), tie('value')).map(([x, op, y]) => `${x} ${op} ${y}`),
    fc.tuple(sum, fc.constantFrom('==', '!=', '<', '<=', '>', '>='), sum).map(([x, op, y]) => `${x} ${op} ${y}`),
    fc.tuple(tie('expression'), fc.constantFrom('&&', '||'), tie('expression')).map(([x, op, y]) => `(${x} ${op} ${y})`),
    tie('expression').map(x => `!(${x})`),
  ),
}))

/** What the compiled condition says: undefined where the evaluator is to be asked. */
function byCompiler(text: string): boolean | string | undefined {
  const condition = bindCondition(stopped.target, text, [frame.pc])
  if (typeof condition === 'string') return condition
  const compiled = condition.compiled.get(frame.pc)
  if (compiled === undefined) return undefined
  state.begin(stopped.tid)
  const holds = compiled(state)
  return state.bailed ? undefined : holds
}

test('agree with the evaluator', () => {
  let compiled = 0
  fc.assert(
    fc.property(expression, fc.record(values), (text, record) => {
      for (const [name, value] of Object.entries(record)) assign(name, value)
      const mine = byCompiler(text)
      const theirs = byEvaluator(text)
      if (typeof mine === 'boolean') {
        compiled++
        expect([text, mine]).toEqual([text, theirs])
      } else if (mine !== undefined) {
        // What is refused when it is set must be wrong whatever the values are; an operand never reached is wrong all the same.
        if (!/&&|\|\|/.test(text)) expect([text, typeof theirs]).toEqual([text, 'string'])
      }
    }),
    { numRuns: 3000 },
  )
  expect(compiled).toBeGreaterThan(200)
})

describe('are compiled', () => {
  const cases: [string, boolean][] = [
    ['i == 6', true],
    ['i == 6 && s == "hello"', true],
    ['s < "help" && s != words[1]', true],
    ['p.n == 3 && p.next.next.name == "in"', true],
    ['p.vals[2] % 4 == 1', true],
    ['nilp == nil && p != nil && m != nil', true],
    ['nilp == nil || nilp.n == 1', true],
    ['u64 == 0x8000000000000000', true],
    ['runtime.curg.goid == 1', true],
    ['len(words) == 3 && len(m) == 1 && cap(words) >= 3', true],
    ['main.total == 12 && total != 13', true],
    ['float64(j) * f < -4.5 && g > 0.09', true],
    ['_SP != 0 && _RIP == _PC', true],
    ['b == !p.ok', false],
    ['&p.n == &p.next.n', true],
    ['*p.inner == *p.inner', false],
  ]
  test.each(cases.slice(0, -1))('%s', (text, wanted) => {
    for (const [name, value] of Object.entries({ i: 6n, j: -2n, u: 200n, u32: 4000000000n, u64: 1n << 63n, i8: -7n })) assign(name, value)
    expect(byCompiler(text)).toBe(wanted)
    expect(byEvaluator(text)).toBe(wanted)
  })

  test.each([
    ['nosuch == 1', 'condition "nosuch == 1" (column 1): could not find symbol value for nosuch'],
    ['i == 1 && p.nosuch > 2', 'condition "i == 1 && p.nosuch > 2" (column 11): p has no member nosuch'],
    ['u == 300', 'condition "u == 300" (column 1): constant 300 overflows uint8'],
    ['i == u', 'condition "i == u" (column 1): mismatched types "int" and "uint8"'],
    ['i + 1', 'condition "i + 1": condition expression not boolean'],
    ['i ==', 'condition "i ==": syntax error: unexpected EOF, expected expression'],
    ['s > 1', 'condition "s > 1" (column 1): can not convert 1 constant to string'],
    ['!i', 'condition "!i" (column 1): operator ! can not be applied to int'],
  ])('%s is refused', (text, message) => {
    expect(byCompiler(text)).toBe(message)
  })

  test.each([
    'm["k"] == 2',
    'e == 5',
    'e.(int) == 5',
    's[1:] == "ello"',
    'nilp.n == 1',
    'words[j] == ""',
    'u64 + 1 > 0',
    'i / (j - j) == 1',
  ])('%s is left to the evaluator', text => {
    assign('j', -2n)
    expect(byCompiler(text)).toBeUndefined()
  })
})
