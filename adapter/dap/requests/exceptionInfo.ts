// This file answers exceptionInfo: what killed the program, with the chain of panics, or both sides of a map conflict, or who waits for whom.
import type { DebugProtocol } from '@vscode/debugprotocol'
import { hexAddress } from '../../common/addresses'
import { mapActivity } from '../../debugger/pictures/mapActivity'
import type { Goroutine } from '../../debugger/runtime/goroutines'
import { panicChain } from '../../debugger/runtime/panics'
import { isRuntimeFrame, userFrame } from '../../debugger/unwind'
import { unableToGetExceptionInfo } from '../errors'
import type { Answer, Session } from '../session'
import { whole } from '../validate'
import { shortName } from './stack'

export function exceptionInfo(session: Session, args: DebugProtocol.ExceptionInfoArguments): Answer {
  const { program } = session
  const threadId = whole(args, 'threadId')
  const stop = program.debugger.stop
  const exception = stop?.exception
  if (stop === undefined || exception === undefined) throw unableToGetExceptionInfo('no runtime error found')
  const goroutine = program.goroutine(threadId)
  if (goroutine === undefined) throw unableToGetExceptionInfo(`could not find goroutine ${threadId}`)
  if (exception.kind === 'panic' || exception.kind === 'recovered panic') return { body: panicInfo(session, goroutine, exception) }
  if (exception.kind === 'nil map write') {
    const details = { message: exception.text, typeName: 'runtime.plainError', stackTrace: stackText(session, goroutine) }
    return { body: { exceptionId: exception.kind, description: `panic: ${exception.text}`, breakMode: 'always', details } }
  }
  const fatal = exception.kind === 'deadlock' ? deadlockDetails(session) : fatalDetails(session, goroutine, exception.text)
  return {
    body: {
      exceptionId: exception.kind === 'deadlock' ? 'deadlock' : 'fatal error',
      description: `fatal error: ${exception.text}${fatal === '' ? '' : `\n${fatal}`}`,
      breakMode: 'unhandled',
      details: { message: exception.text, typeName: 'fatal error', stackTrace: stackText(session, goroutine) },
    },
  }
}

function panicInfo(
  session: Session,
  goroutine: Goroutine,
  exception: { kind: string; text: string },
): DebugProtocol.ExceptionInfoResponse['body'] {
  const chain = panicChain(session.program.target, goroutine.address)
  const detail = (i: number): DebugProtocol.ExceptionDetails | undefined => {
    const panic = chain[i]
    if (panic === undefined) return undefined
    const inner = detail(i + 1)
    return {
      message: `${panic.text}${panic.recovered ? ' [recovered]' : ''}`,
      typeName: panic.raisedAs,
      fullTypeName: panic.raisedAs,
      evaluateName: 'runtime.curg._panic.arg',
      ...(i === 0 ? { stackTrace: stackText(session, goroutine) } : {}),
      ...(inner === undefined ? {} : { innerException: [inner] }),
    }
  }
  const details = detail(0)
  return {
    exceptionId: exception.kind === 'panic' ? 'panic' : 'recovered panic',
    description: chain
      .map(panic => `${panic.text}${panic.recovered ? ' [recovered]' : ''}`)
      .reverse()
      .join('\n\t'),
    breakMode: exception.kind === 'panic' ? 'unhandled' : 'always',
    ...(details === undefined ? {} : { details }),
  }
}

/** Delve's form: `Stack:`, then frames without the runtime's, their numbers kept. */
function stackText(session: Session, goroutine: Goroutine): string {
  const { frames } = session.program.frames(goroutine, session.program.launch.stackTraceDepth)
  const lines = ['Stack:']
  frames.forEach((frame, i) => {
    if (isRuntimeFrame(frame) || frame.function === undefined) return
    lines.push(
      `\t${i}  ${hexAddress(frame.pc).padStart(18)} in ${shortName(frame.function.name)}`,
      `\t    at ${frame.function.file}:${frame.line}`,
    )
  })
  return `${lines.join('\n')}\n`
}

/** For a map conflict: every goroutine that is inside a map function on the same map. */
function fatalDetails(session: Session, goroutine: Goroutine, text: string): string {
  if (!text.startsWith('concurrent map')) return ''
  const { target } = session.program
  const own = mapActivity(target, session.program.goroutines).find(entry => entry.goid === goroutine.id)
  if (own === undefined) return ''
  const others = mapActivity(target, session.program.goroutines, own.map).filter(entry => entry.goid !== goroutine.id)
  const line = (entry: typeof own, role: string) =>
    `goroutine ${entry.goid} ${role}: ${entry.operation} in ${entry.function}, called by ${entry.user}`
  return [
    `map ${hexAddress(own.map)}`,
    line(own, 'found the conflict'),
    ...(others.length === 0
      ? ['the other goroutine has left the map function meanwhile']
      : others.map(entry => line(entry, 'is inside the map'))),
  ].join('\n')
}

/** Who is blocked, on what, where. */
function deadlockDetails(session: Session): string {
  return session.program.goroutines
    .filter(g => g.waiting && !g.system)
    .map(g => {
      const frame = userFrame(session.program.frames(g, 30).frames)
      const place = frame?.function === undefined ? '' : ` in ${shortName(frame.function.name)} at ${frame.function.file}:${frame.line}`
      return `goroutine ${g.id} waits: ${g.state}${place}`
    })
    .join('\n')
}
