// This file turns the registers of a frame into rows: names, contents, and the flags by their names.
import type { DebugProtocol } from '@vscode/debugprotocol'
import { hexAddress, hexWord } from '../../common/addresses'
import type { Frame } from '../../debugger/unwind'
import type { Session } from '../session'
import type { Container } from '../variableContainers'

/** Registers in Delve's order. */
export const registerOrder = [
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

/** The registers of a frame as variables. */
export function registerRows(session: Session, container: Container & { kind: 'registers' }): DebugProtocol.Variable[] {
  return readRegisters(session, container.frame, container.tid).map(({ name, value }) => rowOf(name, value))
}

// Most registers hold at a stop what they held at the one before.
const lastRows = new Map<string, { readonly value: bigint; readonly row: DebugProtocol.Variable }>()

function rowOf(name: string, value: bigint): DebugProtocol.Variable {
  const last = lastRows.get(name)
  if (last?.value === value) return last.row
  const row: DebugProtocol.Variable = {
    name: name.toLowerCase().padStart(6),
    value: name === 'RFLAGS' ? `${hexWord(value)}\t${flagNames(Number(value))}` : hexWord(value),
    type: 'uint64',
    variablesReference: 0,
    evaluateName: `_${name}`,
    ...(name === 'RIP' || name === 'RSP' || name === 'RBP' ? { memoryReference: hexAddress(value) } : {}),
  }
  lastRows.set(name, { value, row })
  return row
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

/** `[ZF PF]` */
export function flagNames(flags: number): string {
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
