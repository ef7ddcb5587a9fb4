// This file types calls of built-in functions.
import type { CallExpr, Expr } from '../syntax/nodes'
import { unparen } from '../syntax/nodes'
import { assignment } from './assignments'
import { argumentList, type CallKind, operandTypes, useAll } from './calls'
import type { Checker } from './checker'
import { bigintOf, compare, makeInt, representable } from './constant'
import { expr } from './expressions'
import { isValidIndex } from './indexing'
import { lookupFieldOrMethod } from './lookup'
import type { BuiltinName } from './object'
import { Var } from './object'
import { Operand } from './operand'
import { defaultType, deref, identical, isBasic, isOrdered, isString, isUntyped, isValid } from './predicates'
import { alignof, offsetsof, sizeof } from './sizes'
import { Pointer, Signature, Slice, type Struct, type Type } from './type'
import { varType } from './typeExpressions'
import { Typ, universeAny, universeByte } from './universe'
import { convertUntyped, matchTypes, updateType } from './untyped'

// Least and greatest number of arguments, and what the call is.
const shapes: Readonly<Record<BuiltinName, readonly [number, number, CallKind]>> = {
  append: [1, Infinity, 'expression'],
  cap: [1, 1, 'expression'],
  clear: [1, 1, 'statement'],
  close: [1, 1, 'statement'],
  complex: [2, 2, 'expression'],
  copy: [2, 2, 'statement'],
  delete: [2, 2, 'statement'],
  imag: [1, 1, 'expression'],
  len: [1, 1, 'expression'],
  make: [1, 3, 'expression'],
  max: [1, Infinity, 'expression'],
  min: [1, Infinity, 'expression'],
  new: [1, 1, 'expression'],
  panic: [1, 1, 'statement'],
  print: [0, Infinity, 'statement'],
  println: [0, Infinity, 'statement'],
  real: [1, 1, 'expression'],
  recover: [0, 0, 'statement'],
  'unsafe.Add': [2, 2, 'expression'],
  'unsafe.Alignof': [1, 1, 'expression'],
  'unsafe.Offsetof': [1, 1, 'expression'],
  'unsafe.Sizeof': [1, 1, 'expression'],
  'unsafe.Slice': [2, 2, 'expression'],
  'unsafe.SliceData': [1, 1, 'expression'],
  'unsafe.String': [2, 2, 'expression'],
  'unsafe.StringData': [1, 1, 'expression'],
}

/** x is the built-in; afterwards it is the result, invalid if the call is wrong. */
export function builtinCall(c: Checker, x: Operand, e: CallExpr): CallKind {
  const id = x.builtin!
  const [least, most, kind] = shapes[id]
  x.invalidate()
  x.expr = e
  const name = c.exprStr(e.fun)
  if (e.ellipsis !== 0 && id !== 'append') {
    c.error(e, `invalid operation: invalid use of ... with built-in ${name}`)
    useAll(c, e.args)
    return kind
  }
  // The arguments of make, new and Offsetof are not all expressions.
  let args: Operand[] = []
  let n = e.args.length
  if (id !== 'make' && id !== 'new' && id !== 'unsafe.Offsetof') {
    args = argumentList(c, e.args)
    n = args.length
    if (args.some(arg => arg.mode === 'invalid')) return kind
  }
  if (n < least || n > most) {
    const few = n < least
    c.error(
      e,
      `invalid operation: ${few ? 'not enough' : 'too many'} arguments for ${c.exprStr(e)} (expected ${few ? least : most}, found ${n})`,
    )
    if (args.length === 0) useAll(c, e.args.slice(id === 'make' || id === 'new' ? 1 : 0))
    return kind
  }
  const call: Call = { c, x, e, name, args }
  evaluators[id](call)
  x.expr = e
  return kind
}

interface Call {
  readonly c: Checker
  readonly x: Operand
  readonly e: CallExpr
  readonly name: string
  readonly args: Operand[]
}

