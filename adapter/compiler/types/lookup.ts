// This file finds fields and methods, also through embedded fields.
import { type Func, idOf, type Var } from './object'
import { comparable, identical } from './predicates'
import type { Package } from './program'
import type { Interface, Named, Type } from './type'

export type LookupResult =
  | { readonly kind: 'found'; readonly obj: Var | Func; readonly index: readonly number[]; readonly indirect: boolean }
  | { readonly kind: 'ambiguous' } // several at the shallowest depth
  | { readonly kind: 'pointerReceiver'; readonly obj: Func } // a method of *T, but a T that has no address
  | { readonly kind: 'missing' }

const missing: LookupResult = { kind: 'missing' }

// One embedded type on the way down.
interface Embedded {
  readonly type: Type
  readonly index: readonly number[]
  readonly indirect: boolean
  readonly multiples: boolean // the type occurs more than once at this depth
}

/**
 * Looks for a field or method `name` in T, where unexported names are those of `pkg`. `addressable` says that x in x.name is
 * addressable, so that methods of *T count. With `foldCase`, names are compared without regard to case (for hints).
 * The index is the path of field numbers; for a method the last is its number among the methods.
 */
export function lookupFieldOrMethod(T: Type, addressable: boolean, pkg: Package | undefined, name: string, foldCase = false): LookupResult {
  // Methods of a named pointer type do not exist, but its base may have fields of that name.
  if (T.kind === 'Named' && T.underlying.kind === 'Pointer') {
    const result = find(T.underlying, false, pkg, name, foldCase)
    return result.kind === 'found' && result.obj.kind === 'Func' ? missing : result
  }
  return find(T, addressable, pkg, name, foldCase)
}

function find(T: Type, addressable: boolean, pkg: Package | undefined, name: string, foldCase: boolean): LookupResult {
  if (name === '_') return missing
  let type = T
  let isPointer = false
  if (T.kind === 'Pointer') {
    // spec: "As an exception, if the type of x is a defined pointer type"; pointers to interfaces have no methods
    if (T.elem.underlying.kind === 'Interface') return missing
    type = T.elem
    isPointer = true
  }
  const id = idOf(pkg, name)
  const matches = foldCase
    ? (obj: Var | Func): boolean => obj.name.toLowerCase() === name.toLowerCase()
    : (obj: Var | Func): boolean => obj.name === name && obj.id === id
  let current: Embedded[] = [{ type, index: [], indirect: isPointer, multiples: false }]
  const seen = new Set<Named>()
  while (current.length > 0) {
    const next: Embedded[] = []
    let found: { obj: Var | Func; index: number[]; indirect: boolean } | undefined
    for (const entry of current) {
      const named = entry.type.kind === 'Named' ? entry.type : undefined
      if (named !== undefined) {
        if (seen.has(named)) continue // a deeper occurrence of a type can add nothing
        seen.add(named)
        const at = foldCase ? named.methods.findIndex(matches) : methodIndex(named, name, matches)
        if (at >= 0) {
          if (found !== undefined || entry.multiples) return { kind: 'ambiguous' }
          found = { obj: named.methods[at]!, index: [...entry.index, at], indirect: entry.indirect }
          continue
        }
      }
      const under = entry.type.underlying
      if (under.kind === 'Struct') {
        for (let i = 0; i < under.fields.length; i++) {
          const field = under.fields[i]!
          if (matches(field)) {
            if (found !== undefined || entry.multiples) return { kind: 'ambiguous' }
            found = { obj: field, index: [...entry.index, i], indirect: entry.indirect }
            continue
          }
          // What is found at this depth hides everything deeper.
          if (found === undefined && field.embedded) {
            const pointer = field.type.kind === 'Pointer' ? field.type : undefined
            const elem = pointer?.elem ?? field.type
            if (elem.kind === 'Named' || elem.underlying.kind === 'Struct' || elem.underlying.kind === 'Interface') {
              next.push({
                type: elem,
                index: [...entry.index, i],
                indirect: pointer !== undefined || entry.indirect,
                multiples: entry.multiples,
              })
            }
          }
        }
      } else if (under.kind === 'Interface') {
        const methods = under.allMethods
        const at = methods.findIndex(matches)
        if (at >= 0) {
          if (found !== undefined || entry.multiples) return { kind: 'ambiguous' }
          found = { obj: methods[at]!, index: [...entry.index, at], indirect: entry.indirect }
        }
      }
    }
    if (found !== undefined) {
      const obj = found.obj
      // spec: "The method set of a pointer to T is the set of all methods declared with receiver *T or T."
      if (obj.kind === 'Func' && hasPointerReceiver(obj) && !found.indirect && !addressable) return { kind: 'pointerReceiver', obj }
      return { kind: 'found', obj, index: found.index, indirect: found.indirect }
    }
    current = consolidate(next)
  }
  return missing
}

