// This file answers mapscope/mapPicture: a map's buckets as plain JSON for the Bucket Inspector and for anybody else who wants to draw them.
import { evaluate } from '../../debugger/evaluate/evaluate'
import { mapPicture } from '../../debugger/pictures/mapPicture'
import type { Value } from '../../debugger/values/value'
import { unableToDrawMap } from '../errors'
import type { MapPictureArguments } from '../protocol'
import type { Answer, Session } from '../session'
import { frameFor } from './evaluate'

export function mapPictureRequest(session: Session, args: MapPictureArguments): Answer {
  const { target } = session.program
  const value = findMap(session, args)
  if (value.unreadable !== undefined) throw unableToDrawMap(value.unreadable)
  const start = Math.max(0, Math.floor(args.start ?? 0))
  const count = Math.max(0, Math.min(Math.floor(args.count ?? 64), 4096))
  try {
    return { body: mapPicture(target, value, { start, count }) }
  } catch (error) {
    throw unableToDrawMap(error instanceof Error ? error.message : String(error))
  }
}

function findMap(session: Session, args: MapPictureArguments): Value {
  if (args.variablesReference !== undefined) {
    const container = session.variables.get(args.variablesReference)
    if (container?.kind !== 'value') throw unableToDrawMap(`unknown reference ${args.variablesReference}`)
    return container.value
  }
  if (typeof args.expression !== 'string') throw unableToDrawMap('either variablesReference or expression must be given')
  const handle = frameFor(session, args.frameId)
  try {
    return evaluate(session.program.target, args.expression, {
      ...(handle?.frame === undefined ? {} : { frame: handle.frame }),
      ...(handle?.goroutine === undefined ? {} : { goroutine: handle.goroutine }),
      ...(handle?.tid === undefined ? {} : { tid: handle.tid }),
    })
  } catch (error) {
    throw unableToDrawMap(error instanceof Error ? error.message : String(error))
  }
}
