// This file answers threads, stackTrace and scopes: goroutines, their frames, and what can be looked into in a frame.
import type { DebugProtocol } from '@vscode/debugprotocol'
import { hexAddress } from '../../common/addresses'
import { type Goroutine, gStatus } from '../../debugger/runtime/goroutines'
import { goroutineLabels } from '../../debugger/runtime/labels'
import { type Frame, isRuntimeFrame } from '../../debugger/unwind'
import { variablesInFrame } from '../../debugger/values/scopes'
import { unableToListLocals, unableToProduceStackTrace } from '../errors'
import type { Answer, Session } from '../session'
import { optionalObject, optionalWhole, whole } from '../validate'
import { toClientLine } from './breakpoints'

const mostThreads = 1024 // more freeze clients (Delve's limit)

export function threads(session: Session): Answer {
  const { program } = session
  const { hideSystemGoroutines } = program.launch
  const all = program.goroutines.filter(g => !g.system || !hideSystemGoroutines || g.id === session.selectedGoroutine)
  if (all.length === 0) return { body: { threads: [{ id: 1, name: '[Go 1] main.main' }] } }
  const rank = (g: Goroutine) =>
    g.id === session.selectedGoroutine ? 0 : g.tid !== undefined ? 1 : g.status === gStatus.runnable ? 2 : g.system ? 4 : 3
  const sorted = all.length > mostThreads ? inOrder(all, rank) : all
  const { frozen } = program.debugger.holds
  if (sorted.length > mostThreads) session.console(`Too many goroutines, only loaded ${mostThreads} of ${sorted.length}\n`)
  return { body: { threads: sorted.slice(0, mostThreads).map(g => ({ id: g.id, name: threadName(session, g, frozen) })) } }
}

/** Goroutines by rank, and within a rank by id. */
function inOrder(goroutines: readonly Goroutine[], rank: (g: Goroutine) => number): Goroutine[] {
  const ranks: Goroutine[][] = []
  for (const g of goroutines) (ranks[rank(g)] ??= []).push(g)
  return ranks.flatMap(list => list.sort((a, b) => a.id - b.id))
}

/** `* [Go 5] main.worker (Thread 1003)`, `[Go 7] main.worker [chan receive]`: Delve's form, with what a goroutine waits for. */
function threadName(session: Session, g: Goroutine, frozenIds: readonly number[]): string {
  const { program } = session
  // The stack of this one is what will be asked for next.
  if (g.id === session.selectedGoroutine) program.frames(g, 20)
  const where = shortName(program.whereabouts(g)?.function?.name ?? program.image.functionAt(g.startPc)?.name ?? '?')
  const selected = g.id === session.selectedGoroutine ? '* ' : ''
  const thread = g.tid === undefined ? '' : ` (Thread ${g.tid})`
  const state = g.tid === undefined ? ` [${g.state}]` : ''
  const frozen = frozenIds.includes(g.id) ? ' [frozen]' : ''
  return `${selected}[Go ${g.id}${labelText(session, g)}] ${where}${state}${frozen}${thread}`
}

/** The labels a launch configuration wants to see, as Delve shows them: ` {task:read}`; "*" stands for all. */
function labelText(session: Session, g: Goroutine): string {
  const wanted = session.program.launch.showPprofLabels
  if (wanted.length === 0) return ''
  const labels = Object.entries(goroutineLabels(session.program.target, g.address)).filter(
    ([key]) => wanted.includes('*') || wanted.includes(key),
  )
  return labels.length === 0 ? '' : ` {${labels.map(([key, value]) => `${key}:${value}`).join(', ')}}`
}

/** A function's name without the path of its package. */
export function shortName(name: string): string {
  const paren = name.indexOf('(')
  const slash = name.lastIndexOf('/', paren < 0 ? undefined : paren)
  return name.slice(slash + 1)
}

