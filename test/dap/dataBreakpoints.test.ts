// Data breakpoints over the wire: what can be watched, what a stop says, and what becomes of a watch when its memory moves or dies.
import type { DebugProtocol } from '@vscode/debugprotocol'
import { describe, expect, test } from 'vitest'
import { breakAt, frames, launchText, lineOf, type TestSession } from './harness'

type Info = DebugProtocol.DataBreakpointInfoResponse['body']

/** A session that stands at a marked line, with no breakpoint any more. */
async function at(text: string, mark: string, launch: Record<string, unknown> = {}): Promise<TestSession> {
  const session = await launchText(text, launch)
  await breakAt(session, text, mark)
  await session.client.request('configurationDone')
  await session.client.stopped()
  await breakAt(session, text)
  return session
}

async function info(session: TestSession, name: string, more: object = {}): Promise<Info> {
  const frameId = (await frames(session, 1))[0]!.id
  return session.client.request<Info>('dataBreakpointInfo', { name, frameId, ...more })
}

async function watch(session: TestSession, ...watches: (string | { name: string; more?: object; [key: string]: unknown })[]) {
  const breakpoints = []
  for (const wanted of watches) {
    const { name, more, ...rest } = typeof wanted === 'string' ? { name: wanted, more: {} } : wanted
    breakpoints.push({ dataId: (await info(session, name, more)).dataId, accessType: 'write', ...rest })
  }
  const body = await session.client.request<{ breakpoints: DebugProtocol.Breakpoint[] }>('setDataBreakpoints', { breakpoints })
  return body.breakpoints
}

/** `description @ line of the writer`, or how the program ended. */
async function goOn(session: TestSession, threadId = 1): Promise<string> {
  await session.client.request('continue', { threadId })
  const stop = await session.client.stoppedOrEnded()
  if (stop === undefined) return 'end'
  const user = (await frames(session, stop.threadId!)).find(frame => frame.name.startsWith('main.'))
  return `${stop.reason === 'data breakpoint' ? '' : `${stop.reason}: `}${stop.description ?? ''} @ ${user?.name}:${user?.line}`
}

async function stops(session: TestSession, most = 50): Promise<string[]> {
  const list: string[] = []
  for (let i = 0; i < most; i++) {
    const what = await goOn(session)
    if (what === 'end') return list
    list.push(what)
  }
  throw new Error(`more than ${most} stops: ${list.slice(0, 10).join('; ')}`)
}

const kinds = `package main

import "fmt"

type point struct{ x, y int }

var total int

func change(p *point, s []int, m map[string]int) {
	p.y = 5
	s[1] = 7
	m["k"]++
	total += 3
	total = 3
}

func main() {
	p := &point{1, 2}
	arr := [3]int{1, 2, 3}
	s := []int{4, 5, 6}
	m := map[string]int{"k": 1}
	name := "old"
	fmt.Println(total) // begin
	change(p, s, m)
	arr[2] = 9
	name = "new"
	fmt.Println(p, arr, s, m, name)
}
`

