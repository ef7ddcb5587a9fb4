// This file defines the attributes of a launch configuration, and checks what a client sent.
import type { StepIntoRuntime } from '../debugger/stops'
import { failedToAttach, failedToLaunch, RequestError } from './errors'

/** Attributes of a launch request; names follow Delve where the meaning is the same. */
export interface LaunchArguments {
  readonly program: string // a Go file, or a folder with package main
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string | undefined
  readonly stopOnEntry: boolean
  readonly stopOnExit: boolean // before the program ends by itself
  readonly noDebug: boolean
  readonly console: ConsoleKind
  readonly seed: string
  readonly cores: number
  readonly showRegisters: boolean
  readonly showGlobalVariables: boolean
  /** Labels of goroutines in the list of threads. */
  readonly showPprofLabels: readonly string[]
  readonly hideSystemGoroutines: boolean
  readonly stackTraceDepth: number
  readonly armRuntimeBreakpoints: 'main' | 'always'
  readonly stepIntoRuntime: StepIntoRuntime
  readonly limits: { readonly memoryMiB: number; readonly outputMiB: number; readonly ticks: number | undefined; readonly threads: number }
  /** MiB that snapshots of the past may take; 0 records nothing. */
  readonly timeTravel: number
  readonly godebug: Readonly<Record<string, string>>
}

/** Where the program reads and writes: the client's debug console (without input), or a terminal. */
export type ConsoleKind = 'internalConsole' | 'integratedTerminal' | 'externalTerminal'

const consoleKinds: readonly ConsoleKind[] = ['internalConsole', 'integratedTerminal', 'externalTerminal']

/** MiB of snapshots. */
const defaultTimeTravel = 256

type Raw = Readonly<Record<string, unknown>>

/** Checks and completes launch arguments. Throws RequestError naming the attribute that is wrong. */
export function readLaunchArguments(raw: unknown): LaunchArguments {
  if (typeof raw !== 'object' || raw === null) throw failedToLaunch('the launch request has no arguments')
  const all = raw as Raw
  const wrong = (name: string, want: string) => failedToLaunch(`attribute ${JSON.stringify(name)} must be ${want}`)
  const text = (name: string): string | undefined => {
    const value = all[name]
    if (value === undefined || value === null) return undefined
    if (typeof value !== 'string') throw wrong(name, 'a string')
    return value
  }
  const flag = (name: string, fallback: boolean): boolean => {
    const value = all[name]
    if (value === undefined || value === null) return fallback
    if (typeof value !== 'boolean') throw wrong(name, 'true or false')
    return value
  }
  const whole = (source: Raw, name: string, fallback: number, least: number, most: number): number => {
    const value = source[name]
    if (value === undefined || value === null) return fallback
    if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most)
      throw wrong(name, `a whole number from ${least} to ${most}`)
    return value
  }
  const choice = <T extends string>(name: string, values: readonly T[], fallback: T): T => {
    const value = text(name)
    if (value === undefined) return fallback
    if (!values.includes(value as T)) throw wrong(name, `one of ${values.map(v => JSON.stringify(v)).join(', ')}`)
    return value as T
  }
  const record = (name: string): Record<string, string> => {
    const value = all[name]
    if (value === undefined || value === null) return {}
    if (typeof value !== 'object' || Array.isArray(value)) throw wrong(name, 'an object of strings')
    const result: Record<string, string> = {}
    for (const [key, item] of Object.entries(value)) {
      if (item === null) continue
      if (typeof item !== 'string' && typeof item !== 'number' && typeof item !== 'boolean') throw wrong(`${name}.${key}`, 'a string')
      result[key] = String(item)
    }
    return result
  }
  const program = text('program')
  if (program === undefined || program === '') throw failedToLaunch('The program attribute is missing in debug configuration.')
  const args = all.args ?? []
  if (!Array.isArray(args) || !args.every(arg => typeof arg === 'string')) throw wrong('args', 'an array of strings')
  const labels = all.showPprofLabels ?? []
  if (!Array.isArray(labels) || !labels.every(label => typeof label === 'string')) throw wrong('showPprofLabels', 'an array of strings')
  const limits = (all.limits ?? {}) as Raw
  if (typeof limits !== 'object' || Array.isArray(limits)) throw wrong('limits', 'an object')
  const seed = all.seed ?? 1
  if (!(typeof seed === 'number' && Number.isInteger(seed) && seed >= 0) && !(typeof seed === 'string' && /^(\d{1,19}|random)$/.test(seed)))
    throw wrong('seed', 'a whole number or "random"')
  return {
    program,
    args,
    env: record('env'),
    cwd: text('cwd'),
    stopOnEntry: flag('stopOnEntry', false),
    stopOnExit: flag('stopOnExit', false),
    noDebug: flag('noDebug', false),
    console: choice('console', consoleKinds, 'internalConsole'),
    seed: String(seed),
    cores: whole(all, 'cores', 4, 1, 64),
    showRegisters: flag('showRegisters', true),
    showGlobalVariables: flag('showGlobalVariables', false),
    showPprofLabels: labels as string[],
    hideSystemGoroutines: flag('hideSystemGoroutines', true),
    stackTraceDepth: whole(all, 'stackTraceDepth', 50, 1, 10_000),
    armRuntimeBreakpoints: choice('armRuntimeBreakpoints', ['main', 'always'], 'main'),
    stepIntoRuntime: choice('stepIntoRuntime', ['never', 'maps', 'always'], 'maps'),
    limits: {
      memoryMiB: whole(limits, 'memoryMiB', 2048, 16, 3500),
      outputMiB: whole(limits, 'outputMiB', 64, 1, 10_000),
      ticks: limits.ticks === undefined || limits.ticks === null ? undefined : whole(limits, 'ticks', 0, 1, Number.MAX_SAFE_INTEGER),
      threads: whole(limits, 'threads', 1000, 8, 10_000),
    },
    timeTravel:
      all.timeTravel === false ? 0 : all.timeTravel === true ? defaultTimeTravel : whole(all, 'timeTravel', defaultTimeTravel, 0, 65_536),
    godebug: record('godebug'),
  }
}

/** What a client that attaches may decide for itself; the rest was decided when the program began. */
export const ofTheClient = [
  'showRegisters',
  'showGlobalVariables',
  'showPprofLabels',
  'hideSystemGoroutines',
  'stackTraceDepth',
  'stepIntoRuntime',
] as const

export interface AttachArguments {
  readonly launch: LaunchArguments
  /** Stop where the program is. */
  readonly stopOnAttach: boolean
}

/** Checks attach arguments, and completes them with those the program was launched with. */
export function readAttachArguments(raw: unknown, launched: LaunchArguments): AttachArguments {
  const all = (typeof raw === 'object' && raw !== null ? raw : {}) as Raw
  const stopOnAttach = all.stopOnAttach ?? true
  if (typeof stopOnAttach !== 'boolean') throw failedToAttach('attribute "stopOnAttach" must be true or false')
  const own = Object.fromEntries(ofTheClient.filter(name => name in all).map(name => [name, all[name]]))
  try {
    return { launch: readLaunchArguments({ ...launched, ...own }), stopOnAttach }
  } catch (error) {
    throw error instanceof RequestError ? failedToAttach(error.details) : error
  }
}
