// This file types composite literals: T{...}.
import type { CompositeLit, Expr } from '../syntax/nodes'
import { assignment } from './assignments'
import type { Checker } from './checker'
import type { Constant } from './constant'
import { constantString } from './constant'
import { expr } from './expressions'
import { index } from './indexing'
import { addKey } from './literalKeys'
import { Operand } from './operand'
import { isValid } from './predicates'
import type { MapType, Struct, Type } from './type'
import { ArrayType } from './type'
import { typeOfExpr } from './typeExpressions'

/** T{elements}; without T the type is `hint`, that of the elements of the literal around. */
export function compositeLit(c: Checker, x: Operand, e: CompositeLit, hint: Type | undefined): void {
  let type: Type
  let base: Type
  if (e.type !== undefined) {
    // spec: "The notation ... specifies an array length equal to the maximum element index plus one."
    if (e.type.kind === 'ArrayType' && e.type.len?.kind === 'Ellipsis' && e.type.len.elem === undefined) {
      const array = new ArrayType(typeOfExpr(c, e.type.elem), -1)
      c.recordType(e.type, 'type', array, undefined)
      type = base = array
    } else type = base = typeOfExpr(c, e.type)
  } else if (hint !== undefined) {
    type = base = hint
    // spec: "elements or keys that are addresses of composite literals may elide the &T when the element or key type is *T"
    if (hint.underlying.kind === 'Pointer') base = hint.underlying.elem
  } else {
    c.error(e, 'missing type in composite literal')
    return
  }
  const under = base.underlying
  switch (under.kind) {
    case 'Struct':
      structLit(c, e, base, under)
      break
    case 'Array': {
      const length = indexedElements(c, e.elements, under.elem, under.len)
      if (under.len < 0 && isUnknownLength(e)) under.len = length
      break
    }
    case 'Slice':
      indexedElements(c, e.elements, under.elem, -1)
      break
    case 'Map':
      mapLit(c, e, under)
      break
    default:
      for (const element of e.elements) expr(c, new Operand(), element.kind === 'KeyValueExpr' ? element.value : element)
      if (isValid(under)) c.error(e, `invalid composite literal type ${c.str(type)}`)
      return
  }
  x.set('value', type)
}

function isUnknownLength(e: CompositeLit): boolean {
  return e.type?.kind === 'ArrayType' && e.type.len?.kind === 'Ellipsis'
}

function structLit(c: Checker, e: CompositeLit, type: Type, struct: Struct): void {
  const [first] = e.elements
  if (first === undefined) return
  if (first.kind === 'KeyValueExpr') {
    const seen = new Set<number>()
    for (const element of e.elements) {
      const x = new Operand()
      if (element.kind !== 'KeyValueExpr') {
        c.error(element, 'mixture of field:value and value elements in struct literal')
        continue
      }
      // Do the values first, so that errors in them are reported in any case.
      if (element.key.kind !== 'Ident') {
        c.error(element.key, `invalid field name ${c.exprStr(element.key)} in struct literal`)
        expr(c, x, element.value)
        continue
      }
      const name = element.key.name
      const at = struct.fields.findIndex(field => field.name === name && name !== '_' && (field.exported || field.pkg === c.pkg))
      if (at < 0) {
        expr(c, x, element.value)
        unknownField(c, element.key, type, struct, name)
        continue
      }
      const field = struct.fields[at]!
      c.recordUse(element.key, field)
      expr(c, x, element.value)
      assignment(c, x, field.type, 'struct literal')
      if (seen.has(at)) c.error(element, `duplicate field name ${name} in struct literal`)
      seen.add(at)
    }
    return
  }
  for (let i = 0; i < e.elements.length; i++) {
    const element = e.elements[i]!
    const x = new Operand()
    if (element.kind === 'KeyValueExpr') {
      c.error(element, 'mixture of field:value and value elements in struct literal')
      continue
    }
    const field = struct.fields[i]
    expr(c, x, element)
    if (field === undefined) {
      c.error(x, `too many values in struct literal of type ${c.str(type)}`)
      break // cannot continue
    }
    if (!field.exported && field.pkg !== c.pkg) {
      c.error(x, `implicit assignment to unexported field ${field.name} in struct literal of type ${c.str(type)}`)
      continue
    }
    assignment(c, x, field.type, 'struct literal')
  }
  if (e.elements.length < struct.fields.length) {
    c.error(e.rbrace, `too few values in struct literal of type ${c.str(type)}`)
  }
}

function unknownField(c: Checker, at: Expr, type: Type, struct: Struct, name: string): void {
  const hidden = struct.fields.find(field => field.name === name)
  const similar = struct.fields.find(field => field.name.toLowerCase() === name.toLowerCase() && (field.exported || field.pkg === c.pkg))
  let message = `unknown field ${name} in struct literal of type ${c.str(type)}`
  if (hidden !== undefined) message = `cannot refer to unexported field ${name} in struct literal of type ${c.str(type)}`
  else if (similar !== undefined) message += `, but does have ${similar.name}`
  c.error(at, message)
}

// Checks the elements of an array or slice literal and returns the length that they make.
function indexedElements(c: Checker, elements: readonly Expr[], elem: Type, length: number): number {
  const seen = new Set<number>()
  let at = 0
  let max = 0
  for (const element of elements) {
    let value = element
    let valid = false
    if (element.kind === 'KeyValueExpr') {
      value = element.value
      const i = index(c, element.key, BigInt(length))
      const recorded = c.info.types.get(element.key) ?? c.untyped.get(element.key)
      if (i !== undefined) {
        at = Number(i)
        valid = true
      } else if (
        recorded !== undefined &&
        recorded.value === undefined &&
        recorded.mode !== 'constant' &&
        recorded.type.kind === 'Basic' &&
        isValid(recorded.type)
      ) {
        c.error(element.key, `index ${c.exprStr(element.key)} must be integer constant`)
      }
    } else if (length >= 0 && at >= length) {
      c.error(value, `index ${at} is out of bounds (>= ${length})`)
    } else valid = true
    if (valid) {
      if (seen.has(at)) c.error(element, `duplicate index ${at} in array or slice literal`)
      seen.add(at)
    }
    at++
    max = Math.max(max, at)
    const x = new Operand()
    expr(c, x, value, elem)
    assignment(c, x, elem, 'array or slice literal')
  }
  return max
}

function mapLit(c: Checker, e: CompositeLit, type: MapType): void {
  const seen = new Map<string, Type[]>()
  for (const element of e.elements) {
    const x = new Operand()
    if (element.kind !== 'KeyValueExpr') {
      c.error(element, 'missing key in map literal')
      continue
    }
    expr(c, x, element.key, type.key)
    assignment(c, x, type.key, 'map literal')
    if (x.mode === 'constant' && addKey(seen, type.key, x.type, keyOf(x.value))) {
      c.error(x, `duplicate key ${constantString(x.value)} in map literal`)
    }
    const y = new Operand()
    expr(c, y, element.value, type.elem)
    assignment(c, y, type.elem, 'map literal')
  }
}

/** A constant as a key of a JavaScript map; equal constants have equal keys. */
export function keyOf(value: Constant): string {
  switch (value.kind) {
    case 'bool':
    case 'int':
      return `${value.kind[0]}${value.value}`
    case 'string':
      return `s${value.value}`
    case 'float':
      return value.den === 1n ? `i${value.num}` : `f${value.num}/${value.den}`
    default:
      return '?'
  }
}
