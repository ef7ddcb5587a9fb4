// Sequences of requests that no client should send: every one is answered, with a stable id if it fails, and nothing crashes or hangs.
import type { DebugProtocol } from '@vscode/debugprotocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { handlers } from '../../adapter/dap/requests/table'
import { initializeArguments, programPath, startSession, type TestSession } from './harness'

const programs = [
  `package main

func fill(m map[int]int) {
	for i := 0; ; i++ {
		m[i&1023] = i
	}
}

func main() {
	m := make(map[int]int)
	go fill(m)
	fill(m)
}
`,
  `package main

type node struct {
	next *node
	name string
	m    map[string][]int
}

func walk(n *node, depth int) (sum int) {
	defer func() { recover() }()
	for ; n != nil; n = n.next {
		sum += len(n.name) + depth
		n.m["a"] = append(n.m["a"], sum)
	}
	var none *node
	return len(none.name)
}

func main() {
	n := &node{name: "x", m: map[string][]int{}}
	n.next = &node{name: "y", m: map[string][]int{"b": {1, 2}}}
	for i := 0; i < 5; i++ {
		println(walk(n, i))
	}
	panic("end")
}
`,
  `package main

func queue(n int) chan int { return make(chan int, n) }

func main() {
	c := queue(1)
	done := make(chan bool)
	go func() {
		for i := range c {
			println(i)
		}
		close(done)
	}()
	for i := 0; i < 50; i++ {
		c <- i
	}
	close(c)
	<-done
}
`,
  'package main\n\nfunc main() {\n\tfor i := 0; ; i++ {\n\t\tif i == 1<<40 {\n\t\t\tprintln(i)\n\t\t}\n\t}\n}\n',
]

const expressions = [
  'm',
  'i',
  'n.m["a"]',
  '*n',
  'x +',
  '('.repeat(20_000),
  'len(',
  '"',
  '_RIP',
  'runtime.allgs',
  '',
  'i / 0',
  'm[',
  '*(*int)(0x10)',
  '1 << 100',
  'call walk(n, 1)',
  'call -keep walk(n, 1)',
  'call main.fill(m)',
  'goroutines -s',
  'bt 5 2',
  'regs -a',
  'disass',
  'x/8xb n',
  'seek 50%',
  'seek 1000',
  'rewind',
  'lastwrite i',
  'c',
  'whence c',
  'whence n',
  'compare 7',
  'freeze 1',
  'thaw 1',
  'help help',
  'dlv config -list',
]
const names = ['i', 'sum', 'n', '   rip', 'rsp', 'rax', 'r14', '[0]', 'nosuch', '']
const values = ['0', '-1', '1e400', '0xffffffffffffffff', 'nil', '"text"', 'garbage', '', '99999999999999999999']
const dataIds = [
  '{"name":"0xc000000000","type":"uint64","bytes":8,"address":"0xc000000000"}',
  '{"name":"x","type":"nosuch","bytes":100000,"address":"0xc000000000"}',
  '{"name":"i","type":"int","bytes":8,"stack":{"goid":1,"distance":100,"frame":80,"function":"main.main"}}',
  '{"name":"g","type":"int","bytes":8,"symbol":"main.nosuch+8"}',
  '{"name":"z","type":"int","bytes":1e300,"address":"0x0"}',
  '{}',
  'x',
]
const lines = [0, 3, 5, 11, 12, 13, 15, 25, -1, 1e9]

// Anything that fits into JSON, and the values that break programs.
const junk = fc.oneof(
  fc.constantFrom(null, -1, 0, 1.5, 2 ** 31, 2 ** 53, -(2 ** 60), '', 'text', true, [], {}, [null], { a: 1 }),
  fc.jsonValue({ maxDepth: 1 }),
)
const number = fc.oneof(fc.constantFrom(0, 1, 2, 1000, 1001, 1002, 1003, 1e9, -5), fc.integer({ min: -50, max: 2000 }))

