// This file resolves declared objects: it finds the types of constants, variables, types and functions, in whatever order they are needed.
import type { Expr, FuncDecl, GenDecl, TypeSpec, ValueSpec } from '../syntax/nodes'
import { initConst, initVar, initVars } from './assignments'
import { useAll } from './calls'
import type { Checker, DeclInfo } from './checker'
import type { Constant } from './constant'
import { makeInt, unknownConstant } from './constant'
import { cycleError, validType } from './cycles'
import { expr } from './expressions'
import { funcBody } from './functionBodies'
import type { Func, Obj } from './object'
import { Const, TypeName, type Var } from './object'
import { Operand } from './operand'
import { isConstType, isValid } from './predicates'
import { Named, Signature, type Type } from './type'
import { definedType, funcType, receiverBase, typeOfExpr, varType } from './typeExpressions'
import { Typ } from './universe'

/** Makes sure that obj has a type. */
export function resolveObject(c: Checker, obj: Obj): void {
  if (obj.progress === 'done') return
  if (obj.progress === 'busy') {
    meetAgain(c, obj)
    return
  }
  const decl = c.objects.get(obj)
  if (decl === undefined) {
    if (obj.pkg !== c.pkg) obj.pkg?.resolve?.(obj)
    return
  }
  obj.progress = 'busy'
  c.path.push(obj)
  c.within(c.environment(decl.fileScope, decl), () => {
    switch (obj.kind) {
      case 'Const':
        constDecl(c, obj, decl.typeExpr, decl.init, decl.iota ?? 0, decl.inherited === true)
        break
      case 'Var':
        varDecl(c, obj, decl.lhs, decl.typeExpr, decl.init)
        break
      case 'TypeName':
        typeDecl(c, obj, decl.typeSpec!)
        break
      case 'Func':
        funcDecl(c, obj, decl)
        break
      default:
        break
    }
  })
  c.path.pop()
  obj.progress = 'done'
}

// An object is needed while it is being resolved. That is fine for types that are complete enough, and for functions.
function meetAgain(c: Checker, obj: Obj): void {
  switch (obj.kind) {
    case 'Const':
    case 'Var':
      if (!isValidCycle(c, obj) || !isValid(obj.type)) obj.type = Typ.invalid
      break
    case 'TypeName':
      if (!isValidCycle(c, obj)) obj.type = Typ.invalid
      break
    case 'Func':
      isValidCycle(c, obj)
      break
    default:
      break
  }
}

function isValidCycle(c: Checker, obj: Obj): boolean {
  const start = c.path.lastIndexOf(obj)
  if (start < 0) return true
  const cycle = c.path.slice(start)
  let values = 0
  let definitions = 0
  for (const member of cycle) {
    if (member.kind === 'Const' || member.kind === 'Var') values++
    else if (member.kind === 'TypeName' && !member.isAlias) definitions++
  }
  // Cycles of constants and variables alone are reported with the order of initialisation.
  if (values === cycle.length) return true
  // A cycle of types and functions is fine if it goes through a type definition; validType finds types of infinite size.
  if (values === 0 && definitions > 0) return true
  if (values === 0 && cycle.every(member => member.kind === 'Func')) return true
  cycleError(c, cycle)
  return false
}

// ------------------------------------------------------------------------------------------------------------------ constants

function constDecl(c: Checker, obj: Const, typeExpr: Expr | undefined, init: Expr | undefined, iota: number, inherited: boolean): void {
  const value: Constant = makeInt(iota)
  c.within({ ...c.env, iota: value, errorPos: inherited ? obj.pos : 0 }, () => {
    obj.value = unknownConstant
    if (typeExpr !== undefined) {
      const type = specType(c, typeExpr)
      if (!isConstType(type)) {
        if (isValid(type.underlying)) c.error(typeExpr, `invalid constant type ${c.str(type)}`)
        obj.type = Typ.invalid
        if (init !== undefined) useAll(c, [init])
        return
      }
      obj.type = type
    }
    const x = new Operand()
    if (init !== undefined) expr(c, x, init)
    initConst(c, obj, x, typeExpr !== undefined)
  })
}

// ------------------------------------------------------------------------------------------------------------------ variables

// One type expression serves all variables of a spec; it is looked at once.
const specTypes = new WeakMap<Expr, Type>()

function specType(c: Checker, e: Expr): Type {
  const known = specTypes.get(e)
  if (known !== undefined) return known
  const type = varType(c, e)
  specTypes.set(e, type)
  return type
}

function varDecl(c: Checker, obj: Var, lhs: readonly Var[] | undefined, typeExpr: Expr | undefined, init: Expr | undefined): void {
  if (typeExpr !== undefined) obj.type = specType(c, typeExpr)
  if (init === undefined) return
  const typed = typeExpr !== undefined
  if (lhs === undefined || lhs.length === 1) {
    const x = new Operand()
    expr(c, x, init)
    initVar(c, obj, x, !typed, 'variable declaration')
    return
  }
  if (typed) for (const v of lhs) v.type = obj.type
  initVars(
    c,
    lhs,
    lhs.map(() => !typed),
    [init],
    lhs[0]!.pos,
    'variable declaration',
  )
  for (const v of lhs) if (v.progress === 'untouched') v.progress = 'done'
}

// ---------------------------------------------------------------------------------------------------------------------- types

