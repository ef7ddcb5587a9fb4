// This file answers setVariable and setExpression: it changes variables, parts of values and registers, and tells clients what else may show them.
import type { DebugProtocol } from '@vscode/debugprotocol'
import { hexAddress, hexWord } from '../../common/addresses'
import { type EvaluationContext, evaluate, evaluateAssignment } from '../../debugger/evaluate/evaluate'
import { Loader } from '../../debugger/values/loader'
import type { Value } from '../../debugger/values/value'
import { type RequestError, unableToEvaluate, unableToLookupVariable, unableToSetExpression, unableToSetVariable } from '../errors'
import type { Answer, Session } from '../session'
import { optionalWhole, text, wantsHex, whole } from '../validate'
import { contextOf, frameFor } from './frameContext'
import { registerOrder } from './registers'
import { describeValue, rowNamed } from './variables'

type Failure = (why: string) => RequestError

export function setVariable(session: Session, args: DebugProtocol.SetVariableArguments): Answer {
  const reference = whole(args, 'variablesReference')
  const name = text(args, 'name')
  const value = text(args, 'value')
  const container = session.variables.get(reference)
  if (container === undefined) throw unableToLookupVariable(`unknown reference ${reference}`)
  if (container.kind === 'registers') return setRegister(session, container.tid, name, value, unableToSetVariable)
  const row = rowNamed(session, container, reference, name)
  if (row === undefined) throw unableToSetVariable(`there is no variable ${name}`)
  const frame = container.kind === 'locals' ? { ...contextOf(frameFor(session, undefined)), frame: container.frame } : undefined
  return assign(
    session,
    row.value,
    value,
    row.evaluateName,
    frame ?? contextOf(frameFor(session, undefined)),
    wantsHex(args),
    unableToSetVariable,
  )
}

/** Assigns to anything that has a place: a variable, a field, an element, what a pointer points to, a register. */
export function setExpression(session: Session, args: DebugProtocol.SetExpressionArguments): Answer {
  const expression = text(args, 'expression').trim()
  const value = text(args, 'value')
  const frameId = optionalWhole(args, 'frameId')
  const handle = frameFor(session, frameId)
  if (frameId !== undefined && handle === undefined) throw unableToSetExpression(`unknown frame id ${frameId}`)
  const register = /^_([A-Z][A-Z0-9]*)$/.exec(expression)?.[1]
  if (register !== undefined && registerOrder.includes(register))
    return setRegister(session, handle?.tid, register, value, unableToSetExpression)
  const context = contextOf(handle)
  let place: Value
  try {
    place = evaluate(session.program.target, expression, context)
  } catch (error) {
    throw unableToEvaluate(error instanceof Error ? error.message : String(error), false)
  }
  return assign(session, place, value, expression, context, wantsHex(args), unableToSetExpression)
}

/** Writes a value; the answer describes what is there now. */
function assign(
  session: Session,
  value: Value,
  written: string,
  evaluateName: string | undefined,
  context: EvaluationContext,
  hex: boolean,
  failure: Failure,
): Answer {
  const { target } = session.program
  if (value.address === undefined) throw failure('it has no place in memory')
  let bytes: Uint8Array
  try {
    bytes = evaluateAssignment(target, value, written, context)
  } catch (error) {
    throw failure(error instanceof Error ? error.message : String(error))
  }
  if (!target.write(value.address, bytes)) throw failure(`${bytes.length} bytes at ${hexAddress(value.address)} are not mapped`)
  return { body: describeValue(session, value, evaluateName, hex), after: () => announceChange(session, value) }
}

function setRegister(session: Session, tid: number | undefined, variable: string, written: string, failure: Failure): Answer {
  const name = variable.trim().toUpperCase()
  if (tid === undefined) throw failure('only the innermost frame of a running goroutine has registers')
  if (!registerOrder.includes(name)) throw failure(`there is no register ${variable.trim()}`)
  const number = written.trim()
  if (!/^(-?\d+|0x[0-9a-f]+)$/i.test(number)) throw failure(`${JSON.stringify(number)} is no number`)
  session.program.target.setRegister(tid, name, BigInt.asUintN(64, BigInt(number)))
  return {
    body: { value: hexWord(session.program.target.register(tid, name)), type: 'uint64', variablesReference: 0 },
    after: () => announceChange(session, undefined),
  }
}

/** Other values may show the same memory, and a changed register other frames. */
export function announceChange(session: Session, value: Value | undefined): void {
  session.program.changed()
  const registers = value === undefined
  if (session.client.supportsInvalidatedEvent === true)
    session.send('invalidated', { areas: registers ? ['stacks', 'variables'] : ['variables'] })
  if (value?.address !== undefined) announceMemory(session, value.address, new Loader(session.program.target).types.size(value.type))
}

/** Memory was changed by a request. */
export function announceMemory(session: Session, address: number, count: number): void {
  if (session.client.supportsMemoryEvent === true) session.send('memory', { memoryReference: hexAddress(address), offset: 0, count })
}
