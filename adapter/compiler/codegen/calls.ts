// This file turns calls into code. A call is planned first (its operands evaluated) and made afterwards, so that go and defer can put a
// goroutine switch or the end of the function in between.
import type { CallExpr, Expr, SelectorExpr } from '../syntax/nodes'
import { unparen } from '../syntax/nodes'
import type { Func } from '../types/object'
import type { Selection } from '../types/program'
import { ArrayType, Pointer, type Signature, type Slice, type Tuple, type Type } from '../types/type'
import { Typ } from '../types/universe'
import { genBuiltin, planBuiltin } from './builtins'
import { type CallLayout, callLayout, layoutOf } from './callingConvention'
import { genConversion } from './conversions'
import { convertAssigned, genConverted, genPlace, genValue, typeOf, walkFields } from './expressions'
import type { FunctionGenerator } from './function'
import { genInlined } from './inline'
import { genIntrinsic } from './intrinsics'
import { pointersOf, sizeof } from './layout'
import { type Address, at, constant, pointerScalar, slotAddress, type Value } from './values'

/** A call whose operands are evaluated. */
export interface CallPlan {
  readonly operands: readonly { readonly value: Value; readonly type: Type }[]
  /** Makes the call, in this function or another, with the operands' values wherever they are by then. */
  invoke(g: FunctionGenerator, values: readonly Value[]): Value[]
  /** For go and defer: the function called, if it has no operands and no results. */
  readonly plainFunction?: Value
}

/** Makes a call; the results in order. */
export function genCall(f: FunctionGenerator, e: CallExpr): Value[] {
  const found = f.info.types.get(e.fun)
  if (found?.mode === 'type') return [genConversion(f, e.args[0]!, found.type)]
  if (found?.mode === 'builtin') return genBuiltin(f, e)
  const intrinsic = genIntrinsic(f, e)
  if (intrinsic !== undefined) return intrinsic
  const inlined = genInlined(f, e, (body, result) => genConverted(f, body, result))
  if (inlined !== undefined) return [inlined]
  const plan = planCall(f, e)
  f.line(e.pos)
  return plan.invoke(
    f,
    plan.operands.map(operand => operand.value),
  )
}

/** Evaluates the operands of a call of a function, method, closure or (for go and defer) built-in. */
export function planCall(f: FunctionGenerator, e: CallExpr): CallPlan {
  const found = f.info.types.get(e.fun)
  if (found?.mode === 'builtin') return planBuiltin(f, e)
  const fun = unparen(e.fun)
  const sig = typeOf(f, fun).underlying as Signature
  const func = staticFunction(f, fun)
  if (func !== undefined) {
    const operands = genArguments(f, e, sig)
    const layout = callLayout(func.sig, false)
    const symbol = f.pkg.functionSymbol(func)
    return {
      operands,
      invoke: (g, values) => g.callWith(layout, values, { symbol }),
      ...(operands.length === 0 && sig.results.length === 0
        ? { plainFunction: { kind: 'address', address: { symbol: f.pkg.funcValueSymbol(symbol), disp: 0 } } as Value }
        : {}),
    }
  }
  if (fun.kind === 'SelectorExpr') {
    const selection = f.info.selections.get(fun)
    if (selection?.kind === 'method') return planMethodCall(f, e, fun, selection, sig)
  }
  const closure = f.materialize(genValue(f, fun), typeOf(f, fun))
  const layout = callLayout(sig, false)
  const operands = genArguments(f, e, sig)
  return {
    operands: [{ value: closure, type: typeOf(f, fun) }, ...operands],
    invoke: (g, values) => g.callWith(layout, values.slice(1), { closure: values[0]! }),
    ...(operands.length === 0 && sig.results.length === 0 ? { plainFunction: closure } : {}),
  }
}

/** The declared function that an expression names, if it does. */
export function staticFunction(f: FunctionGenerator, fun: Expr): Func | undefined {
  const ident = fun.kind === 'Ident' ? fun : fun.kind === 'SelectorExpr' && !f.info.selections.has(fun) ? fun.sel : undefined
  const obj = ident === undefined ? undefined : f.info.uses.get(ident)
  return obj?.kind === 'Func' ? obj : undefined
}

