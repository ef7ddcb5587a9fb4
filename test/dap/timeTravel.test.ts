// Goes backwards through programs, over the wire: each way back arrives where the way forward came from.
import { describe, expect, test } from 'vitest'
import type { TimelineResult } from '../../adapter/dap/protocol'
import { breakAt, frames, launchText, lineOf, programPath, type TestSession } from './harness'

interface Traveller {
  readonly session: TestSession
  readonly goid: number
  /** Makes a journey and tells where it ended: `main.f:mark`, with the comment of the line, and the reason if it is no step. */
  go(command: string, more?: object): Promise<string>
}

async function at(text: string, mark: string | undefined, launch: Record<string, unknown> = {}): Promise<Traveller> {
  const session = await launchText(text, launch)
  if (mark !== undefined) await breakAt(session, text, mark)
  await session.client.request('configurationDone')
  const stop = await session.client.stopped()
  if (mark !== undefined) await breakAt(session, text)
  const goid = stop.threadId!
  const lines = text.split('\n')
  return {
    session,
    goid,
    async go(command, more = {}) {
      await session.client.request(command, { threadId: goid, ...more })
      const { threadId, reason } = await session.client.stopped()
      const [frame] = await frames(session, threadId!)
      const line = frame!.source?.path === programPath ? lines[frame!.line - 1]! : ''
      const told = [...(reason === 'step' ? [] : [reason]), ...(threadId === goid ? [] : [`g${threadId}`])]
      return `${frame!.name}:${/\/\/ (.*)/.exec(line)?.[1] ?? line.trim()}${told.length > 0 ? ` (${told.join(', ')})` : ''}`
    },
  }
}

const main = (body: string, rest = '') => `package main

${rest}
func main() {
${body}
}
`

describe('stepBack', () => {
  test('goes around a loop backwards, and out of it at its beginning', async () => {
    const text = main('\tsum := 0 // first\n\tfor i := 0; i < 2; i++ { // head\n\t\tsum += i // body\n\t}\n\tprintln(sum) // after')
    const { session, go } = await at(text, '// after')
    const places = []
    for (let i = 0; i < 6; i++) places.push(await go('stepBack'))
    expect(places).toEqual(['main.main:head', 'main.main:body', 'main.main:head', 'main.main:body', 'main.main:head', 'main.main:first'])
    expect(session.problems).toEqual([])
  })

  test('is the reverse of next, over calls', async () => {
    const text = main(
      '\ta := f(3) // one\n\tb := f(a) // two\n\tprintln(a, b) // three\n\tprintln(b) // four',
      'func f(n int) int {\n\tif n == 0 { // if\n\t\treturn 1 // bottom\n\t}\n\treturn n * f(n-1) // up\n}\n',
    )
    const { session, go } = await at(text, '// one')
    for (const place of ['two', 'three', 'four']) expect(await go('next')).toBe(`main.main:${place}`)
    for (const place of ['three', 'two', 'one']) expect(await go('stepBack')).toBe(`main.main:${place}`)
    for (const place of ['two', 'three', 'four']) expect(await go('next')).toBe(`main.main:${place}`)
    expect(session.problems).toEqual([])
  })

  test('stops at a breakpoint inside a call, as next does', async () => {
    const text = main(
      '\ta := f(1) // one\n\tb := f(a) // two\n\tprintln(a, b) // three',
      'func f(n int) int {\n\tm := n * 2 // inside\n\treturn m + 1\n}\n',
    )
    const { session, go } = await at(text, '// one')
    await breakAt(session, text, { line: lineOf(text, '// inside'), condition: 'n == 1' }, '// two')
    expect(await go('next')).toBe('main.f:inside (breakpoint)')
    expect(await go('continue')).toBe('main.main:two (breakpoint)')
    expect(await go('next')).toBe('main.main:three')
    expect(await go('stepBack')).toBe('main.main:two')
    expect(await go('stepBack')).toBe('main.f:inside (breakpoint)')
    expect(await go('mapscope/reverseStepOut')).toBe('main.main:one')
    expect(session.problems).toEqual([])
  })

  test('from the first statement of a function goes to the call', async () => {
    const text = main(
      '\ta := f(1) + f(2) // call\n\tprintln(a)',
      'func f(n int) int {\n\tm := n * 2 // first\n\treturn m + 1 // second\n}\n',
    )
    const { session, go } = await at(text, '// second')
    expect(await go('stepBack')).toBe('main.f:first')
    expect(await go('stepBack')).toBe('main.main:call')
    expect(await go('stepBack')).toBe('main.main:call')
    expect(await go('stepBack')).toBe('main.main:call (entry)')
    expect(session.problems).toEqual([])
  })
})

