// This file turns the goroot folder into the two files that ship: its sources as text, and its packages compiled.
import { writeArchive } from './compiler/archive'
import { compileGoroot } from './compiler/compile'
import { gorootPath } from './compiler/goroot'
import { readGoroot } from './hostFiles'

/** Compiles the goroot in a folder. Throws with gc-style lines if it does not compile. */
export function buildGoroot(folder: string): { sources: string; archive: Uint8Array } {
  const goroot = readGoroot(folder)
  const table: Record<string, string> = {}
  for (const path of goroot.packages) for (const file of goroot.files(path)!) table[file.path.slice(gorootPath.length + 1)] = file.text
  return { sources: JSON.stringify(table), archive: writeArchive(compileGoroot(goroot)) }
}
