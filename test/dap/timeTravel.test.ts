// Goes backwards through programs, over the wire: each way back arrives where the way forward came from.
import { describe, expect, test } from 'vitest'
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