describe('reverse step in and out', () => {
  const text = main(
    '\ta := f(1) + g(2) // call\n\tprintln(a) // after',
    'func f(n int) int {\n\tm := n * 2 // f first\n\treturn m + 1 // f last\n}\n\nfunc g(n int) int {\n\tfor i := 0; i < 2; i++ { // g loop\n\t\tn += f(i) // g body\n\t}\n\treturn n // g last\n}\n',
  )
  test('in goes to the last statement of the last call, and further in', async () => {
    const { session, go } = await at(text, '// after')
    expect(await go('mapscope/reverseStepIn')).toBe('main.g:g last')
    expect(await go('mapscope/reverseStepIn')).toBe('main.g:g loop')
    expect(await go('mapscope/reverseStepIn')).toBe('main.f:f last')
    expect(await go('mapscope/reverseStepOut')).toBe('main.g:g body')
    expect(await go('mapscope/reverseStepOut')).toBe('main.main:call')
    // At the call of g, f has returned already.
    expect(await go('mapscope/reverseStepIn')).toBe('main.f:f last')
    expect(await go('mapscope/reverseStepIn')).toBe('main.f:f first')
    expect(await go('mapscope/reverseStepIn')).toBe('main.main:call')
    expect(await go('mapscope/reverseStepIn')).toBe('main.main:call')
    expect(session.problems).toEqual([])
  })

  test('of closures, interfaces and wrappers', async () => {
    const program = main(
      `	base := 1
	f := func(x int) int {
		return x + base // closure
	}
	println(f(1)) // call closure
	var s shape = square{2}
	a := s.area() // call interface
	m := square{3}.area
	b := m() // call value
	e := shape(holder{s})
	c := e.area() // call embedded
	println(a, b, c) // last`,
      'type shape interface{ area() int }\n\ntype square struct{ side int }\n\nfunc (s square) area() int {\n\treturn s.side * s.side // area\n}\n\ntype holder struct{ shape }\n',
    )
    const { session, go } = await at(program, '// last')
    expect(await go('mapscope/reverseStepIn')).toBe('main.square.area:area')
    expect(await go('mapscope/reverseStepOut')).toBe('main.main:call embedded')
    expect(await go('stepBack')).toBe('main.main:call embedded')
    expect(await go('stepBack')).toBe('main.main:e := shape(holder{s})')
    expect(await go('mapscope/reverseStepIn')).toBe('main.square.area:area')
    expect(await go('mapscope/reverseStepOut')).toBe('main.main:call value')
    expect(await go('stepBack')).toBe('main.main:call value')
    expect(await go('stepBack')).toBe('main.main:m := square{3}.area')
    expect(await go('mapscope/reverseStepIn')).toBe('main.square.area:area')
    expect(await go('mapscope/reverseStepOut')).toBe('main.main:call interface')
    for (let i = 0; i < 2; i++) await go('stepBack')
    expect(await go('mapscope/reverseStepIn')).toBe('main.main.func1:closure')
    expect(session.problems).toEqual([])
  })

  test('out of a goroutine goes to its go statement', async () => {
    const program = main(
      '\tc := make(chan int)\n\tfor i := 0; i < 3; i++ {\n\t\tgo f(c, i) // go\n\t}\n\tfor i := 0; i < 3; i++ {\n\t\t<-c\n\t}',
      'func f(c chan int, i int) {\n\tn := i // first\n\tif i == 1 {\n\t\tn++ // here\n\t}\n\tc <- n\n}\n',
    )
    const { session, go, goid } = await at(program, '// here')
    expect(await go('stepBack')).toBe('main.f:if i == 1 {')
    expect(await go('stepBack')).toBe('main.f:first')
    expect(await go('stepBack')).toBe('main.main:go (g1)')
    const [frame] = await frames(session, 1)
    const { result } = await session.client.request<{ result: string }>('evaluate', { expression: 'i', frameId: frame!.id })
    expect(result).toBe('1')
    const { threads } = await session.client.request<{ threads: { id: number }[] }>('threads')
    expect(threads.map(thread => thread.id)).not.toContain(goid)
    expect(session.problems).toEqual([])
  })

  test('out of a deferred call, after a return and in a panic', async () => {
    const program = main(
      '\tf() // call\n\tprintln(1) // after',
      'func f() {\n\tdefer d()\n\tg() // g\n}\n\nfunc g() {\n\tpanic(1) // panic\n}\n\nfunc d() {\n\tprintln(2) // deferred\n\trecover()\n}\n',
    )
    const { session, go } = await at(program, '// deferred')
    expect(await go('stepBack')).toBe('main.g:panic')
    expect(await go('stepBack')).toBe('main.g:panic')
    expect(await go('stepBack')).toBe('main.f:g')
    expect(session.problems).toEqual([])
  })
})

