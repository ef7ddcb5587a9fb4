// The words of the debug console, completions, and changes through expressions and memory, over the wire.
import type { DebugProtocol } from '@vscode/debugprotocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { breakAt, frames, launchText, type TestSession } from './harness'

const program = `package main

type point struct{ X, Y int }

type shape struct {
	point
	name string
}

var total = 41

func area(s shape) int {
	return s.X * s.Y // inside
}

func main() {
	s := shape{point{3, 4}, "box"}
	p := &s
	counts := map[string]int{"one": 1, "two": 2}
	list := []int{1, 2, 3}
	ratio := 0.5
	done := make(chan bool)
	go func() {
		done <- true
	}()
	<-done
	println(area(s), p.name, len(counts), len(list), ratio, total)
}
`

let session: TestSession
let frameId: number

const evaluate = (expression: string, context = 'repl', frame = frameId) =>
  session.client.request<DebugProtocol.EvaluateResponse['body']>('evaluate', { expression, context, frameId: frame })
const says = async (line: string) => (await evaluate(line)).result

beforeAll(async () => {
  session = await launchText(program)
  await breakAt(session, program, '// inside')
  await session.client.request('configurationDone')
  await session.client.stopped()
  frameId = (await frames(session, 1))[1]!.id
})
afterAll(() => expect(session.problems).toEqual([]))

describe('words', () => {
  test('help lists every word, and explains one', async () => {
    const text = await says('help')
    for (const word of ['goroutines', 'regs [-a]', 'disass', 'examinemem', 'bt', 'when', 'seek', 'seed']) expect(text).toContain(word)
    expect(await says('help bt')).toContain('prints the stack')
    await expect(says('help nothing')).rejects.toThrow('there is no word "nothing"')
  })

  test('goroutines, one goroutine, its stack', async () => {
    expect(await says('goroutines')).toMatch(/^\* Goroutine 1 - main\.area main\.go:13 \[running\] \(thread \d+\)/)
    expect((await says('goroutines -s')).split('\n').length).toBeGreaterThan(1)
    expect(await says('goroutine 1')).toContain('started as runtime.main')
    expect(await says('bt')).toMatch(/ 0 {2}0x[0-9a-f]+ in main\.area main\.go:13\n 1 {2}0x[0-9a-f]+ in main\.main main\.go:27/)
    expect(await says('bt 1')).toMatch(/main\.area main\.go:13\n\(more frames\)$/)
    await expect(says('goroutine 99')).rejects.toThrow('unknown goroutine 99')
  })

  test('variables, functions, types, sources, packages', async () => {
    expect(await says('locals')).toContain('ratio = 0.5')
    expect(await says('args')).toBe('(none)')
    expect(await says('vars total')).toContain('main.total = 41')
    expect(await says('funcs ^main\\.')).toBe('main.area\nmain.main\nmain.main.func1')
    expect(await says('types ^main\\.shape$')).toBe('main.shape')
    expect(await says('dlv sources main.go')).toContain('/program/main.go')
    expect((await says('packages')).split('\n')).toContain('runtime')
    expect(await says('whatis p')).toMatch(/^\*main\.shape at 0xc000/)
    expect(await says('print s')).toContain('name: "box"')
    await expect(says('funcs (')).rejects.toThrow('invalid filter')
  })

  test('registers, code, memory', async () => {
    const top = (await frames(session, 1))[0]!.id
    const regs = (await evaluate('regs -a', 'repl', top)).result
    expect(regs).toMatch(/ RIP = 0x00000000004[0-9a-f]+/)
    expect(regs).toContain('X15 = 0x00000000000000000000000000000000')
    await expect(says('regs')).rejects.toThrow('on no thread')
    expect((await evaluate('disass', 'repl', top)).result).toMatch(/=> main\.go:13/)
    expect(await says('disass -l main.main')).toContain('CALL')
    expect(await says('x/2xg &list[1]')).toBe(
      `${(await says('whatis list[1]')).replace('int at ', '')}:  0x0000000000000002\n${hex(Number((await says('whatis list[1]')).replace('int at ', '')) + 8)}:  0x0000000000000003`,
    )
    expect(await says('examinemem -fmt dec -count 3 -size 8 &list[0]')).toMatch(/1\n.*2\n.*3$/)
    await expect(says('x/9999xg 0x401000')).rejects.toThrow('must be from 1 to 1000 bytes')
    await expect(says('x/4xb 0x10')).rejects.toThrow('could not read 4 bytes at 0x10')
    expect(await says('threads')).toMatch(/Thread \d+ running on core \d, goroutine 1/)
  })

  test('time and launch', async () => {
    expect(await says('when')).toMatch(/^tick \d+ · t = \d+\.\d{3} ms$/)
    expect(await says('seed')).toBe('seed 1, 4 cores')
    expect(await says('config')).toContain('"/program/main.go"')
    await expect(says('seek nowhere')).rejects.toThrow('neither a tick nor a percentage')
  })

  test('a variable hides a word of its name; other contexts know no words', async () => {
    await expect(says('x')).rejects.toThrow('no address specified')
    expect(await says('s')).toContain('name: "box"')
    await expect(evaluate('goroutines', 'watch')).rejects.toThrow('could not find symbol value for goroutines')
    await expect(says('dlv nonsense')).rejects.toThrow('command not available: "nonsense"')
  })
})

const hex = (n: number) => `0x${n.toString(16)}`

