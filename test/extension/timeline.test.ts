// Tests of the Timeline: where things lie, what keys and zooming mean, how the view asks and goes; and of the commands that go through time.
import { describe, expect, test } from 'vitest'
import type * as vscode from 'vscode'
import type { TimelineResult } from '../../adapter/dap/protocol'
import type { VsCode } from '../../extension/activate'
import { compareSeeds } from '../../extension/debug/compareCommand'
import { GoroutineCommands } from '../../extension/debug/goroutineCommands'
import { parseMoment, TimeCommands } from '../../extension/debug/timeCommands'
import { TimelineView } from '../../extension/views/timelineView'
import { layOut, markNear, pan, short, tickAt, xOf, zoom } from '../../extension/webview/timeline/layout'
import { mostSamples, readFromPage, type ToPage } from '../../extension/webview/timeline/messages'
import { fakeVsCode } from './fakeVsCode'

const result: TimelineResult = {
  from: 0,
  to: 1000,
  now: 600,
  frontier: 1000,
  samples: [],
  omitted: 0,
  complete: true,
  stops: [{ tick: 250, goid: 7, text: 'breakpoint' }],
  bookmarks: [{ name: 'here', tick: 500, text: 'tick 500' }],
  lanes: [
    {
      goid: 1,
      parent: 0,
      name: 'main.main',
      system: false,
      ended: false,
      maps: [],
      spans: [
        { from: 0, to: 400, state: 'running', core: 2 },
        { from: 400, to: 1000, state: 'waiting', reason: 'chan receive' },
      ],
    },
    {
      goid: 7,
      parent: 1,
      name: 'main.worker',
      system: false,
      ended: true,
      maps: [{ from: 300, to: 310, operation: 'assign', map: '0xc000010000' }],
      spans: [
        { from: 200, to: 500, state: 'runnable' },
        // Ten spans within two pixels.
        ...Array.from({ length: 10 }, (_, i) => ({
          from: 500 + 2 * i,
          to: 502 + 2 * i,
          state: i === 3 ? ('running' as const) : ('waiting' as const),
        })),
      ],
    },
  ],
}

describe('layout', () => {
  const picture = layOut(result, 100)

  test('bars lie in time, and what is narrower than a pixel shows what matters most of it', () => {
    const bars = (i: number) => picture.lanes[i]!.bars.map(({ x, width, state }) => [x, width, state])
    expect(bars(0)).toEqual([
      [0, 40, 'running'],
      [40, 60, 'waiting'],
    ])
    expect(bars(1)).toEqual([
      [20, 30, 'runnable'],
      [50, 1, 'running'],
      [51, 1, 'waiting'],
    ])
    expect(picture.lanes[0]!.bars[0]!.text).toBe('running on core 2, ticks 0 to 400')
    expect(picture.lanes[0]!.bars[1]!.text).toBe('chan receive, ticks 400 to 1,000')
    expect(picture.lanes[1]!.maps).toEqual([{ x: 30, width: 1, text: 'map assign 0xc000010000' }])
    expect([picture.lanes[0]!.end, picture.lanes[1]!.end]).toEqual([undefined, 52])
    expect(picture.lanes.map(lane => lane.label)).toEqual(['1 main.main', '7 main.worker'])
  })

  test('marks', () => {
    expect(picture.marks.map(({ kind, x, text }) => [kind, x, text])).toEqual([
      ['stop', 25, 'breakpoint (goroutine 7), tick 250'],
      ['bookmark', 50, 'here, tick 500'],
      ['now', 60, 'now, tick 600'],
    ])
    expect(markNear(picture.marks, 27)?.tick).toBe(250)
    expect(markNear(picture.marks, 60)).toBeUndefined()
    expect(layOut({ ...result, now: 5000 }, 100).marks).toHaveLength(2)
  })

  test('the axis has round ticks', () => {
    expect(layOut({ ...result, to: 3_000_000 }, 320).axis.map(({ text }) => text)).toEqual(['0', '1 M', '2 M', '3 M'])
    expect(layOut({ ...result, from: 1_200_000, to: 1_260_000 }, 240).axis.map(({ text }) => text)).toEqual([
      '1.20 M',
      '1.22 M',
      '1.24 M',
      '1.26 M',
    ])
    expect(short(999, 1)).toBe('999')
  })

  test('pixels and ticks', () => {
    const range = { from: 100, to: 300 }
    for (const x of [0, 13, 50, 100]) expect(xOf(tickAt(x, range, 100), range, 100)).toBeCloseTo(x, 0)
    expect([tickAt(-5, range, 100), tickAt(500, range, 100)]).toEqual([100, 300])
  })

  test('zooming keeps the place under the pointer, within all that is known', () => {
    const whole = { from: 0, to: 1000 }
    expect(zoom(whole, 2, 500, whole)).toEqual({ from: 250, to: 750 })
    expect(zoom(whole, 2, 0, whole)).toEqual({ from: 0, to: 500 })
    expect(zoom({ from: 250, to: 750 }, 0.5, 250, whole)).toEqual(whole)
    expect(zoom({ from: 400, to: 500 }, 2, 450, whole)).toEqual({ from: 400, to: 500 })
    expect(pan({ from: 0, to: 500 }, 0.2, whole)).toEqual({ from: 100, to: 600 })
    expect(pan({ from: 450, to: 950 }, 0.2, whole)).toEqual({ from: 500, to: 1000 })
  })
})

