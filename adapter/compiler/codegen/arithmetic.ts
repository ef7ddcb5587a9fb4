// This file turns operators on numbers, strings and bools into code: exact to the bit, with Go's panics for division by zero and negative shifts.
import type { Mnemonic } from '../../machine/isa/mnemonics'
import type { BinaryExpr, BinaryOp, Expr, UnaryExpr } from '../syntax/nodes'
import { unparen } from '../syntax/nodes'
import type { Type } from '../types/type'
import { genConditionValue } from './conditions'
import { extendRegister, extendTo64, genConverted, genValue, typeOf } from './expressions'
import type { FunctionGenerator } from './function'
import { isFloat, isString, isUnsigned, type Scalar, scalarsOf } from './layout'
import { genConcat } from './strings'
import { constant, type Held, heldValue, type Value, wordScalar } from './values'

/** -x  +x  ^x  !x */
export function genUnary(f: FunctionGenerator, e: UnaryExpr): Value {
  if (e.op === '!') return genConditionValue(f, e)
  const type = typeOf(f, e)
  const value = genValue(f, e.x)
  if (e.op === '+') return value
  const scalar = scalarsOf(type)[0]!
  const held = f.load(value, scalar)
  if (scalar.float) {
    f.op('MOVQ', scalar.size === 8 ? -(2n ** 63n) : 0x80000000n, f.reg(15))
    f.op('MOVQ', f.reg(15), f.reg(30))
    f.op('XORPS', f.reg(30), f.reg(held.register))
    return heldValue(held)
  }
  f.op(`${e.op === '-' ? 'NEG' : 'NOT'}${wide(scalar)}`, f.reg(held.register))
  return heldValue(held, scalar.size === 8)
}

/** x op y, any op. */
export function genBinary(f: FunctionGenerator, e: BinaryExpr): Value {
  switch (e.op) {
    case '&&':
    case '||':
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return genConditionValue(f, e)
  }
  const type = typeOf(f, e)
  if (isString(type)) return genConcat(f, e)
  if (e.op === '<<' || e.op === '>>') {
    const x = genConverted(f, e.x, type)
    return genShift(f, e.op, x, type, e.y)
  }
  const x = genConverted(f, e.x, type)
  const y = genConverted(f, e.y, type)
  f.line(e.opPos)
  return genArithmetic(f, e.op, x, y, type)
}

/** x op y for numbers, not shifts. Releases both. */
export function genArithmetic(f: FunctionGenerator, op: BinaryOp, x: Value, y: Value, type: Type): Value {
  const scalar = scalarsOf(type)[0]!
  if (isFloat(type)) return floatArithmetic(f, op, x, y, scalar)
  switch (op) {
    case '/':
    case '%':
      return genDivision(f, op, x, y, type)
    case '&^': {
      const right = y.kind === 'constant' ? constant(~y.bits) : complement(f, y, scalar)
      return genArithmetic(f, '&', x, right, type)
    }
  }
  // A commutative operation keeps the constant on the right, where it is an immediate.
  if (x.kind === 'constant' && op !== '-') return genArithmetic(f, op, y, x, type)
  const held = f.load(x, scalar)
  const operand = f.sourceOperand(narrow(f, y, scalar), scalar)
  const register = f.reg(f.registerOf(held))
  const suffix = wide(scalar)
  const by = typeof operand === 'number' ? operand : undefined
  if (op === '*') {
    if (by !== undefined && by > 0 && (by & (by - 1)) === 0) f.op(`SHL${suffix}`, Math.log2(by), register)
    else if (by !== undefined) f.op(`IMUL3${suffix}`, by, register, register)
    else f.op(`IMUL${suffix}`, operand, register)
  } else f.op(`${opcodes[op]!}${suffix}` as Mnemonic, operand, register)
  f.unpin()
  f.releaseValue(y)
  return resultOf(f, held, register.number, scalar)
}

const opcodes: Partial<Record<BinaryOp, 'ADD' | 'SUB' | 'AND' | 'OR' | 'XOR'>> = {
  '+': 'ADD',
  '-': 'SUB',
  '&': 'AND',
  '|': 'OR',
  '^': 'XOR',
}

/** `held` may have been spilled while the other operand was fetched; then the result is in a register of its own. */
function resultOf(f: FunctionGenerator, held: Held, register: number, scalar: Scalar): Value {
  const clean = scalar.size === 8 || (scalar.size === 4 && !scalar.signed)
  return heldValue(held.spilled === undefined ? held : f.adopt(register, scalar.pointer), clean)
}

/** Arithmetic on 8 and 16 bits is done in 32: what is above does not matter. */
function wide(scalar: Scalar): 'L' | 'Q' {
  return scalar.size === 8 ? 'Q' : 'L'
}

