// Reads and writes the registers of a thread in its record.

import { fromRflags, toRflags } from '../isa/flags'
import { registerNames } from '../isa/operands'
import type { AddressSpace } from '../memory/addressSpace'
import { threadRecord } from '../memory/layout'

/** Offsets of general registers by Go's names. */
const offsets: Readonly<Record<string, number>> = Object.fromEntries(registerNames.map((name, number) => [name, number * 8]))

/** The memory that records lie in. */
type Records = Pick<AddressSpace, 'view'>

/** Accepts AX, R8 …, PC, SP, RIP, FLAGS and FS_BASE in either case, with or without a leading R (`RAX`). */
export function readRegister(space: Records, record: number, name: string): bigint | undefined {
  const word = wordOffset(name)
  if (word !== undefined) return space.view.getBigUint64(record + word, true)
  const key = canonical(name)
  if (key === 'FLAGS') return readFlags(space, record)
  const vector = vectorOffset(key)
  if (vector === undefined) return undefined
  const at = record + vector
  return space.view.getBigUint64(at, true) | (space.view.getBigUint64(at + 8, true) << 64n)
}

const wordOffsets = new Map<string, number>()

/** Where a register of 64 bits lies in a record; undefined for all others. Debuggers ask for the same names all the time. */
function wordOffset(name: string): number | undefined {
  const known = wordOffsets.get(name)
  if (known !== undefined) return known
  const key = canonical(name)
  const offset = key === 'RIP' ? threadRecord.rip : key === 'FS_BASE' ? threadRecord.fsBase : offsets[key]
  if (offset !== undefined) wordOffsets.set(name, offset)
  return offset
}

/** False when there is no register of that name. */
export function writeRegister(space: AddressSpace, record: number, name: string, value: bigint): boolean {
  const { view } = space
  const key = canonical(name)
  const vector = vectorOffset(key)
  if (key === 'RIP') view.setBigUint64(record + threadRecord.rip, BigInt.asUintN(64, value), true)
  else if (key === 'FLAGS') writeFlags(space, record, value)
  else if (key === 'FS_BASE') view.setBigUint64(record + threadRecord.fsBase, BigInt.asUintN(64, value), true)
  else if (vector !== undefined) {
    view.setBigUint64(record + vector, BigInt.asUintN(64, value), true)
    view.setBigUint64(record + vector + 8, BigInt.asUintN(64, value >> 64n), true)
  } else if (key in offsets) view.setBigUint64(record + offsets[key], BigInt.asUintN(64, value), true)
  else return false
  return true
}

function canonical(name: string): string {
  const upper = name.toUpperCase()
  if (upper === 'PC' || upper === 'IP' || upper === 'RIP') return 'RIP'
  if (upper === 'RFLAGS' || upper === 'EFLAGS') return 'FLAGS'
  return upper in offsets || !/^R[A-Z]/.test(upper) ? upper : upper.slice(1)
}

function vectorOffset(name: string): number | undefined {
  const number = /^(?:X|XMM)(\d|1[0-5])$/.exec(name)?.[1]
  return number === undefined ? undefined : threadRecord.vectors + 16 * Number(number)
}

export function readFlags(space: Records, record: number): bigint {
  const word = (offset: number) => space.view.getBigInt64(record + offset, true)
  return toRflags(word(threadRecord.flagsResult), word(threadRecord.flagsAux), word(threadRecord.direction))
}

export function writeFlags(space: AddressSpace, record: number, rflags: bigint) {
  const { result, aux, direction } = fromRflags(rflags)
  space.view.setBigInt64(record + threadRecord.flagsResult, result, true)
  space.view.setBigInt64(record + threadRecord.flagsAux, aux, true)
  space.view.setBigInt64(record + threadRecord.direction, direction, true)
}
