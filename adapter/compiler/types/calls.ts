// This file types calls, conversions, and selectors x.f.
import type { CallExpr, Expr, SelectorExpr } from '../syntax/nodes'
import { conversion, isInterfacePointer } from './assignability'
import { assignment } from './assignments'
import { builtinCall } from './builtins'
import type { Checker } from './checker'
import { resolveObject } from './declarations'
import { expr, exprOrType, multiExpr, rawExpr } from './expressions'
import { lookupFieldOrMethod } from './lookup'
import { isExported, Var } from './object'
import { Operand } from './operand'
import { isComplex, isUntyped, isValid } from './predicates'
import type { Package } from './program'
import { Signature, Tuple } from './type'
import { signatureString } from './typeString'

/** How a call stands as a statement. */
export type CallKind = 'conversion' | 'expression' | 'statement'

/** fun(args): a conversion, a call of a built-in, or a call. */
export function call(c: Checker, x: Operand, e: CallExpr): void {
  c.lastCall = callKind(c, x, e)
}

// Like call, and tells what it was.
function callKind(c: Checker, x: Operand, e: CallExpr): CallKind {
  rawExpr(c, x, e.fun, undefined, false)
  if (x.mode === 'novalue') {
    c.error(x, `${c.exprStr(e.fun)} (no value) used as value`)
    x.invalidate()
  }
  switch (x.mode) {
    case 'invalid':
      useAll(c, e.args)
      x.expr = e
      return 'statement'
    case 'type':
      convert(c, x, e)
      return 'conversion'
    case 'builtin':
      return builtinCall(c, x, e)
    default:
      break
  }
  const sig = x.type.underlying
  if (sig.kind !== 'Signature') {
    c.error(x, `invalid operation: cannot call non-function ${c.opStr(x)}`)
    useAll(c, e.args)
    x.invalidate()
    x.expr = e
    return 'statement'
  }
  const args = argumentList(c, e.args)
  checkArguments(c, e, sig, args)
  if (sig.results.length === 0) x.mode = 'novalue'
  else x.set('value', sig.results.length === 1 ? sig.results[0]!.type : new Tuple(sig.results))
  x.expr = e
  return 'statement'
}

/** Types expressions only so that what they mention counts as used. */
export function useAll(c: Checker, exprs: readonly (Expr | undefined)[]): void {
  for (const e of exprs) if (e !== undefined) rawExpr(c, new Operand(), e.kind === 'KeyValueExpr' ? e.value : e, undefined, false)
}

function convert(c: Checker, x: Operand, e: CallExpr): void {
  const T = x.type
  x.invalidate()
  if (e.args.length === 0) c.error(e, `missing argument in conversion to ${c.str(T)}`)
  else if (e.args.length > 1) {
    useAll(c, e.args)
    c.error(e.args.at(-1)!, `too many arguments in conversion to ${c.str(T)}`)
  } else if (e.ellipsis !== 0) {
    useAll(c, e.args)
    c.error(e.args[0]!, `invalid use of ... in conversion to ${c.str(T)}`)
  } else {
    expr(c, x, e.args[0]!)
    if (x.mode !== 'invalid') {
      if (isComplex(T)) {
        c.error(e, 'complex numbers are not supported yet')
        x.invalidate()
      } else conversion(c, x, T)
    }
  }
  x.expr = e
}

/** The operands of an argument list; a call with several results stands for all of them. */
export function argumentList(c: Checker, exprs: readonly Expr[]): Operand[] {
  if (exprs.length === 1) {
    const x = new Operand()
    multiExpr(c, x, exprs[0]!)
    if (x.mode !== 'invalid' && x.type.kind === 'Tuple') {
      return x.type.vars.map(v => {
        const part = new Operand()
        part.set('value', v.type)
        part.expr = exprs[0]
        return part
      })
    }
    return [x]
  }
  return exprs.map(e => {
    const x = new Operand()
    expr(c, x, e)
    return x
  })
}

