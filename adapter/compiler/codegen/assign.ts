// This file turns assignments into code: operands first, then the stores, in the order the language prescribes.
import type { AssignStmt, BinaryOp, Expr, IncDecStmt, IndexExpr } from '../syntax/nodes'
import { unparen } from '../syntax/nodes'
import type { MapType, Type } from '../types/type'
import { Typ } from '../types/universe'
import { genArithmetic, shiftBy } from './arithmetic'
import { genCall } from './calls'
import { genReceive } from './channels'
import { convertAssigned, genConverted, genElement, genPlace, genValue, hasCall, pointedBy, typeOf } from './expressions'
import type { FunctionGenerator } from './function'
import { genTypeAssert } from './interfaces'
import { isFloat, isScalar, isString, pointersOf, scalarsOf, sizeof } from './layout'
import { genMapIndex, mapAssignPlace } from './maps'
import { concatenate } from './strings'
import { type Address, constant, heldValue, slotAddress, type Value } from './values'

/** A place to assign to whose operands are evaluated; `store` may call (a map) or panic (an index). */
interface Target {
  readonly type: Type
  store(value: Value): void
}

const blank = (e: Expr) => e.kind === 'Ident' && e.name === '_'

/** Prepares the left side of an assignment: with `early`, operands are evaluated now and cannot change any more. */
function prepare(f: FunctionGenerator, expr: Expr, early: boolean): Target {
  const e = unparen(expr)
  if (blank(e)) return { type: Typ.int, store: value => f.releaseValue(value) }
  const type = typeOf(f, e)
  if (e.kind === 'IndexExpr' && typeOf(f, e.x).underlying.kind === 'Map') return mapTarget(f, e, type)
  if (!early) return { type, store: value => f.store(genPlace(f, e), value, type) }
  return { type, store: earlyPlace(f, e, type) }
}

function mapTarget(f: FunctionGenerator, e: IndexExpr, type: Type): Target {
  const mapType = typeOf(f, e.x)
  const map = mapType.underlying as MapType
  const m = settled(f, genValue(f, e.x), mapType)
  const key = settled(f, genConverted(f, e.indices[0]!, map.key), map.key)
  return {
    type,
    store: value => {
      const safe = value.kind === 'constant' || value.kind === 'zero' ? value : settled(f, value, type)
      f.store(mapAssignPlace(f, mapType, m, key), safe, type)
    },
  }
}

/** A copy in a temporary: neither calls nor assignments change it. */
function settled(f: FunctionGenerator, value: Value, type: Type): Value {
  if (value.kind === 'constant' || value.kind === 'zero' || (value.kind === 'address' && value.address.base === undefined)) return value
  const slot = f.temporary(Math.max(8, sizeof(type)), 8, pointersOf(type))
  f.store(slotAddress(slot), value, type)
  return { kind: 'memory', address: slotAddress(slot) }
}

function earlyPlace(f: FunctionGenerator, e: Expr, type: Type): (value: Value) => void {
  switch (e.kind) {
    case 'IndexExpr': {
      const xType = typeOf(f, e.x)
      if (xType.underlying.kind === 'Slice' || xType.underlying.kind === 'Pointer') {
        // Slice and index are copied; the bounds check belongs to the assignment.
        const x = settled(f, genValue(f, e.x), xType)
        const indexType = typeOf(f, e.indices[0]!)
        const index = settled(f, genValue(f, e.indices[0]!), indexType)
        return value => {
          const place = f.withValue(e.x, x, () => f.withValue(e.indices[0]!, index, () => genElement(f, e)))
          f.store(place, value, type)
        }
      }
      const indexType = typeOf(f, e.indices[0]!)
      const index = settled(f, genValue(f, e.indices[0]!), indexType)
      return value => {
        const place = f.withValue(e.indices[0]!, index, () => genElement(f, e))
        f.store(place, value, type)
      }
    }
    case 'StarExpr': {
      const pointer = settled(f, genValue(f, e.x), typeOf(f, e.x))
      return value => f.store(pointedBy(f, pointer), value, type)
    }
    case 'SelectorExpr': {
      if (typeOf(f, e).kind !== undefined && f.info.selections.has(e) && typeOf(f, e.x).underlying.kind === 'Pointer') {
        const pointer = settled(f, genValue(f, e.x), typeOf(f, e.x))
        return value => {
          const place = f.withValue(e.x, pointer, () => genPlace(f, e))
          f.store(place, value, type)
        }
      }
      return value => f.store(genPlace(f, e), value, type)
    }
    default:
      return value => f.store(genPlace(f, e), value, type)
  }
}

