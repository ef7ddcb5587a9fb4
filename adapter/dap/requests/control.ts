// This file answers the requests that make the program go on: continue, steps, pause.
import type { DebugProtocol } from '@vscode/debugprotocol'
import { terminateGoroutine } from '../../debugger/inject/goexit'
import { stepInTargets } from '../../debugger/stepping'
import type { StepKind } from '../../debugger/stops'
import {
  alreadyRunning,
  hasExited,
  malformed,
  noDebugSession,
  unableToFreeze,
  unableToListLocals,
  unableToStep,
  unableToTerminate,
} from '../errors'
import type { FreezeArguments, FreezeResult } from '../protocol'
import type { Answer, Session } from '../session'
import { optionalText, optionalWhole, whole } from '../validate'
import { toClientLine } from './breakpoints'

/** The program stands still and can go on. */
export function requireStopped(session: Session): void {
  const { debuggee } = session
  if (debuggee?.launch.noDebug === true) throw noDebugSession()
  if (debuggee?.debugger.exit !== undefined) throw hasExited()
  if (debuggee?.debugger.running === true || !session.configurationDone) throw alreadyRunning()
}

export function continueRequest(session: Session, args: DebugProtocol.ContinueArguments): Answer {
  requireStopped(session)
  const alone = aloneOf(session, args)
  // A client that asks by a command of its own does not look at the answer.
  if (alone !== undefined) session.send('continued', { threadId: alone, allThreadsContinued: false })
  return {
    body: { allThreadsContinued: alone === undefined },
    after: () => {
      if (alone !== undefined) session.program.debugger.runAlone(alone)
      session.program.debugger.continue()
    },
  }
}

/** The goroutine that is to run alone; undefined if all may run. */
function aloneOf(session: Session, args: { threadId?: number; singleThread?: boolean }): number | undefined {
  if (args.singleThread !== true) return undefined
  const threadId = whole(args, 'threadId')
  if (session.program.goroutine(threadId) === undefined) throw unableToStep(`unknown goroutine ${threadId}`)
  return threadId
}

function step(session: Session, kind: StepKind, args: DebugProtocol.NextArguments & { targetId?: number }): Answer {
  requireStopped(session)
  const { debugger: control } = session.program
  const threadId = whole(args, 'threadId')
  const targetId = optionalWhole(args, 'targetId')
  const goroutine = session.program.goroutine(threadId)
  if (goroutine === undefined) throw unableToStep(`unknown goroutine ${threadId}`)
  const granularity = optionalText(args, 'granularity') === 'instruction' ? 'instruction' : 'statement'
  if (granularity === 'instruction' && kind !== 'out' && goroutine.tid === undefined)
    throw unableToStep(`goroutine ${threadId} is not running: it cannot execute an instruction`)
  const alone = aloneOf(session, args)
  session.send('continued', { threadId, allThreadsContinued: alone === undefined })
  return {
    after: () => {
      if (alone !== undefined) control.runAlone(alone)
      const problem = control.stepGoroutine(threadId, kind, granularity, targetId)
      if (problem !== undefined)
        session.stopped({ reason: 'error', goid: threadId, tid: 0, breakpointIds: [], description: 'Step failed', text: problem })
    },
  }
}

export function next(session: Session, args: DebugProtocol.NextArguments): Answer {
  return step(session, 'next', args)
}

export function stepIn(session: Session, args: DebugProtocol.StepInArguments): Answer {
  return step(session, 'in', args)
}

export function stepOut(session: Session, args: DebugProtocol.StepOutArguments): Answer {
  return step(session, 'out', args)
}

export function stepInTargetsRequest(session: Session, args: DebugProtocol.StepInTargetsArguments): Answer {
  const frameId = whole(args, 'frameId')
  const handle = session.frames.get(frameId)
  if (handle === undefined) throw unableToListLocals(`unknown frame id ${frameId}`)
  const targets = stepInTargets(session.program.target, handle.frame).map(target => ({
    id: target.id,
    label: target.name,
    line: toClientLine(session, target.line),
  }))
  return { body: { targets } }
}

/** A pause of a program that stands still succeeds, and nothing follows. */
export function pause(session: Session): Answer {
  return { after: () => session.program.debugger.pause() }
}

/** Goroutines keep from going on, or go on again, when the program does. */
export function freeze(session: Session, args: FreezeArguments): Answer {
  requireStopped(session)
  const threadId = whole(args, 'threadId')
  const problem = session.program.debugger.setFrozen(threadId, args.frozen !== false)
  if (problem !== undefined) throw unableToFreeze(problem)
  return {
    body: { frozen: session.program.debugger.holds.frozen } satisfies FreezeResult,
    after: () => {
      if (session.client.supportsInvalidatedEvent === true) session.send('invalidated', { areas: ['threads'] })
    },
  }
}

/** Ends goroutines, up to the first that cannot be ended. */
export function terminateThreads(session: Session, args: DebugProtocol.TerminateThreadsArguments): Answer {
  requireStopped(session)
  const ids: unknown = args.threadIds ?? []
  if (!Array.isArray(ids) || !ids.every(id => Number.isSafeInteger(id))) throw malformed('threadIds must be whole numbers')
  for (const id of ids as number[]) {
    const problem = terminateGoroutine(session.program.target, id)
    if (problem !== undefined) throw unableToTerminate(problem)
  }
  return {
    after: () => {
      session.program.changed()
      if (session.client.supportsInvalidatedEvent === true) session.send('invalidated', { areas: ['stacks'] })
    },
  }
}
