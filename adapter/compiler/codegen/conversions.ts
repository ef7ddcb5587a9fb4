// This file turns conversions T(x) into code.
import type { Expr } from '../syntax/nodes'
import type { Slice, Type } from '../types/type'
import { convertAssigned, extendRegister, extendTo64, genConverted, genValue, pointedBy, typeOf } from './expressions'
import type { FunctionGenerator } from './function'
import { isScalar, isString, isUnsigned, scalarsOf, sizeof } from './layout'
import { constant, heldValue, type Value, wordScalar } from './values'

/** T(x) */
export function genConversion(f: FunctionGenerator, x: Expr, to: Type): Value {
  const found = f.info.types.get(x)
  const from = typeOf(f, x)
  if (found?.mode === 'nil' || (from.kind === 'Basic' && from.basic === 'untyped nil')) return { kind: 'zero' }
  if (to.underlying.kind === 'Interface') return genConverted(f, x, to)
  if (found?.value !== undefined && isScalar(to) && isScalar(from) && found.value.kind !== 'string')
    return convertScalar(f, genValue(f, x), from, to)
  return convert(f, genValue(f, x), from, to)
}

function convert(f: FunctionGenerator, value: Value, from: Type, to: Type): Value {
  const source = from.underlying
  const target = to.underlying
  if (isString(to)) {
    if (isString(from)) return value
    if (source.kind === 'Slice') return sliceToString(f, value, from, source)
    return f.callRuntime('intstring', [constant(0), extendTo64(f, value, from)])[0]!
  }
  if (target.kind === 'Slice' && isString(from)) {
    const name = sizeof(target.elem) === 1 ? 'stringtoslicebyte' : 'stringtoslicerune'
    return f.callRuntime(name, [constant(0), value])[0]!
  }
  if (source.kind === 'Slice' && (target.kind === 'Array' || target.kind === 'Pointer')) return sliceToArray(f, value, from, to)
  if (isScalar(from) && isScalar(to)) return convertScalar(f, value, from, to)
  return convertAssigned(f, value, from, to)
}

function sliceToString(f: FunctionGenerator, value: Value, from: Type, slice: Slice): Value {
  if (sizeof(slice.elem) !== 1) return f.callRuntime('slicerunetostring', [constant(0), value])[0]!
  const [pointer, length, capacity] = f.wordsOf(value, from)
  f.releaseValue(capacity!)
  return f.callRuntime('slicebytetostring', [constant(0), pointer!, length!])[0]!
}

/** [N]T(slice), (*[N]T)(slice): panics if the slice is shorter. */
function sliceToArray(f: FunctionGenerator, value: Value, from: Type, to: Type): Value {
  const pointer = to.underlying.kind === 'Pointer'
  const array = to.underlying.kind === 'Pointer' ? to.underlying.elem.underlying : to.underlying
  if (array.kind !== 'Array') throw new Error('no array')
  const [data, length, capacity] = f.wordsOf(value, from)
  f.releaseValue(capacity!)
  const operand = f.sourceOperand(length!, wordScalar)
  const wanted = array.len
  const fail = f.coldCode(() => f.panicWith('goPanicSliceConvert', operand, wanted))
  if (typeof operand === 'number') {
    if (operand < wanted) f.op('JMP', fail)
  } else {
    f.op('CMPQ', operand, wanted)
    f.op('JLT', fail)
  }
  f.unpin()
  f.releaseValue(length!)
  if (pointer) return data!
  return { kind: 'memory', address: pointedBy(f, data!) }
}

