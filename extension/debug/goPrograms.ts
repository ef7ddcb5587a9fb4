// This file looks at Go files on disk to find out what a person means by "debug this file".
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { FileFacts } from './configurationProvider'

const isProgramFile = (name: string) => name.endsWith('.go') && !name.endsWith('_test.go') && !/^[_.]/.test(name)

/** What a Go file and its folder hold. */
export function goFilesOf(file: string): FileFacts {
  const folder = dirname(file)
  const facts = readFacts(file)
  if (facts === undefined) return { packageName: undefined, hasMain: false, folder, others: [] }
  const others = siblings(folder)
    .filter(name => name !== basename(file))
    .map(name => readFacts(join(folder, name)))
    .filter(other => other !== undefined && other.packageName === facts.packageName)
  return { ...facts, folder, others: others.map(other => ({ hasMain: other!.hasMain })) }
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

/** Folders below `root` with a program: package main and func main. Not deep, since it serves a menu. */
export function goProgramsIn(root: string, depth = 3): string[] {
  const found: string[] = []
  const walk = (folder: string, left: number) => {
    let entries: import('node:fs').Dirent[]
    try {
      entries = readdirSync(folder, { withFileTypes: true })
    } catch {
      return // unreadable folders hold no programs for us
    }
    if (entries.some(entry => entry.isFile() && isProgramFile(entry.name) && readFacts(join(folder, entry.name))?.hasMain))
      found.push(folder)
    if (left === 0) return
    for (const entry of entries)
      if (entry.isDirectory() && !/^(\.|_|node_modules$|vendor$|testdata$)/.test(entry.name)) walk(join(folder, entry.name), left - 1)
  }
  walk(root, depth)
  return found.slice(0, 30)
}

function siblings(folder: string): string[] {
  try {
    return readdirSync(folder).filter(isProgramFile)
  } catch {
    return []
  }
}

function readFacts(file: string): { packageName: string | undefined; hasMain: boolean } | undefined {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
  // Line starts suffice: gofmt puts both clauses there. A comment in between would only cost the choice of the folder.
  const packageName = /^\s*package\s+(\w+)/m.exec(text)?.[1]
  return { packageName, hasMain: packageName === 'main' && /^func\s+main\s*\(\s*\)/m.test(text) }
}
