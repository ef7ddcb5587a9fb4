// This file computes sizes and alignments as gc does on amd64. Constants such as unsafe.Sizeof(x) and the code generator agree through it.
import type { Var } from './object'
import type { BasicKind, Struct, Type } from './type'

const wordSize = 8

const basicSizes: Readonly<Record<BasicKind, number>> = {
  invalid: 0,
  bool: 1,
  int: 8,
  int8: 1,
  int16: 2,
  int32: 4,
  int64: 8,
  uint: 8,
  uint8: 1,
  uint16: 2,
  uint32: 4,
  uint64: 8,
  uintptr: 8,
  float32: 4,
  float64: 8,
  complex64: 8,
  complex128: 16,
  string: 16,
  'unsafe.Pointer': 8,
  'untyped bool': 1,
  'untyped int': 8,
  'untyped rune': 4,
  'untyped float': 8,
  'untyped complex': 16,
  'untyped string': 16,
  'untyped nil': 8,
}

/** The size of a value in bytes. */
export function sizeof(type: Type): number {
  const under = type.underlying
  switch (under.kind) {
    case 'Basic':
      return basicSizes[under.basic]
    case 'Array':
      return under.len <= 0 ? 0 : under.len * sizeof(under.elem)
    case 'Struct':
      return layoutOf(under).size
    case 'Slice':
      return 3 * wordSize
    case 'Interface':
      return 2 * wordSize
    default:
      return wordSize
  }
}

/** The alignment of a value in bytes. */
export function alignof(type: Type): number {
  const under = type.underlying
  switch (under.kind) {
    case 'Basic':
      switch (under.basic) {
        case 'string':
        case 'untyped string':
        case 'complex128':
        case 'untyped complex':
          return wordSize
        case 'complex64':
          return 4
        default:
          return Math.max(1, basicSizes[under.basic])
      }
    case 'Array':
      return alignof(under.elem)
    case 'Struct':
      return layoutOf(under).align
    default:
      return wordSize
  }
}

/** The offsets of the given fields when they stand in a struct in this order. */
export function offsetsof(fields: readonly Var[] | Struct): number[] {
  return layout('kind' in fields ? fields.fields : fields).offsets
}

interface Layout {
  readonly offsets: number[]
  readonly size: number
  readonly align: number
}

const layouts = new WeakMap<Struct, Layout>()

function layoutOf(struct: Struct): Layout {
  const known = layouts.get(struct)
  if (known !== undefined) return known
  const made = layout(struct.fields)
  layouts.set(struct, made)
  return made
}

function layout(fields: readonly Var[]): Layout {
  const offsets: number[] = []
  let offset = 0
  let align = 1
  let lastSize = 1
  for (const field of fields) {
    const fieldAlign = alignof(field.type)
    lastSize = sizeof(field.type)
    align = Math.max(align, fieldAlign)
    offset = alignUp(offset, fieldAlign)
    offsets.push(offset)
    offset += lastSize
  }
  // gc pads a struct that ends in a zero-sized field, so that a pointer to that field does not point past the struct.
  if (offset > 0 && lastSize === 0) offset++
  return { offsets, size: alignUp(offset, align), align }
}

function alignUp(offset: number, align: number): number {
  return Math.ceil(offset / align) * align
}