function checkArguments(c: Checker, e: CallExpr, sig: Signature, args: Operand[]): void {
  let params: readonly Var[] = sig.params
  const ddd = e.ellipsis !== 0
  if (sig.variadic) {
    if (ddd) {
      // spec: "If the final argument is assignable to a slice type []T and is followed by ..., it is passed unchanged"
      if (e.args.length === 1 && args.length > 1) {
        c.error(e.args[0]!, `cannot use ... with multi-valued ${c.exprStr(e.args[0]!)}`)
        return
      }
    } else {
      const last = params.at(-1)!
      const elem = last.type.kind === 'Slice' ? last.type.elem : last.type
      const expanded = params.slice(0, -1)
      while (expanded.length < args.length) {
        const v = new Var(last.pos, last.pkg, last.name, elem)
        expanded.push(v)
      }
      // A variadic parameter may get nothing at all.
      if (args.length >= params.length - 1) params = expanded
    }
  } else if (ddd) {
    c.error(e, `cannot use ... in call to non-variadic ${c.exprStr(e.fun)}`)
    return
  }
  if (args.length !== params.length) {
    if (args.some(arg => arg.mode === 'invalid')) return
    const few = args.length < params.length
    const at = few ? (e.args.at(-1) ?? e) : args[params.length]!
    const text = `${few ? 'not enough' : 'too many'} arguments in call to ${c.exprStr(e.fun)}`
    c.error(
      at,
      `${text}\n\thave ${operandTypes(c, args)}\n\twant ${signatureString(new Signature(undefined, unnamed(sig.params), [], sig.variadic), c.qualifier)}`,
    )
    return
  }
  const context = `argument to ${c.exprStr(e.fun)}`
  for (const [i, arg] of args.entries()) assignment(c, arg, params[i]!.type, context)
}

function unnamed(vars: readonly Var[]): Var[] {
  return vars.map(v => new Var(v.pos, v.pkg, '', v.type))
}

/** The types of operands as "have" lines show them: constants count as "number" or "string". */
export function operandTypes(c: Checker, args: readonly Operand[]): string {
  const shown = args.map(arg => {
    if (arg.isNil) return 'nil'
    if (!isValid(arg.type)) return 'unknown type'
    if (isUntyped(arg.type)) {
      const kind = c.str(arg.type)
      return kind === 'untyped bool' ? 'bool' : kind === 'untyped string' ? 'string' : 'number'
    }
    return c.str(arg.type)
  })
  return `(${shown.join(', ')})`
}

// ------------------------------------------------------------------------------------------------------------------ selectors

/** x.sel: a qualified identifier, a field, a method, or a method expression. */
export function selector(c: Checker, x: Operand, e: SelectorExpr, wantType: boolean): void {
  x.mode = 'invalid'
  x.expr = e
  if (e.sel.name === '_') {
    c.error(e.sel, 'cannot refer to blank field or method')
    return
  }
  if (e.x.kind === 'Ident') {
    const obj = c.env.scope.lookupParent(e.x.name, c.env.pos)?.obj
    if (obj?.kind === 'PkgName') {
      c.recordUse(e.x, obj)
      obj.used = true
      qualifiedIdentifier(c, x, e, obj.imported.name, obj.imported)
      return
    }
  }
  exprOrType(c, x, e.x)
  if (x.mode === 'invalid') return
  if (x.mode === 'builtin') {
    c.error(e, `invalid use of ${c.exprStr(e.x)} in selector expression`)
    x.invalidate()
    return
  }
  if (x.isNil || !isValid(x.type)) {
    if (x.isNil) c.error(e.x, `${c.exprStr(e)} undefined (type untyped nil has no field or method ${e.sel.name})`)
    x.invalidate()
    return
  }
  if (isUntyped(x.type)) {
    // a constant has methods only through its default type, which has none
    c.error(e.sel, `${c.exprStr(e)} undefined (type ${c.str(x.type)} has no field or method ${e.sel.name})`)
    x.invalidate()
    return
  }
  if (wantType) {
    c.error(e.sel, `${c.exprStr(e)} is not a type`)
    x.invalidate()
    return
  }
  member(c, x, e)
}

