// This file connects a test client to a session in the same process, over streams that may cut messages anywhere, and checks every message.
import { connect, type Socket } from 'node:net'
import { PassThrough } from 'node:stream'
import type { DebugProtocol } from '@vscode/debugprotocol'
import type { SessionHost } from '../../adapter/dap/host'
import { nodeHost } from '../../adapter/dap/serve'
import { Session } from '../../adapter/dap/session'
import { oneFile, testGoroot } from '../goroot'
import { DapClient } from './client'
import { problemOf } from './schema'

export interface TestSession {
  readonly client: DapClient
  readonly session: Session
  /** Messages that break the protocol's schema, or its rules of order; a test asserts that there are none. */
  readonly problems: string[]
  readonly closed: () => boolean
}

/** Programs by path, for sessions that must not touch the disk. */
export type Files = Readonly<Record<string, string>>

/** `cut` divides what the client sends into chunks. */
export function startSession(files: Files = {}, cut: (bytes: Buffer) => Buffer[] = bytes => [bytes]): TestSession {
  const toAdapter = new PassThrough()
  const fromAdapter = new PassThrough()
  let closed = false
  const node = nodeHost(testGoroot(), () => {
    closed = true
  })
  const host: SessionHost = {
    ...node,
    readProgram: (path, cwd) => (path in files ? oneFile(files[path]!, path) : node.readProgram(path, cwd)),
  }
  const session = new Session(host)
  session.start(toAdapter, fromAdapter)
  const client = new DapClient({
    write: text => {
      for (const chunk of cut(Buffer.from(text as string))) toAdapter.write(chunk)
    },
    onData: listener => void fromAdapter.on('data', listener),
  })
  const problems: string[] = []
  watch(client, problems)
  return { client, session, problems, closed: () => closed }
}

/** A client of a server, over TCP. */
export interface TcpClient {
  readonly client: DapClient
  readonly problems: string[]
  readonly socket: Socket
  readonly closed: Promise<unknown>
}

export async function connectTo(port: number): Promise<TcpClient> {
  const socket = connect(port, '127.0.0.1')
  await new Promise(done => socket.once('connect', done))
  const closed = new Promise(done => socket.once('close', done))
  const client = new DapClient({ write: text => void socket.write(text), onData: listener => void socket.on('data', listener) })
  const problems: string[] = []
  watch(client, problems)
  return { client, problems, socket, closed }
}

/** Requests after whose answer the program may go on without another word. */
const resuming = new Set(['continue', 'next', 'stepIn', 'stepOut', 'goto', 'restartFrame', 'restart', 'configurationDone'])

/** Rules that no schema tells: sequence numbers, one answer a request, one stopped a stop, exited before one terminated. */
function watch(client: DapClient, problems: string[]): void {
  let lastSeq = 0
  const open = new Set<number>()
  let exited = false
  let terminated = false
  let standing = false
  client.onMessage = (message, fromAdapter) => {
    if (!fromAdapter) {
      open.add(message.seq)
      return
    }
    const problem = problemOf(message)
    if (problem !== undefined) problems.push(problem)
    if (message.seq !== lastSeq + 1) problems.push(`seq ${message.seq} after ${lastSeq}`)
    lastSeq = message.seq
    if (message.type === 'response') {
      const { request_seq, command } = message as DebugProtocol.Response
      if (!open.delete(request_seq)) problems.push(`a second answer to ${command}`)
      if (command === 'restart') exited = terminated = false
      if (resuming.has(command)) standing = false
    }
    if (message.type === 'event') {
      const { event } = message as DebugProtocol.Event
      if (event === 'exited') exited = true
      if (event === 'continued' || event === 'initialized') standing = false
      if (event === 'stopped') {
        if (standing) problems.push('a second stopped event without going on')
        standing = true
      }
      if (event === 'terminated') {
        if (terminated) problems.push('a second terminated event')
        terminated = true
      }
      if (event === 'exited' && terminated) problems.push('exited after terminated')
    }
  }
  void exited
}

export const programPath = '/program/main.go'

/** A session that has launched a program and not yet said configurationDone. */
export async function launchText(text: string, launch: Record<string, unknown> = {}): Promise<TestSession> {
  const test = startSession({ [programPath]: text })
  await test.client.request('initialize', initializeArguments)
  await test.client.request('launch', { program: programPath, ...launch })
  await test.client.event('initialized')
  return test
}

export const initializeArguments: DebugProtocol.InitializeRequestArguments = {
  adapterID: 'mapscope',
  clientID: 'test',
  pathFormat: 'path',
  linesStartAt1: true,
  columnsStartAt1: true,
  supportsVariableType: true,
  supportsVariablePaging: true,
  supportsMemoryReferences: true,
  supportsInvalidatedEvent: true,
  supportsMemoryEvent: true,
}

/** The line (from 1) that contains a mark such as `// here`. */
export function lineOf(text: string, mark: string): number {
  const at = text.split('\n').findIndex(line => line.includes(mark))
  if (at < 0) throw new Error(`no line contains ${mark}`)
  return at + 1
}

/** Sets breakpoints on marked lines. */
export async function breakAt(
  test: TestSession,
  text: string,
  ...marks: (string | DebugProtocol.SourceBreakpoint)[]
): Promise<DebugProtocol.Breakpoint[]> {
  const breakpoints = marks.map(mark => (typeof mark === 'string' ? { line: lineOf(text, mark) } : mark))
  const body = await test.client.request<{ breakpoints: DebugProtocol.Breakpoint[] }>('setBreakpoints', {
    source: { path: programPath },
    breakpoints,
  })
  return body.breakpoints
}

export async function frames(test: TestSession, threadId: number): Promise<DebugProtocol.StackFrame[]> {
  return (await test.client.request<DebugProtocol.StackTraceResponse['body']>('stackTrace', { threadId })).stackFrames
}

/** `main.main:12` of the innermost frame. */
export async function top(test: TestSession, threadId: number): Promise<string> {
  const [frame] = await frames(test, threadId)
  return `${frame?.name}:${frame?.line}`
}
