// This file turns expressions into code that leaves a Value: constants, variables, fields, elements, pointers; the rest is sent on by kind.
import type { Expr, IndexExpr, SelectorExpr, SliceExpr, StarExpr, UnaryExpr } from '../syntax/nodes'
import { unparen } from '../syntax/nodes'
import { type Constant, toFloat32, toFloat64 } from '../types/constant'
import type { Func } from '../types/object'
import type { Selection } from '../types/program'
import type { Pointer, Struct, Type } from '../types/type'
import { genBinary, genUnary } from './arithmetic'
import { genCall } from './calls'
import { genReceive } from './channels'
import { genFuncLit, genMethodExpression, genMethodValue } from './closures'
import type { FunctionGenerator } from './function'
import { convertToInterface, genTypeAssert } from './interfaces'
import { isFloat, isString, isUnsigned, offsetsof, scalarsOf, sizeof } from './layout'
import { genCompositeLit, genNewComposite } from './literals'
import { genMapIndex } from './maps'
import { type Address, at, constant, type Held, heldValue, pointerScalar, type Value, wordScalar } from './values'

/** The type of an expression. In a comma-ok context that is the type of the value. */
export function typeOf(f: FunctionGenerator, e: Expr): Type {
  const type = f.info.typeOf(e)
  if (type === undefined) throw new Error(`${f.name}: ${e.kind} at line ${f.pkg.fileSet.line(e.pos)} has no type`)
  return type.kind === 'Tuple' && type.vars.length === 2 && unparen(e).kind !== 'CallExpr' ? type.vars[0]!.type : type
}

/** Evaluates an expression. */
export function genValue(f: FunctionGenerator, e: Expr): Value {
  const override = f.overrideOf(e)
  if (override !== undefined) return override
  const found = f.info.types.get(e)
  if (found?.value !== undefined) return constantValue(f, found.value, found.type)
  switch (e.kind) {
    case 'ParenExpr':
      return genValue(f, e.x)
    case 'Ident': {
      const obj = f.info.objectOf(e)
      if (obj?.kind === 'Nil') return { kind: 'zero' }
      if (obj?.kind === 'Var') return { kind: 'memory', address: f.addressOf(obj) }
      if (obj?.kind === 'Func') return functionValue(f, obj)
      throw new Error(`${f.name}: ${e.name} is no value`)
    }
    case 'SelectorExpr':
      return genSelector(f, e)
    case 'IndexExpr':
      return genIndex(f, e)
    case 'SliceExpr':
      return genSlice(f, e)
    case 'StarExpr':
      return { kind: 'memory', address: genPointed(f, e) }
    case 'UnaryExpr':
      if (e.op === '&') return genAddressOf(f, e)
      if (e.op === '<-') return genReceive(f, e, false)[0]!
      return genUnary(f, e)
    case 'BinaryExpr':
      return genBinary(f, e)
    case 'CallExpr':
      return genCall(f, e)[0] ?? { kind: 'zero' }
    case 'FuncLit':
      return genFuncLit(f, e)
    case 'CompositeLit':
      return genCompositeLit(f, e)
    case 'TypeAssertExpr':
      return genTypeAssert(f, e, false)[0]!
    default:
      throw new Error(`${f.name}: cannot evaluate a ${e.kind}`)
  }
}

/** Evaluates an expression and converts it as an assignment to `type` does. */
export function genConverted(f: FunctionGenerator, e: Expr, type: Type): Value {
  const found = f.info.types.get(e)
  if (found?.mode === 'nil') return { kind: 'zero' }
  const from = typeOf(f, e)
  if (from.kind === 'Basic' && from.basic === 'untyped nil') return { kind: 'zero' }
  if (found?.value !== undefined && type.underlying.kind !== 'Interface') return constantValue(f, found.value, type)
  return convertAssigned(f, genValue(f, e), from, type)
}

/** The conversion that assignment implies: to an interface. */
export function convertAssigned(f: FunctionGenerator, value: Value, from: Type, to: Type): Value {
  return to.underlying.kind === 'Interface' && from !== to ? convertToInterface(f, value, from, to) : value
}

