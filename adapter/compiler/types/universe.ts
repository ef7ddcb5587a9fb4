// This file declares what every Go program knows without importing anything, and package unsafe.
import { noPos } from '../syntax/positions'
import { makeBool, makeInt } from './constant'
import type { BuiltinName } from './object'
import { Builtin, Const, Func, Nil, TypeName, Var } from './object'
import { Package } from './program'
import { Scope } from './scope'
import type { BasicKind } from './type'
import {
  Basic,
  Interface,
  invalidType,
  isBooleanInfo,
  isComplexInfo,
  isFloatInfo,
  isIntegerInfo,
  isStringInfo,
  isUnsignedInfo,
  isUntypedInfo,
  Named,
  Signature,
} from './type'

function basic(kind: BasicKind, info: number, name: string = kind): Basic {
  return new Basic(kind, info, name)
}

const unsigned = isIntegerInfo | isUnsignedInfo

/** The basic types by kind: Typ.int, Typ['untyped nil'] ... */
export const Typ: Readonly<Record<BasicKind, Basic>> = {
  invalid: invalidType,
  bool: basic('bool', isBooleanInfo),
  int: basic('int', isIntegerInfo),
  int8: basic('int8', isIntegerInfo),
  int16: basic('int16', isIntegerInfo),
  int32: basic('int32', isIntegerInfo),
  int64: basic('int64', isIntegerInfo),
  uint: basic('uint', unsigned),
  uint8: basic('uint8', unsigned),
  uint16: basic('uint16', unsigned),
  uint32: basic('uint32', unsigned),
  uint64: basic('uint64', unsigned),
  uintptr: basic('uintptr', unsigned),
  float32: basic('float32', isFloatInfo),
  float64: basic('float64', isFloatInfo),
  complex64: basic('complex64', isComplexInfo),
  complex128: basic('complex128', isComplexInfo),
  string: basic('string', isStringInfo),
  'unsafe.Pointer': basic('unsafe.Pointer', 0),
  'untyped bool': basic('untyped bool', isBooleanInfo | isUntypedInfo),
  'untyped int': basic('untyped int', isIntegerInfo | isUntypedInfo),
  'untyped rune': basic('untyped rune', isIntegerInfo | isUntypedInfo),
  'untyped float': basic('untyped float', isFloatInfo | isUntypedInfo),
  'untyped complex': basic('untyped complex', isComplexInfo | isUntypedInfo),
  'untyped string': basic('untyped string', isStringInfo | isUntypedInfo),
  'untyped nil': basic('untyped nil', isUntypedInfo),
}

/** byte and rune are names for uint8 and int32: identical to them, but printed as written. */
export const universeByte: Basic = basic('uint8', unsigned, 'byte')
export const universeRune: Basic = basic('int32', isIntegerInfo, 'rune')

/** The type any, which is interface{} by another name. */
export const universeAny: Interface = new Interface([], [], 'any')
universeAny.complete = true

/** The constraint comparable, which only type parameters may use. */
export const universeComparable: Interface = new Interface([], [], 'comparable')
universeComparable.complete = true

/** The block around all packages. */
export const universe: Scope = new Scope(undefined, noPos, noPos, 'universe')

/** The predeclared type error. */
export const universeError: Named = declareError()

/** The predeclared iota, which has a value only in constant declarations. */
export const universeIota: Const = new Const(noPos, undefined, 'iota', Typ['untyped int'], makeInt(0n))

/** The predeclared nil. */
export const universeNil: Nil = new Nil(Typ['untyped nil'])

/** Package unsafe. */
export const unsafePackage: Package = new Package('unsafe', 'unsafe', universe, true)

declareTypes()
declareConstants()
declareBuiltins()

function declareError(): Named {
  const obj = new TypeName(noPos, undefined, 'error', invalidType)
  const type = new Named(obj, undefined)
  obj.type = type
  const recv = new Var(noPos, undefined, '', type)
  const result = new Var(noPos, undefined, '', Typ.string)
  result.isResult = true
  const underlying = new Interface([new Func(noPos, undefined, 'Error', new Signature(recv, [], [result]))], [])
  underlying.complete = true
  type.setUnderlying(underlying)
  universe.insert(obj)
  return type
}

function declareTypes(): void {
  for (const type of Object.values(Typ)) {
    if (type.basic === 'invalid' || (type.info & isUntypedInfo) !== 0 || type.basic === 'untyped nil') continue
    if (type.basic === 'unsafe.Pointer') unsafePackage.scope.insert(new TypeName(noPos, unsafePackage, 'Pointer', type))
    else universe.insert(new TypeName(noPos, undefined, type.name, type))
  }
  for (const type of [universeByte, universeRune, universeAny, universeComparable]) {
    const obj = new TypeName(noPos, undefined, type.name, type)
    obj.isAlias = true
    universe.insert(obj)
  }
}

function declareConstants(): void {
  universe.insert(new Const(noPos, undefined, 'true', Typ['untyped bool'], makeBool(true)))
  universe.insert(new Const(noPos, undefined, 'false', Typ['untyped bool'], makeBool(false)))
  universe.insert(universeIota)
  universe.insert(universeNil)
}

function declareBuiltins(): void {
  const plain: BuiltinName[] = ['append', 'cap', 'clear', 'close', 'complex', 'copy', 'delete', 'imag', 'len', 'make', 'max', 'min']
  plain.push('new', 'panic', 'print', 'println', 'real', 'recover')
  for (const name of plain) universe.insert(new Builtin(undefined, name, name))
  for (const name of ['Add', 'Alignof', 'Offsetof', 'Sizeof', 'Slice', 'SliceData', 'String', 'StringData']) {
    unsafePackage.scope.insert(new Builtin(unsafePackage, name, `unsafe.${name}` as BuiltinName))
  }
}
