// This file checks that the checker reports what it must, in gc's words, and nothing else.
//
// Each file of testdata marks its errors: // ERROR "regexp" at the end of the line where the error starts. \n stands for a line end.
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { check } from './check'

const folder = `${import.meta.dirname}/testdata`

describe.each(readdirSync(folder))('%s', name => {
  const text = readFileSync(`${folder}/${name}`, 'utf8')
  const { diagnostics, fileSet } = check(text, name)
  const reported = new Map<number, string[]>()
  for (const { pos, message } of diagnostics.list) {
    const line = fileSet.line(pos)
    reported.set(line, [...(reported.get(line) ?? []), message])
  }
  text.split('\n').forEach((source, i) => {
    const wanted = /\/\/ ERROR "(.*)"$/.exec(source)?.[1]
    const messages = reported.get(i + 1) ?? []
    if (wanted === undefined && messages.length === 0) return
    test(`${i + 1}: ${source.trim().slice(0, 60)}`, () => {
      if (wanted === undefined) expect(messages).toEqual([])
      else
        expect(
          messages.some(message => new RegExp(wanted.replaceAll('\\"', '"')).test(message)),
          `${messages}`,
        ).toBe(true)
    })
  })
})