/** A constant as a value of the given type. */
export function constantValue(f: FunctionGenerator, value: Constant, type: Type): Value {
  if (type.underlying.kind === 'Interface') {
    const own = f.pkg.defaultType(value)
    return convertToInterface(f, constantValue(f, value, own), own, type)
  }
  switch (value.kind) {
    case 'bool':
      return constant(value.value ? 1 : 0)
    case 'string':
      return stringConstant(f, value.value)
    default:
      return constant(constantBits(value, type))
  }
}

/** The bits of a numeric constant in memory. */
export function constantBits(value: Constant, type: Type): bigint {
  if (value.kind === 'bool') return value.value ? 1n : 0n
  if (isFloat(type)) {
    const view = new DataView(new ArrayBuffer(8))
    if (sizeof(type) === 4) {
      view.setFloat32(0, toFloat32(value))
      return BigInt(view.getUint32(0))
    }
    view.setFloat64(0, toFloat64(value))
    return view.getBigUint64(0)
  }
  if (value.kind === 'int') return value.value
  if (value.kind === 'float') return value.num / value.den
  throw new Error(`no bits for a ${value.kind} constant`)
}

export function stringConstant(f: FunctionGenerator, bytes: string): Value {
  if (bytes.length === 0) return { kind: 'zero' }
  return { kind: 'words', words: [{ kind: 'address', address: { symbol: f.pkg.stringSymbol(bytes), disp: 0 } }, constant(bytes.length)] }
}

export function functionValue(f: FunctionGenerator, func: Func): Value {
  return { kind: 'address', address: { symbol: f.pkg.funcValueSymbol(f.pkg.functionSymbol(func)), disp: 0 } }
}

// ------------------------------------------------------------------------------------------------------------------- selectors

function genSelector(f: FunctionGenerator, e: SelectorExpr): Value {
  const selection = f.info.selections.get(e)
  if (selection === undefined) {
    const obj = f.info.uses.get(e.sel)
    if (obj?.kind === 'Var') return { kind: 'memory', address: { symbol: f.pkg.globalSymbol(obj), disp: 0 } }
    if (obj?.kind === 'Func') return functionValue(f, obj)
    throw new Error(`${f.name}: ${e.sel.name} is no value`)
  }
  switch (selection.kind) {
    case 'field':
      return { kind: 'memory', address: genField(f, e, selection) }
    case 'method':
      return genMethodValue(f, e, selection)
    case 'methodExpr':
      return genMethodExpression(f, selection)
  }
}

/** The place of a field. */
export function genField(f: FunctionGenerator, e: SelectorExpr, selection: Selection): Address {
  return walkFields(f, genBase(f, e.x), typeOf(f, e.x), selection.index).address
}

/** The place of a struct, or of what a pointer to struct points to. */
function genBase(f: FunctionGenerator, x: Expr): Address {
  if (typeOf(f, x).underlying.kind === 'Pointer') return pointedBy(f, genValue(f, x))
  return genPlace(f, x)
}

/** Follows field indices from the place of a struct (or of the struct that `type`, a pointer, points to). */
export function walkFields(f: FunctionGenerator, start: Address, type: Type, path: readonly number[]): { address: Address; type: Type } {
  let address = start
  let current = derefType(type)
  path.forEach((index, step) => {
    if (step > 0 && current.underlying.kind === 'Pointer') {
      address = pointedBy(f, { kind: 'memory', address })
      current = derefType(current)
    }
    const struct = current.underlying as Struct
    const offset = offsetsof(struct)[index]!
    if (address.base !== undefined && address.disp + offset >= 4096) checkNil(f, address.base)
    address = at(address, offset)
    current = struct.fields[index]!.type
  })
  return { address, type: current }
}

export function derefType(type: Type): Type {
  const under = type.underlying
  return under.kind === 'Pointer' ? under.elem : type
}

/** The place a pointer value points to. */
export function pointedBy(f: FunctionGenerator, pointer: Value): Address {
  if (pointer.kind === 'address') return pointer.address
  if (pointer.kind === 'held') return { base: pointer.held, disp: 0 }
  return { base: f.load(pointer, pointerScalar), disp: 0 }
}