/** Arguments that make sense, or might. */
const fields: Record<string, fc.Arbitrary<unknown>> = {
  threadId: fc.constantFrom(1, 1, 1, 2, 3, 4, 5, 6, 99),
  frameId: number,
  variablesReference: number,
  startFrame: number,
  levels: number,
  start: number,
  count: number,
  offset: number,
  instructionOffset: number,
  instructionCount: fc.integer({ min: -1, max: 300 }),
  targetId: number,
  sourceReference: fc.integer({ min: 0, max: 40 }),
  line: fc.constantFrom(...lines),
  endLine: fc.constantFrom(...lines),
  expression: fc.constantFrom(...expressions),
  name: fc.constantFrom(...names),
  value: fc.constantFrom(...values),
  context: fc.constantFrom('watch', 'repl', 'hover', 'clipboard', 'variables', 'other'),
  filter: fc.constantFrom('indexed', 'named', 'other'),
  granularity: fc.constantFrom('statement', 'line', 'instruction', 'other'),
  memoryReference: fc.constantFrom('0x0', '0xc000000000', '0xffffffffffffffff', '12', 'x', '0x400000'),
  source: fc.constantFrom<unknown>({ path: programPath }, { sourceReference: 1 }, { path: '/nowhere' }, {}),
  text: fc.constantFrom('n.', 'm[', 'i', '', 'x"', 'runtime.'),
  column: fc.integer({ min: -2, max: 12 }),
  data: fc.constantFrom('', 'AAAA', '*', btoa('x'.repeat(5000))),
  allowPartial: fc.boolean(),
  singleThread: fc.constantFrom(false, false, true),
  frozen: fc.boolean(),
  threadIds: fc.constantFrom([], [1], [5, 6], [99], ['x']),
  tick: fc.constantFrom(-1, 0, 1000, 500_000, 1e15),
  percentage: fc.constantFrom(-1, 0, 50, 100, 101),
  resolution: fc.constantFrom(-1, 0, 10, 1e6),
  locationReference: number,
  asAddress: fc.boolean(),
  bytes: fc.constantFrom(-1, 0, 1, 8, 100_000),
  filterOptions: fc.array(
    fc.record({ filterId: fc.constantFrom('unrecovered-panic', 'nil-map-write', 'nosuch'), condition: fc.constantFrom(...expressions) }),
    { maxLength: 2 },
  ),
  exceptionOptions: fc.array(
    fc.record(
      {
        path: fc.constantFrom<unknown>(
          [],
          [{ names: ['Go Panics'] }],
          [{ names: ['x'] }],
          [{ names: [], negate: true }, { names: ['string'] }],
        ),
        breakMode: fc.constantFrom('never', 'always', 'unhandled', 'userUnhandled', 'x'),
      },
      { requiredKeys: ['breakMode'] },
    ),
    { maxLength: 2 },
  ),
  terminateDebuggee: fc.boolean(),
  suspendDebuggee: fc.boolean(),
  filters: fc.constantFrom(['unrecovered-panic'], [], ['nosuch'], ['recovered-panic', 'deadlock']),
  format: fc.constantFrom<unknown>({ hex: true }, {}),
  breakpoints: fc.array(
    fc.record(
      {
        line: fc.constantFrom(...lines),
        name: fc.constantFrom('main.fill', 'main.walk', 'runtime.mapassign_fast64', '*0x0', '(', 'main.go:5'),
        instructionReference: fc.constantFrom('0x401000', 'x', '0x0'),
        condition: fc.constantFrom(...expressions),
        hitCondition: fc.constantFrom('3', '> 2', '% 0', 'x'),
        mode: fc.constantFrom('every', 'once', 'perGoroutine', 'x'),
        dataId: fc.constantFrom(...dataIds),
        accessType: fc.constantFrom('read', 'write', 'readWrite'),
        logMessage: fc.constantFrom('i={i}', '{', '{}', 'plain', '{nosuch}'),
      },
      { requiredKeys: ['line', 'name', 'instructionReference'] },
    ),
    { maxLength: 3 },
  ),
}

interface Action {
  readonly command: string
  readonly args: unknown
  /** Whether the answer is waited for before the next request goes out. */
  readonly wait: boolean
  readonly pause: number
}

