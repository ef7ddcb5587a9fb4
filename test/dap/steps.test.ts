// Steps through programs, over the wire: where each one arrives, on which goroutine, and what interrupts it.
import { describe, expect, test } from 'vitest'
import { breakAt, frames, launchText, lineOf, programPath, type TestSession } from './harness'

interface Stepper {
  readonly session: TestSession
  /** Makes a step and tells where it arrived: `main.f:// mark`, with the comment of the line, if it has one. */
  step(command: 'next' | 'stepIn' | 'stepOut' | 'continue', more?: object): Promise<string>
  where(goid?: number): Promise<string>
  clear(): Promise<void>
}

/** Runs to a mark. */
async function at(text: string, mark: string, launch: Record<string, unknown> = {}): Promise<Stepper & { goid: number }> {
  const session = await launchText(text, launch)
  await breakAt(session, text, mark)
  await session.client.request('configurationDone')
  const goid = (await session.client.stopped()).threadId!
  const lines = text.split('\n')
  const where = async (id = goid) => {
    const [frame] = await frames(session, id)
    const line = frame!.source?.path === programPath ? lines[frame!.line - 1]! : ''
    return `${frame!.name}:${/\/\/ (.*)/.exec(line)?.[1] ?? line.trim()}`
  }
  return {
    session,
    goid,
    where,
    clear: async () => void (await breakAt(session, text)),
    async step(command, more = {}) {
      await session.client.request(command, { threadId: goid, ...more })
      const stop = await session.client.stoppedOrEnded()
      if (stop === undefined) return 'ended'
      const place = await where(stop.threadId)
      const told = [...(stop.reason === 'step' ? [] : [stop.reason]), ...(stop.threadId === goid ? [] : [`g${stop.threadId}`])]
      return `${place}${told.length > 0 ? ` (${told.join(', ')})` : ''}`
    },
  }
}

const main = (body: string, rest = '') => `package main

${rest}
func main() {
${body}
}
`

describe('next', () => {
  test('goes around a loop and out of it', async () => {
    const text = main('\tsum := 0\n\tfor i := 0; i < 2; i++ { // head\n\t\tsum += i // body\n\t}\n\tprintln(sum) // after')
    const { session, step, clear } = await at(text, '// head')
    await clear()
    const places = []
    for (let i = 0; i < 5; i++) places.push(await step('next'))
    expect(places).toEqual(['main.main:body', 'main.main:head', 'main.main:body', 'main.main:head', 'main.main:after'])
    expect(session.problems).toEqual([])
  })

  test('stops at a breakpoint inside a call; continue does not finish the step', async () => {
    const text = main('\tf() // call\n\tprintln(1) // after', 'func f() {\n\tprintln(0) // inside\n}\n')
    const { session, step } = await at(text, '// call')
    await breakAt(session, text, '// inside')
    expect(await step('next')).toBe('main.f:inside (breakpoint)')
    expect(await step('continue')).toBe('ended')
    expect(session.problems).toEqual([])
  })

  test('stays on its goroutine when another one runs', async () => {
    const text = main(
      '\tc := make(chan int)\n\tgo f(c)\n\tc <- 1 // send\n\tprintln(<-c) // receive\n\tprintln(2) // last',
      'func f(c chan int) {\n\tx := <-c\n\tfor i := 0; i < 100; i++ {\n\t\tx += i\n\t}\n\tc <- x\n}\n',
    )
    const { session, step } = await at(text, '// send')
    expect(await step('next')).toBe('main.main:receive')
    expect(await step('next')).toBe('main.main:last')
    expect(await step('next')).toBe('main.main:}')
    expect(await step('next')).toBe('ended')
    expect(session.problems).toEqual([])
  })

  test('over a panic arrives in the deferred function that recovers it, then in the caller', async () => {
    const text = main(
      '\tf() // call\n\tprintln(1) // after',
      'func f() {\n\tdefer func() {\n\t\trecover() // deferred\n\t}()\n\tpanic(1) // panic\n}\n',
    )
    const { session, step } = await at(text, '// panic')
    expect(await step('next')).toBe('main.f.func1:deferred')
    expect(await step('next')).toBe('main.f.func1:}()')
    expect(await step('next')).toMatch(/^main\.main:(call|after)$/)
    expect(session.problems).toEqual([])
  })

  test('over a call whose panic is recovered further in goes on behind it', async () => {
    const text = main(
      '\tf() // call\n\tprintln(1) // after',
      'func f() {\n\tdefer func() { recover() }()\n\tg()\n}\n\nfunc g() { panic(1) }\n',
    )
    const { session, step } = await at(text, '// call')
    const place = await step('next')
    expect(place).toMatch(/^main\.(main:after|f\.func1:.*)$/)
    if (place !== 'main.main:after') expect(await step('stepOut')).toMatch(/^main\.main:(call|after)$/)
    expect(session.problems).toEqual([])
  })

  test('at the last line of a goroutine the program goes on', async () => {
    const text = main(
      '\tgo f()\n\tfor !done {\n\t\truntime.Gosched()\n\t}\n\tprintln(1)',
      'import "runtime"\n\nvar done bool\n\nfunc f() {\n\tdone = true // set\n} // end\n',
    )
    const { session, step } = await at(text, '// set')
    expect(await step('next')).toBe('main.f:end')
    expect(await step('next')).toBe('ended')
    expect(session.problems).toEqual([])
  })
})

