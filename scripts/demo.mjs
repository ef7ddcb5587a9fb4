// `npm run demo`: builds Mapscope, then debugs two sample programs in the terminal with a real client and the real adapter.
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const built = spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], { stdio: 'inherit' })
if (built.status !== 0) process.exit(built.status ?? 1)
const out = join(root, 'dist/demo.mjs')
await build({
  entryPoints: [join(root, 'scripts/demo/main.ts')],
  outfile: out,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  logLevel: 'warning',
})
const { demo } = await import(pathToFileURL(out).href)
process.exitCode = await demo(root)
