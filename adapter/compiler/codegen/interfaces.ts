// This file turns conversions to interfaces, type assertions and the tests of type switches into code.
import type { TypeAssertExpr } from '../syntax/nodes'
import { identical } from '../types/predicates'
import type { Interface, Type } from '../types/type'
import { Typ } from '../types/universe'
import type { CodeLabel } from './emit'
import { extendRegister, genValue, typeOf } from './expressions'
import type { FunctionGenerator } from './function'
import { isDirectInterface, isScalar, isString, pointersOf, scalarsOf, sizeof } from './layout'
import { type Address, constant, heldOf, heldValue, pointerScalar, slotAddress, type Value, wordScalar } from './values'

/** A value of type `from` as an interface of type `to`. */
export function convertToInterface(f: FunctionGenerator, value: Value, from: Type, to: Type): Value {
  const target = to.underlying as Interface
  if (from.kind === 'Basic' && from.basic === 'untyped nil') return { kind: 'zero' }
  if (from.underlying.kind === 'Interface') return convertInterface(f, value, from, to)
  const typeWord: Value = {
    kind: 'address',
    address: { symbol: target.isEmpty ? f.pkg.typeSymbol(from) : f.pkg.itabSymbol(from, to), disp: 0 },
  }
  return { kind: 'words', words: [typeWord, dataWord(f, value, from)] }
}

function convertInterface(f: FunctionGenerator, value: Value, from: Type, to: Type): Value {
  const source = from.underlying as Interface
  const target = to.underlying as Interface
  if (value.kind === 'zero') return value
  if (source.isEmpty && target.isEmpty) return value
  if (!source.isEmpty && !target.isEmpty && sameMethods(source, target)) return value
  const settled = f.toMemoryValue(f.materialize(value, from), from)
  const type = dynamicType(f, settled, from)
  const typeWord = target.isEmpty ? type : f.callRuntime('assertE2I2', [descriptor(f, to), type])[0]!
  return { kind: 'words', words: [typeWord, f.wordOf(settled, from, 1)] }
}

function sameMethods(a: Interface, b: Interface): boolean {
  const left = a.allMethods
  const right = b.allMethods
  return left.length === right.length && left.every((method, i) => method.id === right[i]!.id) && identical(a, b)
}

/** The type word of what an interface holds: nil if it holds nothing. The value must be in a slot. */
function dynamicType(f: FunctionGenerator, settled: Value, type: Type): Value {
  const word = f.load(f.wordOf(settled, type, 0), wordScalar)
  if (!(type.underlying as Interface).isEmpty) {
    const none = f.label()
    const register = f.reg(f.registerOf(word))
    f.op('TESTQ', register, register)
    f.op('JEQ', none)
    f.op('MOVQ', f.operand({ base: word, disp: 8 }), register)
    f.bind(none)
    f.unpin()
  }
  return heldValue(word)
}

function descriptor(f: FunctionGenerator, type: Type): Value {
  return { kind: 'address', address: { symbol: f.pkg.typeSymbol(type), disp: 0 } }
}

/** What the data word of an interface holds for a value: the pointer itself, or a pointer to a copy. */
function dataWord(f: FunctionGenerator, value: Value, type: Type): Value {
  const size = sizeof(type)
  if (isDirectInterface(type)) return value.kind === 'memory' ? heldValue(f.load(value, pointerScalar)) : value
  if (size === 0) {
    f.releaseValue(value)
    return { kind: 'address', address: { symbol: 'runtime.zerobase', disp: 0 } }
  }
  if (value.kind === 'zero' && size <= 1024) return { kind: 'address', address: { symbol: 'runtime.zeroVal', disp: 0 } }
  if (value.kind === 'constant') return { kind: 'address', address: { symbol: f.pkg.constantSymbol(value.bits, size), disp: 0 } }
  if (isScalar(type)) return scalarData(f, value, type)
  if (isString(type)) {
    if (value.kind === 'words' && value.words[0]!.kind === 'address' && value.words[1]!.kind === 'constant')
      return {
        kind: 'address',
        address: { symbol: f.pkg.stringHeaderSymbol(value.words[0]!.address.symbol!, value.words[1]!.bits), disp: 0 },
      }
    return f.callRuntime('convTstring', [value])[0]!
  }
  if (type.underlying.kind === 'Slice') return f.callRuntime('convTslice', [value])[0]!
  return f.callRuntime('convT', [descriptor(f, type), { kind: 'address', address: f.toMemory(value, type) }])[0]!
}

function scalarData(f: FunctionGenerator, value: Value, type: Type): Value {
  const scalar = scalarsOf(type)[0]!
  const held = integerRegister(f, value, type)
  if (scalar.size === 1) {
    extendRegister(f, held, 1, false)
    const table = f.general(true)
    f.op('LEAQ', f.operand({ symbol: 'runtime.staticuint64s', disp: 0 }), f.reg(table.register))
    const index = f.registerOf(held)
    f.op('LEAQ', f.operand({ base: table, index: held, scale: 8, disp: 0 }), f.reg(index))
    f.unpin()
    f.release(table)
    return heldValue(held.spilled === undefined ? held : f.adopt(index, true))
  }
  return f.callRuntime(`convT${scalar.size * 8}`, [heldValue(held)])[0]!
}

/** A scalar's bits in a general register. */
function integerRegister(f: FunctionGenerator, value: Value, type: Type) {
  const scalar = scalarsOf(type)[0]!
  if (!scalar.float) return f.load(value, scalar)
  if (value.kind === 'memory') return f.load(value, { ...scalar, float: false, signed: false })
  const float = f.load(value, scalar)
  const held = f.general(false)
  f.op(scalar.size === 8 ? 'MOVQ' : 'MOVL', f.reg(f.registerOf(float)), f.reg(held.register))
  f.unpin()
  f.release(float)
  return held
}