/** Assigns an evaluated value to an expression. */
export function assignTo(f: FunctionGenerator, target: Expr, value: Value, from: Type): void {
  const e = unparen(target)
  if (blank(e)) {
    f.releaseValue(value)
    return
  }
  const type = typeOf(f, e)
  const converted = convertAssigned(f, value, from, type)
  if (e.kind === 'IndexExpr' && typeOf(f, e.x).underlying.kind === 'Map') {
    const safe = settled(f, converted, type)
    mapTarget(f, e, type).store(safe)
    return
  }
  f.store(genPlace(f, e), converted, type)
}

/** Declares the variable that `target` names (or assigns, if it exists already) and gives it its value. */
export function declareAndStore(f: FunctionGenerator, target: Expr, value: Value, from: Type): void {
  const e = unparen(target)
  if (blank(e) || e.kind !== 'Ident') {
    f.releaseValue(value)
    return
  }
  const obj = f.info.defs.get(e)
  if (obj?.kind !== 'Var') {
    assignTo(f, e, value, from)
    return
  }
  const converted = convertAssigned(f, value, from, obj.type)
  // A variable on the heap is allocated by a call, which must not disturb the value.
  const safe = f.livesOnHeap(obj) && (converted.kind === 'held' || converted.kind === 'words') ? settled(f, converted, obj.type) : converted
  const place = f.declare(obj)
  f.store(place, safe, obj.type)
}

/** lhs = rhs, lhs := rhs, lhs op= rhs */
export function genAssign(f: FunctionGenerator, s: AssignStmt): void {
  if (s.op !== '=' && s.op !== ':=') {
    genOperation(f, s.lhs[0]!, s.op.slice(0, -1) as BinaryOp, s.rhs[0]!)
    return
  }
  if (s.rhs.length === 1 && s.lhs.length > 1) {
    genSpread(f, s)
    return
  }
  if (s.lhs.length === 1) {
    genSingle(f, s, s.lhs[0]!, s.rhs[0]!)
    return
  }
  // Several: all operands and right sides first.
  if (s.op === ':=') {
    const values = s.rhs.map((rhs, i) => {
      const type = declaredType(f, s.lhs[i]!, rhs)
      return { value: settled(f, genConverted(f, rhs, type), type), type }
    })
    s.lhs.forEach((lhs, i) => {
      declareAndStore(f, lhs, values[i]!.value, values[i]!.type)
    })
    return
  }
  const targets = s.lhs.map(lhs => prepare(f, lhs, true))
  const values = s.rhs.map((rhs, i) => {
    const type = blank(unparen(s.lhs[i]!)) ? typeOf(f, rhs) : targets[i]!.type
    return settled(f, genConverted(f, rhs, type), type)
  })
  targets.forEach((target, i) => {
    target.store(values[i]!)
  })
}

function declaredType(f: FunctionGenerator, lhs: Expr, rhs: Expr): Type {
  const e = unparen(lhs)
  const obj = e.kind === 'Ident' && !blank(e) ? f.info.objectOf(e) : undefined
  return obj?.kind === 'Var' ? obj.type : typeOf(f, rhs)
}

function genSingle(f: FunctionGenerator, s: AssignStmt, lhs: Expr, rhs: Expr): void {
  const e = unparen(lhs)
  if (s.op === ':=') {
    const type = declaredType(f, lhs, rhs)
    declareAndStore(f, lhs, genConverted(f, rhs, type), type)
    return
  }
  if (blank(e)) {
    f.releaseValue(f.materialize(genValue(f, rhs), typeOf(f, rhs)))
    return
  }
  const type = typeOf(f, e)
  // x = append(x, …), and all whose left side calls nothing: the value first, then the place.
  const early = hasCall(f, e) && !(e.kind === 'IndexExpr' && typeOf(f, e.x).underlying.kind === 'Map')
  const target = prepare(f, lhs, early)
  let value = genConverted(f, rhs, type)
  // A struct or array may overlap with its own parts: x = T{x.b, x.a} was built in a temporary, x = x.next.value was not.
  if (value.kind === 'memory' && !isScalar(type) && sizeof(type) > 0 && overlapPossible(value.address)) value = f.materialize(value, type)
  target.store(value)
}

