// This file turns type expressions into types, and names into what they stand for.
import type { ArrayTypeExpr, Expr, Field, FuncType, Ident, InterfaceType, StructType } from '../syntax/nodes'
import { unparen } from '../syntax/nodes'
import { textOf, unquoteString } from './bytes'
import { selector } from './calls'
import type { Checker } from './checker'
import { bigintOf, toInt } from './constant'
import { resolveObject } from './declarations'
import { expr } from './expressions'
import { Func, Var } from './object'
import { Operand } from './operand'
import { comparable, deref, identical, isComplex, isInteger, isUntyped, isValid } from './predicates'
import { Scope } from './scope'
import type { Named, Type } from './type'
import { ArrayType, Chan, Interface, MapType, Pointer, Signature, Slice, Struct } from './type'
import { Typ, universeIota } from './universe'
import { representation } from './untyped'

/** Finds what a name stands for. */
export function identifier(c: Checker, x: Operand, e: Ident): void {
  x.mode = 'invalid'
  x.expr = e
  const found = c.env.scope.lookupParent(e.name, c.env.pos)
  if (found === undefined) {
    if (e.name === '_') c.error(e, 'cannot use _ as value or type')
    else c.error(e, `undefined: ${e.name}`)
    return
  }
  const { scope, obj } = found
  c.recordUse(e, obj)
  // Type-check the object: it may not have a type yet, or be part of a cycle.
  if (obj.progress !== 'done') resolveObject(c, obj)
  const dot = c.dotUses.get(scope)?.get(e.name)
  if (dot !== undefined) dot.used = true
  switch (obj.kind) {
    case 'PkgName':
      c.error(e, `use of package ${obj.name} without selector`)
      return
    case 'Const':
      c.addDependency(obj)
      if (!isValid(obj.type)) return
      if (obj === universeIota) {
        if (c.env.iota === undefined) {
          c.error(e, 'cannot use iota outside constant declaration')
          return
        }
        x.value = c.env.iota
      } else x.value = obj.value
      x.mode = 'constant'
      break
    case 'TypeName':
      if (!isValid(obj.type)) return
      if (isComplex(obj.type) && obj.pkg === undefined) {
        c.error(e, 'complex numbers are not supported yet')
        return
      }
      x.mode = 'type'
      break
    case 'Var':
      if (obj.pkg === c.pkg) obj.used = true
      c.addDependency(obj)
      if (!isValid(obj.type)) return
      x.mode = 'variable'
      break
    case 'Func':
      c.addDependency(obj)
      if (!isValid(obj.type)) return
      x.mode = 'value'
      break
    case 'Builtin':
      x.builtin = obj.builtin
      x.mode = 'builtin'
      break
    case 'Nil':
      x.mode = 'nil'
      break
    default:
      return
  }
  x.type = obj.type
}

/** The type that an expression denotes; invalid (reported) if it denotes none. */
export function typeOfExpr(c: Checker, e: Expr): Type {
  return definedType(c, e, undefined)
}

/** Like typeOfExpr; `def` is the type being declared: it learns its right side as soon as that has a form. */
export function definedType(c: Checker, e: Expr, def: Named | undefined): Type {
  const type = typeInternal(c, e, def)
  c.recordType(e, 'type', type, undefined)
  return type
}

/** Like typeOfExpr for variables: types that no variable can have (constraints) are reported. */
export function varType(c: Checker, e: Expr): Type {
  const type = definedType(c, e, undefined)
  c.later(() => {
    const under = type.underlying
    if (under.kind === 'Interface' && under.name === 'comparable') {
      c.error(e, 'cannot use type comparable outside a type constraint: interface is (or embeds) comparable')
    }
  })
  return type
}

function setDefined(def: Named | undefined, type: Type): void {
  def?.setUnderlying(type)
}

