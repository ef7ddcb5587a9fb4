// The import rules of adapter/README.md: who may know whom. They keep the walls that make a core file or a past moment just another target.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'

/** For each folder or file of adapter/, the places it may import from. The longest matching rule counts. */
const rules: Readonly<Record<string, readonly string[]>> = {
  common: ['common'],
  'compiler/syntax': ['common', 'compiler/syntax', 'compiler/diagnostics'],
  'compiler/diagnostics': ['compiler/syntax'],
  'compiler/types': ['common', 'compiler/syntax', 'compiler/types', 'compiler/diagnostics'],
  'compiler/codegen': ['common', 'compiler/syntax', 'compiler/types', 'compiler/codegen', 'machine/isa', 'image'],
  compiler: ['common', 'compiler', 'machine/isa', 'image'],
  image: ['common', 'image'],
  machine: ['common', 'machine', 'image'],
  'debugger/liveTarget': ['common', 'debugger', 'machine', 'image'],
  'debugger/disassembly': ['common', 'debugger', 'machine/isa', 'image'],
  'debugger/debugger': ['common', 'debugger', 'image', 'machine/machine'], // the type of a stop
  'debugger/evaluate': ['common', 'debugger', 'image', 'compiler/syntax', 'compiler/types'],
  'debugger/runtime/mapCalls': ['common', 'debugger', 'image', 'dap/protocol'],
  'debugger/timeTravel/lanes': ['common', 'debugger', 'image', 'dap/protocol'],
  'debugger/pictures': ['common', 'debugger', 'image', 'dap/protocol'],
  debugger: ['common', 'debugger', 'image'],
  'dap/debuggee': ['common', 'dap', 'debugger', 'image', 'compiler/compile', 'compiler/goroot', 'machine/machine', 'machine/timeline'], // builds what a session debugs
  'dap/host': ['dap', 'compiler/archive', 'compiler/goroot', 'compiler/packages'],
  'dap/sources': ['dap', 'compiler/goroot'],
  'dap/serve': ['dap', 'compiler/archive', 'compiler/goroot', 'hostFiles'],
  dap: ['common', 'dap', 'debugger', 'image'],
}

function* sources(folder: string): Iterable<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* sources(path)
    else if (entry.name.endsWith('.ts')) yield path
  }
}

const within = (path: string, place: string) => path === place || path.startsWith(`${place}/`)

test('imports of adapter/ point one way', () => {
  const wrong: string[] = []
  for (const path of sources('adapter')) {
    const own = path.slice('adapter/'.length).replace(/\.ts$/, '')
    const rule = Object.keys(rules)
      .filter(place => within(own, place))
      .sort((a, b) => b.length - a.length)[0]
    if (rule === undefined) continue // main and its helpers know everybody
    for (const match of readFileSync(path, 'utf8').matchAll(/^(?:import|export)\b[^'"]*?from\s+['"](\.[^'"]*)['"]/gm)) {
      const target = normalize(join(dirname(own), match[1]!))
      if (!rules[rule]!.some(place => within(target, place))) wrong.push(`${own} imports ${target}`)
    }
  }
  expect(wrong).toEqual([])
})

test('the extension knows only the types of the protocol', () => {
  const wrong: string[] = []
  for (const path of sources('extension')) {
    for (const match of readFileSync(path, 'utf8').matchAll(
      /^(import|export)(\s+type)?\b[^'"]*?from\s+['"](\.[^'"]*adapter\/[^'"]*)['"]/gm,
    )) {
      if (match[2] === undefined || !match[3]!.endsWith('adapter/dap/protocol')) wrong.push(`${path} imports ${match[3]}`)
    }
  }
  expect(wrong).toEqual([])
})

test('what runs a program uses neither the time nor the randomness of the host', () => {
  const wrong: string[] = []
  for (const folder of ['adapter/machine', 'adapter/compiler', 'adapter/image']) {
    for (const path of sources(folder)) {
      if (/\b(Date\.now|new Date\(|Math\.random|performance\.now|process\.hrtime|crypto\.)/.test(readFileSync(path, 'utf8')))
        wrong.push(path)
    }
  }
  expect(wrong).toEqual([])
})
