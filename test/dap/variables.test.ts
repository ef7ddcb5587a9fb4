// What can be looked into at a stop, over the wire: scopes, variables page by page, expressions, memory, code, sources, exceptions.
import type { DebugProtocol } from '@vscode/debugprotocol'
import { beforeAll, describe, expect, test } from 'vitest'
import { RequestFailed } from './client'
import { breakAt, frames, launchText, lineOf, programPath, type TestSession } from './harness'

const program = `package main

type point struct{ X, Y int }

func (p point) String() string { return "point" }

type stringer interface{ String() string }

var global = 41

func main() {
	b := true
	i8, u16, r := int8(-3), uint16(500), 'x'
	f := 1.5
	s := "héllo\\n"
	array := [3]int{1, 2, 3}
	big := make([]int, 1000)
	for i := range big {
		big[i] = i * i
	}
	bytes := []byte("abc")
	m := map[string]int{"a": 1, "b": 2}
	bigMap := map[int]int{}
	for i := 0; i < 1000; i++ {
		bigMap[i] = -i
	}
	pt := point{3, 4}
	ptr := &pt
	var any interface{} = pt
	var named stringer = pt
	var none interface{}
	var nilMap map[string]int
	var nilSlice []int
	var nilPtr *point
	ch := make(chan int, 3)
	ch <- 7
	fn := func(x int) int { return x + i }
	if b {
		s := 12
		_ = s // inner
	}
	println(b, i8, u16, r, f, s, len(array), len(big), len(bytes), len(m), len(bigMap), ptr.X, any != nil, named.String(), none == nil)
	println(len(nilMap), len(nilSlice), nilPtr == nil, len(ch), fn(1), global) // here
}

var i = 1
`

type Variables = DebugProtocol.VariablesResponse['body']['variables']

let session: TestSession
let frameId: number
let scopes: DebugProtocol.Scope[]

const children = async (variablesReference: number, more: object = {}): Promise<Variables> =>
  (await session.client.request<DebugProtocol.VariablesResponse['body']>('variables', { variablesReference, ...more })).variables
const evaluate = (expression: string, more: object = {}) =>
  session.client.request<DebugProtocol.EvaluateResponse['body']>('evaluate', { expression, frameId, context: 'watch', ...more })
const idOf = async (command: string, args: unknown): Promise<number | undefined> => {
  const response = await session.client.send(command, args)
  return response.success ? undefined : new RequestFailed(response).id
}

beforeAll(async () => {
  session = await launchText(program, { showGlobalVariables: true })
  await breakAt(session, program, '// here')
  await session.client.request('configurationDone')
  const stop = await session.client.stopped()
  expect(stop.reason).toBe('breakpoint')
  frameId = (await frames(session, 1))[0]!.id
  scopes = (await session.client.request<DebugProtocol.ScopesResponse['body']>('scopes', { frameId })).scopes
})