describe('a data breakpoint', () => {
  test('stops behind the write, shown at the line that wrote, with the old and the new value', async () => {
    const session = await at(kinds, '// begin')
    const set = await watch(session, 'p.y', 's[1]', 'm["k"]', 'total', 'arr', 'name')
    expect(set.every(breakpoint => breakpoint.verified)).toBe(true)
    expect(await stops(session)).toEqual([
      'p.y: 2 → 5 @ main.change:10',
      's[1]: 5 → 7 @ main.change:11',
      'm["k"]: 1 → 2 @ main.change:12',
      'total: 0 → 3 @ main.change:13',
      'arr: [3]int [1,2,3] → [3]int [1,2,9] @ main.main:25',
      'name: "old" → "new" @ main.main:26',
    ])
    expect(session.problems).toEqual([])
  })

  test('of children of variables, by reference and name', async () => {
    const session = await at(kinds, '// begin')
    const [frame] = await frames(session, 1)
    const { scopes } = await session.client.request<DebugProtocol.ScopesResponse['body']>('scopes', { frameId: frame!.id })
    const variablesReference = scopes[0]!.variablesReference
    const { variables } = await session.client.request<DebugProtocol.VariablesResponse['body']>('variables', { variablesReference })
    const s = variables.find(variable => variable.name === 's')!
    const element = await session.client.request<Info>('dataBreakpointInfo', { variablesReference: s.variablesReference, name: '[1]' })
    expect(element.description).toBe('s[1] (8 bytes)')
    const local = await session.client.request<Info>('dataBreakpointInfo', { variablesReference, name: 'name' })
    await session.client.request('setDataBreakpoints', {
      breakpoints: [
        { dataId: element.dataId, accessType: 'write' },
        { dataId: local.dataId, accessType: 'write' },
      ],
    })
    expect(await stops(session)).toEqual(['s[1]: 5 → 7 @ main.change:11', 'name: "old" → "new" @ main.main:26'])
    expect(session.problems).toEqual([])
  })

  test('of reads, and of every access', async () => {
    const session = await at(kinds, '// begin')
    await watch(session, { name: 'total', accessType: 'read' })
    expect(await stops(session)).toEqual(['total read: 0 @ main.main:23', 'total: 0 → 3 @ main.change:13'])
    const second = await at(kinds, '// begin')
    await watch(second, { name: 'total', accessType: 'readWrite' })
    expect(await stops(second)).toEqual([
      'total read: 0 @ main.main:23',
      'total: 0 → 3 @ main.change:13',
      'total written, unchanged: 3 @ main.change:14',
    ])
    expect([...session.problems, ...second.problems]).toEqual([])
  })

  test('with a condition, a hit condition and a mode', async () => {
    const text = `package main

var n int

func main() {
	println(n) // begin
	for i := 0; i < 10; i++ {
		n += i % 2
	}
}
`
    const line = lineOf(text, 'n += i')
    const conditional = await at(text, '// begin')
    await watch(conditional, { name: 'n', condition: 'i == 5' })
    expect(await stops(conditional)).toEqual([`n: 2 → 3 @ main.main:${line}`])
    const counted = await at(text, '// begin')
    await watch(counted, { name: 'n', hitCondition: '% 2' })
    expect(await stops(counted)).toEqual([`n: 1 → 2 @ main.main:${line}`, `n: 3 → 4 @ main.main:${line}`])
    const once = await at(text, '// begin')
    await watch(once, { name: 'n', mode: 'once' })
    expect(await stops(once)).toEqual([`n: 0 → 1 @ main.main:${line}`])
    const wrong = await at(text, '// begin')
    await watch(wrong, { name: 'n', condition: 'i / (i - i) == 1' })
    expect(await goOn(wrong)).toBe(`Breakpoint condition failed @ main.main:${line}`)
    expect(await watch(wrong, { name: 'n', hitCondition: 'x' })).toMatchObject([{ verified: false }])
  })

  test('of what the runtime keeps: the flags of a map, a tophash, a bucket', async () => {
    const text = `package main

func main() {
	m := map[int]int{1: 1}
	println(len(m)) // begin
	m[2] = 20
	delete(m, 1)
}
`
    const session = await at(text, '// begin')
    const address = async (expression: string) => {
      const frameId = (await frames(session, 1))[0]!.id
      const body = await session.client.request<{ memoryReference: string }>('evaluate', { expression, frameId })
      return body.memoryReference
    }
    const cell = await address('m[1]')
    const header = await session.client.request<{ result: string }>('evaluate', {
      expression: '(*runtime.hmap)(*(*uintptr)(&m)).flags',
      frameId: (await frames(session, 1))[0]!.id,
    })
    expect(header.result).toBe('0')
    await watch(session, '(*runtime.hmap)(*(*uintptr)(&m)).flags', { name: cell, more: { asAddress: true, bytes: 8 } })
    const found = await stops(session)
    expect(found.map(line => line.replace(/0x[0-9a-f]+/, 'cell').replace(/^\(.*\)\.flags/, 'flags'))).toEqual([
      'flags: 0 → 4 @ main.main:6',
      'flags: 4 → 0 @ main.main:6',
      'flags: 0 → 4 @ main.main:7',
      'cell: 1 → 0 @ main.main:7',
      'flags: 4 → 0 @ main.main:7',
    ])
  })

  test('that cannot be says why', async () => {
    const session = await at(kinds, '// begin')
    expect(await info(session, 'nosuch')).toEqual({ dataId: null, description: 'could not find symbol value for nosuch' })
    expect(await info(session, '1 + 2')).toMatchObject({ dataId: null })
    expect(await info(session, 'p', { bytes: 0 })).toEqual({ dataId: null, description: '0 bytes can not be watched' })
    expect(await info(session, 'x', { asAddress: true })).toEqual({ dataId: null, description: '"x" is no address' })
    const body = await session.client.request('setDataBreakpoints', {
      breakpoints: [{ dataId: 'x' }, { dataId: (await info(session, '0x10', { asAddress: true })).dataId }],
    })
    expect(body).toMatchObject({
      breakpoints: [
        { verified: false, message: 'unknown data id "x"' },
        { verified: false, message: 'could not read 8 bytes at 0x10' },
      ],
    })
    expect(session.problems).toEqual([])
  })

  test('of a package variable is good in another session', async () => {
    const first = await at(kinds, '// begin')
    const { dataId, canPersist } = await info(first, 'total')
    expect(canPersist).toBe(true)
    const second = await launchText(kinds)
    await second.client.request('setDataBreakpoints', { breakpoints: [{ dataId, accessType: 'write' }] })
    await second.client.request('configurationDone')
    expect((await second.client.stopped()).description).toBe('total: 0 → 3')
  })

  test('set while the program runs counts at once', async () => {
    const text = `package main

var n, m int

func main() {
	for {
		n++
		if n%1000 == 0 {
			m++
		}
	}
}
`
    const session = await launchText(text)
    await session.client.request('configurationDone')
    const { dataId } = await session.client.request<Info>('dataBreakpointInfo', { name: 'main.m' })
    await session.client.request('setDataBreakpoints', { breakpoints: [{ dataId, accessType: 'write' }] })
    const stop = await session.client.stopped()
    expect(stop.reason).toBe('data breakpoint')
    expect(stop.description).toMatch(/^main\.m: (\d+) → (\d+)$/)
  })

  test('that is asked for again keeps its id and its count', async () => {
    const session = await at(kinds, '// begin')
    const [first] = await watch(session, { name: 'total', accessType: 'readWrite', hitCondition: '> 1' })
    const [same, other] = await watch(session, { name: 'total', accessType: 'readWrite', hitCondition: '> 1' }, 'p.y')
    expect([same!.id, other!.id! > first!.id!]).toEqual([first!.id, true])
    expect(await goOn(session)).toBe('p.y: 2 → 5 @ main.change:10')
  })
})

