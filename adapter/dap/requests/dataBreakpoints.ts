// This file answers dataBreakpointInfo and setDataBreakpoints: what a person points at becomes memory to watch.
import type { DebugProtocol } from '@vscode/debugprotocol'
import { hexAddress, parseAddress } from '../../common/addresses'
import type { DataAccess } from '../../debugger/breakpoints/data'
import { type DataLocation, dataIdOf, locationOf, parseDataId } from '../../debugger/breakpoints/dataLocation'
import { evaluate } from '../../debugger/evaluate/evaluate'
import type { DataBreakpointRequest } from '../../debugger/interface'
import type { Frame } from '../../debugger/unwind'
import type { Value } from '../../debugger/values/value'
import { malformed } from '../errors'
import type { Answer, Session } from '../session'
import { objects, optionalText, optionalWhole, text } from '../validate'
import { refused, replace } from './breakpoints'
import { rowNamed } from './variables'

const accessTypes = ['read', 'write', 'readWrite'] as const

/** What cannot be watched has no dataId and says why; that is no error. */
export function dataBreakpointInfo(session: Session, args: DebugProtocol.DataBreakpointInfoArguments): Answer {
  const name = text(args, 'name')
  const bytes = optionalWhole(args, 'bytes')
  const reference = optionalWhole(args, 'variablesReference') ?? 0
  const frameId = optionalWhole(args, 'frameId')
  const impossible = (why: string): Answer => ({ body: { dataId: null, description: why } })
  if (bytes !== undefined && bytes <= 0) return impossible(`${bytes} bytes can not be watched`)
  let location: DataLocation
  try {
    if (args.asAddress === true) location = rawLocation(name, bytes ?? 8)
    else {
      const { value, expression, frame } = reference > 0 ? childOf(session, reference, name) : expressionIn(session, name, frameId)
      location = valueLocation(session, value, expression, bytes, frame)
    }
  } catch (error) {
    return impossible(error instanceof Error ? error.message : String(error))
  }
  return {
    body: {
      dataId: dataIdOf(location),
      description: `${location.name} (${location.bytes} ${location.bytes === 1 ? 'byte' : 'bytes'})`,
      accessTypes: [...accessTypes],
      // A variable of a package has the same name in every session; the rest are places of this run.
      canPersist: location.symbol !== undefined,
    },
  }
}

function rawLocation(name: string, bytes: number): DataLocation {
  const address = parseAddress(name)
  if (address === undefined) throw new Error(`${JSON.stringify(name)} is no address`)
  return { name: hexAddress(address), type: rawType(bytes), bytes, address: hexAddress(address) }
}

/** Bytes without a type are shown as a number if they can be. */
function rawType(bytes: number): string {
  return [1, 2, 4, 8].includes(bytes) ? `uint${bytes * 8}` : `[${bytes}]uint8`
}

interface Pointed {
  readonly value: Value
  readonly expression: string
  readonly frame: Frame | undefined
}

function childOf(session: Session, reference: number, name: string): Pointed {
  const container = session.variables.get(reference)
  if (container === undefined) throw new Error(`unknown reference ${reference}`)
  if (container.kind === 'registers') throw new Error('a register is no memory: it can not be watched')
  const row = rowNamed(session, container, reference, name)
  if (row === undefined) throw new Error(`there is no variable ${name}`)
  const owner = container.kind === 'value' ? container.evaluateName : undefined
  const expression = row.evaluateName ?? (owner === undefined ? name : `${owner} ${name}`)
  return { value: row.value, expression, frame: container.kind === 'locals' ? container.frame : undefined }
}

function expressionIn(session: Session, expression: string, frameId: number | undefined): Pointed {
  const handle = frameId === undefined ? undefined : session.frames.get(frameId)
  if (frameId !== undefined && handle === undefined) throw new Error(`unknown frame id ${frameId}`)
  const value = evaluate(session.program.target, expression, {
    ...(handle === undefined ? {} : { frame: handle.frame }),
    ...(handle?.goroutine === undefined ? {} : { goroutine: handle.goroutine }),
    ...(handle?.tid === undefined ? {} : { tid: handle.tid }),
  })
  return { value, expression: expression.trim(), frame: handle?.frame }
}

function valueLocation(session: Session, value: Value, name: string, bytes: number | undefined, frame: Frame | undefined): DataLocation {
  if (value.unreadable !== undefined) throw new Error(value.unreadable)
  if (value.address === undefined) throw new Error(`${name} has no place in memory: it can not be watched`)
  const size = session.program.values.size(value)
  if (size === 0 && bytes === undefined) throw new Error(`${name} has no size: there is nothing to watch`)
  const whole = bytes === undefined || bytes === size
  const { address } = value
  return locationOf(
    session.program.target,
    { address, name, type: whole ? value.type : rawType(bytes), bytes: whole ? size : bytes },
    frame,
  )
}

export function setDataBreakpoints(session: Session, args: DebugProtocol.SetDataBreakpointsArguments): Answer {
  const wanted = objects<DebugProtocol.DataBreakpoint & { readonly mode?: string }>(args, 'breakpoints')
  const breakpoints = replace(
    session,
    'data',
    wanted.map(breakpoint => {
      const dataId = text(breakpoint, 'dataId')
      const access = accessOf(optionalText(breakpoint, 'accessType'))
      const rest = {
        access,
        condition: optionalText(breakpoint, 'condition'),
        hitCondition: optionalText(breakpoint, 'hitCondition'),
        mode: optionalText(breakpoint, 'mode'),
      }
      return {
        place: `${access} ${dataId}`,
        request: { dataId, ...rest },
        set: () => {
          const location = parseDataId(dataId)
          if (location === undefined) return refused(`unknown data id ${JSON.stringify(dataId)}`)
          const request: DataBreakpointRequest = { location, ...rest }
          const { id, message } = session.program.debugger.addDataBreakpoint(request)
          return id === undefined ? refused(message) : { id, verified: true }
        },
      }
    }),
  )
  return { body: { breakpoints } }
}

function accessOf(type: string | undefined): DataAccess {
  if (type === undefined) return 'write'
  const known = accessTypes.find(access => access === type)
  if (known === undefined) throw malformed('accessType must be read, write or readWrite')
  return known
}