describe('scopes and variables', () => {
  test('locals, globals, registers', () => {
    expect(scopes.map(scope => [scope.name, scope.presentationHint, scope.expensive])).toEqual([
      ['Locals', 'locals', false],
      ['Globals (package main)', undefined, true],
      ['Registers', 'registers', false],
      ['Goroutine', undefined, false],
    ])
  })

  test('one of every kind', async () => {
    const locals = await children(scopes[0]!.variablesReference)
    expect(scopes[0]!.namedVariables).toBe(locals.length)
    expect(new Set(locals.map(variable => variable.name)).size).toBe(locals.length)
    const shown = Object.fromEntries(locals.map(variable => [variable.name, `${variable.type} ${variable.value}`.slice(0, 60)]))
    expect(shown).toMatchInlineSnapshot(`
      {
        "any": "interface {}(main.point) interface {}(main.point) {X: 3, Y: ",
        "array": "[3]int [3]int [1,2,3]",
        "b": "bool true",
        "big": "[]int []int len: 1000, cap: 1000, [0,1,4,9,16,25,36,49,64,81",
        "bigMap": "map[int]int map[int]int [126: -126, 384: -384, 579: -579, 62",
        "bytes": "[]uint8 []uint8 len: 3, cap: 8, [97,98,99]",
        "ch": "chan int chan int 1/3",
        "f": "float64 1.5",
        "fn": "func(int) int main.main.func1",
        "i8": "int8 -3",
        "m": "map[string]int map[string]int ["a": 1, "b": 2, ]",
        "named": "main.stringer(main.point) main.stringer(main.point) {X: 3, Y",
        "nilMap": "map[string]int map[string]int nil",
        "nilPtr": "*main.point *main.point nil",
        "nilSlice": "[]int []int len: 0, cap: 0, nil",
        "none": "interface {} interface {} nil",
        "pt": "main.point main.point {X: 3, Y: 4}",
        "ptr": "*main.point *main.point {X: 3, Y: 4}",
        "r": "int32 120",
        "s": "string "héllo\\n"",
        "u16": "uint16 500",
      }
    `)
    for (const { name, variablesReference } of locals)
      if (/^nil|^b$|^none$/.test(name)) expect([name, variablesReference]).toEqual([name, 0])
  })

  test('globals and registers', async () => {
    const globals = await children(scopes[1]!.variablesReference)
    expect(globals.map(variable => `${variable.name} ${variable.value}`)).toEqual(expect.arrayContaining(['global 41', 'i 1']))
    const registers = await children(scopes[2]!.variablesReference)
    expect(registers.map(register => register.name.trim())).toEqual(
      'rip rsp rax rbx rcx rdx rsi rdi rbp r8 r9 r10 r11 r12 r13 r14 r15 rflags'.split(' '),
    )
    expect((await evaluate('_RIP')).result).toBeTruthy()
  })

  test('a slice of 1000 comes in pages', async () => {
    const big = await evaluate('big')
    expect(big.indexedVariables).toBe(1000)
    const page = async (more: object) =>
      (await children(big.variablesReference, more)).map(variable => `${variable.name}=${variable.value}`)
    expect(await page({ filter: 'indexed', start: 998, count: 100 })).toEqual(['[998]=996004', '[999]=998001'])
    expect(await page({ filter: 'indexed', start: 3, count: 2 })).toEqual(['[3]=9', '[4]=16'])
    expect(await page({ filter: 'indexed', start: 1000, count: 2 })).toEqual([])
    expect(await page({ filter: 'indexed', start: 5_000_000_000, count: 1_000_000_000 })).toEqual([])
    expect(await page({ filter: 'indexed', start: -5, count: 1 })).toEqual(['[0]=0'])
    expect((await page({ filter: 'indexed' })).length).toBe(1000)
    expect((await page({ filter: 'indexed', start: 0, count: 0 })).length).toBe(1000)
    expect((await page({ filter: 'named' })).length).toBe(big.namedVariables ?? 0)
    expect((await page({})).length).toBe(1000 + (big.namedVariables ?? 0))
    const [element] = await children(big.variablesReference, { filter: 'indexed', start: 61, count: 1 })
    expect(element!.evaluateName).toBe('big[61]')
  })

  test('a map of 1000 comes in pages, each entry once', async () => {
    const map = await evaluate('bigMap')
    expect(map.indexedVariables).toBe(1000)
    const keys = new Set<string>()
    for (let start = 0; start < 1000; start += 137) {
      const page = await children(map.variablesReference, { filter: 'indexed', start, count: 137 })
      expect(page.length).toBe(Math.min(137, 1000 - start))
      for (const entry of page) {
        keys.add(entry.name)
        expect(Number(entry.value)).toBe(0 - Number(entry.name))
      }
    }
    expect(keys.size).toBe(1000)
    expect((await children(map.variablesReference, { filter: 'named' })).map(child => child.name)).toContain('len()')
  })

  test('every evaluateName evaluates to what it stands for', async () => {
    const check = async (reference: number, depth: number): Promise<void> => {
      for (const variable of await children(reference, { start: 0, count: 3 })) {
        if (variable.evaluateName === undefined) continue
        const again = await evaluate(variable.evaluateName, { context: 'variables' })
        expect([variable.evaluateName, again.result.slice(0, 200), again.type]).toEqual([
          variable.evaluateName,
          variable.value.slice(0, 200),
          variable.type,
        ])
        if (depth > 0 && variable.variablesReference > 0) await check(variable.variablesReference, depth - 1)
      }
    }
    await check(scopes[0]!.variablesReference, 1)
  })

  test('stale and unknown references', async () => {
    expect(await idOf('variables', { variablesReference: 999_999 })).toBe(2008)
    expect(await idOf('scopes', { frameId: 5 })).toBe(2005)
    expect(await idOf('evaluate', { expression: 'b', frameId: 5 })).toBe(2009)
    expect(await idOf('stackTrace', { threadId: 77 })).toBe(2004)
    expect(await idOf('setVariable', { variablesReference: 999_999, name: 'b', value: '1' })).toBe(2008)
  })
})