export function stackTrace(session: Session, args: DebugProtocol.StackTraceArguments): Answer {
  const { program } = session
  const format = optionalObject<DebugProtocol.StackFrameFormat>(args, 'format')
  const threadId = whole(args, 'threadId')
  const start = Math.max(0, optionalWhole(args, 'startFrame') ?? 0)
  const asked = optionalWhole(args, 'levels') ?? 0
  const levels = asked > 0 ? asked : program.launch.stackTraceDepth
  const goroutine = program.goroutine(threadId)
  // Before the first goroutine exists there is the thread that makes it; clients know it as goroutine 1.
  const early = goroutine === undefined && threadId === 1 && program.goroutines.length === 0
  if (goroutine === undefined && !early) throw unableToProduceStackTrace(`unknown goroutine ${threadId}`)
  const { frames, complete } =
    goroutine === undefined
      ? { frames: program.threadFrames(program.target.currentTid, start + levels), complete: true }
      : program.frames(goroutine, start + levels)
  const shown = frames.slice(start, start + levels)
  const stackFrames = shown.map(frame => frameAnswer(session, frame, goroutine, format))
  // More than there are may be promised, so that the client asks again.
  const totalFrames = complete ? frames.length : frames.length + program.launch.stackTraceDepth
  return { body: { stackFrames, totalFrames } }
}

function frameAnswer(
  session: Session,
  frame: Frame,
  goroutine: Goroutine | undefined,
  format: DebugProtocol.StackFrameFormat | undefined,
): DebugProtocol.StackFrame {
  const id = session.frames.create({ frame, goroutine, tid: frame.tid })
  const source = frame.function === undefined ? undefined : session.sources.source(frame.function.file)
  const subtle = isRuntimeFrame(frame) && goroutine?.system === false
  return {
    id,
    name: frame.function === undefined ? `(nil func) ${hexAddress(frame.pc)}` : frameName(session, frame, format),
    ...(frame.function === undefined ? {} : { moduleId: frame.function.package }),
    line: frame.line === 0 ? 0 : toClientLine(session, frame.line),
    column: 0,
    instructionPointerReference: hexAddress(frame.pc),
    ...(source === undefined ? {} : { source }),
    ...(subtle ? { presentationHint: 'subtle' as const } : {}),
  }
}

/** The function, with what the format asks for: its package's path, parameters with types, names and values, the line. */
function frameName(session: Session, frame: Frame, format: DebugProtocol.StackFrameFormat | undefined): string {
  const full = frame.function!.name
  let name = format?.module === true ? full : shortName(full)
  if (format?.parameters === true) {
    const { target, values } = session.program
    const wanted = variablesInFrame(target, frame).filter(variable => variable.role === 'param' && !variable.name.startsWith('~'))
    const parts = wanted.map(({ name: parameter, value }) => {
      const typed = [format.parameterNames === false ? '' : parameter, format.parameterTypes === true ? values.typeName(value) : '']
      const shown = typed.filter(text => text !== '').join(' ')
      if (format.parameterValues !== true) return shown
      const text = value.unreadable === undefined ? values.text(value, { limit: 40, hex: format.hex === true }) : '?'
      return shown === '' ? text : `${shown} = ${text}`
    })
    name += `(${parts.join(', ')})`
  }
  return format?.line === true ? `${name}:${frame.line}` : name
}

export function scopes(session: Session, args: DebugProtocol.ScopesArguments): Answer {
  const frameId = whole(args, 'frameId')
  const handle = session.frames.get(frameId)
  if (handle === undefined) throw unableToListLocals(`unknown frame id ${frameId}`)
  const { program } = session
  const { frame, goroutine } = handle
  const list: DebugProtocol.Scope[] = [
    {
      name: 'Locals',
      presentationHint: 'locals',
      variablesReference: session.variables.create({ kind: 'locals', frame, goid: goroutine?.id ?? 0 }),
      namedVariables: variablesInFrame(program.target, frame).length,
      expensive: false,
    },
  ]
  const pkg = frame.function?.package
  if (program.launch.showGlobalVariables && pkg !== undefined) {
    list.push({
      name: `Globals (package ${pkg})`,
      variablesReference: session.variables.create({ kind: 'globals', package: pkg }),
      expensive: true,
    })
  }
  if (program.launch.showRegisters) {
    list.push({
      name: 'Registers',
      presentationHint: 'registers',
      variablesReference: session.variables.create({ kind: 'registers', frame, tid: handle.tid }),
      expensive: false,
    })
  }
  if (goroutine !== undefined) {
    list.push({
      name: 'Goroutine',
      variablesReference: session.variables.create({ kind: 'goroutine', goroutine }),
      expensive: false,
    })
  }
  return { body: { scopes: list } }
}
