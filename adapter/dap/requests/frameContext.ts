// This file finds the frame a request means, and what expressions in it are evaluated against.
import type { EvaluationContext } from '../../debugger/evaluate/evaluate'
import type { FrameHandle, Session } from '../session'

/** Where expressions of a frame are evaluated. */
export function contextOf(handle: FrameHandle | undefined): EvaluationContext {
  return {
    ...(handle?.frame === undefined ? {} : { frame: handle.frame }),
    ...(handle?.goroutine === undefined ? {} : { goroutine: handle.goroutine }),
    ...(handle?.tid === undefined ? {} : { tid: handle.tid }),
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
