// Breakpoints that think: conditions, counts, modes, log messages, exception filters with conditions, and what is said when they cannot be.
import type { DebugProtocol } from '@vscode/debugprotocol'
import { describe, expect, test } from 'vitest'
import { breakAt, frames, launchText, lineOf, programPath, type TestSession } from './harness'

const workers = `package main

import "sync"

type job struct {
	id   int
	name string
}

func work(id int, wg *sync.WaitGroup) {
	defer wg.Done()
	for i := 0; i < 4; i++ {
		j := &job{id*10 + i, "job"}
		use(j) // body
	}
}

func use(j *job) {}

func main() {
	var wg sync.WaitGroup
	for id := 1; id <= 3; id++ {
		wg.Add(1)
		go work(id, &wg)
	}
	wg.Wait()
}
`

/** Runs to the end with one breakpoint; at each stop an expression is evaluated. */
async function stops(breakpoint: Partial<DebugProtocol.SourceBreakpoint>, expression = 'j.id'): Promise<string[]> {
  const session = await launchText(workers)
  await breakAt(session, workers, { line: lineOf(workers, '// body'), ...breakpoint })
  await session.client.request('configurationDone')
  const values: string[] = []
  for (;;) {
    const stop = await session.client.stoppedOrEnded()
    if (stop === undefined) break
    const [frame] = await frames(session, stop.threadId!)
    const body = await session.client.request<{ result: string }>('evaluate', { expression, frameId: frame!.id })
    values.push(body.result)
    await session.client.request('continue', { threadId: stop.threadId })
  }
  expect(session.problems).toEqual([])
  return values
}

const sorted = async (values: Promise<string[]>) => (await values).sort((a, b) => Number(a) - Number(b)).join(' ')

describe('conditions', () => {
  test.each([
    ['i == 2', '12 22 32'],
    ['i == 2 && id != 2', '12 32'],
    ['j.name == "job" && j.id > 31', '32 33'],
    ['j.id % 10 == i && id*10 == 20', '20 21 22 23'],
    ['runtime.curg.goid == 0', ''],
    ['runtime.curg.parentGoid == 1 && i < 1', '10 20 30'],
    ['wg != nil && len(j.name) == 3 && j.id&1 == 1 && id == 1', '11 13'],
    // What only the evaluator knows.
    ['strings.HasPrefix(j.name, "jo") && i == 3', '13 23 33'],
  ])('%s', async (condition, wanted) => {
    expect(await sorted(stops({ condition }))).toBe(wanted)
  })

  test('on the goroutine', async () => {
    const ids = await stops({ condition: 'i == 0' }, 'runtime.curg.goid')
    expect(new Set(ids).size).toBe(3)
    expect(await stops({ condition: `runtime.curg.goid == ${ids[1]}` }, 'runtime.curg.goid')).toEqual([ids[1], ids[1], ids[1], ids[1]])
  })
})

describe('hit conditions and modes', () => {
  test('count all goroutines together, or each for itself', async () => {
    expect((await stops({ hitCondition: '== 12' })).length).toBe(1)
    expect((await stops({ hitCondition: '% 4' })).length).toBe(3)
    expect(await sorted(stops({ hitCondition: '== 2 per goroutine' }))).toBe('11 21 31')
    expect(await sorted(stops({ hitCondition: '> 3', mode: 'perGoroutine' }))).toBe('13 23 33')
    expect(await sorted(stops({ condition: 'i > 0', hitCondition: '1', mode: 'perGoroutine' }))).toBe('11 21 31')
    expect(await sorted(stops({ mode: 'oncePerGoroutine' }))).toBe('10 20 30')
    expect(await stops({ mode: 'once', condition: 'id == 2' })).toEqual(['20'])
  })

  test('a mode that nobody knows is refused', async () => {
    const session = await launchText(workers)
    const [answer] = await breakAt(session, workers, { line: lineOf(workers, '// body'), mode: 'sometimes' })
    expect(answer).toMatchObject({ verified: false, message: 'unknown breakpoint mode "sometimes"' })
  })
})

