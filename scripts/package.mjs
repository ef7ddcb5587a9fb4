// Makes the .vsix: everything is bundled in dist/, so the package is dist/, the icons and the texts, and no node_modules.
// Usage: node scripts/package.mjs [FILE.vsix]; MAPSCOPE_DIST names another build than dist/, which is then not built afresh.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const file = resolve(process.argv[2] ?? join(root, `${manifest.name}-${manifest.version}.vsix`))
const dist = resolve(root, process.env.MAPSCOPE_DIST ?? 'dist')

const run = (command, args, cwd) => {
  const { status, error } = spawnSync(command, args, { cwd, stdio: 'inherit' })
  if (error !== undefined) throw error
  if (status !== 0) process.exit(status ?? 1)
}

if (process.env.MAPSCOPE_DIST === undefined) run(process.execPath, [join(root, 'scripts/build.mjs')], root)

// A folder of its own holds exactly what is shipped: no list of exceptions has to be kept.
const stage = mkdtempSync(join(tmpdir(), 'mapscope-package-'))
try {
  // The code cache is for the Node that built it; VS Code has another.
  cpSync(dist, join(stage, 'dist'), { recursive: true, filter: source => !source.endsWith('mapscope.cache') })
  cpSync(join(root, 'extension/media'), join(stage, 'extension/media'), { recursive: true })
  const pictures = join(root, 'docs/pictures')
  if (existsSync(pictures)) cpSync(pictures, join(stage, 'docs/pictures'), { recursive: true })
  for (const name of ['package.nls.json', 'README.md', 'CHANGELOG.md', 'LICENSE']) {
    if (existsSync(join(root, name))) cpSync(join(root, name), join(stage, name))
  }
  const { scripts, devDependencies, dependencies, private: _private, ...shipped } = manifest
  writeFileSync(join(stage, 'package.json'), `${JSON.stringify(shipped, null, 2)}\n`)
  const vsce = join(root, 'node_modules/@vscode/vsce/vsce')
  const options = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links', '--skip-license']
  run(process.execPath, [vsce, 'package', ...options, '--out', file], stage)
  const sizes = readdirSync(dist).map(name => `${name} ${kilobytes(join(dist, name))}`)
  console.log(`${file}: ${kilobytes(file)}; ${sizes.join(', ')}`)
} finally {
  rmSync(stage, { recursive: true, force: true })
}

function kilobytes(path) {
  return `${(statSync(path).size / 1000).toFixed(0)} kB`
}
