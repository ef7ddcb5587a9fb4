// This file turns a program's files into checked packages in the order of their dependencies: the user's, those of the module, the goroot's.
import { Diagnostics } from './diagnostics'
import type { Goroot, SourceText } from './goroot'
import type { SourceFile } from './syntax/nodes'
import { parseFile } from './syntax/parser'
import { FileSet } from './syntax/positions'
import { checkPackage } from './types/check'
import { outlinedPackage, type PackageOutline } from './types/outline'
import type { Package } from './types/program'
import { unsafePackage } from './types/universe'

/** A program to compile: the files of package main, and how to find other packages of its module. */
export interface Program {
  readonly files: readonly SourceText[]
  /** The folder that holds package main. */
  readonly root: string
  /** The files of another package of the program's module; undefined if the path is not in the module. */
  readonly localPackage?: (importPath: string) => readonly SourceText[] | undefined
}

export interface LoadedPackage {
  readonly package: Package
  readonly assembly: readonly SourceText[]
}

// What every program needs, whether it imports it or not.
const alwaysLinked = ['runtime']

export class PackageLoader {
  readonly fileSet = new FileSet()
  readonly errors: string[] = []
  private readonly loaded = new Map<string, LoadedPackage>()
  private readonly loading: string[] = []
  private readonly missing = new Set<string>()
  private readonly order: LoadedPackage[] = []

  constructor(
    private readonly program: Program,
    private readonly goroot: Goroot,
    private readonly compiled: { outline(path: string): PackageOutline | undefined } | undefined,
  ) {}

  package(path: string): Package | undefined {
    return this.loaded.get(path)?.package
  }

  /** Package main and all it needs, dependencies first. */
  load(): LoadedPackage[] {
    const diagnostics = new Diagnostics(this.fileSet)
    const files = this.parse(this.program.files, diagnostics)
    for (const path of alwaysLinked) this.import(path)
    if (diagnostics.hasErrors) {
      this.report(diagnostics)
      return []
    }
    const main = this.check('main', files, diagnostics, false)
    if (diagnostics.hasErrors) this.report(diagnostics)
    if (main !== undefined && this.errors.length === 0) {
      if (main.name !== 'main') this.errors.push(`package ${main.name} is not a main package`)
      else if (main.scope.lookup('main')?.kind !== 'Func')
        this.errors.push('# command-line-arguments', 'runtime.main_main·f: function main is undeclared in the main package')
      this.order.push({ package: main, assembly: [] })
    }
    return this.order
  }

  /** The given goroot packages and all they need. */
  loadAll(paths: readonly string[]): LoadedPackage[] {
    for (const path of [...alwaysLinked, ...paths]) this.import(path)
    return this.order
  }

  /** The errors of package main as `go build` heads them; when a package is missing, what there is. */
  private report(diagnostics: Diagnostics): void {
    this.errors.push('# command-line-arguments', ...diagnostics.format())
    if (this.missing.size === 0) return
    const offered = this.goroot.packages.filter(path => !path.startsWith('internal/') && !path.includes('/internal/'))
    this.errors.push(`\tMapscope brings these packages: ${offered.join(', ')}`)
  }

  private parse(files: readonly SourceText[], diagnostics: Diagnostics): SourceFile[] {
    return files.map(file => parseFile(this.fileSet, file.path, file.text, diagnostics))
  }

  private import(path: string): Package | undefined {
    if (path === 'unsafe') return unsafePackage
    const known = this.loaded.get(path)
    if (known !== undefined) return known.package
    if (this.loading.includes(path)) {
      this.errors.push(
        `package ${this.loading[0] ?? path}`,
        ...this.loading.map(p => `\timports ${p}`),
        `\timports ${path}: import cycle not allowed`,
      )
      return undefined
    }
    const fromGoroot = this.goroot.files(path)
    const sources = fromGoroot ?? this.program.localPackage?.(path)
    if (sources === undefined) {
      this.missing.add(path)
      return undefined
    }
    this.loading.push(path)
    const diagnostics = new Diagnostics(this.fileSet)
    const isGoroot = fromGoroot !== undefined
    const outline = isGoroot ? this.compiled?.outline(path) : undefined
    const checked =
      outline === undefined ? this.checkSources(path, sources, diagnostics, isGoroot) : this.outlined(path, outline, sources, diagnostics)
    this.loading.pop()
    if (diagnostics.hasErrors) this.errors.push(`# ${path}`, ...diagnostics.format())
    if (checked === undefined) return undefined
    const loaded = { package: checked, assembly: sources.filter(file => file.path.endsWith('.s')) }
    this.loaded.set(path, loaded)
    this.order.push(loaded)
    return checked
  }

  private checkSources(path: string, sources: readonly SourceText[], diagnostics: Diagnostics, goroot: boolean): Package | undefined {
    const files = this.parse(
      sources.filter(file => file.path.endsWith('.go')),
      diagnostics,
    )
    return diagnostics.hasErrors ? undefined : this.check(path, files, diagnostics, goroot)
  }

  /** A package that is compiled already: its declarations are read as they are needed. What it imports is linked in any case. */
  private outlined(path: string, outline: PackageOutline, sources: readonly SourceText[], diagnostics: Diagnostics): Package {
    const pkg = outlinedPackage({
      path,
      outline,
      textOf: file => sources.find(source => source.path === file)!.text,
      importer: wanted => this.import(wanted),
      fileSet: this.fileSet,
      diagnostics,
    })
    for (const imported of outline.imports) {
      const found = this.import(imported)
      if (found !== undefined) pkg.imports.push(found)
    }
    return pkg
  }

  private check(path: string, files: readonly SourceFile[], diagnostics: Diagnostics, goroot: boolean): Package | undefined {
    return checkPackage({
      path,
      files,
      importer: wanted => this.import(wanted),
      fileSet: this.fileSet,
      diagnostics,
      allowBodyless: goroot,
      goroot,
    })
  }
}
