// This file turns range loops into code: over integers, strings, arrays, slices, maps and channels.
import type { Expr, RangeStmt } from '../syntax/nodes'
import { unparen } from '../syntax/nodes'
import type { Chan, MapType, Type } from '../types/type'
import { Typ } from '../types/universe'
import { assignTo, declareAndStore } from './assign'
import { jumpIfBool } from './conditions'
import type { CodeLabel } from './emit'
import { derefType, genConverted, genPlace, genValue, typeOf } from './expressions'
import type { FunctionGenerator } from './function'
import { isString, pointersOf, scalarsOf, sizeof } from './layout'
import { genBlock } from './statements'
import { type Address, constant, heldValue, pointerScalar, slotAddress, type Value, wordScalar } from './values'

/** for key, value := range x { body } */
export function genRange(f: FunctionGenerator, s: RangeStmt, label: string | undefined): void {
  const scope = f.variables.length
  f.loopDepth++
  f.line(s.pos, true)
  const end = f.label()
  const type = typeOf(f, s.x)
  const under = type.underlying
  const loop: Loop = { s, label, end, next: f.label() }
  if (under.kind === 'Map') rangeMap(f, loop, type, under)
  else if (under.kind === 'Chan') rangeChannel(f, loop, under)
  else if (isString(type)) rangeString(f, loop)
  else if (under.kind === 'Basic') rangeInteger(f, loop, type)
  else rangeElements(f, loop, type)
  f.bind(end)
  f.loopDepth--
  f.endScope(scope)
}

interface Loop {
  readonly s: RangeStmt
  readonly label: string | undefined
  readonly end: CodeLabel
  readonly next: CodeLabel
}

const isBlank = (e: Expr | undefined) => e === undefined || (e.kind === 'Ident' && e.name === '_')

/** Gives the iteration's key or value to the loop's variable: a new one for each iteration, or what the left side names. */
function bindVariable(f: FunctionGenerator, loop: Loop, target: Expr | undefined, value: () => Value, type: Type): void {
  if (target === undefined || isBlank(target)) return
  if (loop.s.op === ':=') declareAndStore(f, target, value(), type)
  else assignTo(f, target, value(), type)
}

function body(f: FunctionGenerator, loop: Loop, scope: number): void {
  f.endStatement()
  f.jumpTargets.push({ label: loop.label, breakTo: loop.end, continueTo: loop.next })
  genBlock(f, loop.s.body)
  f.jumpTargets.pop()
  f.bind(loop.next)
  f.endScope(scope)
  f.line(loop.s.pos, true)
}

const inSlot = (slot: Address): Value => ({ kind: 'memory', address: slot })

/** for i := range n */
function rangeInteger(f: FunctionGenerator, loop: Loop, type: Type): void {
  const { s } = loop
  // An untyped constant takes the type of the variable.
  const keyType =
    s.key !== undefined && !isBlank(s.key)
      ? typeOfTarget(f, s.key)
      : type.kind === 'Basic' && type.basic.startsWith('untyped')
        ? Typ.int
        : type
  const scalar = scalarsOf(keyType)[0]!
  const limit = slotAddress(f.local(8, 8, []))
  const index = slotAddress(f.local(8, 8, []))
  f.store(limit, genConverted(f, s.x, keyType), keyType)
  f.store(index, constant(0), keyType)
  f.endStatement()
  const top = f.label()
  f.bind(top)
  const held = f.load(inSlot(index), scalar)
  const register = f.reg(held.register)
  const suffix = scalar.size === 8 ? 'Q' : scalar.size === 4 ? 'L' : scalar.size === 2 ? 'W' : 'B'
  f.op(`CMP${suffix}`, register, f.operand(limit))
  f.op(scalar.signed ? 'JGE' : 'JCC', loop.end)
  f.release(held)
  const scope = f.variables.length
  bindVariable(f, loop, s.key, () => inSlot(index), keyType)
  body(f, loop, scope)
  f.op(`INC${suffix}`, f.operand(index))
  f.op('JMP', top)
}

