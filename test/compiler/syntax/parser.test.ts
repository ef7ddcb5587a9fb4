// This file checks that the parser comes to an end, whatever it is given.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Diagnostics } from '../../../adapter/compiler/diagnostics'
import type { Node } from '../../../adapter/compiler/syntax/nodes'
import { parseDeclaration, parseExpression, parseFile } from '../../../adapter/compiler/syntax/parser'
import { FileSet } from '../../../adapter/compiler/syntax/positions'
import { printTree } from '../../../adapter/compiler/syntax/printTree'
import { decodeSource } from '../../../adapter/compiler/syntax/source'
import { children } from '../../../adapter/compiler/syntax/walk'

function parse(text: string): { errors: string[]; fileSet: FileSet; file: ReturnType<typeof parseFile> } {
  const fileSet = new FileSet()
  const diagnostics = new Diagnostics(fileSet)
  const file = parseFile(fileSet, 'a.go', text, diagnostics)
  return { errors: diagnostics.format(), fileSet, file }
}

const program = `package main

import "fmt"

type Shape interface { Area() float64; fmt.Stringer }
type Square struct { Side float64; next *Square "tag" }

const ( A = iota; B )

func (s *Square) Area() float64 { return s.Side * s.Side }

func main() {
	m := map[string][]int{"a": {1, 2, 3}, "b": nil}
	ch := make(chan<- int, 1)
loop:
	for k, v := range m {
		if n := len(v); n > 1 && k != "" { break loop } else if n == 0 { continue }
		select { case ch <- v[0]: fmt.Println(k, v[1:2:3]...); default: }
		switch x := any(v).(type) { case []int: _ = x; default: go func() { defer recover() }() }
	}
	for i := 0; i < 10; i++ { m["a"][i]++ }
}
`
const tokens = program.match(/\w+|"[^"]*"|:=|<-|\.\.\.|\s+|[^\w\s]/g)!

test('a mutilated program ends in errors or in a tree', () => {
  const place = fc.nat(tokens.length - 1)
  const change = fc.record({ kind: fc.constantFrom('delete', 'duplicate', 'swap', 'cut'), at: place, to: place })
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), changes => {
      let list = [...tokens]
      for (const { kind, at, to } of changes) {
        if (kind === 'delete') list.splice(at, 1)
        else if (kind === 'duplicate') list.splice(at, 0, list[at] ?? '')
        else if (kind === 'swap') [list[at], list[to]] = [list[to] ?? '', list[at] ?? '']
        else list = list.slice(0, Math.max(at, 5))
      }
      const { errors, file } = parse(list.join(''))
      if (errors.length === 0) expect(printTree(file)).toContain('File')
    }),
    { seed: 1, numRuns: 2000 },
  )
})

test('random text ends in errors', () => {
  const words = fc.constantFrom(
    'func',
    '{',
    '}',
    '(',
    ')',
    '[',
    ']',
    'x',
    ',',
    ';',
    '\n',
    '=',
    ':=',
    '*',
    'if',
    'case',
    '"',
    "'",
    '0x',
    '/*',
    '.',
    '~',
  )
  fc.assert(
    fc.property(fc.array(words, { maxLength: 60 }), list => void parse(`package p\n${list.join(' ')}`)),
    { seed: 2, numRuns: 2000 },
  )
})

test('children lie inside their parents, in order', () => {
  const { file, errors } = parse(program)
  expect(errors).toEqual([])
  const visit = (node: Node): void => {
    for (const child of children(node)) {
      expect(child.pos, `${node.kind} > ${child.kind}`).toBeGreaterThanOrEqual(node.pos)
      expect(child.end, `${node.kind} > ${child.kind}`).toBeLessThanOrEqual(node.end)
      visit(child)
    }
  }
  visit(file)
})

test.each([
  ['parentheses', (n: number) => `${'('.repeat(n)}x${')'.repeat(n)}`],
  ['unary operators', (n: number) => `${'- '.repeat(n)}x`],
  ['pointers', (n: number) => `new(${'*'.repeat(n)}int)`],
  ['literals', (n: number) => `T${'{'.repeat(n)}${'}'.repeat(n)}`],
  ['sums', (n: number) => `x${' + x'.repeat(n)}`],
  ['calls', (n: number) => `f${'()'.repeat(n)}`],
  ['types', (n: number) => `${'[]'.repeat(n)}int{}`],
  ['functions', (n: number) => `${'func() { x := '.repeat(n)}1${'}'.repeat(n)}`],
])('%s nested too deeply are refused', (_, make) => {
  expect(parse(`package p\nvar x = ${make(50)}\n`).errors.join()).not.toContain('too deeply')
  expect(parse(`package p\nvar x = ${make(20_000)}\n`).errors.join()).toContain('expression nested too deeply')
})

test('else if chains and blocks nested too deeply are refused', () => {
  expect(parse(`package p\nfunc f() { ${'if x {} else '.repeat(20_000)} {} }`).errors.join()).toContain('too deeply')
  expect(parse(`package p\nfunc f() ${'{'.repeat(20_000)}`).errors.join()).toContain('too deeply')
})

test('characters that no file may contain', () => {
  expect(parse('package p\n\0').errors).toEqual(['a.go:2:1: invalid NUL character'])
  expect(parse('\ufeffpackage p\nvar x\ufeff int').errors).toEqual(['a.go:2:6: invalid BOM in the middle of the file'])
  const bytes = new Uint8Array([...Buffer.from('package p // '), 0xff, 10])
  expect(parse(decodeSource(bytes)).errors).toEqual(['a.go:1:14: invalid UTF-8 encoding'])
  expect(parse('package p\nvar x = #').errors[0]).toBe("a.go:2:9: invalid character U+0023 '#'")
})

test('columns count bytes of UTF-8', () => {
  expect(parse('package p\nvar s = "世界😀" $').errors[0]).toBe("a.go:2:22: invalid character U+0024 '$'")
})

test('one declaration of a file; of a function only the header is looked at', () => {
  const text = 'package p\nfunc f() { if x { $ } }\ntype t int\n'
  const fileSet = new FileSet()
  const diagnostics = new Diagnostics(fileSet)
  const file = fileSet.addFile('a.go', text)
  expect(printTree(parseDeclaration(file, text.indexOf('func'), diagnostics)!)).toBe('FuncDecl f() skipped')
  expect(printTree(parseDeclaration(file, text.indexOf('type'), diagnostics)!)).toContain('t')
  expect(diagnostics.hasErrors).toBe(false)
})

test('a lone expression, as in a debugger', () => {
  expect(printTree(parseExpression('m["a"].x + 1').expr)).toBe('Binary(+ Index(m "a").x 1)')
  expect(parseExpression('a b').error).toBe('syntax error: unexpected name b after expression')
  expect(parseExpression('').error).toBe('syntax error: unexpected EOF, expected expression')
})

test('ten errors at most', () => {
  const { errors } = parse(`package p\n${'x\n\nfunc f() {}\n'.repeat(12)}`)
  expect(errors).toHaveLength(11)
  expect(errors.at(-1)).toBe('too many errors')
})