const deep = `package main

func grow(n int) int {
	var pad [64]int
	pad[n%64] = n
	if n == 0 {
		return pad[0]
	}
	return grow(n-1) + pad[n%64]
}

func work() int {
	local := 1
	println(local) // begin
	local += grow(500)
	local = -local
	return local
}

func main() {
	x := work()
	println(x) // after
	println("end")
}
`

describe('a variable on a stack', () => {
  test('is followed when the stack grows, and goes out of scope when its function returns', async () => {
    const session = await at(deep, '// begin')
    const before = (await frames(session, 1))[0]!
    const place = async () => {
      const body = await session.client.request<{ memoryReference: string }>('evaluate', {
        expression: 'local',
        frameId: (await frames(session, 1))[0]!.id,
      })
      return body.memoryReference
    }
    const address = await place()
    const [breakpoint] = await watch(session, 'local')
    expect(before.name).toBe('main.work')
    expect(await goOn(session)).toBe('local: 1 → 125251 @ main.work:15')
    expect(await place()).not.toBe(address)
    expect(await goOn(session)).toBe('local: 125251 → -125251 @ main.work:16')
    expect(await goOn(session)).toBe('Data breakpoint out of scope @ main.main:21')
    const removed = await session.client.event<DebugProtocol.BreakpointEvent['body']>('breakpoint')
    expect(removed).toMatchObject({ reason: 'removed', breakpoint: { id: breakpoint!.id } })
    expect(await stops(session)).toEqual([])
    expect(session.client.output('console')).toContain('local went out of scope: main.work has returned')
    expect(session.problems).toEqual([])
  })

  test('cannot be watched by an old id once its function has returned', async () => {
    const session = await at(deep, '// begin')
    const { dataId } = await info(session, 'local')
    await breakAt(session, deep, '// after')
    await goOn(session)
    const body = await session.client.request('setDataBreakpoints', { breakpoints: [{ dataId, accessType: 'write' }] })
    expect(body).toMatchObject({ breakpoints: [{ verified: false, message: 'local is out of scope: main.work has returned' }] })
  })

  test('is not mixed up with the same place in a deeper call, or of another goroutine', async () => {
    const text = `package main

func f(n int, done chan int) int {
	local := n
	println(local) // begin
	if n > 0 {
		local += f(n-1, done)
	}
	return local
}

func main() {
	done := make(chan int)
	go func() { done <- f(0, done) }()
	<-done
	println(f(2, done))
}
`
    const session = await launchText(text)
    await breakAt(session, text, { line: lineOf(text, '// begin'), condition: 'n == 2' })
    await session.client.request('configurationDone')
    await session.client.stopped()
    await breakAt(session, text)
    await watch(session, 'local')
    expect(await stops(session)).toEqual([
      `local: 2 → 3 @ main.f:${lineOf(text, 'local +=')}`,
      `Data breakpoint out of scope @ main.main:${lineOf(text, 'println(f')}`,
    ])
  })

  test('of a frame that a recovered panic cuts off is gone', async () => {
    const text = `package main

func bad() {
	local := 1
	println(local) // begin
	panic("x")
}

func safe() {
	defer func() { recover() }()
	bad()
}

func other() int {
	a, b, c := 1, 2, 3
	return a + b + c
}

func main() {
	safe()
	println(other())
}
`
    const session = await at(text, '// begin')
    await watch(session, 'local')
    expect(await stops(session)).toEqual([])
    expect(session.client.output('console')).toContain('local went out of scope: a recovered panic has left main.bad')
  })
})

