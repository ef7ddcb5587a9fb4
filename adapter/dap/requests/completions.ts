// This file answers completions: what may stand at the caret in the debug console.
import type { DebugProtocol } from '@vscode/debugprotocol'
import { complete } from '../../debugger/evaluate/completions'
import { consoleWords } from '../console/words'
import { unableToEvaluate } from '../errors'
import type { Answer, Session } from '../session'
import { optionalWhole, text, whole } from '../validate'
import { contextOf, frameFor } from './frameContext'

export function completions(session: Session, args: DebugProtocol.CompletionsArguments): Answer {
  const input = text(args, 'text')
  const firstColumn = session.client.columnsStartAt1 === false ? 0 : 1
  const firstLine = session.client.linesStartAt1 === false ? 0 : 1
  const frameId = optionalWhole(args, 'frameId')
  const handle = frameFor(session, frameId)
  if (frameId !== undefined && handle === undefined) throw unableToEvaluate(`unknown frame id ${frameId}`, false)
  // Of a text of several lines the caret's line is completed.
  const line = input.split('\n')[(optionalWhole(args, 'line') ?? firstLine) - firstLine] ?? ''
  const offset = whole(args, 'column') - firstColumn
  const targets: DebugProtocol.CompletionItem[] = complete(session.program.target, line, offset, contextOf(handle)).map(
    ({ label, kind, detail, start, length }) => ({ label, type: kind, start, length, ...(detail === undefined ? {} : { detail }) }),
  )
  const word = /^\s*[\p{L}/-]*$/u.exec(line.slice(0, Math.max(0, offset)))?.[0]
  if (word === undefined) return { body: { targets } }
  const partial = word.trimStart()
  const start = word.length - partial.length
  const words = consoleWords
    .filter(({ name }) => name.startsWith(partial))
    .map(({ name, summary }) => ({
      label: name,
      type: 'keyword' as const,
      detail: summary,
      start,
      length: partial.length,
      sortText: `~${name}`,
    }))
  return { body: { targets: [...targets, ...words] } }
}