// ------------------------------------------------------------------------------------------------------------------ assertions

/** x.(T); with commaOk the result and whether it holds. */
export function genTypeAssert(f: FunctionGenerator, e: TypeAssertExpr, commaOk: boolean): Value[] {
  const from = typeOf(f, e.x)
  const to = f.info.types.get(e.type!)!.type
  const x = f.toMemoryValue(f.materialize(genValue(f, e.x), from), from)
  f.line(e.pos)
  if (to.underlying.kind === 'Interface') return assertInterface(f, x, from, to, commaOk)
  return assertConcrete(f, x, from, to, commaOk)
}

function assertInterface(f: FunctionGenerator, x: Value, from: Type, to: Type, commaOk: boolean): Value[] {
  const empty = (to.underlying as Interface).isEmpty
  f.spillAll()
  const type = dynamicType(f, x, from)
  if (!commaOk) {
    if (empty) {
      const register = f.reg(f.registerOf(heldOf(type)))
      f.op('TESTQ', register, register)
      f.unpin()
      f.op(
        'JEQ',
        f.coldCode(() => {
          f.callRuntime('panicnildottype', [descriptor(f, to)])
          f.op('UD2')
        }),
      )
      return [{ kind: 'words', words: [type, f.wordOf(x, from, 1)] }]
    }
    const [table] = f.callRuntime('assertE2I', [descriptor(f, to), type])
    return [{ kind: 'words', words: [table!, f.wordOf(x, from, 1)] }]
  }
  const result = f.temporary(16, 8, pointersOf(to))
  const word = empty ? type : f.callRuntime('assertE2I2', [descriptor(f, to), type])[0]!
  f.storeScalar(slotAddress(result), word, wordScalar)
  f.releaseValue(word)
  f.storeScalar(slotAddress(result, 8), { kind: 'zero' }, pointerScalar)
  const none = f.label()
  f.op('CMPQ', f.operand(slotAddress(result)), 0)
  f.op('JEQ', none)
  const data = f.load(f.wordOf(x, from, 1), pointerScalar)
  f.storeScalar(slotAddress(result, 8), heldValue(data), pointerScalar)
  f.release(data)
  f.bind(none)
  return [{ kind: 'memory', address: slotAddress(result) }, isNonZero(f, slotAddress(result))]
}

function isNonZero(f: FunctionGenerator, word: Address): Value {
  const held = f.general(false)
  const register = f.reg(held.register)
  f.op('CMPQ', f.operand(word), 0)
  f.op('SETNE', register)
  f.op('MOVBLZX', register, register)
  f.unpin()
  return heldValue(held)
}

function assertConcrete(f: FunctionGenerator, x: Value, from: Type, to: Type, commaOk: boolean): Value[] {
  f.spillAll()
  if (!commaOk) {
    const matches = f.label()
    testType(f, x, from, to, matches, true)
    const [word] = [f.wordOf(x, from, 0)]
    const empty = (from.underlying as Interface).isEmpty
    f.callRuntime(empty ? 'panicdottypeE' : 'panicdottypeI', [word!, descriptor(f, to), descriptor(f, from)])
    f.op('UD2')
    f.bind(matches)
    return [dataOf(f, x, from, to)]
  }
  const size = Math.max(8, sizeof(to))
  const result = f.temporary(size, 8, pointersOf(to))
  const ok = f.temporary(8, 8, [])
  const no = f.label()
  f.store(slotAddress(result), { kind: 'zero' }, to)
  f.storeScalar(slotAddress(ok), constant(0), wordScalar)
  testType(f, x, from, to, no, false)
  f.store(slotAddress(result), dataOf(f, x, from, to), to)
  f.storeScalar(slotAddress(ok), constant(1), wordScalar)
  f.bind(no)
  return [
    { kind: 'memory', address: slotAddress(result) },
    { kind: 'memory', address: slotAddress(ok) },
  ]
}

/** Jumps if (the dynamic type of the interface kept at `x` is `to`) == sense. `to` is concrete. */
export function testType(f: FunctionGenerator, x: Value, from: Type, to: Type, target: CodeLabel, sense: boolean): void {
  const empty = (from.underlying as Interface).isEmpty
  f.op('LEAQ', f.operand({ symbol: empty ? f.pkg.typeSymbol(to) : f.pkg.itabSymbol(to, from), disp: 0 }), f.reg(12))
  const word = f.wordOf(x, from, 0)
  f.op('CMPQ', f.reg(12), f.sourceOperand(word, wordScalar))
  f.unpin()
  f.releaseValue(word)
  f.op(sense ? 'JEQ' : 'JNE', target)
}

/** The value that an interface, known to hold a `to`, holds. */
export function dataOf(f: FunctionGenerator, x: Value, from: Type, to: Type): Value {
  const data = f.wordOf(x, from, 1)
  if (isDirectInterface(to)) {
    if (isScalar(to)) return data
    return { kind: 'memory', address: f.toMemory(data, Typ['unsafe.Pointer']) }
  }
  if (sizeof(to) === 0) return { kind: 'zero' }
  return { kind: 'memory', address: { base: f.load(data, pointerScalar), disp: 0 } }
}

/** For a type switch: the interface kept at `x` asserted to an interface type, with whether it holds. */
export function assertToInterface(f: FunctionGenerator, x: Value, from: Type, to: Type): Value[] {
  return assertInterface(f, x, from, to, true)
}
