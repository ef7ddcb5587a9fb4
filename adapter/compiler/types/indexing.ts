// This file types x[i] and x[i:j:k].
import type { Expr, IndexExpr, SliceExpr } from '../syntax/nodes'
import { assignment } from './assignments'
import type { Checker } from './checker'
import { bigintOf, sign } from './constant'
import { expr, exprOrType } from './expressions'
import { Operand } from './operand'
import { isInteger, isString, isUntyped } from './predicates'
import { Slice } from './type'
import { Typ, universeByte } from './universe'
import { convertUntyped, representation } from './untyped'

/** x[i] */
export function indexExpr(c: Checker, x: Operand, e: IndexExpr): void {
  exprOrType(c, x, e.x)
  if (x.mode === 'invalid') {
    for (const index of e.indices) exprOrType(c, new Operand(), index)
    return
  }
  if (x.mode === 'type') {
    c.error(e, 'type parameters are not supported yet')
    x.invalidate()
    return
  }
  const under = x.type.underlying
  if (under.kind === 'Signature') {
    c.error(x, `invalid operation: cannot index ${c.opStr(x)}`)
    x.invalidate()
    return
  }
  let length = -1n
  let known = false
  switch (under.kind) {
    case 'Basic':
      if (isString(x.type)) {
        known = true
        if (x.mode === 'constant' && x.value.kind === 'string') length = BigInt(x.value.value.length)
        // spec: "a constant index ... a[x] is the non-constant byte value at index x"; strings are not addressable
        const constant = x.mode === 'constant' && isUntyped(x.type)
        if (constant) convertUntyped(c, x, Typ.string)
        x.set('value', universeByte)
      }
      break
    case 'Array':
      known = true
      length = BigInt(under.len)
      x.set(x.mode === 'variable' ? 'variable' : 'value', under.elem)
      break
    case 'Pointer': {
      const array = under.elem.underlying
      if (array.kind !== 'Array') break
      known = true
      length = BigInt(array.len)
      x.set('variable', array.elem)
      break
    }
    case 'Slice':
      known = true
      x.set('variable', under.elem)
      break
    case 'Map': {
      const key = singleIndex(c, e)
      const y = new Operand()
      if (key !== undefined) {
        expr(c, y, key)
        assignment(c, y, under.key, 'map index')
      }
      x.set('mapindex', under.elem)
      x.expr = e
      return
    }
    default:
      break
  }
  if (!known) {
    c.error(x, `invalid operation: cannot index ${c.opStr(x)}`)
    for (const index of e.indices) exprOrType(c, new Operand(), index)
    x.invalidate()
    return
  }
  const i = singleIndex(c, e)
  if (i === undefined) {
    x.invalidate()
    return
  }
  index(c, i, length)
}

function singleIndex(c: Checker, e: IndexExpr): Expr | undefined {
  if (e.indices.length > 1) {
    c.error(e.indices[1]!, 'unexpected comma; expecting ]')
    return undefined
  }
  return e.indices[0]
}

/** Checks an index expression and returns its value if it is constant. `max` bounds constants (exclusive), -1 for none. */
export function index(c: Checker, e: Expr, max: bigint): bigint | undefined {
  const x = new Operand()
  expr(c, x, e)
  if (!isValidIndex(c, x, 'index', false)) return undefined
  if (x.mode !== 'constant') return undefined
  const value = bigintOf(x.value)
  if (value === undefined) return undefined
  if (max >= 0n && value >= max) {
    c.error(x, `invalid argument: index ${c.exprStr(e)} out of bounds [0:${max}]`)
    return undefined
  }
  return value
}

/** Whether x can be an index, length or the like; `what` names it in messages. */
export function isValidIndex(c: Checker, x: Operand, what: string, allowNegative: boolean): boolean {
  if (x.mode === 'invalid') return false
  // spec: "a constant index that is untyped is given type int"
  if (isUntyped(x.type)) {
    convertUntyped(c, x, Typ.int)
    if (x.isInvalid()) return false
  }
  // spec: "the index x must be an untyped constant or its core type must be an integer"
  if (!isInteger(x.type)) {
    c.error(x, `invalid argument: ${what} ${c.opStr(x)} must be integer`)
    return false
  }
  if (x.mode === 'constant') {
    // spec: "a constant index must be non-negative and representable by a value of type int"
    if (!allowNegative && sign(x.value) < 0) {
      c.error(x, `invalid argument: ${what} ${c.opStr(x)} must not be negative`)
      return false
    }
    if ('problem' in representation(x, Typ.int)) {
      c.error(x, `invalid argument: ${what} ${c.opStr(x)} overflows int`)
      return false
    }
  }
  return true
}

/** x[low:high:max] */
export function sliceExpr(c: Checker, x: Operand, e: SliceExpr): void {
  expr(c, x, e.x)
  if (x.mode === 'invalid') {
    for (const part of [e.low, e.high, e.max]) if (part !== undefined) expr(c, new Operand(), part)
    return
  }
  let length = -1n
  let known = false
  const under = x.type.underlying
  switch (under.kind) {
    case 'Basic':
      if (!isString(x.type)) break
      if (e.slice3) {
        c.error(e.max ?? e, 'invalid operation: 3-index slice of string')
        x.invalidate()
        return
      }
      known = true
      if (x.mode === 'constant' && x.value.kind === 'string') length = BigInt(x.value.value.length)
      // spec: "For untyped string operands the result is a non-constant value of type string."
      if (isUntyped(x.type)) convertUntyped(c, x, Typ.string)
      x.mode = 'value'
      break
    case 'Array':
      known = true
      length = BigInt(under.len)
      if (x.mode !== 'variable') {
        c.error(x, `invalid operation: ${c.opStr(x)} (slice of unaddressable value)`)
        x.invalidate()
        return
      }
      x.set('value', new Slice(under.elem))
      break
    case 'Pointer': {
      const array = under.elem.underlying
      if (array.kind !== 'Array') break
      known = true
      length = BigInt(array.len)
      x.set('value', new Slice(array.elem))
      break
    }
    case 'Slice':
      known = true
      x.mode = 'value'
      break
    default:
      break
  }
  if (!known) {
    c.error(x, `cannot slice ${c.opStr(x)}`)
    for (const part of [e.low, e.high, e.max]) if (part !== undefined) expr(c, new Operand(), part)
    x.invalidate()
    return
  }
  // spec: "the indices are in range if 0 <= low <= high <= max <= cap(a)"
  const limit = length >= 0n ? length + 1n : -1n
  const values: { at: Expr; value: bigint }[] = []
  for (const part of [e.low, e.high, e.max]) {
    if (part === undefined) continue
    const value = index(c, part, limit)
    if (value !== undefined) values.push({ at: part, value })
  }
  for (let i = 0; i + 1 < values.length; i++) {
    const bad = values.slice(i + 1).find(later => later.value < values[i]!.value)
    if (bad !== undefined) {
      c.error(bad.at, `invalid slice indices: ${bad.value} < ${values[i]!.value}`)
      break
    }
  }
}
