// This file turns the beginning of an expression into what may follow: names in scope, members behind a dot, keys inside brackets.

import { MapWalk } from '../runtime/mapWalk'
import type { Target } from '../target'
import { Loader } from '../values/loader'
import { variablesInFrame } from '../values/scopes'
import { TextWriter } from '../values/text'
import type { Value } from '../values/value'
import { type EvaluationContext, evaluate } from './evaluate'
import { packagePath } from './identifiers'

export type CandidateKind = 'variable' | 'field' | 'function' | 'class' | 'module' | 'value' | 'keyword'

/** Something that may stand in place of `length` characters from `start` on. */
export interface Candidate {
  readonly label: string
  readonly kind: CandidateKind
  readonly detail?: string
  readonly start: number
  readonly length: number
}

const mostCandidates = 500
const mostKeys = 50
const builtins = ['cap', 'len', 'max', 'min']
const constants = ['false', 'nil', 'true']
const basicTypes = 'bool byte float32 float64 int int16 int32 int64 int8 rune string uint uint16 uint32 uint64 uint8 uintptr'.split(' ')

/** What may stand at an offset of a text, best first. Nothing is thrown: where nothing is known, nothing is offered. */
export function complete(target: Target, text: string, offset: number, context: EvaluationContext): Candidate[] {
  const before = text.slice(0, Math.max(0, Math.min(offset, text.length)))
  try {
    return (keys(target, before, context) ?? members(target, before, context) ?? names(target, before, context)).slice(0, mostCandidates)
  } catch {
    return []
  }
}

function matching(candidates: readonly Omit<Candidate, 'start' | 'length'>[], partial: string, start: number): Candidate[] {
  const wanted = partial.toLowerCase()
  const seen = new Set<string>()
  return candidates
    .filter(({ label }) => {
      if (!label.toLowerCase().startsWith(wanted) || seen.has(label)) return false
      seen.add(label)
      return true
    })
    .map(candidate => ({ ...candidate, start, length: partial.length }))
}

const identifierAtEnd = /[\p{L}_][\p{L}\p{N}_]*$/u

