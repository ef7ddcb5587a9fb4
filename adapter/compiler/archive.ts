// This file turns compiled packages into bytes and back: the archive of the goroot, made when Mapscope is built.
//
// Text is JSON with all byte arrays in one block behind it: objects are mostly small numbers and names, JSON.parse is the fastest reader
// there is in every host, and a package is parsed only when a program links it.
import type { PackageObject } from './codegen/object'

const magic = 'MSAR0001'

/** Packages that are read from their bytes when first asked for. */
export class PackageArchive {
  private readonly index = new Map<string, { start: number; length: number; blob: number }>()
  private readonly known = new Map<string, PackageObject>()
  private readonly base: number

  constructor(private readonly bytes: Uint8Array) {
    const decoder = new TextDecoder()
    if (decoder.decode(bytes.subarray(0, 8)) !== magic) throw new Error('not an archive of Mapscope')
    const view = new DataView(bytes.buffer, bytes.byteOffset)
    const headerLength = view.getUint32(8, true)
    const header = JSON.parse(decoder.decode(bytes.subarray(12, 12 + headerLength))) as {
      path: string
      start: number
      length: number
      blob: number
    }[]
    for (const { path, start, length, blob } of header) this.index.set(path, { start, length, blob })
    this.base = 12 + headerLength
  }

  get paths(): string[] {
    return [...this.index.keys()]
  }

  has(path: string): boolean {
    return this.index.has(path)
  }

  get(path: string): PackageObject | undefined {
    const known = this.known.get(path)
    if (known !== undefined) return known
    const place = this.index.get(path)
    if (place === undefined) return undefined
    const at = this.base + place.start
    const object = JSON.parse(new TextDecoder().decode(this.bytes.subarray(at, at + place.length))) as PackageObject
    const blob = this.base + place.blob
    for (const item of [...object.functions, ...object.data] as { bytes: unknown }[]) {
      const where = item.bytes as [number, number] | undefined
      if (where !== undefined) item.bytes = this.bytes.subarray(blob + where[0], blob + where[0] + where[1])
    }
    this.known.set(path, object)
    return object
  }
}

/** The bytes of an archive with the given packages. */
export function writeArchive(packages: readonly PackageObject[]): Uint8Array {
  const encoder = new TextEncoder()
  const parts: Uint8Array[] = []
  const header: { path: string; start: number; length: number; blob: number }[] = []
  let at = 0
  for (const object of packages) {
    const blobs: Uint8Array[] = []
    let blobSize = 0
    const keep = <T extends { readonly bytes: Uint8Array | undefined }>(item: T) => {
      if (item.bytes === undefined) return item
      const place: [number, number] = [blobSize, item.bytes.length]
      blobs.push(item.bytes)
      blobSize += item.bytes.length
      return { ...item, bytes: place }
    }
    const text = encoder.encode(JSON.stringify({ ...object, functions: object.functions.map(keep), data: object.data.map(keep) }))
    header.push({ path: object.path, start: at, length: text.length, blob: at + text.length })
    parts.push(text, ...blobs)
    at += text.length + blobSize
  }
  const head = encoder.encode(JSON.stringify(header))
  const bytes = new Uint8Array(12 + head.length + at)
  bytes.set(encoder.encode(magic), 0)
  new DataView(bytes.buffer).setUint32(8, head.length, true)
  bytes.set(head, 12)
  let offset = 12 + head.length
  for (const part of parts) {
    bytes.set(part, offset)
    offset += part.length
  }
  return bytes
}
