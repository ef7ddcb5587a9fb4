// This file defines the operand: what the checker knows about an expression while it works on it.

import { exprString } from '../syntax/exprString'
import type { Expr } from '../syntax/nodes'
import type { Constant } from './constant'
import { constantString, unknownConstant } from './constant'
import type { BuiltinName } from './object'
import { isUntyped, isValid } from './predicates'
import type { Mode } from './program'
import type { Type } from './type'
import { invalidType } from './type'
import type { Qualifier } from './typeString'
import { typeString } from './typeString'

/** An expression under examination. Functions that take an operand change it; mode 'invalid' says that an error was reported. */
export class Operand {
  mode: Mode | 'invalid' = 'invalid'
  type: Type = invalidType
  value: Constant = unknownConstant // for mode 'constant'
  builtin: BuiltinName | undefined // for mode 'builtin'
  expr: Expr | undefined

  /** Whether an error was reported. (A method, because callees change `mode` and TypeScript would not notice.) */
  isInvalid(): boolean {
    return this.mode === 'invalid'
  }

  invalidate(): void {
    this.mode = 'invalid'
  }

  set(mode: Mode, type: Type): void {
    this.mode = mode
    this.type = type
  }

  setConstant(type: Type, value: Constant): void {
    this.mode = 'constant'
    this.type = type
    this.value = value
  }

  copyFrom(other: Operand): void {
    this.mode = other.mode
    this.type = other.type
    this.value = other.value
    this.builtin = other.builtin
    this.expr = other.expr
  }

  clone(): Operand {
    const copy = new Operand()
    copy.copyFrom(this)
    return copy
  }

  get isNil(): boolean {
    return this.mode === 'nil'
  }
}

const modeTexts: Readonly<Record<Mode | 'invalid', string>> = {
  invalid: 'invalid operand',
  novalue: 'no value',
  builtin: 'built-in',
  type: 'type',
  constant: 'constant',
  variable: 'variable',
  mapindex: 'map index expression',
  value: 'value',
  nil: 'nil',
  commaok: 'comma, ok expression',
}

/** An operand as messages show it: x (variable of type int), 1 (untyped int constant), c (constant 3 of type T), f() (no value). */
export function operandString(x: Operand, qualifier: Qualifier): string {
  if (x.mode === 'nil') return isValid(x.type) ? 'nil' : 'nil (with invalid type)'
  const expr = x.expr === undefined ? '' : exprString(x.expr)
  const untyped = isUntyped(x.type)
  const typed = x.mode !== 'invalid' && x.mode !== 'novalue' && x.mode !== 'builtin' && x.mode !== 'type' && !untyped
  let text =
    untyped && x.mode !== 'invalid' && x.mode !== 'novalue' && x.mode !== 'builtin' && x.mode !== 'type' ? `${typeString(x.type)} ` : ''
  text += modeTexts[x.mode]
  if (x.mode === 'constant') {
    const value = constantString(x.value)
    if (value !== expr) text += ` ${value}`
  }
  if (typed) text += isValid(x.type) ? ` of type ${typeString(x.type, qualifier)}` : ' with invalid type'
  return expr === '' ? text : `${expr} (${text})`
}
