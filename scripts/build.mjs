// Builds dist/, or another folder named on the command line: the mapscope command, the compiled goroot, and the extension's bundles.
import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const dist = resolve(root, process.argv[2] ?? 'dist')
rmSync(dist, { recursive: true, force: true })
mkdirSync(dist, { recursive: true })

const common = {
  bundle: true,
  logLevel: 'warning',
  absWorkingDir: root,
  sourcemap: false,
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
}
const banner = { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" }
await build({
  ...common,
  entryPoints: ['adapter/main.ts'],
  outfile: join(dist, 'mapscope.cjs'),
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  define: { 'import.meta.url': '__bundleUrl' },
})
const odd = /[\u0080-\uffff].{0,40}/.exec(readFileSync(join(dist, 'mapscope.cjs'), 'utf8'))
if (odd !== null)
  throw new Error(`mapscope.cjs must be ASCII, which start.ts relies on; write \\u for what esbuild leaves as it is: ${odd[0]}`)
// A CommonJS script starts without Node's loader of ES modules, which alone takes longer than a step of the debugger's launch.
writeFileSync(join(dist, 'package.json'), '{ "type": "commonjs" }\n')
await build({
  ...common,
  entryPoints: ['adapter/start.ts'],
  outfile: join(dist, 'mapscope.js'),
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  define: { 'import.meta.url': '__startUrl' },
  banner: { js: "const __startUrl = require('node:url').pathToFileURL(__filename).href;" },
})

// The goroot is compiled once, here: what a user waits for at launch is only the user's own files.
const started = Date.now()
await build({
  ...common,
  entryPoints: ['adapter/buildGoroot.ts'],
  outfile: join(dist, '.buildGoroot.mjs'),
  platform: 'node',
  target: 'node20',
  format: 'esm',
  banner,
})
const { buildGoroot } = await import(pathToFileURL(join(dist, '.buildGoroot.mjs')).href)
const { sources, archive, interpreter } = buildGoroot(join(root, 'adapter/goroot/src'))
writeFileSync(join(dist, 'goroot.sources'), sources)
writeFileSync(join(dist, 'goroot.archive'), archive)
writeFileSync(join(dist, 'interpreter.wasm'), interpreter)
rmSync(join(dist, '.buildGoroot.mjs'))
console.log(`goroot compiled in ${Date.now() - started} ms: ${(archive.length / 1e6).toFixed(1)} MB`)

if (existsSync(join(root, 'extension/node.ts'))) {
  await build({
    ...common,
    entryPoints: ['extension/node.ts'],
    outfile: join(dist, 'extension.cjs'),
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['vscode'],
  })
}
for (const view of ['bucketInspector', 'timeline']) {
  if (!existsSync(join(root, `extension/webview/${view}/main.ts`))) continue
  await build({
    ...common,
    entryPoints: [`extension/webview/${view}/main.ts`],
    outfile: join(dist, `${view}.js`),
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
  })
  cpSync(join(root, `extension/webview/${view}/style.css`), join(dist, `${view}.css`))
}

/** A program that becomes hot, so that translating is among what the code cache holds. */
const hot = `package main

func fib(n int) int {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}

func main() {
	m := map[int]int{}
	for i := 0; i < 20000; i++ {
		m[i] = fib(i % 12)
	}
	println(len(m)) // stop
}
`

/** Debugs a program once, so that the code cache of the command holds what a session needs. */
async function writeCodeCache() {
  const child = spawn(process.execPath, [join(dist, 'mapscope.js'), 'dap'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, MAPSCOPE_WRITE_CACHE: '1' },
  })
  const folder = mkdtempSync(join(tmpdir(), 'mapscope-build-'))
  const path = join(folder, 'main.go')
  writeFileSync(path, hot)
  let seq = 0
  const send = (command, args) => {
    const json = JSON.stringify({ seq: ++seq, type: 'request', command, arguments: args })
    child.stdin.write(`Content-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`)
  }
  /** What a client asks at a stop: handles are numbered from 1000 on. */
  const look = () => {
    send('threads')
    send('stackTrace', { threadId: 1 })
    send('scopes', { frameId: 1000 })
    for (let reference = 1000; reference < 1006; reference++) send('variables', { variablesReference: reference })
  }
  const line = hot.split('\n').findIndex(text => text.includes('// stop')) + 1
  const stops = [
    () => {
      look()
      send('next', { threadId: 1 })
    },
    () => {
      look()
      send('setBreakpoints', { source: { path }, breakpoints: [{ line }] })
      send('continue', { threadId: 1 })
    },
    () => {
      look()
      send('stepBack', { threadId: 1 })
    },
    () => send('disconnect'),
  ]
  let seen = ''
  child.stdout.on('data', chunk => {
    seen += chunk
    for (let at = seen.indexOf('"event":"stopped"'); at >= 0; at = seen.indexOf('"event":"stopped"')) {
      seen = seen.slice(at + 10)
      stops.shift()?.()
    }
  })
  send('initialize', { adapterID: 'mapscope' })
  send('launch', { program: path, stopOnEntry: true })
  send('configurationDone')
  const patience = setTimeout(() => child.kill(), 60_000)
  await new Promise(done => child.once('exit', done))
  clearTimeout(patience)
  rmSync(folder, { recursive: true })
}

await writeCodeCache()