/** Faults if the pointer is nil: for places too far from it to fault by themselves, and for addresses taken without access. */
export function checkNil(f: FunctionGenerator, pointer: Held): void {
  f.op('TESTB', f.reg(0), f.operand({ base: pointer, disp: 0 }))
  f.unpin()
}

function genPointed(f: FunctionGenerator, e: StarExpr): Address {
  const inner = addressBehindConversions(f, e.x)
  if (inner !== undefined) return genPlace(f, inner)
  const address = pointedBy(f, genValue(f, e.x))
  if (sizeof(typeOf(f, e)) === 0 && address.base !== undefined) checkNil(f, address.base)
  return address
}

function addressBehindConversions(f: FunctionGenerator, expr: Expr): Expr | undefined {
  const isConversion = (e: Expr) => f.info.types.get(e)?.mode === 'type'
  const outer = unparen(expr)
  if (outer.kind !== 'CallExpr' || outer.args.length !== 1 || !isConversion(outer.fun)) return undefined
  const inner = unparen(outer.args[0]!)
  if (inner.kind !== 'CallExpr' || inner.args.length !== 1 || !isConversion(inner.fun)) return undefined
  const address = unparen(inner.args[0]!)
  if (address.kind !== 'UnaryExpr' || address.op !== '&' || unparen(address.x).kind === 'CompositeLit') return undefined
  return address.x
}

// ---------------------------------------------------------------------------------------------------------------------- places

/** The place of an expression: its own if it is addressable, else that of a copy. */
export function genPlace(f: FunctionGenerator, e: Expr): Address {
  const x = unparen(e)
  switch (x.kind) {
    case 'Ident': {
      const obj = f.info.objectOf(x)
      if (obj?.kind === 'Var') return f.addressOf(obj)
      break
    }
    case 'SelectorExpr': {
      const selection = f.info.selections.get(x)
      if (selection?.kind === 'field') return genField(f, x, selection)
      const obj = f.info.uses.get(x.sel)
      if (selection === undefined && obj?.kind === 'Var') return { symbol: f.pkg.globalSymbol(obj), disp: 0 }
      break
    }
    case 'IndexExpr': {
      const kind = typeOf(f, x.x).underlying.kind
      if (kind !== 'Map' && kind !== 'Basic') return genElement(f, x)
      break
    }
    case 'StarExpr':
      return genPointed(f, x)
    default:
  }
  const type = typeOf(f, e)
  return f.toMemory(genValue(f, e), type)
}

function genAddressOf(f: FunctionGenerator, e: UnaryExpr): Value {
  const x = unparen(e.x)
  if (x.kind === 'CompositeLit') return genNewComposite(f, x, (typeOf(f, e).underlying as Pointer).elem)
  const address = genPlace(f, x)
  if (address.base !== undefined && !isVariable(f, x)) checkNil(f, address.base)
  return { kind: 'address', address }
}

function isVariable(f: FunctionGenerator, e: Expr): boolean {
  return e.kind === 'Ident' && f.info.objectOf(e)?.kind === 'Var'
}

// -------------------------------------------------------------------------------------------------------------------- elements

function genIndex(f: FunctionGenerator, e: IndexExpr): Value {
  const type = typeOf(f, e.x)
  if (type.underlying.kind === 'Map') return genMapIndex(f, e, false)[0]!
  if (type.underlying.kind === 'Basic') return genStringIndex(f, e)
  const address = genElement(f, e)
  return { kind: 'memory', address }
}

function genStringIndex(f: FunctionGenerator, e: IndexExpr): Value {
  const [pointer, length] = f.wordsOf(genValue(f, e.x), typeOf(f, e.x))
  const index = genIndexValue(f, e.indices[0]!)
  return { kind: 'memory', address: elementAddress(f, pointer!, length!, index, isUnsignedIndex(f, e.indices[0]!), 1) }
}

