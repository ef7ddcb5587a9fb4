// This file defines where the compiler finds the packages that come with Mapscope.

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
  const packages = new Map<string, SourceText[]>()
  for (const name of Object.keys(table).sort()) {
    const slash = name.lastIndexOf('/')
    const path = name.slice(0, slash)
    const file = { path: `${gorootPath}/${name}`, text: table[name]! }
    const list = packages.get(path)
    if (list === undefined) packages.set(path, [file])
    else list.push(file)
  }
  return { files: path => packages.get(path), packages: [...packages.keys()].sort() }
}