/** Sets the result, and records the type that the built-in has in this call. */
function finish({ c, x, e }: Call, params: readonly Type[], result: Type | undefined): void {
  const vars = (types: readonly Type[]): Var[] => types.map(type => new Var(e.pos, c.pkg, '', type))
  c.recordBuiltin(e.fun, new Signature(undefined, vars(params), vars(result === undefined ? [] : [result])))
  if (result === undefined) x.mode = 'novalue'
  else x.set('value', result)
}

function fail({ c }: Call, at: Operand, why: string): void {
  c.error(at, `invalid argument: ${c.opStr(at)} ${why}`)
}

const evaluators: Readonly<Record<BuiltinName, (call: Call) => void>> = {
  append,
  cap: lenOrCap,
  len: lenOrCap,
  clear(call) {
    const [x] = call.args
    const under = x!.type.underlying
    if (under.kind !== 'Map' && under.kind !== 'Slice') return fail(call, x!, 'must be a map or slice')
    finish(call, [x!.type], undefined)
  },
  close(call) {
    const [x] = call.args
    const under = x!.type.underlying
    const { c } = call
    if (under.kind !== 'Chan') return c.error(x!, `invalid operation: cannot close non-channel ${c.opStr(x!)}`)
    if (under.dir === 'receive') return c.error(x!, `invalid operation: cannot close receive-only channel ${c.opStr(x!)}`)
    finish(call, [x!.type], undefined)
  },
  complex: unsupported,
  real: unsupported,
  imag: unsupported,
  copy,
  delete(call) {
    const [x, key] = call.args
    const under = x!.type.underlying
    if (under.kind !== 'Map') return fail(call, x!, 'is not a map')
    assignment(call.c, key!, under.key, 'argument to delete')
    if (key!.mode !== 'invalid') finish(call, [x!.type, under.key], undefined)
  },
  make,
  max: minOrMax,
  min: minOrMax,
  new(call) {
    const { c, e } = call
    const type = varType(c, e.args[0]!)
    if (isValid(type)) finish(call, [type], new Pointer(type))
  },
  panic(call) {
    const { c, e } = call
    // The statement that calls panic is terminating.
    if (c.env.signature !== undefined && c.env.signature.results.length > 0) c.env.isPanic?.set(e, true)
    assignment(c, call.args[0]!, universeAny, 'argument to panic')
    if (call.args[0]!.mode !== 'invalid') finish(call, [universeAny], undefined)
  },
  print: printArguments,
  println: printArguments,
  recover: call => finish(call, [], universeAny),
  'unsafe.Add'(call) {
    const [p, n] = call.args
    assignment(call.c, p!, Typ['unsafe.Pointer'], 'argument to unsafe.Add')
    if (p!.mode === 'invalid' || !isValidIndex(call.c, n!, 'length', true)) return
    finish(call, [Typ['unsafe.Pointer'], n!.type], Typ['unsafe.Pointer'])
  },
  'unsafe.Alignof'(call) {
    const x = sizedArgument(call)
    if (x !== undefined) constant(call, x, alignof(x))
  },
  'unsafe.Sizeof'(call) {
    const x = sizedArgument(call)
    if (x !== undefined) constant(call, x, sizeof(x))
  },
  'unsafe.Offsetof': offsetOf,
  'unsafe.Slice'(call) {
    const [p, n] = call.args
    const under = p!.type.underlying
    if (under.kind !== 'Pointer') return fail(call, p!, 'is not a pointer')
    if (isValidIndex(call.c, n!, 'length', false)) finish(call, [p!.type, n!.type], new Slice(under.elem))
  },
  'unsafe.SliceData'(call) {
    const [x] = call.args
    const under = x!.type.underlying
    if (under.kind !== 'Slice') return fail(call, x!, 'is not a slice')
    finish(call, [x!.type], new Pointer(under.elem))
  },
  'unsafe.String'(call) {
    const [p, n] = call.args
    assignment(call.c, p!, new Pointer(universeByte), 'argument to unsafe.String')
    if (p!.mode === 'invalid' || !isValidIndex(call.c, n!, 'length', false)) return
    finish(call, [p!.type, n!.type], Typ.string)
  },
  'unsafe.StringData'(call) {
    const [x] = call.args
    assignment(call.c, x!, Typ.string, 'argument to unsafe.StringData')
    if (x!.mode !== 'invalid') finish(call, [Typ.string], new Pointer(universeByte))
  },
}

