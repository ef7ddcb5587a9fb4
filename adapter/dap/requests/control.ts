// This file answers the requests that make the program go on: continue, steps, pause.
import type { DebugProtocol } from '@vscode/debugprotocol'
import { stepInTargets } from '../../debugger/stepping'
import type { StepKind } from '../../debugger/stops'
import { alreadyRunning, hasExited, noDebugSession, unableToListLocals, unableToStep } from '../errors'
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

export function continueRequest(session: Session): Answer {
  requireStopped(session)
  return { body: { allThreadsContinued: true }, after: () => session.program.debugger.continue() }
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
  session.send('continued', { threadId, allThreadsContinued: true })
  return {
    after: () => {
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
