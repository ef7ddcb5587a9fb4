// This file checks what the checker leaves behind for the code generator and the debugger.
import { expect, test } from 'vitest'
import { exprString } from '../../../adapter/compiler/syntax/exprString'
import type { Expr, Node } from '../../../adapter/compiler/syntax/nodes'
import { parseExpression } from '../../../adapter/compiler/syntax/parser'
import { walk } from '../../../adapter/compiler/syntax/walk'
import { checkExpression } from '../../../adapter/compiler/types/check'
import { constantString } from '../../../adapter/compiler/types/constant'
import { methodSet } from '../../../adapter/compiler/types/methodSet'
import type { TypeName } from '../../../adapter/compiler/types/object'
import type { Package } from '../../../adapter/compiler/types/program'
import { sizeof } from '../../../adapter/compiler/types/sizes'
import { typeString } from '../../../adapter/compiler/types/typeString'
import { check } from './check'

function checked(text: string): Package {
  const { pkg, diagnostics } = check(`package main\n${text}`)
  expect(diagnostics.format()).toEqual([])
  return pkg
}

// Mode and type of the first expression with that text.
function fact(pkg: Package, text: string): string {
  let found = 'not found'
  walk(pkg.files[0]!, (node: Node) => {
    const known = pkg.info.types.get(node as Expr)
    if (known === undefined || found !== 'not found' || exprString(node as Expr) !== text) return
    found = `${known.mode} ${typeString(known.type)}${known.value === undefined ? '' : ` = ${constantString(known.value)}`}`
  })
  return found
}

test('untyped expressions carry the type that they are converted to', () => {
  const pkg = checked(`
var f float32 = 1 + 2
var i any = 'x'
var b byte = 200
func g(s uint) (int64, bool, *int) {
	var x int64 = 1 << s
	y := b < 100
	return x + 7, y || s == 9, nil
}`)
  expect(fact(pkg, '1 + 2')).toBe('constant float32 = 3')
  expect(fact(pkg, "'x'")).toBe('constant rune = 120')
  expect(fact(pkg, '1 << s')).toBe('value int64')
  expect(fact(pkg, '100')).toBe('constant byte = 100')
  expect(fact(pkg, '7')).toBe('constant int64 = 7')
  expect(fact(pkg, 's == 9')).toBe('value bool')
  expect(fact(pkg, 'b < 100')).toBe('value bool')
  expect(fact(pkg, '9')).toBe('constant uint = 9')
  expect(fact(pkg, 'nil')).toBe('nil *int')
})

test('comma-ok forms have a tuple type', () => {
  const pkg = checked(
    'var m map[string]int\nvar e any\nfunc g(c chan int) { v, ok := m["a"]; w, ok := e.(int); x, ok := <-c; _, _, _, _ = v, w, x, ok }',
  )
  expect(fact(pkg, 'm["a"]')).toBe('mapindex (int, bool)')
  expect(fact(pkg, 'e.(int)')).toBe('commaok (int, bool)')
  expect(fact(pkg, '<-c')).toBe('commaok (int, bool)')
})

test('selections tell the way through embedded fields', () => {
  const pkg = checked(`
type A struct{ n, x int }
func (*A) M() {}
type B struct { k int; *A }
type C struct { B }
func g(c C) { c.x = 1; c.M(); _ = (*A).M; _ = C.M }`)
  const shown = [...pkg.info.selections].map(([x, s]) => `${exprString(x)} ${s.kind} [${s.index}] ${s.indirect} ${typeString(s.type)}`)
  expect(shown).toEqual([
    'c.x field [0,1,1] true int',
    'c.M method [0,1,0] true func()',
    '(*A).M methodExpr [0] true func(*main.A)',
    'C.M methodExpr [0,1,0] true func(main.C)',
  ])
})

test('method sets are sorted and know about pointers', () => {
  const pkg = checked('type T struct{}\nfunc (T) b() {}\nfunc (*T) A() {}\nfunc (T) C() {}\ntype U struct { T }\nvar p *T')
  const names = (type: Parameters<typeof methodSet>[0]): string =>
    methodSet(type)
      .map(entry => entry.method.name)
      .join(' ')
  expect(names((pkg.scope.lookup('T') as TypeName).type)).toBe('C b')
  expect(names(pkg.scope.lookup('p')!.type)).toBe('A C b')
  expect(names((pkg.scope.lookup('U') as TypeName).type)).toBe('C b')
})

test('package variables are initialised when what they need is there', () => {
  const pkg = checked(
    'var a = c + b\nvar b = f()\nvar c = 1\nvar d, e = two()\nfunc f() int { return d }\nfunc two() (int, int) { return c, 2 }\nvar _ = a',
  )
  const order = pkg.info.initOrder.map(init => `${init.lhs.map(v => v.name)} = ${exprString(init.rhs)}`)
  expect(order).toEqual(['c = 1', 'd,e = two()', 'b = f()', 'a = c + b', '_ = a'])
})

test('each clause of a type switch has its variable, and names know their function', () => {
  const pkg = checked(
    'func g(v any) { switch x := v.(type) { case int: _ = x; case string, bool: _ = x; default: func() { y := x; _ = y }() } }',
  )
  const clauses = [...pkg.info.implicits].filter(([node]) => node.kind === 'CaseClause')
  expect(clauses.map(([, obj]) => typeString(obj.type))).toEqual(['int', 'any', 'any'])
  const y = [...pkg.info.defs].find(([ident]) => ident.name === 'y')?.[1]
  expect(y?.kind === 'Var' && y.parentFunc?.kind).toBe('FuncLit')
})

test('sizes are those of gc on amd64', () => {
  const pkg = checked('type S struct { a bool; b int64; c [3]uint16; d string; e struct{} }\nvar n [4]S')
  expect(sizeof((pkg.scope.lookup('S') as TypeName).type)).toBe(48)
  expect(sizeof(pkg.scope.lookup('n')!.type)).toBe(192)
})

test('expressions are typed in a scope, as a debugger needs it', () => {
  const pkg = checked(
    'type T struct { next *T; n int }\nfunc (t *T) Len() int { return t.n }\nfunc g(t *T) {\n\tx := t.next\n\t_ = x\n}\nvar all map[string]*T',
  )
  const decl = pkg.files[0]!.decls.find(d => d.kind === 'FuncDecl' && d.name.name === 'g')
  const scope = pkg.info.scopes.get(decl!.kind === 'FuncDecl' ? decl!.type : decl!)!
  const evaluate = (text: string): string => {
    const { expr, fileSet } = parseExpression(text)
    const { result, error } = checkExpression(expr!, { scope, pkg, fileSet })
    return error ?? `${result!.mode} ${typeString(result!.type)}`
  }
  expect(evaluate('x.next.n')).toBe('variable int')
  expect(evaluate('all["a"].Len() + 1')).toBe('value int')
  expect(evaluate('*T')).toBe('type *main.T')
  expect(evaluate('1 << 3')).toBe('constant untyped int')
  expect(evaluate('y')).toBe('undefined: y')
  expect(evaluate('x.m')).toBe('x.m undefined (type *T has no field or method m)')
})
