// This file defines where the compiler finds the packages that come with Mapscope, and packs their sources for shipping.
import { concatenate, fromUtf8, utf8 } from '../common/bytes'

/** A source file of a package. */
export interface SourceText {
  readonly path: string // as it appears in positions and stack traces
  readonly text: string
}

/** The Go sources that Mapscope ships, by import path. */
export interface Goroot {
  /** Go and assembly files of a package, sorted by name; undefined if there is no such package. */
  files(importPath: string): readonly SourceText[] | undefined
  /** Import paths of all packages, sorted. */
  readonly packages: readonly string[]
}

/** The folder that stack traces and debuggers show for these sources. It exists on no machine. */
export const gorootPath = '/goroot/src'

/** A goroot from a table of files: `runtime/map.go` -> text. */
export function gorootFrom(table: Readonly<Record<string, string>>): Goroot {
  return gorootOf(Object.keys(table).map(name => ({ path: `${gorootPath}/${name}`, text: table[name]! })))
}

function gorootOf(files: readonly SourceText[]): Goroot {
  const packages = new Map<string, SourceText[]>()
  for (const file of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const path = file.path.slice(gorootPath.length + 1, file.path.lastIndexOf('/'))
    const list = packages.get(path)
    if (list === undefined) packages.set(path, [file])
    else list.push(file)
  }
  return { files: path => packages.get(path), packages: [...packages.keys()].sort() }
}

/** All sources as bytes: a line of JSON with the paths and lengths of the files, then their texts, one behind the other. */
export function packGoroot(goroot: Goroot): Uint8Array {
  const texts: Uint8Array[] = []
  const places: [string, number][] = []
  for (const path of goroot.packages) {
    for (const file of goroot.files(path)!) {
      const bytes = utf8(file.text)
      texts.push(bytes)
      places.push([file.path, bytes.length])
    }
  }
  return concatenate([utf8(`${JSON.stringify(places)}\n`), ...texts])
}

/** A goroot from what `packGoroot` made. A launch wants few of the texts, so each is decoded when it is asked for. */
export function unpackGoroot(bytes: Uint8Array): Goroot {
  const end = bytes.indexOf(0x0a)
  let at = end + 1
  return gorootOf(
    (JSON.parse(fromUtf8(bytes.subarray(0, end))) as [string, number][]).map(([path, length]) => {
      const start = at
      at += length
      return new PackedText(path, bytes.subarray(start, start + length))
    }),
  )
}

class PackedText implements SourceText {
  private decoded: string | undefined

  constructor(
    readonly path: string,
    private readonly bytes: Uint8Array,
  ) {}

  get text(): string {
    this.decoded ??= fromUtf8(this.bytes)
    return this.decoded
  }
}