test('messages of the page are checked', () => {
  expect(readFromPage({ kind: 'seek', tick: 5 })).toEqual({ kind: 'seek', tick: 5 })
  expect(readFromPage({ kind: 'want', from: 0, to: 9, resolution: 1e6 })).toEqual({ kind: 'want', from: 0, to: 9, resolution: mostSamples })
  for (const wrong of [
    null,
    'seek',
    { kind: 'seek' },
    { kind: 'seek', tick: -1 },
    { kind: 'seek', tick: 1.5 },
    { kind: 'want', from: 9, to: 1, resolution: 1 },
  ])
    expect(readFromPage(wrong)).toBeUndefined()
})

interface Asked {
  readonly command: string
  readonly args: unknown
}

function fakeSession(answer: (command: string) => unknown = () => result) {
  const asked: Asked[] = []
  const session = {
    type: 'mapscope',
    customRequest: (command: string, args: unknown) => {
      asked.push({ command, args })
      return Promise.resolve(answer(command))
    },
  } as unknown as vscode.DebugSession
  return { session, asked }
}

describe('the view', () => {
  const open = () => {
    const { api } = fakeVsCode()
    const shown: ToPage[] = []
    let listener: (message: unknown) => void = () => {}
    const uri = { toString: () => 'x' }
    Object.assign(api, { Uri: { joinPath: () => uri } })
    const view = new TimelineView(api as VsCode, { extensionUri: uri } as unknown as vscode.ExtensionContext)
    view.resolveWebviewView({
      visible: true,
      webview: {
        cspSource: 'csp',
        asWebviewUri: () => uri,
        onDidReceiveMessage: (next: typeof listener) => void (listener = next),
        postMessage: (message: ToPage) => shown.push(message),
      },
      onDidChangeVisibility: () => {},
      onDidDispose: () => {},
    } as unknown as vscode.WebviewView)
    return { view, shown, say: (message: unknown) => listener(message) }
  }
  const settle = () => new Promise(done => setTimeout(done, 0))

  test('asks at a stop, for what the page wants to see, and goes where it points', async () => {
    const { view, shown, say } = open()
    const { session, asked } = fakeSession()
    say({ kind: 'ready' })
    await settle()
    expect(shown.at(-1)).toMatchObject({ kind: 'nothing' })
    view.stopped(session)
    await settle()
    expect(asked.at(-1)).toEqual({ command: 'mapscope/timeline', args: { from: 0, resolution: 200 } })
    expect(shown.at(-1)).toEqual({ kind: 'picture', picture: result })
    say({ kind: 'want', from: 100, to: 300, resolution: 50 })
    await settle()
    expect(asked.at(-1)!.args).toEqual({ from: 100, to: 300, resolution: 50 })
    // To the end means: also what comes.
    say({ kind: 'want', from: 100, to: 1000, resolution: 50 })
    await settle()
    expect(asked.at(-1)!.args).toEqual({ from: 100, resolution: 50 })
    say({ kind: 'seek', tick: 77 })
    await settle()
    expect(asked.at(-1)).toEqual({ command: 'mapscope/seek', args: { tick: 77 } })
    view.running(session)
    expect(shown.at(-1)).toEqual({ kind: 'running' })
    const before = asked.length
    say({ kind: 'seek', tick: 78 })
    await settle()
    expect(asked).toHaveLength(before)
    view.ended(session)
    expect(shown.at(-1)).toMatchObject({ kind: 'nothing' })
  })
})

