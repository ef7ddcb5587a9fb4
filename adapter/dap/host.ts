// This file defines what a session needs of the world outside: sources, the compiled goroot, time for slices. Node and browsers supply their own.
import type { PackageArchive } from '../compiler/archive'
import type { Goroot } from '../compiler/goroot'
import type { Program } from '../compiler/packages'
import type { ProgramTerminal } from './debuggee'
import type { Programs } from './programs'

/** A terminal of the client in which the program reads and writes. */
export interface ClientTerminal extends ProgramTerminal {
  readonly input: NodeJS.ReadableStream
  /** A signal for the program, such as Ctrl-C; 1 when the terminal is gone. */
  onSignal: (signal: number) => void
  /** The program has ended. */
  exited(code: number): void
  /** The program has been taken away. */
  close(): void
}

/** Where a terminal that a client opens will report. */
export interface TerminalDoor {
  /** What is to run in the terminal. */
  readonly command: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** The terminal, once it is there. Rejects when it does not come. */
  connected(): Promise<ClientTerminal>
  close(): void
}

export interface SessionHost {
  readonly goroot: Goroot
  readonly archive: PackageArchive | undefined
  /** The program at a path (a Go file or a folder), relative to `cwd`. Throws an Error that says what is wrong. */
  readProgram(path: string, cwd: string | undefined): Program
  /** The SHA-256 of a text in UTF-8, in hexadecimal. */
  sha256(text: string): string
  /** Gives the event loop a turn. */
  yieldToHost(): Promise<void>
  /** Milliseconds, for the length of slices. */
  now(): number
  /** Prepares for a terminal that the client opens; absent where none can report. */
  openTerminalDoor?(): Promise<TerminalDoor>
  /** Programs that outlive their sessions; absent where they do not. */
  readonly programs?: Programs
  /** The client is gone. */
  closed(): void
}
