// This file turns a checked package into an outline, and an outline into a package whose declarations are read when somebody asks for them.
//
// A program that imports fmt uses a handful of its names. Of packages that are compiled already the checker therefore gets an outline: where
// in the sources each package-level name and each method is declared. Looking a name up parses that one declaration and resolves it, with
// all that it mentions; the rest of the package is never looked at. Nothing but the moment of reading differs from checking it whole.
import type { Diagnostics } from '../diagnostics'
import type { FuncDecl } from '../syntax/nodes'
import { parseDeclaration } from '../syntax/parser'
import type { FileSet, PositionFile } from '../syntax/positions'
import type { Importer } from './checker'
import { Checker } from './checker'
import { resolveObject } from './declarations'
import type { Func, Obj } from './object'
import { Package } from './program'
import { declareFunc, declareSpec } from './resolve'
import { Scope } from './scope'
import { receiverBase } from './typeExpressions'
import { universe } from './universe'

/** Where a declaration begins: index of the file, offset in it. */
export type DeclarationPlace = readonly [file: number, offset: number]

/** What a package declares, and where. Plain data, kept with the compiled package. */
export interface PackageOutline {
  readonly name: string
  /** Import paths, in the order of their first import. */
  readonly imports: readonly string[]
  readonly files: readonly { readonly path: string; readonly imports: readonly number[] }[]
  readonly names: Readonly<Record<string, DeclarationPlace>>
  /** Methods by the name of their type, in source order. */
  readonly methods: Readonly<Record<string, readonly DeclarationPlace[]>>
}

/** The outline of a package that was checked whole. */
export function outlineOf(pkg: Package): PackageOutline {
  const names: Record<string, DeclarationPlace> = {}
  const methods: Record<string, DeclarationPlace[]> = {}
  const files = pkg.files.map((file, index) => {
    const imports: number[] = []
    for (const decl of file.decls) {
      const place: DeclarationPlace = [index, decl.pos - file.pos]
      if (decl.kind === 'FuncDecl') {
        const recv = pkg.funcOf(decl)?.recv
        if (decl.recv === undefined) names[decl.name.name] = place
        else if (recv !== undefined) {
          const base = recv.type.kind === 'Pointer' ? recv.type.elem : recv.type
          if (base.kind === 'Named') (methods[base.obj.name] ??= []).push(place)
        }
      } else if (decl.tok === 'import') imports.push(place[1])
      else
        for (const spec of decl.specs) {
          if (spec.kind === 'TypeSpec') names[spec.name.name] = place
          else if (spec.kind === 'ValueSpec') for (const name of spec.names) names[name.name] = place
        }
    }
    return { path: file.path, imports }
  })
  delete names._
  delete names.init
  return { name: pkg.name, imports: pkg.imports.map(imported => imported.path), files, names, methods }
}

/** What outlinedPackage works on; see CheckOptions. */
export interface OutlineOptions {
  readonly path: string
  readonly outline: PackageOutline
  /** The text of a file of the outline. */
  readonly textOf: (path: string) => string
  readonly importer: Importer
  readonly fileSet: FileSet
  readonly diagnostics: Diagnostics
}

/** A package that reads its declarations when they are looked up. Its `files` and `funcs` are empty: it cannot be compiled. */
export function outlinedPackage(options: OutlineOptions): Package {
  const pkg = new Package(options.path, options.outline.name, universe, true)
  const late = new LateReader(pkg, options)
  pkg.scope.late = late
  pkg.resolve = obj => late.resolve(obj)
  return pkg
}

class LateReader {
  private readonly checker: Checker
  private readonly files: { file: PositionFile; scope: Scope }[] = []
  private readonly read = new Set<string>()
  private depth = 0

  constructor(
    pkg: Package,
    private readonly options: OutlineOptions,
  ) {
    const { fileSet, diagnostics, importer } = options
    this.checker = new Checker(pkg, fileSet, diagnostics, importer, { ignoreFuncBodies: true, allowBodyless: true })
  }

  declare(name: string): void {
    const { names } = this.options.outline
    if (Object.hasOwn(names, name)) this.declareAt(names[name]!)
  }

  declareAll(): void {
    // Once everything is declared nobody needs to ask here any more.
    this.checker.pkg.scope.late = undefined
    for (const name of Object.keys(this.options.outline.names)) this.declare(name)
  }

  /** Resolves an object and, when it is the outermost to be resolved, what was put off meanwhile. */
  resolve(obj: Obj): void {
    this.depth++
    resolveObject(this.checker, obj)
    if (this.depth === 1) this.checker.processLater()
    this.depth--
  }

  private declareAt(place: DeclarationPlace): void {
    const key = `${place[0]}:${place[1]}`
    if (this.read.has(key)) return
    this.read.add(key)
    const decl = this.parse(place)
    if (decl === undefined) return
    const { scope } = this.fileAt(place[0])
    if (decl.kind === 'FuncDecl') {
      declareFunc(this.checker, scope, decl, [])
      return
    }
    for (const spec of decl.specs) {
      declareSpec(this.checker, scope, decl.tok, spec)
      if (spec.kind === 'TypeSpec') this.declareMethods(spec.name.name)
    }
  }

  private declareMethods(typeName: string): void {
    const { methods } = this.options.outline
    const obj = this.checker.pkg.scope.lookup(typeName)
    if (obj?.kind !== 'TypeName' || !Object.hasOwn(methods, typeName)) return
    const declared: { func: Func; decl: FuncDecl }[] = []
    for (const place of methods[typeName]!) {
      const decl = this.parse(place)
      if (decl?.kind === 'FuncDecl') declareFunc(this.checker, this.fileAt(place[0]).scope, decl, declared)
    }
    for (const { func, decl } of declared) {
      func.pointerReceiver = receiverBase(decl.recv!.type).pointer
      func.resolver = f => this.resolve(f)
    }
    this.checker.methodsOf.set(
      obj,
      declared.map(({ func }) => func),
    )
  }

  private parse([file, offset]: DeclarationPlace) {
    return parseDeclaration(this.fileAt(file).file, offset, this.options.diagnostics)
  }

  /** A file with its imports, read when the first of its declarations is. */
  private fileAt(index: number): { file: PositionFile; scope: Scope } {
    const known = this.files[index]
    if (known !== undefined) return known
    const { path, imports } = this.options.outline.files[index]!
    const file = this.options.fileSet.addFile(path, this.options.textOf(path))
    const scope = new Scope(this.checker.pkg.scope, file.base, file.end + 1, `file ${path}`)
    const added = { file, scope }
    this.files[index] = added
    for (const offset of imports) {
      const decl = parseDeclaration(file, offset, this.options.diagnostics)
      if (decl?.kind === 'GenDecl') for (const spec of decl.specs) declareSpec(this.checker, scope, 'import', spec)
    }
    return added
  }
}
