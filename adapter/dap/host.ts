// This file defines what a session needs of the world outside: sources, the compiled goroot, time for slices. Node and browsers supply their own.
import type { PackageArchive } from '../compiler/archive'
import type { Goroot } from '../compiler/goroot'
import type { Program } from '../compiler/packages'
import type { Programs } from './programs'

export interface SessionHost {
  readonly goroot: Goroot
  readonly archive: PackageArchive | undefined
  /** The program at a path (a Go file or a folder), relative to `cwd`. Throws an Error that says what is wrong. */
  readProgram(path: string, cwd: string | undefined): Program
  /** Gives the event loop a turn. */
  yieldToHost(): Promise<void>
  /** Milliseconds, for the length of slices. */
  now(): number
  /** Programs that outlive their sessions; absent where they do not. */
  readonly programs?: Programs
  /** The client is gone. */
  closed(): void
}
