// This file turns a frame into its variables, and a package into its globals: where each one lives, and which of them hide others.
import type { ImageFunction } from '../../image/image'
import type { VariableRecord } from '../../image/records'
import { MemoryReader, type Target } from '../target'
import type { Frame } from '../unwind'
import { reasonOf } from './loader'
import type { Value } from './value'

/** A variable of a frame. */
export interface FrameVariable {
  /** As shown: in parentheses if an inner variable of the same name hides it. */
  readonly name: string
  readonly value: Value
  readonly role: 'param' | 'result' | 'local' | 'captured'
  readonly line: number
  readonly shadowed: boolean
}

const roleOrder = { param: 0, result: 1, captured: 2, local: 3 } as const

/** The variables that are in scope where a frame is: parameters, results, captured ones, then locals in the order of their declaration. */
export function variablesInFrame(target: Target, frame: Frame): FrameVariable[] {
  const inScope = recordsInScope(frame)
  const seen = new Map<string, number>()
  // Later declarations are further inside: from the end, the first of a name is the visible one.
  const named = [...inScope]
    .reverse()
    .map(record => {
      const hiders = seen.get(record.name) ?? 0
      seen.set(record.name, hiders + 1)
      const name = hiders === 0 ? record.name : hiders === 1 ? `(${record.name})` : `(${record.name}) ${hiders}`
      return { name, value: variableValue(target, frame, record), role: record.role, line: record.line, shadowed: hiders > 0 }
    })
    .reverse()
  return named
}

/** The visible variable of a name; undefined if there is none. */
export function variableNamed(target: Target, frame: Frame, name: string): Value | undefined {
  const records = recordsInScope(frame).filter(record => record.name === name)
  const record = records[records.length - 1]
  return record === undefined ? undefined : variableValue(target, frame, record)
}

// What was found for the last pc of a function: all requests of a stop ask for the same.
const lastScopes = new WeakMap<ImageFunction, { readonly pc: number; readonly records: readonly VariableRecord[] }>()

/** Records whose scope holds the frame's pc, outermost first. */
export function recordsInScope(frame: Frame): readonly VariableRecord[] {
  const f = frame.function
  if (f === undefined) return []
  const pc = frame.lookupPc - f.entry
  const last = lastScopes.get(f)
  if (last?.pc === pc) return last.records
  const records = findRecords(f, pc)
  lastScopes.set(f, { pc, records })
  return records
}

function findRecords(f: ImageFunction, pc: number): VariableRecord[] {
  const early = pc < f.prologueEnd
  return f.variables
    .filter(({ name, start, end, role }) => {
      if (name === '_' || name === '' || name.startsWith('.')) return false
      // Parameters exist from the first instruction on, even if they have no home yet.
      return early ? role !== 'local' : pc >= start && pc < end
    })
    .map((record, i) => ({ record, i }))
    .sort((a, b) => roleOrder[a.record.role] - roleOrder[b.record.role] || a.record.start - b.record.start || a.i - b.i)
    .map(({ record }) => record)
}

function variableValue(target: Target, frame: Frame, record: VariableRecord): Value {
  const f = frame.function!
  const { type } = record
  if (frame.lookupPc - f.entry < f.prologueEnd) return { type, unreadable: 'the function is still setting up its frame' }
  const home = frame.cfa + record.cfa
  if (!record.indirect) return { type, address: home }
  try {
    const address = new MemoryReader(target).word(home)
    return address === 0 ? { type, unreadable: 'the variable has not been allocated yet' } : { type, address }
  } catch (error) {
    return { type, unreadable: reasonOf(error) }
  }
}

/** The package variables of a package, by name without the package. */
export function globalsOfPackage(target: Target, pkgPath: string): { name: string; value: Value }[] {
  const prefix = `${pkgPath}.`
  const list: { name: string; value: Value }[] = []
  for (const global of target.image.globals) {
    if (!global.name.startsWith(prefix)) continue
    const name = global.name.slice(prefix.length)
    const address = target.image.symbols.get(global.name)?.address
    if (name.includes('.') || name.includes('/') || name === '_' || address === undefined) continue
    list.push({ name, value: { type: global.type, address } })
  }
  return list.sort((a, b) => (a.name < b.name ? -1 : 1))
}
