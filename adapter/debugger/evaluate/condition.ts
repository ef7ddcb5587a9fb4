// This file binds a condition to the places of a breakpoint: compiled where that is possible, left to the evaluator where it is not.
import type { Target } from '../target'
import { Loader } from '../values/loader'
import { CompileError, compileExpression, Unsupported } from './compile'
import { truthOf } from './compiledOperators'
import { parse } from './evaluate'
import { EvaluateError } from './operand'
import type { RawState } from './rawState'

/** The truth of a condition at one place; where `state` has bailed afterwards the answer means nothing, and the evaluator is to be asked. */
export type CompiledCondition = (state: RawState) => boolean

export interface Condition {
  readonly text: string
  /** By address; where there is none the evaluator decides each time. */
  readonly compiled: ReadonlyMap<number, CompiledCondition>
}

/** Binds a condition; a text says why it can be true nowhere: a name nobody knows, types that do not match, no bool. */
export function bindCondition(target: Target, text: string, addresses: readonly number[]): Condition | string {
  const compiled = new Map<number, CompiledCondition>()
  let failure: EvaluateError | undefined
  let possible = 0
  for (const address of addresses) {
    try {
      compiled.set(address, compileAt(target, text, address))
      possible++
    } catch (error) {
      if (error instanceof Unsupported) possible++
      else if (error instanceof EvaluateError) failure ??= error
      else throw error
    }
  }
  // A line may be part of several functions; what makes sense in one of them is a condition.
  if (failure === undefined || possible > 0) return { text, compiled }
  const column = failure instanceof CompileError ? ` (column ${failure.column})` : ''
  return `condition ${JSON.stringify(text)}${column}: ${failure.message}`
}

function compileAt(target: Target, text: string, pc: number): CompiledCondition {
  const node = compileExpression(parse(text), { target, pc })
  const loader = new Loader(target)
  const record = node.kind === 'place' || node.kind === 'number' ? loader.types.record(node.type) : undefined
  const isBool = node.kind === 'truth' || record?.kind === 'bool'
  const isTrue = node.kind === 'static' && node.operand.kind === 'constant' && node.operand.constant.kind === 'bool'
  if (!isBool && !isTrue) throw new EvaluateError('condition expression not boolean')
  return truthOf(loader, node, '&&')
}
