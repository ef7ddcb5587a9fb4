// This file turns types into the records the debugger reads values with.

import type { Type } from '../types/type'
import { alignUp, offsetsof, sizeof } from './layout'
import type { TypeRecord } from './object'
import { bucketType, mapFlags } from './typeDescriptors'
import { linkName, printName } from './typeNames'

/** Adds the record of a type, and of all it mentions, to the table; returns its key. */
export function recordType(type: Type, into: Record<string, TypeRecord>): string {
  const key = linkName(type)
  if (key in into) return key
  const under = type.underlying
  const base = { name: printName(type), size: sizeof(type), ...(type.kind === 'Named' ? { named: type.obj.pkg?.path ?? '' } : {}) }
  const sub = (t: Type): string => recordType(t, into)
  // The entry comes first, so that types that mention themselves end.
  const set = (record: TypeRecord) => {
    into[key] = record
  }
  set({ kind: 'int', ...base })
  switch (under.kind) {
    case 'Basic':
      set({ kind: basicKind(under.basic), ...base })
      break
    case 'Pointer':
      set({ kind: 'pointer', ...base, elem: sub(under.elem) })
      break
    case 'Slice':
      set({ kind: 'slice', ...base, elem: sub(under.elem) })
      break
    case 'Array':
      set({ kind: 'array', ...base, elem: sub(under.elem), len: under.len })
      break
    case 'Map': {
      const bucket = bucketType(under)
      const offsets = offsetsof(bucket)
      set({
        kind: 'map',
        ...base,
        key: sub(under.key),
        elem: sub(under.elem),
        bucket: { size: alignUp(sizeof(bucket), 8), keys: offsets[1]!, elems: offsets[2]!, overflow: offsets[3]!, flags: mapFlags(under) },
      })
      break
    }
    case 'Chan':
      set({ kind: 'chan', ...base, elem: sub(under.elem), dir: under.dir })
      break
    case 'Struct': {
      const offsets = offsetsof(under)
      set({
        kind: 'struct',
        ...base,
        fields: under.fields.map((field, i) => ({
          name: field.name,
          type: sub(field.type),
          offset: offsets[i]!,
          ...(field.embedded ? { embedded: true } : {}),
        })),
      })
      break
    }
    case 'Interface':
      set({ kind: 'interface', ...base, methods: under.allMethods.map(method => method.name) })
      break
    case 'Signature':
      set({ kind: 'func', ...base, params: under.params.map(p => sub(p.type)), results: under.results.map(r => sub(r.type)) })
      break
    default:
  }
  return key
}

function basicKind(basic: string): TypeRecord['kind'] {
  if (basic.endsWith('bool')) return 'bool'
  if (basic.endsWith('string')) return 'string'
  if (basic.includes('float')) return 'float'
  if (basic.includes('complex')) return 'complex'
  if (basic === 'unsafe.Pointer' || basic === 'untyped nil') return 'unsafe.Pointer'
  return basic.startsWith('uint') ? 'uint' : 'int'
}
