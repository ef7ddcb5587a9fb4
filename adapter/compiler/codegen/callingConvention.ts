// This file turns a signature into places: which registers and stack words carry each argument and result (Go's ABIInternal, amd64).
import type { Signature, Type } from '../types/type'
import { alignof, alignUp, hasPointers, pointersOf, type Scalar, scalarsOf, sizeof } from './layout'

/** Register numbers as in emit.ts: 0–15 general, 16–31 X0–X15. */
export const integerArguments = [0, 3, 1, 7, 6, 8, 9, 10, 11] as const // AX BX CX DI SI R8 R9 R10 R11
const floatArguments = 15

/** A scalar of a value and the register that carries it. */
export interface RegisterPart {
  readonly scalar: Scalar
  readonly register: number
}

/** Where one argument or result travels: in registers, or at an offset of the outgoing area. */
export interface Passed {
  readonly type: Type
  readonly parts: readonly RegisterPart[] | undefined // undefined: on the stack
  /** Offset from argp: of the value itself if on the stack, else of its spill home (arguments only). */
  readonly offset: number
}

export interface CallLayout {
  readonly params: readonly Passed[] // the receiver first, if any
  readonly results: readonly Passed[]
  readonly argSize: number // bytes of the incoming area: stack arguments, stack results, spill homes
  readonly homesStart: number // where spill homes begin
}

const layouts = new WeakMap<Signature, [CallLayout | undefined, CallLayout | undefined]>()

/** The layout of a call; `method` says whether the receiver travels as first argument. */
export function callLayout(sig: Signature, method = sig.recv !== undefined): CallLayout {
  let pair = layouts.get(sig)
  if (pair === undefined) layouts.set(sig, (pair = [undefined, undefined]))
  const at = method ? 1 : 0
  const known = pair[at]
  if (known !== undefined) return known
  const params = sig.params.map(param => param.type)
  if (method) params.unshift(sig.recv!.type)
  return (pair[at] = layoutOf(
    params,
    sig.results.map(result => result.type),
  ))
}

/** The layout of a call with the given argument and result types. */
export function layoutOf(params: readonly Type[], results: readonly Type[]): CallLayout {
  let offset = 0
  const assign = (types: readonly Type[]): { type: Type; parts: RegisterPart[] | undefined; offset: number }[] => {
    let integers = 0
    let floats = 0
    return types.map(type => {
      const parts = registersFor(type, integers, floats)
      if (parts !== undefined) {
        for (const part of parts) part.register >= 16 ? floats++ : integers++
        return { type, parts, offset: 0 }
      }
      offset = alignUp(offset, alignof(type))
      const passed = { type, parts: undefined, offset }
      offset += sizeof(type)
      return passed
    })
  }
  const passedParams = assign(params)
  offset = alignUp(offset, 8)
  const passedResults = assign(results)
  offset = alignUp(offset, 8)
  const homesStart = offset
  for (const passed of passedParams) {
    if (passed.parts === undefined) continue
    offset = alignUp(offset, alignof(passed.type))
    passed.offset = offset
    offset += sizeof(passed.type)
  }
  return { params: passedParams, results: passedResults, argSize: alignUp(offset, 8), homesStart }
}

function registersFor(type: Type, integers: number, floats: number): RegisterPart[] | undefined {
  if (!registerable(type) || sizeof(type) > 9 * 8 + 15 * 8) return undefined
  const parts: RegisterPart[] = []
  for (const scalar of scalarsOf(type)) {
    if (scalar.float) {
      if (floats >= floatArguments) return undefined
      parts.push({ scalar, register: 16 + floats++ })
    } else {
      if (integers >= integerArguments.length) return undefined
      parts.push({ scalar, register: integerArguments[integers++]! })
    }
  }
  return parts
}

function registerable(type: Type): boolean {
  const under = type.underlying
  if (under.kind === 'Array') return under.len === 0 || (under.len === 1 && registerable(under.elem))
  if (under.kind === 'Struct') return under.fields.every(field => registerable(field.type))
  return true
}

/** Byte offsets from argp of the pointers in the incoming area: stack arguments and homes; results only once the callee has set them. */
export function argumentPointers(layout: CallLayout): number[] {
  const pointers: number[] = []
  for (const passed of layout.params)
    if (hasPointers(passed.type)) for (const at of pointersOf(passed.type)) pointers.push(passed.offset + at)
  for (const passed of layout.results)
    if (passed.parts === undefined && hasPointers(passed.type)) for (const at of pointersOf(passed.type)) pointers.push(passed.offset + at)
  return pointers.sort((a, b) => a - b)
}
