// This file finds constant keys and cases that occur twice.
import { identical, isInterface } from './predicates'
import type { Type } from './type'

/**
 * Adds a key and tells whether it was there. In a map from an interface type 1 and int8(1) are different keys, so the type counts.
 */
export function addKey(seen: Map<string, Type[]>, keyType: Type, type: Type, key: string): boolean {
  const types = seen.get(key)
  if (types === undefined) {
    seen.set(key, [type])
    return false
  }
  if (!isInterface(keyType)) return true
  if (types.some(other => identical(other, type))) return true
  types.push(type)
  return false
}
