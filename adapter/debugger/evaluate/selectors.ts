// This file finds the field that x.f means: of the struct, of what a pointer points to, or promoted from an embedded field.
import type { Loader } from '../values/loader'
import type { Value } from '../values/value'
import { EvaluateError } from './operand'

/** The field of a value. `text` is the expression of the value, for messages. */
export function fieldOf(loader: Loader, value: Value, name: string, text: string): Value {
  const struct = structOf(loader, value, text)
  if (struct === undefined) {
    const record = loader.record(value)
    throw new EvaluateError(`${text} (type ${record.name}) is not a struct`)
  }
  const path = findField(loader, struct.type, name)
  if (path === undefined) throw new EvaluateError(`${text} has no member ${name}`)
  let current = struct
  for (const step of path) {
    const holder = structOf(loader, current, text)
    if (holder === undefined) throw new EvaluateError(`${text} has no member ${name}`)
    current = loader.field(holder, step)
  }
  return current
}

/** The struct itself, through one pointer or an interface that holds one; undefined if there is none. */
function structOf(loader: Loader, value: Value, text: string): Value | undefined {
  const record = loader.record(value)
  if (record.kind === 'struct') return value
  if (record.kind === 'pointer' && loader.types.record(record.elem!)?.kind === 'struct') {
    const elem = loader.deref(value)
    if (elem === undefined) throw new EvaluateError(`${text} is nil`)
    return elem
  }
  if (record.kind === 'interface') {
    const data = loader.dynamic(value)
    return data === undefined ? undefined : structOf(loader, data, text)
  }
  return undefined
}

/** Names of the fields on the way, the shallowest way first; undefined if there is none. */
export function findField(loader: Loader, type: string, name: string): string[] | undefined {
  let level: { type: string; path: string[] }[] = [{ type, path: [] }]
  const seen = new Set<string>()
  while (level.length > 0) {
    const next: { type: string; path: string[] }[] = []
    for (const { type: key, path } of level) {
      if (seen.has(key)) continue
      seen.add(key)
      for (const field of loader.types.record(key)?.fields ?? []) {
        if (field.name === name) return [...path, name]
        if (field.embedded !== true) continue
        const record = loader.types.record(field.type)
        const inner = record?.kind === 'pointer' ? record.elem! : field.type
        next.push({ type: inner, path: [...path, field.name] })
      }
    }
    level = next
  }
  return undefined
}