function names(target: Target, before: string, { frame }: EvaluationContext): Candidate[] {
  // Inside a text nothing is meant.
  if ((before.replace(/\\./gs, '').match(/"/g)?.length ?? 0) % 2 === 1) return []
  const partial = identifierAtEnd.exec(before)?.[0] ?? ''
  const current = frame?.function?.package ?? 'main'
  const types = new Loader(target).types
  return matching(
    [
      ...(frame === undefined ? [] : [...variablesInFrame(target, frame)].reverse())
        .filter(variable => !variable.shadowed)
        .map(({ name, value }) => ({ label: name, kind: 'variable' as const, detail: types.name(value.type) })),
      ...packageMembers(target, current),
      ...[...new Set(target.image.packages.map(pkg => pkg.name))].sort().map(label => ({ label, kind: 'module' as const })),
      ...builtins.map(label => ({ label, kind: 'function' as const })),
      ...constants.map(label => ({ label, kind: 'keyword' as const })),
      ...basicTypes.map(label => ({ label, kind: 'class' as const })),
    ],
    partial,
    before.length - partial.length,
  )
}

/** Variables, constants, functions and types of a package, without its name. */
function packageMembers(target: Target, path: string): Omit<Candidate, 'start' | 'length'>[] {
  const prefix = `${path}.`
  const types = new Loader(target).types
  const list: Omit<Candidate, 'start' | 'length'>[] = []
  const add = (full: string, kind: CandidateKind, detail?: string) => {
    const name = full.slice(prefix.length)
    if (full.startsWith(prefix) && /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name))
      list.push({ label: name, kind, ...(detail === undefined ? {} : { detail }) })
  }
  for (const global of target.image.globals) add(global.name, 'variable', types.name(global.type))
  for (const constant of target.image.constants) add(constant.name, 'value', constant.value)
  for (const f of target.image.functions) add(f.name, 'function')
  for (const { types: table } of target.image.tables) for (const key of Object.keys(table)) add(key, 'class')
  return list.sort((a, b) => (a.label < b.label ? -1 : 1))
}

/** Behind `x.`: fields of a value, or members of a package. */
function members(target: Target, before: string, context: EvaluationContext): Candidate[] | undefined {
  const partial = identifierAtEnd.exec(before)?.[0] ?? ''
  const start = before.length - partial.length
  if (before[start - 1] !== '.') return undefined
  const base = operandBefore(before, start - 1)
  if (base === '') return []
  const path = /^[\p{L}_][\p{L}\p{N}_]*$/u.test(base)
    ? packagePath(target.image, base, context.frame?.function?.package ?? 'main')
    : undefined
  let value: Value | undefined
  try {
    value = evaluate(target, base, context)
  } catch {
    value = undefined
  }
  // A function may have the name of its package, as main.main has.
  if (path !== undefined && (value === undefined || value.shown !== undefined))
    return matching(packageMembers(target, path), partial, start)
  if (value === undefined) return []
  const loader = new Loader(target)
  const fields = matching(fieldsOf(loader, value.type), partial, start)
  if (loader.record(value).kind !== 'interface') return fields
  const inside = loader.dynamic(value)
  return [
    ...matching([{ label: '(data)', kind: 'value', detail: 'what the interface holds' }], partial, start),
    ...(inside === undefined ? [] : matching(fieldsOf(loader, inside.type), partial, start)),
  ]
}

/** Fields of a struct or of what a pointer points to, promoted ones behind the struct's own. */
function fieldsOf(loader: Loader, type: string): Omit<Candidate, 'start' | 'length'>[] {
  const list: Omit<Candidate, 'start' | 'length'>[] = []
  const seen = new Set<string>()
  let level = [type]
  while (level.length > 0) {
    const next: string[] = []
    for (const key of level) {
      const record = loader.types.record(key)
      const struct = record?.kind === 'pointer' ? record.elem! : key
      if (seen.has(struct)) continue
      seen.add(struct)
      for (const field of loader.types.record(struct)?.fields ?? []) {
        if (field.name !== '_') list.push({ label: field.name, kind: 'field', detail: loader.types.name(field.type) })
        if (field.embedded === true) next.push(field.type)
      }
    }
    level = next
  }
  return list
}

/** Inside `m[`: keys of the map. */
function keys(target: Target, before: string, context: EvaluationContext): Candidate[] | undefined {
  const bracket = before.lastIndexOf('[')
  if (bracket < 1 || before.indexOf(']', bracket) >= 0) return undefined
  const partial = before.slice(bracket + 1)
  if (/[^"\p{L}\p{N}_.\- ']/u.test(partial)) return undefined
  const base = operandBefore(before, bracket)
  if (base === '') return undefined
  const loader = new Loader(target)
  const map = evaluate(target, base, context)
  if (loader.types.record(map.type)?.kind !== 'map') return undefined
  const writer = new TextWriter(loader, { limit: 200 })
  const candidates = new MapWalk(loader, map).firstEntries(mostKeys).map(({ key, elem }) => ({
    label: `${writer.text(key)}]`,
    kind: 'value' as const,
    detail: new TextWriter(loader, { limit: 60 }).text(elem),
  }))
  const found = matching(candidates, partial, bracket + 1)
  return found.length > 0 ? found : undefined
}

const opening: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' }

/** The operand that ends at an offset: names, selectors, indexes and parentheses, read backwards. Empty if there is none. */
function operandBefore(text: string, end: number): string {
  let at = end
  for (;;) {
    const char = text[at - 1]
    if (char === undefined) break
    if (char === ')' || char === ']') {
      const stack = [opening[char]!]
      at--
      while (at > 0 && stack.length > 0) {
        const inner = text[--at]!
        if (inner === '"') at = Math.max(0, text.lastIndexOf('"', at - 1))
        else if (opening[inner] !== undefined) stack.push(opening[inner])
        else if (inner === stack[stack.length - 1]) stack.pop()
      }
      if (stack.length > 0) return ''
      continue
    }
    if (char === '.') {
      at--
      continue
    }
    const name = identifierAtEnd.exec(text.slice(0, at))?.[0]
    if (name === undefined) break
    at -= name.length
    if (text[at - 1] !== '.') break
  }
  return text.slice(at, end)
}
