// This file holds a launched program: its image, machine and debugger, and what was found out about it at the present stop.
//
// It may outlive the session that launched it: what it has to say goes to whoever listens now, and to nobody while no client is attached.
import { compileProgram } from '../compiler/compile'
import type { SourceText } from '../compiler/goroot'
import { Debugger } from '../debugger/debugger'
import { evaluate, evaluateBool } from '../debugger/evaluate/evaluate'
import type { DebuggerEvents } from '../debugger/interface'
import { LiveTarget } from '../debugger/liveTarget'
import { type Goroutine, goroutineOfThread, readGoroutine, readGoroutines } from '../debugger/runtime/goroutines'
import { panicChain } from '../debugger/runtime/panics'
import type { ExitInfo } from '../debugger/stops'
import { type Frame, isRuntimeFrame, unwindGoroutine, unwindThread, userFrame } from '../debugger/unwind'
import { ValueReader } from '../debugger/values/value'
import type { Image } from '../image/image'
import { Machine } from '../machine/machine'
import { Timeline } from '../machine/timeline/timeline'
import { failedToLaunch, RequestError } from './errors'
import type { SessionHost } from './host'
import type { LaunchArguments } from './launchArguments'

/** Compile errors: lines as `go build` prints them. */
export class CompileErrors extends Error {
  constructor(readonly lines: readonly string[]) {
    super(lines.find(line => !line.startsWith('#')) ?? 'the program does not compile')
  }
}

export interface DebuggeeEvents extends DebuggerEvents {
  output(fd: 1 | 2, bytes: Uint8Array, tick: number): void
}

/** A terminal of the program's own: its output goes there instead of to the client, and its standard input comes from there. */
export interface ProgramTerminal {
  write(fd: 1 | 2, bytes: Uint8Array): void
  /** Set while it cannot take more: resolves when it can. */
  readonly congested?: Promise<void> | undefined
  /** The program has been taken away. */
  close?(): void
}

/** A compiled program, with the texts of the user's files that it was made of. */
export interface Built {
  readonly image: Image
  readonly texts: ReadonlyMap<string, string>
}

/** Compiles the program of a launch request. Throws RequestError or CompileErrors. */
export function build(host: Pick<SessionHost, 'readProgram' | 'goroot' | 'archive'>, launch: LaunchArguments): Built {
  let program: ReturnType<SessionHost['readProgram']>
  try {
    program = host.readProgram(launch.program, launch.cwd)
  } catch (error) {
    if (error instanceof RequestError) throw error
    throw failedToLaunch(error instanceof Error ? error.message : String(error))
  }
  const texts = new Map<string, string>()
  const noted = (files: readonly SourceText[] | undefined) => {
    for (const { path, text } of files ?? []) texts.set(path, text)
    return files
  }
  noted(program.files)
  const { localPackage } = program
  const watched = localPackage === undefined ? program : { ...program, localPackage: (path: string) => noted(localPackage(path)) }
  const compiled = compileProgram(watched, host.goroot, host.archive)
  if (compiled.errors !== undefined) throw new CompileErrors(compiled.errors)
  return { image: compiled.image, texts }
}

/** Nobody listens. */
export const nobody: DebuggeeEvents = {
  stopped: () => {},
  exited: () => {},
  logged: () => {},
  message: () => {},
  breakpointChanged: () => {},
  output: () => {},
}

export class Debuggee {
  readonly target: LiveTarget
  readonly debugger: Debugger
  readonly values: ValueReader
  private goroutineCache: Goroutine[] | undefined
  private readonly frameCache = new Map<number, { frames: readonly Frame[]; complete: boolean }>()
  /** Whether the program has begun. */
  started = false
  /** How it ended. */
  readonly ended: Promise<ExitInfo>
  private suspended = false

  readonly image: Image
  /** The user's files, as they were compiled. */
  readonly texts: ReadonlyMap<string, string>

  constructor(
    { image, texts }: Built,
    public launch: LaunchArguments,
    readonly seed: string,
    host: Pick<SessionHost, 'yieldToHost' | 'now'>,
    /** Who hears of it. */
    public listener: DebuggeeEvents,
    private readonly terminal?: ProgramTerminal,
  ) {
    this.image = image
    this.texts = texts
    const godebug = Object.entries(launch.godebug).map(([name, value]) => `${name}=${value}`)
    const env = { ...launch.env }
    if (godebug.length > 0) env.GODEBUG = [...(env.GODEBUG ? [env.GODEBUG] : []), ...godebug].join(',')
    const machine = new Machine({
      sections: image.sections,
      entry: image.entry,
      functions: image.functions,
      args: [programName(launch.program), ...launch.args],
      env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
      seed,
      cores: launch.cores,
      memoryLimit: launch.limits.memoryMiB * 2 ** 20,
      threadLimit: launch.limits.threads,
      stdinOpen: terminal !== undefined,
      onOutput: (fd, bytes, tick) => (terminal === undefined ? this.listener.output(fd, bytes, tick) : terminal.write(fd, bytes)),
      ...(launch.limits.ticks === undefined ? {} : { tickLimit: launch.limits.ticks }),
    })
    // Without debugging nobody goes back.
    const memory = launch.noDebug ? 0 : launch.timeTravel * 2 ** 20
    this.target = new LiveTarget(image, machine, new Timeline(machine, { memory, now: () => host.now() }))
    this.values = new ValueReader(this.target)
    let tellEnd: (exit: ExitInfo) => void
    this.ended = new Promise(done => (tellEnd = done))
    const current = () => this.launch
    this.debugger = new Debugger(
      this.target,
      {
        get stepIntoRuntime() {
          return current().stepIntoRuntime
        },
        armRuntimeBreakpoints: launch.armRuntimeBreakpoints,
        stopOnExit: launch.stopOnExit && !launch.noDebug,
        yieldToHost: () => terminal?.congested ?? host.yieldToHost(),
        now: () => host.now(),
      },
      {
        condition: (expression, tid) => evaluateBool(this.target, expression, this.contextOfThread(tid)),
        text: (expression, tid) => this.values.text(evaluate(this.target, expression, this.contextOfThread(tid))),
        panicText: tid => this.panicText(tid),
      },
      {
        stopped: info => this.listener.stopped(info),
        exited: info => {
          tellEnd(info)
          this.listener.exited(info)
        },
        logged: (text, goid, location) => this.listener.logged(text, goid, location),
        message: text => this.listener.message(text),
        breakpointChanged: (id, reason, message) => this.listener.breakpointChanged(id, reason, message),
        progress: fraction => this.listener.progress?.(fraction),
      },
    )
  }

