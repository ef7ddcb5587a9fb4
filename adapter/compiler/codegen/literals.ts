// This file turns composite literals into code that builds them in place.
import type { CompositeLit, Expr } from '../syntax/nodes'
import { unparen } from '../syntax/nodes'
import { ArrayType, type MapType, Pointer, type Slice, type Struct, type Type } from '../types/type'
import { genConverted, typeOf } from './expressions'
import type { FunctionGenerator } from './function'
import { offsetsof, pointersOf, sizeof } from './layout'
import { mapAssignPlace, mapMake } from './maps'
import { staticBytes } from './staticData'
import { type Address, at, constant, pointerScalar, slotAddress, type Value } from './values'

/** A place that is computed when it is wanted: behind a pointer it would not survive the calls in between. */
type Place = () => Address

/** T{…} as a value; T may be written elsewhere. */
export function genCompositeLit(f: FunctionGenerator, e: CompositeLit, type: Type = typeOf(f, e)): Value {
  const under = type.underlying
  switch (under.kind) {
    case 'Pointer':
      return genNewComposite(f, e, under.elem) // an element of []*T written without &T
    case 'Slice':
      return genSliceLit(f, e, under)
    case 'Map':
      return genMapLit(f, e, type, under)
    default: {
      const slot = f.temporary(Math.max(8, sizeof(type)), 8, pointersOf(type))
      fill(f, e, type, () => slotAddress(slot))
      return { kind: 'memory', address: slotAddress(slot) }
    }
  }
}

/** &T{…} */
export function genNewComposite(f: FunctionGenerator, e: CompositeLit, type: Type): Value {
  const [pointer] = f.callRuntime('newobject', [{ kind: 'address', address: { symbol: f.pkg.typeSymbol(type), disp: 0 } }])
  const slot = f.temporary(8, 8, [0])
  f.store(slotAddress(slot), pointer!, new Pointer(type))
  const under = type.underlying
  const place: Place = () => ({ base: f.load({ kind: 'memory', address: slotAddress(slot) }, pointerScalar), disp: 0 })
  if (under.kind === 'Struct' || under.kind === 'Array') fillElements(f, e, type, place)
  else f.store(place(), genCompositeLit(f, e, type), type)
  return { kind: 'memory', address: slotAddress(slot) }
}

/** Zeroes the place, then sets what the literal names. */
function fill(f: FunctionGenerator, e: CompositeLit, type: Type, place: Place): void {
  if (!namesAll(e, type)) f.zero(place(), type)
  fillElements(f, e, type, place)
}

function namesAll(e: CompositeLit, type: Type): boolean {
  const under = type.underlying
  if (under.kind === 'Struct') {
    return (
      e.elements.length === under.fields.length &&
      offsetsof(under).every((at, i) => i === 0 || at === offsetsof(under)[i - 1]! + sizeof(under.fields[i - 1]!.type))
    )
  }
  return under.kind === 'Array' && e.elements.length === under.len && e.elements.every(element => element.kind !== 'KeyValueExpr')
}

function fillElements(f: FunctionGenerator, e: CompositeLit, type: Type, place: Place): void {
  const under = type.underlying
  if (under.kind === 'Struct') {
    const offsets = offsetsof(under)
    e.elements.forEach((element, i) => {
      const index = element.kind === 'KeyValueExpr' ? fieldIndex(under, element.key) : i
      const value = element.kind === 'KeyValueExpr' ? element.value : element
      setElement(f, value, under.fields[index]!.type, () => at(place(), offsets[index]!))
    })
    return
  }
  if (under.kind !== 'Array') throw new Error(`literal of ${under.kind}`)
  const size = sizeof(under.elem)
  for (const { index, value } of indexed(f, e)) setElement(f, value, under.elem, () => at(place(), index * size))
}

function fieldIndex(struct: Struct, key: Expr): number {
  const index = struct.fields.findIndex(field => key.kind === 'Ident' && field.name === key.name)
  if (index < 0) throw new Error('unknown field')
  return index
}

/** The elements of an array or slice literal with their indices. */
function indexed(f: FunctionGenerator, e: CompositeLit): { index: number; value: Expr }[] {
  let next = 0
  return e.elements.map(element => {
    if (element.kind === 'KeyValueExpr') {
      const key = f.info.types.get(element.key)?.value
      if (key?.kind === 'int') next = Number(key.value)
      return { index: next++, value: element.value }
    }
    return { index: next++, value: element }
  })
}

function setElement(f: FunctionGenerator, value: Expr, type: Type, place: Place): void {
  const x = unparen(value)
  f.line(value.pos)
  if (x.kind === 'CompositeLit') {
    const own = typeOf(f, x)
    const under = own.underlying
    if ((under.kind === 'Struct' || under.kind === 'Array') && type.underlying.kind === under.kind) {
      fill(f, x, own, place)
      return
    }
  }
  const evaluated = genConverted(f, value, type)
  f.store(place(), evaluated, type)
}

function genSliceLit(f: FunctionGenerator, e: CompositeLit, slice: Slice): Value {
  const elements = indexed(f, e)
  const count = elements.reduce((max, element) => Math.max(max, element.index + 1), 0)
  const array = new ArrayType(slice.elem, count)
  if (count === 0)
    return { kind: 'words', words: [{ kind: 'address', address: { symbol: 'runtime.zerobase', disp: 0 } }, constant(0), constant(0)] }
  const constants = elements.length > 4 ? staticBytes(f.pkg, f.info, e, array) : undefined
  let pointer: Value
  if (f.pkg.stackOnly) {
    const slot = f.local(Math.max(8, sizeof(array)), 8, pointersOf(array))
    fill(f, e, array, () => slotAddress(slot))
    pointer = { kind: 'address', address: slotAddress(slot) }
  } else {
    const [made] = f.callRuntime('newobject', [{ kind: 'address', address: { symbol: f.pkg.typeSymbol(array), disp: 0 } }])
    const slot = f.temporary(8, 8, [0])
    f.store(slotAddress(slot), made!, new Pointer(array))
    pointer = { kind: 'memory', address: slotAddress(slot) }
    if (constants !== undefined)
      f.callRuntime('memmove', [pointer, { kind: 'address', address: { symbol: constants, disp: 0 } }, constant(sizeof(array))])
    else fillElements(f, e, array, () => ({ base: f.load({ kind: 'memory', address: slotAddress(slot) }, pointerScalar), disp: 0 }))
  }
  return { kind: 'words', words: [pointer, constant(count), constant(count)] }
}

function genMapLit(f: FunctionGenerator, e: CompositeLit, type: Type, map: MapType): Value {
  const slot = f.temporary(8, 8, [0])
  f.store(slotAddress(slot), mapMake(f, type, e.elements.length > 8 ? constant(e.elements.length) : undefined), type)
  const m: Value = { kind: 'memory', address: slotAddress(slot) }
  for (const element of e.elements) {
    if (element.kind !== 'KeyValueExpr') throw new Error('map literal without key')
    f.line(element.pos)
    const key = f.toMemoryValue(f.materialize(genConverted(f, element.key, map.key), map.key), map.key)
    const value = genConverted(f, element.value, map.elem)
    const settled = value.kind === 'held' || value.kind === 'words' ? f.toMemoryValue(value, map.elem) : value
    f.store(mapAssignPlace(f, type, m, key), settled, map.elem)
  }
  return m
}
