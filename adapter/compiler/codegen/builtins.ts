// This file turns calls of built-in functions into code.
import type { CallExpr, Expr } from '../syntax/nodes'
import { unparen } from '../syntax/nodes'
import type { BuiltinName } from '../types/object'
import { Pointer, type Slice, type Type } from '../types/type'
import { Typ, universeAny } from '../types/universe'
import type { CallPlan } from './calls'
import { genCompare } from './conditions'
import { constantValue, derefType, genConverted, genIndexValue, genValue, typeOf } from './expressions'
import type { FunctionGenerator } from './function'
import { alignof, isFloat, isString, pointersOf, scalarsOf, sizeof } from './layout'
import { genMapClear, genMapDelete, mapMake } from './maps'
import { type Address, constant, heldValue, pointerScalar, slotAddress, type Value, wordScalar } from './values'

function nameOf(f: FunctionGenerator, e: CallExpr): BuiltinName {
  const fun = unparen(e.fun)
  const ident = fun.kind === 'SelectorExpr' ? fun.sel : fun
  const obj = ident.kind === 'Ident' ? f.info.uses.get(ident) : undefined
  if (obj?.kind !== 'Builtin') throw new Error('no built-in')
  return obj.builtin
}

function typePointer(f: FunctionGenerator, type: Type): Value {
  return { kind: 'address', address: { symbol: f.pkg.typeSymbol(type), disp: 0 } }
}

/** A call of a built-in function. */
export function genBuiltin(f: FunctionGenerator, e: CallExpr): Value[] {
  const name = nameOf(f, e)
  const arg = e.args[0]!
  switch (name) {
    case 'len':
    case 'cap':
      return [genLength(f, arg, name)]
    case 'new':
      return [genNew(f, (typeOf(f, e).underlying as Pointer).elem)]
    case 'make':
      return [genMake(f, e)]
    case 'append':
      return [genAppend(f, e)]
    case 'min':
    case 'max':
      return [genMinMax(f, e, name)]
    case 'unsafe.Add': {
      const pointer = f.load(genValue(f, arg), pointerScalar)
      const delta = genIndexValue(f, e.args[1]!)
      f.op('ADDQ', f.sourceOperand(delta, wordScalar), f.reg(f.registerOf(pointer)))
      f.unpin()
      f.releaseValue(delta)
      return [heldValue(pointer)]
    }
    case 'unsafe.Slice': {
      const pointer = f.materialize(genValue(f, arg), typeOf(f, arg))
      const length = f.materialize(genIndexValue(f, e.args[1]!), Typ.int)
      if (length.kind === 'held') length.held.references++
      return [{ kind: 'words', words: [pointer, length, length] }]
    }
    case 'unsafe.String': {
      const pointer = f.materialize(genValue(f, arg), typeOf(f, arg))
      return [{ kind: 'words', words: [pointer, genIndexValue(f, e.args[1]!)] }]
    }
    case 'unsafe.SliceData':
    case 'unsafe.StringData':
      return [f.wordOf(genValue(f, arg), typeOf(f, arg), 0)]
    default: {
      const plan = planBuiltin(f, e)
      return plan.invoke(
        f,
        plan.operands.map(operand => operand.value),
      )
    }
  }
}

/** Built-in functions that are statements, and so can follow go and defer. */
export function planBuiltin(f: FunctionGenerator, e: CallExpr): CallPlan {
  const name = nameOf(f, e)
  const operand = (i: number, type = typeOf(f, e.args[i]!)) => ({ value: genConverted(f, e.args[i]!, type), type })
  switch (name) {
    case 'panic':
      return { operands: [operand(0, universeAny)], invoke: (g, values) => g.callRuntime('gopanic', values) }
    case 'recover':
      return {
        operands: [],
        invoke: g => {
          // Called by go or defer directly, recover has no function that could be the deferred one.
          const argp: Value = g === f ? { kind: 'address', address: g.argumentPointer() } : constant(0)
          g.hasRecover = true
          return g.callRuntime('gorecover', [argp])
        },
      }
    case 'close':
      return { operands: [operand(0)], invoke: (g, values) => g.callRuntime('closechan', values) }
    case 'print':
    case 'println': {
      const operands = e.args.map(arg => {
        const type = printType(f, arg)
        return { value: genConverted(f, arg, type), type }
      })
      return {
        operands,
        invoke: (g, values) =>
          genPrint(
            g,
            operands.map(o => o.type),
            values,
            name === 'println',
          ),
      }
    }
    case 'delete':
      return genMapDelete(f, e)
    case 'clear': {
      const type = typeOf(f, e.args[0]!)
      if (type.underlying.kind === 'Map') return genMapClear(f, e)
      return {
        operands: [operand(0)],
        invoke: (g, values) => {
          const [pointer, length] = g.wordsOf(values[0]!, type)
          const bytes = g.load(length!, wordScalar)
          g.op('IMUL3Q', sizeof((type.underlying as Slice).elem), g.reg(bytes.register), g.reg(bytes.register))
          return g.callRuntime('memclrNoHeapPointers', [pointer!, heldValue(bytes)])
        },
      }
    }
    case 'copy': {
      const from = typeOf(f, e.args[1]!)
      const to = operand(0)
      const source = operand(1)
      const elem = (to.type.underlying as Slice).elem
      return {
        operands: [to, source],
        invoke: (g, values) => {
          const [toPointer, toLength] = g.wordsOf(values[0]!, to.type)
          const [fromPointer, fromLength] = g.wordsOf(values[1]!, from)
          return g.callRuntime('slicecopy', [toPointer!, toLength!, fromPointer!, fromLength!, constant(sizeof(elem))])
        },
      }
    }
    default:
      throw new Error(`${name} is no statement`)
  }
}