/** A place reached through a pointer may be part of what is assigned to; frame slots and symbols as a whole are not. */
function overlapPossible(address: Address): boolean {
  return address.base !== undefined || address.index !== undefined || address.disp !== 0
}

/** a, b = f(); v, ok = m[k], x.(T), <-c */
function genSpread(f: FunctionGenerator, s: AssignStmt): void {
  const rhs = unparen(s.rhs[0]!)
  const targets = s.op === '=' && s.lhs.some(lhs => hasCall(f, lhs)) ? s.lhs.map(lhs => prepare(f, lhs, true)) : undefined
  const { values, types } = genMulti(f, rhs)
  const safe = values.map((value, i) => settled(f, value, types[i]!))
  s.lhs.forEach((lhs, i) => {
    if (targets !== undefined) {
      if (blank(unparen(lhs))) return
      targets[i]!.store(convertAssigned(f, safe[i]!, types[i]!, targets[i]!.type))
    } else if (s.op === ':=') declareAndStore(f, lhs, safe[i]!, types[i]!)
    else assignTo(f, lhs, safe[i]!, types[i]!)
  })
}

/** An expression with several results. */
export function genMulti(f: FunctionGenerator, e: Expr): { values: Value[]; types: Type[] } {
  switch (e.kind) {
    case 'CallExpr': {
      const tuple = f.info.typeOf(e)
      if (tuple?.kind !== 'Tuple') throw new Error('no tuple')
      return { values: genCall(f, e), types: tuple.vars.map(v => v.type) }
    }
    case 'IndexExpr':
      return { values: genMapIndex(f, e, true), types: [typeOf(f, e), Typ.bool] }
    case 'TypeAssertExpr':
      return { values: genTypeAssert(f, e, true), types: [typeOf(f, e), Typ.bool] }
    case 'UnaryExpr':
      return { values: genReceive(f, e, true), types: [typeOf(f, e), Typ.bool] }
    default:
      throw new Error(`a ${e.kind} has one result`)
  }
}

/** x++, x-- */
export function genIncDec(f: FunctionGenerator, s: IncDecStmt): void {
  const type = typeOf(f, s.x)
  const scalar = scalarsOf(type)[0]!
  const place = operandPlace(f, s.x, type)
  if (scalar.float) {
    const one = constant(scalar.size === 8 ? 0x3ff0000000000000n : 0x3f800000n)
    f.store(place, genArithmetic(f, s.op === '++' ? '+' : '-', { kind: 'memory', address: f.share(place) }, one, type), type)
    return
  }
  const suffix = scalar.size === 8 ? 'Q' : scalar.size === 4 ? 'L' : scalar.size === 2 ? 'W' : 'B'
  // As gc does in memory: INC and DEC would keep the carry, which nobody wants.
  f.op(s.op === '++' ? `ADD${suffix}` : `SUB${suffix}`, 1, f.operand(place))
  f.unpin()
  f.releaseAddress(place)
}

/** The place that x op= y reads and writes: a map entry is made if need be. */
function operandPlace(f: FunctionGenerator, expr: Expr, type: Type): Address {
  const e = unparen(expr)
  if (e.kind === 'IndexExpr' && typeOf(f, e.x).underlying.kind === 'Map') {
    const mapType = typeOf(f, e.x)
    const map = mapType.underlying as MapType
    const m = genValue(f, e.x)
    const key = genConverted(f, e.indices[0]!, map.key)
    return mapAssignPlace(f, mapType, m, key)
  }
  void type
  return genPlace(f, e)
}