test('counts belong to moments: who goes back and forward again meets the same stops', async () => {
  const text = `package main

func main() {
	for i := 0; i < 10; i++ {
		use(i) // body
	}
}

func use(int) {}
`
  const session = await launchText(text)
  await breakAt(session, text, { line: lineOf(text, '// body'), hitCondition: '% 3', condition: 'i != 1' })
  const go = async (command: string) => {
    await session.client.request(command, command === 'configurationDone' ? {} : { threadId: 1 })
    const stop = await session.client.stoppedOrEnded()
    if (stop === undefined || stop.reason !== 'breakpoint') return stop?.reason ?? 'end'
    const [frame] = await frames(session, 1)
    return (await session.client.request<{ result: string }>('evaluate', { expression: 'i', frameId: frame!.id })).result
  }
  const met: string[] = []
  for (const command of ['configurationDone', 'continue', 'continue', 'reverseContinue', 'reverseContinue', 'reverseContinue'])
    met.push(await go(command))
  for (let i = 0; i < 4; i++) met.push(await go('continue'))
  expect(met).toEqual(['3', '6', '9', '6', '3', 'entry', '3', '6', '9', 'end'])
  expect(session.problems).toEqual([])
})

test.each(['once', 'oncePerGoroutine'])('%s belongs to moments too: before the stop it is as if it had not been', async mode => {
  const text = `package main

func main() {
	for i := 0; i < 10; i++ {
		use(i) // body
	}
}

func use(int) {}
`
  const session = await launchText(text)
  const { client } = session
  await breakAt(session, text, { line: lineOf(text, '// body'), mode, condition: 'i > 3' })
  const go = async (command: string, args: object = { threadId: 1 }) => {
    await client.request(command, args)
    const stop = await client.stoppedOrEnded()
    if (stop === undefined) return 'end'
    const { tick } = await client.request<{ tick: number }>('mapscope/when')
    return `${stop.reason} ${tick}`
  }
  const first = await go('configurationDone', {})
  expect(first).toMatch(/^breakpoint /)
  const tick = Number(first.split(' ')[1])
  expect(await go('mapscope/seek', { tick: tick - 20 })).toBe(`goto ${tick - 20}`)
  expect(await go('continue')).toBe(first)
  expect(await go('reverseContinue')).toMatch(/^entry /)
  expect(await go('continue')).toBe(first)
  // From behind the stop it is the only one on the way back: later hits stopped nobody.
  await go('next')
  await go('next')
  await go('next')
  expect(await go('reverseContinue')).toBe(first)
  expect(await go('continue')).toBe('end')
  const told = client.transcript
    .filter((message): message is DebugProtocol.BreakpointEvent => (message as Partial<DebugProtocol.Event>).event === 'breakpoint')
    .map(({ body }) => body.breakpoint.verified)
  expect(told).toEqual(mode === 'once' ? [false, true, false, true, false] : [])
  expect(session.problems).toEqual([])
})

test('what is asked for again stays, with its id and its count', async () => {
  const session = await launchText(workers)
  const line = lineOf(workers, '// body')
  const [first] = await breakAt(session, workers, { line, hitCondition: '% 6' })
  await session.client.request('configurationDone')
  await session.client.stopped()
  const [same, added] = await breakAt(session, workers, { line, hitCondition: '% 6' }, { line: line + 1 })
  expect(same!.id).toBe(first!.id)
  expect(added!.id).not.toBe(first!.id)
  await breakAt(session, workers, { line, hitCondition: '% 6' })
  await session.client.request('continue', { threadId: 1 })
  await session.client.stopped()
  await session.client.request('continue', { threadId: 1 })
  await session.client.event('terminated')
  expect(session.problems).toEqual([])
})