describe('instructions', () => {
  test('back is where forward came from, whatever the other goroutines did', async () => {
    const program = main(
      '\tfor i := 0; i < 3; i++ {\n\t\tgo spin(i)\n\t}\n\tx := 1 // here\n\tfor i := 0; i < 100; i++ {\n\t\tx += i\n\t}\n\tprintln(x)',
      'var shared [3]int\n\nfunc spin(i int) {\n\tfor {\n\t\tshared[i]++\n\t}\n}\n',
    )
    const { session, goid } = await at(program, '// here')
    const place = async () => (await frames(session, goid))[0]!.instructionPointerReference
    const step = async (command: string) => {
      await session.client.request(command, { threadId: goid, granularity: 'instruction' })
      await session.client.stopped()
      return [session.session.program.target.tick, await place()]
    }
    const way = [[session.session.program.target.tick, await place()]]
    for (let i = 0; i < 60; i++) way.push(await step('stepIn'))
    for (const at of way.slice(0, -1).reverse()) expect(await step('stepBack')).toEqual(at)
    for (const at of way.slice(1)) expect(await step('stepIn')).toEqual(at)
    expect(session.problems).toEqual([])
  })
})

describe('reverseContinue', () => {
  /** What a stop was, in full. */
  const moment = async (session: TestSession, stop: { threadId?: number; reason: string; hitBreakpointIds?: number[] }) => {
    const [frame] = await frames(session, stop.threadId!)
    return {
      tick: session.session.program.target.tick,
      thread: stop.threadId,
      reason: stop.reason,
      ids: stop.hitBreakpointIds,
      pc: frame!.instructionPointerReference,
    }
  }

  test('meets the stops of the way forward, the last one first, then the beginning', async () => {
    const program = main(
      '\tdone := make(chan bool)\n\tfor i := 0; i < 3; i++ {\n\t\tgo work(i, done)\n\t}\n\tfor i := 0; i < 3; i++ {\n\t\t<-done // receive\n\t}\n\tpanic(total) // panic',
      'var total int\n\nfunc work(n int, done chan bool) {\n\tfor i := 0; i < 20; i++ {\n\t\ttotal += n * i // add\n\t}\n\tdone <- true\n}\n',
    )
    const session = await launchText(program, { seed: 3 })
    await breakAt(session, program, { line: lineOf(program, '// add'), condition: 'n == 2 && i % 7 == 3' }, '// receive')
    await session.client.request('configurationDone')
    const forward = []
    for (;;) {
      const stop = await session.client.stopped()
      forward.push(await moment(session, stop))
      if (stop.reason === 'exception') break
      await session.client.request('continue', { threadId: 1 })
    }
    expect(forward.length).toBeGreaterThan(5)
    for (let round = 0; round < 2; round++) {
      for (const stop of forward.slice(0, -1).reverse()) {
        await session.client.request('reverseContinue', { threadId: 1 })
        expect(await moment(session, await session.client.stopped())).toEqual(stop)
      }
      await session.client.request('reverseContinue', { threadId: 1 })
      expect(await session.client.stopped()).toMatchObject({
        reason: 'entry',
        description: expect.stringMatching(/^Start of recording · tick \d+ of \d+/),
      })
      await session.client.request('reverseContinue', { threadId: 1 })
      expect(await session.client.stopped()).toMatchObject({ reason: 'entry' })
      for (const stop of forward) {
        await session.client.request('continue', { threadId: 1 })
        expect(await moment(session, await session.client.stopped())).toEqual(stop)
      }
    }
    expect(session.problems).toEqual([])
  })

  const counted = main(
    '\tfor i := 0; i < 12; i++ {\n\t\tsum += i // add\n\t}\n\tprintln(sum) // middle\n\tfor i := 0; i < 5; i++ {\n\t\tadd(i)\n\t}\n\tprintln(sum) // last',
    'var sum int\n\nfunc add(i int) {\n\tsum += i // again\n}\n',
  )

  test('counts hits by time: the same ones stop in both directions', async () => {
    const { session, go } = await at(counted, '// last')
    const value = async () => (await session.client.request<{ result: string }>('evaluate', { expression: 'i' })).result
    const restart = async (breakpoints: object[]) => {
      await go('mapscope/seek', { percentage: 0 })
      await breakAt(session, counted, ...(breakpoints as { line: number }[]))
    }
    const journey = async (command: string) => {
      const place = await go(command)
      return place.includes('add') || place.includes('again') ? `${place} ${await value()}` : place
    }
    const add = { line: lineOf(counted, '// add') }
    const again = { line: lineOf(counted, '// again') }
    await breakAt(session, counted, { ...add, hitCondition: '% 5' }, { ...again, hitCondition: '3' }, '// last')
    const stops = [
      'main.main:add (breakpoint) 4',
      'main.main:add (breakpoint) 9',
      'main.add:again (breakpoint) 2',
      'main.main:last (breakpoint)',
    ]
    // They were set at the end, so before that they count from the beginning.
    for (let round = 0; round < 2; round++) {
      for (const stop of stops.slice(0, -1).reverse()) expect(await journey('reverseContinue')).toBe(stop)
      expect(await journey('reverseContinue')).toMatch(/\(entry\)$/)
      for (const stop of stops) expect(await journey('continue')).toBe(stop)
    }
    // Going elsewhere in between does not disturb the counts.
    expect(await journey('reverseContinue')).toBe(stops[2])
    expect(await journey('reverseContinue')).toBe(stops[1])
    await go('stepBack')
    await go('stepBack')
    await go('next')
    expect(await journey('continue')).toBe(stops[1])
    await go('mapscope/seek', { percentage: 99 })
    expect(await journey('continue')).toMatch(/^main\./)
    await restart([{ ...add, condition: 'i % 2 == 1', hitCondition: '>= 5' }, '// last' as unknown as object])
    for (const stop of ['9', '11']) expect(await journey('continue')).toBe(`main.main:add (breakpoint) ${stop}`)
    expect(await journey('continue')).toBe('main.main:last (breakpoint)')
    for (const stop of ['11', '9']) expect(await journey('reverseContinue')).toBe(`main.main:add (breakpoint) ${stop}`)
    expect(await journey('reverseContinue')).toMatch(/\(entry\)$/)
    expect(session.problems).toEqual([])
  })

  test('a count set in the middle begins there', async () => {
    const { session, go } = await at(counted, '// middle')
    await breakAt(
      session,
      counted,
      { line: lineOf(counted, '// again'), hitCondition: '2' },
      { line: lineOf(counted, '// add'), hitCondition: '2' },
      '// last',
    )
    const i = async () => (await session.client.request<{ result: string }>('evaluate', { expression: 'i' })).result
    expect(await go('continue')).toBe('main.add:again (breakpoint)')
    expect(await i()).toBe('1')
    expect(await go('continue')).toBe('main.main:last (breakpoint)')
    expect(await go('reverseContinue')).toBe('main.add:again (breakpoint)')
    expect(await go('reverseContinue')).toBe('main.main:add (breakpoint)')
    expect(await i()).toBe('1')
    expect(await go('continue')).toBe('main.add:again (breakpoint)')
    expect(await i()).toBe('1')
    expect(session.problems).toEqual([])
  })

  test('from a fatal error back to the write that set the flag', async () => {
    const program = main(
      '\tm := map[int]int{}\n\tgo fill(m)\n\tfill(m)',
      'func fill(m map[int]int) {\n\tfor i := 0; ; i++ {\n\t\tm[i%100] = i // store\n\t}\n}\n',
    )
    const session = await launchText(program)
    await session.client.request('configurationDone')
    const stop = await session.client.stopped()
    expect(stop).toMatchObject({ reason: 'exception', text: '"concurrent map writes"' })
    await session.client.request('mapscope/reverseStepOut', { threadId: stop.threadId })
    const back = await session.client.stopped()
    expect((await frames(session, back.threadId!))[0]!.name).toMatch(/^runtime\.mapassign/)
    expect(session.problems).toEqual([])
  })
})

