// This file answers the requests that begin and end a session: initialize, launch, configurationDone, restart, terminate, disconnect.

import type { DebugProtocol } from '@vscode/debugprotocol'
import { randomSeed } from '../../common/randomSeed'
import type { StopInfo } from '../../debugger/stops'
import type { Image } from '../../image/image'
import { capabilities, serverCapabilities } from '../capabilities'
import { type Built, build, CompileErrors, Debuggee } from '../debuggee'
import { failedToAttach, failedToInitialize, failedToLaunch, noDebugSession, unableToRestart } from '../errors'
import type { ClientTerminal } from '../host'
import { type AttachArguments, type LaunchArguments, readAttachArguments, readLaunchArguments } from '../launchArguments'
import type { Answer, Session } from '../session'
import { optionalFlag, optionalText, optionalWhole } from '../validate'
import { toClientLine } from './breakpoints'
import { modulesOf } from './modules'
import { connectTerminal, openTerminal, wantsTerminal } from './runInTerminal'

export function initialize(session: Session, args: DebugProtocol.InitializeRequestArguments): Answer {
  if (session.phase !== 'new') throw failedToInitialize('initialize was requested before')
  const pathFormat = optionalText(args, 'pathFormat')
  if (pathFormat !== undefined && pathFormat !== 'path')
    throw failedToInitialize(`path format ${JSON.stringify(pathFormat)} is not supported`)
  session.client = args
  session.phase = 'initialized'
  return { body: session.host.programs === undefined ? capabilities : { ...capabilities, ...serverCapabilities } }
}

/** Takes over a program that runs already. It stops where it is, or runs on. */
export function attach(session: Session, raw: unknown): Answer {
  const { programs } = session.host
  if (session.phase === 'new') throw failedToAttach('the session is not initialized')
  if (session.launchRequested) throw failedToAttach('the session has a program already')
  if (programs === undefined)
    throw failedToAttach('this adapter launches programs; one to attach to is run by `mapscope run --debug HOST:PORT`, and answers there')
  const program = programs.take()
  let args: AttachArguments
  try {
    args = readAttachArguments(raw, program.launch)
  } catch (error) {
    programs.offer(program)
    throw error
  }
  session.launchRequested = true
  session.attached = true
  session.stopOnAttach = args.stopOnAttach
  program.launch = args.launch
  program.changed()
  session.sources.compiled(program.texts)
  program.listener = session.listener
  session.debuggee = program
  session.phase = 'launched'
  session.send('process', { name: args.launch.program, isLocalProcess: false, startMethod: 'attach', pointerSize: 64 })
  session.console(`Mapscope: seed ${program.seed}, ${args.launch.cores} cores; ${program.debugger.when}\n`)
  announceCode(session, undefined)
  // Its input has been read: it cannot begin anew.
  const missing = { supportsRestartRequest: false, ...(args.launch.timeTravel === 0 ? { supportsStepBack: false } : {}) }
  session.send('capabilities', { capabilities: missing })
  session.send('initialized')
  if (args.stopOnAttach) program.debugger.pause()
  return {
    after: () => {
      if (session.configurationDone) start(session)
    },
  }
}

export function launch(session: Session, raw: unknown): Answer {
  if (session.phase === 'new') throw failedToLaunch('the session is not initialized')
  if (session.launchRequested) throw failedToLaunch('a program was launched before')
  if (session.host.programs?.launching === false) throw failedToLaunch('there is a program here already: attach to it')
  const args = readLaunchArguments(raw)
  session.launchRequested = true
  try {
    const built = compile(session, args)
    if (wantsTerminal(session, args)) return { later: launchInTerminal(session, args, built) }
    prepare(session, args, built)
  } catch (error) {
    session.launchRequested = false
    throw error
  }
  return launched(session, args)
}

async function launchInTerminal(session: Session, args: LaunchArguments, built: Built): Promise<Answer> {
  try {
    prepare(session, args, built, undefined, await openTerminal(session, args))
  } catch (error) {
    session.launchRequested = false
    throw error
  }
  return launched(session, args)
}

function launched(session: Session, args: LaunchArguments): Answer {
  if (args.noDebug) return { after: () => start(session) }
  return {
    after: () => {
      // A client may have said configurationDone before it asked to launch.
      if (session.configurationDone) start(session)
    },
  }
}

/** Compiles the program. Tells compile errors as output. */
function compile(session: Session, args: LaunchArguments): Built {
  try {
    return build(session.host, args)
  } catch (error) {
    if (!(error instanceof CompileErrors)) throw error
    // Of what was not compiled there is nothing to compare with.
    session.sources.compiled(new Map())
    for (const line of error.lines) tellCompileError(session, line)
    throw failedToLaunch(`Build error: ${error.message}. Check the debug console for details.`)
  }
}

/** Builds the machine of a program, and tells of it. */
function prepare(session: Session, args: LaunchArguments, built: Built, before?: Image, terminal?: ClientTerminal): void {
  const seed = args.seed === 'random' ? randomSeed() : args.seed
  session.sources.compiled(built.texts)
  session.debuggee = new Debuggee(built, args, seed, session.host, session.listener, terminal)
  if (terminal !== undefined) connectTerminal(session.debuggee, terminal)
  session.host.programs?.launched(session.debuggee)
  // Without debugging a program that dies just dies.
  if (args.noDebug) session.debuggee.debugger.setExceptionFilters([])
  session.phase = 'launched'
  session.send('process', { name: args.program, isLocalProcess: false, startMethod: 'launch', pointerSize: 64 })
  session.console(`Mapscope: seed ${seed}, ${args.cores} cores. The same seed gives the same run.\n`)
  announceCode(session, before)
  if (args.timeTravel === 0) session.send('capabilities', { capabilities: { supportsStepBack: false } })
  if (!args.noDebug) session.send('initialized')
}