/** Untyped constants print as int, float64 or string; nil as a pointer. */
function printType(f: FunctionGenerator, arg: Expr): Type {
  const found = f.info.types.get(arg)!
  if (found.mode === 'nil') return Typ['unsafe.Pointer']
  const { type } = found
  if (type.kind === 'Basic' && type.basic.startsWith('untyped')) return f.pkg.defaultType(found.value!)
  return type
}

function genPrint(f: FunctionGenerator, types: readonly Type[], values: readonly Value[], line: boolean): Value[] {
  const safe = values.map((value, i) => settleForPrint(f, value, types[i]!))
  f.callRuntime('printlock', [])
  safe.forEach((value, i) => {
    if (line && i > 0) f.callRuntime('printsp', [])
    printOne(f, value, types[i]!)
  })
  if (line) f.callRuntime('printnl', [])
  f.callRuntime('printunlock', [])
  return []
}

/** Evaluated to the end before the print lock is taken: a fault while it is held could not become a panic. */
function settleForPrint(f: FunctionGenerator, value: Value, type: Type): Value {
  if (value.kind === 'constant' || value.kind === 'zero') return value
  if (value.kind === 'words' && value.words.every(word => word.kind === 'constant' || word.kind === 'address')) return value
  return f.toMemoryValue(f.materialize(value, type), type)
}

function printOne(f: FunctionGenerator, value: Value, type: Type): void {
  const under = type.underlying
  switch (under.kind) {
    case 'Interface':
      f.callRuntime(under.isEmpty ? 'printeface' : 'printiface', [value])
      return
    case 'Slice':
      f.callRuntime('printslice', [value])
      return
    case 'Basic':
      if (isString(type)) f.callRuntime('printstring', [value])
      else if (under.basic === 'bool' || under.basic === 'untyped bool') f.callRuntime('printbool', [value])
      else if (isFloat(type)) f.callRuntime('printfloat', [sizeof(type) === 4 ? widenFloat(f, value) : value])
      else if (under.basic === 'unsafe.Pointer') f.callRuntime('printpointer', [value])
      else if (isUnsignedType(type))
        f.callRuntime(f.pkg.path === 'runtime' && isHex(type) ? 'printhex' : 'printuint', [extended(f, value, type)])
      else f.callRuntime('printint', [extended(f, value, type)])
      return
    default:
      f.callRuntime('printpointer', [value])
  }
}

/** In package runtime a value of type hex prints in hexadecimal. */
function isHex(type: Type): boolean {
  return type.kind === 'Named' && type.obj.name === 'hex'
}

function isUnsignedType(type: Type): boolean {
  const under = type.underlying
  return under.kind === 'Basic' && under.basic.startsWith('uint')
}

function extended(f: FunctionGenerator, value: Value, type: Type): Value {
  return value.kind === 'memory' ? heldValue(f.load(value, scalarsOf(type)[0]!)) : value
}

function widenFloat(f: FunctionGenerator, value: Value): Value {
  const held = f.load(value, scalarsOf(Typ.float32)[0]!)
  f.op('CVTSS2SD', f.reg(held.register), f.reg(held.register))
  return heldValue(held)
}

// ------------------------------------------------------------------------------------------------------------------ len and cap

