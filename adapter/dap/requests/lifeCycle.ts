// This file answers the requests that begin and end a session: initialize, launch, configurationDone, restart, terminate, disconnect.
import type { DebugProtocol } from '@vscode/debugprotocol'
import type { Image } from '../../image/image'
import { capabilities } from '../capabilities'
import { build, CompileErrors, Debuggee } from '../debuggee'
import { failedToAttach, failedToInitialize, failedToLaunch, noDebugSession } from '../errors'
import { type LaunchArguments, readLaunchArguments } from '../launchArguments'
import type { Answer, Session } from '../session'
import { optionalText, optionalWhole } from '../validate'
import { toClientLine } from './breakpoints'
import { modulesOf } from './modules'

export function initialize(session: Session, args: DebugProtocol.InitializeRequestArguments): Answer {
  if (session.phase !== 'new') throw failedToInitialize('initialize was requested before')
  const pathFormat = optionalText(args, 'pathFormat')
  if (pathFormat !== undefined && pathFormat !== 'path')
    throw failedToInitialize(`path format ${JSON.stringify(pathFormat)} is not supported`)
  session.client = args
  session.phase = 'initialized'
  return { body: capabilities }
}

export function attach(): Answer {
  throw failedToAttach()
}

export function launch(session: Session, raw: unknown): Answer {
  if (session.phase === 'new') throw failedToLaunch('the session is not initialized')
  if (session.launchRequested) throw failedToLaunch('a program was launched before')
  const args = readLaunchArguments(raw)
  session.launchRequested = true
  try {
    prepare(session, args)
  } catch (error) {
    session.launchRequested = false
    throw error
  }
  if (args.noDebug) return { after: () => start(session) }
  return {
    after: () => {
      // A client may have said configurationDone before it asked to launch.
      if (session.configurationDone) start(session)
    },
  }
}

/** Compiles the program and builds its machine. Tells compile errors as output. */
function prepare(session: Session, args: LaunchArguments, before?: Image): void {
  let image: ReturnType<typeof build>
  try {
    image = build(session.host, args)
  } catch (error) {
    if (!(error instanceof CompileErrors)) throw error
    for (const line of error.lines) tellCompileError(session, line)
    throw failedToLaunch(`Build error: ${error.message}. Check the debug console for details.`)
  }
  const seed = args.seed === 'random' ? randomSeed() : args.seed
  session.debuggee = new Debuggee(image, args, seed, session.host, {
    stopped: info => session.stopped(info),
    exited: info => session.exited(info),
    logged: (text, goid, location) => session.logged(text, goid, location),
    message: text => session.console(text),
    breakpointChanged: (id, reason, message) => session.breakpointChanged(id, reason, message),
    progress: fraction => session.progress(fraction),
    output: (fd, bytes, tick) => session.programOutput(fd, bytes, tick),
  })
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

// The one random number of a session; it is printed, and everything else follows from it.
function randomSeed(): string {
  const words = crypto.getRandomValues(new Uint32Array(2))
  return String(words[0]! * 2 ** 16 + (words[1]! & 0xffff))
}

function start(session: Session): void {
  session.phase = 'configured'
  session.configurationDone = true
  session.program.debugger.start(session.program.launch.stopOnEntry && !session.program.launch.noDebug)
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
  const before = session.program.launch
  const changed = typeof args.arguments === 'object' && args.arguments !== null ? (args.arguments as Record<string, unknown>) : undefined
  const launchArguments =
    changed === undefined ? before : readLaunchArguments({ ...(before as unknown as Record<string, unknown>), ...changed })
  return {
    after: () => {
      const { image } = session.program
      session.program.dispose()
      session.debuggee = undefined
      session.configurationDone = false
      session.revive()
      try {
        prepare(session, launchArguments, image)
        if (launchArguments.noDebug) start(session)
      } catch (error) {
        session.console(`${error instanceof Error ? error.message : String(error)}\n`, 'stderr')
        session.terminated()
      }
    },
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

export function disconnect(session: Session): Answer {
  return {
    after: () => {
      if (session.debuggee !== undefined) session.terminated()
      session.closed()
    },
  }
}