describe('setVariable', () => {
  const set = async (variablesReference: number, name: string, value: string) =>
    (await session.client.request<DebugProtocol.SetVariableResponse['body']>('setVariable', { variablesReference, name, value })).value

  test('locals, elements, entries, fields, registers', async () => {
    const locals = scopes[0]!.variablesReference
    expect(await set(locals, 'i8', '100')).toBe('100')
    expect((await evaluate('i8')).result).toBe('100')
    expect(await set(locals, 'i8', '-3')).toBe('-3')
    expect(await set(locals, 'f', '2.25')).toBe('2.25')
    const big = await evaluate('big')
    expect(await set(big.variablesReference, '[999]', '5')).toBe('5')
    expect((await evaluate('big[999]')).result).toBe('5')
    const map = await evaluate('m')
    const [entry] = await children(map.variablesReference, { filter: 'indexed', start: 0, count: 1 })
    expect(await set(map.variablesReference, entry!.name, '9')).toBe('9')
    const point = await evaluate('pt')
    expect(await set(point.variablesReference, 'Y', '-1')).toBe('-1')
    expect((await evaluate('ptr.Y')).result).toBe('-1')
    expect(await set(scopes[2]!.variablesReference, '   r15', '0x1234')).toBe('0x0000000000001234')
    await session.client.event('invalidated')
  })

  test('what cannot be', async () => {
    const locals = scopes[0]!.variablesReference
    expect(await idOf('setVariable', { variablesReference: locals, name: 'i8', value: '1000' })).toBe(2012)
    expect(await idOf('setVariable', { variablesReference: locals, name: 'i8', value: '"text"' })).toBe(2012)
    expect(await idOf('setVariable', { variablesReference: locals, name: 'nosuch', value: '1' })).toBe(2012)
    expect(await idOf('setVariable', { variablesReference: scopes[2]!.variablesReference, name: 'rzx', value: '1' })).toBe(2012)
    expect(await idOf('setVariable', { variablesReference: scopes[2]!.variablesReference, name: 'rax', value: 'one' })).toBe(2012)
  })
})

test('evaluate in all contexts', async () => {
  for (const context of ['watch', 'repl', 'hover', 'clipboard', 'variables', undefined]) {
    expect((await evaluate('pt.X + len(m)', { context })).result).toBe('5')
    const failure = await session.client.send('evaluate', { expression: 'nosuch', frameId, context })
    const { error } = failure.body as { error: { id: number; format: string; showUser: boolean } }
    expect(error.id).toBe(2009)
    expect(error.format).toContain('could not find symbol value for nosuch')
    expect(error.showUser).toBe(context === undefined || context === 'clipboard' || context === 'variables')
  }
  expect((await session.client.request<{ result: string }>('evaluate', { expression: 'pt.X' })).result).toBe('3')
  expect(await idOf('evaluate', { expression: '' })).toBe(2009)
  expect((await evaluate('big', { context: 'clipboard' })).result.length).toBeGreaterThan((await evaluate('big')).result.length)
})