describe('stepOut', () => {
  test('of a deferred call arrives in the function that deferred it', async () => {
    const text = main(
      '\tf() // call\n\tprintln(1) // after',
      'func f() {\n\tdefer d()\n\tprintln(0)\n} // end\n\nfunc d() {\n\tprintln(2) // deferred\n}\n',
    )
    const { session, step } = await at(text, '// deferred')
    expect(await step('stepOut')).toBe('main.f:end')
    expect(await step('next')).toMatch(/^main\.main:(call|after)$/)
    expect(session.problems).toEqual([])
  })

  test('of a recursive call arrives one level up', async () => {
    const text = main(
      '\tprintln(f(3)) // call',
      'func f(n int) int {\n\tif n == 0 {\n\t\treturn 1 // bottom\n\t}\n\treturn n * f(n-1) // up\n}\n',
    )
    const { session, step, goid } = await at(text, '// bottom')
    const depth = async () => (await frames(session, goid)).length
    const before = await depth()
    expect(await step('stepOut')).toBe('main.f:up')
    expect(await depth()).toBe(before - 1)
    expect(await step('next')).toBe('main.f:up')
    expect(await depth()).toBe(before - 2)
    expect(session.problems).toEqual([])
  })
})

describe('stepIn', () => {
  const text = main(
    `	base := 1
	f := func(x int) int {
		return x + base // closure
	}
	println(f(1)) // call closure
	var s shape = square{2}
	println(s.area()) // call interface
	m := square{3}.area
	println(m()) // call value
	e := shape(holder{s})
	println(e.area()) // call embedded
	println(0) // last`,
    'type shape interface{ area() int }\n\ntype square struct{ side int }\n\nfunc (s square) area() int {\n\treturn s.side * s.side // area\n}\n\ntype holder struct{ shape }\n',
  )
  test.each([
    ['a closure', '// call closure', 'main.main.func1:f := func(x int) int {'],
    ['a method through an interface', '// call interface', 'main.square.area:area'],
    ['a method value', '// call value', 'main.square.area:area'],
    ['a method of an embedded interface', '// call embedded', 'main.square.area:area'],
    ['nothing is a plain next', '// last', 'main.main:}'],
  ])('%s', async (_, mark, place) => {
    const { session, step } = await at(text, mark)
    expect(await step('stepIn')).toBe(place)
    expect(session.problems).toEqual([])
  })
})