function planMethodCall(f: FunctionGenerator, e: CallExpr, fun: SelectorExpr, selection: Selection, sig: Signature): CallPlan {
  const method = selection.obj as Func
  const receiver = genReceiver(f, fun, selection)
  if (receiver.interfaceType !== undefined) {
    const [table, data] = f.wordsOf(f.materialize(receiver.value, receiver.interfaceType), receiver.interfaceType)
    const operands = genArguments(f, e, sig)
    const layout = interfaceCallLayout(sig)
    const disp = 24 + 8 * methodIndex(receiver.interfaceType, method)
    return {
      operands: [{ value: table!, type: Typ.uintptr }, { value: data!, type: Typ['unsafe.Pointer'] }, ...operands],
      invoke: (g, values) => {
        const code = g.load(values[0]!, pointerScalar)
        return g.callWith(layout, values.slice(1), { code: { kind: 'memory', address: { base: code, disp } }, name: method.fullName })
      },
    }
  }
  const layout = callLayout(method.sig, true)
  const symbol = f.pkg.functionSymbol(method)
  const operands = genArguments(f, e, sig)
  return {
    operands: [{ value: receiver.value, type: method.recv!.type }, ...operands],
    invoke: (g, values) => g.callWith(layout, values, { symbol }),
  }
}

/** The index of a method in an interface's table. */
export function methodIndex(type: Type, method: Func): number {
  const under = type.underlying
  if (under.kind !== 'Interface') throw new Error('no interface')
  return under.allMethods.findIndex(m => m.id === method.id)
}

const interfaceLayouts = new WeakMap<Signature, CallLayout>()

/** A method called through an interface takes the data word as receiver. */
export function interfaceCallLayout(sig: Signature): CallLayout {
  let layout = interfaceLayouts.get(sig)
  if (layout === undefined) {
    layout = layoutOf(
      [Typ['unsafe.Pointer'], ...sig.params.map(p => p.type)],
      sig.results.map(r => r.type),
    )
    interfaceLayouts.set(sig, layout)
  }
  return layout
}

/** Evaluates the receiver of x.m as the method wants it; for a method of an interface, the interface. */
export function genReceiver(f: FunctionGenerator, fun: SelectorExpr, selection: Selection): { value: Value; interfaceType?: Type } {
  const method = selection.obj as Func
  const path = selection.index.slice(0, -1)
  const xType = typeOf(f, fun.x)
  let type = xType
  let place: Address | undefined
  if (path.length > 0) {
    const start = xType.underlying.kind === 'Pointer' ? pointerPlace(f, genValue(f, fun.x)) : genPlace(f, fun.x)
    const walked = walkFields(f, start, xType, path)
    place = walked.address
    type = walked.type
  }
  const recv = method.recv!.type
  if (recv.underlying.kind === 'Interface' || type.underlying.kind === 'Interface') {
    return { value: place === undefined ? genValue(f, fun.x) : { kind: 'memory', address: place }, interfaceType: type }
  }
  const wantPointer = recv.kind === 'Pointer'
  const havePointer = type.underlying.kind === 'Pointer'
  if (wantPointer) {
    if (havePointer) return { value: place === undefined ? genValue(f, fun.x) : { kind: 'memory', address: place } }
    return { value: { kind: 'address', address: place ?? genPlace(f, fun.x) } }
  }
  if (!havePointer) return { value: place === undefined ? genValue(f, fun.x) : { kind: 'memory', address: place } }
  const pointer: Value = place === undefined ? genValue(f, fun.x) : { kind: 'memory', address: place }
  const target = pointerPlace(f, pointer)
  // The copy is made now: a nil pointer panics here, and later changes do not show.
  return { value: f.materialize({ kind: 'memory', address: target }, recv) }
}

function pointerPlace(f: FunctionGenerator, pointer: Value): Address {
  if (pointer.kind === 'address') return pointer.address
  return { base: f.load(pointer, pointerScalar), disp: 0 }
}

// ------------------------------------------------------------------------------------------------------------------- arguments

