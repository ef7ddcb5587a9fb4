// This file starts and ends one code-server: a VS Code in a browser with our extension installed, and nothing else in it.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'

export interface Server {
  readonly url: string
  stop(): Promise<void>
}

/** Nothing may ask, greet, update or call home. */
const settings = {
  'chat.commandCenter.enabled': false,
  'chat.disableAIFeatures': true,
  'debug.toolBarLocation': 'docked',
  'editor.minimap.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'github.gitAuthentication': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'window.restoreWindows': 'none',
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
}

/** Installs the package into a fresh profile below `folder` and serves it. */
export async function startCodeServer(root: string, vsix: string, folder: string): Promise<Server> {
  mkdirSync(join(folder, 'user/User'), { recursive: true })
  writeFileSync(join(folder, 'user/User/settings.json'), JSON.stringify(settings, null, 2))
  const port = await freePort()
  const entry = join(root, 'out/node/entry.js')
  const where = [
    '--config',
    join(folder, 'config.yaml'),
    '--user-data-dir',
    join(folder, 'user'),
    '--extensions-dir',
    join(folder, 'extensions'),
  ]
  // Inside a terminal of VS Code this variable would make the command talk to that VS Code.
  const env: NodeJS.ProcessEnv = { ...process.env, EXTENSIONS_GALLERY: '{"serviceUrl":""}', CS_DISABLE_GETTING_STARTED_OVERRIDE: '1' }
  delete env.VSCODE_IPC_HOOK_CLI
  const installed = spawnSync(process.execPath, [entry, ...where, '--install-extension', vsix], { encoding: 'utf8', env })
  if (installed.status !== 0) throw new Error(`the extension could not be installed:\n${installed.stdout}${installed.stderr}`)
  const quiet = ['--disable-telemetry', '--disable-update-check', '--disable-workspace-trust', '--disable-getting-started-override']
  const log = join(folder, 'server.log')
  const out = openSync(log, 'w')
  const args = [entry, ...where, ...quiet, '--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, '--session-socket', join(folder, 's.sock')]
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', out, out], detached: true })
  const url = `http://127.0.0.1:${port}`
  for (let i = 0; i < 200; i++) {
    if (child.exitCode !== null) break
    const healthy = await fetch(`${url}/healthz`).then(
      response => response.ok,
      () => false,
    )
    if (healthy) return { url, stop: () => stop(child) }
    await new Promise(done => setTimeout(done, 100))
  }
  await stop(child)
  throw new Error(`code-server did not start:\n${readFileSync(log, 'utf8')}`)
}

/** Ends the server with everything it started: extension hosts outlive the pages that they served. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return
  const ended = new Promise(done => child.once('exit', done))
  signalGroup(child.pid, 'SIGTERM')
  const timer = setTimeout(() => signalGroup(child.pid!, 'SIGKILL'), 3000)
  await ended
  clearTimeout(timer)
  signalGroup(child.pid, 'SIGKILL')
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch {
    // all of them have ended
  }
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer()
    server.once('error', failed)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (typeof address === 'object' && address !== null ? done(address.port) : failed(new Error('no port'))))
    })
  })
}