  /** Begins the program; with `stopOnEntry` it stops in main.main. */
  start(stopOnEntry: boolean): void {
    this.started = true
    this.debugger.start(stopOnEntry)
  }

  /** The client goes away: the program runs on as if there had never been one, or stands still until another one comes. */
  letGo(suspend: boolean): void {
    this.suspended = suspend
    this.listener = {
      ...nobody,
      // A stop that was on its way when the client left.
      stopped: ({ reason }) => {
        if (!this.suspended && reason !== 'error') this.debugger.continue()
      },
    }
    this.debugger.forgetClient()
    if (suspend) this.debugger.pause()
    else if (!this.started) this.start(false)
    else if (!this.debugger.running) this.debugger.continue()
  }

  /** Bytes of standard input that the program has not read yet. */
  get unreadInput(): number {
    const { input } = this.target.machine.kernelState
    return input.bytes.length - input.position
  }

  /** Forgets what was read at the last stop. */
  changed(): void {
    this.goroutineCache = undefined
    this.frameCache.clear()
  }

  /** All goroutines, in the order of their slots. */
  get goroutines(): readonly Goroutine[] {
    if (this.debugger.running) return readGoroutines(this.target)
    this.goroutineCache ??= readGoroutines(this.target)
    return this.goroutineCache
  }

  goroutine(id: number): Goroutine | undefined {
    return this.goroutines.find(candidate => candidate.id === id)
  }

  /** Frames of a goroutine, at least `count` of them if there are so many; `complete` says that there are no more. */
  frames(goroutine: Goroutine, count: number): { frames: readonly Frame[]; complete: boolean } {
    const known = this.frameCache.get(goroutine.id)
    if (known !== undefined && (known.complete || known.frames.length >= count)) return known
    // The stop of a deadlock is found by the scheduler: its thread works for no goroutine.
    const frames = this.unwind(goroutine, count + 1)
    const result = { frames: frames.slice(0, count), complete: frames.length <= count }
    if (!this.debugger.running) this.frameCache.set(goroutine.id, result)
    return result
  }

  /** The frame that says what a goroutine is doing. Of the thousands that a client lists it will ask for the stacks of few. */
  whereabouts(goroutine: Goroutine): Frame | undefined {
    const known = this.frameCache.get(goroutine.id)
    return userFrame(known?.frames ?? unwindGoroutine(this.target, goroutine, 20, frame => !isRuntimeFrame(frame)))
  }

  private unwind(goroutine: Goroutine, count: number): Frame[] {
    const frames = unwindGoroutine(this.target, goroutine, count)
    const { stop } = this.debugger
    const [first] = frames
    // A thread that stopped behind an instruction is shown where that instruction is.
    const f = first?.function
    if (stop?.afterInstruction === true && first?.tid === stop.tid && f !== undefined && first.pc > f.entry)
      frames[0] = { ...first, lookupPc: first.pc - 1, line: this.image.lineAt(first.pc - 1) }
    return frames
  }

  /** Frames of the thread that stopped, when it works for no goroutine. */
  threadFrames(tid: number, count: number): readonly Frame[] {
    return unwindThread(this.target, tid, count)
  }

  /** The goroutine that runs now: of whom output comes. */
  goroutineOfCurrentThread(): Goroutine | undefined {
    const g = goroutineOfThread(this.target, this.target.currentTid)
    return g === 0 ? undefined : readGoroutine(this.target, g)
  }

  firstUserFrame(goroutine: Goroutine): Frame | undefined {
    return unwindGoroutine(this.target, goroutine, 20).find(frame => {
      const name = frame.function?.package ?? ''
      return name === 'main' || (frame.function !== undefined && !frame.function.file.startsWith('/goroot/'))
    })
  }

  private contextOfThread(tid: number): { frame?: Frame; goroutine?: Goroutine; tid: number } {
    const g = goroutineOfThread(this.target, tid)
    const goroutine = g === 0 ? undefined : readGoroutine(this.target, g)
    const [frame] = goroutine === undefined ? unwindThread(this.target, tid, 1) : unwindGoroutine(this.target, goroutine, 1)
    return { tid, ...(frame === undefined ? {} : { frame }), ...(goroutine === undefined ? {} : { goroutine }) }
  }

  private panicText(tid: number): string {
    try {
      const [panic] = panicChain(this.target, goroutineOfThread(this.target, tid))
      if (panic === undefined) return ''
      return panic.typeName === 'string' || panic.typeName.endsWith('rror') || panic.typeName.startsWith('*')
        ? JSON.stringify(panic.text)
        : panic.text
    } catch {
      return ''
    }
  }

  dispose(): void {
    this.terminal?.close?.()
    this.debugger.dispose()
  }
}

function programName(path: string): string {
  const parts = path.split(/[\\/]/).filter(part => part !== '')
  return (parts[parts.length - 1] ?? 'main').replace(/\.go$/, '')
}
