// This file answers variables: the children of scopes and values, page by page.
import type { DebugProtocol } from '@vscode/debugprotocol'
import { hexAddress } from '../../common/addresses'
import { globalsOfPackage, variablesInFrame } from '../../debugger/values/scopes'
import type { Value } from '../../debugger/values/value'
import { unableToLookupVariable } from '../errors'
import type { Answer, Session } from '../session'
import { optionalText, optionalWhole, wantsHex, whole } from '../validate'
import type { Container } from '../variableContainers'
import { goroutineRows } from './goroutineScope'
import { locationOf, type SourceLocation } from './locations'
import { registerRows } from './registers'

export interface Row {
  readonly name: string
  readonly value: Value
  readonly evaluateName: string | undefined
  readonly hint?: DebugProtocol.VariablePresentationHint
  /** Where the variable is declared. */
  readonly declared?: SourceLocation
  /** An instruction at the place that the value speaks of. */
  readonly valuePc?: number
}

export function variables(session: Session, args: DebugProtocol.VariablesArguments): Answer {
  const reference = whole(args, 'variablesReference')
  optionalWhole(args, 'start')
  optionalWhole(args, 'count')
  optionalText(args, 'filter')
  const hex = wantsHex(args)
  const container = session.variables.get(reference)
  if (container === undefined) throw unableToLookupVariable(`unknown reference ${reference}`)
  if (container.kind === 'registers') return { body: { variables: registerRows(session, container) } }
  return { body: { variables: rowsOf(session, container, args).map(row => describeVariable(session, row, hex)) } }
}

/** The rows of a container, or those of a page of it. */
export function rowsOf(session: Session, container: Container, args: DebugProtocol.VariablesArguments): Row[] {
  const { target, values } = session.program
  switch (container.kind) {
    case 'locals':
      return variablesInFrame(target, container.frame).map(variable => ({
        name: variable.name,
        value: variable.value,
        evaluateName: variable.shadowed || variable.name.startsWith('~') ? undefined : variable.name,
        ...(variable.line > 0 && container.frame.function !== undefined
          ? { declared: { file: container.frame.function.file, line: variable.line } }
          : {}),
      }))
    case 'globals':
      return globalsOfPackage(target, container.package).map(global => ({
        name: global.name,
        value: global.value,
        evaluateName: global.name,
      }))
    case 'registers':
      return []
    case 'goroutine':
      return goroutineRows(session, container.goroutine)
    case 'value': {
      const { value, evaluateName } = container
      const counts = values.children(value)
      const rows: Row[] = []
      const add = (children: ReturnType<typeof values.namedChildren>) => {
        for (const child of children) {
          rows.push({
            name: child.name,
            value: child.value,
            evaluateName: child.evaluateName === undefined || evaluateName === undefined ? undefined : child.evaluateName(evaluateName),
            ...(child.presentation === undefined
              ? {}
              : { hint: child.presentation === 'internal' ? { visibility: 'internal' } : { kind: 'virtual' } }),
          })
        }
      }
      if (args.filter !== 'indexed') add(values.namedChildren(value))
      if (args.filter !== 'named' && counts.indexed > 0) {
        const start = Math.max(0, args.start ?? 0)
        const count = args.count && args.count > 0 ? args.count : counts.indexed
        add(values.indexedChildren(value, start, Math.min(count, Math.max(0, counts.indexed - start))))
      }
      return rows
    }
  }
}

/** A variable as clients show it, with a reference if it has children. */
export function describeVariable(session: Session, row: Row, hex: boolean): DebugProtocol.Variable {
  const { name, value, evaluateName, hint, declared, valuePc } = row
  const place = valuePc === undefined ? undefined : locationOf(session, valuePc)
  return {
    name,
    ...describeValue(session, value, evaluateName, hex),
    ...(declared === undefined ? {} : { declarationLocationReference: session.locations.create(declared) }),
    ...(place === undefined ? {} : { valueLocationReference: place }),
    ...(evaluateName === undefined ? {} : { evaluateName }),
    ...(hint === undefined ? {} : { presentationHint: hint }),
  }
}

/** Text, type and reference of a value: shared by variables, evaluate and setVariable. */
export function describeValue(session: Session, value: Value, evaluateName: string | undefined, hex: boolean, limit?: number) {
  const { values } = session.program
  const text =
    value.unreadable === undefined
      ? values.text(value, { ...(limit === undefined ? {} : { limit }), hex })
      : `(unreadable ${value.unreadable})`
  const counts = value.unreadable === undefined ? values.children(value) : { named: 0, indexed: 0 }
  const expandable = counts.named + counts.indexed > 0
  return {
    value: text,
    ...(session.client.supportsVariableType === false ? {} : { type: values.typeName(value) }),
    variablesReference: expandable ? session.variables.create({ kind: 'value', value, evaluateName }) : 0,
    ...(expandable && counts.named > 0 ? { namedVariables: counts.named } : {}),
    ...(expandable && counts.indexed > 0 ? { indexedVariables: counts.indexed } : {}),
    ...placeOfValue(session, value),
    ...(value.address === undefined || session.client.supportsMemoryReferences === false
      ? {}
      : { memoryReference: hexAddress(value.address) }),
  }
}

/** Where the function stands that a func value calls, or where a channel was made. */
function placeOfValue(session: Session, value: Value): { valueLocationReference?: number } {
  if (value.shown !== undefined || value.unreadable !== undefined) return {}
  try {
    const { loader } = session.program.values
    const kind = loader.types.record(value.type)?.kind
    if (kind !== 'func' && kind !== 'chan') return {}
    const pointer = loader.pointer(value)
    if (pointer === 0) return {}
    const place = kind === 'chan' ? session.locations.create({ channel: pointer }) : locationOf(session, loader.memory.word(pointer))
    return place === undefined ? {} : { valueLocationReference: place }
  } catch {
    return {}
  }
}

/** The row of that name. */
export function rowNamed(session: Session, container: Container, reference: number, name: string): Row | undefined {
  // An element is found by its index, so that a large slice need not be read as a whole.
  const index = Number(/^\[(\d{1,15})\]$/.exec(name)?.[1] ?? 0)
  const named = (candidate: Row) => candidate.name === name
  return (
    rowsOf(session, container, { variablesReference: reference, filter: 'indexed', start: index, count: 1 }).find(named) ??
    rowsOf(session, container, { variablesReference: reference }).find(named)
  )
}

/** The value of a variable that a client was shown, and what people call it. */
export function childOf(session: Session, reference: number, name: string): { name: string; value: Value } {
  const container = session.variables.get(reference)
  if (container === undefined) throw unableToLookupVariable(`unknown reference ${reference}`)
  const row = container.kind === 'registers' ? undefined : rowNamed(session, container, reference, name)
  if (row === undefined) throw unableToLookupVariable(`there is no variable ${name}`)
  return { name: row.evaluateName ?? row.name, value: row.value }
}
