// This file answers the set…Breakpoints requests: each replaces the whole set of its kind.
import type { DebugProtocol } from '@vscode/debugprotocol'
import { hexAddress, parseAddress } from '../../common/addresses'
import { breakablePlaces } from '../../debugger/breakpoints/locations'
import { modeNamed } from '../../debugger/breakpoints/modes'
import { type ExceptionRequest, exceptionFilters } from '../../debugger/exceptions'
import type { BreakpointRequest } from '../../debugger/interface'
import { unableToSetBreakpoints } from '../errors'
import type { Answer, Session } from '../session'
import { objects, optionalObject, optionalText, optionalWhole, text, texts, whole } from '../validate'
import { readExceptionRule } from './exceptionOptions'

/** The file of a request's source, if it names one that can be known. */
function fileOf(session: Session, args: object): string | undefined {
  const source = optionalObject<DebugProtocol.Source>(args, 'source')
  if (source === undefined) return undefined
  optionalText(source, 'path')
  optionalWhole(source, 'sourceReference')
  return session.sources.fileOf(source)
}

/** What all kinds of breakpoints may have. */
function conditions(breakpoint: object): Pick<BreakpointRequest, 'condition' | 'hitCondition' | 'logMessage' | 'mode'> {
  return {
    condition: optionalText(breakpoint, 'condition'),
    hitCondition: optionalText(breakpoint, 'hitCondition'),
    logMessage: optionalText(breakpoint, 'logMessage'),
    mode: optionalText(breakpoint, 'mode'),
  }
}

/** One breakpoint of a request that replaces all of its kind. */
export interface Wanted {
  /** Two with the same place are one too many. */
  readonly place: string
  /** All that was asked for: a breakpoint that stands already and is asked for again stays, with its id and its count of hits. */
  readonly request: object
  set(): DebugProtocol.Breakpoint
}

/** Replaces the breakpoints that `owner` stands for. A second one at the same place is refused, as Delve refuses it. */
export function replace(session: Session, owner: string, wanted: readonly Wanted[]): DebugProtocol.Breakpoint[] {
  const { debugger: control } = session.program
  const before = session.breakpoints.get(owner) ?? new Map()
  const keys = wanted.map(({ request }) => JSON.stringify(request))
  for (const [key, { id }] of before) if (!keys.includes(key)) control.removeBreakpoint(id)
  const standing = new Map<string, DebugProtocol.Breakpoint & { readonly id: number }>()
  session.breakpoints.set(owner, standing)
  const places = new Set<string>()
  return wanted.map(({ place, set }, i) => {
    if (places.has(place)) return { verified: false, message: 'breakpoint already exists', reason: 'failed' } as DebugProtocol.Breakpoint
    places.add(place)
    const answer: DebugProtocol.Breakpoint = before.get(keys[i]!) ?? set()
    if (answer.id !== undefined) standing.set(keys[i]!, { ...answer, id: answer.id })
    return answer
  })
}

/** Sets a breakpoint in code. */
function wantedCode(session: Session, place: string, request: BreakpointRequest): Wanted {
  return {
    place,
    request,
    set: () => {
      const { id, location, message } = session.program.debugger.addBreakpoint(request)
      if (id === undefined || location === undefined) return refused(message)
      const source = session.sources.source(location.file)
      return {
        id,
        verified: true,
        line: toClientLine(session, location.line),
        ...(location.column === undefined ? {} : { column: toClientColumn(session, location.column) }),
        ...(source === undefined ? {} : { source }),
        ...(request.kind === 'instruction' ? { instructionReference: hexAddress(request.address!) } : {}),
      }
    },
  }
}

export function refused(message: string | undefined): DebugProtocol.Breakpoint {
  return { verified: false, message: message ?? 'cannot set breakpoint', reason: 'failed' } as DebugProtocol.Breakpoint
}

/** Lines as the client counts them. */
export function toClientLine(session: Session, line: number): number {
  return session.client.linesStartAt1 === false ? line - 1 : line
}

export function fromClientLine(session: Session, line: number): number {
  return session.client.linesStartAt1 === false ? line + 1 : line
}

