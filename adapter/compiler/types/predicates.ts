// This file answers questions about types: what they are, whether they are identical, comparable, ordered.
import type { Basic, BasicKind, Interface, Signature, Struct, Type } from './type'
import {
  isBooleanInfo,
  isComplexInfo,
  isConstTypeInfo,
  isFloatInfo,
  isIntegerInfo,
  isNumericInfo,
  isOrderedInfo,
  isStringInfo,
  isUnsignedInfo,
  isUntypedInfo,
} from './type'
import { Typ, universeRune } from './universe'

function hasInfo(type: Type, info: number): boolean {
  const under = type.underlying
  return under.kind === 'Basic' && (under.info & info) !== 0
}

export const isBoolean = (type: Type): boolean => hasInfo(type, isBooleanInfo)
export const isNumeric = (type: Type): boolean => hasInfo(type, isNumericInfo)
export const isString = (type: Type): boolean => hasInfo(type, isStringInfo)
export const isInteger = (type: Type): boolean => hasInfo(type, isIntegerInfo)
export const isUnsigned = (type: Type): boolean => hasInfo(type, isUnsignedInfo)
export const isFloat = (type: Type): boolean => hasInfo(type, isFloatInfo)
export const isComplex = (type: Type): boolean => hasInfo(type, isComplexInfo)
export const isOrdered = (type: Type): boolean => hasInfo(type, isOrderedInfo)
export const isConstType = (type: Type): boolean => hasInfo(type, isConstTypeInfo)
export const isNumericOrString = (type: Type): boolean => hasInfo(type, isNumericInfo | isStringInfo)

/** Whether the type is that of an untyped constant, an untyped bool value or nil. */
export function isUntyped(type: Type): boolean {
  return type.kind === 'Basic' && (type.info & isUntypedInfo) !== 0
}

export function isTyped(type: Type): boolean {
  return !isUntyped(type)
}

export function isBasic(type: Type, kind: BasicKind): boolean {
  const under = type.underlying
  return under.kind === 'Basic' && under.basic === kind
}

export function isValid(type: Type): boolean {
  return !(type.kind === 'Basic' && type.basic === 'invalid')
}

export function isInterface(type: Type): boolean {
  return type.underlying.kind === 'Interface'
}

export function isUnsafePointer(type: Type): boolean {
  return isBasic(type, 'unsafe.Pointer')
}

/** Whether the type has a name: predeclared or defined. */
export function hasName(type: Type): boolean {
  return type.kind === 'Basic' || type.kind === 'Named' || type.kind === 'TypeParam'
}

/** []byte or []rune by underlying element type. */
export function isBytesOrRunes(type: Type): boolean {
  const under = type.underlying
  if (under.kind !== 'Slice') return false
  return isBasic(under.elem, 'uint8') || isBasic(under.elem, 'int32')
}

/** Whether nil is a value of the type. */
export function hasNil(type: Type): boolean {
  const under = type.underlying
  switch (under.kind) {
    case 'Basic':
      return under.basic === 'unsafe.Pointer'
    case 'Pointer':
    case 'Slice':
    case 'Map':
    case 'Chan':
    case 'Signature':
    case 'Interface':
      return true
    default:
      return false
  }
}

/** Whether == is defined for values of the type. With `dynamic`, interfaces count as comparable (they may panic). */
export function comparable(type: Type, dynamic = true, reportf?: (cause: string, type: Type) => void, seen = new Set<Type>()): boolean {
  if (seen.has(type)) return true
  seen.add(type)
  const under = type.underlying
  switch (under.kind) {
    case 'Basic':
      return under.basic !== 'untyped nil'
    case 'Pointer':
    case 'Chan':
      return true
    case 'Interface':
      return dynamic
    case 'Struct':
      for (const field of under.fields) {
        if (!comparable(field.type, dynamic, undefined, seen)) {
          reportf?.('struct containing %s cannot be compared', field.type)
          return false
        }
      }
      return true
    case 'Array':
      if (comparable(under.elem, dynamic, undefined, seen)) return true
      reportf?.('%s cannot be compared', type)
      return false
    default:
      return false
  }
}

/** spec: "Two types are identical if they have the same structure"; named types are identical only to themselves. */
export function identical(x: Type, y: Type): boolean {
  return same(x, y, true)
}

/** identical, but struct tags do not matter (they do not for conversions). */
export function identicalIgnoreTags(x: Type, y: Type): boolean {
  return same(x, y, false)
}

