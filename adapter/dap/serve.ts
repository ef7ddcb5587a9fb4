// This file connects sessions to the world of Node: standard input and output, or a TCP port with a session for each client.
import { createHash } from 'node:crypto'
import { createServer, type Server } from 'node:net'
import { resolve } from 'node:path'
import { performance } from 'node:perf_hooks'
import type { PackageArchive } from '../compiler/archive'
import type { Goroot } from '../compiler/goroot'
import { ProgramError, readProgram } from '../hostFiles'
import { type BatchedOutput, batchedOutput } from './batchedOutput'
import type { SessionHost } from './host'
import { Programs } from './programs'
import { Session } from './session'
import { openTerminalDoor } from './terminals'

/** What all sessions of a process share. */
export interface Shipped {
  readonly goroot: Goroot
  readonly archive: PackageArchive | undefined
}

/** A host for one session. */
export function nodeHost(shipped: Shipped, closed: () => void, output?: BatchedOutput, programs?: Programs): SessionHost {
  return {
    goroot: shipped.goroot,
    archive: shipped.archive,
    readProgram(path, cwd) {
      try {
        return readProgram(cwd === undefined ? path : resolve(cwd, path))
      } catch (error) {
        throw new Error(
          error instanceof ProgramError ? error.message : `${path}: ${error instanceof Error ? error.message : String(error)}`,
        )
      }
    },
    sha256: text => createHash('sha256').update(text).digest('hex'),
    yieldToHost: () => {
      const turn = new Promise<void>(done => setImmediate(done))
      output?.expectMore()
      return turn
    },
    now: () => performance.now(),
    openTerminalDoor: () => openTerminalDoor([process.execPath, process.argv[1]!, 'terminal']),
    closed,
    ...(programs === undefined ? {} : { programs }),
  }
}

/** Serves one client over stdin and stdout; the process ends with it. */
export function serveStdio(shipped: Shipped): void {
  // Nothing but the protocol may reach stdout.
  console.log = (...args: unknown[]) => console.error(...args)
  serveStreams(shipped, process.stdin, process.stdout, () => setTimeout(() => process.exit(0), 50))
}

/** A session over two streams. However its client goes away (the end of input, an error of either stream), everything is freed. */
export function serveStreams(shipped: Shipped, input: NodeJS.ReadableStream, output: NodeJS.WritableStream, closed: () => void): Session {
  const batched = batchedOutput(output)
  const session = new Session(nodeHost(shipped, closed, batched))
  session.start(input, batched.stream)
  const gone = () => session.closed()
  for (const event of ['end', 'close', 'error']) input.on(event, gone)
  for (const event of ['close', 'error']) output.on(event, gone)
  return session
}

/** Serves clients on a TCP port, each with a session of its own, one after another and side by side. */
export function serveTcp(shipped: Shipped, host: string, port: number, programs = new Programs()): Promise<Server> {
  const server = createServer(socket => {
    const output = batchedOutput(socket)
    const session = new Session(nodeHost(shipped, () => output.stream.end(), output, programs))
    socket.on('error', () => socket.destroy())
    session.start(socket, output.stream)
  })
  return new Promise((done, failed) => {
    server.once('error', failed)
    server.listen(port, host, () => done(server))
  })
}
