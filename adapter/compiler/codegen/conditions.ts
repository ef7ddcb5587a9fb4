// This file turns comparisons and boolean expressions into jumps, or into 0 and 1 where a value is wanted.
import type { Mnemonic } from '../../machine/isa/mnemonics'
import type { BinaryExpr, BinaryOp, Expr } from '../syntax/nodes'
import type { Type } from '../types/type'
import { floatOperand } from './arithmetic'
import type { CodeLabel } from './emit'
import { convertAssigned, genConverted, genValue, typeOf } from './expressions'
import type { FunctionGenerator } from './function'
import { genInlinedCondition } from './inline'
import { isFloat, isPlainMemory, isScalar, isString, isUnsigned, scalarsOf, sizeof } from './layout'
import { constant, heldOf, heldValue, type Value, wordScalar } from './values'

type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>='
const signedCodes: Record<Comparison, string> = { '==': 'EQ', '!=': 'NE', '<': 'LT', '<=': 'LE', '>': 'GT', '>=': 'GE' }
const unsignedCodes: Record<Comparison, string> = { '==': 'EQ', '!=': 'NE', '<': 'CS', '<=': 'LS', '>': 'HI', '>=': 'CC' }
const negated: Record<Comparison, Comparison> = { '==': '!=', '!=': '==', '<': '>=', '<=': '>', '>': '<=', '>=': '<' }
const mirrored: Record<Comparison, Comparison> = { '==': '==', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' }

function isComparison(op: BinaryOp): op is Comparison {
  return op in signedCodes
}

/** Jumps to `target` if the expression equals `sense`; falls through otherwise. */
export function genCondition(f: FunctionGenerator, e: Expr, target: CodeLabel, sense: boolean): void {
  const found = f.info.types.get(e)
  if (found?.value?.kind === 'bool') {
    if (found.value.value === sense) f.op('JMP', target)
    return
  }
  if (e.kind === 'ParenExpr') {
    genCondition(f, e.x, target, sense)
    return
  }
  if (e.kind === 'UnaryExpr' && e.op === '!') {
    genCondition(f, e.x, target, !sense)
    return
  }
  if (e.kind === 'BinaryExpr') {
    if (e.op === '&&' || e.op === '||') {
      const both = (e.op === '&&') === sense // both operands must agree to jump
      if (both) {
        const skip = f.label()
        genCondition(f, e.x, skip, !sense)
        genCondition(f, e.y, target, sense)
        f.bind(skip)
      } else {
        genCondition(f, e.x, target, sense)
        genCondition(f, e.y, target, sense)
      }
      return
    }
    if (isComparison(e.op)) {
      compareOperands(f, e, e.op, target, sense)
      return
    }
  }
  if (e.kind === 'CallExpr' && found?.mode === 'value' && f.overrideOf(e) === undefined && genInlinedCondition(f, e, target, sense)) return
  jumpIfBool(f, genValue(f, e), target, sense)
}

/** Jumps if a bool value equals `sense`. */
export function jumpIfBool(f: FunctionGenerator, value: Value, target: CodeLabel, sense: boolean): void {
  if (value.kind === 'constant' || value.kind === 'zero') {
    if ((value.kind === 'constant' && (value.bits & 1n) !== 0n) === sense) f.op('JMP', target)
    return
  }
  if (value.kind === 'memory') f.op('CMPB', f.operand(value.address), 0)
  else if (value.kind === 'held') {
    const register = f.reg(f.registerOf(value.held))
    f.op('TESTB', register, register)
  } else throw new Error('no bool')
  f.unpin()
  f.releaseValue(value)
  f.op(sense ? 'JNE' : 'JEQ', target)
}

/** A boolean expression as a value. */
export function genConditionValue(f: FunctionGenerator, e: Expr): Value {
  f.spillAll()
  const no = f.label()
  const end = f.label()
  genCondition(f, e, no, false)
  f.op('MOVL', 1, f.reg(12))
  f.op('JMP', end)
  f.bind(no)
  f.op('XORL', f.reg(12), f.reg(12))
  f.bind(end)
  const held = f.general(false)
  f.unpin()
  f.op('MOVL', f.reg(12), f.reg(held.register))
  return heldValue(held)
}

function isNil(f: FunctionGenerator, e: Expr): boolean {
  const found = f.info.types.get(e)
  return found?.mode === 'nil' || (found?.type.kind === 'Basic' && found.type.basic === 'untyped nil')
}

function compareOperands(f: FunctionGenerator, e: BinaryExpr, op: Comparison, target: CodeLabel, sense: boolean): void {
  if (isNil(f, e.y) || isNil(f, e.x)) {
    const operand = isNil(f, e.y) ? e.x : e.y
    if (isNil(f, operand)) {
      if ((op === '==') === sense) f.op('JMP', target)
      return
    }
    compareWithNil(f, genValue(f, operand), typeOf(f, operand), op, target, sense)
    return
  }
  // A mixed comparison of an interface with a concrete value converts the latter.
  const left = typeOf(f, e.x)
  const right = typeOf(f, e.y)
  const leftInterface = left.underlying.kind === 'Interface'
  const rightInterface = right.underlying.kind === 'Interface'
  const type = leftInterface === rightInterface ? left : leftInterface ? left : right
  const x = leftInterface === rightInterface ? genConverted(f, e.x, common(left, right)) : convertAssigned(f, genValue(f, e.x), left, type)
  const y = leftInterface === rightInterface ? genConverted(f, e.y, common(left, right)) : convertAssigned(f, genValue(f, e.y), right, type)
  f.line(e.opPos)
  genCompare(f, x, y, leftInterface === rightInterface ? common(left, right) : type, op, target, sense)
}

/** The type both operands have: an untyped bool takes the other's. Two interfaces are compared as they are if alike, else as the emptier one. */
function common(left: Type, right: Type): Type {
  const leftUnder = left.underlying
  const rightUnder = right.underlying
  if (leftUnder.kind === 'Interface' && rightUnder.kind === 'Interface')
    return leftUnder.allMethods.length <= rightUnder.allMethods.length ? left : right
  return left.kind === 'Basic' && left.basic.startsWith('untyped') ? right : left
}

function compareWithNil(f: FunctionGenerator, value: Value, type: Type, op: Comparison, target: CodeLabel, sense: boolean): void {
  const word = isScalar(type) ? value : f.wordOf(value, type, 0)
  const operand = f.sourceOperand(word, wordScalar)
  if (typeof operand === 'object' && operand.kind === 'register') f.op('TESTQ', operand, operand)
  else if (typeof operand === 'object') f.op('CMPQ', operand, 0)
  else {
    if (((operand === 0) === (op === '==')) === sense) f.op('JMP', target)
    return
  }
  f.unpin()
  f.releaseValue(word)
  f.op((op === '==') === sense ? 'JEQ' : 'JNE', target)
}

/** Jumps to `target` if (x op y) == sense, for operands of one type. Releases both. */
export function genCompare(f: FunctionGenerator, x: Value, y: Value, type: Type, op: Comparison, target: CodeLabel, sense: boolean): void {
  const wanted = sense ? op : negated[op]
  if (isFloat(type)) {
    compareFloats(f, x, y, type, op, target, sense)
    return
  }
  if (isScalar(type)) {
    compareScalars(f, x, y, type, wanted, target)
    return
  }
  if (isString(type)) {
    compareStrings(f, x, y, type, op, target, sense)
    return
  }
  const equal = op === '=='
  if (type.underlying.kind === 'Interface') compareInterfaces(f, x, y, type, target, equal === sense)
  else compareMemory(f, x, y, type, target, equal === sense)
}

function compareScalars(f: FunctionGenerator, x: Value, y: Value, type: Type, op: Comparison, target: CodeLabel): void {
  const scalar = scalarsOf(type)[0]!
  if (x.kind === 'constant' && y.kind !== 'constant') {
    compareScalars(f, y, x, type, mirrored[op], target)
    return
  }
  const suffix = scalar.size === 8 ? 'Q' : scalar.size === 4 ? 'L' : scalar.size === 2 ? 'W' : 'B'
  const immediate = y.kind === 'constant' || y.kind === 'zero'
  // One operand may stay in memory.
  let left = x
  if (!(x.kind === 'memory' && (immediate || y.kind === 'held'))) left = x.kind === 'held' ? x : heldValue(f.load(x, scalar))
  const right = f.sourceOperand(y, scalar)
  const operand = f.sourceOperand(left, scalar)
  const zero = right === 0 && typeof operand === 'object' && operand.kind === 'register' && (op === '==' || op === '!=')
  if (zero) f.op(`TEST${suffix}`, operand, operand)
  else f.op(`CMP${suffix}`, operand, right)
  f.unpin()
  f.releaseValue(left)
  f.releaseValue(y)
  f.op(`J${(isUnsigned(type) ? unsignedCodes : signedCodes)[op]}` as Mnemonic, target)
}

function compareFloats(f: FunctionGenerator, x: Value, y: Value, type: Type, op: Comparison, target: CodeLabel, sense: boolean): void {
  const scalar = scalarsOf(type)[0]!
  const compare = scalar.size === 8 ? 'UCOMISD' : 'UCOMISS'
  // Comparisons with NaN are false: "greater" and "not below" are false for unordered operands, so less is asked the other way round.
  const swap = op === '<' || op === '<='
  const first = f.load(swap ? y : x, scalar)
  const second = floatOperand(f, swap ? x : y, scalar)
  f.op(compare, second, f.reg(f.registerOf(first)))
  f.unpin()
  f.release(first)
  f.releaseValue(swap ? x : y)
  switch (op) {
    case '<':
    case '>':
      f.op(sense ? 'JHI' : 'JLS', target)
      break
    case '<=':
    case '>=':
      f.op(sense ? 'JCC' : 'JCS', target)
      break
    default:
      if ((op === '==') === sense) {
        // equal and ordered
        const skip = f.label()
        f.op('JNE', skip)
        f.op('JPC', target)
        f.bind(skip)
      } else {
        f.op('JNE', target)
        f.op('JPS', target)
      }
  }
}

function compareStrings(f: FunctionGenerator, x: Value, y: Value, type: Type, op: Comparison, target: CodeLabel, sense: boolean): void {
  if (op !== '==' && op !== '!=') {
    const [order] = f.callRuntime('cmpstring', [x, y])
    const wanted = sense ? op : negated[op]
    const register = f.reg(f.registerOf(heldOf(order)))
    f.op('TESTQ', register, register)
    f.unpin()
    f.releaseValue(order!)
    f.op(`J${signedCodes[wanted]}` as Mnemonic, target)
    return
  }
  const equal = (op === '==') === sense
  const skip = f.label()
  if (x.kind === 'zero' || y.kind === 'zero') {
    const length = f.wordOf(x.kind === 'zero' ? y : x, type, 1)
    jumpIfZero(f, length, target, equal)
    return
  }
  const left = f.materialize(x, type)
  const right = f.materialize(y, type)
  f.spillAll()
  const [leftPointer, leftLength] = f.wordsOf(left, type)
  const [rightPointer, rightLength] = f.wordsOf(right, type)
  const register = f.load(shared(leftLength!), wordScalar)
  f.op('CMPQ', f.reg(f.registerOf(register)), f.sourceOperand(rightLength!, wordScalar))
  f.unpin()
  f.release(register)
  f.op('JNE', equal ? skip : target)
  const [same] = f.callRuntime('memequal', [leftPointer!, rightPointer!, leftLength!])
  jumpIfBool(f, same!, target, equal)
  f.bind(skip)
}

function shared(value: Value): Value {
  if (value.kind === 'held') value.held.references++
  return value
}

function jumpIfZero(f: FunctionGenerator, word: Value, target: CodeLabel, zero: boolean): void {
  const operand = f.sourceOperand(word, wordScalar)
  if (typeof operand === 'number') {
    if ((operand === 0) === zero) f.op('JMP', target)
    return
  }
  if (typeof operand === 'object' && operand.kind === 'register') f.op('TESTQ', operand, operand)
  else f.op('CMPQ', operand, 0)
  f.unpin()
  f.releaseValue(word)
  f.op(zero ? 'JEQ' : 'JNE', target)
}

function compareInterfaces(f: FunctionGenerator, x: Value, y: Value, type: Type, target: CodeLabel, equal: boolean): void {
  const skip = f.label()
  const left = f.materialize(x, type)
  const right = f.materialize(y, type)
  f.spillAll()
  const [leftType, leftData] = f.wordsOf(left, type)
  const [rightType, rightData] = f.wordsOf(right, type)
  const register = f.load(shared(leftType!), wordScalar)
  f.op('CMPQ', f.reg(f.registerOf(register)), f.sourceOperand(rightType!, wordScalar))
  f.unpin()
  f.release(register)
  f.op('JNE', equal ? skip : target)
  const empty = type.underlying.kind === 'Interface' && type.underlying.isEmpty
  const [same] = f.callRuntime(empty ? 'efaceeq' : 'ifaceeq', [leftType!, leftData!, rightData!])
  jumpIfBool(f, same!, target, equal)
  f.bind(skip)
}

function compareMemory(f: FunctionGenerator, x: Value, y: Value, type: Type, target: CodeLabel, equal: boolean): void {
  const size = sizeof(type)
  if (size === 0) {
    if (equal) f.op('JMP', target)
    return
  }
  const left: Value = { kind: 'address', address: f.toMemory(x, type) }
  const right: Value = { kind: 'address', address: f.toMemory(y, type) }
  const [same] = isPlainMemory(type) ? f.callRuntime('memequal', [left, right, constant(size)]) : f.pkg.callEqual(f, type, left, right)
  jumpIfBool(f, same!, target, equal)
}