function typeInternal(c: Checker, e: Expr, def: Named | undefined): Type {
  switch (e.kind) {
    case 'BadExpr':
      return Typ.invalid
    case 'Ident': {
      const x = new Operand()
      identifier(c, x, e)
      if (x.mode === 'type') {
        setDefined(def, x.type)
        return x.type
      }
      notAType(c, x, e)
      return Typ.invalid
    }
    case 'SelectorExpr': {
      const x = new Operand()
      selector(c, x, e, true)
      if (x.mode === 'type') {
        setDefined(def, x.type)
        return x.type
      }
      x.expr = e
      notAType(c, x, e)
      return Typ.invalid
    }
    case 'IndexExpr': {
      const base = typeOfExpr(c, e.x)
      if (isValid(base)) c.error(e, `${c.str(base)} is not a generic type`)
      return Typ.invalid // a generic type was reported where it is declared
    }
    case 'ParenExpr':
      return definedType(c, e.x, def)
    case 'ArrayType':
      return arrayOrSlice(c, e, def)
    case 'Ellipsis':
      c.error(e, 'invalid use of ...')
      if (e.elem !== undefined) typeOfExpr(c, e.elem)
      return Typ.invalid
    case 'StructType': {
      const type = new Struct([])
      setDefined(def, type)
      structType(c, type, e)
      return type
    }
    case 'StarExpr': {
      const type = new Pointer(Typ.invalid)
      setDefined(def, type)
      type.elem = varType(c, e.x)
      // A pointer to an invalid type is of no use to anyone.
      return isValid(type.elem) ? type : Typ.invalid
    }
    case 'FuncType': {
      const type = new Signature(undefined, [], [])
      setDefined(def, type)
      funcType(c, type, undefined, e)
      return type
    }
    case 'InterfaceType': {
      const type = new Interface([], [])
      setDefined(def, type)
      interfaceType(c, type, e, def)
      return type
    }
    case 'MapType': {
      const type = new MapType(Typ.invalid, Typ.invalid)
      setDefined(def, type)
      type.key = varType(c, e.key)
      type.elem = varType(c, e.value)
      // spec: "The comparison operators == and != must be fully defined for operands of the key type"
      c.later(() => {
        if (isValid(type.key) && !comparable(type.key)) c.error(e.key, `invalid map key type ${c.str(type.key)}`)
      })
      return type
    }
    case 'ChanType': {
      const type = new Chan(e.dir, Typ.invalid)
      setDefined(def, type)
      type.elem = varType(c, e.value)
      return type
    }
    default:
      c.error(e, `${c.exprStr(e)} is not a type`)
      return Typ.invalid
  }
}

function notAType(c: Checker, x: Operand, e: Expr): void {
  if (x.mode === 'invalid') return // reported
  if (x.mode === 'novalue') c.error(e, `${c.exprStr(e)} used as type`)
  else c.error(e, `${c.opStr(x)} is not a type`)
}

function arrayOrSlice(c: Checker, e: ArrayTypeExpr, def: Named | undefined): Type {
  if (e.len === undefined) {
    const type = new Slice(Typ.invalid)
    setDefined(def, type)
    type.elem = varType(c, e.elem)
    return type
  }
  const type = new ArrayType(Typ.invalid, -1)
  setDefined(def, type)
  if (e.len.kind === 'Ellipsis') c.error(e, 'invalid use of [...] array (outside a composite literal)')
  else type.len = arrayLength(c, e.len)
  type.elem = varType(c, e.elem)
  return type.len >= 0 ? type : Typ.invalid
}

// spec: "The length is part of the array's type; it must evaluate to a non-negative constant representable by a value of type int."
function arrayLength(c: Checker, e: Expr): number {
  const x = new Operand()
  if (e.kind === 'Ident') {
    const obj = c.env.scope.lookupParent(e.name, c.env.pos)?.obj
    if (obj === undefined) {
      c.error(e, `undefined array length ${e.name} or missing type constraint`)
      return -1
    }
    if (obj.kind !== 'Const') {
      c.recordUse(e, obj)
      if (obj.kind === 'Var' && obj.pkg === c.pkg) obj.used = true
      c.error(e, `invalid array length ${e.name}`)
      return -1
    }
  }
  expr(c, x, e)
  if (x.mode !== 'constant') {
    if (x.mode !== 'invalid') c.error(x, `array length ${c.exprStr(e)} (${c.opStr(x).slice(c.exprStr(e).length + 2, -1)}) must be constant`)
    return -1
  }
  if (isUntyped(x.type) || isInteger(x.type)) {
    const value = toInt(x.value)
    if (value.kind === 'int') {
      if ('value' in representation(x, Typ.int) && bigintOf(value)! >= 0n) return Number(value.value)
    }
  }
  const problem = isInteger(x.type) ? 'invalid array length' : 'array length'
  if (isInteger(x.type)) c.error(x, `${problem} ${c.opStr(x)}`)
  else c.error(x, `${problem} ${c.opStr(x)} must be integer`)
  return -1
}

// ------------------------------------------------------------------------------------------------------------------- structs

