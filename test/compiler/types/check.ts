// This file checks a small package for tests, together with the packages that it imports.
import { Diagnostics } from '../../../adapter/compiler/diagnostics'
import { parseFile } from '../../../adapter/compiler/syntax/parser'
import { FileSet } from '../../../adapter/compiler/syntax/positions'
import { checkPackage } from '../../../adapter/compiler/types/check'
import type { Package } from '../../../adapter/compiler/types/program'

const libraries: Readonly<Record<string, string>> = {
  lib: 'package lib\ntype Pub struct { Shown, hidden int }\nfunc secret() {}\nfunc (Pub) Method() {}\n',
  lib2: 'package lib2\nfunc F() {}\n',
}

export interface Checked {
  readonly pkg: Package
  readonly fileSet: FileSet
  readonly diagnostics: Diagnostics
}

/** Parses and checks one file as a package; it may import "lib" and "lib2". */
export function check(text: string, path = 'a.go'): Checked {
  const fileSet = new FileSet()
  const diagnostics = new Diagnostics(fileSet)
  const importer = (name: string): Package | undefined => {
    const source = libraries[name]
    if (source === undefined) return undefined
    const files = [parseFile(fileSet, `${name}.go`, source, diagnostics)]
    return checkPackage({ path: name, files, importer: () => undefined, fileSet, diagnostics })
  }
  const files = [parseFile(fileSet, path, text, diagnostics)]
  const pkg = checkPackage({ path: 'main', files, importer, fileSet, diagnostics })
  return { pkg, fileSet, diagnostics }
}
