// This file turns what stopped a program into what is told of it: reasons, descriptions, exit codes.
import type { DataDecision } from './breakpoints/data'
import type { BreakpointKind } from './breakpoints/table'
import type { ExceptionHit } from './exceptions'
import type { LiveTarget, Stop } from './liveTarget'
import { goidOfThread } from './runtime/goroutines'
import type { ExitInfo, StopInfo } from './stops'

export const conditionFailed = 'Breakpoint condition failed'

/** What clients say when they are told nothing else. */
export function pausedText({ reason }: StopInfo): string {
  return reason === 'goto' ? 'Moved in time' : `Paused on ${reason}`
}

/** Why a breakpoint of a kind stops. */
export function breakpointReason(kind: BreakpointKind): StopInfo['reason'] {
  return kind === 'source' ? 'breakpoint' : kind === 'function' ? 'function breakpoint' : 'instruction breakpoint'
}

/** The stop that hits of data breakpoints are: the thread stands behind the instruction that made them. */
export function dataStop(target: LiveTarget, decision: DataDecision | undefined): StopInfo | undefined {
  if (decision === undefined) return undefined
  const { tid, ids, description, text } = decision
  const goid = goidOfThread(target, tid)
  return { reason: 'data breakpoint', goid, tid, breakpointIds: ids, description, text, afterInstruction: true }
}

/** The stop that an exception is. */
export function exceptionStop({ kind, text, goid, tid, failure }: ExceptionHit): StopInfo {
  return {
    reason: 'exception',
    goid,
    tid,
    breakpointIds: [kind === 'panic' ? -1 : kind === 'recovered panic' ? -3 : kind === 'nil map write' ? -4 : -2],
    exception: { kind, text },
    description: failure !== undefined ? conditionFailed : kind === 'deadlock' ? 'fatal error' : kind,
    text: failure ?? (kind === 'panic' || kind === 'recovered panic' ? text : JSON.stringify(text)),
  }
}

const limitReached = 125 // as `timeout` says "the runner, not the program"

/** The end that a stop of the machine is; undefined if the program can go on. */
export function exitOf(stop: Stop): ExitInfo | undefined {
  switch (stop.reason) {
    case 'exited':
      return { code: stop.code }
    case 'signaled':
      return { code: 128 + stop.signal }
    case 'limit':
      return { code: limitReached, message: `the program reached the limit of ${stop.which}` }
    case 'stuck':
      return { code: limitReached, message: 'no thread of the program can ever run again' }
    default:
      return undefined
  }
}
