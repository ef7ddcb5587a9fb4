// This file compares values as == does: by content, whatever memory they are in.
import { type Loader, UnreadableValue } from '../values/loader'
import type { Value } from '../values/value'

/** x == y for two values of one type. Throws for types that cannot be compared. */
export function equalValues(loader: Loader, x: Value, y: Value): boolean {
  const record = loader.record(x)
  switch (record.kind) {
    case 'bool':
    case 'int':
    case 'uint':
    case 'pointer':
    case 'unsafe.Pointer':
    case 'chan':
      return sameBytes(loader.bytes(x), loader.bytes(y), record.size)
    case 'float':
      return loader.float(x) === loader.float(y)
    case 'complex': {
      const part = record.size === 8 ? 'float32' : 'float64'
      return [0, record.size / 2].every(at => loader.float(loader.part(x, part, at)) === loader.float(loader.part(y, part, at)))
    }
    case 'string': {
      const length = loader.stringLength(x)
      return length === loader.stringLength(y) && sameBytes(loader.string(x).bytes, loader.string(y).bytes, length)
    }
    case 'struct':
      return (record.fields ?? []).every(
        field =>
          field.name === '_' || equalValues(loader, loader.part(x, field.type, field.offset), loader.part(y, field.type, field.offset)),
      )
    case 'array': {
      const size = loader.types.size(record.elem!)
      for (let i = 0; i < record.len!; i++)
        if (!equalValues(loader, loader.part(x, record.elem!, i * size), loader.part(y, record.elem!, i * size))) return false
      return true
    }
    case 'interface': {
      const left = loader.dynamic(x)
      const right = loader.dynamic(y)
      if (left === undefined || right === undefined) return left === right
      return left.type === right.type && equalValues(loader, left, right)
    }
    default:
      throw new UnreadableValue(`can not compare ${record.kind} variables`)
  }
}

function sameBytes(x: Uint8Array, y: Uint8Array, length: number): boolean {
  for (let i = 0; i < length; i++) if (x[i] !== y[i]) return false
  return true
}

/** Whether a value is nil; undefined if its type has no nil. */
export function isNil(loader: Loader, value: Value): boolean | undefined {
  switch (loader.record(value).kind) {
    case 'pointer':
    case 'unsafe.Pointer':
    case 'map':
    case 'chan':
    case 'func':
    case 'slice':
    case 'interface':
      return loader.pointer(value) === 0
    default:
      return undefined
  }
}

/**
 * A test for keys in the buckets of a map: whether the key at `at` in `bytes`, which stands at `address` in the program, equals this one.
 * For keys that are plain bytes, and strings of another length, it looks at nothing but the bytes.
 */
export function keyMatcher(loader: Loader, key: Value, indirect: boolean): (bytes: Uint8Array, at: number, address: number) => boolean {
  const record = loader.record(key)
  const slow = (address: number) => {
    const slot = indirect ? loader.memory.word(address) : address
    return equalValues(loader, key, { type: key.type, address: slot })
  }
  if (indirect) return (_bytes, _at, address) => slow(address)
  switch (record.kind) {
    case 'bool':
    case 'int':
    case 'uint':
    case 'pointer':
    case 'unsafe.Pointer':
    case 'chan': {
      const wanted = loader.bytes(key)
      return (bytes, at) => {
        for (let i = 0; i < record.size; i++) if (bytes[at + i] !== wanted[i]) return false
        return true
      }
    }
    case 'string': {
      const { bytes: wanted, length } = loader.string(key)
      const low = length & 0xff
      return (bytes, at) => {
        if (bytes[at + 8] !== low) return false
        const view = new DataView(bytes.buffer, bytes.byteOffset + at, 16)
        if (Number(view.getBigUint64(8, true)) !== length) return false
        return length === 0 || sameBytes(loader.memory.bytes(Number(view.getBigUint64(0, true)), length), wanted, length)
      }
    }
    default:
      return (_bytes, _at, address) => slow(address)
  }
}