/** The place of an element of an array, a slice or what a pointer to array points to. */
export function genElement(f: FunctionGenerator, e: IndexExpr): Address {
  const type = typeOf(f, e.x)
  const under = type.underlying
  if (under.kind === 'Slice') {
    const [pointer, length] = f.wordsOf(genValue(f, e.x), type)
    const index = genIndexValue(f, e.indices[0]!)
    return elementAddress(f, pointer!, length!, index, isUnsignedIndex(f, e.indices[0]!), sizeof(under.elem))
  }
  const array = derefType(type).underlying
  if (array.kind !== 'Array') throw new Error(`${f.name}: index of a ${array.kind}`)
  const base = genBase(f, e.x)
  if (under.kind === 'Pointer' && base.base !== undefined && sizeof(array) >= 4096) checkNil(f, base.base)
  const size = sizeof(array.elem)
  const index = genIndexValue(f, e.indices[0]!)
  if (index.kind === 'constant' || index.kind === 'zero') return at(base, Number(index.kind === 'zero' ? 0n : index.bits) * size)
  const held = f.load(index, wordScalar)
  checkIndex(f, held, constant(array.len), isUnsignedIndex(f, e.indices[0]!))
  return indexed(f, base, held, size)
}

/** An index as a 64-bit value. */
export function genIndexValue(f: FunctionGenerator, e: Expr): Value {
  return extendTo64(f, genValue(f, e), typeOf(f, e))
}

export function isUnsignedIndex(f: FunctionGenerator, e: Expr): boolean {
  return isUnsigned(typeOf(f, e))
}

/** An integer extended to 64 bits as its type says. */
export function extendTo64(f: FunctionGenerator, value: Value, type: Type): Value {
  if (value.kind === 'constant' || value.kind === 'zero') return value
  const scalar = scalarsOf(type)[0]!
  if (scalar.size === 8) return value
  const held = f.load(value, scalar)
  if (value.kind === 'held' && !value.clean) extendRegister(f, held, scalar.size, scalar.signed)
  return heldValue(held)
}

/** Extends the low `size` bytes of a register to all of it. */
export function extendRegister(f: FunctionGenerator, held: Held, size: number, signed: boolean): void {
  const register = f.reg(held.register)
  if (size === 4) f.op(signed ? 'MOVLQSX' : 'MOVL', register, register)
  else if (size === 2) f.op(signed ? 'MOVWQSX' : 'MOVWLZX', register, register)
  else if (size === 1) f.op(signed ? 'MOVBQSX' : 'MOVBLZX', register, register)
}

/** The place of element `index` behind `pointer`, checked against `length`. */
function elementAddress(f: FunctionGenerator, pointer: Value, length: Value, index: Value, unsigned: boolean, size: number): Address {
  if (index.kind === 'constant' || index.kind === 'zero') {
    const i = index.kind === 'zero' ? 0n : index.bits
    checkConstantIndex(f, i, length)
    f.releaseValue(length)
    const base = pointedBy(f, pointer)
    return at(base, Number(i) * size)
  }
  const held = f.load(index, wordScalar)
  checkIndex(f, held, length, unsigned)
  f.releaseValue(length)
  return indexed(f, pointedBy(f, pointer), held, size)
}

function indexed(f: FunctionGenerator, base: Address, index: Held, size: number): Address {
  if (base.index !== undefined || base.slot !== undefined || base.symbol !== undefined) {
    const held = f.load({ kind: 'address', address: base }, pointerScalar)
    return indexed(f, { base: held, disp: 0 }, index, size)
  }
  if (size === 1 || size === 2 || size === 4 || size === 8) return { ...base, index, scale: size }
  if (size === 0) {
    f.release(index)
    return base
  }
  const register = f.reg(f.registerOf(index))
  if (index.spilled !== undefined) {
    // A spilled index was reloaded into a fresh register.
    const fresh = f.adopt(register.number, false)
    f.op('IMUL3Q', size, register, register)
    f.unpin()
    return { ...base, index: fresh, scale: 1 }
  }
  f.op('IMUL3Q', size, register, register)
  f.unpin()
  return { ...base, index, scale: 1 }
}

