// This file answers source and loadedSources: the goroot's text, and the files that the program is made of.
import type { DebugProtocol } from '@vscode/debugprotocol'
import { unableToFindSource } from '../errors'
import type { Answer, Session } from '../session'
import { optionalObject, optionalText, optionalWhole } from '../validate'

export function source(session: Session, args: DebugProtocol.SourceArguments): Answer {
  const reference = optionalWhole(args, 'sourceReference') ?? 0
  const given = optionalObject<DebugProtocol.Source>(args, 'source') ?? { sourceReference: reference }
  optionalText(given, 'path')
  optionalWhole(given, 'sourceReference')
  const file = session.sources.fileOf(given)
  const text = file === undefined ? undefined : session.sources.textOf(file)
  if (text === undefined) throw unableToFindSource(`unknown source reference ${reference}`)
  return { body: { content: text, mimeType: file!.endsWith('.go') ? 'text/x-go' : 'text/x-asm' } }
}

export function loadedSources(session: Session): Answer {
  const sources = session.program.image.files.map(file => session.sources.source(file)).filter(found => found !== undefined)
  return { body: { sources } }
}