function qualifiedIdentifier(c: Checker, x: Operand, e: SelectorExpr, pkgName: string, pkg: Package): void {
  const obj = pkg.scope.lookup(e.sel.name)
  if (obj === undefined || !obj.exported) {
    c.error(e.sel, unexportedText(e, pkgName, obj !== undefined))
    return
  }
  c.recordUse(e.sel, obj)
  if (obj.progress !== 'done') resolveObject(c, obj)
  switch (obj.kind) {
    case 'Const':
      if (!isValid(obj.type)) return
      x.setConstant(obj.type, obj.value)
      break
    case 'TypeName':
      if (!isValid(obj.type)) return
      x.set('type', obj.type)
      break
    case 'Var':
      if (!isValid(obj.type)) return
      x.set('variable', obj.type)
      break
    case 'Func':
      if (!isValid(obj.type)) return
      x.set('value', obj.type)
      break
    case 'Builtin':
      x.set('builtin', obj.type)
      x.builtin = obj.builtin
      break
    default:
      break
  }
}

function unexportedText(e: SelectorExpr, pkgName: string, exists: boolean): string {
  const name = `${pkgName}.${e.sel.name}`
  return exists && !isExported(e.sel.name) ? `name ${e.sel.name} not exported by package ${pkgName}` : `undefined: ${name}`
}

function member(c: Checker, x: Operand, e: SelectorExpr): void {
  const name = e.sel.name
  const result = lookupFieldOrMethod(x.type, x.mode === 'variable', c.pkg, name)
  if (result.kind !== 'found') {
    if (isValid(x.type.underlying)) c.error(e.sel, missingMemberText(c, x, e, result.kind))
    x.invalidate()
    return
  }
  const { obj, index, indirect } = result
  if (obj.kind === 'Func' && !isValid(obj.type)) {
    x.invalidate()
    return
  }
  const recv = x.type
  if (x.mode === 'type') {
    // method expression
    if (obj.kind === 'Var') {
      c.error(e.sel, `${c.exprStr(e)} undefined (type ${c.str(x.type)} has no method ${name})`)
      x.invalidate()
      return
    }
    const sig = obj.sig
    // All parameters have names or none has.
    const named = sig.params.length > 0 && sig.params[0]!.name !== ''
    const first = new Var(obj.pos, obj.pkg, named ? sig.recv?.name || '_' : '', recv)
    const params = [first, ...sig.params]
    const type = new Signature(undefined, params, sig.results, sig.variadic)
    c.recordSelection(e, { kind: 'methodExpr', recv, obj, index, indirect, type })
    c.addDependency(obj)
    x.set('value', type)
    return
  }
  if (obj.kind === 'Var') {
    c.recordSelection(e, { kind: 'field', recv, obj, index, indirect, type: obj.type })
    // spec: "a field selector of an addressable struct operand" is addressable, and anything behind a pointer
    x.set(x.mode === 'variable' || indirect ? 'variable' : 'value', obj.type)
    if (!isValid(obj.type)) x.invalidate()
    return
  }
  const sig = obj.sig
  const type = new Signature(undefined, sig.params, sig.results, sig.variadic)
  c.recordSelection(e, { kind: 'method', recv, obj, index, indirect, type })
  c.addDependency(obj)
  x.set('value', type)
}

function missingMemberText(c: Checker, x: Operand, e: SelectorExpr, kind: 'ambiguous' | 'pointerReceiver' | 'missing'): string {
  const name = e.sel.name
  const shown = c.exprStr(e)
  if (kind === 'ambiguous') return `ambiguous selector ${shown}`
  if (kind === 'pointerReceiver') {
    if (x.mode === 'type') return `invalid method expression ${c.str(x.type)}.${name} (needs pointer receiver (*${c.str(x.type)}).${name})`
    return `cannot call pointer method ${name} on ${c.str(x.type)}`
  }
  let why: string
  if (isInterfacePointer(x.type)) why = `type ${c.str(x.type)} is pointer to interface, not interface`
  else {
    why = `type ${c.str(x.type)} has no field or method ${name}`
    // Say so if there is something that differs in case only.
    const similar = lookupFieldOrMethod(x.type, x.mode === 'variable', c.pkg, name, true)
    if (similar.kind === 'found') {
      const what = similar.obj.kind === 'Var' ? 'field' : 'method'
      if (similar.obj.name === name) return `${shown} undefined (cannot refer to unexported ${what} ${name})`
      if (similar.obj.exported || similar.obj.pkg === c.pkg) why += `, but does have ${what} ${similar.obj.name}`
    }
  }
  return `${shown} undefined (${why})`
}