/** Tells packages that are new or gone, and after a restart source files that may have changed. */
function announceCode(session: Session, before: Image | undefined): void {
  const { image } = session.program
  const modules = modulesOf(image, session.sources)
  const old = before === undefined ? [] : modulesOf(before, session.sources)
  for (const module of old) if (!modules.some(({ id }) => id === module.id)) session.send('module', { reason: 'removed', module })
  for (const module of modules) session.send('module', { reason: old.some(({ id }) => id === module.id) ? 'changed' : 'new', module })
  if (before === undefined) return
  const told = (reason: 'new' | 'changed' | 'removed', file: string) => {
    const source = session.sources.isGoroot(file) ? undefined : session.sources.source(file)
    if (source !== undefined) session.send('loadedSource', { reason, source })
  }
  for (const file of before.files) if (!image.files.includes(file)) told('removed', file)
  for (const file of image.files) told(before.files.includes(file) ? 'changed' : 'new', file)
}

function tellCompileError(session: Session, text: string): void {
  const match = /^(.+?):(\d+):(\d+): /.exec(text)
  const place =
    match === null
      ? {}
      : {
          source: session.sources.source(match[1]!),
          line: toClientLine(session, Number(match[2])),
          column: Number(match[3]) - (session.client.columnsStartAt1 === false ? 1 : 0),
        }
  session.send('output', { category: 'stderr', output: `${text}\n`, ...(place.source === undefined ? {} : place) })
}

function start(session: Session): void {
  const { program } = session
  session.phase = 'configured'
  session.configurationDone = true
  if (!program.started) program.start(session.attached ? session.stopOnAttach : program.launch.stopOnEntry && !program.launch.noDebug)
  else takeUp(session)
}

/** Goes on with a program that another client has left, or that has met a breakpoint of this one meanwhile. */
function takeUp(session: Session): void {
  const { debugger: control } = session.program
  const pending = session.pendingStop
  session.pendingStop = undefined
  if (pending !== undefined) session.stopped(pending)
  else if (control.running || control.exit !== undefined) return
  else if (!session.stopOnAttach) control.continue()
  else {
    const stop: StopInfo = control.stop ?? { reason: 'pause', goid: 1, tid: 0, breakpointIds: [] }
    session.stopped({ ...stop, reason: stop.reason === 'exception' ? 'exception' : 'pause', breakpointIds: [] })
  }
}

export function configurationDone(session: Session): Answer {
  if (session.configurationDone) return {}
  session.configurationDone = true
  if (session.debuggee === undefined) return {}
  if (session.program.launch.noDebug) throw noDebugSession()
  return { after: () => start(session) }
}

/** Answers at once, then begins anew: with the same seed and arguments, or those that come with the request. */
export function restart(session: Session, args: { arguments?: unknown }): Answer {
  if (session.attached) throw unableToRestart('the program was there before this session: start it again where it was started')
  const before = session.program.launch
  const changed = typeof args.arguments === 'object' && args.arguments !== null ? (args.arguments as Record<string, unknown>) : undefined
  const launchArguments =
    changed === undefined ? before : readLaunchArguments({ ...(before as unknown as Record<string, unknown>), ...changed })
  return {
    after: () => {
      const { image } = session.program
      session.endProgram()
      session.configurationDone = false
      session.revive()
      void beginAgain(session, launchArguments, image)
    },
  }
}

async function beginAgain(session: Session, args: LaunchArguments, before: Image): Promise<void> {
  try {
    const built = compile(session, args)
    // The old terminal has shown the old program to its end.
    prepare(session, args, built, before, wantsTerminal(session, args) ? await openTerminal(session, args) : undefined)
    if (args.noDebug || session.configurationDone) start(session)
  } catch (error) {
    if (session.isOver) return
    session.console(`${error instanceof Error ? error.message : String(error)}\n`, 'stderr')
    session.terminated()
  }
}

/** Succeeds whether or not there is something left to cancel. */
export function cancel(session: Session, args: DebugProtocol.CancelArguments): Answer {
  const requestId = optionalWhole(args, 'requestId')
  const progressId = optionalText(args, 'progressId')
  if (requestId !== undefined) session.cancelAnswer(requestId)
  if (progressId !== undefined && progressId === session.progressId) session.debuggee?.debugger.cancelSearch()
  return {}
}

const sigterm = 15

/** Ends the program as SIGTERM would. */
export function terminate(session: Session): Answer {
  const { debuggee } = session
  return {
    after: () => {
      if (debuggee === undefined || debuggee.debugger.exit !== undefined) return
      debuggee.debugger.end({ code: 128 + sigterm })
    },
  }
}

/** Ends the session. A program on a server may be left to run on, or to stand still, until another client attaches to it. */
export function disconnect(session: Session, args: DebugProtocol.DisconnectArguments): Answer {
  const terminateDebuggee = optionalFlag(args, 'terminateDebuggee') ?? !session.attached
  const suspend = optionalFlag(args, 'suspendDebuggee') ?? false
  return {
    after: () => {
      const { debuggee } = session
      const alive = debuggee !== undefined && debuggee.debugger.exit === undefined
      const leaves = alive && session.host.programs !== undefined && !debuggee.launch.noDebug && (suspend || !terminateDebuggee)
      if (alive && !leaves && session.attached) debuggee.debugger.end({ code: 128 + sigterm })
      if (debuggee !== undefined) session.terminated()
      if (leaves) void session.leaveProgram(suspend)
      session.closed()
    },
  }
}
