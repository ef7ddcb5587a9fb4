// Emits what both engines do at a write: the pages it touches are marked in `writtenPages`.
//
// It is done for every write outside the frames of translated functions, so it must cost next to nothing: a shift and a store. A write may run
// into the next page, so that one is marked too; to mark too much is harmless.

import { writtenPages } from '../memory/layout'
import { type Code, fillMemory, type I32, type I64, i32, i64 } from '../wasm/expressions'

const pageOf = (place: I32): I32 => i32.shrU(place, i32.const(12))

/** A write of a few bytes. */
export function markWritten(place: I32, bytes: number): Code {
  if (bytes === 1) return i32.store8(pageOf(place), i32.const(1), writtenPages)
  return i32.store16(pageOf(place), i32.const(0x0101), writtenPages)
}

/** A write of any length, be it 0; `place` must not be 0. */
export function markRange(place: I32, bytes: I32): Code {
  const last = pageOf(i32.add(place, i32.sub(bytes, i32.const(1))))
  const count = i32.add(i32.sub(last, pageOf(place)), i32.const(1))
  return fillMemory(i32.add(pageOf(place), i32.const(writtenPages)), i32.const(1), count)
}

/** Eight pages from this one on. */
export function markEight(place: I32): Code {
  return i64.store(pageOf(place), marks, writtenPages)
}

const marks: I64 = i64.const(0x0101010101010101n)
