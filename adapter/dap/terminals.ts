// This file gives a program a terminal of its client: our own command runs there, connects back, and relays what is typed and what is printed.
//
// Only the one who knows the token of this launch is let in, once, and only from this computer.
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type Server, type Socket } from 'node:net'
import { PassThrough } from 'node:stream'
import type { ClientTerminal, TerminalDoor } from './host'
import { FrameReader, frame, frameKind, numberFrame } from './terminalFrames'

/** The name of the environment variable with the token. */
export const tokenVariable = 'MAPSCOPE_TERMINAL_TOKEN'

const patience = 20_000 // milliseconds that a shell may take to start our command
const congestion = 2 ** 20 // bytes on their way
const tokenLength = 32

/** Waits for a terminal. `command` is ours, and gets the place to connect to. */
export async function openTerminalDoor(command: readonly string[]): Promise<TerminalDoor> {
  const token = randomBytes(tokenLength).toString('hex')
  const server = createServer({ allowHalfOpen: true })
  await new Promise<void>((done, failed) => {
    server.once('error', failed)
    server.listen(0, '127.0.0.1', done)
  })
  const { port } = server.address() as { port: number }
  const electron = process.env.ELECTRON_RUN_AS_NODE
  // The command may be quicker than the client's answer.
  const guest = firstGuest(server, Buffer.from(token))
  guest.catch(() => {})
  return {
    command: [...command, '--connect', `127.0.0.1:${port}`],
    env: { [tokenVariable]: token, ...(electron === undefined ? {} : { ELECTRON_RUN_AS_NODE: electron }) },
    connected() {
      const timer = setTimeout(() => server.close(), patience)
      return guest.finally(() => clearTimeout(timer))
    },
    close: () => void server.close(),
  }
}

/** The first one with the token; nobody if the server is closed before. */
function firstGuest(server: Server, token: Buffer): Promise<ClientTerminal> {
  return new Promise((done, failed) => {
    const strangers = new Set<Socket>()
    server.on('close', () => failed(new Error('nobody has connected from the terminal')))
    server.on('connection', socket => {
      // What a stranger sends is short, or it is cut off.
      const reader = new FrameReader(2 * tokenLength)
      const introduced = (chunk: Buffer) => {
        const [first] = frames(reader, chunk) ?? [stranger]
        if (first === undefined) return // the rest is to come
        socket.removeListener('data', introduced)
        strangers.delete(socket)
        const { kind, payload } = first
        if (kind !== frameKind.token || payload.length !== token.length || !timingSafeEqual(payload, token)) {
          socket.destroy()
          return
        }
        done(new SocketTerminal(socket))
        server.close()
        for (const other of strangers) other.destroy()
      }
      strangers.add(socket)
      socket.on('data', introduced)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => strangers.delete(socket))
    })
  })
}

const stranger = { kind: -1, payload: new Uint8Array() }

/** The frames of a chunk; undefined if it is no stream of frames. */
function frames(reader: FrameReader, chunk: Uint8Array) {
  try {
    return [...reader.read(chunk)]
  } catch {
    return undefined
  }
}

class SocketTerminal implements ClientTerminal {
  readonly input = new PassThrough()
  onSignal: (signal: number) => void = () => {}
  congested: Promise<void> | undefined
  private finished = false

  constructor(private readonly socket: Socket) {
    const reader = new FrameReader()
    socket.on('data', chunk => {
      for (const { kind, payload } of frames(reader, chunk) ?? []) this.take(kind, payload)
    })
    socket.on('close', () => {
      this.input.end()
      if (!this.finished) this.onSignal(hangup)
    })
    socket.write(frame(frameKind.token))
  }

  private take(kind: number, payload: Uint8Array): void {
    if (kind === frameKind.input && !this.input.write(payload)) {
      this.socket.pause()
      this.input.once('drain', () => this.socket.resume())
    } else if (kind === frameKind.endOfInput) this.input.end()
    else if (kind === frameKind.signal) this.onSignal(payload[0] ?? hangup)
  }

  write(fd: 1 | 2, bytes: Uint8Array): void {
    if (this.socket.destroyed) return
    this.socket.write(frame(fd === 1 ? frameKind.stdout : frameKind.stderr, bytes))
    if (this.socket.writableLength < congestion) return
    this.congested ??= new Promise(done => {
      const relieved = () => {
        for (const event of ['drain', 'close']) this.socket.removeListener(event, relieved)
        this.congested = undefined
        done()
      }
      for (const event of ['drain', 'close']) this.socket.once(event, relieved)
    })
  }

  exited(code: number): void {
    this.finished = true
    if (!this.socket.destroyed) this.socket.end(numberFrame(frameKind.exit, code))
  }

  close(): void {
    if (!this.finished) this.exited(128 + sigterm)
  }
}

const hangup = 1
const sigterm = 15