/** Panics unless index < length (both 64 bits, compared unsigned, so that a negative index fails as well). */
export function checkIndex(f: FunctionGenerator, index: Held, length: Value, unsigned: boolean): void {
  const register = f.reg(f.registerOf(index))
  const limit = f.sourceOperand(length, wordScalar)
  const fail = f.coldCode(() => f.panicWith(unsigned ? 'goPanicIndexU' : 'goPanicIndex', register, limit))
  f.op('CMPQ', register, limit)
  f.op('JCC', fail)
  f.unpin()
}

function checkConstantIndex(f: FunctionGenerator, index: bigint, length: Value): void {
  if (length.kind === 'constant') {
    if (index < length.bits) return
    const fail = f.coldCode(() => f.panicWith('goPanicIndex', index, length.bits))
    f.op('JMP', fail)
    return
  }
  if (length.kind === 'zero') {
    const fail = f.coldCode(() => f.panicWith('goPanicIndex', index, 0))
    f.op('JMP', fail)
    return
  }
  const limit = f.sourceOperand(length, wordScalar)
  const fail = f.coldCode(() => f.panicWith('goPanicIndex', index, limit))
  f.op('CMPQ', limit, Number(index))
  f.op('JLS', fail)
  f.unpin()
}

// ---------------------------------------------------------------------------------------------------------------------- slices

/** x[low:high:max] */
function genSlice(f: FunctionGenerator, e: SliceExpr): Value {
  const type = typeOf(f, e.x)
  const under = type.underlying
  const string = isString(type)
  let pointer: Value
  let length: Value
  let capacity: Value
  let elemSize = 1
  if (string) {
    const words = f.wordsOf(genValue(f, e.x), type)
    pointer = words[0]!
    length = words[1]!
    capacity = length
  } else if (under.kind === 'Slice') {
    const words = f.wordsOf(genValue(f, e.x), type)
    pointer = words[0]!
    length = words[1]!
    capacity = words[2]!
    elemSize = sizeof(under.elem)
  } else {
    const array = derefType(type).underlying
    if (array.kind !== 'Array') throw new Error('slice of no array')
    const base = genBase(f, e.x)
    if (under.kind === 'Pointer' && base.base !== undefined) checkNil(f, base.base)
    pointer = { kind: 'address', address: base }
    length = capacity = constant(array.len)
    elemSize = sizeof(array.elem)
  }
  const bound = (x: Expr | undefined): Value | undefined => (x === undefined ? undefined : genIndexValue(f, x))
  const low = bound(e.low)
  const high = bound(e.high)
  const max = bound(e.max)
  // Everything in registers or constants now, so that the checks below read what was evaluated.
  const lowHeld = fix(f, low ?? constant(0))
  const pointerHeld = f.load(pointer, pointerScalar)
  const capValue = fix(f, capacity === length && capacity.kind === 'memory' ? shareValue(f, capacity) : capacity)
  const lengthValue =
    string || (high === undefined && under.kind === 'Slice') ? (string && capacity === length ? capValue : fix(f, length)) : capValue
  const highValue = high === undefined ? lengthValue : fix(f, high)
  const maxValue = max === undefined ? capValue : fix(f, max)
  const signed = (x: Expr | undefined) => x === undefined || !isUnsignedIndex(f, x)
  const three = e.slice3 ? '3' : ''
  if (max !== undefined) {
    const limitName = under.kind === 'Slice' ? 'Acap' : 'Alen'
    checkOrder(f, maxValue, capValue, `goPanicSlice3${limitName}`, signed(e.max))
    checkOrder(f, highValue, maxValue, 'goPanicSlice3B', signed(e.high))
  } else if (high !== undefined) {
    checkOrder(f, highValue, capValue, `goPanicSlice${under.kind === 'Slice' ? 'Acap' : 'Alen'}`, signed(e.high))
  }
  if (low !== undefined) checkOrder(f, lowHeld, highValue, `goPanicSlice${three === '3' ? '3C' : 'B'}`, signed(e.low))
  const zeroLow = lowHeld.kind === 'constant' && lowHeld.bits === 0n
  const newLength = zeroLow ? highValue : difference(f, highValue, lowHeld)
  if (string) {
    const moved = zeroLow ? pointerHeld : advance(f, pointerHeld, newLength, lowHeld, 1)
    return { kind: 'words', words: [heldValue(moved), newLength] }
  }
  const newCap = zeroLow ? maxValue : difference(f, maxValue, lowHeld)
  const moved = zeroLow ? pointerHeld : advance(f, pointerHeld, newCap, lowHeld, elemSize)
  return { kind: 'words', words: [heldValue(moved), newLength, newCap] }
}

