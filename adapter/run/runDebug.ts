// This file runs a program in the terminal so that debuggers can attach to it: `mapscope run --debug`.
import type { Server, Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import { build, CompileErrors, Debuggee, nobody } from '../dap/debuggee'
import { RequestError } from '../dap/errors'
import { feedInput } from '../dap/inputFeed'
import { readLaunchArguments } from '../dap/launchArguments'
import { Programs } from '../dap/programs'
import { nodeHost, type Shipped, serveTcp } from '../dap/serve'

export interface DebuggableRun {
  readonly host: string
  readonly port: number
  /** The program begins when a client has attached. */
  readonly wait: boolean
  /** Names as in a launch configuration. */
  readonly launch: Record<string, unknown>
}

/** What the command line's process has for the program. */
export interface Console {
  readonly input: NodeJS.ReadableStream
  write(fd: 1 | 2, bytes: Uint8Array): void
}

const farewell = 2000 // milliseconds that a client has to go after the end of the program

/** Runs a program to its end, and answers its exit code; meanwhile clients may attach, one after another. */
export async function runDebuggable(shipped: Shipped, options: DebuggableRun, console: Console): Promise<number> {
  const say = (text: string) => console.write(2, new TextEncoder().encode(`${text}\n`))
  const host = nodeHost(shipped, () => {})
  let program: Debuggee
  try {
    const launch = readLaunchArguments(options.launch)
    // The console takes what it is given at once: nothing of it waits here.
    program = new Debuggee(build(host, launch), launch, launch.seed, { ...host, now: () => performance.now() }, nobody, {
      write: (fd, bytes) => console.write(fd, bytes.slice()),
    })
  } catch (error) {
    if (!(error instanceof CompileErrors) && !(error instanceof RequestError)) throw error
    say(error instanceof CompileErrors ? error.lines.join('\n') : `mapscope: ${error.details}`)
    return 1
  }
  // Nobody is there yet who would want to stop at a panic.
  program.debugger.forgetClient()
  const programs = new Programs(false)
  programs.offer(program)
  const sockets = new Set<Socket>()
  const server = await serveTcp(shipped, options.host, options.port, programs)
  server.on('connection', socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  say(`mapscope: debuggers may attach at ${addressOf(server)}${options.wait ? '; the program begins when one has' : ''}`)
  feedInput(console.input, program)
  if (!options.wait) program.start(false)
  const exit = await program.ended
  if (exit.message !== undefined) say(`mapscope: ${exit.message}`)
  await Promise.race([new Promise(done => server.close(done)), new Promise(done => setTimeout(done, farewell).unref())])
  for (const socket of sockets) socket.destroy()
  return exit.code
}

function addressOf(server: Server): string {
  const address = server.address()
  if (address === null || typeof address === 'string') return String(address)
  return address.family === 'IPv6' ? `[${address.address}]:${address.port}` : `${address.address}:${address.port}`
}