describe('lastWrite', () => {
  const program = main(
    `	x := 1 // one
	p := &x
	s := []int{1, 2, 3}
	for i := 0; i < 3; i++ {
		s[1] += i // store
	}
	*p = 7 // seven
	x = 7 // again
	done := make(chan bool)
	go set(p, done)
	<-done
	println(x, s[1]) // here`,
    'func set(p *int, done chan bool) {\n\t*p = 9 // nine\n\tdone <- true\n}\n',
  )

  test('goes from change to change, and says who made it', async () => {
    const { session, go } = await at(program, '// here')
    const [frame] = await frames(session, 1)
    const told = async (args: object) => {
      await session.client.request('mapscope/lastWrite', args)
      const stop = await session.client.stopped()
      const [top] = await frames(session, stop.threadId!)
      return [`${top!.name}:${top!.line}`, stop.description!.replace(/ · tick.*/, ''), stop.reason]
    }
    const address = (await session.client.request<{ memoryReference: string }>('evaluate', { expression: 'x', frameId: frame!.id }))
      .memoryReference
    expect(await told({ expression: 'x', frameId: frame!.id })).toEqual([
      `main.set:${lineOf(program, '// nine')}`,
      expect.stringMatching(new RegExp(`^x: 7 → 9, by goroutine \\d+ in main.set at main.go:${lineOf(program, '// nine')}$`)),
      'goto',
    ])
    // Written again with the same value is no change.
    expect(await told({ address, bytes: 8 })).toEqual([
      `main.main:${lineOf(program, '// seven')}`,
      `8 bytes at ${address}: 01 00 00 00 00 00 00 00 → 07 00 00 00 00 00 00 00, by goroutine 1 in main.main at main.go:${lineOf(program, '// seven')}`,
      'goto',
    ])
    expect((await told({ address, bytes: 8 }))[0]).toBe(`main.main:${lineOf(program, '// one')}`)
    // The store changes s[1] when i is 2 and 1, not when it is 0.
    for (let i = 0; i < 40; i++) if ((await go('next')).includes('seven')) break
    const { scopes } = await session.client.request<{ scopes: { variablesReference: number }[] }>('scopes', {
      frameId: (await frames(session, 1))[0]!.id,
    })
    const { variables } = await session.client.request<{ variables: { name: string; variablesReference: number }[] }>('variables', {
      variablesReference: scopes[0]!.variablesReference,
    })
    const s = variables.find(variable => variable.name === 's')!
    expect(await told({ variablesReference: s.variablesReference, name: '[1]' })).toEqual([
      `main.main:${lineOf(program, '// store')}`,
      `s[1]: 3 → 5, by goroutine 1 in main.main at main.go:${lineOf(program, '// store')}`,
      'goto',
    ])
    expect((await told({ expression: 's[1]' }))[1]).toContain('s[1]: 2 → 3')
    expect((await told({ expression: 's[1]' }))[1]).toMatch(/^s\[1\]: \d+ → 2/)
    expect(session.problems).toEqual([])
  })

  test('follows a variable whose stack has moved', async () => {
    const text = main(
      '\tx := 1 // one\n\tx += deep(0) // two\n\tif deep(2000) > 0 {\n\t\tprintln(x) // here\n\t}',
      'func deep(n int) int {\n\tvar pad [64]int\n\tif n == 0 {\n\t\treturn 1\n\t}\n\tpad[n%64] = n\n\treturn deep(n-1) + pad[0]\n}\n',
    )
    const { session } = await at(text, '// here')
    const [frame] = await frames(session, 1)
    await session.client.request('mapscope/lastWrite', { expression: 'x', frameId: frame!.id })
    expect(await session.client.stopped()).toMatchObject({
      description: expect.stringContaining(`x: 1 → 2, by goroutine 1 in main.main at main.go:${lineOf(text, '// two')}`),
    })
    expect(session.problems).toEqual([])
  })

  test('from a concurrent map write to the statement that set the flag', async () => {
    const text = main(
      '\tm := map[int]int{}\n\tgo fill(m)\n\tfill(m)',
      'func fill(m map[int]int) {\n\tfor i := 0; ; i++ {\n\t\tm[i%100] = i // store\n\t}\n}\n',
    )
    const session = await launchText(text)
    await session.client.request('configurationDone')
    const { threadId } = await session.client.stopped()
    const stack = await frames(session, threadId!)
    const assign = stack.find(frame => frame.name.startsWith('runtime.mapassign'))!
    await session.client.request('mapscope/lastWrite', { expression: 'h.flags', frameId: assign.id })
    const stop = await session.client.stopped()
    expect(stop.description).toMatch(/^h\.flags: \S+ → 4\S*( = 0x4)?, by goroutine \d+ in runtime\.mapassign/)
    expect(stop.threadId).not.toBe(threadId)
    expect(session.problems).toEqual([])
  })

  test('what never changed leaves the program where it is', async () => {
    const { session } = await at(main('\tprintln(never) // here', 'var never int = 3'), '// here')
    const { tick } = session.session.program.target
    await session.client.request('mapscope/lastWrite', { expression: 'never' })
    expect(await session.client.stopped()).toMatchObject({
      reason: 'goto',
      threadId: 1,
      description: 'never has not changed since the start of recording',
    })
    expect(session.session.program.target.tick).toBe(tick)
    expect(session.problems).toEqual([])
  })

  test('what the debugger wrote is told as such', async () => {
    const { session, go } = await at(program, '// here')
    const [frame] = await frames(session, 1)
    const { scopes } = await session.client.request<{ scopes: { variablesReference: number }[] }>('scopes', { frameId: frame!.id })
    await session.client.request('setVariable', { variablesReference: scopes[0]!.variablesReference, name: 'x', value: '50' })
    await go('next')
    await session.client.request('mapscope/lastWrite', { expression: 'x' })
    expect((await session.client.stopped()).description).toMatch(/^x was changed to 50 here, in the debugger/)
    expect(session.problems).toEqual([])
  })
})