function shareValue(f: FunctionGenerator, value: Value): Value {
  if (value.kind === 'memory' || value.kind === 'address') f.share(value.address)
  return value
}

/** The value as a constant or in a register. */
function fix(f: FunctionGenerator, value: Value): Value {
  if (value.kind === 'constant') return value
  if (value.kind === 'zero') return constant(0)
  if (value.kind === 'held') return value
  return heldValue(f.load(value, wordScalar))
}

/** Panics unless low <= high, unsigned. */
function checkOrder(f: FunctionGenerator, low: Value, high: Value, panic: string, signed: boolean): void {
  if (low === high) return
  if (low.kind === 'constant' && high.kind === 'constant' && low.bits <= high.bits) return
  const name = signed ? panic : `${panic}U`
  const left = f.sourceOperand(low, wordScalar)
  const right = f.sourceOperand(high, wordScalar)
  const fail = f.coldCode(() => f.panicWith(name, left, right))
  if (low.kind === 'constant' && high.kind === 'constant') f.op('JMP', fail)
  else if (low.kind === 'constant') {
    f.op('CMPQ', right, left)
    f.op('JCS', fail)
  } else {
    f.op('CMPQ', left, right)
    f.op('JHI', fail)
  }
  f.unpin()
}

function difference(f: FunctionGenerator, high: Value, low: Value): Value {
  if (high.kind === 'constant' && low.kind === 'constant') return constant(high.bits - low.bits)
  if (high.kind === 'held') high.held.references++
  const result = f.load(high, wordScalar)
  const right = f.sourceOperand(low, wordScalar)
  f.op('SUBQ', right, f.reg(f.registerOf(result)))
  f.unpin()
  return heldValue(result)
}

/** pointer + low*size, except that an empty rest keeps the pointer: it must not point past the end, into the next object. */
function advance(f: FunctionGenerator, pointer: Held, rest: Value, low: Value, size: number): Held {
  if (size === 0) return pointer
  if (low.kind === 'held') low.held.references++
  const delta = f.load(low, wordScalar)
  const register = f.reg(f.registerOf(delta))
  if (size !== 1) f.op('IMUL3Q', size, register, register)
  if (rest.kind === 'constant') {
    if (rest.bits === 0n) f.op('XORL', register, register)
  } else {
    // delta &= -rest >> 63: all ones when rest > 0
    f.op('MOVQ', f.sourceOperand(rest, wordScalar), f.reg(12))
    f.op('NEGQ', f.reg(12))
    f.op('SARQ', 63, f.reg(12))
    f.op('ANDQ', f.reg(12), register)
  }
  const target = f.load(heldValue(pointer), pointerScalar)
  f.op('ADDQ', f.reg(f.registerOf(delta)), f.reg(f.registerOf(target)))
  f.unpin()
  f.release(delta)
  return target
}

/** Whether evaluating the expression may call a function or block, so that the order of evaluation shows. */
export function hasCall(f: FunctionGenerator, e: Expr): boolean {
  if (f.info.types.get(e)?.value !== undefined) return false
  switch (e.kind) {
    case 'Ident':
    case 'BasicLit':
    case 'FuncLit':
      return false
    case 'ParenExpr':
    case 'StarExpr':
      return hasCall(f, e.x)
    case 'SelectorExpr':
      return f.info.selections.has(e) && (f.info.selections.get(e)!.kind !== 'field' || hasCall(f, e.x))
    case 'UnaryExpr':
      return e.op === '<-' || hasCall(f, e.x)
    case 'BinaryExpr':
      return hasCall(f, e.x) || hasCall(f, e.y)
    case 'IndexExpr':
      return typeOf(f, e.x).underlying.kind === 'Map' || hasCall(f, e.x) || hasCall(f, e.indices[0]!)
    default:
      return true
  }
}
