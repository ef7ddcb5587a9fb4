// This file runs the programs beside it and compares what they print with what real Go printed. The .stdout files are not made by us: they were
// recorded with Go 1.19 on linux/amd64 (`TZ=UTC go run NAME.go > NAME.stdout`; the exit code is in NAME.exit unless it is 0), for features on which
// 1.19 and 1.23 agree. So UPDATE=1 does nothing here.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { runGo } from '../goPrograms'

const folder = new URL('.', import.meta.url).pathname

for (const file of readdirSync(folder).filter(name => name.endsWith('.go'))) {
  const base = folder + file.slice(0, -3)
  test(file, () => {
    const run = runGo(`${base}.go`)
    expect(run.stdout).toBe(readFileSync(`${base}.stdout`, 'utf8'))
    expect(run.exit).toBe(existsSync(`${base}.exit`) ? Number(readFileSync(`${base}.exit`, 'utf8')) : 0)
  })
}
