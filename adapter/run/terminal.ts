// This file is what runs in a terminal of a client on behalf of a program that is debugged: it relays input, output and signals.
import { connect } from 'node:net'
import { FrameReader, frame, frameKind, numberFrame } from '../dap/terminalFrames'

/** The terminal. */
export interface TerminalStreams {
  readonly input: NodeJS.ReadableStream
  write(fd: 1 | 2, bytes: Uint8Array): void
  /** Hears of signals that are meant for the program. */
  onSignal(hear: (signal: number) => void): void
}

/** Relays until the program has ended; answers its exit code. */
export function relayTerminal(address: { host: string; port: number }, token: string, terminal: TerminalStreams): Promise<number> {
  return new Promise((done, failed) => {
    const socket = connect(address.port, address.host)
    const reader = new FrameReader()
    const { input } = terminal
    let code: number | undefined
    let welcome = false
    socket.on('connect', () => socket.write(frame(frameKind.token, new TextEncoder().encode(token))))
    const begin = () => {
      welcome = true
      input.on('data', chunk => {
        if (!socket.writable || socket.write(frame(frameKind.input, typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk)))
          return
        input.pause()
        socket.once('drain', () => input.resume())
      })
      input.on('end', () => socket.writable && socket.write(frame(frameKind.endOfInput)))
      terminal.onSignal(signal => socket.writable && socket.write(numberFrame(frameKind.signal, signal)))
    }
    socket.on('data', chunk => {
      for (const { kind, payload } of reader.read(chunk)) {
        if (kind === frameKind.token) begin()
        else if (kind === frameKind.stdout) terminal.write(1, payload)
        else if (kind === frameKind.stderr) terminal.write(2, payload)
        else if (kind === frameKind.exit) code = payload[0] ?? 0
      }
    })
    socket.on('error', failed)
    socket.on('close', () => {
      if (code !== undefined) done(code)
      else failed(new Error(welcome ? 'the debugger is gone' : 'the debugger does not know this terminal'))
    })
  })
}

/** `mapscope terminal`. */
export async function terminalCommand(address: { host: string; port: number }, token: string): Promise<number> {
  const code = await relayTerminal(address, token, {
    input: process.stdin,
    write: (fd, bytes) => void (fd === 1 ? process.stdout : process.stderr).write(bytes),
    onSignal: hear => void process.on('SIGINT', () => hear(sigint)),
  })
  process.stdin.destroy()
  return code
}

const sigint = 2