function structType(c: Checker, type: Struct, e: StructType): void {
  const fields: Var[] = []
  const tags: string[] = []
  const seen = new Map<string, Var>()
  const add = (at: Expr, name: Ident | undefined, fieldName: string, fieldType: Type, embedded: boolean, tag: string): void => {
    const field = new Var((name ?? at).pos, c.pkg, fieldName, fieldType)
    field.isField = true
    field.embedded = embedded
    if (fieldName !== '_') {
      const other = seen.get(field.id)
      if (other !== undefined) {
        c.error(field.pos, `${fieldName} redeclared`, [{ pos: other.pos, message: `other declaration of ${fieldName}` }])
      } else seen.set(field.id, field)
    }
    if (tag !== '') {
      while (tags.length < fields.length) tags.push('')
      tags.push(tag)
    }
    fields.push(field)
    if (name !== undefined) c.info.defs.set(name, field)
  }
  for (const field of e.fields) {
    const tag = field.tag === undefined || field.tag.bad ? '' : textOf(unquoteString(field.tag.text))
    const fieldType = varType(c, field.type)
    if (field.names.length > 0) {
      for (const name of field.names) add(name, name, name.name, fieldType, false, tag)
      continue
    }
    // spec: "An embedded field must be specified as a type name T or as a pointer to a non-interface type name *T"
    const name = embeddedName(field.type)
    if (name === undefined) {
      if (isValid(fieldType)) c.error(field.type, `invalid embedded field type ${c.exprStr(field.type)}`)
      continue
    }
    add(field.type, name, name.name, fieldType, true, tag)
    c.later(() => checkEmbedded(c, field.type, fieldType))
  }
  type.fields = fields
  type.tags = tags
}

function checkEmbedded(c: Checker, at: Expr, fieldType: Type): void {
  const { type, indirect } = deref(fieldType)
  const under = type.underlying
  if (under.kind === 'Basic') {
    if (under.basic === 'unsafe.Pointer') c.error(at, 'embedded field type cannot be unsafe.Pointer')
  } else if (under.kind === 'Pointer') c.error(at, 'embedded field type cannot be a pointer')
  else if (under.kind === 'Interface' && indirect) c.error(at, 'embedded field type cannot be a pointer to an interface')
}

function embeddedName(e: Expr): Ident | undefined {
  switch (e.kind) {
    case 'Ident':
      return e
    case 'StarExpr':
      // *T is valid, **T is not
      return e.x.kind === 'StarExpr' ? undefined : embeddedName(e.x)
    case 'SelectorExpr':
      return e.sel
    case 'ParenExpr':
      return embeddedName(e.x)
    case 'IndexExpr':
      return embeddedName(e.x)
    default:
      return undefined
  }
}

// ---------------------------------------------------------------------------------------------------------------- interfaces

function interfaceType(c: Checker, type: Interface, e: InterfaceType, def: Named | undefined): void {
  const seen = new Map<string, Func>()
  const embeddedAt: Expr[] = []
  for (const field of e.methods) {
    const [name] = field.names
    if (name === undefined) {
      if (field.type.kind === 'UnaryExpr' || field.type.kind === 'BinaryExpr') {
        c.error(field.type, 'type parameters are not supported yet')
        continue
      }
      type.embeddeds.push(typeOfExpr(c, field.type))
      embeddedAt.push(field.type)
      continue
    }
    if (name.name === '_') {
      c.error(name, 'methods must have a unique non-blank name')
      continue
    }
    const sig = new Signature(undefined, [], [])
    // The receiver is the interface, by name if it has one.
    sig.recv = new Var(name.pos, c.pkg, '', def ?? type)
    sig.recv.isReceiver = true
    if (field.type.kind === 'FuncType') funcType(c, sig, undefined, field.type)
    const method = new Func(name.pos, c.pkg, name.name, sig)
    c.info.defs.set(name, method)
    const other = seen.get(method.id)
    if (other !== undefined)
      c.error(name, `duplicate method ${name.name}`, [{ pos: other.pos, message: `other declaration of method ${name.name}` }])
    else {
      seen.set(method.id, method)
      type.methods.push(method)
    }
  }
  type.complete = true
  c.later(() => checkInterface(c, type, embeddedAt))
}