describe('commands', () => {
  const open = (typed: string | undefined = undefined) => {
    const { api, errors } = fakeVsCode()
    const { session, asked } = fakeSession(command =>
      command === 'mapscope/bookmark' ? { bookmarks: [{ name: 'a', tick: 1, text: 'tick 1' }] } : { tick: 5, frontier: 10, text: 'tick 5' },
    )
    Object.assign(api.debug, {
      activeDebugSession: session,
      activeStackItem: new (api.DebugStackFrame as unknown as new (...a: unknown[]) => object)(session, 3, 1007),
    })
    Object.assign(api.window, {
      showInputBox: () => Promise.resolve(typed),
      showQuickPick: (items: unknown[]) => Promise.resolve(items[0]),
      activeTextEditor: undefined,
      setStatusBarMessage: () => ({ dispose: () => {} }),
    })
    return {
      api: api as VsCode,
      time: new TimeCommands(api as VsCode, () => {}),
      goroutines: new GoroutineCommands(api as VsCode),
      asked,
      errors,
    }
  }

  test('steps are of the selected goroutine', async () => {
    const { time, asked } = open()
    await time.reverseStepIn()
    await time.reverseStepOut()
    expect(asked).toEqual([
      { command: 'mapscope/reverseStepIn', args: { threadId: 3 } },
      { command: 'mapscope/reverseStepOut', args: { threadId: 3 } },
    ])
  })

  test('another seed: what is typed, or the next one', async () => {
    for (const [typed, args] of [
      [' 7 ', { seed: '7' }],
      ['', {}],
    ] as const) {
      const { api, asked } = open(typed)
      await compareSeeds(api)
      expect(asked).toEqual([{ command: 'mapscope/compareSeeds', args }])
    }
    const { api, asked } = open()
    await compareSeeds(api)
    expect(asked).toEqual([])
  })

  test('a goroutine alone, frozen, thawed: the one of the item, or the selected one', async () => {
    const { goroutines, asked } = open()
    await goroutines.runOnly({ threadId: 'thread:5f3e:7' })
    await goroutines.freeze({ threadId: 9 })
    await goroutines.thaw()
    expect(asked).toEqual([
      { command: 'continue', args: { threadId: 7, singleThread: true } },
      { command: 'mapscope/freeze', args: { threadId: 9, frozen: true } },
      { command: 'mapscope/freeze', args: { threadId: 3, frozen: false } },
    ])
  })

  test('the last write of a variable, or of what is typed', async () => {
    const { time, asked } = open('m.flags')
    await time.lastWrite({ variable: { name: 'x' }, container: { variablesReference: 1002 } })
    await time.lastWrite()
    expect(asked.map(({ args }) => args)).toEqual([
      { variablesReference: 1002, name: 'x' },
      { expression: 'm.flags', frameId: 1007 },
    ])
  })

  test('moments and bookmarks', async () => {
    const { time, asked } = open('50%')
    await time.seek()
    expect(asked.at(-1)).toEqual({ command: 'mapscope/seek', args: { percentage: 50 } })
    await time.gotoBookmark()
    expect(asked.at(-1)).toEqual({ command: 'mapscope/bookmark', args: { action: 'goto', name: 'a' } })
    const named = open(' spot ')
    await named.time.setBookmark()
    expect(named.asked.at(-1)!.args).toEqual({ action: 'set', name: 'spot' })
    const line = open('12')
    await line.time.seekOutput()
    expect(line.asked.at(-1)).toEqual({ command: 'mapscope/seekOutput', args: { line: 12 } })
  })

  test.each([
    ['1000', { tick: 1000 }],
    [' 1,000_000 ', { tick: 1_000_000 }],
    ['50%', { percentage: 50 }],
    ['99.5 %', { percentage: 99.5 }],
    ['101%', undefined],
    ['-1', undefined],
    ['soon', undefined],
    ['', undefined],
  ])('%j means %j', (text, moment) => {
    expect(parseMoment(text)).toEqual(moment)
  })
})
