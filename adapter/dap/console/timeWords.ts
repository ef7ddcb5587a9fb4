// This file has the console words about time: where in it one is, going elsewhere, and what decides how the program runs.
import { parseAddress } from '../../common/addresses'
import { evaluate } from '../../debugger/evaluate/evaluate'
import { Loader } from '../../debugger/values/loader'
import { placeOf } from '../goroutineText'
import { startBeside } from '../requests/compareSeeds'
import { contextOf } from '../requests/frameContext'
import { channelOrigin } from '../requests/locations'
import { writtenBytes } from '../requests/timeTravel'
import type { Session } from '../session'
import type { ConsoleWord, WordResult } from './words'

function requirePast(session: Session): void {
  const { noPast } = session.program.debugger
  if (noPast !== undefined) throw new Error(noPast)
}

/** Goes somewhere in time; the stop follows the answer. */
function travel(session: Session, text: string, start: () => void): WordResult {
  requirePast(session)
  return {
    text,
    after: () => {
      session.send('continued', { threadId: session.selectedGoroutine, allThreadsContinued: true })
      start()
    },
  }
}

async function whence(session: Session, address: number): Promise<string> {
  const { tick, goid, frame } = await channelOrigin(session, address)
  const who = goid === 0 ? 'the runtime' : `goroutine ${goid}`
  return `made by ${who} in ${placeOf(frame)}, at tick ${tick}`
}

export const timeWords: readonly ConsoleWord[] = [
  {
    name: 'when',
    summary: 'tells where in time the program stands',
    run: ({ session }) => session.program.debugger.when,
  },
  {
    name: 'seek',
    usage: 'tick|N%',
    summary: 'goes to a tick, or to a share of all the time that is known',
    run: ({ session }, args) => {
      const { timeline } = session.program.target
      const percent = /^(\d+(?:\.\d+)?)\s*%$/.exec(args)?.[1]
      const tick = percent === undefined ? parseAddress(args.replaceAll('_', '')) : Math.round((timeline.frontier * Number(percent)) / 100)
      if (tick === undefined) throw new Error(`${JSON.stringify(args)} is neither a tick nor a percentage`)
      if (tick > timeline.frontier) throw new Error(`tick ${tick} has not been: time is known from 0 to ${timeline.frontier}`)
      return travel(session, `to tick ${tick}`, () => session.program.debugger.seek(tick, session.selectedGoroutine))
    },
  },
  {
    name: 'lastwrite',
    aliases: ['lw'],
    usage: 'expression | address bytes',
    summary: 'goes to the statement that changed a value last; again, to the change before',
    run: ({ session, handle }, args) => {
      const range = /^(0x[0-9a-f]+)\s+(\d{1,7})$/i.exec(args)
      const frameId = handle === undefined ? undefined : session.frames.create(handle)
      const { name, bytes, text } = writtenBytes(
        session,
        range === null
          ? { expression: args, ...(frameId === undefined ? {} : { frameId }) }
          : { address: range[1]!, bytes: Number(range[2]) },
      )
      return travel(session, `to the last change of ${name}`, () =>
        session.program.debugger.lastWrite(bytes, name, text, session.selectedGoroutine),
      )
    },
  },
  {
    name: 'whence',
    usage: 'channel',
    summary: 'tells where a channel was made, and by whom; the program stays where it is',
    run: ({ session, handle }, args) => {
      const value = evaluate(session.program.target, args, contextOf(handle))
      const loader = new Loader(session.program.target)
      if (loader.record(value).kind !== 'chan') throw new Error(`${args} is no channel, it is of type ${loader.types.name(value.type)}`)
      const address = loader.pointer(value)
      if (address === 0) throw new Error(`${args} is nil: it was never made`)
      return whence(session, address)
    },
  },
  {
    name: 'bookmarks',
    summary: 'lists the moments that have names',
    run: ({ session }) => {
      const lines = session.program.debugger.bookmarks.list.map(({ name, text }) => `${name}  ${text}`)
      return lines.length === 0 ? 'no bookmarks' : lines.join('\n')
    },
  },
  {
    name: 'bookmark',
    usage: '[name]',
    summary: 'gives this moment a name',
    run: ({ session }, args) => {
      const { name, text } = session.program.debugger.setBookmark(args === '' ? undefined : args, session.selectedGoroutine)
      return `${name}  ${text}`
    },
  },
  {
    name: 'rewind',
    aliases: ['rw'],
    summary: 'runs backwards to the previous breakpoint, or to the beginning',
    run: ({ session }) => travel(session, 'backwards', () => session.program.debugger.reverseContinue(session.selectedGoroutine)),
  },
  {
    name: 'seed',
    summary: 'tells the seed that decides how goroutines interleave; `restart` with another one gives another run',
    run: ({ session }) => `seed ${session.program.seed}, ${session.program.launch.cores} cores`,
  },
  {
    name: 'compare',
    usage: '[seed]',
    summary: 'starts this program once more beside this session, with another seed: the next one, a number, or random',
    run: async ({ session }, args) => `started with seed ${(await startBeside(session, args === '' ? undefined : args)).seed}`,
  },
]
