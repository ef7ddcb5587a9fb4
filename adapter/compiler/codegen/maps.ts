// This file turns map operations into calls of the runtime, choosing the fast variants as gc does.
import type { CallExpr, IndexExpr } from '../syntax/nodes'
import type { MapType, Type } from '../types/type'
import type { CallPlan } from './calls'
import { genConverted, genValue, typeOf } from './expressions'
import type { FunctionGenerator } from './function'
import { isDirectInterface, isPlainMemory, isString, pointersOf, scalarsOf, sizeof } from './layout'
import { type Address, constant, heldOf, heldValue, type Value } from './values'

type Variant = '' | '_fast32' | '_fast64' | '_faststr'

/** Which family of functions serves a map type (walk.mapfast): none for elements over 128 bytes. */
export function mapVariant(map: MapType): Variant {
  if (sizeof(map.elem) > 128) return ''
  if (isString(map.key)) return '_faststr'
  if (!isPlainMemory(map.key)) return ''
  const size = sizeof(map.key)
  return size === 4 ? '_fast32' : size === 8 ? '_fast64' : ''
}

function mapPointer(f: FunctionGenerator, type: Type): Value {
  return { kind: 'address', address: { symbol: f.pkg.typeSymbol(type), disp: 0 } }
}

/** The key as the variant takes it: as a number, a string, or a pointer to it. */
function keyArgument(f: FunctionGenerator, key: Value, map: MapType, variant: Variant): Value {
  if (variant === '_faststr') return key
  if (variant === '') return { kind: 'address', address: f.toMemory(key, map.key) }
  if (key.kind === 'memory') {
    const size = sizeof(map.key) as 4 | 8
    return heldValue(f.load(key, { offset: 0, size, float: false, signed: false, pointer: scalarsOf(map.key)[0]!.pointer }))
  }
  return key
}

/** m[k]; with commaOk the element and whether it is there. */
export function genMapIndex(f: FunctionGenerator, e: IndexExpr, commaOk: boolean): Value[] {
  const type = typeOf(f, e.x)
  const map = type.underlying as MapType
  const m = genValue(f, e.x)
  const key = genConverted(f, e.indices[0]!, map.key)
  f.line(e.pos)
  const variant = mapVariant(map)
  const name = commaOk ? 'mapaccess2' : 'mapaccess1'
  const args = [mapPointer(f, type), m, keyArgument(f, key, map, variant)]
  const fat = sizeof(map.elem) > 1024
  const results = fat
    ? f.callRuntime(`${name}_fat`, [...args, { kind: 'address', address: { symbol: f.pkg.zeroSymbol(sizeof(map.elem)), disp: 0 } }])
    : f.callRuntime(name + variant, args)
  const element = f.materialize({ kind: 'memory', address: { base: heldOf(results[0]), disp: 0 } }, map.elem)
  return commaOk ? [element, results[1]!] : [element]
}

/** The place of m[k] for an assignment: made if it is not there. */
export function mapAssignPlace(f: FunctionGenerator, type: Type, m: Value, key: Value): Address {
  const map = type.underlying as MapType
  const variant = mapVariant(map)
  const pointerKey = isDirectInterface(map.key) && pointersOf(map.key).length > 0
  const suffix = variant === '_fast64' && pointerKey ? '_fast64ptr' : variant
  const [pointer] = f.callRuntime(`mapassign${suffix}`, [mapPointer(f, type), m, keyArgument(f, key, map, variant)])
  return { base: heldOf(pointer), disp: 0 }
}

/** delete(m, k) */
export function genMapDelete(f: FunctionGenerator, e: CallExpr): CallPlan {
  const type = typeOf(f, e.args[0]!)
  const map = type.underlying as MapType
  const m = f.materialize(genValue(f, e.args[0]!), type)
  const key = genConverted(f, e.args[1]!, map.key)
  const variant = mapVariant(map)
  return {
    operands: [
      { value: m, type },
      { value: key, type: map.key },
    ],
    invoke: (g, values) =>
      g.callRuntime(`mapdelete${variant}`, [mapPointer(g, type), values[0]!, keyArgument(g, values[1]!, map, variant)]),
  }
}

/** clear(m) */
export function genMapClear(f: FunctionGenerator, e: CallExpr): CallPlan {
  const type = typeOf(f, e.args[0]!)
  return {
    operands: [{ value: genValue(f, e.args[0]!), type }],
    invoke: (g, values) => g.callRuntime('mapclear', [mapPointer(g, type), values[0]!]),
  }
}

/** make(map[K]V, hint) */
export function mapMake(f: FunctionGenerator, type: Type, hint: Value | undefined): Value {
  if (hint === undefined || hint.kind === 'zero' || (hint.kind === 'constant' && hint.bits <= 8n))
    return f.callRuntime('makemap_small', [])[0]!
  return f.callRuntime('makemap', [mapPointer(f, type), hint, constant(0)])[0]!
}
