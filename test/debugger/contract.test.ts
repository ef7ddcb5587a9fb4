// What the debugger believes of the runtime, checked against the runtime as it is compiled.
import { expect, test } from 'vitest'
import { contract, violations } from '../../adapter/debugger/runtime/contract'
import { compile } from './harness'

// Mentions every map function, so that they are all in the image.
const image = compile(`package main

func use() {}

func main() {
	a := map[int]int{1: 1}
	b := map[string]int{"a": 1}
	c := map[int32]int{1: 1}
	d := map[[3]int]int{}
	e := map[*int]int{}
	v, ok := a[2]
	println(v, ok, a[1], b["a"], c[1], d[[3]int{}])
	w, ok := d[[3]int{1}]
	println(w, ok)
	e[nil] = 1
	d[[3]int{}] = 1
	delete(a, 1)
	delete(b, "a")
	delete(d, [3]int{})
	for range a {
	}
	clear(a)
	use()
}
`)

test('the runtime is as the debugger believes', () => {
  expect(violations(image)).toEqual([])
})

test('every function of the contract was looked at', () => {
  const missing = contract.flatMap(belief =>
    belief.kind === 'function' && image.functionNamed(belief.name) === undefined ? [belief.name] : [],
  )
  expect(missing).toEqual([])
})

test('a change of the runtime is noticed', () => {
  const hmap = image.type('runtime.hmap')!
  const changed = Object.create(image, {
    type: {
      value: (key: string) =>
        key === 'runtime.hmap' ? { ...hmap, fields: hmap.fields!.filter(field => field.name !== 'B') } : image.type(key),
    },
  })
  expect(violations(changed)).toEqual(['runtime.hmap has no field B'])
})