test('a program whose every iteration is evaluated can be paused', async () => {
  const text = `package main

func main() {
	m := map[string]int{"a": 1}
	for i := 0; ; i++ {
		m["a"] ^= 1 // body
	}
}
`
  const session = await launchText(text)
  await session.client.request('configurationDone')
  // By now a slice of the run is long.
  await new Promise(done => setTimeout(done, 300))
  await breakAt(session, text, { line: lineOf(text, '// body'), condition: 'm["a"] == 7' })
  await new Promise(done => setTimeout(done, 100))
  await session.client.request('pause', { threadId: 1 })
  expect((await session.client.stopped()).reason).toBe('pause')
  expect(session.problems).toEqual([])
})

describe('log messages', () => {
  test('keep their place among the output of the program', async () => {
    const text = `package main

import "os"

func main() {
	for i := 0; i < 3; i++ {
		os.Stdout.WriteString("out")
		println("line", i) // body
		os.Stdout.WriteString("\\n")
	}
}
`
    const session = await launchText(text)
    await breakAt(session, text, { line: lineOf(text, '// body'), logMessage: 'i={i}', condition: 'i != 1' })
    await session.client.request('configurationDone')
    await session.client.event('terminated')
    const output = session.client.transcript
      .filter((message): message is DebugProtocol.OutputEvent => 'event' in message && message.event === 'output')
      .filter(({ body }) => body.category !== 'console')
      .map(({ body }) => body.output)
      .join('')
    expect(output).toBe('out> [Go 1]: i=0\nline 0\n\nline 1\nout\nout> [Go 1]: i=2\nline 2\n\n')
    expect(session.problems).toEqual([])
  })

  test('many go out in few events', async () => {
    const text = `package main

func main() {
	sum := 0
	for i := 0; i < 5000; i++ {
		sum += i // body
	}
}
`
    const session = await launchText(text)
    await breakAt(session, text, { line: lineOf(text, '// body'), logMessage: '{i} {sum}' })
    await session.client.request('configurationDone')
    await session.client.event('terminated')
    const lines = session.client.output('stdout').split('\n')
    expect([lines.length, lines[0], lines[4999]]).toEqual([5001, '> [Go 1]: 0 0', '> [Go 1]: 4999 12492501'])
    const events = session.client.transcript.filter(message => 'event' in message && message.event === 'output').length
    expect(events).toBeLessThan(500)
  })
})

