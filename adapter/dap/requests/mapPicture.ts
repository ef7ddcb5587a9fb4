// This file answers mapscope/mapPicture: a map's buckets as plain JSON for the Bucket Inspector and for anybody else who wants to draw them.
import { evaluate } from '../../debugger/evaluate/evaluate'
import { mapPicture } from '../../debugger/pictures/mapPicture'
import type { Value } from '../../debugger/values/value'
import { unableToDrawMap } from '../errors'
import type { MapPictureArguments } from '../protocol'
import type { Answer, Session } from '../session'
import { optionalText, optionalWhole } from '../validate'
import { frameFor } from './frameContext'

export function mapPictureRequest(session: Session, args: MapPictureArguments): Answer {
  const { target } = session.program
  const start = Math.max(0, optionalWhole(args, 'start') ?? 0)
  const count = Math.max(0, Math.min(optionalWhole(args, 'count') ?? 64, 4096))
  const value = findMap(session, args)
  if (value.unreadable !== undefined) throw unableToDrawMap(value.unreadable)
  try {
    return { body: mapPicture(target, value, { start, count }) }
  } catch (error) {
    throw unableToDrawMap(error instanceof Error ? error.message : String(error))
  }
}

function findMap(session: Session, args: MapPictureArguments): Value {
  const reference = optionalWhole(args, 'variablesReference')
  if (reference !== undefined) {
    const container = session.variables.get(reference)
    if (container?.kind !== 'value') throw unableToDrawMap(`unknown reference ${reference}`)
    return container.value
  }
  const expression = optionalText(args, 'expression')
  if (expression === undefined) throw unableToDrawMap('either variablesReference or expression must be given')
  const frameId = optionalWhole(args, 'frameId')
  const handle = frameFor(session, frameId)
  if (frameId !== undefined && handle === undefined) throw unableToDrawMap(`unknown frame id ${frameId}`)
  try {
    return evaluate(session.program.target, expression, {
      ...(handle?.frame === undefined ? {} : { frame: handle.frame }),
      ...(handle?.goroutine === undefined ? {} : { goroutine: handle.goroutine }),
      ...(handle?.tid === undefined ? {} : { tid: handle.tid }),
    })
  } catch (error) {
    throw unableToDrawMap(error instanceof Error ? error.message : String(error))
  }
}
