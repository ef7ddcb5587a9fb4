// Values as rows: what a client shows of a frame, with all kinds of types; paging; names of rows.
import { describe, expect, test } from 'vitest'
import { globalsOfPackage, variablesInFrame } from '../../adapter/debugger/values/scopes'
import type { Child, Value } from '../../adapter/debugger/values/value'
import { golden } from '../golden'
import { stable, stopAt } from './harness'
import { everyKind } from './samples'

const stopped = stopAt(everyKind)
const { values } = stopped

golden(new URL('golden/values.txt', import.meta.url).pathname, input => {
  const [what = '', depth = '3'] = input.split(' ')
  if (what === 'locals')
    return stable(
      stopped
        .locals()
        .map(({ name, value }) => `${name} = ${values.text(value)}   (${values.typeName(value)})`)
        .join('\n'),
    )
  return stopped.tree(what, stopped.eval(what), Number(depth))
})

describe('scopes', () => {
  test('parameters come first, then results, then locals; a hidden variable is in parentheses', () => {
    const all = variablesInFrame(stopped.target, stopped.frames[0]!)
    expect(all.slice(0, 5).map(v => `${v.role} ${v.name}`)).toEqual(['param (n)', 'param name', 'result res', 'result err', 'local b'])
    expect(all.filter(v => v.shadowed).map(v => v.name)).toEqual(['(n)'])
    expect(all.map(v => v.name)).toContain('n')
  })

  test('before the frame is set up nothing can be read', () => {
    const early = stopAt(everyKind, 'main.kinds')
    const { entry } = early.image.functionNamed('main.kinds')!
    const frame = { ...early.frames[0]!, pc: entry, lookupPc: entry }
    const variables = variablesInFrame(early.target, frame)
    expect(variables.map(v => v.name)).toEqual(['n', 'name', 'res', 'err'])
    expect(values.text(variables[0]!.value)).toBe('(unreadable the function is still setting up its frame)')
  })

  test('globals of a package, without its name', () => {
    const globals = globalsOfPackage(stopped.target, 'main')
    expect(globals.map(({ name, value }) => `${name} ${values.text(value)}`)).toEqual([
      'glob map[string]int ["one": 1, ]',
      'table [3]uint16 [0,0,0]',
    ])
  })
})

describe('rows', () => {
  /** All rows below a value. */
  function* rows(value: Value, expression: string, depth: number): Generator<{ child: Child; expression: string }> {
    const { indexed } = values.children(value)
    for (const child of [...values.namedChildren(value), ...values.indexedChildren(value, 0, Math.min(indexed, 5))]) {
      if (child.evaluateName === undefined) continue
      const own = child.evaluateName(expression)
      yield { child, expression: own }
      if (depth > 1) yield* rows(child.value, own, depth - 1)
    }
  }

  test('the expression of every row evaluates to the row', () => {
    let count = 0
    for (const { name, value, shadowed } of variablesInFrame(stopped.target, stopped.frames[0]!)) {
      if (shadowed) continue
      expect(stopped.text(name)).toBe(values.text(value))
      for (const { child, expression } of rows(value, name, 3)) {
        expect(`${expression} ${stopped.text(expression)}`).toBe(`${expression} ${values.text(child.value)}`)
        count++
      }
    }
    expect(count).toBeGreaterThan(150)
  })

  test('counts are those of the rows, and names are unique', () => {
    for (const { value } of stopped.locals()) {
      const { named, indexed } = values.children(value)
      const namedRows = values.namedChildren(value)
      const indexedRows = values.indexedChildren(value, 0, indexed)
      expect(namedRows.length).toBe(named)
      expect(indexedRows.length).toBeGreaterThanOrEqual(indexed)
      const names = [...namedRows, ...indexedRows].map(row => row.name)
      expect(new Set(names).size).toBe(names.length)
    }
  })

  test('nil, empty and scalar values have none', () => {
    for (const name of ['n', 'b', 's', 'empty', 'nilm', 'nils', 'nilp', 'nilf', 'nilch', 'e', 'fn', 'color'])
      expect(values.children(stopped.eval(name)), name).toEqual({ named: 0, indexed: 0 })
  })

  test('windows are exactly what was asked for', () => {
    const long = stopped.eval('long')
    expect(values.indexedChildren(long, 61, 3).map(row => row.name)).toEqual(['[61]', '[62]', '[63]'])
    expect(values.indexedChildren(long, 98, 10).map(row => row.name)).toEqual(['[98]', '[99]'])
    expect(values.indexedChildren(long, 100, 10)).toEqual([])
    expect(values.indexedChildren(stopped.eval('arr'), 1, 1).map(row => row.name)).toEqual(['[1]'])
  })

  test('long keys are cut and told apart by their address', () => {
    const keys = stopAt(`package main

func main() {
	a := make([]byte, 100)
	for i := range a {
		a[i] = 'x'
	}
	m := map[string]int{}
	m[string(a)] = 1
	a[99] = 'y'
	m[string(a)] = 2
	println(len(m)) // stop
}
`)
    const names = keys.values.indexedChildren(keys.eval('m'), 0, 2).map(row => row.name)
    expect(names.map(name => stable(name))).toEqual([`"${'x'.repeat(63)}... @ 0x…`, `"${'x'.repeat(63)}... @ 0x…`])
    expect(new Set(names).size).toBe(2)
  })
})

describe('texts', () => {
  test('strings are cut at 512 bytes, texts with parts at 256 characters', () => {
    const cut = stopAt(`package main

func main() {
	b := make([]byte, 600)
	for i := range b {
		b[i] = 'z'
	}
	s := string(b)
	l := make([]string, 100)
	println(len(s), len(l)) // stop
}
`)
    expect(cut.text('s')).toBe(`"${'z'.repeat(512)}...+88 more"`)
    expect(cut.values.text(cut.eval('s'), { limit: Number.POSITIVE_INFINITY })).toBe(`"${'z'.repeat(600)}"`)
    expect(cut.text('b')).toHaveLength(259)
    expect(cut.values.text(cut.eval('l'), { limit: 10_000 })).toBe(`[]string len: 100, cap: 100, [${'"",'.repeat(64)}...+36 more]`)
  })

  test('hexadecimal on demand, beside unsigned numbers when asked', () => {
    expect(values.text(stopped.eval('u8'), { hex: true })).toBe('0x61')
    expect(values.text(stopped.eval('i8'), { hex: true })).toBe('-0x5')
    expect(values.text(stopped.eval('sl'), { hex: true })).toBe('[]int len: 3, cap: 3, [0x1,0x2,0x3]')
    expect(values.text(stopped.eval('u8'), { withHex: true })).toBe('97 = 0x61')
    expect(values.text(stopped.eval('i8'), { withHex: true })).toBe('-5')
  })
})
