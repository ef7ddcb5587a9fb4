// This file turns the layout of a call into the bytes with which stack traces print its arguments (Go's FUNCDATA ArgInfo).
import type { Type } from '../types/type'
import type { CallLayout } from './callingConvention'
import { isWords, offsetsof, scalarsOf, sizeof } from './layout'

/** How a stack trace prints the arguments: Go's ArgInfo bytes, at most ten values, aggregates in braces five deep. */
export function argumentInfo(layout: CallLayout): number[] {
  const end = 0xff
  const startAggregate = 0xfe
  const endAggregate = 0xfd
  const dots = 0xfc
  const tooLarge = 0xfb
  const limit = 10
  const maxDepth = 5
  const bytes: number[] = []
  let count = 0
  const visit = (type: Type, offset: number, depth: number): boolean => {
    const under = type.underlying
    const aggregate =
      isWords(type) || under.kind === 'Struct' || under.kind === 'Array' || (under.kind === 'Basic' && under.basic.startsWith('complex'))
    if (count >= limit) {
      bytes.push(dots)
      return false
    }
    if (!aggregate) {
      if (offset > 0xf8 || sizeof(type) > 8) bytes.push(tooLarge)
      else bytes.push(offset, sizeof(type))
      count++
      return true
    }
    bytes.push(startAggregate)
    let more = true
    if (depth >= maxDepth) bytes.push(dots)
    else if (under.kind === 'Struct') {
      const offsets = offsetsof(under)
      for (let i = 0; i < under.fields.length && more; i++) more = visit(under.fields[i]!.type, offset + offsets[i]!, depth + 1)
      if (under.fields.length === 0) count++
    } else if (under.kind === 'Array') {
      const size = sizeof(under.elem)
      for (let i = 0; i < under.len && more; i++) more = visit(under.elem, offset + i * size, depth + 1)
      if (under.len === 0) count++
    } else {
      for (const scalar of scalarsOf(type)) {
        if (count >= limit) {
          bytes.push(dots)
          more = false
          break
        }
        if (offset + scalar.offset > 0xf8) bytes.push(tooLarge)
        else bytes.push(offset + scalar.offset, scalar.size)
        count++
      }
    }
    bytes.push(endAggregate)
    return more
  }
  for (const passed of layout.params) if (!visit(passed.type, passed.offset, 0)) break
  bytes.push(end)
  return bytes
}
