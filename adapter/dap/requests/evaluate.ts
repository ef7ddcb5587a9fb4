// This file answers evaluate: Go expressions over a frame.
import type { DebugProtocol } from '@vscode/debugprotocol'
import { evaluate } from '../../debugger/evaluate/evaluate'
import { unableToEvaluate } from '../errors'
import type { Answer, FrameHandle, Session } from '../session'
import { optionalText, optionalWhole, text, wantsHex } from '../validate'
import { describeValue } from './variables'

export function evaluateRequest(session: Session, args: DebugProtocol.EvaluateArguments): Answer {
  const context = optionalText(args, 'context')
  const quiet = context === 'watch' || context === 'hover' || context === 'repl'
  const expression = text(args, 'expression').trim()
  const frameId = optionalWhole(args, 'frameId')
  const hex = wantsHex(args)
  const handle = frameFor(session, frameId)
  if (frameId !== undefined && handle === undefined) throw unableToEvaluate(`unknown frame id ${frameId}`, false)
  try {
    const value = evaluate(session.program.target, expression, {
      ...(handle?.frame === undefined ? {} : { frame: handle.frame }),
      ...(handle?.goroutine === undefined ? {} : { goroutine: handle.goroutine }),
      ...(handle?.tid === undefined ? {} : { tid: handle.tid }),
    })
    if (value.unreadable !== undefined) throw new Error(value.unreadable)
    const uncut = context === 'clipboard' || context === 'variables'
    const { value: result, ...rest } = describeValue(session, value, expression, hex, uncut ? Number.POSITIVE_INFINITY : undefined)
    return { body: { result, ...rest } }
  } catch (error) {
    throw unableToEvaluate(error instanceof Error ? error.message : String(error), !quiet)
  }
}

/** The frame a client means; without one, the innermost frame of the goroutine that stopped. */
export function frameFor(session: Session, frameId: number | undefined): FrameHandle | undefined {
  if (frameId !== undefined) return session.frames.get(frameId)
  const goroutine = session.program.goroutine(session.selectedGoroutine)
  if (goroutine === undefined) return undefined
  const [frame] = session.program.frames(goroutine, 1).frames
  return frame === undefined ? undefined : { frame, goroutine, tid: frame.tid }
}