describe('completions', () => {
  const offers = async (text: string, column = text.length + 1) =>
    (await session.client.request<DebugProtocol.CompletionsResponse['body']>('completions', { frameId, text, column })).targets

  test('names in scope, innermost first, then words', async () => {
    expect((await offers('co')).map(item => item.label)).toEqual(expect.arrayContaining(['counts', 'config']))
    expect((await offers('tot'))[0]).toMatchObject({ label: 'total', type: 'variable', start: 0, length: 3 })
    expect((await offers('1 + rat'))[0]).toMatchObject({ label: 'ratio', start: 4, length: 3, detail: 'float64' })
  })

  test('fields, promoted ones too, through pointers; members of packages; keys of maps', async () => {
    expect((await offers('s.')).map(item => item.label)).toEqual(['point', 'name', 'X', 'Y'])
    expect((await offers('p.point.'))?.map(item => item.label)).toEqual(['X', 'Y'])
    expect((await offers('main.ar')).map(item => item.label)).toEqual(['area'])
    expect((await offers('counts["t')).map(item => item.label)).toEqual(['"two"]'])
    expect((await offers('(*p).na'))[0]).toMatchObject({ label: 'name', start: 5, length: 2 })
  })

  test('nothing where nothing is known', async () => {
    expect(await offers('nobody.')).toEqual([])
    expect(await offers('list[0].')).toEqual([])
    expect(await offers('')).not.toEqual([])
    expect(await offers('s.', 1)).not.toEqual([])
    expect(await offers('a"b\\', 400)).toEqual([])
  })
})

describe('changes', () => {
  const set = (expression: string, value: string) =>
    session.client.request<DebugProtocol.SetExpressionResponse['body']>('setExpression', { expression, value, frameId })

  test('setExpression: variables, fields, elements, through pointers, values of other variables', async () => {
    expect((await set('total', '7')).value).toBe('7')
    expect(await says('main.total')).toBe('7')
    expect((await set('s.X', 'list[2] + 10')).value).toBe('13')
    expect((await set('p.point.Y', '-1')).value).toBe('-1')
    expect((await set('counts["one"]', '100')).value).toBe('100')
    expect((await set('list', 'list[1:]')).value).toContain('len: 2')
    expect((await set('ratio', '2.25')).value).toBe('2.25')
    await expect(set('len(list)', '3')).rejects.toThrow('it has no place in memory')
    await expect(set('total', '"text"')).rejects.toThrow('Unable to set expression')
    await expect(set('nobody', '1')).rejects.toThrow('could not find symbol value for nobody')
    expect((await set('total', '41')).value).toBe('41')
  })

  test('registers of the innermost frame', async () => {
    const top = (await frames(session, 1))[0]!.id
    const body = await session.client.request('setExpression', { expression: '_R9', value: '0x2a', frameId: top })
    expect(body).toMatchObject({ value: '0x000000000000002a' })
    expect((await evaluate('_R9', 'watch', top)).result).toContain('42')
    await expect(set('_R9', '1')).rejects.toThrow('only the innermost frame')
  })

  test('writeMemory: whole or partial, told by events', async () => {
    const address = (await says('whatis total')).replace('int at ', '')
    const write = (args: object) => session.client.request<DebugProtocol.WriteMemoryResponse['body']>('writeMemory', args)
    expect(await write({ memoryReference: address, data: btoa('\x05\x01') })).toEqual({ bytesWritten: 2 })
    expect(await session.client.event('memory')).toMatchObject({ offset: 0 })
    expect(await says('main.total')).toBe('261')
    expect(await write({ memoryReference: address, offset: 1, data: btoa('\0') })).toEqual({ bytesWritten: 1 })
    expect(await says('main.total')).toBe('5')
    await expect(write({ memoryReference: '0x10', data: btoa('x') })).rejects.toThrow('only 0 of 1 bytes')
    expect(await write({ memoryReference: '0x10', data: btoa('x'), allowPartial: true })).toEqual({ bytesWritten: 0 })
    await expect(write({ memoryReference: address, data: '***' })).rejects.toThrow('not base64')
    await expect(write({ memoryReference: 'somewhere', data: '' })).rejects.toThrow('unknown reference somewhere')
    await expect(write({ memoryReference: address, offset: -1e15, data: btoa('x') })).rejects.toThrow('Unable to write memory')
  })

  test('modules: the packages, the user’s own among them, page by page', async () => {
    const all = await session.client.request<DebugProtocol.ModulesResponse['body']>('modules', {})
    expect(all.modules.find(module => module.id === 'main')).toMatchObject({ isUserCode: true, symbolStatus: 'Symbols loaded' })
    expect(all.modules.find(module => module.id === 'runtime')).toMatchObject({ isUserCode: false })
    const page = await session.client.request<DebugProtocol.ModulesResponse['body']>('modules', { startModule: 1, moduleCount: 1 })
    expect(page.modules).toEqual([all.modules[1]])
    expect(page.totalModules).toBe(all.modules.length)
  })
})

test('events tell packages at launch, and at a restart what may have changed', async () => {
  const own = await launchText(program)
  const modules: DebugProtocol.ModuleEvent['body'][] = []
  for (const message of own.client.transcript) {
    const event = message as DebugProtocol.Event
    if (event.type === 'event' && event.event === 'module') modules.push(event.body)
  }
  expect(modules.every(({ reason }) => reason === 'new')).toBe(true)
  expect(modules.map(({ module }) => module.id)).toEqual(expect.arrayContaining(['main', 'runtime']))
  await own.client.request('restart', {})
  await own.client.event('initialized')
  expect(await own.client.event<{ reason: string }>('module', ({ reason }) => reason !== 'new')).toMatchObject({ reason: 'changed' })
  expect(await own.client.event('loadedSource')).toMatchObject({ reason: 'changed', source: { path: '/program/main.go' } })
  await own.client.request('disconnect')
  expect(own.problems).toEqual([])
})