function typeOfTarget(f: FunctionGenerator, target: Expr): Type {
  const e = unparen(target)
  const obj = e.kind === 'Ident' ? f.info.objectOf(e) : undefined
  return obj?.kind === 'Var' ? obj.type : typeOf(f, e)
}

/** for i, v := range s, over an array, a pointer to array, or a slice. */
function rangeElements(f: FunctionGenerator, loop: Loop, type: Type): void {
  const { s } = loop
  const under = type.underlying
  const array = derefType(type).underlying
  const index = slotAddress(f.local(8, 8, []))
  const length = slotAddress(f.local(8, 8, []))
  let elem: Type
  let base: () => { pointer: Value } | { place: Address }
  if (under.kind === 'Slice') {
    elem = under.elem
    const copy = f.local(8, 8, [0])
    const words = f.wordsOf(genValue(f, s.x), type)
    f.storeScalar(slotAddress(copy), words[0]!, pointerScalar)
    f.storeScalar(length, words[1]!, wordScalar)
    base = () => ({ pointer: inSlot(slotAddress(copy)) })
  } else if (array.kind === 'Array') {
    elem = array.elem
    f.storeScalar(length, constant(array.len), wordScalar)
    if (isBlank(s.value)) {
      if (under.kind === 'Array' && unparen(s.x).kind === 'CallExpr') f.releaseValue(genValue(f, s.x))
      base = () => ({ pointer: constant(0) })
    } else if (under.kind === 'Pointer') {
      const copy = f.local(8, 8, [0])
      f.store(slotAddress(copy), genValue(f, s.x), type)
      base = () => ({ pointer: inSlot(slotAddress(copy)) })
    } else {
      // The array is copied: changes during the loop do not show.
      const copy = f.local(Math.max(8, sizeof(type)), 8, pointersOf(type))
      f.store(slotAddress(copy), inSlot(genPlace(f, s.x)), type)
      base = () => ({ place: slotAddress(copy) })
    }
  } else throw new Error(`range over ${under.kind}`)
  f.storeScalar(index, constant(0), wordScalar)
  f.endStatement()
  const top = f.label()
  f.bind(top)
  const held = f.load(inSlot(index), wordScalar)
  f.op('CMPQ', f.reg(held.register), f.operand(length))
  f.op('JGE', loop.end)
  f.release(held)
  const scope = f.variables.length
  bindVariable(f, loop, s.key, () => inSlot(index), Typ.int)
  bindVariable(f, loop, s.value, () => elementAt(f, base(), index, elem), elem)
  body(f, loop, scope)
  f.op('ADDQ', 1, f.operand(index))
  f.op('JMP', top)
}

function elementAt(f: FunctionGenerator, base: { pointer: Value } | { place: Address }, index: Address, elem: Type): Value {
  const size = sizeof(elem)
  const pointer = 'pointer' in base ? f.load(base.pointer, pointerScalar) : f.load({ kind: 'address', address: base.place }, pointerScalar)
  const held = f.load(inSlot(index), wordScalar)
  if (size === 1 || size === 2 || size === 4 || size === 8)
    return { kind: 'memory', address: { base: pointer, index: held, scale: size, disp: 0 } }
  const register = f.reg(f.registerOf(held))
  f.op('IMUL3Q', size, register, register)
  f.unpin()
  return { kind: 'memory', address: { base: pointer, index: held, scale: 1, disp: 0 } }
}

