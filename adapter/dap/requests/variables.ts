// This file answers variables and setVariable: the children of scopes and values, page by page.
import type { DebugProtocol } from '@vscode/debugprotocol'
import { hexAddress, hexWord } from '../../common/addresses'
import type { Frame } from '../../debugger/unwind'
import { globalsOfPackage, variablesInFrame } from '../../debugger/values/scopes'
import type { Value } from '../../debugger/values/value'
import { unableToLookupVariable, unableToSetVariable } from '../errors'
import type { Answer, Session } from '../session'
import { optionalText, optionalWhole, text, wantsHex, whole } from '../validate'
import type { Container } from '../variableContainers'

/** Registers in Delve's order. */
const registerOrder = [
  'RIP',
  'RSP',
  'RAX',
  'RBX',
  'RCX',
  'RDX',
  'RSI',
  'RDI',
  'RBP',
  'R8',
  'R9',
  'R10',
  'R11',
  'R12',
  'R13',
  'R14',
  'R15',
  'RFLAGS',
]

interface Row {
  readonly name: string
  readonly value: Value
  readonly evaluateName: string | undefined
  readonly hint?: DebugProtocol.VariablePresentationHint
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

function rowsOf(session: Session, container: Container, args: DebugProtocol.VariablesArguments): Row[] {
  const { target, values } = session.program
  switch (container.kind) {
    case 'locals':
      return variablesInFrame(target, container.frame).map(variable => ({
        name: variable.name,
        value: variable.value,
        evaluateName: variable.shadowed || variable.name.startsWith('~') ? undefined : variable.name,
      }))
    case 'globals':
      return globalsOfPackage(target, container.package).map(global => ({
        name: global.name,
        value: global.value,
        evaluateName: global.name,
      }))
    case 'registers':
      return []
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
  const { name, value, evaluateName, hint } = row
  return {
    name,
    ...describeValue(session, value, evaluateName, hex),
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
    ...(value.address === undefined || session.client.supportsMemoryReferences === false
      ? {}
      : { memoryReference: hexAddress(value.address) }),
  }
}

// ------------------------------------------------------------------------------------------------------------------- registers

function registerRows(session: Session, container: Container & { kind: 'registers' }): DebugProtocol.Variable[] {
  return readRegisters(session, container.frame, container.tid).map(({ name, value }) => ({
    name: name.toLowerCase().padStart(6),
    value: name === 'RFLAGS' ? `${hexWord(value)}\t${flagNames(Number(value))}` : hexWord(value),
    type: 'uint64',
    variablesReference: 0,
    evaluateName: `_${name}`,
    ...(name === 'RIP' || name === 'RSP' || name === 'RBP' ? { memoryReference: hexAddress(value) } : {}),
  }))
}

/** Only the innermost frame of a running goroutine has all registers; of outer frames pc and sp are known. */
function readRegisters(session: Session, frame: Frame, tid: number | undefined): { name: string; value: bigint }[] {
  if (tid === undefined) {
    return [
      { name: 'RIP', value: BigInt(frame.pc) },
      { name: 'RSP', value: BigInt(frame.sp) },
    ]
  }
  return registerOrder.map(name => ({ name, value: session.program.target.register(tid, name) }))
}

function flagNames(flags: number): string {
  const names = [
    [1, 'CF'],
    [4, 'PF'],
    [0x10, 'AF'],
    [0x40, 'ZF'],
    [0x80, 'SF'],
    [0x200, 'IF'],
    [0x400, 'DF'],
    [0x800, 'OF'],
  ] as const
  return `[${names
    .filter(([bit]) => (flags & bit) !== 0)
    .map(([, name]) => name)
    .join(' ')}]`
}

// ----------------------------------------------------------------------------------------------------------------- setVariable

export function setVariable(session: Session, args: DebugProtocol.SetVariableArguments): Answer {
  const reference = whole(args, 'variablesReference')
  const name = text(args, 'name')
  const value = text(args, 'value')
  const container = session.variables.get(reference)
  if (container === undefined) throw unableToLookupVariable(`unknown reference ${reference}`)
  if (container.kind === 'registers') return setRegister(session, container, name, value)
  const row = rowNamed(session, container, reference, name)
  if (row === undefined) throw unableToSetVariable(`there is no variable ${name}`)
  return { body: assignValue(session, row.value, value, row.evaluateName), after: () => announceChange(session, row.value) }
}

function rowNamed(session: Session, container: Container, reference: number, name: string): Row | undefined {
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

/** Writes a value; the answer describes what is there now. */
function assignValue(session: Session, value: Value, text: string, evaluateName: string | undefined) {
  const { target, values } = session.program
  if (value.address === undefined) throw unableToSetVariable('it has no place in memory')
  let bytes: Uint8Array
  try {
    bytes = values.assign(value, text)
  } catch (error) {
    throw unableToSetVariable(error instanceof Error ? error.message : String(error))
  }
  if (!target.write(value.address, bytes)) throw unableToSetVariable(`${bytes.length} bytes at ${hexAddress(value.address)} are not mapped`)
  return describeValue(session, value, evaluateName, false)
}

function setRegister(session: Session, container: Container & { kind: 'registers' }, variable: string, written: string): Answer {
  const name = variable.trim().toUpperCase()
  if (container.tid === undefined) throw unableToSetVariable('only the innermost frame of a running goroutine has registers')
  if (!registerOrder.includes(name)) throw unableToSetVariable(`there is no register ${variable.trim()}`)
  const number = written.trim()
  if (!/^(-?\d+|0x[0-9a-f]+)$/i.test(number)) throw unableToSetVariable(`${JSON.stringify(number)} is no number`)
  session.program.target.setRegister(container.tid, name, BigInt.asUintN(64, BigInt(number)))
  return {
    body: { value: hexWord(session.program.target.register(container.tid, name)), type: 'uint64', variablesReference: 0 },
    after: () => announceChange(session, undefined),
  }
}

/** Other values may show the same memory. */
export function announceChange(session: Session, value: Value | undefined): void {
  session.program.changed()
  if (session.client.supportsInvalidatedEvent === true) session.send('invalidated', { areas: ['variables'] })
  if (session.client.supportsMemoryEvent === true && value?.address !== undefined) {
    session.send('memory', {
      memoryReference: hexAddress(value.address),
      offset: 0,
      count: session.program.image.type(value.type)?.size ?? 8,
    })
  }
}