/** Conversions between numbers; pointers, maps, channels and functions keep their bits. */
export function convertScalar(f: FunctionGenerator, value: Value, from: Type, to: Type): Value {
  const source = scalarsOf(from)[0]!
  const target = scalarsOf(to)[0]!
  if (source.float && target.float) {
    if (source.size === target.size) return value
    const held = f.load(value, source)
    f.op(source.size === 4 ? 'CVTSS2SD' : 'CVTSD2SS', f.reg(held.register), f.reg(held.register))
    return heldValue(held)
  }
  if (source.float) return floatToInteger(f, value, from, to)
  if (target.float) return integerToFloat(f, value, from, to)
  if (value.kind === 'constant')
    return constant(target.signed ? BigInt.asIntN(target.size * 8, value.bits) : BigInt.asUintN(target.size * 8, value.bits))
  if (value.kind === 'zero' || value.kind === 'address') return value
  if (source.pointer !== target.pointer) {
    // uintptr and unsafe.Pointer: the collector sees one and not the other.
    const held = f.load(value, source)
    const other = f.general(target.pointer)
    f.op('MOVQ', f.reg(f.registerOf(held)), f.reg(other.register))
    f.unpin()
    f.release(held)
    return heldValue(other)
  }
  if (target.size > source.size) {
    const held = f.load(value, source)
    if (value.kind === 'held' && !value.clean) extendRegister(f, held, source.size, source.signed)
    // Sign extension of a signed source has filled the upper half already; as a narrower unsigned type it is cut again when needed.
    return heldValue(held, target.size === 8 || source.signed === target.signed || !source.signed)
  }
  if (target.size === source.size && source.signed === target.signed) return value
  if (target.size === 8) return value
  const held = f.load(value, source)
  return heldValue(held, false)
}

function integerToFloat(f: FunctionGenerator, value: Value, from: Type, to: Type): Value {
  const scalar = scalarsOf(to)[0]!
  const op = scalar.size === 8 ? 'CVTSQ2SD' : 'CVTSQ2SS'
  const held = f.load(extendTo64(f, value, from), wordScalar)
  const result = f.vector()
  const source = f.reg(f.registerOf(held))
  const target = f.reg(result.register)
  if (isUnsigned(from) && sizeof(from) === 8) {
    // Halve large numbers, keeping the lost bit so that rounding is right, and double afterwards.
    const large = f.label()
    const done = f.label()
    f.op('TESTQ', source, source)
    f.op('JMI', large)
    f.op(op, source, target)
    f.op('JMP', done)
    f.bind(large)
    f.op('MOVQ', source, f.reg(12))
    f.op('SHRQ', 1, source)
    f.op('ANDL', 1, f.reg(12))
    f.op('ORQ', f.reg(12), source)
    f.op(op, source, target)
    f.op(scalar.size === 8 ? 'ADDSD' : 'ADDSS', target, target)
    f.bind(done)
  } else f.op(op, source, target)
  f.unpin()
  f.release(held)
  return heldValue(result)
}

function floatToInteger(f: FunctionGenerator, value: Value, from: Type, to: Type): Value {
  const scalar = scalarsOf(from)[0]!
  const double = scalar.size === 8
  const held = f.load(value, scalar)
  const result = f.general(false)
  const source = f.reg(f.registerOf(held))
  const target = f.reg(result.register)
  const truncate = double ? 'CVTTSD2SQ' : 'CVTTSS2SQ'
  if (isUnsigned(to) && sizeof(to) === 8) {
    const large = f.label()
    const done = f.label()
    f.op(double ? 'MOVQ' : 'MOVL', double ? 0x43e0000000000000n : 0x5f000000, f.reg(15)) // 2^63
    f.op(double ? 'MOVQ' : 'MOVL', f.reg(15), f.reg(30))
    f.op(double ? 'UCOMISD' : 'UCOMISS', f.reg(30), source)
    f.op('JCC', large)
    f.op(truncate, source, target)
    f.op('JMP', done)
    f.bind(large)
    f.op(double ? 'SUBSD' : 'SUBSS', f.reg(30), source)
    f.op(truncate, source, target)
    f.op('BTCQ', 63, target)
    f.bind(done)
  } else f.op(truncate, source, target)
  f.unpin()
  f.release(held)
  return heldValue(result, sizeof(to) === 8)
}