describe('what the runtime does for itself', () => {
  test('is not reported: a stack that moves, a collection', async () => {
    const text = `package main

import "runtime"

type box struct{ n, m int }

func grow(n int) int {
	var pad [64]int
	if n == 0 {
		return pad[0]
	}
	return grow(n-1) + pad[n%64]
}

func main() {
	b := &box{1, 2}
	local := 3
	println(b.n, local) // begin
	println("go")
	runtime.GC()
	grow(300)
	runtime.GC()
	println(b.n, local) // end
}
`
    const session = await at(text, '// begin')
    await watch(session, { name: 'b.n', accessType: 'readWrite' }, { name: 'local', accessType: 'readWrite' })
    const begin = lineOf(text, '// begin')
    const end = lineOf(text, '// end')
    const found = await stops(session)
    expect(found).toEqual([
      `b.n read: 1 @ main.main:${begin}`,
      `local read: 3 @ main.main:${begin}`,
      `b.n read: 1 @ main.main:${end}`,
      `local read: 3 @ main.main:${end}`,
    ])
  })
})

test('going back follows a stack to where it was', async () => {
  const session = await at(deep, 'local = -local')
  await watch(session, 'local')
  const back = async () => {
    await session.client.request('reverseContinue', { threadId: 1 })
    const stop = await session.client.stopped()
    const user = (await frames(session, stop.threadId!)).find(frame => frame.name.startsWith('main.'))
    return `${stop.description?.replace(/ · tick.*/, '')} @ ${user?.name}:${user?.line}`
  }
  expect(await back()).toBe('local: 1 → 125251 @ main.work:15')
  expect(await back()).toMatch(/^local: \d+ → 1 @ main.work:13$/)
  expect(session.problems).toEqual([])
})

test('reverseContinue goes back to the last change', async () => {
  const session = await at(kinds, 'name = "new"')
  await watch(session, 'total', 's[1]')
  const back = async () => {
    await session.client.request('reverseContinue', { threadId: 1 })
    const stop = await session.client.stopped()
    const user = (await frames(session, stop.threadId!)).find(frame => frame.name.startsWith('main.'))
    return `${stop.reason} ${stop.description?.replace(/ · tick.*/, '')} @ ${user?.name}:${user?.line}`
  }
  expect(await back()).toBe('data breakpoint total: 0 → 3 @ main.change:13')
  expect(await back()).toBe('data breakpoint s[1]: 5 → 7 @ main.change:11')
  expect(await back()).toBe('data breakpoint s[1]: 0 → 5 @ main.main:20')
  expect(session.problems).toEqual([])
})
