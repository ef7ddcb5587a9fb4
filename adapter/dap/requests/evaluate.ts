// This file answers evaluate: Go expressions over a frame, and in the console its words.
import type { DebugProtocol } from '@vscode/debugprotocol'
import { evaluate } from '../../debugger/evaluate/evaluate'
import { variableNamed } from '../../debugger/values/scopes'
import { parseWord } from '../console/words'
import { RequestError, unableToEvaluate } from '../errors'
import type { Answer, FrameHandle, Session } from '../session'
import { optionalText, optionalWhole, text, wantsHex } from '../validate'
import { contextOf, frameFor } from './frameContext'
import { describeValue } from './variables'

export function evaluateRequest(session: Session, args: DebugProtocol.EvaluateArguments): Answer {
  const context = optionalText(args, 'context')
  const quiet = context === 'watch' || context === 'hover' || context === 'repl'
  const expression = text(args, 'expression').trim()
  const frameId = optionalWhole(args, 'frameId')
  const hex = wantsHex(args)
  const handle = frameFor(session, frameId)
  if (frameId !== undefined && handle === undefined) throw unableToEvaluate(`unknown frame id ${frameId}`, false)
  const answer = context === 'repl' ? consoleWord(session, expression, handle) : undefined
  if (answer !== undefined) return answer
  try {
    const value = evaluate(session.program.target, expression, contextOf(handle))
    if (value.unreadable !== undefined) throw new Error(value.unreadable)
    const uncut = context === 'clipboard' || context === 'variables'
    const { value: result, ...rest } = describeValue(session, value, expression, hex, uncut ? Number.POSITIVE_INFINITY : undefined)
    return { body: { result, ...rest } }
  } catch (error) {
    throw unableToEvaluate(error instanceof Error ? error.message : String(error), !quiet)
  }
}

/** The answer of a console word; undefined if the line is an expression. */
function consoleWord(session: Session, line: string, handle: FrameHandle | undefined): Answer | undefined {
  try {
    const parsed = parseWord(line)
    if (parsed === undefined || (!parsed.forced && isVariable(session, parsed.word.name, handle))) return undefined
    const result = parsed.word.run({ session, handle }, parsed.args)
    if (result instanceof Promise) return { later: laterWord(result) }
    const { text: printed, after } = typeof result === 'string' ? { text: result, after: undefined } : result
    return { body: { result: printed, variablesReference: 0 }, ...(after === undefined ? {} : { after }) }
  } catch (error) {
    throw unableToEvaluate(error instanceof Error ? error.message : String(error), false)
  }
}

async function laterWord(result: Promise<string>): Promise<Answer> {
  try {
    return { body: { result: await result, variablesReference: 0 } }
  } catch (error) {
    throw error instanceof RequestError ? error : unableToEvaluate(error instanceof Error ? error.message : String(error), false)
  }
}

function isVariable(session: Session, name: string, handle: FrameHandle | undefined): boolean {
  const { target } = session.program
  if (handle !== undefined && variableNamed(target, handle.frame, name) !== undefined) return true
  return target.image.symbols.has(`${handle?.frame.function?.package ?? 'main'}.${name}`)
}