function genLength(f: FunctionGenerator, arg: Expr, name: 'len' | 'cap'): Value {
  const type = typeOf(f, arg)
  const under = type.underlying
  const array = derefType(type).underlying
  if (array.kind === 'Array') {
    f.releaseValue(genValue(f, arg))
    return constant(array.len)
  }
  if (under.kind === 'Slice' || isString(type)) return f.wordOf(genValue(f, arg), type, name === 'len' ? 1 : 2)
  // A map's count and a channel's qcount are the first word; dataqsiz the second. nil has length 0.
  const pointer = f.load(genValue(f, arg), pointerScalar)
  const none = f.label()
  const register = f.reg(f.registerOf(pointer))
  f.op('TESTQ', register, register)
  f.op('JEQ', none)
  f.op('MOVQ', f.operand({ base: pointer, disp: name === 'len' ? 0 : 8 }), register)
  f.bind(none)
  f.unpin()
  return heldValue(pointer)
}

// ---------------------------------------------------------------------------------------------------------------- new and make

export function genNew(f: FunctionGenerator, type: Type): Value {
  const [pointer] = f.callRuntime('newobject', [typePointer(f, type)])
  return pointer!
}

function genMake(f: FunctionGenerator, e: CallExpr): Value {
  const type = typeOf(f, e)
  const under = type.underlying
  const size = (i: number): Value => (e.args[i] === undefined ? constant(0) : f.materialize(genIndexValue(f, e.args[i]!), Typ.int))
  switch (under.kind) {
    case 'Slice': {
      const length = settleWord(f, size(1))
      const capacity = e.args[2] === undefined ? length : settleWord(f, size(2))
      const [pointer] = f.callRuntime('makeslice', [typePointer(f, under.elem), length, capacity])
      return { kind: 'words', words: [pointer!, length, capacity] }
    }
    case 'Map':
      return mapMake(f, type, e.args[1] === undefined ? undefined : size(1))
    case 'Chan':
      return f.callRuntime('makechan', [typePointer(f, type), size(1)])[0]!
    default:
      throw new Error('make of something else')
  }
}

/** A word used more than once, some of it after a call. */
function settleWord(f: FunctionGenerator, value: Value): Value {
  if (value.kind !== 'held') return value
  const slot = f.temporary(8, 8, [])
  f.store(slotAddress(slot), value, Typ.int)
  return { kind: 'memory', address: slotAddress(slot) }
}

// ---------------------------------------------------------------------------------------------------------------------- append

function genAppend(f: FunctionGenerator, e: CallExpr): Value {
  const type = typeOf(f, e)
  const elem = (type.underlying as Slice).elem
  const size = sizeof(elem)
  const result = f.temporary(24, 8, [0])
  const word = (i: number): Address => slotAddress(result, i * 8)
  const slice = genConverted(f, e.args[0]!, type)
  const spreadArg = e.ellipsis !== 0 ? e.args[1] : undefined
  // The slice is copied before the other arguments are evaluated only if those may change it by calls; copying always is simple and right.
  f.store(slotAddress(result), slice, type)
  if (spreadArg !== undefined) {
    const fromType = typeOf(f, spreadArg)
    const from = f.materialize(genConverted(f, spreadArg, fromType), fromType)
    const source = f.temporary(16, 8, [0])
    f.store(slotAddress(source), f.wordOf(shareWords(from), fromType, 0), new Pointer(elem))
    f.store(slotAddress(source, 8), f.wordOf(from, fromType, 1), Typ.int)
    growFor(f, result, { kind: 'memory', address: slotAddress(source, 8) }, elem)
    const offset = f.load({ kind: 'memory', address: word(1) }, wordScalar)
    const bytes = f.load({ kind: 'memory', address: slotAddress(source, 8) }, wordScalar)
    const offsetRegister = f.reg(f.registerOf(offset))
    const bytesRegister = f.reg(f.registerOf(bytes))
    f.op('ADDQ', bytesRegister, f.operand(word(1)))
    if (size !== 1) {
      f.op('IMUL3Q', size, offsetRegister, offsetRegister)
      f.op('IMUL3Q', size, bytesRegister, bytesRegister)
    }
    f.op('ADDQ', f.operand(word(0)), offsetRegister)
    f.unpin()
    f.callRuntime('memmove', [heldValue(offset), { kind: 'memory', address: slotAddress(source) }, heldValue(bytes)])
    return { kind: 'memory', address: slotAddress(result) }
  }
  const count = e.args.length - 1
  const elements = e.args.slice(1).map(arg => {
    const value = genConverted(f, arg, elem)
    return value.kind === 'held' || value.kind === 'words'
      ? value
      : value.kind === 'memory' && count > 1
        ? f.materialize(value, elem)
        : value
  })
  if (count === 0) return { kind: 'memory', address: slotAddress(result) }
  f.spillAll()
  growFor(f, result, constant(count), elem)
  elements.forEach((value, i) => {
    const base = f.load({ kind: 'memory', address: word(0) }, pointerScalar)
    const index = f.load({ kind: 'memory', address: word(1) }, wordScalar)
    if (size !== 1 && size !== 2 && size !== 4 && size !== 8) {
      const register = f.reg(f.registerOf(index))
      f.op('IMUL3Q', size, register, register)
      f.unpin()
      f.store({ base, index, scale: 1, disp: i * size }, value, elem)
    } else f.store({ base, index, scale: size, disp: i * size }, value, elem)
  })
  f.op('ADDQ', count, f.operand(word(1)))
  f.unpin()
  return { kind: 'memory', address: slotAddress(result) }
}

