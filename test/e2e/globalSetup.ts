// This file prepares the whole suite: prerequisites, the package, a workspace, one server; and takes it all down.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startCodeServer } from './codeServer'
import { getPrerequisites, log } from './prerequisites'

declare module 'vitest' {
  interface ProvidedContext {
    url: string
    chromium: string
    workspace: string
  }
}

const root = resolve(__dirname, '../..')

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { codeServer, chromium } = getPrerequisites()
  const folder = mkdtempSync(join(tmpdir(), 'mapscope-e2e-'))
  const vsix = join(folder, 'mapscope.vsix')
  log('packaging the extension')
  execFileSync(process.execPath, [join(root, 'scripts/package.mjs'), vsix], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
  // Copies without a launch.json: F5 must do without.
  const workspace = join(folder, 'sample-programs')
  cpSync(join(root, 'sample-programs'), workspace, { recursive: true })
  const began = Date.now()
  const server = await startCodeServer(codeServer, vsix, folder)
  log(`VS Code is up after ${((Date.now() - began) / 1000).toFixed(1)} s`)
  project.provide('url', server.url)
  project.provide('chromium', chromium)
  project.provide('workspace', workspace)
  return async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