/** for i, r := range "…" */
function rangeString(f: FunctionGenerator, loop: Loop): void {
  const { s } = loop
  const copy = f.local(16, 8, [0])
  const index = slotAddress(f.local(8, 8, []))
  const following = slotAddress(f.local(8, 8, []))
  const char = slotAddress(f.local(8, 8, []))
  f.store(slotAddress(copy), genConverted(f, s.x, Typ.string), Typ.string)
  f.storeScalar(index, constant(0), wordScalar)
  f.endStatement()
  const top = f.label()
  const many = f.label()
  const decoded = f.label()
  f.bind(top)
  const held = f.load(inSlot(index), wordScalar)
  const register = f.reg(held.register)
  f.op('CMPQ', register, f.operand(slotAddress(copy, 8)))
  f.op('JGE', loop.end)
  // A byte below 0x80 is a character of its own; the rest is decoded by the runtime.
  const pointer = f.load(inSlot(slotAddress(copy)), pointerScalar)
  const value = f.general(false)
  f.op('MOVBLZX', f.operand({ base: pointer, index: held, scale: 1, disp: 0 }), f.reg(value.register))
  f.op('CMPL', f.reg(value.register), 0x80)
  f.op('JCC', many)
  f.op('MOVL', f.reg(value.register), f.operand(char))
  f.op('ADDQ', 1, register)
  f.op('MOVQ', register, f.operand(following))
  f.op('JMP', decoded)
  f.bind(many)
  f.clobberAll()
  const [rune, position] = f.callRuntime('decoderune', [inSlot(slotAddress(copy)), inSlot(index)])
  f.storeScalar(char, rune!, scalarsOf(Typ.int32)[0]!)
  f.storeScalar(following, position!, wordScalar)
  f.clobberAll()
  f.bind(decoded)
  const scope = f.variables.length
  bindVariable(f, loop, s.key, () => inSlot(index), Typ.int)
  bindVariable(f, loop, s.value, () => inSlot(char), Typ.int32)
  body(f, loop, scope)
  const moved = f.load(inSlot(following), wordScalar)
  f.storeScalar(index, heldValue(moved), wordScalar)
  f.release(moved)
  f.op('JMP', top)
}

/** for k, v := range m: an iterator in the frame, advanced by the runtime. */
function rangeMap(f: FunctionGenerator, loop: Loop, type: Type, map: MapType): void {
  const { s } = loop
  const iteratorType = f.pkg.runtimeType('hiter')
  const iterator = f.local(sizeof(iteratorType), 8, pointersOf(iteratorType))
  const m = genValue(f, s.x)
  f.zero(slotAddress(iterator), iteratorType)
  f.callRuntime('mapiterinit', [
    { kind: 'address', address: { symbol: f.pkg.typeSymbol(type), disp: 0 } },
    m,
    { kind: 'address', address: slotAddress(iterator) },
  ])
  f.endStatement()
  const top = f.label()
  f.bind(top)
  f.op('CMPQ', f.operand(slotAddress(iterator)), 0)
  f.op('JEQ', loop.end)
  const scope = f.variables.length
  const behind = (offset: number): Value => ({
    kind: 'memory',
    address: { base: f.load(inSlot(slotAddress(iterator, offset)), pointerScalar), disp: 0 },
  })
  bindVariable(f, loop, s.key, () => behind(0), map.key)
  bindVariable(f, loop, s.value, () => behind(8), map.elem)
  body(f, loop, scope)
  f.callRuntime('mapiternext', [{ kind: 'address', address: slotAddress(iterator) }])
  f.op('JMP', top)
}

/** for v := range c */
function rangeChannel(f: FunctionGenerator, loop: Loop, channel: Chan): void {
  const { s } = loop
  const copy = f.local(8, 8, [0])
  f.storeScalar(slotAddress(copy), genValue(f, s.x), pointerScalar)
  const slot = f.local(Math.max(8, sizeof(channel.elem)), 8, pointersOf(channel.elem))
  f.endStatement()
  const top = f.label()
  f.bind(top)
  const [ok] = f.callRuntime('chanrecv2', [inSlot(slotAddress(copy)), { kind: 'address', address: slotAddress(slot) }])
  jumpIfBool(f, ok!, loop.end, false)
  const scope = f.variables.length
  bindVariable(f, loop, s.key, () => inSlot(slotAddress(slot)), channel.elem)
  body(f, loop, scope)
  f.op('JMP', top)
}
