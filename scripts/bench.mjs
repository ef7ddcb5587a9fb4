// `npm run bench`: measures what users wait for. Figures vary with the machine; ratios within one run are what counts.
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const wanted = process.argv.slice(2)
for (const name of ['machine', 'engines', 'session', 'time', 'breakpoints', 'sideBySide']) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const outfile = join(root, `dist/bench-${name}.mjs`)
  await build({
    entryPoints: [join(root, `test/bench/${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'warning',
  })
  const started = await import(pathToFileURL(outfile).href)
  await started.bench?.(root)
}