/** x op= y */
function genOperation(f: FunctionGenerator, lhs: Expr, op: BinaryOp, rhs: Expr): void {
  const type = typeOf(f, lhs)
  const e = unparen(lhs)
  const isMap = e.kind === 'IndexExpr' && typeOf(f, e.x).underlying.kind === 'Map'
  if (op === '<<' || op === '>>') {
    const countType = typeOf(f, rhs)
    const count = settledIfCalls(f, genValue(f, rhs), countType)
    const place = operandPlace(f, lhs, type)
    const result = shiftBy(f, op, { kind: 'memory', address: f.share(place) }, type, count, countType)
    f.store(place, result, type)
    return
  }
  if (isString(type)) {
    const place = isMap ? undefined : operandPlaceKept(f, lhs, type)
    if (place === undefined) {
      const right = settled(f, genConverted(f, rhs, type), type)
      const target = f.load(
        { kind: 'address', address: operandPlace(f, lhs, type) },
        { offset: 0, size: 8, float: false, signed: false, pointer: true },
      )
      const pointer = f.toMemoryValue(heldValue(target), Typ['unsafe.Pointer'])
      const left = f.materialize({ kind: 'memory', address: pointedBy(f, pointer) }, type)
      const result = concatenate(f, [left, right])
      f.store(pointedBy(f, pointer), result, type)
      return
    }
    const right = settled(f, genConverted(f, rhs, type), type)
    const result = concatenate(f, [f.materialize({ kind: 'memory', address: place() }, type), right])
    f.store(place(), result, type)
    return
  }
  if (isMap && (op === '/' || op === '%')) {
    // The division may panic before the entry is made, so it is read and assigned in two steps, as gc does.
    const target = prepare(f, lhs, true)
    const left = settled(f, genValue(f, lhs), type)
    const right = genConverted(f, rhs, type)
    target.store(genArithmetic(f, op, left, right, type))
    return
  }
  if (hasCall(f, lhs) && !isMap) {
    const place = operandPlaceKept(f, lhs, type)
    const right = settled(f, genConverted(f, rhs, type), type)
    const result = genArithmetic(f, op, { kind: 'memory', address: place() }, right, type)
    f.store(place(), result, type)
    return
  }
  const right = settledIfCalls(f, genConverted(f, rhs, type), type)
  const place = operandPlace(f, lhs, type)
  const direct = directOperation(f, op, place, right, type)
  if (direct) return
  f.store(place, genArithmetic(f, op, { kind: 'memory', address: f.share(place) }, right, type), type)
}

/** ADDQ and its kind work on memory directly. */
function directOperation(f: FunctionGenerator, op: BinaryOp, place: Address, right: Value, type: Type): boolean {
  const names: Partial<Record<BinaryOp, 'ADD' | 'SUB' | 'AND' | 'OR' | 'XOR'>> = {
    '+': 'ADD',
    '-': 'SUB',
    '&': 'AND',
    '|': 'OR',
    '^': 'XOR',
  }
  const name = names[op]
  if (name === undefined || isFloat(type) || !isScalar(type)) return false
  const scalar = scalarsOf(type)[0]!
  const suffix = scalar.size === 8 ? 'Q' : scalar.size === 4 ? 'L' : scalar.size === 2 ? 'W' : 'B'
  const value = right.kind === 'memory' ? heldValue(f.load(right, scalar)) : right
  const source = f.sourceOperand(value, scalar)
  f.op(`${name}${suffix}`, source, f.operand(place))
  f.unpin()
  f.releaseValue(value)
  f.releaseAddress(place)
  return true
}

function settledIfCalls(f: FunctionGenerator, value: Value, type: Type): Value {
  return value.kind === 'memory' && value.address.base === undefined ? value : f.materialize(value, type)
}

/** A place that is wanted twice, with calls in between: its pointer is kept in a temporary. */
function operandPlaceKept(f: FunctionGenerator, lhs: Expr, type: Type): () => Address {
  const place = operandPlace(f, lhs, type)
  if (place.base === undefined && place.index === undefined) return () => place
  const pointer = f.load({ kind: 'address', address: place }, { offset: 0, size: 8, float: false, signed: false, pointer: true })
  const kept = f.toMemoryValue(heldValue(pointer), Typ['unsafe.Pointer'])
  return () => pointedBy(f, kept)
}
