// This file runs the programs in go/ and compares their output and crash reports with those of real Go 1.23 (recorded on linux/amd64 without
// optimisations). Where NAME.variants exists the outcome is a matter of chance in real Go, too: then it must be one of those that were seen.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { runGo } from '../goPrograms'
import { normalise, variants } from './normalise'

const folder = new URL('go/', import.meta.url).pathname
const read = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '')

for (const file of readdirSync(folder).filter(name => name.endsWith('.go'))) {
  const base = folder + file.slice(0, -3)
  test(file, () => {
    const run = runGo(`${base}.go`)
    if (existsSync(`${base}.variants`)) {
      expect(variants(read(`${base}.variants`))).toContainEqual({ exit: run.exit, firstLine: run.stderr.split('\n')[0]! })
      return
    }
    expect(normalise(run.stderr)).toBe(normalise(read(`${base}.stderr`)))
    expect(run.stdout).toBe(read(`${base}.stdout`))
    expect(run.exit).toBe(Number(read(`${base}.exit`)))
  })
}
