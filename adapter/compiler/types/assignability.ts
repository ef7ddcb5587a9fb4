// This file decides whether a value may be assigned or converted to a type, and says why not.

import { encodeRune } from './bytes'
import type { Checker } from './checker'
import { makeByteString, representable, unknownConstant } from './constant'
import { type MissingMethod, missingMethod } from './lookup'
import type { Func } from './object'
import type { Operand } from './operand'
import {
  comparable,
  defaultType,
  hasName,
  hasNil,
  identical,
  identicalIgnoreTags,
  isBoolean,
  isBytesOrRunes,
  isComplex,
  isConstType,
  isFloat,
  isInteger,
  isInterface,
  isNumeric,
  isString,
  isUnsafePointer,
  isUntyped,
  isValid,
} from './predicates'
import type { Interface, Type } from './type'
import { signatureString } from './typeString'
import { Typ } from './universe'
import { implicitType, updateType } from './untyped'

/** Whether x can be assigned to a variable of type T; if not, possibly why. */
export function assignableTo(c: Checker, x: Operand, T: Type): { ok: boolean; cause: string } {
  if (x.mode === 'invalid' || !isValid(T)) return { ok: true, cause: '' } // avoid follow-on errors
  const V = x.type
  if (identical(V, T)) return { ok: true, cause: '' }
  const Vu = V.underlying
  const Tu = T.underlying
  if (isUntyped(V)) {
    const result = implicitType(x, T)
    return { ok: !('problem' in result), cause: '' }
  }
  // spec: "V and T have identical underlying types ... and at least one of V or T is not a named type"
  if (identical(Vu, Tu) && (!hasName(V) || !hasName(T))) return { ok: true, cause: '' }
  // spec: "T is an interface type, but not a type parameter, and x implements T"
  if (Tu.kind === 'Interface') {
    const cause = implementsCause(c, V, T, Tu)
    return cause === undefined ? { ok: true, cause: '' } : { ok: false, cause }
  }
  // If V is an interface, a type assertion may be what is missing.
  if (Vu.kind === 'Interface' && implementsCause(c, T, V, Vu) === undefined) return { ok: false, cause: 'need type assertion' }
  // spec: "V is a bidirectional channel, T is a channel type, V and T have identical element types and at least one is not named"
  if (Vu.kind === 'Chan' && Vu.dir === 'both' && Tu.kind === 'Chan' && identical(Vu.elem, Tu.elem)) {
    return { ok: !hasName(V) || !hasName(T), cause: '' }
  }
  return { ok: false, cause: '' }
}

/** Why V does not implement the interface type T; undefined if it does. */
export function implementsCause(c: Checker, V: Type, T: Type, under: Interface): string | undefined {
  if (!isValid(V) || !isValid(T)) return undefined
  if (under.name === 'comparable') return comparable(V) ? undefined : `${c.str(V)} does not implement comparable`
  const missing = missingMethod(V, under, true)
  if (missing === undefined) return undefined
  return `${c.str(V)} does not implement ${c.str(T)} ${missingCause(c, V, T, missing)}`
}

/** The part in parentheses of "X does not implement Y (missing method Z)". */
export function missingCause(c: Checker, V: Type, T: Type, missing: MissingMethod): string {
  const name = missing.method.name
  const line = (f: Func): string => f.name + signatureString(f.sig, c.qualifier)
  switch (missing.kind) {
    case 'wrongName':
      return `(missing method ${name})\n\t\thave ${line(missing.other)}\n\t\twant ${line(missing.method)}`
    case 'wrongType':
      return `(wrong type for method ${name})\n\t\thave ${line(missing.other)}\n\t\twant ${line(missing.method)}`
    case 'ambiguous':
      return `(ambiguous selector ${c.str(V)}.${name})`
    case 'pointerReceiver':
      return `(method ${name} has pointer receiver)`
    case 'field':
      return `(type ${c.str(V)} has no method ${name}, but does have field ${name})`
    default:
      if (isInterfacePointer(V)) return `(type ${c.str(V)} is pointer to interface, not interface)`
      if (isInterfacePointer(T)) return `(type ${c.str(T)} is pointer to interface, not interface)`
      return `(missing method ${name})`
  }
}

export function isInterfacePointer(type: Type): boolean {
  const under = type.underlying
  return under.kind === 'Pointer' && isInterface(under.elem)
}

/** x.(T): why a value of interface type V can never hold a T; undefined if it may. */
export function assertableCause(c: Checker, V: Type, T: Type): string | undefined {
  // no static check is required if T is an interface
  if (isInterface(T)) return undefined
  const under = V.underlying
  if (under.kind !== 'Interface') return undefined
  const missing = missingMethod(T, under, false)
  return missing === undefined ? undefined : missingCause(c, T, V, missing)
}

// --------------------------------------------------------------------------------------------------------------- conversions