function unsupported({ c, e }: Call): void {
  c.error(e, 'complex numbers are not supported yet')
}

// append(s S, x ...E) S
function append(call: Call): void {
  const { c, x, e, args } = call
  const [s, ...rest] = args
  const S = s!.type
  const under = S.underlying
  if (s!.isNil) {
    c.error(s!, 'first argument to append must be a typed slice; have untyped nil')
    return
  }
  if (under.kind !== 'Slice') {
    c.error(s!, `invalid argument: ${c.opStr(s!)} is not a slice`)
    return
  }
  // spec: "As a special case, if the core type of s is []byte, append also accepts a second argument with core type bytestring"
  if (e.ellipsis !== 0 && rest.length === 1 && isBasic(under.elem, 'uint8') && isString(rest[0]!.type)) {
    if (isUntyped(rest[0]!.type)) convertUntyped(c, rest[0]!, Typ.string)
    finish(call, [S, rest[0]!.type], S)
    return
  }
  if (e.ellipsis !== 0) {
    if (rest.length !== 1) {
      const few = rest.length < 1
      c.error(
        few ? e.args.at(-1)! : rest[1]!,
        `${few ? 'not enough' : 'too many'} arguments in call to append\n\thave ${operandTypes(c, args)}\n\twant (${c.str(S)}, ...${c.str(under.elem)})`,
      )
      return
    }
    assignment(c, rest[0]!, rest[0]!.isNil ? S : new Slice(under.elem), `argument to append`)
  } else for (const arg of rest) assignment(c, arg, under.elem, 'argument to append')
  if (rest.some(arg => arg.mode === 'invalid')) {
    x.invalidate()
    return
  }
  const params = e.ellipsis !== 0 ? [S, new Slice(under.elem)] : [S, ...rest.map(() => under.elem)]
  finish(call, params, S)
}

function lenOrCap(call: Call): void {
  const { c, x, args } = call
  const arg = args[0]!
  let under = arg.type.underlying
  if (under.kind === 'Pointer' && under.elem.underlying.kind === 'Array') under = under.elem.underlying
  const isLen = x.builtin === 'len'
  let known = false
  switch (under.kind) {
    case 'Basic':
      if (!isString(under) || !isLen) break
      if (arg.mode === 'constant' && arg.value.kind === 'string') {
        if (isUntyped(arg.type)) convertUntyped(c, arg, Typ.string)
        finish(call, [arg.type], Typ.int)
        x.setConstant(Typ.int, makeInt(arg.value.value.length))
        return
      }
      known = true
      break
    case 'Array':
      known = true
      // spec: "The expression len(s) is constant ... if s is an array or pointer to an array and contains no channel receives or
      // (non-constant) function calls"
      if (!hasCallOrReceive(c, call.e.args[0]!)) {
        finish(call, [arg.type], Typ.int)
        x.setConstant(Typ.int, makeInt(under.len))
        return
      }
      break
    case 'Slice':
    case 'Chan':
      known = true
      break
    case 'Map':
      known = isLen
      break
    default:
      break
  }
  if (!known) {
    c.error(arg, `invalid argument: ${c.opStr(arg)} for built-in ${isLen ? 'len' : 'cap'}`)
    return
  }
  finish(call, [arg.type], Typ.int)
}