/** Columns as the client counts them. */
function toClientColumn(session: Session, column: number): number {
  return session.client.columnsStartAt1 === false ? column - 1 : column
}

function fromClientColumn(session: Session, column: number): number {
  return session.client.columnsStartAt1 === false ? column + 1 : column
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
      const clientColumn = optionalWhole(breakpoint, 'column')
      const column = clientColumn === undefined ? undefined : fromClientColumn(session, clientColumn)
      return wantedCode(session, `${line}:${column ?? ''}`, { kind: 'source', file, line, column, ...conditions(breakpoint) })
    }),
  )
  return { body: { breakpoints } }
}

export function setFunctionBreakpoints(session: Session, args: DebugProtocol.SetFunctionBreakpointsArguments): Answer {
  const wanted = objects<DebugProtocol.FunctionBreakpoint>(args, 'breakpoints')
  const breakpoints = replace(
    session,
    'function',
    wanted.map(breakpoint => {
      const name = text(breakpoint, 'name')
      return wantedCode(session, name, { kind: 'function', function: name, ...conditions(breakpoint) })
    }),
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
      return wantedCode(session, String(address), { kind: 'instruction', address, ...conditions(breakpoint) })
    }),
  )
  return { body: { breakpoints } }
}

/**
 * `filters` and `filterOptions` are one set; a filter with options has those. What `exceptionOptions` speak of is decided by them alone. Filters and
 * options that are not known answer `verified: false`.
 */
export function setExceptionBreakpoints(session: Session, args: DebugProtocol.SetExceptionBreakpointsArguments): Answer {
  const options = objects<DebugProtocol.ExceptionFilterOptions>(args, 'filterOptions')
  const wanted = [
    ...texts(args, 'filters').map(name => ({ name, condition: undefined, mode: undefined })),
    ...options.map(option => ({
      name: text(option, 'filterId'),
      condition: optionalText(option, 'condition'),
      mode: optionalText(option, 'mode'),
    })),
  ]
  const requests: ExceptionRequest[] = []
  const answers = wanted.map(({ name, condition, mode: modeName }) => {
    const known = exceptionFilters.find(({ filter }) => filter === name)
    const mode = modeNamed(modeName)
    if (known === undefined) return refused(`unknown exception filter ${JSON.stringify(name)}`)
    if (mode instanceof Error) return refused(mode.message)
    return requests.push({ filter: known.filter, condition, mode })
  })
  const rules = objects<DebugProtocol.ExceptionOptions>(args, 'exceptionOptions').map(readExceptionRule)
  const problems = session.program.debugger.setExceptionFilters(
    requests,
    rules.filter(rule => typeof rule !== 'string'),
  )
  const breakpoints = answers.map(answer => {
    if (typeof answer !== 'number') return answer
    const problem = problems[answer - 1]
    return problem === undefined ? { verified: true } : refused(problem)
  })
  return { body: { breakpoints: [...breakpoints, ...rules.map(rule => (typeof rule === 'string' ? refused(rule) : { verified: true }))] } }
}

export function breakpointLocations(session: Session, args: DebugProtocol.BreakpointLocationsArguments): Answer {
  const from = fromClientLine(session, whole(args, 'line'))
  const endLine = optionalWhole(args, 'endLine')
  const file = fileOf(session, args)
  if (file === undefined) return { body: { breakpoints: [] } }
  const column = optionalWhole(args, 'column')
  const endColumn = optionalWhole(args, 'endColumn')
  const to = endLine === undefined ? from : fromClientLine(session, endLine)
  const breakpoints = breakablePlaces(session.program.image, file, from, to)
    .map(place => ({
      line: toClientLine(session, place.line),
      ...(place.column === undefined ? {} : { column: toClientColumn(session, place.column) }),
    }))
    .filter((place: { line: number; column?: number }) => {
      if (place.column === undefined) return true
      const afterStart = column === undefined || place.line > args.line || place.column >= column
      return afterStart && (endColumn === undefined || place.line < (endLine ?? args.line) || place.column <= endColumn)
    })
  return { body: { breakpoints } }
}
