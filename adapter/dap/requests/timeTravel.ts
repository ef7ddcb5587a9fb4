// This file answers the requests that go through time: stepBack, reverseContinue, and our own for what the protocol has no words for.
import type { DebugProtocol } from '@vscode/debugprotocol'
import { hexAddress, parseAddress } from '../../common/addresses'
import { evaluate } from '../../debugger/evaluate/evaluate'
import { pieceAt, pieceOfLine } from '../../debugger/timeTravel/outputMoments'
import { Cancelled } from '../../debugger/timeTravel/replayer'
import type { ReverseStepKind } from '../../debugger/timeTravel/timeTravel'
import { Loader } from '../../debugger/values/loader'
import { cancelled, unableToGoBack, unableToStep } from '../errors'
import type {
  BookmarkArguments,
  BookmarkResult,
  LastWriteArguments,
  SeekArguments,
  SeekOutputArguments,
  TimelineArguments,
  TimelineResult,
  WhenResult,
} from '../protocol'
import type { Answer, Session } from '../session'
import { optionalText, optionalWhole, text, whole } from '../validate'
import { requireStopped } from './control'
import { contextOf, frameFor } from './frameContext'
import { childOf } from './variables'

/** The program stands still and has a past. */
function requirePast(session: Session): void {
  requireStopped(session)
  const { noPast } = session.program.debugger
  if (noPast !== undefined) throw unableToGoBack(noPast)
}

/** The program is no longer where it was; a stop follows the answer. */
function journey(session: Session, begin: () => void, threadId = session.selectedGoroutine): Answer {
  session.send('continued', { threadId, allThreadsContinued: true })
  return { after: begin }
}

function reverseStep(session: Session, kind: ReverseStepKind, args: DebugProtocol.StepBackArguments): Answer {
  requirePast(session)
  const threadId = whole(args, 'threadId')
  const goroutine = session.program.goroutine(threadId)
  if (goroutine === undefined) throw unableToStep(`unknown goroutine ${threadId}`)
  const granularity = optionalText(args, 'granularity') === 'instruction' ? 'instruction' : 'statement'
  if (granularity === 'instruction' && kind !== 'out' && goroutine.tid === undefined)
    throw unableToStep(`goroutine ${threadId} is not running: it has executed no instruction just before`)
  return journey(session, () => session.program.debugger.stepBack(threadId, kind, granularity), threadId)
}

export function stepBack(session: Session, args: DebugProtocol.StepBackArguments): Answer {
  return reverseStep(session, 'back', args)
}

export function reverseStepIn(session: Session, args: DebugProtocol.StepBackArguments): Answer {
  return reverseStep(session, 'in', args)
}

export function reverseStepOut(session: Session, args: DebugProtocol.StepBackArguments): Answer {
  return reverseStep(session, 'out', args)
}

export function reverseContinue(session: Session, args: DebugProtocol.ReverseContinueArguments): Answer {
  requirePast(session)
  const threadId = optionalWhole(args, 'threadId') ?? session.selectedGoroutine
  return journey(session, () => session.program.debugger.reverseContinue(threadId), threadId)
}

export function seek(session: Session, args: SeekArguments): Answer {
  requirePast(session)
  const { timeline } = session.program.target
  const tick = optionalWhole(args, 'tick')
  const { percentage } = args
  if (percentage !== undefined && (typeof percentage !== 'number' || !(percentage >= 0 && percentage <= 100)))
    throw unableToGoBack('percentage must be a number from 0 to 100')
  const wanted = tick ?? (percentage === undefined ? undefined : Math.round((timeline.frontier * percentage) / 100))
  if (wanted === undefined) throw unableToGoBack('either tick or percentage is wanted')
  if (wanted < 0 || wanted > timeline.frontier)
    throw unableToGoBack(`tick ${wanted} has not been: time is known from 0 to ${timeline.frontier}`)
  return journey(session, () => session.program.debugger.seek(wanted, session.selectedGoroutine))
}

/** Where in time the program is. */
export function when(session: Session): Answer {
  const { debugger: control, target } = session.program
  const { frontier, recording } = target.timeline
  return { body: { tick: target.tick, frontier, time: control.elapsed, text: control.when, recording } satisfies WhenResult }
}

export function lastWrite(session: Session, args: LastWriteArguments): Answer {
  requirePast(session)
  const { name, bytes, text: textAt } = writtenBytes(session, args)
  const goid = session.selectedGoroutine
  return journey(session, () => session.program.debugger.lastWrite(bytes, name, textAt, goid))
}

export interface WrittenBytes {
  readonly name: string
  readonly bytes: { readonly address: number; readonly length: number }
  readonly text: (address: number) => string
}