function hasCallOrReceive(c: Checker, e: Expr): boolean {
  const x = unparen(e)
  switch (x.kind) {
    case 'CallExpr': {
      const known = c.info.types.get(x) ?? c.untyped.get(x)
      const fun = c.info.types.get(x.fun)
      if (known?.mode === 'constant') return false
      return fun?.mode === 'type' ? x.args.some(arg => hasCallOrReceive(c, arg)) : true
    }
    case 'UnaryExpr':
      return x.op === '<-' || hasCallOrReceive(c, x.x)
    case 'BinaryExpr':
      return hasCallOrReceive(c, x.x) || hasCallOrReceive(c, x.y)
    case 'SelectorExpr':
    case 'StarExpr':
    case 'TypeAssertExpr':
      return hasCallOrReceive(c, x.x)
    case 'IndexExpr':
      return hasCallOrReceive(c, x.x) || x.indices.some(i => hasCallOrReceive(c, i))
    case 'SliceExpr':
      return [x.x, x.low, x.high, x.max].some(part => part !== undefined && hasCallOrReceive(c, part))
    case 'CompositeLit':
      return x.elements.some(element => hasCallOrReceive(c, element))
    case 'KeyValueExpr':
      return hasCallOrReceive(c, x.key) || hasCallOrReceive(c, x.value)
    default:
      return false
  }
}

function copy(call: Call): void {
  const { c } = call
  const [dst, src] = call.args
  const to = dst!.type.underlying
  let from = src!.type.underlying
  if (isString(from)) {
    if (isUntyped(src!.type)) convertUntyped(c, src!, Typ.string)
    from = new Slice(universeByte)
  }
  if (to.kind !== 'Slice' || from.kind !== 'Slice') {
    c.error(dst!, `invalid argument: copy expects slice arguments; found ${c.opStr(dst!)} and ${c.opStr(src!)}`)
    return
  }
  if (!identical(to.elem, from.elem)) {
    const what = `${c.opStr(dst!)} and ${c.opStr(src!)}`
    c.error(dst!, `invalid argument: arguments to copy ${what} have different element types ${c.str(to.elem)} and ${c.str(from.elem)}`)
    return
  }
  finish(call, [dst!.type, src!.type], Typ.int)
}

// make(T, size, capacity)
function make(call: Call): void {
  const { c, e } = call
  const [typeExpr, ...sizes] = e.args
  const T = varType(c, typeExpr!)
  if (!isValid(T)) {
    useAll(c, sizes)
    return
  }
  const under = T.underlying
  let least = 1
  if (under.kind === 'Slice') least = 2
  else if (under.kind !== 'Map' && under.kind !== 'Chan') {
    useAll(c, sizes)
    c.error(typeExpr!, `invalid argument: cannot make ${c.exprStr(typeExpr!)}; type must be slice, map, or channel`)
    return
  }
  if (e.args.length < least || e.args.length > least + 1) {
    useAll(c, sizes)
    c.error(e, `invalid operation: ${c.exprStr(e)} expects ${least} or ${least + 1} arguments; found ${e.args.length}`)
    return
  }
  const values: bigint[] = []
  const types: Type[] = []
  for (const size of sizes) {
    const x = new Operand()
    expr(c, x, size)
    // spec: "Each of the size arguments n and m must be of integer type ... or an untyped constant"; 1e3 is one
    if (x.mode === 'constant' && isUntyped(x.type)) {
      const int = representable(x.value, 'int')
      if (int !== undefined) x.value = int
    }
    if (!isValidIndex(c, x, 'index', false)) continue
    types.push(x.type)
    const value = x.mode === 'constant' ? bigintOf(x.value) : undefined
    if (value !== undefined) values.push(value)
  }
  if (values.length === 2 && values[0]! > values[1]!) c.error(e.args[1]!, 'invalid argument: length and capacity swapped')
  finish(call, [T, ...types], T)
}

