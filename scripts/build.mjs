// Builds dist/, or another folder named on the command line: the mapscope command, the compiled goroot, and the extension's bundles.
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
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
  outfile: join(dist, 'mapscope.js'),
  platform: 'node',
  target: 'node20',
  format: 'esm',
  banner,
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
writeFileSync(join(dist, 'goroot.json'), sources)
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
