// This file finds the record of a type by its key, and makes records for types that the program never wrote down but the debugger needs.
//
// Keys are built like types: `*K` is the pointer to K, `[]K` a slice of it. So a pointer to any variable has a type, whether or not the
// program has one. Two kinds of types are ours: `bucket#M` is a bucket of the map type M, and `hmap#B#C#M` is runtime.hmap whose buckets
// are seen as an array of 2^B of them (and the old ones as 2^C).
import type { Image } from '../../image/image'
import type { TypeRecord } from '../../image/records'

/** A constant that names a value of a defined integer type. */
export interface NamedConstant {
  readonly name: string // without package
  readonly value: bigint
}

const basicRecords: Readonly<Record<string, TypeRecord>> = Object.fromEntries(
  (
    [
      ['bool', 'bool', 1],
      ['int', 'int', 8],
      ['int8', 'int', 1],
      ['int16', 'int', 2],
      ['int32', 'int', 4],
      ['int64', 'int', 8],
      ['uint', 'uint', 8],
      ['uint8', 'uint', 1],
      ['uint16', 'uint', 2],
      ['uint32', 'uint', 4],
      ['uint64', 'uint', 8],
      ['uintptr', 'uint', 8],
      ['float32', 'float', 4],
      ['float64', 'float', 8],
      ['complex64', 'complex', 8],
      ['complex128', 'complex', 16],
      ['string', 'string', 16],
      ['unsafe.Pointer', 'unsafe.Pointer', 8],
    ] as const
  ).map(([name, kind, size]) => [name, { kind, name, size }]),
)

const tables = new WeakMap<Image, TypeTable>()

/** The types of an image, by key. */
export class TypeTable {
  private readonly records = new Map<string, TypeRecord | undefined>()
  private byName: Map<string, string> | undefined
  private constantsByType: Map<string, NamedConstant[]> | undefined

  private constructor(private readonly image: Image) {}

  /** The table of an image: there is one, so that what it has found stays known. */
  static of(image: Image): TypeTable {
    let table = tables.get(image)
    if (table === undefined) tables.set(image, (table = new TypeTable(image)))
    return table
  }

  /** The record of a type; undefined if there is no such type. */
  record(key: string): TypeRecord | undefined {
    if (this.records.has(key)) return this.records.get(key)
    const record = this.image.type(key) ?? basicRecords[key] ?? this.derive(key)
    this.records.set(key, record)
    return record
  }

  /** The name that people see. */
  name(key: string): string {
    return this.record(key)?.name ?? key
  }

  size(key: string): number {
    return this.record(key)?.size ?? 0
  }

  /** The key of the type that a text names: its key, or the name programs print. */
  keyOf(text: string): string | undefined {
    if (this.record(text) !== undefined) return text
    if (this.byName === undefined) {
      this.byName = new Map()
      for (const { types } of this.image.tables)
        for (const [key, record] of Object.entries(types)) if (!this.byName.has(record.name)) this.byName.set(record.name, key)
    }
    const pointers = /^\**/.exec(text)![0]
    const elem = this.byName.get(text.slice(pointers.length))
    return this.byName.get(text) ?? (elem === undefined ? undefined : pointers + elem)
  }

  /** Keys of types declared inside functions of a package, which carry a number behind their name. */
  localKey(prefix: string): string | undefined {
    for (const { types } of this.image.tables) for (const key of Object.keys(types)) if (key.startsWith(`${prefix}·`)) return key
    return undefined
  }

  /** Constants of a defined integer type, in the order of their declaration. */
  constantsOf(key: string): readonly NamedConstant[] {
    if (this.constantsByType === undefined) {
      this.constantsByType = new Map()
      for (const { name, type, value } of this.image.constants) {
        if (!type.includes('.') || !/^-?\d+$/.test(value)) continue
        const list = this.constantsByType.get(type) ?? []
        list.push({ name: name.slice(name.lastIndexOf('.') + 1), value: BigInt(value) })
        this.constantsByType.set(type, list)
      }
    }
    return this.constantsByType.get(key) ?? []
  }

  /** Records for types made of others. */
  private derive(key: string): TypeRecord | undefined {
    if (key.startsWith('*')) {
      const elem = key.slice(1)
      return this.record(elem) === undefined ? undefined : { kind: 'pointer', name: `*${this.name(elem)}`, size: 8, elem }
    }
    const array = /^\[(\d*)\](.+)$/s.exec(key)
    if (array !== null) {
      const [, length = '', elem = ''] = array
      const record = this.record(elem)
      if (record === undefined) return undefined
      if (length === '') return { kind: 'slice', name: `[]${record.name}`, size: 24, elem }
      return { kind: 'array', name: `[${length}]${record.name}`, size: Number(length) * record.size, elem, len: Number(length) }
    }
    const channel = /^(chan<- |<-chan |chan )(.+)$/s.exec(key)
    if (channel !== null) {
      const [, word = '', elem = ''] = channel
      const dir = word === 'chan ' ? 'both' : word === 'chan<- ' ? 'send' : 'receive'
      return this.record(elem) === undefined ? undefined : { kind: 'chan', name: word + this.name(elem), size: 8, elem, dir }
    }
    if (key === 'interface {}') return { kind: 'interface', name: key, size: 16, methods: [] }
    if (key === 'error') return { kind: 'interface', name: key, size: 16, methods: ['Error'] }
    if (key === 'struct {}') return { kind: 'struct', name: key, size: 0, fields: [] }
    if (key.startsWith('func(')) return { kind: 'func', name: key, size: 8 }
    if (key.startsWith('bucket#')) return this.bucketRecord(key)
    if (key.startsWith('hmap#')) return this.headerRecord(key)
    return undefined
  }

  private bucketRecord(bucketKey: string): TypeRecord | undefined {
    const map = this.record(bucketKey.slice('bucket#'.length))
    if (map?.bucket === undefined || map.key === undefined || map.elem === undefined) return undefined
    const { size, keys, elems, overflow, flags } = map.bucket
    const key = (flags & 1) !== 0 ? `*${map.key}` : map.key
    const elem = (flags & 2) !== 0 ? `*${map.elem}` : map.elem
    return {
      kind: 'struct',
      name: `bucket[${this.name(map.key)}]${this.name(map.elem)}`,
      size,
      fields: [
        { name: 'tophash', type: '[8]uint8', offset: 0 },
        { name: 'keys', type: `[8]${key}`, offset: keys },
        { name: 'values', type: `[8]${elem}`, offset: elems },
        { name: 'overflow', type: `*${bucketKey}`, offset: overflow },
      ],
    }
  }

  private headerRecord(key: string): TypeRecord | undefined {
    const [, B = '0', oldB = '0', map = ''] = /^hmap#(\d+)#(\d+)#(.+)$/s.exec(key) ?? []
    const header = this.record('runtime.hmap')
    if (header === undefined) return undefined
    const view = (exponent: string) => `*[${2 ** Number(exponent)}]bucket#${map}`
    const fields = header.fields?.map(field =>
      field.name === 'buckets' ? { ...field, type: view(B) } : field.name === 'oldbuckets' ? { ...field, type: view(oldB) } : field,
    )
    return { ...header, fields: fields ?? [] }
  }
}