const args = fc.oneof(
  { weight: 8, arbitrary: fc.record(fields) },
  { weight: 2, arbitrary: fc.record(fields, { requiredKeys: [] }) },
  { weight: 2, arbitrary: fc.record(Object.fromEntries(Object.keys(fields).map(name => [name, junk]))) },
  { weight: 1, arbitrary: junk },
)
const ending = new Set(['disconnect', 'terminate', 'restart', 'launch', 'attach', 'initialize', 'configurationDone'])
const steady = Object.keys(handlers).filter(name => !ending.has(name))
const action: fc.Arbitrary<Action> = fc.record({
  command: fc.oneof(
    { weight: 30, arbitrary: fc.constantFrom(...steady) },
    {
      weight: 10,
      arbitrary: fc.constantFrom(
        'next',
        'stepBack',
        'pause',
        'stackTrace',
        'stackTrace',
        'scopes',
        'scopes',
        'variables',
        'setVariable',
        'evaluate',
      ),
    },
    { weight: 1, arbitrary: fc.constantFrom(...ending, 'nosuch', 'toString', '__proto__') },
  ),
  args,
  wait: fc.boolean(),
  pause: fc.constantFrom(0, 0, 0, 0, 0, 15),
})

const stableIds = (id: number | undefined) => id === 8888 || id === 9999 || (id !== undefined && id >= 2000 && id < 5000)

async function withLimit<T>(what: string, promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, failed) => {
    timer = setTimeout(() => failed(new Error(`no answer: ${what}`)), 8000)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Cuts messages at places that a number decides. */
function cutter(seed: number): (bytes: Buffer) => Buffer[] {
  let state = seed
  return bytes => {
    if (seed === 0) return [bytes]
    const chunks: Buffer[] = []
    let at = 0
    while (at < bytes.length) {
      state = (state * 1103515245 + 12345) % 2 ** 31
      const next = Math.min(bytes.length, at + 1 + (state % 97))
      chunks.push(bytes.subarray(at, next))
      at = next
    }
    return chunks
  }
}

/** Two of three handles are ones that the adapter gave out. */
function withLiveHandles(args: unknown, live: Record<string, number>): unknown {
  if (typeof args !== 'object' || args === null || Array.isArray(args)) return args
  const result: Record<string, unknown> = { ...args }
  for (const [name, handle] of Object.entries(live)) if (typeof result[name] === 'number' && result[name] % 3 !== 0) result[name] = handle
  return result
}

function remember(live: Record<string, number>, { command, body }: DebugProtocol.Response): void {
  if (command === 'stackTrace' && body.stackFrames.length > 0) live.frameId = body.stackFrames[0].id
  const parents = command === 'scopes' ? body.scopes : command === 'variables' ? body.variables : []
  for (const { variablesReference } of parents) if (variablesReference > 0) live.variablesReference = variablesReference
  if (command === 'gotoTargets' && body.targets.length > 0) live.targetId = body.targets[0].id
}

async function play(session: TestSession, actions: readonly Action[]): Promise<void> {
  const { client } = session
  const answers: Promise<void>[] = []
  const live: Record<string, number> = {}
  for (const { command, args: made, wait, pause } of actions) {
    const args = withLiveHandles(made, live)
    const label = `${command} ${JSON.stringify(args)?.slice(0, 500)}`
    const answer = withLimit(label, client.send(command, args)).then(response => {
      if (response.success) {
        remember(live, response)
        return
      }
      const { id, format } = (response.body as { error: { id: number; format: string } }).error
      if (!stableIds(id)) throw new Error(`${label}: ${id} ${format}`)
    })
    answer.catch(() => undefined)
    answers.push(answer)
    if (wait) await answer
    if (pause > 0) await new Promise(done => setTimeout(done, pause))
  }
  await Promise.all(answers)
}

const surprises = (session: TestSession) => /^mapscope: (?!the program |no thread )/m.exec(session.client.output('important'))?.[0]

test('any requests, in any order, with any arguments', { timeout: Number(process.env.FUZZ_MS ?? 15_000) + 105_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(programs.length - 1),
      fc.nat(2 ** 30),
      fc.boolean(),
      fc.array(action, { minLength: 10, maxLength: 60 }),
      async (program, seed, stopOnEntry, actions) => {
        const session = startSession({ [programPath]: programs[program]! }, cutter(seed % 2 === 0 ? 0 : seed))
        const { client } = session
        await withLimit('initialize', client.request('initialize', initializeArguments))
        await withLimit('launch', client.request('launch', { program: programPath, stopOnEntry, seed }))
        await client.request('setBreakpoints', { source: { path: programPath }, breakpoints: [{ line: 5 }, { line: 13 }] })
        await client.request('configurationDone')
        await withLimit('the first stop', client.stopped())
        try {
          await play(session, actions)
        } finally {
          const last = await withLimit('disconnect', client.send('disconnect', {}))
          expect(last.success || (last.body as { error: { id: number } }).error.id === 3000).toBe(true)
        }
        expect(session.problems).toEqual([])
        expect(surprises(session)).toBeUndefined()
        expect(session.closed()).toBe(true)
      },
    ),
    {
      numRuns: 200,
      seed: Number(process.env.FUZZ_SEED ?? 1),
      interruptAfterTimeLimit: Number(process.env.FUZZ_MS ?? 15_000),
      endOnFailure: true,
    },
  )
})