function methodIndex(named: Named, name: string, matches: (obj: Func) => boolean): number {
  const method = named.method(name)
  if (method === undefined) return -1
  return matches(method) ? named.methods.indexOf(method) : named.methods.findIndex(matches)
}

// Several occurrences of a type at one depth become one, marked: its names are ambiguous.
function consolidate(list: Embedded[]): Embedded[] {
  if (list.length <= 1) return list
  const result: Embedded[] = []
  for (const entry of list) {
    const at = result.findIndex(other => identical(other.type, entry.type))
    if (at < 0) result.push(entry)
    else result[at] = { ...result[at]!, multiples: true }
  }
  return result
}

/** Whether a method is declared for *T. */
export function hasPointerReceiver(method: Func): boolean {
  if (method.hasSignature && method.sig.recv !== undefined) return method.sig.recv.type.kind === 'Pointer'
  return method.pointerReceiver
}

/** Why a type lacks a method. */
export type MissingMethod =
  | { readonly kind: 'missing'; readonly method: Func }
  | { readonly kind: 'wrongName'; readonly method: Func; readonly other: Func } // there is one that differs in case
  | { readonly kind: 'wrongType'; readonly method: Func; readonly other: Func }
  | { readonly kind: 'ambiguous'; readonly method: Func }
  | { readonly kind: 'pointerReceiver'; readonly method: Func }
  | { readonly kind: 'field'; readonly method: Func }

/**
 * The first method of T that V does not have, or undefined if V implements T. If V is an interface and `isStatic` is not set,
 * methods that V lacks do not count: a type assertion may find them.
 */
export function missingMethod(V: Type, T: Interface, isStatic: boolean): MissingMethod | undefined {
  const wanted = T.allMethods
  if (wanted.length === 0) return undefined
  const under = V.underlying
  if (under.kind === 'Interface') {
    const has = new Map(under.allMethods.map(method => [method.id, method]))
    for (const method of wanted) {
      const other = has.get(method.id)
      if (other === undefined) {
        if (isStatic) return explainMissing(V, method)
      } else if (!identical(other.type, method.type)) return { kind: 'wrongType', method, other }
    }
    return undefined
  }
  for (const method of wanted) {
    const result = lookupFieldOrMethod(V, false, method.pkg, method.name)
    if (result.kind === 'found' && result.obj.kind === 'Func') {
      if (!identical(result.obj.type, method.type)) return { kind: 'wrongType', method, other: result.obj }
    } else if (result.kind === 'found') return { kind: 'field', method }
    else if (result.kind === 'ambiguous') return { kind: 'ambiguous', method }
    else if (result.kind === 'pointerReceiver') return { kind: 'pointerReceiver', method }
    else return explainMissing(V, method)
  }
  return undefined
}

function explainMissing(V: Type, method: Func): MissingMethod {
  const similar = lookupFieldOrMethod(V, false, method.pkg, method.name, true)
  if (similar.kind === 'found' && similar.obj.kind === 'Func') return { kind: 'wrongName', method, other: similar.obj }
  return { kind: 'missing', method }
}

/** Whether V has all methods of the interface T. */
export function implementsInterface(V: Type, T: Interface): boolean {
  if (T.name === 'comparable') return comparable(V, false)
  return missingMethod(V, T, true) === undefined
}