/** Memory operands narrower than 32 bits are loaded first. */
function narrow(f: FunctionGenerator, value: Value, scalar: Scalar): Value {
  return value.kind === 'memory' && scalar.size < 4 ? heldValue(f.load(value, scalar)) : value
}

function complement(f: FunctionGenerator, value: Value, scalar: Scalar): Value {
  const held = f.load(value, scalar)
  f.op(`NOT${wide(scalar)}`, f.reg(held.register))
  return heldValue(held, scalar.size === 8)
}

function floatArithmetic(f: FunctionGenerator, op: BinaryOp, x: Value, y: Value, scalar: Scalar): Value {
  const held = f.load(x, scalar)
  const operand = floatOperand(f, y, scalar)
  const names: Partial<Record<BinaryOp, 'ADD' | 'SUB' | 'MUL' | 'DIV'>> = { '+': 'ADD', '-': 'SUB', '*': 'MUL', '/': 'DIV' }
  const register = f.registerOf(held)
  f.op(`${names[op]!}${scalar.size === 8 ? 'SD' : 'SS'}`, operand, f.reg(register))
  f.unpin()
  f.releaseValue(y)
  return heldValue(held.spilled === undefined ? held : f.adopt(register, false))
}

/** A float as a source operand. */
export function floatOperand(f: FunctionGenerator, value: Value, scalar: Scalar) {
  if (value.kind === 'memory') return f.operand(value.address)
  if (value.kind === 'held') return f.reg(f.registerOf(value.held))
  f.loadInto(value, scalar, 30)
  return f.reg(30)
}

// ------------------------------------------------------------------------------------------------------------------- division

function genDivision(f: FunctionGenerator, op: '/' | '%', x: Value, y: Value, type: Type): Value {
  const scalar = scalarsOf(type)[0]!
  const unsigned = isUnsigned(type)
  const suffix = wide(scalar)
  if (unsigned && y.kind === 'constant' && y.bits > 0n && (y.bits & (y.bits - 1n)) === 0n) return divideByPower(f, op, x, y.bits, scalar)
  const extend = (value: Value): Held => {
    const held = f.load(value, scalar)
    if (scalar.size < 4 && value.kind === 'held' && !value.clean) extendRegister(f, held, scalar.size, scalar.signed)
    return held
  }
  const dividend = extend(x)
  const divisor = extend(y)
  f.reserve(0)
  f.reserve(2)
  const right = f.reg(f.registerOf(divisor))
  if (right.number === 0 || right.number === 2) throw new Error('division operand in the way')
  f.loadInto(heldValue(dividend), scalar, 0)
  if (y.kind !== 'constant' || y.bits === 0n) {
    f.op(`TEST${suffix}`, right, right)
    f.op(
      'JEQ',
      f.coldCode(() => {
        f.callRuntime('panicdivide', [])
        f.op('UD2')
      }),
    )
  }
  if (unsigned) {
    f.op('XORL', f.reg(2), f.reg(2))
    f.op(`DIV${suffix}`, right)
  } else {
    const done = f.label()
    if (y.kind !== 'constant' || y.bits === -1n) {
      // The most negative number divided by -1 faults on amd64; in Go the quotient is the number itself and the remainder 0.
      const ordinary = f.label()
      f.op(`CMP${suffix}`, right, -1)
      f.op('JNE', ordinary)
      f.op(`NEG${suffix}`, f.reg(0))
      f.op('XORL', f.reg(2), f.reg(2))
      f.op('JMP', done)
      f.bind(ordinary)
    }
    f.op(suffix === 'Q' ? 'CQO' : 'CDQ')
    f.op(`IDIV${suffix}`, right)
    f.bind(done)
  }
  f.unpin()
  f.release(dividend)
  f.release(divisor)
  return heldValue(f.adopt(op === '/' ? 0 : 2, false), scalar.size === 8)
}

function divideByPower(f: FunctionGenerator, op: '/' | '%', x: Value, power: bigint, scalar: Scalar): Value {
  const held = f.load(x, scalar)
  if (x.kind === 'held' && !x.clean) extendRegister(f, held, scalar.size, scalar.signed)
  const register = f.reg(held.register)
  if (op === '/') {
    const shift = power.toString(2).length - 1
    if (shift > 0) f.op('SHRQ', shift, register)
  } else if (power - 1n <= 0x7fffffffn) f.op('ANDQ', Number(power - 1n), register)
  else {
    f.op('MOVQ', power - 1n, f.reg(15))
    f.op('ANDQ', f.reg(15), register)
  }
  return heldValue(held)
}

