// The driver of the compiler: programs of several files and packages, and input that is no program.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { compileProgram } from '../../adapter/compiler/compile'
import { ProgramError, readProgram } from '../../adapter/hostFiles'
import { oneFile, runImage, testGoroot } from '../goroot'

function compile(text: string): readonly string[] {
  const { goroot, archive } = testGoroot()
  return compileProgram(oneFile(text, 'main.go'), goroot, archive).errors ?? []
}

function folder(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'mapscope-test-'))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(root, name, '..'), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  return root
}

describe('errors in the words of gc', () => {
  const cases: [string, string, string[]][] = [
    [
      'several at once',
      'package main\n\nimport "os"\n\nfunc f() int {\n}\n\nfunc main() {\n\tx := 1\n\tvar s string = 2\n\ty = s\n}\n',
      [
        '# command-line-arguments',
        'main.go:3:8: "os" imported and not used',
        'main.go:6:1: missing return',
        'main.go:9:2: declared and not used: x',
        'main.go:10:17: cannot use 2 (untyped int constant) as string value in variable declaration',
        'main.go:11:2: undefined: y',
      ],
    ],
    [
      'syntax',
      'package main\n\nfunc main() {\n\tx := (1\n}\n',
      ['# command-line-arguments', 'main.go:4:9: syntax error: unexpected newline, expected )'],
    ],
    ['no main', 'package main\n', ['# command-line-arguments', 'runtime.main_main·f: function main is undeclared in the main package']],
    [
      'generics',
      'package main\n\nfunc id[T any](x T) T { return x }\n\nfunc main() { id(1) }\n',
      ['# command-line-arguments', 'main.go:3:9: type parameters are not supported yet'],
    ],
  ]
  for (const [name, text, want] of cases) test(name, () => expect(compile(text)).toEqual(want))

  test('a missing package names what there is', () => {
    const errors = compile('package main\n\nimport "net/http"\n\nfunc main() { http.Get("") }\n')
    expect(errors[1]).toBe('main.go:3:8: package net/http is not in std')
    expect(errors[errors.length - 1]).toMatch(/^\tMapscope brings these packages: .*\bfmt\b.*\bsync\b/)
  })

  test('at most ten', () => {
    const lines = compile(`package main\n\nfunc main() {\n${Array.from({ length: 30 }, (_, i) => `\tx${i} := ${i}\n`).join('')}}\n`)
    expect(lines).toHaveLength(12)
    expect(lines[11]).toBe('too many errors')
  })
})

describe('what is read', () => {
  test('a folder with several files, and a package of the module', () => {
    const root = folder({
      'go.mod': 'module example.com/app\n\ngo 1.23\n',
      'main.go': 'package main\n\nimport "example.com/app/greet"\n\nfunc main() { println(greet.Text(name)) }\n',
      'name.go': 'package main\n\nvar name = "gopher"\n',
      'name_test.go': 'package main\n\nthis is not read\n',
      'greet/greet.go': 'package greet\n\nfunc Text(name string) string { return "hello " + name }\n',
    })
    const { goroot, archive } = testGoroot()
    const result = compileProgram(readProgram(root), goroot, archive)
    expect(result.errors).toBeUndefined()
    expect(runImage(result.image!).stderr).toBe('hello gopher\n')
  })

  test('paths that are no program', () => {
    expect(() => readProgram('/nowhere/main.go')).toThrow(ProgramError)
    expect(() => readProgram(folder({ 'readme.txt': '' }))).toThrow('no Go files')
    expect(() => readProgram(join(folder({ 'x.txt': '' }), 'x.txt'))).toThrow('not a Go file')
  })

  test('ten megabytes of nonsense are one error, quickly', () => {
    const errors = compile('x'.repeat(10_000_000))
    expect(errors).toEqual(['# command-line-arguments', 'main.go:1:1: syntax error: package statement must be first'])
  })
})
