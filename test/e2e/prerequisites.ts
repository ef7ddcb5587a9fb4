// This file gets what the tests in a real VS Code need, outside the repository: code-server from the package registry, and a Chromium.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** The newest code-server that runs on Node 20: VS Code 1.100.3. */
const codeServerVersion = '4.100.3'

/** Where downloads are kept between runs. */
export const home = process.env.MAPSCOPE_E2E_HOME ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'mapscope-e2e')

export interface Prerequisites {
  readonly codeServer: string
  readonly chromium: string
}

/** Installs what is missing, or throws an error that says what it is and how to get it. */
export function getPrerequisites(): Prerequisites {
  const chromium = findProgram(process.env.MAPSCOPE_CHROMIUM ?? '', 'chromium', 'chromium-browser', 'google-chrome')
  const ripgrep = findProgram('rg')
  const missing = [...(chromium === undefined ? ['chromium', 'fonts-dejavu-core'] : []), ...(ripgrep === undefined ? ['ripgrep'] : [])]
  if (missing.length > 0) installPackages(missing)
  const codeServer = installCodeServer(findProgram('rg')!)
  return { codeServer, chromium: chromium ?? findProgram('chromium')! }
}

function findProgram(...names: string[]): string | undefined {
  for (const name of names) {
    if (name === '') continue
    if (name.includes('/')) {
      if (existsSync(name)) return name
      continue
    }
    const { status, stdout } = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' })
    if (status === 0) return stdout.trim()
  }
  return undefined
}

function installPackages(names: string[]): void {
  const canInstall = process.getuid?.() === 0 && findProgram('apt-get') !== undefined
  if (!canInstall)
    throw new Error(`The tests in a real VS Code need ${names.join(', ')}. On Debian: sudo apt-get install ${names.join(' ')}`)
  log(`installing ${names.join(', ')}`)
  const options = ['-o', 'DPkg::Lock::Timeout=300']
  try {
    run('apt-get', [...options, 'install', '-y', '--no-install-recommends', ...names], '/')
  } catch {
    // The lists of packages may never have been fetched on this machine.
    run('apt-get', [...options, 'update'], '/')
    run('apt-get', [...options, 'install', '-y', '--no-install-recommends', ...names], '/')
  }
}

/**
 * Installs code-server without its install script: that one wants root to ask twice and downloads a ripgrep from elsewhere. The native modules
 * that this use needs are built here; kerberos and those for Windows are never loaded.
 */
function installCodeServer(ripgrep: string): string {
  const folder = join(home, `code-server-${codeServerVersion}`)
  const root = join(folder, 'node_modules/code-server')
  const done = join(folder, 'installed')
  if (existsSync(done)) return root
  log(`installing code-server ${codeServerVersion} into ${folder}: about a minute, once`)
  const began = Date.now()
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  run('npm', ['install', `code-server@${codeServerVersion}`, '--ignore-scripts', '--no-audit', '--no-fund'], folder)
  run('npm', ['rebuild', 'argon2'], folder)
  const vscode = join(root, 'lib/vscode')
  run('npm', ['install', '--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund'], vscode)
  run('npm', ['rebuild', '@vscode/spdlog', 'native-watchdog', '@parcel/watcher'], vscode)
  // The last step of node-pty's build fails outside VS Code's own tree; the module itself has been built by then.
  spawnSync('npm', ['rebuild', 'node-pty'], { cwd: vscode, stdio: 'ignore' })
  if (!existsSync(join(vscode, 'node_modules/node-pty/build/Release/pty.node')))
    throw new Error('node-pty could not be built: a C++ compiler and python3 are needed')
  mkdirSync(join(vscode, 'node_modules/@vscode/ripgrep/bin'), { recursive: true })
  link(ripgrep, join(vscode, 'node_modules/@vscode/ripgrep/bin/rg'))
  link('node_modules', join(vscode, 'node_modules.asar'))
  link('code-linux.sh', join(vscode, 'bin/remote-cli/code-server'))
  link('browser-linux.sh', join(vscode, 'bin/helpers/browser.sh'))
  writeFileSync(done, `${new Date().toISOString()}\n`)
  log(`installed in ${((Date.now() - began) / 1000).toFixed(0)} s`)
  return root
}

function link(target: string, path: string): void {
  rmSync(path, { force: true })
  symlinkSync(target, path)
}

function run(command: string, args: string[], cwd: string): void {
  try {
    execFileSync(command, args, {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    throw new Error(`${command} ${args.join(' ')} failed:\n${(stdout + stderr).split('\n').slice(-20).join('\n')}`)
  }
}

export function log(text: string): void {
  process.stderr.write(`e2e: ${text}\n`)
}