// What can only be checked when the embedded types are complete.
function checkInterface(c: Checker, type: Interface, embeddedAt: readonly Expr[]): void {
  const seen = new Map(type.methods.map(method => [method.id, method]))
  type.embeddeds.forEach((embedded, i) => {
    const under = embedded.underlying
    if (!isValid(under)) return
    if (under.kind !== 'Interface') {
      c.error(embeddedAt[i]!, 'type parameters are not supported yet')
      return
    }
    // spec: "interfaces with overlapping method sets may be embedded: methods with the same names must have identical signatures"
    for (const method of under.allMethods) {
      const other = seen.get(method.id)
      if (other === undefined) seen.set(method.id, method)
      else if (!identical(other.type, method.type)) {
        c.error(embeddedAt[i]!, `duplicate method ${method.name}`, [
          { pos: other.pos, message: `other declaration of method ${method.name}` },
        ])
      }
    }
  })
}

// ---------------------------------------------------------------------------------------------------------------- signatures

/** Fills in the signature of a function type; its scope holds the parameters and becomes the scope of the body. */
export function funcType(c: Checker, sig: Signature, recvField: Field | undefined, e: FuncType): void {
  if (e.typeParams.length > 0) c.error(e.typeParams[0]!, 'type parameters are not supported yet')
  const scope = new Scope(c.env.scope, e.pos, e.end, 'function')
  scope.isFunc = true
  c.info.scopes.set(e, scope)
  if (recvField !== undefined) {
    const [recv] = collectParams(c, scope, [recvField], false, 'receiver').vars
    sig.recv = recv
    if (recv !== undefined) c.later(() => validReceiver(c, recv))
  }
  const params = collectParams(c, scope, e.params, true, 'param')
  const results = collectParams(c, scope, e.results, false, 'result')
  sig.params = params.vars
  sig.results = results.vars
  sig.variadic = params.variadic
}

function collectParams(
  c: Checker,
  scope: Scope,
  fields: readonly Field[],
  variadicOk: boolean,
  role: 'param' | 'result' | 'receiver',
): { vars: Var[]; variadic: boolean } {
  const vars: Var[] = []
  let variadic = false
  fields.forEach((field, i) => {
    let typeExpr = field.type
    let type: Type
    if (typeExpr.kind === 'Ellipsis') {
      // spec: "The final incoming parameter in a function signature may have a type prefixed with ..."
      const isLast = i === fields.length - 1 && field.names.length <= 1
      if (variadicOk && isLast) variadic = true
      else c.error(typeExpr, `can only use ... with final parameter in list`)
      typeExpr = typeExpr.elem ?? typeExpr
    }
    type = typeExpr.kind === 'Ellipsis' ? Typ.invalid : varType(c, typeExpr)
    if (field.type.kind === 'Ellipsis' && variadic) {
      type = new Slice(type)
      c.recordType(field.type, 'type', type, undefined)
    }
    const make = (at: Ident | undefined): void => {
      const v = new Var(at?.pos ?? field.type.pos, c.pkg, at?.name ?? '', type)
      v.isParam = role === 'param'
      v.isResult = role === 'result'
      v.isReceiver = role === 'receiver'
      v.used = true // parameters are always "used"
      if (at === undefined) c.info.implicits.set(field, v)
      else c.declare(scope, at, v, scope.pos)
      vars.push(v)
    }
    if (field.names.length === 0) make(undefined)
    else for (const name of field.names) make(name)
  })
  return { vars, variadic }
}

// spec: "Its type must be a defined type T or a pointer to a defined type T ... T must be defined in the same package as the method."
function validReceiver(c: Checker, recv: Var): void {
  const { type } = deref(recv.type)
  if (!isValid(type)) return
  if (type.kind === 'Named') {
    if (type.obj.pkg !== c.pkg) {
      c.error(recv, `cannot define new methods on non-local type ${c.str(type)}`)
      return
    }
    const under = type.underlying
    if (under.kind === 'Pointer' || under.kind === 'Interface')
      c.error(recv, `invalid receiver type ${c.str(type)} (pointer or interface type)`)
    else if (under.kind === 'Basic' && under.basic === 'unsafe.Pointer') c.error(recv, `invalid receiver type ${c.str(type)}`)
    return
  }
  if (type.kind === 'Basic') c.error(recv, `cannot define new methods on non-local type ${c.str(type)}`)
  else c.error(recv, `invalid receiver type ${c.str(recv.type)}`)
}

/** The name of a method's receiver base type, and whether the receiver is a pointer. */
export function receiverBase(e: Expr): { name: Ident | undefined; pointer: boolean; generic: boolean } {
  let type = unparen(e)
  let pointer = false
  if (type.kind === 'StarExpr') {
    pointer = true
    type = unparen(type.x)
  }
  let generic = false
  if (type.kind === 'IndexExpr') {
    generic = true
    type = type.x
  }
  return { name: type.kind === 'Ident' ? type : undefined, pointer, generic }
}
