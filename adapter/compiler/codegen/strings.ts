// This file turns string concatenation into code.
import type { BinaryExpr, Expr } from '../syntax/nodes'
import { unparen } from '../syntax/nodes'
import { Typ } from '../types/universe'
import { packSlice, settle } from './calls'
import { genConverted } from './expressions'
import type { FunctionGenerator } from './function'
import { constant, type Value } from './values'

/** a + b + c + …: one call for the whole chain. */
export function genConcat(f: FunctionGenerator, e: BinaryExpr): Value {
  const operands: Expr[] = []
  const flatten = (x: Expr): void => {
    const plain = unparen(x)
    if (plain.kind === 'BinaryExpr' && plain.op === '+' && f.info.types.get(plain)?.value === undefined) {
      flatten(plain.x)
      flatten(plain.y)
    } else operands.push(x)
  }
  flatten(e)
  return concatenate(
    f,
    operands.map(x => settle(f, genConverted(f, x, Typ.string), Typ.string)),
  )
}

/** Concatenates strings that are already evaluated. */
export function concatenate(f: FunctionGenerator, values: readonly Value[]): Value {
  if (values.length <= 5) return f.callRuntime(`concatstring${values.length}`, [constant(0), ...values])[0]!
  const list = packSlice(f, Typ.string, values.length, (i, place) => {
    f.store(place(), values[i]!, Typ.string)
  })
  return f.callRuntime('concatstrings', [constant(0), list])[0]!
}