/** Evaluates the arguments of a call as its parameters want them; extra arguments become a slice. */
export function genArguments(f: FunctionGenerator, e: CallExpr, sig: Signature): { value: Value; type: Type }[] {
  const single = e.args.length === 1 ? unparen(e.args[0]!) : undefined
  const tuple = single?.kind === 'CallExpr' ? f.info.typeOf(single) : undefined
  if (tuple?.kind === 'Tuple' && tuple.length > 1) return spread(f, genCall(f, single as CallExpr), tuple, sig)
  const fixed = sig.variadic ? sig.params.length - 1 : sig.params.length
  const args = e.args.slice(0, sig.variadic && e.ellipsis !== 0 ? sig.params.length : fixed).map((arg, i) => {
    const { type } = sig.params[i]!
    return { value: genConverted(f, arg, type), type }
  })
  if (!sig.variadic || e.ellipsis !== 0) return args
  const slice = sig.params[fixed]!.type
  const elem = (slice.underlying as Slice).elem
  const extra = e.args.slice(fixed)
  const value = packSlice(f, elem, extra.length, (i, place) => {
    const element = genConverted(f, extra[i]!, elem)
    f.store(place(), element, elem)
  })
  args.push({ value, type: slice })
  return args
}

/** f(g()) where g has several results. */
function spread(f: FunctionGenerator, results: readonly Value[], tuple: Tuple, sig: Signature): { value: Value; type: Type }[] {
  const fixed = sig.variadic ? sig.params.length - 1 : sig.params.length
  const stored = results.map((value, i) => settle(f, value, tuple.vars[i]!.type))
  const args = sig.params
    .slice(0, fixed)
    .map((param, i) => ({ value: convertAssigned(f, stored[i]!, tuple.vars[i]!.type, param.type), type: param.type }))
  if (!sig.variadic) return args
  const slice = sig.params[fixed]!.type
  const elem = (slice.underlying as Slice).elem
  const value = packSlice(f, elem, tuple.length - fixed, (i, place) => {
    const element = convertAssigned(f, stored[fixed + i]!, tuple.vars[fixed + i]!.type, elem)
    f.store(place(), element, elem)
  })
  args.push({ value, type: slice })
  return args
}

/** Puts a result where calls do not reach it. */
export function settle(f: FunctionGenerator, value: Value, type: Type): Value {
  if (value.kind !== 'held' && value.kind !== 'words') return value
  const slot = f.temporary(Math.max(8, sizeof(type)), 8, pointersOf(type))
  f.store(slotAddress(slot), value, type)
  return { kind: 'memory', address: slotAddress(slot) }
}

/** A slice of `count` elements that `fill` stores one by one. */
export function packSlice(f: FunctionGenerator, elem: Type, count: number, fill: (i: number, place: () => Address) => void): Value {
  if (count === 0) return { kind: 'zero' }
  const array = new ArrayType(elem, count)
  const size = sizeof(elem)
  const backing = newBacking(f, array)
  for (let i = 0; i < count; i++) {
    fill(i, () =>
      at(
        backing.indirect
          ? { base: f.load({ kind: 'memory', address: slotAddress(backing.slot) }, pointerScalar), disp: 0 }
          : slotAddress(backing.slot),
        i * size,
      ),
    )
  }
  const pointer: Value = backing.indirect
    ? { kind: 'memory', address: slotAddress(backing.slot) }
    : { kind: 'address', address: slotAddress(backing.slot) }
  return { kind: 'words', words: [pointer, constant(count), constant(count)] }
}

/** Memory for an array: on the heap (the slot holds the pointer), or in the frame where nothing may be allocated. */
function newBacking(f: FunctionGenerator, array: ArrayType) {
  if (f.pkg.stackOnly) return { slot: f.local(Math.max(8, sizeof(array)), 8, pointersOf(array)), indirect: false }
  const [pointer] = f.callRuntime('newobject', [{ kind: 'address', address: { symbol: f.pkg.typeSymbol(array), disp: 0 } }])
  const slot = f.temporary(8, 8, [0])
  f.store(slotAddress(slot), pointer!, new Pointer(array))
  return { slot, indirect: true }
}
