// This file answers locations: where what a variable's row speaks of is declared, such as a function, a go statement or a defer statement.
import type { DebugProtocol } from '@vscode/debugprotocol'
import { unableToLocate } from '../errors'
import type { Answer, Session } from '../session'
import { whole } from '../validate'
import { toClientLine } from './breakpoints'

/** A line of a source file, counted from 1. */
export interface SourceLocation {
  readonly file: string
  readonly line: number
}

export function locations(session: Session, args: DebugProtocol.LocationsArguments): Answer {
  const reference = whole(args, 'locationReference')
  const location = session.locations.get(reference)
  if (location === undefined) throw unableToLocate(`unknown reference ${reference}`)
  const source = session.sources.source(location.file)
  if (source === undefined) throw unableToLocate(`there is no source of ${location.file}`)
  return { body: { source, line: toClientLine(session, location.line) } }
}

/** A reference for the place of an instruction; undefined where there is no source. */
export function locationOf(session: Session, pc: number): number | undefined {
  const f = session.program.image.functionAt(pc)
  if (f === undefined || session.sources.source(f.file) === undefined) return undefined
  const line = session.program.image.lineAt(pc)
  return line === 0 ? undefined : session.locations.create({ file: f.file, line })
}
