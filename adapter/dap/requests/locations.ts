// This file answers locations: where what a row speaks of stands: a declaration, a function, a go or defer statement, the place where a channel was made.
import type { DebugProtocol } from '@vscode/debugprotocol'
import { hexAddress } from '../../common/addresses'
import type { ChannelOrigin } from '../../debugger/timeTravel/channelOrigins'
import { Cancelled } from '../../debugger/timeTravel/replayer'
import { cancelled, unableToLocate } from '../errors'
import type { Answer, Session } from '../session'
import { whole } from '../validate'
import { toClientLine } from './breakpoints'

/** A line of a source file, counted from 1. */
export interface SourceLocation {
  readonly file: string
  readonly line: number
}

/** Where the channel at an address was made: looked for when somebody asks. */
export interface ChannelPlace {
  readonly channel: number
}

export function locations(session: Session, args: DebugProtocol.LocationsArguments): Answer {
  const reference = whole(args, 'locationReference')
  const location = session.locations.get(reference)
  if (location === undefined) throw unableToLocate(`unknown reference ${reference}`)
  if ('file' in location) return located(session, location)
  return { later: channelOrigin(session, location.channel).then(({ frame }) => located(session, placeOfFrame(frame))) }
}

function located(session: Session, location: SourceLocation | undefined): Answer {
  if (location === undefined) throw unableToLocate('it was made where there is no source')
  const source = session.sources.source(location.file)
  if (source === undefined) throw unableToLocate(`there is no source of ${location.file}`)
  return { body: { source, line: toClientLine(session, location.line) } }
}

function placeOfFrame(frame: ChannelOrigin['frame']): SourceLocation | undefined {
  return frame?.function === undefined ? undefined : { file: frame.function.file, line: frame.line }
}

/** Looks in the past for the making of a channel; the program stays where it is. */
export async function channelOrigin(session: Session, address: number): Promise<ChannelOrigin> {
  const { debugger: control } = session.program
  if (control.noPast !== undefined) throw unableToLocate(`where a channel was made stands only in its past, and ${control.noPast}`)
  let origin: ChannelOrigin | undefined
  try {
    origin = await control.channelOrigin(address)
  } catch (error) {
    throw error instanceof Cancelled ? cancelled() : error
  }
  if (origin === undefined) throw unableToLocate(`no channel has been made at ${hexAddress(address)}`)
  return origin
}

/** A reference for the place of an instruction; undefined where there is no source. */
export function locationOf(session: Session, pc: number): number | undefined {
  const f = session.program.image.functionAt(pc)
  if (f === undefined || session.sources.source(f.file) === undefined) return undefined
  const line = session.program.image.lineAt(pc)
  return line === 0 ? undefined : session.locations.create({ file: f.file, line })
}