function minOrMax(call: Call): void {
  const { c, x, args } = call
  const op = x.builtin === 'max' ? '>' : '<'
  for (const arg of args) {
    if (!isOrdered(arg.type)) {
      c.error(arg, `invalid argument: ${c.opStr(arg)} cannot be ordered`)
      return
    }
  }
  const result = args[0]!.clone()
  for (const arg of args.slice(1)) {
    matchTypes(c, result, arg)
    if (result.isInvalid()) return
    if (!identical(result.type, arg.type)) {
      c.error(
        arg,
        `invalid argument: mismatched types ${c.str(result.type)} (previous argument) and ${c.str(arg.type)} (type of ${c.exprStr(arg.expr!)})`,
      )
      return
    }
    if (result.mode === 'constant' && arg.mode === 'constant') {
      if (compare(arg.value, op, result.value)) result.copyFrom(arg)
    } else result.mode = 'value'
  }
  // If the result is typed, the untyped arguments have its type too.
  if (result.mode !== 'constant' && isUntyped(result.type)) result.type = defaultType(result.type)
  if (!isUntyped(result.type)) for (const arg of args) if (arg.expr !== undefined) updateType(c, arg.expr, result.type, true)
  finish(
    call,
    args.map(() => result.type),
    result.type,
  )
  if (result.mode === 'constant') x.setConstant(result.type, result.value)
}

function printArguments(call: Call): void {
  const { c, name, args } = call
  for (const arg of args) {
    assignment(c, arg, undefined, `argument to built-in ${name}`)
    if (arg.mode === 'invalid') return
  }
  finish(
    call,
    args.map(arg => arg.type),
    undefined,
  )
}

function sizedArgument(call: Call): Type | undefined {
  const arg = call.args[0]!
  assignment(call.c, arg, undefined, `argument to ${call.name}`)
  return arg.mode === 'invalid' ? undefined : arg.type
}

function constant(call: Call, type: Type, value: number): void {
  finish(call, [type], Typ.uintptr)
  call.x.setConstant(Typ.uintptr, makeInt(value))
}

// unsafe.Offsetof(x.f). spec: "If f is an embedded field, it must be reachable without pointer indirections through fields"
function offsetOf(call: Call): void {
  const { c, e } = call
  const sel = unparen(e.args[0]!)
  if (sel.kind !== 'SelectorExpr') {
    c.error(e.args[0]!, `invalid argument: ${c.exprStr(e.args[0]!)} is not a selector expression`)
    useAll(c, e.args)
    return
  }
  const x = new Operand()
  expr(c, x, sel.x)
  if (x.mode === 'invalid') return
  const { type: base } = deref(x.type.kind === 'Named' && x.type.underlying.kind === 'Pointer' ? x.type.underlying : x.type)
  const result = lookupFieldOrMethod(base, false, c.pkg, sel.sel.name)
  if (result.kind === 'pointerReceiver' || (result.kind === 'found' && result.obj.kind === 'Func')) {
    c.error(e.args[0]!, `invalid argument: ${c.exprStr(e.args[0]!)} is a method value`)
    return
  }
  if (result.kind !== 'found' || result.obj.kind !== 'Var') {
    c.error(x, `invalid argument: ${c.str(base)} has no single field ${sel.sel.name}`)
    return
  }
  if (result.indirect) {
    c.error(x, `invalid argument: field ${sel.sel.name} is embedded via a pointer in ${c.str(base)}`)
    return
  }
  c.recordSelection(sel, { kind: 'field', recv: base, obj: result.obj, index: result.index, indirect: false, type: result.obj.type })
  c.recordType(sel, 'variable', result.obj.type, undefined)
  let offset = 0
  let struct = base.underlying as Struct
  for (const at of result.index) {
    offset += offsetsof(struct)[at]!
    struct = struct.fields[at]!.type.underlying as Struct
  }
  constant(call, result.obj.type, offset)
}
