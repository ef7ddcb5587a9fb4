// This file defines why a program is stopped: the words everybody in the debugger and its clients shares.

/** What kind of exception a stop is. */
export type ExceptionKind = 'panic' | 'fatal error' | 'recovered panic' | 'deadlock' | 'nil map write'

export type StopReason =
  | 'entry'
  | 'step'
  | 'pause'
  | 'breakpoint'
  | 'function breakpoint'
  | 'instruction breakpoint'
  | 'data breakpoint'
  | 'exception'
  /** The program is about to end by itself. */
  | 'exit'
  /** Somebody went to this moment. */
  | 'goto'
  /** A call begins anew: everything is as it was then. */
  | 'restart'
  /** The program did something the debugger cannot go on from: a condition that fails to evaluate, a limit of the machine. */
  | 'error'

/** A stop. Nothing runs until somebody resumes. */
export interface StopInfo {
  readonly reason: StopReason
  readonly goid: number // the goroutine that caused it; 0 if none did
  readonly tid: number // the thread that was running; 0 if none was
  readonly breakpointIds: readonly number[]
  /** The thread has executed the instruction that made it stop: its pc is behind it. */
  readonly afterInstruction?: boolean
  readonly exception?: { readonly kind: ExceptionKind; readonly text: string }
  readonly description?: string
  readonly text?: string
}

/** The end of the program. */
export interface ExitInfo {
  readonly code: number
  /** Set when a limit of the machine ended it. */
  readonly message?: string
}

/** What steps move by. */
export type Granularity = 'statement' | 'line' | 'instruction'

export type StepKind = 'next' | 'in' | 'out'

/** Which runtime functions a step into a line enters. */
export type StepIntoRuntime = 'never' | 'maps' | 'always'