describe('moments', () => {
  const program = main(
    '\tfor i := 0; i < 5; i++ {\n\t\tfmt.Println("line", i) // print\n\t}\n\tprintln("err", 1) // err\n\tfmt.Print("no end") // open\n\tprintln(2) // last',
    'import "fmt"',
  )

  test('output carries its tick, and leads to the statement that wrote it; going there prints nothing', async () => {
    const { session } = await at(program, '// last')
    const events = session.client.transcript.filter(message => (message as { event?: string }).event === 'output') as unknown as {
      body: { output: string; category: string; mapscope?: { tick: number } }
    }[]
    const printed = events.filter(event => event.body.category === 'stdout' || event.body.category === 'stderr')
    expect(printed.map(event => event.body.output)).toEqual([
      'line 0\n',
      'line 1\n',
      'line 2\n',
      'line 3\n',
      'line 4\n',
      'err 1\n',
      'no end',
    ])
    const to = async (args: object) => {
      await session.client.request('mapscope/seekOutput', args)
      const { threadId, reason } = await session.client.stopped()
      expect(reason).toBe('goto')
      const [frame] = await frames(session, threadId!)
      const i =
        frame!.line === lineOf(program, '// print')
          ? (await session.client.request<{ result: string }>('evaluate', { expression: 'i', frameId: frame!.id })).result
          : ''
      return `${frame!.line} ${i}`
    }
    const print = lineOf(program, '// print')
    for (const i of [3, 0, 4]) {
      expect(await to({ tick: printed[i]!.body.mapscope!.tick })).toBe(`${print} ${i}`)
      expect(await to({ line: i + 1 })).toBe(`${print} ${i}`)
    }
    expect(await to({ tick: printed[5]!.body.mapscope!.tick })).toBe(`${lineOf(program, '// err')} `)
    expect(await to({ line: 1, category: 'stderr' })).toBe(`${lineOf(program, '// err')} `)
    expect(await to({ line: 6, category: 'stdout' })).toBe(`${lineOf(program, '// open')} `)
    expect(await session.client.send('mapscope/seekOutput', { line: 99 })).toMatchObject({ success: false })
    const count = () =>
      session.client.transcript.filter(message =>
        ['stdout', 'stderr'].includes((message as { body?: { category?: string } }).body?.category ?? ''),
      ).length
    const before = count()
    await session.client.request('mapscope/seekOutput', { line: 1 })
    await session.client.stopped()
    await session.client.request('continue', { threadId: 1 })
    await session.client.event('terminated')
    // Only what comes after the present is new.
    expect(count()).toBe(before + 1)
    expect(session.problems).toEqual([])
  })

  test('bookmarks', async () => {
    const { session, go } = await at(program, '// print')
    const marks = async (args: object) =>
      (await session.client.request<{ bookmarks: { name: string }[] }>('mapscope/bookmark', args)).bookmarks.map(mark => mark.name)
    expect(await marks({ action: 'set', name: 'first print' })).toEqual(['first print'])
    await go('next')
    await go('next')
    expect(await marks({ action: 'set' })).toEqual(['first print', '2'])
    const { tick } = session.session.program.target
    expect(await go('mapscope/bookmark', { action: 'goto', name: 'first print' })).toBe('main.main:print (goto)')
    expect(session.session.program.target.tick).toBeLessThan(tick)
    expect(await go('mapscope/bookmark', { action: 'goto', name: '2' })).toBe('main.main:print (goto)')
    expect(session.session.program.target.tick).toBe(tick)
    expect(await session.client.send('mapscope/bookmark', { action: 'goto', name: 'x' })).toMatchObject({ success: false })
    expect(await marks({ action: 'remove', name: '2' })).toEqual(['first print'])
    expect(session.problems).toEqual([])
  })

  test('seek by tick and by percentage, and what is not known', async () => {
    const { session, go } = await at(program, '// last')
    const { target } = session.session.program
    const { frontier } = target.timeline
    await go('mapscope/seek', { percentage: 90 })
    expect(target.tick).toBe(Math.round(frontier * 0.9))
    await go('mapscope/seek', { tick: frontier })
    // The machine has just been switched on: there is a thread, and no goroutine yet.
    expect(await go('mapscope/seek', { tick: 0 })).toMatch(/^\S+: \(goto\)$/)
    expect(target.tick).toBe(0)
    expect(await session.client.request('threads')).toMatchObject({ threads: [{ id: 1 }] })
    const [frame] = await frames(session, 1)
    const { scopes } = await session.client.request<{ scopes: { variablesReference: number }[] }>('scopes', { frameId: frame!.id })
    for (const { variablesReference } of scopes) await session.client.request('variables', { variablesReference })
    expect(await session.client.send('stepBack', { threadId: 1 })).toMatchObject({ success: false })
    await go('mapscope/seek', { tick: frontier })
    expect(await session.client.send('mapscope/seek', { tick: frontier + 1 })).toMatchObject({ success: false })
    expect(await session.client.send('mapscope/seek', { percentage: 101 })).toMatchObject({ success: false })
    expect(await session.client.send('mapscope/seek', {})).toMatchObject({ success: false })
    expect(session.problems).toEqual([])
  })
})

