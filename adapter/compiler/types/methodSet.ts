// This file lists the methods that values of a type have, in the order of type descriptors.
import { lookupFieldOrMethod } from './lookup'
import type { Func } from './object'
import type { Type } from './type'
import { compareFuncs } from './type'

/** A method of a type, and the way to it. */
export interface MethodSetEntry {
  readonly method: Func
  readonly index: readonly number[] // embedded fields on the way, then the number of the method
  readonly indirect: boolean // a pointer is followed on the way (for *T at the receiver itself)
}

const cache = new WeakMap<Type, readonly MethodSetEntry[]>()

/** The method set of a type, promoted methods included, sorted by name (exported names first). */
export function methodSet(type: Type): readonly MethodSetEntry[] {
  const known = cache.get(type)
  if (known !== undefined) return known
  const candidates = new Map<string, Func>()
  collect(type, candidates, new Set())
  const entries: MethodSetEntry[] = []
  for (const method of candidates.values()) {
    const result = lookupFieldOrMethod(type, false, method.pkg, method.name)
    if (result.kind === 'found' && result.obj.kind === 'Func') {
      entries.push({ method: result.obj, index: result.index, indirect: result.indirect })
    }
  }
  entries.sort((a, b) => compareFuncs(a.method, b.method))
  cache.set(type, entries)
  return entries
}

// Every method name that occurs in the type or what it embeds; whether it is reachable, lookup decides.
function collect(type: Type, into: Map<string, Func>, seen: Set<Type>): void {
  const base = type.kind === 'Pointer' ? type.elem : type
  if (seen.has(base)) return
  seen.add(base)
  if (base.kind === 'Named') for (const method of base.methods) into.set(method.id, method)
  const under = base.underlying
  if (under.kind === 'Interface') for (const method of under.allMethods) into.set(method.id, method)
  if (under.kind === 'Struct') for (const field of under.fields) if (field.embedded) collect(field.type, into, seen)
}
