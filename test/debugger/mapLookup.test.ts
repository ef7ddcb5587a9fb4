// m[key]: found by its hash, where the runtime has put it, for every kind of key and in the middle of a growth.
import { expect, test } from 'vitest'
import { hashOfKey } from '../../adapter/debugger/runtime/mapHash'
import { MapWalk } from '../../adapter/debugger/runtime/mapWalk'
import { Loader } from '../../adapter/debugger/values/loader'
import { stopAt } from './harness'

const kinds = `package main

type color uint8
type pair struct{ a, b int32 }

var (
	bools   = map[bool]int{}
	bytes   = map[byte]int{}
	shorts  = map[int16]int{}
	runes   = map[rune]int{}
	ints    = map[int]int{}
	colors  = map[color]int{}
	strings = map[string]int{}
	ptrs    = map[*int]int{}
	chans   = map[chan int]int{}
	floats  = map[float64]int{}
	pairs   = map[pair]int{}
	arrays  = map[[3]string]int{}
	any_    = map[interface{}]int{}
)

func main() {
	text := ""
	for i := 0; i < 300; i++ {
		bools[i%2 == 0] = i
		bytes[byte(i)] = i
		shorts[int16(i*100)] = i
		runes[rune(i)] = i
		ints[-i] = i
		colors[color(i)] = i
		strings[text] = i
		ptrs[new(int)] = i
		chans[make(chan int)] = i
		floats[float64(i)/4] = i
		pairs[pair{int32(i), 1}] = i
		arrays[[3]string{text, "", "x"}] = i
		any_[i] = i
		if i < 50 {
			text += string(rune('a' + i%26))
		}
	}
	done()
}

func done() {}
`

test('every entry of maps of all kinds of keys is found', () => {
  const stopped = stopAt(kinds, 'main.done')
  const loader = new Loader(stopped.target)
  let hashed = 0
  for (const name of 'bools bytes shorts runes ints colors strings ptrs chans floats pairs arrays any_'.split(' ')) {
    const map = stopped.eval(`main.${name}`)
    const walk = new MapWalk(loader, map)
    const entries = walk.entries(0, 1000)
    expect(entries.length, name).toBe(walk.header!.count)
    for (const { key, elem } of entries) {
      const hash = hashOfKey(loader, key, walk.header!.hash0)
      if (hash === undefined) continue
      hashed++
      // Every slot of the chain passes, so what comes back first shows that the chain is the key's.
      let seen = false
      walk.find((_bytes, _at, address) => {
        seen ||= address === key.address
        return false
      }, hash)
      expect(seen, `${name}: ${stopped.values.text(key)} -> ${stopped.values.text(elem)}`).toBe(true)
    }
  }
  expect(hashed).toBeGreaterThan(1000)
  expect(stopped.text('main.ints[-77]')).toBe('77')
  expect(stopped.text('main.strings["abc"]')).toBe('3')
  expect(stopped.text('main.floats[0.25]')).toBe('1')
  expect(stopped.text('main.any_[5]')).toBe('5')
  expect(stopped.text('main.ints[1]')).toBe('error: key not found')
})

test('while the map grows, at any instant, what has been inserted is found', () => {
  const stopped = stopAt(
    `package main

var m = map[int]int{}
var inserted int

func main() {
	for i := 0; i < 400; i++ {
		m[i] = i * 10
		inserted = i + 1
	}
}
`,
    'main.main',
  )
  let growing = 0
  for (let i = 0; i < 400; i++) {
    if (stopped.target.run(101).reason !== 'budget') break
    const inserted = Number(stopped.text('main.inserted'))
    if (new MapWalk(new Loader(stopped.target), stopped.eval('main.m')).old !== undefined) growing++
    const missing: number[] = []
    for (let key = 0; key < inserted; key++) {
      if (stopped.text(`main.m[${key}]`) !== String(key * 10)) missing.push(key)
    }
    // evacuate marks the old slot before it fills the new one: the entry being moved at this instant is nowhere, or half there.
    // Between two stores of hashGrow the header belongs to neither array.
    const { target } = stopped
    const pc = target.register(target.currentTid, 'PC')
    if (target.image.functionAt(Number(pc))?.name === 'runtime.hashGrow') continue
    expect(missing.length).toBeLessThanOrEqual(1)
  }
  expect(growing).toBeGreaterThan(10)
})