describe('where in time one is', () => {
  const program = main('\tx := 1 // one\n\tx++ // two\n\tprintln(x) // three\n\tx++ // four')

  test('stops in the past say so, and so does the console', async () => {
    const { session } = await at(program, '// three')
    const go = async (command: string) => {
      await session.client.request(command, { threadId: 1 })
      return (await session.client.stopped()).description
    }
    const console = () => session.client.output('console')
    expect(await go('stepBack')).toMatch(/^Paused on step · tick \d+ of \d+ · t = \d+\.\d{3} ms$/)
    expect(console()).toMatch(/in the past: tick \d+ of \d+ · t = [\d.]+ ms\n/)
    expect(await go('next')).toBeUndefined()
    expect(console()).toMatch(/back at the present: tick \d+ · t = [\d.]+ ms\n/)
    expect(session.problems).toEqual([])
  })

  test('a change in the past forks time', async () => {
    const { session, go } = await at(program, '// four')
    expect(await go('stepBack')).toBe('main.main:three')
    expect(await go('stepBack')).toBe('main.main:two')
    const [frame] = await frames(session, 1)
    const { scopes } = await session.client.request<{ scopes: { variablesReference: number }[] }>('scopes', { frameId: frame!.id })
    await session.client.request('mapscope/bookmark', { action: 'set', name: 'here' })
    await session.client.request('setVariable', { variablesReference: scopes[0]!.variablesReference, name: 'x', value: '50' })
    expect(session.client.output('console')).toContain('time is forked')
    expect(session.session.program.target.timeline.past).toBe(false)
    expect(session.client.output('stderr')).toBe('2\n')
    await session.client.request('continue', { threadId: 1 })
    await session.client.event('terminated')
    expect(session.client.output('stderr')).toBe('2\n51\n')
    expect(session.problems).toEqual([])
  })

  test('without recording there is no way back, and nobody promises one', async () => {
    const { session } = await at(program, '// two', { timeTravel: 0 })
    for (const command of ['stepBack', 'reverseContinue', 'mapscope/seek', 'mapscope/lastWrite'])
      expect(await session.client.send(command, { threadId: 1, tick: 0, expression: 'x' })).toMatchObject({ success: false })
    expect(await session.client.event('capabilities')).toEqual({ capabilities: { supportsStepBack: false } })
    expect(session.problems).toEqual([])
  })
})

