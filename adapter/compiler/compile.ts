// This file turns Go files into an image: the stages of the compiler in their order. It reads like their table of contents.
import type { Image } from '../image/image'
import { assembleFile } from './assembly'
import type { PackageObject } from './codegen/object'
import { PackageGenerator } from './codegen/package'
import type { Goroot, SourceText } from './goroot'
import { link } from './link'
import { PackageLoader, type Program } from './packages'
import { outlineOf, type PackageOutline } from './types/outline'

export type CompileResult =
  | { readonly image: Image; readonly errors?: undefined }
  | { readonly image?: undefined; readonly errors: readonly string[] }

/** What is compiled already, by import path. */
export interface Archive {
  outline(path: string): PackageOutline | undefined
  get(path: string): PackageObject | undefined
}

/** Compiles and links a program. Errors are lines as `go build` prints them. */
export function compileProgram(program: Program, goroot: Goroot, archive?: Archive): CompileResult {
  const loader = new PackageLoader(program, goroot, archive)
  const packages = loader.load()
  if (loader.errors.length > 0) return { errors: loader.errors }
  const runtime = loader.package('runtime')!
  const objects: PackageObject[] = []
  for (const loaded of packages) {
    const archived = archive?.get(loaded.package.path)
    if (archived !== undefined) {
      objects.push(archived)
      continue
    }
    objects.push(withAssembly(new PackageGenerator(loaded.package, loader.fileSet, runtime).generate(), loaded.assembly))
  }
  return { image: link(objects) }
}

/** The packages of a goroot, compiled, and the outline of each by its path. */
export interface CompiledGoroot {
  readonly objects: readonly PackageObject[]
  readonly outlines: ReadonlyMap<string, PackageOutline>
}

/** Compiles every package of the goroot, for the archive that `compileProgram` takes. */
export function compileGoroot(goroot: Goroot, wanted: readonly string[] = goroot.packages): CompiledGoroot {
  const loader = new PackageLoader({ files: [], root: '' }, goroot, undefined)
  const packages = loader.loadAll(wanted)
  if (loader.errors.length > 0) throw new Error(loader.errors.join('\n'))
  const runtime = loader.package('runtime')!
  const outlines = new Map(packages.map(loaded => [loaded.package.path, outlineOf(loaded.package)]))
  const objects = packages.map(loaded =>
    withAssembly(new PackageGenerator(loaded.package, loader.fileSet, runtime).generate(), loaded.assembly),
  )
  return { objects, outlines }
}

function withAssembly(object: PackageObject, files: readonly SourceText[]): PackageObject {
  if (files.length === 0) return object
  const assembled = files.map(file => assembleFile(file, object.path))
  return {
    ...object,
    functions: [...object.functions, ...assembled.flatMap(a => a.functions)],
    data: [...object.data, ...assembled.flatMap(a => a.data)],
  }
}
