// This file turns initialisers whose value is known now into data, so that no code has to run for them.
import type { CompositeLit, Expr } from '../syntax/nodes'
import { unparen } from '../syntax/nodes'
import type { Info } from '../types/program'
import { ArrayType, type Type } from '../types/type'
import { DataWriter } from './dataWriter'
import { constantBits } from './expressions'
import { isString, offsetsof, pointersOf, sizeof } from './layout'
import type { PackageGenerator } from './package'

/** A read-only datum with the value of an array literal of constants, to copy from; undefined if anything in it must be computed. */
export function staticBytes(pkg: PackageGenerator, info: Info, e: CompositeLit, type: ArrayType): string | undefined {
  const w = new DataWriter(sizeof(type))
  if (!writeElements(pkg, info, e, type, w, 0)) return undefined
  const symbol = `${pkg.path}..stmp_${pkg.statics++}`
  pkg.addData(w.finish(symbol, 'rodata', 8))
  return symbol
}

/** Writes the value of an expression at an offset of a datum; false (and nothing of use written) if it must be computed at run time. */
export function writeStatic(pkg: PackageGenerator, info: Info, expr: Expr, type: Type, w: DataWriter, at: number): boolean {
  const e = unparen(expr)
  const found = info.types.get(e) ?? info.types.get(expr)
  if (found?.mode === 'nil') return true
  if (type.underlying.kind === 'Interface') return false
  if (found?.value !== undefined) {
    if (found.value.kind === 'unknown') return false
    if (found.value.kind === 'string') {
      if (!isString(type)) return false
      if (found.value.value.length > 0) w.address(at, pkg.stringSymbol(found.value.value))
      w.u64(at + 8, found.value.value.length)
    } else w.bits(at, constantBits(found.value, type), sizeof(type))
    return true
  }
  switch (e.kind) {
    case 'CompositeLit': {
      const own = info.typeOf(e)
      const under = own?.underlying
      if (own === undefined || under === undefined) return false
      if (under.kind === 'Slice') {
        const elements = e.elements.length
        const array = new ArrayType(under.elem, lengthOf(info, e))
        if (elements === 0) {
          w.address(at, 'runtime.zerobase')
          return true
        }
        const symbol = separate(pkg, info, e, array)
        if (symbol === undefined) return false
        w.address(at, symbol)
        w.u64(at + 8, array.len)
        w.u64(at + 16, array.len)
        return true
      }
      if (under.kind === 'Pointer') {
        const symbol = separate(pkg, info, e, under.elem)
        if (symbol === undefined) return false
        w.address(at, symbol)
        return true
      }
      return (under.kind === 'Struct' || under.kind === 'Array') && writeElements(pkg, info, e, own, w, at)
    }
    case 'UnaryExpr': {
      const x = unparen(e.x)
      if (e.op !== '&' || x.kind !== 'CompositeLit') return false
      const pointed = info.typeOf(x)
      if (pointed === undefined) return false
      const symbol = separate(pkg, info, x, pointed)
      if (symbol === undefined) return false
      w.address(at, symbol)
      return true
    }
    case 'Ident':
    case 'SelectorExpr': {
      const ident = e.kind === 'Ident' ? e : info.selections.has(e) ? undefined : e.sel
      const obj = ident === undefined ? undefined : info.uses.get(ident)
      if (obj?.kind !== 'Func') return false
      w.address(at, pkg.funcValueSymbol(pkg.functionSymbol(obj)))
      return true
    }
    default:
      return false
  }
}

/** A variable without name that holds a literal. */
function separate(pkg: PackageGenerator, info: Info, e: CompositeLit, type: Type): string | undefined {
  const w = new DataWriter(Math.max(1, sizeof(type)))
  if (!writeElements(pkg, info, e, type, w, 0)) return undefined
  const symbol = `${pkg.path}..stmp_${pkg.statics++}`
  w.pointers.push(...pointersOf(type))
  pkg.addData(w.finish(symbol, 'data', 8))
  return symbol
}

function lengthOf(info: Info, e: CompositeLit): number {
  let next = 0
  let length = 0
  for (const element of e.elements) {
    if (element.kind === 'KeyValueExpr') {
      const key = info.types.get(element.key)?.value
      if (key?.kind === 'int') next = Number(key.value)
    }
    length = Math.max(length, ++next)
  }
  return length
}

function writeElements(pkg: PackageGenerator, info: Info, e: CompositeLit, type: Type, w: DataWriter, at: number): boolean {
  const under = type.underlying
  if (under.kind === 'Struct') {
    const offsets = offsetsof(under)
    return e.elements.every((element, i) => {
      const keyed = element.kind === 'KeyValueExpr'
      const index =
        keyed && element.key.kind === 'Ident' ? under.fields.findIndex(field => field.name === (element.key as { name: string }).name) : i
      if (index < 0) return false
      return writeStatic(pkg, info, keyed ? element.value : element, under.fields[index]!.type, w, at + offsets[index]!)
    })
  }
  if (under.kind !== 'Array') return false
  const size = sizeof(under.elem)
  let next = 0
  return e.elements.every(element => {
    const keyed = element.kind === 'KeyValueExpr'
    if (keyed) {
      const key = info.types.get(element.key)?.value
      if (key?.kind !== 'int') return false
      next = Number(key.value)
    }
    return writeStatic(pkg, info, keyed ? element.value : element, under.elem, w, at + size * next++)
  })
}