/** T(x): converts x, or reports that this is impossible. */
export function conversion(c: Checker, x: Operand, T: Type): void {
  const constArg = x.mode === 'constant'
  let ok = false
  let final = T
  if (constArg && isConstType(T)) {
    ok = convertConstant(x, T)
    if (!ok && isInteger(x.type) && isInteger(T)) {
      const value = x.value.kind === 'int' ? String(x.value.value) : '?'
      c.error(x, `constant ${value} overflows ${c.str(T)}`)
      x.invalidate()
      return
    }
  } else if (convertibleTo(c, x, T)) {
    ok = true
    x.mode = 'value'
  }
  if (!ok) {
    if (isInterfacePointer(T) || T.underlying.kind === 'Interface') {
      const cause = T.underlying.kind === 'Interface' ? implementsCause(c, x.type, T, T.underlying) : undefined
      if (cause !== undefined && !x.isNil) {
        c.error(x, `cannot convert ${c.opStr(x)} to type ${c.str(T)}: ${cause}`)
        x.invalidate()
        return
      }
    }
    c.error(x, `cannot convert ${c.opStr(x)} to type ${c.str(T)}`)
    x.invalidate()
    return
  }
  // The argument's type is final now: a constant of its own type, nil of T, otherwise T or the default type.
  if (isUntyped(x.type)) {
    // An interface holds the default type, and so does []byte("x"); string(65) keeps its argument an integer.
    if (isInterface(T) || (constArg && !isConstType(T))) final = x.isNil ? T : defaultType(x.type)
    else if (x.mode === 'constant' && isInteger(x.type) && isString(T)) final = x.type
    if (x.expr !== undefined) updateType(c, x.expr, final, true)
  }
  if (x.isNil) x.mode = 'value'
  x.type = T
}

// spec: "A constant value x can be converted to type T if x is representable by a value of type T" or if an integer becomes a string.
function convertConstant(x: Operand, T: Type): boolean {
  const under = T.underlying
  if (under.kind !== 'Basic') return false
  const value = representable(x.value, under.basic)
  if (value !== undefined && !(isString(T) && isInteger(x.type))) {
    x.value = value
    return true
  }
  if (isInteger(x.type) && isString(T)) {
    const int = x.value.kind === 'int' ? x.value.value : -1n
    x.value = int >= 0n && int <= 0x10ffffn ? makeByteString(encodeRune(Number(int))) : makeByteString(encodeRune(0xfffd))
    return true
  }
  return x.value === unknownConstant
}

/** spec: "A non-constant value x can be converted to type T in any of these cases" */
export function convertibleTo(c: Checker, x: Operand, T: Type): boolean {
  if (assignableTo(c, x, T).ok) return true
  const V = x.type
  const Vu = V.underlying
  const Tu = T.underlying
  if (identicalIgnoreTags(Vu, Tu)) return true
  if (V.kind === 'Pointer' && T.kind === 'Pointer' && identicalIgnoreTags(V.elem.underlying, T.elem.underlying)) return true
  if ((isInteger(V) || isFloat(V)) && (isInteger(T) || isFloat(T))) return true
  if (isComplex(V) && isComplex(T)) return true
  if (isString(T) && (isInteger(V) || isBytesOrRunes(Vu))) return true
  if (isString(V) && isBytesOrRunes(Tu)) return true
  if ((Vu.kind === 'Pointer' || isUintptr(Vu)) && isUnsafePointer(Tu)) return true
  if (isUnsafePointer(Vu) && (Tu.kind === 'Pointer' || isUintptr(Tu))) return true
  // spec: "Converting a slice to an array yields an array ... of the slice"
  if (Vu.kind === 'Slice') {
    if (Tu.kind === 'Array') return identical(Vu.elem, Tu.elem)
    if (Tu.kind === 'Pointer' && Tu.elem.underlying.kind === 'Array') return identical(Vu.elem, Tu.elem.underlying.elem)
  }
  return false
}

function isUintptr(type: Type): boolean {
  return type.kind === 'Basic' && type.basic === 'uintptr'
}

// ------------------------------------------------------------------------------------------------------- pure forms, for codegen

/** Whether a value (not constant) of type V can be assigned to T. */
export function typeAssignableTo(V: Type, T: Type): boolean {
  if (identical(V, T)) return true
  const Vu = V.underlying
  const Tu = T.underlying
  if (isUntyped(V)) return V === Typ['untyped nil'] ? hasNil(T) : isNumeric(V) ? isNumeric(T) : isBoolean(V) ? isBoolean(T) : isString(T)
  if (identical(Vu, Tu) && (!hasName(V) || !hasName(T))) return true
  if (Tu.kind === 'Interface') return missingMethod(V, Tu, true) === undefined
  return Vu.kind === 'Chan' && Vu.dir === 'both' && Tu.kind === 'Chan' && identical(Vu.elem, Tu.elem) && (!hasName(V) || !hasName(T))
}
