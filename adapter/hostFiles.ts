// This file reads Go sources and the goroot from the host's disk: the only place of the adapter that does.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { type Goroot, gorootFrom, type SourceText } from './compiler/goroot'
import type { Program } from './compiler/packages'
import { decodeSource } from './compiler/syntax/source'

/** Reads every source of a goroot folder. */
export function readGoroot(folder: string): Goroot {
  const table: Record<string, string> = {}
  const walk = (at: string) => {
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      const path = join(at, entry.name)
      if (entry.isDirectory()) walk(path)
      else if (/\.(go|s)$/.test(entry.name) && !entry.name.endsWith('_test.go'))
        table[relative(folder, path).split(sep).join('/')] = readFileSync(path, 'utf8')
    }
  }
  walk(folder)
  return gorootFrom(table)
}

/** A program that cannot be read; the message says why. */
export class ProgramError extends Error {}

const goFile = (name: string) => name.endsWith('.go') && !name.endsWith('_test.go') && !name.startsWith('_') && !name.startsWith('.')

/** Reads the program that a path names: a Go file, or a folder with package main. Throws ProgramError. */
export function readProgram(path: string): Program {
  const full = resolve(path)
  if (!existsSync(full)) throw new ProgramError(`${path}: no such file or directory`)
  const isFolder = statSync(full).isDirectory()
  const root = isFolder ? full : dirname(full)
  const names = isFolder ? readdirSync(full).filter(goFile).sort() : [basename(full)]
  if (names.length === 0) throw new ProgramError(`${path}: no Go files in this folder`)
  if (!isFolder && !full.endsWith('.go')) throw new ProgramError(`${path}: not a Go file`)
  return { files: names.map(name => readSource(join(root, name))), root, localPackage: moduleFinder(root) }
}

function readSource(path: string): SourceText {
  return { path, text: decodeSource(readFileSync(path)) }
}

/** Finds packages of the module that the folder belongs to, by its go.mod. */
function moduleFinder(root: string): (importPath: string) => readonly SourceText[] | undefined {
  let folder = root
  while (!existsSync(join(folder, 'go.mod'))) {
    const parent = dirname(folder)
    if (parent === folder) return () => undefined
    folder = parent
  }
  const module = /^\s*module\s+"?([^\s"]+)/m.exec(readFileSync(join(folder, 'go.mod'), 'utf8'))?.[1]
  return importPath => {
    if (module === undefined || (importPath !== module && !importPath.startsWith(`${module}/`))) return undefined
    const at = join(folder, importPath.slice(module.length))
    if (!existsSync(at) || !statSync(at).isDirectory()) return undefined
    const names = readdirSync(at).filter(goFile).sort()
    return names.length === 0 ? undefined : names.map(name => readSource(join(at, name)))
  }
}