describe('exception filters', () => {
  const text = `package main

import "fmt"

var level = 1

func try(what int) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println("recovered", r)
		}
	}()
	switch what {
	case 0:
		var m map[string]int
		m["a"] = 1 // nil map
	case 1:
		var list []int
		_ = list[what] // bounds
	case 2:
		panic(fmt.Sprint("own ", what)) // own
	}
}

func main() {
	level++
	for what := 0; what < 3; what++ {
		try(what)
	}
	panic("at the end")
}
`
  async function met(filterOptions: DebugProtocol.ExceptionFilterOptions[]): Promise<{ session: TestSession; texts: string[] }> {
    const session = await launchText(text)
    await session.client.request('setExceptionBreakpoints', { filters: [], filterOptions })
    await session.client.request('configurationDone')
    const texts: string[] = []
    for (;;) {
      const stop = await session.client.stoppedOrEnded()
      if (stop === undefined) break
      texts.push(`${stop.description}: ${stop.text}`)
      expect(await session.client.send('exceptionInfo', { threadId: stop.threadId })).toMatchObject({ success: true })
      await session.client.request('continue', { threadId: 1 })
    }
    expect(session.problems).toEqual([])
    return { session, texts }
  }

  test('stop where their condition holds', async () => {
    const every = await met([{ filterId: 'recovered-panic' }, { filterId: 'unrecovered-panic' }, { filterId: 'nil-map-write' }])
    expect(every.texts).toEqual([
      'nil map write: "assignment to entry in nil map"',
      'recovered panic: "assignment to entry in nil map"',
      'recovered panic: "runtime error: index out of range [1] with length 0"',
      'recovered panic: "own 2"',
      'panic: "at the end"',
    ])
    const byType = await met([{ filterId: 'recovered-panic', condition: 'panic.type == "runtime.boundsError" && goid == 1' }])
    expect(byType.texts).toEqual(['recovered panic: "runtime error: index out of range [1] with length 0"'])
    const byText = await met([{ filterId: 'recovered-panic', condition: 'strings.Contains(panic.text, "own") && main.level == 2' }])
    expect(byText.texts).toEqual(['recovered panic: "own 2"'])
    const once = await met([{ filterId: 'recovered-panic', mode: 'once' }])
    expect(once.texts).toEqual(['recovered panic: "assignment to entry in nil map"'])
    const local = await met([{ filterId: 'nil-map-write', condition: 'what == 0' }])
    expect(local.texts).toEqual(['nil map write: "assignment to entry in nil map"'])
  })

  test('say what is wrong with a condition', async () => {
    const session = await launchText(text)
    const { breakpoints } = await session.client.request<{ breakpoints: DebugProtocol.Breakpoint[] }>('setExceptionBreakpoints', {
      filters: ['nosuch'],
      filterOptions: [
        { filterId: 'unrecovered-panic', condition: 'panic.what == 1' },
        { filterId: 'unrecovered-panic', condition: 'goid ==' },
        { filterId: 'unrecovered-panic', condition: 'goid == "x"' },
        { filterId: 'unrecovered-panic', condition: 'goid' },
        { filterId: 'deadlock', mode: 'x' },
      ],
    })
    expect(breakpoints.map(({ verified, message }) => `${verified} ${message}`)).toEqual([
      'false unknown exception filter "nosuch"',
      'false condition "panic.what == 1": panic is not known; there are panic.type, panic.text and goid',
      'false condition "goid ==": syntax error: unexpected EOF, expected expression',
      'false condition "goid == \\"x\\"": mismatched types "untyped int" and "untyped string"',
      'false condition "goid": condition expression not boolean',
      'false unknown breakpoint mode "x"',
    ])
    await session.client.request('setExceptionBreakpoints', {
      filters: [],
      filterOptions: [{ filterId: 'unrecovered-panic', condition: 'nosuch == 1' }],
    })
    await session.client.request('configurationDone')
    const stop = await session.client.stopped()
    expect(stop).toMatchObject({
      reason: 'exception',
      description: 'Breakpoint condition failed',
      text: 'condition "nosuch == 1": could not find symbol value for nosuch',
    })
    expect(session.problems).toEqual([])
  })
})

describe('function and instruction breakpoints', () => {
  const set = async (session: TestSession, ...breakpoints: object[]) =>
    (await session.client.request<{ breakpoints: DebugProtocol.Breakpoint[] }>('setFunctionBreakpoints', { breakpoints })).breakpoints

  test('functions by all their names, with conditions and counts', async () => {
    const text = `package main

type T struct{ n int }

func (t *T) Add(k int) { t.n += k }
func (t T) Get() int    { return t.n }

func helper(n int) int { return n }

func main() {
	t := &T{}
	f := func(i int) { t.Add(i) }
	for i := 0; i < 5; i++ {
		f(i)
		helper(t.Get())
	}
}
`
    const count = async (name: string, more: object = {}) => {
      const session = await launchText(text)
      const [answer] = await set(session, { name, ...more })
      await session.client.request('configurationDone')
      let stops = 0
      while ((await session.client.stoppedOrEnded()) !== undefined) {
        stops++
        await session.client.request('continue', { threadId: 1 })
      }
      expect(session.problems).toEqual([])
      return answer!.verified ? stops : answer!.message
    }
    expect(await count('main.(*T).Add')).toBe(5)
    expect(await count('(*T).Add', { condition: 'k > 2' })).toBe(2)
    expect(await count('T.Get')).toBe(5)
    expect(await count('helper', { hitCondition: '% 2' })).toBe(2)
    expect(await count('main.main.func1', { condition: 'i == 3' })).toBe(1)
    expect(await count('/^main\\.(helper|T\\.Get)$/')).toBe(10)
    expect(await count('helper', { condition: 'm == 1' })).toBe('condition "m == 1" (column 1): could not find symbol value for m')
    expect(await count('/^nothing$/')).toBe('location "/^nothing$/" not found')
    expect(await count('/(/')).toMatch(/^location "\/\(\/" not found: /)
  })

  test('an address inside an instruction is refused', async () => {
    const session = await launchText(workers)
    await breakAt(session, workers, '// body')
    await session.client.request('configurationDone')
    const stop = await session.client.stopped()
    const [frame] = await frames(session, stop.threadId!)
    const reference = frame!.instructionPointerReference!
    const { breakpoints } = await session.client.request<{ breakpoints: DebugProtocol.Breakpoint[] }>('setInstructionBreakpoints', {
      breakpoints: [
        { instructionReference: reference, condition: 'i == 1' },
        { instructionReference: reference, offset: 1 },
        { instructionReference: '0x10' },
      ],
    })
    expect(breakpoints[0]!.verified).toBe(true)
    const inside = (Number(reference) + 1).toString(16)
    expect(breakpoints[1]!.message).toMatch(new RegExp(`^0x${inside} is inside the instruction at ${reference} \\(.+\\)$`))
    expect(breakpoints[2]!.message).toBe('no instruction at 0x10')
    await breakAt(session, workers)
    await session.client.request('continue', { threadId: 1 })
    const next = await session.client.stopped()
    expect(next.reason).toBe('instruction breakpoint')
    const [at] = await frames(session, next.threadId!)
    expect(await session.client.request('evaluate', { expression: 'i', frameId: at!.id })).toMatchObject({ result: '1' })
  })
})