// --------------------------------------------------------------------------------------------------------------------- shifts

/** x << y, x >> y. Counts as large as the width give 0 or the sign; negative ones panic. */
export function genShift(f: FunctionGenerator, op: '<<' | '>>', x: Value, type: Type, countExpr: Expr): Value {
  // The machine takes a count for 64 bits modulo 64 anyway.
  const wideCount = scalarsOf(type)[0]!.size === 8 ? maskedBy63(f, countExpr) : undefined
  if (wideCount !== undefined) return shiftBy(f, op, x, type, genValue(f, wideCount), typeOf(f, wideCount), 63)
  const countType = typeOf(f, countExpr)
  const count = genValue(f, countExpr)
  return shiftBy(f, op, x, type, count, countType, largestValue(f, countExpr))
}

/** The x of x & 63. */
function maskedBy63(f: FunctionGenerator, expr: Expr): Expr | undefined {
  const e = unparen(expr)
  if (e.kind !== 'BinaryExpr' || e.op !== '&' || f.info.types.get(e)?.value !== undefined) return undefined
  const value = f.info.types.get(e.y)?.value
  return value?.kind === 'int' && value.value === 63n ? e.x : undefined
}

/** What an expression cannot exceed, so far as one sees: x & 63 is at most 63. */
function largestValue(f: FunctionGenerator, expr: Expr): number {
  const e = unparen(expr)
  if (e.kind !== 'BinaryExpr' || e.op !== '&') return Number.POSITIVE_INFINITY
  for (const side of [e.x, e.y]) {
    const value = f.info.types.get(side)?.value
    if (value?.kind === 'int' && value.value >= 0n) return Number(value.value)
  }
  return Number.POSITIVE_INFINITY
}

/** `largest` is what the count cannot exceed; then it cannot be negative either. */
export function shiftBy(
  f: FunctionGenerator,
  op: '<<' | '>>',
  x: Value,
  type: Type,
  count: Value,
  countType: Type,
  largest = Number.POSITIVE_INFINITY,
): Value {
  const scalar = scalarsOf(type)[0]!
  const bits = scalar.size * 8
  const suffix = wide(scalar)
  const loadValue = (): Held => {
    const held = f.load(x, scalar)
    if (op === '>>' && x.kind === 'held' && !x.clean) extendRegister(f, held, scalar.size, scalar.signed)
    return held
  }
  if (count.kind === 'constant' || count.kind === 'zero') {
    const by = count.kind === 'zero' ? 0n : count.bits
    const held = loadValue()
    const register = f.reg(held.register)
    if (by >= bits) {
      if (op === '>>' && scalar.signed) f.op('SARQ', 63, register)
      else f.op('XORL', register, register)
    } else if (by > 0n) f.op(op === '<<' ? `SHL${suffix}` : scalar.signed ? 'SARQ' : 'SHRQ', Number(by), register)
    return heldValue(held, scalar.size === 8 || op === '>>')
  }
  const countHeld = largest === 63 ? f.load(count, scalarsOf(countType)[0]!) : f.load(extendTo64(f, count, countType), wordScalar)
  const held = loadValue()
  f.reserve(1)
  f.loadInto(heldValue(countHeld), wordScalar, 1)
  f.release(countHeld)
  let register = f.registerOf(held)
  if (register === 1) throw new Error('shift operand in the way')
  const target = f.reg(register)
  const cx = f.reg(1)
  if (!isUnsigned(countType) && largest === Number.POSITIVE_INFINITY) {
    f.op('TESTQ', cx, cx)
    f.op(
      'JLT',
      f.coldCode(() => {
        f.callRuntime('panicshift', [])
        f.op('UD2')
      }),
    )
  }
  if (op === '>>' && scalar.signed && largest < 64) f.op('SARQ', cx, target)
  else if (op === '>>' && scalar.signed) {
    f.op('MOVL', 63, f.reg(15))
    f.op('CMPQ', cx, f.reg(15))
    f.op('CMOVQHI', f.reg(15), cx)
    f.op('SARQ', cx, target)
  } else {
    const width = op === '<<' ? suffix : 'Q'
    f.op(op === '<<' ? `SHL${width}` : 'SHRQ', cx, target)
    if (largest >= (width === 'Q' ? 64 : 32)) {
      f.op('CMPQ', cx, width === 'Q' ? 64 : 32)
      f.op('SBBQ', f.reg(15), f.reg(15))
      f.op('ANDQ', f.reg(15), target)
    }
  }
  f.unpin()
  register = target.number
  return heldValue(held.spilled === undefined ? held : f.adopt(register, false), scalar.size === 8 || op === '>>')
}