function typeDecl(c: Checker, obj: TypeName, spec: TypeSpec): void {
  if (spec.typeParams.length > 0) {
    c.error(spec.typeParams[0]!, 'type parameters are not supported yet')
    obj.type = Typ.invalid
    return
  }
  if (spec.alias) {
    obj.isAlias = true
    obj.type = Typ.invalid
    obj.type = typeOfExpr(c, spec.type)
    return
  }
  const named = new Named(obj, undefined)
  obj.type = named
  const rhs = definedType(c, spec.type, named)
  named.setUnderlying(rhs)
  collectMethods(c, obj, named)
  c.later(() => {
    validType(c, named)
    fieldsAndMethods(c, named)
  })
}

function collectMethods(c: Checker, obj: TypeName, named: Named): void {
  const methods = c.methodsOf.get(obj)
  if (methods === undefined) return
  c.methodsOf.delete(obj)
  for (const method of methods) {
    if (method.name === '_') continue
    // spec: "For a base type, the non-blank names of methods bound to it must be unique."
    const other = named.method(method.name)
    if (other !== undefined) c.error(method.pos, `method ${obj.name}.${method.name} already declared at ${c.place(other.pos)}`)
    else named.addMethod(method)
  }
}

// spec: "If the base type is a struct type, the non-blank method and field names must be distinct."
function fieldsAndMethods(c: Checker, named: Named): void {
  const under = named.underlying
  if (under.kind !== 'Struct' || named.methods.length === 0) return
  for (const field of under.fields) {
    const method = named.method(field.name)
    if (method !== undefined && method.id === field.id) {
      c.error(method.pos, `field and method with the same name ${field.name}`, [
        { pos: field.pos, message: `other declaration of ${field.name}` },
      ])
    }
  }
}

// ------------------------------------------------------------------------------------------------------------------ functions

function funcDecl(c: Checker, obj: Func, decl: DeclInfo): void {
  const func = decl.func!
  if (isGeneric(func)) {
    // Without a signature the function is invalid, and who uses it stays silent.
    obj.resolver = undefined
    c.error(func.type.typeParams[0] ?? func.recv!, 'type parameters are not supported yet')
    return
  }
  const sig = new Signature(undefined, [], [])
  obj.type = sig // recursive functions mention themselves
  obj.progress = 'done'
  c.within(c.environment(decl.fileScope, decl), () => funcType(c, sig, func.recv, func.type))
  if (func.body !== undefined) {
    if (!c.options.ignoreFuncBodies) c.later(() => funcBody(c, decl, sig, func.body!, func, undefined))
  } else if (!func.bodySkipped && !c.options.allowBodyless && !func.directives.some(directive => directive.startsWith('//go:linkname'))) {
    c.error(func, 'missing function body')
  }
}

function isGeneric(func: FuncDecl): boolean {
  return func.type.typeParams.length > 0 || (func.recv !== undefined && receiverBase(func.recv.type).generic)
}

// ------------------------------------------------------------------------------------------------- declarations in functions

/** const, type or var in a function */
export function declStmt(c: Checker, decl: GenDecl): void {
  for (const spec of decl.specs) {
    if (spec.kind === 'TypeSpec') localType(c, spec)
    else if (spec.kind === 'ValueSpec') {
      if (decl.tok === 'const') localConsts(c, spec)
      else localVars(c, spec)
    }
  }
}

function localType(c: Checker, spec: TypeSpec): void {
  const obj = new TypeName(spec.name.pos, c.pkg, spec.name.name, Typ.invalid)
  obj.parentFunc = c.env.func
  // spec: "The scope of a type identifier declared inside a function begins at the identifier in the TypeSpec"
  c.declare(c.env.scope, spec.name, obj, spec.name.pos)
  obj.progress = 'busy'
  c.path.push(obj)
  typeDecl(c, obj, spec)
  c.path.pop()
  obj.progress = 'done'
}

function localConsts(c: Checker, spec: ValueSpec): void {
  const waiting = c.waiting
  const source = spec.inherits ?? spec
  const consts = spec.names.map((name, i) => {
    const obj = new Const(name.pos, c.pkg, name.name, Typ.invalid, unknownConstant)
    constDecl(c, obj, source.type, source.values[i], spec.iota, spec.inherits !== undefined)
    return obj
  })
  checkArity(c, spec, true)
  c.processLater(waiting) // function literals do not see the new names
  // spec: "The scope of a constant or variable identifier declared inside a function begins at the end of the ConstSpec or VarSpec"
  for (const [i, name] of spec.names.entries()) c.declare(c.env.scope, name, consts[i]!, spec.end)
}

function localVars(c: Checker, spec: ValueSpec): void {
  const waiting = c.waiting
  const vars = spec.names.map(name => c.newVar(name.pos, name.name, Typ.invalid))
  const { values } = spec
  if (values.length === 1 && vars.length > 1) varDecl(c, vars[0]!, vars, spec.type, values[0])
  else for (const [i, v] of vars.entries()) varDecl(c, v, undefined, spec.type, values[i])
  if (values.length > vars.length) useAll(c, values.slice(vars.length))
  if (spec.type === undefined || values.length > 0) checkArity(c, spec, false)
  c.processLater(waiting)
  for (const [i, name] of spec.names.entries()) c.declare(c.env.scope, name, vars[i]!, spec.end)
}

/** Checks that a spec has as many values as names; for variables one value may be a call that returns several. */
export function checkArity(c: Checker, spec: ValueSpec, isConst: boolean): void {
  const source = spec.inherits ?? spec
  const names = spec.names.length
  const values = source.values.length
  if (names < values) {
    const extra = source.values[names]!
    if (spec.inherits === undefined) c.error(extra, `extra init expr ${c.exprStr(extra)}`)
    else c.error(spec, `extra init expr at ${c.place(extra.pos)}`)
  } else if (names > values && (isConst || values !== 1)) {
    const name = spec.names[values]!
    c.error(name, `missing init expr for ${name.name}`)
  }
}
