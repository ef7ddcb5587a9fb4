// This file turns a call expression into what is to be called: the function, its closure, and a value for each parameter.
//
// Nothing is run here. Methods are found as Go finds them, through pointers, embedded fields and interfaces; only those can be called that
// are linked into the program.

import { word64 } from '../../common/bytes'
import { exprString } from '../../compiler/syntax/exprString'
import type { CallExpr } from '../../compiler/syntax/nodes'
import type { ImageFunction } from '../../image/image'
import type { SignatureRecord } from '../../image/records'
import type { Loader } from '../values/loader'
import type { Value } from '../values/value'
import { constantValue, EvaluateError, type Operand, toValue } from './operand'

/** A call that is ready to be made. */
export interface PreparedCall {
  readonly function: ImageFunction
  readonly signature: SignatureRecord
  /** Address of the closure, 0 for a plain function. */
  readonly closure: number
  /** One for each parameter; the arguments of a variadic one are together in the last. */
  readonly args: readonly (Value | readonly Value[])[]
}

/** What the evaluator gives to find callees and arguments. */
export interface CallEvaluation {
  readonly loader: Loader
  eval(expr: CallExpr['fun']): Operand
}

/** Prepares a call. Throws EvaluateError. */
export function prepareCall({ loader, eval: evaluate }: CallEvaluation, expr: CallExpr): PreparedCall {
  const { callee, closure, receiver } = findCallee(loader, evaluate, expr.fun)
  const { signature } = callee
  if (signature === undefined) throw new EvaluateError(`${callee.name} is written in assembly: it can not be called`)
  const wanted = signature.params.slice(receiver === undefined ? 0 : 1)
  const fixed = signature.variadic ? wanted.length - 1 : wanted.length
  const given = expr.args.length
  const spread = expr.ellipsis !== 0
  if (given < fixed || (!signature.variadic && given > fixed) || (spread && given !== wanted.length)) {
    const what = given < fixed ? 'not enough' : 'too many'
    throw new EvaluateError(
      `${what} arguments in call to ${exprString(expr.fun)}: have ${given}, want ${fixed}${signature.variadic ? ' or more' : ''}`,
    )
  }
  const args: (Value | Value[])[] = receiver === undefined ? [] : [receiver]
  for (let i = 0; i < fixed; i++) args.push(argument(loader, evaluate(expr.args[i]!), wanted[i]!.type))
  if (signature.variadic) {
    const slice = wanted[fixed]!.type
    if (spread) args.push(argument(loader, evaluate(expr.args[fixed]!), slice))
    else {
      const elem = loader.types.record(slice)!.elem!
      args.push(expr.args.slice(fixed).map(arg => argument(loader, evaluate(arg), elem)))
    }
  }
  return { function: callee, signature, closure, args }
}

/** An operand as an argument: of the parameter's type, or anything an interface can hold. */
function argument(loader: Loader, operand: Operand, type: string): Value {
  const record = loader.types.record(type)
  if (operand.kind === 'nil') return { type, bytes: new Uint8Array(record?.size ?? 8) }
  if (operand.kind === 'constant' && record?.kind !== 'interface') return constantValue(loader, operand.constant, type)
  const value = toValue(loader, operand)
  if (value.shown !== undefined) throw new EvaluateError(`${value.shown.text} can not be an argument`)
  if (value.type === type || record?.kind === 'interface') return value
  throw new EvaluateError(`can not use a value of type ${loader.types.name(value.type)} as ${loader.types.name(type)} argument`)
}

interface Callee {
  readonly callee: ImageFunction
  readonly closure: number
  readonly receiver?: Value
}

function findCallee(loader: Loader, evaluate: CallEvaluation['eval'], fun: CallExpr['fun']): Callee {
  if (fun.kind === 'ParenExpr') return findCallee(loader, evaluate, fun.x)
  let operand: Operand
  try {
    operand = evaluate(fun)
  } catch (error) {
    const method = fun.kind === 'SelectorExpr' ? methodOf(loader, evaluate(fun.x), fun.sel.name) : undefined
    if (method === undefined) throw error
    return method
  }
  if (operand.kind !== 'value') throw new EvaluateError(`${exprString(fun)} can not be called`)
  const { value } = operand
  const { image } = loader.target
  if (value.shown?.type === 'func') {
    const callee = image.functionNamed(value.shown.text)
    if (callee === undefined) throw new EvaluateError(`${value.shown.text} is not in the program`)
    return { callee, closure: 0 }
  }
  if (loader.record(value).kind !== 'func') throw new EvaluateError(`expression ${JSON.stringify(exprString(fun))} is not a function`)
  const closure = loader.pointer(value)
  if (closure === 0) throw new EvaluateError('nil pointer dereference')
  const callee = image.functionAt(loader.memory.word(closure))
  if (callee === undefined) throw new EvaluateError(`${exprString(fun)} points to no function`)
  return { callee, closure }
}

/** x.name as a method: of the value, of its address, or of an embedded field, the shallowest first. */
function methodOf(loader: Loader, operand: Operand, name: string): Callee | undefined {
  if (operand.kind !== 'value' && operand.kind !== 'constant') return undefined
  let level = [toValue(loader, operand)]
  for (let depth = 0; depth < 10 && level.length > 0; depth++) {
    const next: Value[] = []
    for (const value of level) {
      const found = ownMethod(loader, value, name)
      if (found !== undefined) return found
      next.push(...embedded(loader, value))
    }
    level = next
  }
  return undefined
}

function ownMethod(loader: Loader, value: Value, name: string): Callee | undefined {
  const record = loader.record(value)
  if (record.kind === 'interface') {
    const inside = loader.dynamic(value)
    return inside === undefined ? undefined : ownMethod(loader, inside, name)
  }
  const { image } = loader.target
  const base =
    record.kind === 'pointer' && !value.type.includes('.')
      ? record.elem!
      : record.kind === 'pointer' && value.type.startsWith('*')
        ? record.elem!
        : value.type
  const dot = base.lastIndexOf('.')
  const byValue = image.functionNamed(`${base}.${name}`)
  const byPointer = image.functionNamed(`${base.slice(0, dot + 1)}(*${base.slice(dot + 1)}).${name}`)
  const isPointer = base !== value.type
  if (byValue !== undefined) {
    const receiver = isPointer ? loader.deref(value) : value
    if (receiver === undefined) throw new EvaluateError('nil pointer dereference')
    return { callee: byValue, closure: 0, receiver }
  }
  if (byPointer === undefined) return undefined
  if (isPointer) return { callee: byPointer, closure: 0, receiver: value }
  if (value.address === undefined) throw new EvaluateError(`can not call pointer method ${name}: the value has no address`)
  return { callee: byPointer, closure: 0, receiver: { type: `*${base}`, bytes: word64(value.address) } }
}

function embedded(loader: Loader, value: Value): Value[] {
  let struct: Value | undefined = value
  if (loader.record(value).kind === 'pointer') struct = loader.deref(value)
  if (struct === undefined) return []
  const record = loader.record(struct)
  return (record.fields ?? []).filter(field => field.embedded === true).map(field => loader.part(struct, field.type, field.offset))
}