test('statements that share a line have columns', async () => {
  const text = `package main

func main() {
	sum := 0
	for i := 0; i < 3; i++ { sum += i; if sum > 1 { println("é", sum); sum = 0 } }
	f := func(n int) { println(n); println(n + 1) }
	f(sum)
}
`
  const session = await launchText(text)
  const places = async (line: number, more: object = {}) => {
    const body = await session.client.request<{ breakpoints: DebugProtocol.BreakpointLocation[] }>('breakpointLocations', {
      source: { path: programPath },
      line,
      ...more,
    })
    const source = text.split('\n')[line - 1]!
    return body.breakpoints.map(({ column }) =>
      column === undefined
        ? 'line'
        : source
            .slice(column - 1)
            .split(/[;{]/)[0]!
            .trim(),
    )
  }
  expect(await places(4)).toEqual(['line'])
  expect(await places(5)).toEqual(['i := 0', 'i < 3', 'i++', 'sum += i', 'if sum > 1', 'println("é", sum)', 'sum = 0 } }'])
  expect(await places(6)).toEqual(['f := func(n int)', 'println(n)', 'println(n + 1) }', '}'])
  expect(await places(5, { column: 20, endColumn: 40 })).toEqual(['i++', 'sum += i', 'if sum > 1'])
  const column = (part: string) => text.split('\n')[4]!.indexOf(part) + 1
  const answers = await breakAt(
    session,
    text,
    { line: 5, column: column('sum = 0') },
    { line: 5, column: column('println') - 2, logMessage: '{sum}' },
    { line: 5, column: 1000, condition: 'false' },
  )
  expect(answers.map(answer => answer.column)).toEqual([column('sum = 0'), column('println'), column('sum = 0')])
  await session.client.request('configurationDone')
  await session.client.stopped()
  await session.client.request('continue', { threadId: 1 })
  await session.client.stoppedOrEnded()
  expect(session.client.output('stdout')).toBe('> [Go 1]: 3\n')
  expect(session.problems).toEqual([])
})

test('a line without code: the next one of its function, or why not', async () => {
  const session = await launchText(workers)
  const empty = lineOf(workers, 'func use') - 1
  const answers = await breakAt(session, workers, { line: lineOf(workers, 'for i') }, { line: empty }, { line: 2 })
  expect(answers.map(({ verified, line, message }) => line ?? `${verified}: ${message}`)).toEqual([
    lineOf(workers, 'for i'),
    `false: could not find statement at ${programPath}:${empty}, please use a line with a statement`,
    `false: could not find statement at ${programPath}:2, please use a line with a statement`,
  ])
})