describe('timeline', () => {
  const program = main(
    `	c := make(chan int)
	m := map[int]int{}
	go worker(c, m)
	for i := 0; i < 200; i++ {
		c <- i
	}
	time.Sleep(time.Millisecond)
	total := 0
	for i := 0; i < 20000; i++ {
		total += i
	}
	println(len(m), total) // here`,
    'import "time"\n\nfunc worker(c chan int, m map[int]int) {\n\tfor i := 0; i < 200; i++ {\n\t\tn := <-c\n\t\tfor j := 0; j < 100; j++ {\n\t\t\tm[n*100+j] = j\n\t\t}\n\t}\n}\n',
  )

  test('shows lanes, and leaves the program where it is', async () => {
    const { session, goid } = await at(program, '// here')
    const before = await frames(session, goid)
    const { tick } = session.session.program.target
    await session.client.request('mapscope/bookmark', { action: 'set', name: 'end' })
    const picture = await session.client.request<TimelineResult>('mapscope/timeline', { resolution: 300 })
    expect(picture).toMatchObject({ from: 0, to: tick, now: tick, frontier: tick, omitted: 0, complete: true })
    // The last one is at the end, whether or not a whole step leads there.
    expect([300, 301]).toContain(picture.samples.length)
    expect(picture.stops).toEqual([{ tick, goid: 1, text: 'breakpoint' }])
    expect(picture.bookmarks).toEqual([{ name: 'end', tick, text: expect.stringContaining(`tick ${tick}`) }])
    const user = picture.lanes.filter(lane => !lane.system)
    expect(user.map(lane => [lane.goid, lane.name])).toEqual([
      [1, 'main.main'],
      [expect.any(Number), 'main.worker'],
    ])
    const [first, worker] = user
    expect(worker).toMatchObject({ parent: 1, ended: true })
    expect(worker!.spans[0]!.from).toBeGreaterThan(first!.spans[0]!.from)
    expect(worker!.spans.some(span => span.state === 'running' && span.core !== undefined)).toBe(true)
    expect(first!.spans.some(span => span.state === 'waiting' && span.reason === 'chan send')).toBe(true)
    expect(first!.spans.at(-1)).toMatchObject({ state: 'running', to: tick })
    expect(worker!.maps.length).toBeGreaterThan(0)
    expect(new Set(worker!.maps.map(span => span.operation))).toEqual(new Set(['assign']))
    for (const { spans } of picture.lanes)
      for (const [i, span] of spans.entries()) {
        expect(span.to).toBeGreaterThan(span.from)
        expect(span.from).toBeGreaterThanOrEqual(spans[i - 1]?.to ?? 0)
      }
    expect(session.session.program.target.tick).toBe(tick)
    expect(await frames(session, goid)).toMatchObject(before.map(({ name, line }) => ({ name, line })))
    await session.client.request('continue', { threadId: 1 })
    await session.client.event('terminated')
    expect(session.problems).toEqual([])
  })

  test('of a short stretch shows what a long one leaves out', async () => {
    const { session } = await at(program, '// here')
    const all = await session.client.request<TimelineResult>('mapscope/timeline', { resolution: 20 })
    const span = all.lanes.find(lane => lane.name === 'main.worker')!.spans[0]!
    const end = span.from + 300_000
    const part = await session.client.request<TimelineResult>('mapscope/timeline', { from: span.from, to: end, resolution: 500 })
    const count = (result: TimelineResult) =>
      result.lanes.flatMap(lane => lane.spans).filter(({ from, to }) => from < end && to > span.from).length
    expect(count(part)).toBeGreaterThan(count(all))
    expect(await session.client.send('mapscope/timeline', { from: 10, to: 5 })).toMatchObject({ success: false })
    expect(session.problems).toEqual([])
  })
})

