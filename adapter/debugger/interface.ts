// This file defines what the debugger is asked for and what it tells: breakpoints as clients want them, events, options.
import type { DataAccess } from './breakpoints/data'
import type { DataLocation } from './breakpoints/dataLocation'
import type { Location } from './breakpoints/locations'
import type { BreakpointKind } from './breakpoints/table'
import type { ExitInfo, StepIntoRuntime, StopInfo } from './stops'

/** A breakpoint as a client asks for it. */
export interface BreakpointRequest {
  readonly kind: BreakpointKind
  /** One of `breakpointModes`; absent: every hit. */
  readonly mode?: string | undefined
  readonly file?: string
  readonly line?: number
  readonly column?: number | undefined
  readonly function?: string
  readonly address?: number
  readonly condition?: string | undefined
  readonly hitCondition?: string | undefined
  readonly logMessage?: string | undefined
}

/** A data breakpoint as a client asks for it. */
export interface DataBreakpointRequest {
  readonly location: DataLocation
  readonly access: DataAccess
  readonly condition?: string | undefined
  readonly hitCondition?: string | undefined
  readonly mode?: string | undefined
}

/** What became of a request: bound to a location, or why not. */
export interface BreakpointResult {
  readonly id: number | undefined
  readonly location: Location | undefined
  readonly message: string | undefined
}

export interface DebuggerEvents {
  stopped(info: StopInfo): void
  exited(info: ExitInfo): void
  /** A logpoint was passed. */
  logged(text: string, goid: number, location: Location): void
  /** Something the user should read in the console. */
  message(text: string): void
  /**
   * A breakpoint is no longer what it was: what it watched is gone (and so is it), or it has stopped as often as it should. Without a message it
   * is again as it was set, because time has gone back.
   */
  breakpointChanged(id: number, reason: 'changed' | 'removed', message: string | undefined): void
  /** How far a long search of the past is, 0 to 1; undefined at its end. */
  progress?(fraction: number | undefined): void
}

export interface DebuggerOptions {
  readonly stepIntoRuntime: StepIntoRuntime
  /** Stop before the program ends by itself. */
  readonly stopOnExit?: boolean
  /** From when breakpoints in the runtime count: always, or from main.main on. */
  readonly armRuntimeBreakpoints: 'main' | 'always'
  /** Gives the host's event loop a turn. */
  readonly yieldToHost: () => Promise<void>
  /** Milliseconds, for the length of slices, and of the time that a program waits for input. */
  readonly now: () => number
}

/** A stop that was told. */
export interface StopMoment {
  readonly tick: number
  readonly goid: number
  readonly text: string
}