test('readMemory: past the end, before the start, nothing', async () => {
  const { memoryReference } = await evaluate('array')
  const read = (more: object) =>
    session.client.request<{ address: string; data?: string; unreadableBytes?: number }>('readMemory', { memoryReference, ...more })
  const words = Buffer.from((await read({ count: 24 })).data!, 'base64')
  expect([0, 8, 16].map(at => words.readBigInt64LE(at))).toEqual([1n, 2n, 3n])
  expect(Buffer.from((await read({ offset: 8, count: 8 })).data!, 'base64').readBigInt64LE()).toBe(2n)
  expect(Buffer.from((await read({ offset: -8, count: 16 })).data!, 'base64').readBigInt64LE(8)).toBe(1n)
  expect(await read({ count: 0 })).toEqual({ address: memoryReference, data: '' })
  expect(await read({ count: -1 })).toEqual({ address: memoryReference, data: '' })
  expect(await read({ offset: -(2 ** 50), count: 16 })).toEqual({ address: '0x0', data: '', unreadableBytes: 16 })
  // What is mapped comes, the rest is counted.
  const past = await read({ count: 2 ** 24 })
  const length = Buffer.from(past.data!, 'base64').length
  expect(length).toBeGreaterThanOrEqual(24)
  expect(length + past.unreadableBytes!).toBe(2 ** 24)
  expect(await idOf('readMemory', { memoryReference: 'nonsense', count: 8 })).toBe(2016)
  expect(await idOf('readMemory', { memoryReference, count: 'eight' })).toBe(8888)
})

test('disassemble: before, after, exact counts, outside of code', async () => {
  const here = (await frames(session, 1))[0]!.instructionPointerReference!
  const ask = async (more: object) =>
    (
      await session.client.request<{ instructions: DebugProtocol.DisassembledInstruction[] }>('disassemble', {
        memoryReference: here,
        ...more,
      })
    ).instructions
  const around = await ask({ instructionOffset: -20, instructionCount: 41 })
  expect(around.length).toBe(41)
  expect(around[20]!.address).toBe(here)
  const addresses = around.map(instruction => Number(instruction.address))
  expect(addresses).toEqual([...addresses].sort((a, b) => a - b))
  expect((await ask({ instructionOffset: 5, instructionCount: 1 }))[0]!.address).toBe(around[25]!.address)
  for (const count of [0, 1, 400]) expect((await ask({ instructionCount: count })).length).toBe(count)
  const far = await ask({ instructionOffset: -10_000_000, instructionCount: 3 })
  expect(far.map(instruction => instruction.instruction)).toEqual(Array(3).fill('invalid instruction'))
  expect((await ask({ instructionOffset: 10_000_000, instructionCount: 3 })).map(instruction => instruction.presentationHint)).toEqual(
    Array(3).fill('invalid'),
  )
  expect((await ask({ memoryReference: '0x10', instructionCount: 2 })).length).toBe(2)
  expect(await idOf('disassemble', { memoryReference: here, instructionCount: -1 })).toBe(2013)
  expect(await idOf('disassemble', { memoryReference: here, instructionCount: 1e9 })).toBe(2013)
})

test('mapPicture by expression and by reference is the same picture', async () => {
  const { variablesReference } = await evaluate('bigMap')
  const byExpression = await session.client.request<{ bucketCount: number }>('mapscope/mapPicture', {
    expression: 'bigMap',
    frameId,
    count: 4,
  })
  const byReference = await session.client.request('mapscope/mapPicture', { variablesReference, count: 4 })
  expect(byReference).toEqual(byExpression)
  expect(byExpression).toMatchObject({ type: 'map[int]int', header: { count: 1000 } })
  expect(await session.client.request('mapscope/mapPicture', { expression: 'nilMap', frameId })).toMatchObject({ bucketCount: 0 })
  expect(await idOf('mapscope/mapPicture', { expression: 'big', frameId })).toBe(2020)
  expect(await idOf('mapscope/mapPicture', {})).toBe(2020)
  expect(await idOf('mapscope/mapPicture', { expression: 'm', frameId: 'first' })).toBe(8888)
})

test('sources of the runtime come by reference, those of the program do not', async () => {
  const stack = await frames(session, 1)
  const main = stack.find(frame => frame.name === 'runtime.main')!
  const byReference = await session.client.request<{ content: string; mimeType: string }>('source', {
    sourceReference: main.source!.sourceReference!,
    source: main.source,
  })
  expect(byReference.content.split('\n')[main.line - 1]).toContain('fn()')
  expect(byReference.mimeType).toBe('text/x-go')
  expect(await session.client.request('source', { sourceReference: main.source!.sourceReference! })).toEqual(byReference)
  expect(await idOf('source', { sourceReference: 0, source: { path: programPath } })).toBe(2019)
  expect(await idOf('source', { sourceReference: 98_765 })).toBe(2019)
})

