// This file answers the set…Breakpoints requests: each replaces the whole set of its kind.
import type { DebugProtocol } from '@vscode/debugprotocol'
import { hexAddress, parseAddress } from '../../common/addresses'
import { breakableLines } from '../../debugger/breakpoints/locations'
import type { BreakpointRequest } from '../../debugger/debugger'
import { type ExceptionFilter, exceptionFilters } from '../../debugger/exceptions'
import { unableToSetBreakpoints } from '../errors'
import type { Answer, Session } from '../session'
import { objects, optionalObject, optionalText, optionalWhole, text, texts, whole } from '../validate'

/** The file of a request's source, if it names one that can be known. */
function fileOf(session: Session, args: object): string | undefined {
  const source = optionalObject<DebugProtocol.Source>(args, 'source')
  if (source === undefined) return undefined
  optionalText(source, 'path')
  optionalWhole(source, 'sourceReference')
  return session.sources.fileOf(source)
}

/** What all kinds of breakpoints may have. */
function conditions(breakpoint: object): Pick<BreakpointRequest, 'condition' | 'hitCondition' | 'logMessage'> {
  return {
    condition: optionalText(breakpoint, 'condition'),
    hitCondition: optionalText(breakpoint, 'hitCondition'),
    logMessage: optionalText(breakpoint, 'logMessage'),
  }
}

/** Replaces the breakpoints that `owner` stands for. A second one at the same place is refused, as Delve refuses it. */
function replace(
  session: Session,
  owner: string,
  requests: readonly { request: BreakpointRequest; key: string }[],
): DebugProtocol.Breakpoint[] {
  const { debugger: control } = session.program
  for (const id of session.breakpointIds.get(owner) ?? []) control.removeBreakpoint(id)
  const ids: number[] = []
  const seen = new Set<string>()
  const answers = requests.map(({ request, key }): DebugProtocol.Breakpoint => {
    if (seen.has(key)) return { verified: false, message: 'breakpoint already exists', reason: 'failed' } as DebugProtocol.Breakpoint
    seen.add(key)
    const { id, location, message } = control.addBreakpoint(request)
    if (id === undefined || location === undefined) return { verified: false, message: message ?? 'cannot set breakpoint' }
    ids.push(id)
    const source = session.sources.source(location.file)
    return {
      id,
      verified: true,
      line: toClientLine(session, location.line),
      ...(source === undefined ? {} : { source }),
      ...(request.kind === 'instruction' ? { instructionReference: hexAddress(request.address!) } : {}),
    }
  })
  session.breakpointIds.set(owner, ids)
  return answers
}

/** Lines as the client counts them. */
export function toClientLine(session: Session, line: number): number {
  return session.client.linesStartAt1 === false ? line - 1 : line
}

export function fromClientLine(session: Session, line: number): number {
  return session.client.linesStartAt1 === false ? line + 1 : line
}

export function setBreakpoints(session: Session, args: DebugProtocol.SetBreakpointsArguments): Answer {
  const file = fileOf(session, args)
  if (file === undefined) throw unableToSetBreakpoints('the source has neither a path nor a known reference')
  const lines = Array.isArray(args.lines) ? args.lines.map(line => ({ line })) : []
  const wanted = args.breakpoints ? objects<DebugProtocol.SourceBreakpoint>(args, 'breakpoints') : lines
  const breakpoints = replace(
    session,
    `source:${file}`,
    wanted.map(breakpoint => {
      const line = fromClientLine(session, whole(breakpoint, 'line'))
      return {
        key: String(line),
        request: {
          kind: 'source' as const,
          file,
          line,
          ...conditions(breakpoint),
        },
      }
    }),
  )
  return { body: { breakpoints } }
}

export function setFunctionBreakpoints(session: Session, args: DebugProtocol.SetFunctionBreakpointsArguments): Answer {
  const wanted = objects<DebugProtocol.FunctionBreakpoint>(args, 'breakpoints')
  const breakpoints = replace(
    session,
    'function',
    wanted.map(breakpoint => ({
      key: text(breakpoint, 'name'),
      request: { kind: 'function' as const, function: breakpoint.name, ...conditions(breakpoint) },
    })),
  )
  return { body: { breakpoints } }
}

export function setInstructionBreakpoints(session: Session, args: DebugProtocol.SetInstructionBreakpointsArguments): Answer {
  const wanted = objects<DebugProtocol.InstructionBreakpoint>(args, 'breakpoints')
  const breakpoints = replace(
    session,
    'instruction',
    wanted.map(breakpoint => {
      const address = (parseAddress(text(breakpoint, 'instructionReference')) ?? 0) + (optionalWhole(breakpoint, 'offset') ?? 0)
      return {
        key: String(address),
        request: { kind: 'instruction' as const, address, ...conditions(breakpoint) },
      }
    }),
  )
  return { body: { breakpoints } }
}

/** Filters that are not known answer `verified: false`. */
export function setExceptionBreakpoints(session: Session, args: DebugProtocol.SetExceptionBreakpointsArguments): Answer {
  const options = objects<DebugProtocol.ExceptionFilterOptions>(args, 'filterOptions').map(option => text(option, 'filterId'))
  const wanted = [...texts(args, 'filters'), ...options]
  const known = (name: string) => exceptionFilters.some(filter => filter.filter === name)
  session.program.debugger.setExceptionFilters(wanted.filter(known) as ExceptionFilter[])
  return {
    body: {
      breakpoints: wanted.map(name =>
        known(name) ? { verified: true } : { verified: false, message: `unknown exception filter ${JSON.stringify(name)}` },
      ),
    },
  }
}

export function breakpointLocations(session: Session, args: DebugProtocol.BreakpointLocationsArguments): Answer {
  const from = fromClientLine(session, whole(args, 'line'))
  const endLine = optionalWhole(args, 'endLine')
  const file = fileOf(session, args)
  if (file === undefined) return { body: { breakpoints: [] } }
  const lines = breakableLines(session.program.image, file, from, endLine === undefined ? from : fromClientLine(session, endLine))
  return { body: { breakpoints: lines.map(line => ({ line: toClientLine(session, line) })) } }
}
