// This file answers the requests that go through time: stepBack, reverseContinue, and our own for what the protocol has no words for.
import type { DebugProtocol } from '@vscode/debugprotocol'
import type { ReverseStepKind } from '../../debugger/timeTravel/timeTravel'
import { unableToGoBack, unableToStep } from '../errors'
import type { SeekArguments, WhenResult } from '../protocol'
import type { Answer, Session } from '../session'
import { optionalText, optionalWhole, whole } from '../validate'
import { requireStopped } from './control'

/** The program stands still and has a past. */
function requirePast(session: Session): void {
  requireStopped(session)
  const { noPast } = session.program.debugger
  if (noPast !== undefined) throw unableToGoBack(noPast)
}

function reverseStep(session: Session, kind: ReverseStepKind, args: DebugProtocol.StepBackArguments): Answer {
  requirePast(session)
  const threadId = whole(args, 'threadId')
  const goroutine = session.program.goroutine(threadId)
  if (goroutine === undefined) throw unableToStep(`unknown goroutine ${threadId}`)
  const granularity = optionalText(args, 'granularity') === 'instruction' ? 'instruction' : 'statement'
  if (granularity === 'instruction' && kind !== 'out' && goroutine.tid === undefined)
    throw unableToStep(`goroutine ${threadId} is not running: it has executed no instruction just before`)
  session.send('continued', { threadId, allThreadsContinued: true })
  return { after: () => session.program.debugger.stepBack(threadId, kind, granularity) }
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
  session.send('continued', { threadId, allThreadsContinued: true })
  return { after: () => session.program.debugger.reverseContinue(threadId) }
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
  session.send('continued', { threadId: session.selectedGoroutine, allThreadsContinued: true })
  return { after: () => session.program.debugger.seek(wanted, session.selectedGoroutine) }
}

/** Where in time the program is. */
export function when(session: Session): Answer {
  const { debugger: control, target } = session.program
  const { frontier, recording } = target.timeline
  return { body: { tick: target.tick, frontier, time: control.elapsed, text: control.when, recording } satisfies WhenResult }
}
