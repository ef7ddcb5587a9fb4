// exceptionOptions: which exceptions stop a program, by what they are and by what becomes of them.
import { describe, expect, test } from 'vitest'
import { launchText, type TestSession } from './harness'

const program = `package main

import "fmt"

type mine struct{}

func (mine) Error() string { return "mine" }

type shy struct{}

func (shy) String() string {
	panic("shy")
}

func caught(f func()) {
	defer func() { recover() }()
	f()
}

func main() {
	caught(func() { panic(mine{}) })
	caught(func() {
		var a []int
		println(a[len(a)])
	})
	_ = fmt.Sprint(shy{})
	panic(mine{})
}
`
const deadlock = 'package main\n\nfunc main() {\n\tdefer println("x")\n\tselect {}\n}\n'

type Option = { path?: { names: string[]; negate?: boolean }[]; breakMode: string }

/** What stops the program, in order. */
async function stops(text: string, exceptionOptions: Option[], filters: string[] = []): Promise<string[]> {
  const session = await launchText(text)
  const { breakpoints } = await session.client.request<{ breakpoints: { verified: boolean }[] }>('setExceptionBreakpoints', {
    filters,
    exceptionOptions,
  })
  expect(breakpoints.map(({ verified }) => verified)).toEqual([...filters, ...exceptionOptions].map(() => true))
  await session.client.request('configurationDone')
  const seen: string[] = []
  for (;;) {
    const stop = await session.client.stoppedOrEnded()
    if (stop?.reason === undefined) break
    seen.push(`${stop.description} ${stop.text}`)
    await session.client.request('continue', { threadId: 1 })
  }
  expect(session.problems).toEqual([])
  return seen
}

const panics = { names: ['Go Panics'] }

describe('exceptionOptions', () => {
  test.each<[string, Option[], string[], string[]]>([
    ['nothing said, nothing stops', [], [], []],
    [
      'all of them',
      [{ breakMode: 'always' }],
      [],
      ['recovered panic (main.mine)', 'recovered panic', 'recovered panic "shy"', 'panic "mine"'],
    ],
    ['what nobody recovers', [{ path: [panics], breakMode: 'unhandled' }], [], ['panic "mine"']],
    ['and what only the library recovers', [{ path: [panics], breakMode: 'userUnhandled' }], [], ['recovered panic "shy"', 'panic "mine"']],
    ['one type', [{ path: [panics, { names: ['runtime.boundsError'] }], breakMode: 'always' }], [], ['recovered panic']],
    [
      'all but some types; what rules do not mean is for the filters',
      [{ path: [panics, { names: ['main.mine', 'string'], negate: true }], breakMode: 'always' }],
      ['unrecovered-panic'],
      ['recovered panic', 'panic "mine"'],
    ],
    [
      'the last one decides',
      [
        { path: [panics], breakMode: 'always' },
        { path: [panics, { names: ['main.mine'] }], breakMode: 'never' },
      ],
      ['unrecovered-panic'],
      ['recovered panic', 'recovered panic "shy"'],
    ],
    ['another category', [{ path: [{ names: ['Go Panics'], negate: true }], breakMode: 'always' }], [], []],
  ])('%s', async (_, options, filters, expected) => {
    const seen = await stops(program, options, filters)
    expect(seen.map(text => text.replace(/ ("runtime error: index out of range.*|0x[0-9a-f]+)$/, ''))).toEqual(expected)
  })

  test('fatal errors by their text', async () => {
    const text = 'all goroutines are asleep - deadlock!'
    const fatal = (names: string[], breakMode: string) => [{ path: [{ names: ['Go Fatal Errors'] }, { names }], breakMode }]
    expect(await stops(deadlock, fatal([text], 'unhandled'))).toEqual([`fatal error ${JSON.stringify(text)}`])
    expect(await stops(deadlock, fatal(['concurrent map writes'], 'always'))).toEqual([])
    expect(await stops(deadlock, fatal([text], 'never'), ['deadlock'])).toEqual([])
  })

  test('the type is that of the value that was panicked with, also when the runtime has made its text of it', async () => {
    const session = await launchText(program)
    await session.client.request('setExceptionBreakpoints', {
      filters: [],
      filterOptions: [{ filterId: 'unrecovered-panic', condition: 'panic.type == "main.mine" && panic.text == "mine"' }],
    })
    await session.client.request('configurationDone')
    expect(await session.client.stopped()).toMatchObject({ description: 'panic', text: '"mine"' })
    expect(await session.client.request('exceptionInfo', { threadId: 1 })).toMatchObject({
      details: { typeName: 'main.mine', message: 'mine' },
    })
    expect(session.problems).toEqual([])
  })

  test('what does not exist is not verified, what is malformed is refused', async () => {
    const session: TestSession = await launchText(program)
    const ask = (exceptionOptions: unknown) => session.client.request('setExceptionBreakpoints', { filters: [], exceptionOptions })
    expect(await ask([{ path: [{ names: ['Python'] }], breakMode: 'always' }])).toMatchObject({
      breakpoints: [{ verified: false, message: expect.stringContaining('there are Go Panics and Go Fatal Errors') }],
    })
    expect(await ask([{ path: [panics, panics, panics], breakMode: 'always' }])).toMatchObject({ breakpoints: [{ verified: false }] })
    await expect(ask([{ breakMode: 'sometimes' }])).rejects.toMatchObject({ id: 8888 })
    await expect(ask([{ path: [{ names: 'x' }], breakMode: 'always' }])).rejects.toMatchObject({ id: 8888 })
  })
})