describe('long searches', () => {
  const program = main(
    '\tx := 1 // one\n\tfor i := 0; i < 3_000_000; i++ {\n\t\tsink += i ^ sink // hot\n\t}\n\tprintln(x, sink) // here',
    'var sink int',
  )

  test('tell how far they are, and can be paused', async () => {
    const session = await launchText(program)
    session.session.client = { ...session.session.client, supportsProgressReporting: true }
    await breakAt(session, program, '// here')
    await session.client.request('configurationDone')
    await session.client.stopped()
    const { tick } = session.session.program.target
    // False a million times.
    await breakAt(session, program, { line: lineOf(program, '// hot'), condition: 'i < 0' })
    await session.client.request('reverseContinue', { threadId: 1 })
    await session.client.event('progressStart')
    await session.client.request('pause', { threadId: 1 })
    const stop = await session.client.stopped()
    await session.client.event('progressEnd')
    expect(stop.reason).toBe('pause')
    expect(session.session.program.target.tick).toBe(tick)
    await session.client.request('reverseContinue', { threadId: 1 })
    const { progressId } = await session.client.event<{ progressId: string }>('progressStart')
    await session.client.request('cancel', { progressId })
    expect((await session.client.stopped()).reason).toBe('pause')
    expect(session.problems).toEqual([])
  }, 60_000)

  test('end with the session', async () => {
    const { session } = await at(program, '// here')
    await breakAt(session, program, { line: lineOf(program, '// hot'), condition: 'i < 0' })
    await session.client.request('reverseContinue', { threadId: 1 })
    await session.client.request('disconnect')
    expect(session.closed()).toBe(true)
    expect(session.problems).toEqual([])
  })
})

describe('stopOnExit', () => {
  test.each([
    ['os.Exit', main('\tos.Exit(3) // last', 'import "os"'), 3],
    ['the end of main', main('\tprintln(1) // last'), 0],
    ['a panic', main('\tpanic(1) // last'), 2],
  ])('%s: stops before the end, and everything goes backwards from there', async (_, program, code) => {
    const session = await launchText(program, { stopOnExit: true })
    await session.client.request('setExceptionBreakpoints', { filters: [] })
    await session.client.request('configurationDone')
    expect(await session.client.stopped()).toMatchObject({
      reason: 'exit',
      threadId: 1,
      description: `Program will exit with code ${code}`,
    })
    for (let i = 0; ; i++) {
      expect(i).toBeLessThan(20)
      await session.client.request('mapscope/reverseStepOut', { threadId: 1 })
      const stop = await session.client.stopped()
      const [frame] = await frames(session, stop.threadId!)
      if (frame!.name === 'main.main' && frame!.line === lineOf(program, '// last')) break
      if (stop.reason === 'entry') {
        // main has returned: it is before.
        expect(code).toBe(0)
        break
      }
    }
    await session.client.request('continue', { threadId: 1 })
    expect(await session.client.stopped()).toMatchObject({ reason: 'exit' })
    await session.client.request('continue', { threadId: 1 })
    expect(await session.client.event('exited')).toEqual({ exitCode: code })
    await session.client.event('terminated')
    expect(session.problems).toEqual([])
  })
})
