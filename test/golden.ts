// This file compares results with golden text: blocks of `# name`, input, `==>`, expected output. UPDATE=1 rewrites the file.
import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/** Runs `run` on the input of every block of a golden file and compares the outcome with the expected text. */
export function golden(path: string, run: (input: string) => string): void {
  const update = process.env.UPDATE === '1'
  const blocks = readFileSync(path, 'utf8').split(/^(?=# )/m)
  const rewritten = blocks.map(block => {
    const match = /^# (.*)\n([\s\S]*?)\n==>\n?([\s\S]*)$/.exec(block)
    if (match === null) return block
    const [, name = '', input = '', expected = ''] = match
    const actual = run(input)
    if (!update) test(name, () => expect(actual).toBe(expected.trimEnd()))
    return `# ${name}\n${input}\n==>\n${actual}\n\n`
  })
  if (update) {
    writeFileSync(path, `${rewritten.join('').trimEnd()}\n`)
    test('rewritten', () => expect(blocks.length).toBeGreaterThan(0))
  }
}