describe('interruptions', () => {
  const text = main(
    '\tgo other()\n\tspin() // step\n\tprintln(1) // after',
    'var turns int\n\nfunc other() {\n\tfor i := 0; i < 100; i++ {\n\t\tturns += i\n\t}\n\tturns++ // other\n}\n\nfunc spin() {\n\tfor i := 0; i < 3000000; i++ {\n\t\tturns++\n\t}\n}\n',
  )
  test('a breakpoint of another goroutine interrupts a step, and continue takes it up again', async () => {
    const { session, step } = await at(text, '// step')
    await breakAt(session, text, '// other')
    expect(await step('next')).toMatch(/^main\.other:other \(breakpoint, g\d+\)$/)
    expect(session.client.output('console')).toContain(
      "Step interrupted by a breakpoint. Use 'Continue' to resume the original step command.\n",
    )
    expect(await step('continue')).toBe('main.main:after')
    expect(session.problems).toEqual([])
  })

  test('a pause ends a step', async () => {
    const forever = main('\tspin() // step\n\tprintln(1) // after', 'func spin() {\n\tfor {\n\t}\n}\n')
    const { session, goid } = await at(forever, '// step')
    await session.client.request('next', { threadId: goid })
    await new Promise(done => setTimeout(done, 100))
    await session.client.request('pause', { threadId: goid })
    expect((await session.client.stopped()).reason).toBe('pause')
    expect((await frames(session, goid))[0]!.name).toBe('main.spin')
    await session.client.request('terminate')
    await session.client.event('terminated')
    expect(session.problems).toEqual([])
  })

  test('a second command while the program runs is refused, also in the same packet', async () => {
    const { session, goid } = await at(text, '// step')
    const answers = await Promise.all(
      ['next', 'next', 'continue', 'stepIn'].map(command => session.client.send(command, { threadId: goid })),
    )
    expect(answers.map(answer => answer.success)).toEqual([true, false, false, false])
    await session.client.stopped()
    expect(session.problems).toEqual([])
  })

  test('a goroutine that waits is stepped where it called', async () => {
    const waiting = main(
      '\tc := make(chan int)\n\tgo f(c)\n\tfor i := 0; i < 1000; i++ {\n\t\truntime.Gosched()\n\t}\n\tc <- 1 // send\n\tc <- 2',
      'import "runtime"\n\nfunc f(c chan int) {\n\tprintln(<-c) // first\n\tprintln(<-c) // second\n}\n',
    )
    const { session, goid } = await at(waiting, '// send')
    const { threads } = await session.client.request<{ threads: { id: number; name: string }[] }>('threads')
    const other = threads.find(thread => thread.name.includes('main.f'))!
    expect(other.name).toContain('chan receive')
    expect(other.id).not.toBe(goid)
    await session.client.request('next', { threadId: other.id })
    expect(await session.client.stopped()).toMatchObject({ reason: 'step', threadId: other.id })
    expect((await frames(session, other.id))[0]).toMatchObject({ name: 'main.f', line: lineOf(waiting, '// second') })
    expect(session.problems).toEqual([])
  })
})

describe('instructions', () => {
  const text = main('\tx := f(1) // call\n\tprintln(x) // after', 'func f(n int) int {\n\treturn n + 1\n}\n')
  /** Steps by instruction until the next one is a CALL of main.f. */
  async function atCall() {
    const stepper = await at(text, '// call')
    const { session, goid } = stepper
    for (let i = 0; i < 50; i++) {
      const [frame] = await frames(session, goid)
      const { instructions } = await session.client.request<{ instructions: { instruction: string }[] }>('disassemble', {
        memoryReference: frame!.instructionPointerReference,
        instructionCount: 1,
      })
      if (instructions[0]!.instruction.includes('CALL')) return { ...stepper, pc: Number(frame!.instructionPointerReference) }
      await stepper.step('next', { granularity: 'instruction' })
    }
    throw new Error('no call')
  }

  test('next steps over a CALL', async () => {
    const { session, goid, step, pc } = await atCall()
    expect(await step('next', { granularity: 'instruction' })).toBe('main.main:call')
    const [frame] = await frames(session, goid)
    expect(Number(frame!.instructionPointerReference) - pc).toBe(5)
    expect(session.problems).toEqual([])
  })

  test('stepIn goes into a CALL, stepOut comes back behind it', async () => {
    const { session, goid, step, pc } = await atCall()
    expect(await step('stepIn', { granularity: 'instruction' })).toMatch(/^main\.f:/)
    expect((await frames(session, goid)).slice(0, 2).map(frame => frame.name)).toEqual(['main.f', 'main.main'])
    expect(await step('stepOut', { granularity: 'instruction' })).toBe('main.main:call')
    expect(Number((await frames(session, goid))[0]!.instructionPointerReference) - pc).toBe(5)
    expect(session.problems).toEqual([])
  })

  test('a whole program, instruction by instruction, never loses its stack', async () => {
    const { session, goid, step, clear } = await at(text, '// call')
    await clear()
    for (let i = 0; i < 300; i++) {
      const place = await step('stepIn', { granularity: 'instruction' })
      if (place === 'ended') break
      const names = (await frames(session, goid)).map(frame => frame.name)
      expect(names.slice(-3)).toEqual(['main.main', 'runtime.main', 'runtime.goexit'])
    }
    expect(session.problems).toEqual([])
  })
})
