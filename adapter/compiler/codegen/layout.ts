// This file turns a type into the words of memory it occupies: which are pointers, and which scalars the calling convention takes it apart into.
import { alignof, offsetsof, sizeof } from '../types/sizes'
import { isFloatInfo, isIntegerInfo, isUnsignedInfo, type Struct, type Type } from '../types/type'

/** One machine-sized piece of a value. */
export interface Scalar {
  readonly offset: number // bytes from the start of the value
  readonly size: 1 | 2 | 4 | 8
  readonly float: boolean
  readonly signed: boolean
  readonly pointer: boolean // the collector and stack copying must see it
}

const scalarLists = new WeakMap<Type, readonly Scalar[]>()

/** The scalars of a value in memory order; arrays are unrolled. Asked only of types that are small, or go to registers. */
export function scalarsOf(type: Type): readonly Scalar[] {
  const known = scalarLists.get(type)
  if (known !== undefined) return known
  const list: Scalar[] = []
  collect(type, 0, list)
  scalarLists.set(type, list)
  return list
}

function collect(type: Type, offset: number, into: Scalar[]): void {
  const word = (at: number, pointer: boolean) => into.push({ offset: offset + at, size: 8, float: false, signed: !pointer, pointer })
  const under = type.underlying
  switch (under.kind) {
    case 'Basic':
      if (under.basic === 'string' || under.basic === 'untyped string') {
        word(0, true)
        word(8, false)
      } else if (under.basic === 'unsafe.Pointer' || under.basic === 'untyped nil') word(0, true)
      else if (under.basic === 'complex128' || under.basic === 'complex64') {
        const size = under.basic === 'complex128' ? 8 : 4
        for (const at of [0, size]) into.push({ offset: offset + at, size, float: true, signed: true, pointer: false })
      } else {
        const size = sizeof(under) as 1 | 2 | 4 | 8
        const signed = (under.info & isIntegerInfo) !== 0 && (under.info & isUnsignedInfo) === 0
        into.push({ offset, size, float: (under.info & isFloatInfo) !== 0, signed, pointer: false })
      }
      break
    case 'Slice':
      word(0, true)
      word(8, false)
      word(16, false)
      break
    case 'Interface':
      word(0, false) // the type word or itab points into read-only data, never into the heap
      word(8, true)
      break
    case 'Struct':
      offsetsof(under).forEach((at, i) => {
        collect(under.fields[i]!.type, offset + at, into)
      })
      break
    case 'Array': {
      const size = sizeof(under.elem)
      for (let i = 0; i < under.len; i++) collect(under.elem, offset + i * size, into)
      break
    }
    default:
      word(0, true)
  }
}

const pointerLists = new WeakMap<Type, readonly number[]>()

/** Byte offsets of the pointers in a value, ascending. */
export function pointersOf(type: Type): readonly number[] {
  const known = pointerLists.get(type)
  if (known !== undefined) return known
  const list: number[] = []
  collectPointers(type, 0, list)
  pointerLists.set(type, list)
  return list
}

function collectPointers(type: Type, offset: number, into: number[]): void {
  const under = type.underlying
  switch (under.kind) {
    case 'Basic':
      if (under.basic === 'string' || under.basic === 'unsafe.Pointer' || under.basic === 'untyped nil' || under.basic === 'untyped string')
        into.push(offset)
      break
    case 'Interface':
      into.push(offset + 8)
      break
    case 'Struct':
      offsetsof(under).forEach((at, i) => {
        collectPointers(under.fields[i]!.type, offset + at, into)
      })
      break
    case 'Array': {
      if (under.len <= 0 || pointersOf(under.elem).length === 0) break
      const size = sizeof(under.elem)
      for (let i = 0; i < under.len; i++) collectPointers(under.elem, offset + i * size, into)
      break
    }
    default:
      into.push(offset)
  }
}

export function hasPointers(type: Type): boolean {
  return pointersOf(type).length > 0
}

/** Bytes up to and including the last pointer of a value. */
export function pointerBytes(type: Type): number {
  const pointers = pointersOf(type)
  return pointers.length === 0 ? 0 : pointers[pointers.length - 1]! + 8
}

/** The bitmap of a value's pointers: bit i (LSB first) stands for the word at 8*i. */
export function pointerMask(pointers: readonly number[], bytes: number): Uint8Array {
  const mask = new Uint8Array(Math.ceil(bytes / 64))
  markPointers(mask, pointers, 0)
  return mask
}

/** Marks the words at `offsets` from `base` in a pointer mask. */
export function markPointers(mask: Uint8Array, offsets: readonly number[], base: number): void {
  for (const offset of offsets) {
    const at = base + offset
    mask[at >> 6]! |= 1 << ((at >> 3) & 7)
  }
}

/** Whether an interface holds the value itself in its data word: types that are one pointer. */
export function isDirectInterface(type: Type): boolean {
  const under = type.underlying
  switch (under.kind) {
    case 'Pointer':
    case 'Map':
    case 'Chan':
    case 'Signature':
      return true
    case 'Basic':
      return under.basic === 'unsafe.Pointer'
    case 'Struct':
      return under.fields.length === 1 && isDirectInterface(under.fields[0]!.type)
    case 'Array':
      return under.len === 1 && isDirectInterface(under.elem)
    default:
      return false
  }
}

/** Whether values are equal exactly when their bytes are: no floats, strings, interfaces, padding or blank fields inside. */
export function isPlainMemory(type: Type): boolean {
  const under = type.underlying
  switch (under.kind) {
    case 'Basic':
      return (under.info & isIntegerInfo) !== 0 || under.basic === 'bool' || under.basic === 'unsafe.Pointer'
    case 'Pointer':
    case 'Chan':
      return true
    case 'Array':
      return isPlainMemory(under.elem)
    case 'Struct':
      return structIsPlain(under)
    default:
      return false
  }
}

function structIsPlain(struct: Struct): boolean {
  let end = 0
  const offsets = offsetsof(struct)
  for (const [i, field] of struct.fields.entries()) {
    if (field.name === '_' || offsets[i] !== end || !isPlainMemory(field.type)) return false
    end += sizeof(field.type)
  }
  return end === sizeof(struct)
}

/** Values held in one register: numbers, bools, pointers, maps, channels, funcs. */
export function isScalar(type: Type): boolean {
  const under = type.underlying
  switch (under.kind) {
    case 'Basic':
      return under.basic !== 'string' && under.basic !== 'untyped string' && under.basic !== 'complex64' && under.basic !== 'complex128'
    case 'Pointer':
    case 'Map':
    case 'Chan':
    case 'Signature':
      return true
    default:
      return false
  }
}

/** Values held as a few words: strings, slices, interfaces. */
export function isWords(type: Type): boolean {
  const under = type.underlying
  return (
    under.kind === 'Slice' ||
    under.kind === 'Interface' ||
    (under.kind === 'Basic' && (under.basic === 'string' || under.basic === 'untyped string'))
  )
}

export function isFloat(type: Type): boolean {
  const under = type.underlying
  return under.kind === 'Basic' && (under.info & isFloatInfo) !== 0
}

export function isString(type: Type): boolean {
  const under = type.underlying
  return under.kind === 'Basic' && (under.basic === 'string' || under.basic === 'untyped string')
}

export function isUnsigned(type: Type): boolean {
  const under = type.underlying
  if (under.kind !== 'Basic') return true
  return (under.info & isUnsignedInfo) !== 0 || under.basic === 'unsafe.Pointer' || under.basic === 'bool'
}

export function alignUp(offset: number, align: number): number {
  return Math.ceil(offset / align) * align
}

export { alignof, offsetsof, sizeof }