test('requests before there is a program', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(2 ** 30), fc.array(action, { maxLength: 40 }), async (seed, actions) => {
      const session = startSession({ [programPath]: programs[2]! }, cutter(seed))
      await play(session, actions)
      await withLimit('disconnect', session.client.send('disconnect'))
      expect(session.problems).toEqual([])
      expect(session.closed()).toBe(true)
    }),
    { numRuns: 100, seed: 1, interruptAfterTimeLimit: 4000, endOnFailure: true },
  )
})

test('every request that needs an argument says which one is wrong', async () => {
  const session = startSession({ [programPath]: programs[1]! })
  const { client } = session
  await client.request('initialize', initializeArguments)
  await client.request('launch', { program: programPath, stopOnEntry: true })
  await client.request('configurationDone')
  await client.stopped()
  const wrong: [string, unknown][] = [
    ['next', { threadId: '1' }],
    ['stepIn', {}],
    ['stepOut', { threadId: 1.5 }],
    ['stackTrace', { threadId: null }],
    ['stackTrace', { threadId: 1, levels: 'all' }],
    ['scopes', {}],
    ['variables', { variablesReference: [] }],
    ['setVariable', { variablesReference: 1000, name: 5, value: 'x' }],
    ['setVariable', { variablesReference: 1000, name: 'x' }],
    ['evaluate', {}],
    ['evaluate', { expression: 5 }],
    ['exceptionInfo', null],
    ['readMemory', { memoryReference: 5, count: 8 }],
    ['readMemory', { memoryReference: '0x0' }],
    ['disassemble', { memoryReference: '0x0', instructionCount: '5' }],
    ['setBreakpoints', { source: { path: 5 } }],
    ['setBreakpoints', { source: { path: programPath }, breakpoints: 5 }],
    ['setBreakpoints', { source: { path: programPath }, breakpoints: [null] }],
    ['setBreakpoints', { source: { path: programPath }, breakpoints: [{ line: '5' }] }],
    ['setFunctionBreakpoints', { breakpoints: [{ name: 5 }] }],
    ['setInstructionBreakpoints', { breakpoints: [{ instructionReference: '0x0', offset: 'far' }] }],
    ['setExceptionBreakpoints', { filters: 'all' }],
    ['breakpointLocations', { source: { path: programPath } }],
    ['stepInTargets', { frameId: 'top' }],
    ['source', { sourceReference: 'one' }],
    ['mapscope/mapPicture', { variablesReference: 'm' }],
    ['threads', 'all'],
    ['threads', [1]],
  ]
  for (const [command, args] of wrong) {
    const response: DebugProtocol.Response = await client.send(command, args)
    expect([command, args, response.success, (response.body as { error?: { id: number } } | undefined)?.error?.id]).toEqual([
      command,
      args,
      false,
      8888,
    ])
  }
  await client.request('disconnect')
  expect(session.problems).toEqual([])
})
