// This file makes what ships beside the bundle: the goroot's sources as text, its packages compiled, and the interpreter's module.
import { writeArchive } from './compiler/archive'
import { compileGoroot } from './compiler/compile'
import { packGoroot } from './compiler/goroot'
import { readGoroot } from './hostFiles'
import { buildInterpreterModule } from './machine/interpreter/buildModule'
import { shippedHeapBase } from './machine/interpreter/interpreter'

/** Compiles the goroot in a folder. Throws with gc-style lines if it does not compile. */
export function buildGoroot(folder: string): { sources: Uint8Array; archive: Uint8Array; interpreter: Uint8Array } {
  const goroot = readGoroot(folder)
  const { objects, outlines } = compileGoroot(goroot)
  return {
    sources: packGoroot(goroot),
    archive: writeArchive(objects, outlines),
    interpreter: buildInterpreterModule(shippedHeapBase),
  }
}
