// Goes backwards through programs, over the wire: each way back arrives where the way forward came from.
import { describe, expect, test } from 'vitest'
import { breakAt, frames, launchText, programPath, type TestSession } from './harness'

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