function shareWords(value: Value): Value {
  if (value.kind === 'words') {
    for (const word of value.words) if (word.kind === 'held') word.held.references++
  } else if (value.kind === 'memory') {
    if (value.address.base !== undefined) value.address.base.references++
    if (value.address.index !== undefined) value.address.index.references++
  }
  return value
}

/** Makes room for `count` more elements in the slice kept at `slot`; its length stays what it was. */
function growFor(f: FunctionGenerator, slot: Address['slot'], count: Value, elem: Type): void {
  const enough = f.label()
  const word = (i: number): Address => ({ slot: slot!, disp: i * 8 })
  f.spillAll()
  const wanted = f.load({ kind: 'memory', address: word(1) }, wordScalar)
  const register = f.reg(f.registerOf(wanted))
  f.op('ADDQ', f.sourceOperand(count, wordScalar), register)
  f.op('CMPQ', register, f.operand(word(2)))
  f.unpin()
  f.op('JLS', enough)
  const [grown] = f.callRuntime('growslice', [
    { kind: 'memory', address: word(0) },
    heldValue(wanted),
    { kind: 'memory', address: word(2) },
    count,
    typePointer(f, elem),
  ])
  // growslice answers with the new length; the old one is still to be added to.
  const [pointer, , capacity] = f.wordsOf(grown!, f.pkg.sliceOf(elem))
  f.storeScalar(word(0), pointer!, pointerScalar)
  f.storeScalar(word(2), capacity!, wordScalar)
  f.clobberAll()
  f.bind(enough)
}

// ------------------------------------------------------------------------------------------------------------------ min and max

function genMinMax(f: FunctionGenerator, e: CallExpr, name: 'min' | 'max'): Value {
  const type = typeOf(f, e)
  const slot = f.temporary(Math.max(8, sizeof(type)), Math.max(8, alignof(type)), pointersOf(type))
  const values = e.args.map(arg => {
    const found = f.info.types.get(arg)
    return found?.value !== undefined
      ? constantValue(f, found.value, type)
      : f.toMemoryValue(f.materialize(genConverted(f, arg, type), type), type)
  })
  f.store(slotAddress(slot), values[0]!, type)
  for (const value of values.slice(1)) {
    const keep = f.label()
    const take = f.label()
    const best: Value = { kind: 'memory', address: slotAddress(slot) }
    f.spillAll()
    if (isFloat(type)) {
      // A NaN wins; and -0 is less than +0.
      genCompare(f, best, best, type, '!=', keep, true)
      genCompare(f, value, value, type, '!=', take, true)
      genCompare(f, value, best, type, name === 'min' ? '<' : '>', take, true)
      genCompare(f, value, best, type, '!=', keep, true)
      combineZeros(f, slotAddress(slot), value, type, name)
      f.op('JMP', keep)
      f.bind(take)
    } else genCompare(f, value, best, type, name === 'min' ? '<' : '>', keep, false)
    f.store(slotAddress(slot), value, type)
    f.bind(keep)
  }
  return { kind: 'memory', address: slotAddress(slot) }
}

/** Equal floats differ at most in the sign of zero: min has it if either has, max if both have. */
function combineZeros(f: FunctionGenerator, best: Address, value: Value, type: Type, name: 'min' | 'max'): void {
  const scalar = { ...scalarsOf(type)[0]!, float: false }
  const bits = value.kind === 'constant' || value.kind === 'zero' ? value : value
  const held = f.load(bits, scalar)
  f.op(name === 'min' ? (scalar.size === 8 ? 'ORQ' : 'ORL') : scalar.size === 8 ? 'ANDQ' : 'ANDL', f.reg(held.register), f.operand(best))
  f.unpin()
  f.release(held)
}
