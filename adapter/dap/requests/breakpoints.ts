// This file answers the set…Breakpoints requests: each replaces the whole set of its kind.
import type { DebugProtocol } from '@vscode/debugprotocol'
import { parseAddress, hexAddress } from '../../common/addresses'
import { breakableLines } from '../../debugger/breakpoints/locations'
import type { BreakpointRequest } from '../../debugger/debugger'
import { type ExceptionFilter, exceptionFilters } from '../../debugger/exceptions'
import { malformed, unableToSetBreakpoints } from '../errors'
import type { Answer, Session } from '../session'

/** Replaces the breakpoints that `owner` stands for. A second one at the same place is refused, as Delve refuses it. */
function replace(session: Session, owner: string, requests: readonly { request: BreakpointRequest; key: string }[]): DebugProtocol.Breakpoint[] {
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
  const file = session.sources.fileOf(args.source)
  if (file === undefined) throw unableToSetBreakpoints('the source has neither a path nor a known reference')
  const wanted: DebugProtocol.SourceBreakpoint[] = args.breakpoints ?? (args.lines ?? []).map(line => ({ line }))
  if (!Array.isArray(wanted)) throw malformed('breakpoints is no array')
  const breakpoints = replace(
    session,
    `source:${file}`,
    wanted.map(breakpoint => {
      if (typeof breakpoint?.line !== 'number') throw malformed('a breakpoint without line')
      const line = fromClientLine(session, breakpoint.line)
      return {
        key: String(line),
        request: {
          kind: 'source' as const,
          file,
          line,
          condition: breakpoint.condition,
          hitCondition: breakpoint.hitCondition,
          logMessage: breakpoint.logMessage,
        },
      }
    }),
  )
  return { body: { breakpoints } }
}

export function setFunctionBreakpoints(session: Session, args: DebugProtocol.SetFunctionBreakpointsArguments): Answer {
  const wanted = args.breakpoints ?? []
  const breakpoints = replace(
    session,
    'function',
    wanted.map(breakpoint => ({
      key: breakpoint.name,
      request: { kind: 'function' as const, function: String(breakpoint.name), condition: breakpoint.condition, hitCondition: breakpoint.hitCondition },
    })),
  )
  return { body: { breakpoints } }
}

export function setInstructionBreakpoints(session: Session, args: DebugProtocol.SetInstructionBreakpointsArguments): Answer {
  const wanted = args.breakpoints ?? []
  const breakpoints = replace(
    session,
    'instruction',
    wanted.map(breakpoint => {
      const address = (parseAddress(String(breakpoint.instructionReference)) ?? 0) + (breakpoint.offset ?? 0)
      return {
        key: String(address),
        request: { kind: 'instruction' as const, address, condition: breakpoint.condition, hitCondition: breakpoint.hitCondition },
      }
    }),
  )
  return { body: { breakpoints } }
}

/** Filters that are not known answer `verified: false`. */
export function setExceptionBreakpoints(session: Session, args: DebugProtocol.SetExceptionBreakpointsArguments): Answer {
  const wanted = [...(args.filters ?? []), ...(args.filterOptions ?? []).map(option => option.filterId)]
  const known = (name: string) => exceptionFilters.some(filter => filter.filter === name)
  session.program.debugger.setExceptionFilters(wanted.filter(known) as ExceptionFilter[])
  return { body: { breakpoints: wanted.map(name => (known(name) ? { verified: true } : { verified: false, message: `unknown exception filter ${JSON.stringify(name)}` })) } }
}

export function breakpointLocations(session: Session, args: DebugProtocol.BreakpointLocationsArguments): Answer {
  const file = session.sources.fileOf(args.source)
  if (file === undefined) return { body: { breakpoints: [] } }
  const from = fromClientLine(session, args.line)
  const lines = breakableLines(session.program.image, file, from, args.endLine === undefined ? from : fromClientLine(session, args.endLine))
  return { body: { breakpoints: lines.map(line => ({ line: toClientLine(session, line) })) } }
}
