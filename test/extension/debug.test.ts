// Tests of how the extension launches and follows sessions, with a fake VS Code.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type * as vscode from 'vscode'
import { MapscopeConfigurationProvider } from '../../extension/debug/configurationProvider'
import { goFilesOf, goProgramsIn, isFolder } from '../../extension/debug/goPrograms'
import { nodeAdapterFactory, parseServer } from '../../extension/debug/nodeAdapterFactory'
import { SessionFollower } from '../../extension/debug/sessionFollower'
import { fakeVsCode } from './fakeVsCode'

const folder = mkdtempSync(join(tmpdir(), 'mapscope-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
function write(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
}
write({
  'one/main.go': 'package main\n\nfunc main() {}\n',
  'many/main.go': '// a comment\npackage main\n\nfunc main() { help() }\n',
  'many/help.go': 'package main\n\nfunc help() {}\n',
  'many/main_test.go': 'package main\n',
  'scripts/a.go': 'package main\n\nfunc main() {}\n',
  'scripts/b.go': 'package main\n\nfunc main() {}\n',
  'v1.2/main.go': 'package main\n',
  'lib/lib.go': 'package lib\n',
})

const programs = { factsOf: goFilesOf, programsIn: goProgramsIn, isFolder }
const launch = (type: string | undefined = undefined): vscode.DebugConfiguration =>
  type === undefined ? ({} as vscode.DebugConfiguration) : { type, request: 'launch', name: 'x' }

describe('F5', () => {
  const resolve = (file: string | undefined, configuration = launch(), more = {}) => {
    const fake = fakeVsCode()
    fake.edit(file === undefined ? undefined : join(folder, file), more)
    return {
      result: new MapscopeConfigurationProvider(fake.api, programs).resolveDebugConfiguration(undefined, configuration),
      errors: fake.errors,
    }
  }

  test.each([
    ['a file alone', 'one/main.go', 'one/main.go'],
    ['a program of several files', 'many/help.go', 'many'],
    ['one of several programs in a folder', 'scripts/a.go', 'scripts/a.go'],
    ['a package that is no program', 'lib/lib.go', 'lib/lib.go'],
  ])('%s', (_, file, program) => {
    expect(resolve(file).result).toEqual({
      type: 'mapscope',
      request: 'launch',
      name: 'Mapscope: current Go file',
      program: join(folder, program),
    })
  })

  test('a configuration without a program means the file in the editor; one with a program is left alone', () => {
    expect(resolve('one/main.go', { ...launch('mapscope'), seed: 7 }).result).toMatchObject({
      name: 'x',
      seed: 7,
      program: join(folder, 'one/main.go'),
    })
    const complete = { ...launch('mapscope'), program: '${file}' }
    expect(resolve(undefined, complete).result).toBe(complete)
  })

  test('says what is missing', () => {
    expect(resolve(undefined)).toMatchObject({ result: undefined, errors: [expect.stringContaining('Open the Go file')] })
    expect(resolve('notes.txt')).toMatchObject({ result: undefined, errors: [expect.stringContaining('Open the Go file')] })
    expect(resolve('new.go', launch(), { isUntitled: true })).toMatchObject({
      result: undefined,
      errors: [expect.stringContaining('Save')],
    })
  })

  test('what cannot work is refused once variables have values', () => {
    const check = (more: object) => {
      const fake = fakeVsCode()
      const provider = new MapscopeConfigurationProvider(fake.api, programs)
      const result = provider.resolveDebugConfigurationWithSubstitutedVariables(undefined, { ...launch('mapscope'), ...more })
      return result === undefined ? fake.errors[0] : 'fine'
    }
    expect(check({ program: '/x/main.go' })).toBe('fine')
    expect(check({ program: '/x' })).toBe('fine')
    expect(check({ program: join(folder, 'v1.2') })).toBe('fine')
    expect(check({ program: '/x/launch.json' })).toContain('not a Go file')
    expect(check({ program: '/x/main_test.go' })).toContain('test file')
    expect(check({})).toContain('no program')
    expect(check({ request: 'attach', port: 4711 })).toBe('fine')
    for (const port of [undefined, 'x', 0, 65536]) expect(check({ request: 'attach', port })).toContain('needs the port')
    expect(check({ request: 'watch', program: '/x' })).toContain('"watch"')
  })

  test('programs of the workspace are offered', () => {
    const provider = new MapscopeConfigurationProvider(fakeVsCode().api, programs)
    const offered = provider.dynamic.provideDebugConfigurations!({
      uri: { scheme: 'file', fsPath: folder },
    } as vscode.WorkspaceFolder) as vscode.DebugConfiguration[]
    expect(offered.map(({ name }) => name)).toEqual(['Mapscope: many', 'Mapscope: one', 'Mapscope: scripts'])
    expect(provider.dynamic.provideDebugConfigurations!(undefined)).toEqual([])
  })

  test('the command debugs the file it is called with', async () => {
    const fake = fakeVsCode()
    await new MapscopeConfigurationProvider(fake.api, programs).debugFile({ fsPath: join(folder, 'many/help.go') } as vscode.Uri)
    expect(fake.started.map(({ program }) => program)).toEqual([join(folder, 'many')])
  })
})

describe('the adapter', () => {
  const descriptor = (server: string) => {
    const fake = fakeVsCode()
    fake.settings['mapscope.server'] = server
    return nodeAdapterFactory(fake.api, '/x/dist/mapscope.js').createDebugAdapterDescriptor({} as vscode.DebugSession, undefined)
  }

  test('is a process that runs the bundle with the Node of VS Code', () => {
    expect(descriptor('')).toMatchObject({
      command: process.execPath,
      args: ['/x/dist/mapscope.js', 'dap'],
      options: { env: { ELECTRON_RUN_AS_NODE: '1' } },
    })
  })

  test('is where the program to attach to runs', () => {
    const attach = (more: object) =>
      nodeAdapterFactory(fakeVsCode().api, '/x').createDebugAdapterDescriptor(
        { configuration: { type: 'mapscope', name: 'x', request: 'attach', ...more } } as unknown as vscode.DebugSession,
        undefined,
      )
    expect(attach({ port: 4711 })).toMatchObject({ host: '127.0.0.1', port: 4711 })
    expect(attach({ port: '4711', host: 'elsewhere' })).toMatchObject({ host: 'elsewhere', port: 4711 })
  })

  test('is a running server if the setting names one', () => {
    expect(descriptor('127.0.0.1:4711')).toMatchObject({ host: '127.0.0.1', port: 4711 })
    expect(() => descriptor('nonsense')).toThrow('HOST:PORT')
    expect(parseServer('[::1]:80')).toEqual({ host: '::1', port: 80 })
    for (const bad of ['', '80', 'a:0', 'a:65536', 'a b:1', 'a:1x']) expect(parseServer(bad)).toBeUndefined()
  })
})

describe('following a session', () => {
  const session = { id: 's', type: 'mapscope' } as vscode.DebugSession
  const follow = () => {
    const fake = fakeVsCode()
    const log: string[] = []
    const follower = new SessionFollower(
      fake.api,
      [
        {
          stopped: (_, place) => log.push(`stopped ${place.threadId} ${place.frameId ?? '-'}`),
          running: () => log.push('running'),
          ended: () => log.push('ended'),
        },
      ],
      5,
    )
    const tracker = follower.createDebugAdapterTracker(session)
    const send = (message: object) => tracker.onDidSendMessage!(message)
    const select = (threadId: number, frameId: number) =>
      follower.selected(
        new (fake.api.DebugStackFrame as unknown as new (...args: unknown[]) => vscode.DebugStackFrame)(session, threadId, frameId),
      )
    return { log, send, select, follower }
  }
  const stop = (threadId: number) => ({ type: 'event', event: 'stopped', body: { threadId } })
  const pause = () => new Promise(done => setTimeout(done, 20))

  test('a stop is told with the frame that VS Code selects', async () => {
    const { log, send, select } = follow()
    send(stop(5))
    select(5, 1001)
    await pause()
    expect(log).toEqual(['stopped 5 1001'])
  })

  test('and without one if none is selected', async () => {
    const { log, send } = follow()
    send(stop(5))
    await pause()
    expect(log).toEqual(['stopped 5 -'])
  })

  test('selections while the program runs are of the past', async () => {
    const { log, send, select } = follow()
    send(stop(5))
    send({ type: 'response', command: 'continue', success: true })
    select(5, 1001)
    await pause()
    expect(log).toEqual(['running'])
  })

  test('a changed variable is a reason to look again; a failed request is none', async () => {
    const { log, send, select } = follow()
    send(stop(5))
    select(5, 1001)
    send({ type: 'response', command: 'setVariable', success: true })
    send({ type: 'response', command: 'next', success: false })
    send({ type: 'event', event: 'terminated' })
    expect(log).toEqual(['stopped 5 1001', 'stopped 5 1001', 'ended'])
  })
})