function same(x: Type, y: Type, tags: boolean): boolean {
  if (x === y) return true
  switch (x.kind) {
    case 'Basic':
      return y.kind === 'Basic' && x.basic === y.basic // byte and uint8 are different objects
    case 'Pointer':
      return y.kind === 'Pointer' && same(x.elem, y.elem, tags)
    case 'Slice':
      return y.kind === 'Slice' && same(x.elem, y.elem, tags)
    case 'Array':
      // an unknown length is an error that has been reported
      return y.kind === 'Array' && (x.len < 0 || y.len < 0 || x.len === y.len) && same(x.elem, y.elem, tags)
    case 'Map':
      return y.kind === 'Map' && same(x.key, y.key, tags) && same(x.elem, y.elem, tags)
    case 'Chan':
      return y.kind === 'Chan' && x.dir === y.dir && same(x.elem, y.elem, tags)
    case 'Struct':
      return y.kind === 'Struct' && sameStructs(x, y, tags)
    case 'Signature':
      return y.kind === 'Signature' && sameSignatures(x, y, tags)
    case 'Tuple':
      return y.kind === 'Tuple' && x.length === y.length && x.vars.every((v, i) => same(v.type, y.vars[i]!.type, tags))
    case 'Interface':
      return y.kind === 'Interface' && sameInterfaces(x, y, tags)
    case 'Named':
      return (
        y.kind === 'Named' &&
        x.typeArgs.length > 0 &&
        x.origin === y.origin &&
        x.typeArgs.length === y.typeArgs.length &&
        x.typeArgs.every((arg, i) => same(arg, y.typeArgs[i]!, tags))
      )
    default:
      return false
  }
}

function sameStructs(x: Struct, y: Struct, tags: boolean): boolean {
  if (x.fields.length !== y.fields.length) return false
  return x.fields.every((field, i) => {
    const other = y.fields[i]!
    if (field.embedded !== other.embedded || field.id !== other.id) return false
    if (tags && (x.tags[i] ?? '') !== (y.tags[i] ?? '')) return false
    return same(field.type, other.type, tags)
  })
}

function sameSignatures(x: Signature, y: Signature, tags: boolean): boolean {
  if (x.variadic !== y.variadic || x.params.length !== y.params.length || x.results.length !== y.results.length) return false
  return (
    x.params.every((param, i) => same(param.type, y.params[i]!.type, tags)) &&
    x.results.every((result, i) => same(result.type, y.results[i]!.type, tags))
  )
}

// Interfaces may contain themselves through unnamed types of their methods; a pair under comparison is taken to be identical.
const comparing: [Interface, Interface][] = []

function sameInterfaces(x: Interface, y: Interface, tags: boolean): boolean {
  const left = x.allMethods
  const right = y.allMethods
  if (left.length !== right.length) return false
  if ((x.name === 'comparable') !== (y.name === 'comparable')) return false
  if (comparing.some(([a, b]) => (a === x && b === y) || (a === y && b === x))) return true
  comparing.push([x, y])
  const result = left.every((method, i) => method.id === right[i]!.id && same(method.type, right[i]!.type, tags))
  comparing.pop()
  return result
}

/** The type that an untyped constant gets when nothing else decides. spec: "bool, rune, int, float64, complex128 or string" */
export function defaultType(type: Type): Type {
  if (type.kind !== 'Basic') return type
  switch (type.basic) {
    case 'untyped bool':
      return Typ.bool
    case 'untyped int':
      return Typ.int
    case 'untyped rune':
      return universeRune
    case 'untyped float':
      return Typ.float64
    case 'untyped complex':
      return Typ.complex128
    case 'untyped string':
      return Typ.string
    default:
      return type
  }
}

const numericRanks: Partial<Record<BasicKind, number>> = {
  'untyped int': 1,
  'untyped rune': 2,
  'untyped float': 3,
  'untyped complex': 4,
}

/** Which of two untyped types an operation has: the later of int, rune, float, complex. Undefined if they do not mix. */
export function maxUntyped(x: Type, y: Type): Basic | undefined {
  if (x.kind !== 'Basic' || y.kind !== 'Basic') return undefined
  if (x.basic === y.basic) return x
  const left = numericRanks[x.basic]
  const right = numericRanks[y.basic]
  if (left === undefined || right === undefined) return undefined
  return left > right ? x : y
}

/** type without one level of pointer, and whether there was one. */
export function deref(type: Type): { type: Type; indirect: boolean } {
  return type.kind === 'Pointer' ? { type: type.elem, indirect: true } : { type, indirect: false }
}