describe('breakpointLocations', () => {
  test('lines with statements', async () => {
    const line = lineOf(program, '// here')
    const body = await session.client.request('breakpointLocations', { source: { path: programPath }, line: line - 1, endLine: line + 1 })
    expect(body).toEqual({ breakpoints: [{ line: line - 1 }, { line }, { line: line + 1 }] })
    expect(await session.client.request('breakpointLocations', { source: { path: programPath }, line: 2 })).toEqual({ breakpoints: [] })
    expect(await session.client.request('breakpointLocations', { source: { path: '/nowhere.go' }, line: 2 })).toEqual({ breakpoints: [] })
  })
})

test('nothing broke the protocol', () => expect(session.problems).toEqual([]))

test('stepInTargets offers the calls of a line; stepIn goes to the one that is chosen', async () => {
  const text = `package main

func one(x int) int { return x }

func two(x int) int {
	return x * 2 // in two
}

func main() {
	m := map[int]int{}
	m[one(1)] = two(3) // calls
}
`
  const chosen = await launchText(text)
  await breakAt(chosen, text, '// calls')
  await chosen.client.request('configurationDone')
  await chosen.client.stopped()
  const offers = async () => {
    const [frame] = await frames(chosen, 1)
    return (await chosen.client.request<DebugProtocol.StepInTargetsResponse['body']>('stepInTargets', { frameId: frame!.id })).targets
  }
  const targets = await offers()
  expect(targets.map(target => target.label)).toEqual(['main.one', 'main.two', 'runtime.mapassign_fast64'])
  await chosen.client.request('stepIn', { threadId: 1, targetId: targets[1]!.id })
  await chosen.client.stopped()
  expect((await frames(chosen, 1)).slice(0, 2).map(frame => frame.name)).toEqual(['main.two', 'main.main'])
  await chosen.client.request('stepOut', { threadId: 1 })
  await chosen.client.stopped()
  const rest = await offers()
  expect(rest.map(target => target.label)).toEqual(['runtime.mapassign_fast64'])
  await chosen.client.request('stepIn', { threadId: 1, targetId: rest[0]!.id })
  await chosen.client.stopped()
  expect((await frames(chosen, 1))[0]!.name).toBe('runtime.mapassign_fast64')
  expect(chosen.problems).toEqual([])
})

test('an unknown target means an ordinary step into', async () => {
  const text = 'package main\n\nfunc f() {}\n\nfunc main() {\n\tf() // call\n}\n'
  const plain = await launchText(text)
  await breakAt(plain, text, '// call')
  await plain.client.request('configurationDone')
  await plain.client.stopped()
  await plain.client.request('stepIn', { threadId: 1, targetId: 123_456 })
  await plain.client.stopped()
  expect((await frames(plain, 1))[0]!.name).toBe('main.f')
  expect(plain.problems).toEqual([])
})

test('exceptionInfo tells a chain of panics', async () => {
  const text = `package main

func again() {
	defer func() {
		panic(recover())
	}()
	panic("first")
}

func main() {
	defer func() {
		panic(struct{ Code int }{7})
	}()
	again()
}
`
  const chain = await launchText(text)
  await chain.client.request('configurationDone')
  expect(await chain.client.stopped()).toMatchObject({ reason: 'exception', description: 'panic' })
  const info = await chain.client.request<DebugProtocol.ExceptionInfoResponse['body']>('exceptionInfo', { threadId: 1 })
  expect(info.exceptionId).toBe('panic')
  expect(info.description!.split('\n\t').length).toBeGreaterThanOrEqual(2)
  expect(info.description).toMatchInlineSnapshot(`
    "first [recovered]
    	first
    	(struct { Code int }) 0xc000060010"
  `)
  expect(info.details!.innerException).toHaveLength(1)
  expect(info.details!.stackTrace).toMatch(/^Stack:\n\t\d+ +0x[0-9a-f]+ in main\./)
  const missing = await chain.client.send('exceptionInfo', { threadId: 99 })
  expect(new RequestFailed(missing).id).toBe(2011)
  await chain.client.request('continue', { threadId: 1 })
  expect(await chain.client.event('exited')).toEqual({ exitCode: 2 })
  expect(chain.problems).toEqual([])
})