/** The bytes that a search for their last change is about. */
export function writtenBytes(session: Session, args: LastWriteArguments): WrittenBytes {
  const { target, values } = session.program
  const addressText = optionalText(args, 'address')
  if (addressText !== undefined) {
    const address = parseAddress(addressText)
    const length = optionalWhole(args, 'bytes') ?? 1
    if (address === undefined) throw unableToGoBack(`${JSON.stringify(addressText)} is no address`)
    if (length < 1 || length > mostBytes) throw unableToGoBack(`bytes must be from 1 to ${mostBytes}`)
    return {
      name: `${length} byte${length > 1 ? 's' : ''} at ${hexAddress(address)}`,
      bytes: { address, length },
      text: at => byteText(target.read(at, length)),
    }
  }
  const expression = optionalText(args, 'expression')
  const reference = optionalWhole(args, 'variablesReference')
  const found =
    expression !== undefined
      ? { name: expression, value: evaluated(session, expression, optionalWhole(args, 'frameId')) }
      : reference !== undefined
        ? childOf(session, reference, text(args, 'name'))
        : undefined
  if (found === undefined) throw unableToGoBack('expression, variablesReference and name, or address is wanted')
  const { name, value } = found
  if (value.address === undefined) throw unableToGoBack(`${name} has no place in memory`)
  const length = new Loader(target).types.size(value.type)
  if (length === 0) throw unableToGoBack(`${name} takes no memory`)
  return { name, bytes: { address: value.address, length }, text: at => values.text({ ...value, address: at }, { limit: mostText }) }
}

const mostBytes = 2 ** 20
const mostText = 100

function evaluated(session: Session, expression: string, frameId: number | undefined) {
  const handle = frameFor(session, frameId)
  if (frameId !== undefined && handle === undefined) throw unableToGoBack(`unknown frame id ${frameId}`)
  try {
    return evaluate(session.program.target, expression, contextOf(handle))
  } catch (error) {
    throw unableToGoBack(error instanceof Error ? error.message : String(error))
  }
}

function byteText(bytes: Uint8Array | undefined): string {
  if (bytes === undefined) return 'nothing'
  const shown = [...bytes.subarray(0, 16)].map(byte => byte.toString(16).padStart(2, '0')).join(' ')
  return bytes.length > 16 ? `${shown} …` : shown
}

export function seekOutput(session: Session, args: SeekOutputArguments): Answer {
  requirePast(session)
  const { outputs } = session.program.target.timeline
  const tick = optionalWhole(args, 'tick')
  const line = optionalWhole(args, 'line')
  const category = optionalText(args, 'category')
  if (category !== undefined && category !== 'stdout' && category !== 'stderr') throw unableToGoBack('category must be stdout or stderr')
  const fd = category === undefined ? undefined : category === 'stdout' ? 1 : 2
  const piece = tick !== undefined ? pieceAt(outputs, tick) : line === undefined ? undefined : pieceOfLine(outputs, line, fd)
  if (piece === undefined)
    throw unableToGoBack(tick === undefined && line === undefined ? 'either tick or line is wanted' : 'no such output has been written')
  return journey(session, () => session.program.debugger.seekOutput(piece.tick))
}

export function bookmark(session: Session, args: BookmarkArguments): Answer {
  const { debugger: control } = session.program
  const action = text(args, 'action')
  const name = optionalText(args, 'name')
  const known = () => {
    const mark = name === undefined ? undefined : control.bookmarks.get(name)
    if (mark === undefined) throw unableToGoBack(`there is no bookmark ${JSON.stringify(name ?? '')}`)
    return mark
  }
  const answer = (): Answer => ({
    body: {
      bookmarks: control.bookmarks.list.map(mark => ({ name: mark.name, tick: mark.tick, text: mark.text })),
    } satisfies BookmarkResult,
  })
  switch (action) {
    case 'list':
      return answer()
    case 'set':
      requirePast(session)
      control.setBookmark(name, session.selectedGoroutine)
      return answer()
    case 'remove':
      control.bookmarks.remove(known().name)
      return answer()
    case 'goto': {
      requirePast(session)
      const mark = known()
      return { ...answer(), ...journey(session, () => control.seek(mark.tick, mark.goid)) }
    }
    default:
      throw unableToGoBack(`there is no action ${JSON.stringify(action)}`)
  }
}

const defaultResolution = 200
const mostResolution = 2000

export function timeline(session: Session, args: TimelineArguments): Answer {
  requirePast(session)
  const { debugger: control, target } = session.program
  const { frontier } = target.timeline
  const from = Math.max(0, optionalWhole(args, 'from') ?? 0)
  const to = Math.min(frontier, optionalWhole(args, 'to') ?? frontier)
  const resolution = Math.max(1, Math.min(mostResolution, optionalWhole(args, 'resolution') ?? defaultResolution))
  if (from > to) throw unableToGoBack(`there is no time from ${from} to ${to}`)
  const within = ({ tick }: { tick: number }) => tick >= from && tick <= to
  const draw = async (): Promise<Answer> => {
    try {
      const lanes = await control.lanes(from, to, resolution)
      return {
        body: {
          from,
          to,
          now: target.tick,
          frontier,
          ...lanes,
          stops: control.stops.filter(within),
          bookmarks: control.bookmarks.list.filter(within).map(({ name, tick, text }) => ({ name, tick, text })),
        } satisfies TimelineResult,
      }
    } catch (error) {
      throw error instanceof Cancelled ? cancelled() : error
    }
  }
  return { later: draw() }
}
