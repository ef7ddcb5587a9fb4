// This file is the DAP session: it takes requests in, finds who answers them, sends answers and events out, and knows how far the session is.
//
// Every request gets exactly one answer, whatever happens in its handler. What a handler wants to happen after its answer (a program that
// goes on, an `initialized` event) it returns as `after`. Events of a stop follow the answer of the request that led to it, since the debugger
// yields to the host before it runs.
import { DebugSession, Event, Response } from '@vscode/debugadapter'
import type { DebugProtocol } from '@vscode/debugprotocol'
import type { Location } from '../debugger/breakpoints/locations'
import type { Goroutine } from '../debugger/runtime/goroutines'
import type { ExitInfo, StopInfo } from '../debugger/stops'
import type { Frame } from '../debugger/unwind'
import { type Debuggee, type DebuggeeEvents, nobody } from './debuggee'
import {
  cancelled,
  hasExited,
  internalError,
  malformed,
  noDebugSession,
  notLaunched,
  RequestError,
  stillRunning,
  unknownCommand,
} from './errors'
import { Handles } from './handles'
import type { SessionHost } from './host'
import type { OutputMoment } from './protocol'
import { toClientLine } from './requests/breakpoints'
import type { GotoTarget } from './requests/goto'
import type { ChannelPlace, SourceLocation } from './requests/locations'
import { type Handler, handlers } from './requests/table'
import { Sources } from './sources'
import { framed, MessageReader } from './transport'
import type { Container } from './variableContainers'

/** What a handler answers: the body, and what to do once the answer is out. */
export interface Answer {
  readonly body?: unknown
  readonly after?: () => void
  /** The real answer, once it is there. Other requests wait meanwhile; it may be cancelled. */
  readonly later?: Promise<Answer>
}

/** A frame that a client was told of. */
export interface FrameHandle {
  readonly frame: Frame
  readonly goroutine: Goroutine | undefined
  readonly tid: number | undefined
}

/** Characters of log messages that go out as one event. */
const logBatch = 32 * 1024

export type Phase = 'new' | 'initialized' | 'launched' | 'configured' | 'ended'

/** Requests that do not wait for another one's answer. */
const urgent: ReadonlySet<string> = new Set(['cancel', 'disconnect', 'terminate', 'pause'])

export class Session extends DebugSession {
  phase: Phase = 'new'
  client: DebugProtocol.InitializeRequestArguments = { adapterID: '' }
  debuggee: Debuggee | undefined
  readonly frames = new Handles<FrameHandle>()
  readonly variables = new Handles<Container>()
  /** Places that clients were told of: where functions, go statements and the like stand, and where channels were made. */
  readonly locations = new Handles<SourceLocation | ChannelPlace>()
  readonly gotoTargets = new Handles<GotoTarget>()
  readonly sources: Sources
  /** Breakpoints that stand, by what set them (a file, or "function", "instruction", "data") and by what was asked for. */
  readonly breakpoints = new Map<string, Map<string, DebugProtocol.Breakpoint & { readonly id: number }>>()
  /** Frames that the last stop was about, for requests without a frame. */
  selectedGoroutine = 1
  configurationDone = false
  launchRequested = false
  /** The program ran before this session, and runs on after it. */
  attached = false
  stopOnAttach = true
  /** A client that attaches is told of a stop once it has said what it has to say. */
  pendingStop: StopInfo | undefined
  private terminatedSent = false
  private isClosed = false
  private outputBytes = 0
  private outputTick = 0
  // A request whose answer is still being worked out; others wait for it.
  private openRequest: number | undefined
  private openAnswer: Promise<void> = Promise.resolve()
  private readonly waiting: DebugProtocol.Request[] = []
  /** Of the long search in progress. */
  progressId: string | undefined
  private progressCount = 0
  private readonly partialLines: Record<1 | 2, string> = { 1: '', 2: '' }
  // A write may end within a character.
  private decoders = outputDecoders()
  private logs: { readonly location: Location; text: string } | undefined
  private logTimer: ReturnType<typeof setTimeout> | undefined
  private flushTimer: ReturnType<typeof setTimeout> | undefined
  private knownThreads = new Set<number>()

  constructor(readonly host: SessionHost) {
    super()
    this.sources = new Sources(host.goroot, text => host.sha256(text))
  }

  /** Takes messages from one stream and sends them to the other, in place of the library's way, which ends the process at the first malformed one. */
  override start(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): void {
    const reader = new MessageReader(text => {
      try {
        this.handleMessage(JSON.parse(text))
      } catch {
        this.sendEvent(outputEvent('console', 'mapscope: a message that is no JSON was skipped\n'))
      }
    })
    this.onDidSendMessage(message => void output.write(framed(message as DebugProtocol.ProtocolMessage), 'utf8'))
    input.on('data', (chunk: Buffer) => reader.receive(chunk))
    for (const event of ['close', 'error']) input.on(event, () => this.closed())
    output.on('error', () => this.closed())
    input.resume()
  }

  // ------------------------------------------------------------------------------------------------------------- dispatching

  protected override dispatchRequest(request: DebugProtocol.Request): void {
    if (this.openRequest !== undefined && !urgent.has(request.command)) {
      this.waiting.push(request)
      return
    }
    const response = new Response(request)
    let answer: Answer
    try {
      if (this.isClosed) throw notLaunched()
      if (typeof request.command !== 'string') throw malformed('a request without command')
      const handler = Object.hasOwn(handlers, request.command) ? handlers[request.command] : undefined
      if (handler === undefined) throw unknownCommand(request.command)
      if (handler.when !== undefined) this.requirePhase(handler)
      const args = request.arguments ?? {}
      if (typeof args !== 'object' || Array.isArray(args)) throw malformed(`the arguments of ${request.command} are no object`)
      answer = handler.run(this, args)
    } catch (error) {
      this.sendFailure(response, error)
      return
    }
    if (answer.later === undefined) this.sendAnswer(request, response, answer)
    else this.openAnswer = this.answerLater(request, response, answer.later)
  }

  private sendAnswer(request: DebugProtocol.Request, response: Response, answer: Answer): void {
    if (answer.body !== undefined) (response as DebugProtocol.Response).body = answer.body
    this.sendResponse(response)
    try {
      answer.after?.()
    } catch (error) {
      // The answer is out; what is left to do is to tell.
      this.console(`mapscope: ${request.command}: ${error instanceof Error ? error.message : String(error)}\n`, 'important')
    }
  }

  private async answerLater(request: DebugProtocol.Request, response: Response, later: Promise<Answer>): Promise<void> {
    this.openRequest = request.seq
    try {
      this.sendAnswer(request, response, await later)
    } catch (error) {
      this.sendFailure(response, error)
    }
    this.openRequest = undefined
    while (this.openRequest === undefined && this.waiting.length > 0) this.dispatchRequest(this.waiting.shift()!)
  }

  /** Cancels a request that is being worked on or waits for another one. What is done already stays done. */
  cancelAnswer(seq: number): void {
    if (seq === this.openRequest) this.debuggee?.debugger.cancelSearch()
    const at = this.waiting.findIndex(request => request.seq === seq)
    if (at >= 0) this.sendFailure(new Response(this.waiting.splice(at, 1)[0]!), cancelled())
  }

  /** How far a long search is. */
  progress(fraction: number | undefined): void {
    if (this.client.supportsProgressReporting !== true) return
    if (fraction === undefined) {
      if (this.progressId !== undefined) this.send('progressEnd', { progressId: this.progressId })
      this.progressId = undefined
      return
    }
    const percentage = Math.floor(fraction * 100)
    if (this.progressId === undefined) {
      this.progressId = `search-${++this.progressCount}`
      this.send('progressStart', { progressId: this.progressId, title: 'Searching the past', cancellable: true, percentage })
    } else this.send('progressUpdate', { progressId: this.progressId, percentage })
  }

  private requirePhase({ when, noDebug }: Handler): void {
    if (this.debuggee === undefined) throw notLaunched()
    if (this.debuggee.launch.noDebug && noDebug !== true) throw noDebugSession()
    if (when === 'stopped') {
      if (this.debuggee.debugger.exit !== undefined) throw hasExited()
      if (this.debuggee.debugger.running || !this.configurationDone) throw stillRunning()
    }
  }

  private sendFailure(response: Response, error: unknown): void {
    const failure = error instanceof RequestError ? error : internalError(error instanceof Error ? error.message : String(error))
    const failed = response as DebugProtocol.Response
    failed.success = false
    failed.message = failure.summary
    failed.body = { error: { id: failure.id, format: failure.message, showUser: failure.showUser } }
    this.sendResponse(failed)
  }

  /** The launched program. Handlers that declare `when` may rely on it. */
  get program(): Debuggee {
    if (this.debuggee === undefined) throw notLaunched()
    return this.debuggee
  }

  /** Asks the client for something; rejects with its reason when it does not do it. */
  ask<T>(command: string, args: object, patience: number): Promise<T> {
    return new Promise((done, failed) => {
      this.sendRequest(command, args, patience, response => {
        if (response.success) done(response.body as T)
        else failed(new Error(response.message ?? 'the client does not say why'))
      })
    })
  }

  // ------------------------------------------------------------------------------------------------------------------ events

  send(event: string, body?: unknown): void {
    this.flushLogs()
    const message = new Event(event) as DebugProtocol.Event
    if (body !== undefined) message.body = body
    this.sendEvent(message)
  }

  /** Text of ours for the debug console. */
  console(text: string, category: 'console' | 'important' | 'stderr' = 'console'): void {
    const style = category === 'console' ? quietStyle : category === 'important' ? loudStyle : errorStyle
    this.sendEvent(outputEvent(category, this.styled(text, style)))
  }

  /** A text in a colour, for clients that understand ANSI sequences; each line by itself, since clients cut between lines. */
  styled(text: string, style: string): string {
    if (this.client.supportsANSIStyling !== true) return text
    return text.replace(/[^\n]+/g, line => `\x1b[${style}m${line}\x1b[0m`)
  }

  stopped(info: StopInfo): void {
    if (this.attached && !this.configurationDone) {
      this.pendingStop = info
      return
    }
    this.flushOutput()
    this.frames.reset()
    this.variables.reset()
    this.locations.reset()
    this.gotoTargets.reset()
    this.debuggee?.changed()
    if (info.goid !== 0) this.selectedGoroutine = info.goid
    this.announceThreads()
    this.send('stopped', {
      reason: info.reason,
      threadId: info.goid === 0 ? 1 : info.goid,
      allThreadsStopped: true,
      hitBreakpointIds: info.breakpointIds,
      ...(info.description === undefined ? {} : { description: info.description }),
      ...(info.text === undefined ? {} : { text: info.text }),
    })
  }

  /** Goroutines that came or went since the last stop. */
  private announceThreads(): void {
    const { debuggee } = this
    if (debuggee === undefined) return
    const shown = debuggee.goroutines.filter(g => !g.system || !debuggee.launch.hideSystemGoroutines)
    if (shown.length === this.knownThreads.size && shown.every(g => this.knownThreads.has(g.id))) return
    const now = new Set(shown.map(g => g.id))
    if (now.size > 1000 || this.knownThreads.size > 1000) {
      this.knownThreads = now
      return
    }
    for (const id of now) if (!this.knownThreads.has(id)) this.send('thread', { reason: 'started', threadId: id })
    for (const id of this.knownThreads) if (!now.has(id)) this.send('thread', { reason: 'exited', threadId: id })
    this.knownThreads = now
  }

  exited(exit: ExitInfo): void {
    this.flushOutput(true)
    this.debuggee?.changed()
    if (exit.message !== undefined) this.console(`mapscope: ${exit.message}\n`, 'important')
    this.send('exited', { exitCode: exit.code })
    this.terminated()
  }

  terminated(): void {
    this.phase = 'ended'
    if (this.terminatedSent) return
    this.terminatedSent = true
    this.send('terminated')
  }

  /** A restart begins a new life. */
  revive(): void {
    this.terminatedSent = false
    this.flushOutput(true)
    this.decoders = outputDecoders()
    this.outputBytes = 0
    this.knownThreads.clear()
    this.breakpoints.clear()
    this.frames.reset()
    this.variables.reset()
  }

  /** A breakpoint has changed by itself. */
  breakpointChanged(id: number, reason: 'changed' | 'removed', message: string | undefined): void {
    for (const [owner, known] of this.breakpoints) {
      for (const [key, breakpoint] of known) {
        if (breakpoint.id !== id) continue
        const { message: _, ...plain } = breakpoint
        const changed = message === undefined ? { ...plain, verified: true } : { ...plain, verified: false, message }
        // What is spent stays as it is until the client takes it back.
        if (reason === 'removed') this.breakpoints.get(owner)!.delete(key)
        else known.set(key, changed)
        this.send('breakpoint', { reason, breakpoint: changed })
        return
      }
    }
  }

  /** A log message. Many of one place go out as one event, before anything else that goes out. */
  logged(text: string, goid: number, location: Location): void {
    if (this.partialLines[1] !== '' || this.partialLines[2] !== '') this.flushOutput()
    if (this.logs !== undefined && (this.logs.location !== location || this.logs.text.length > logBatch)) this.flushLogs()
    if (this.logs === undefined) {
      this.logs = { location, text: '' }
      // A program that logs little is heard of soon.
      this.logTimer ??= setTimeout(() => this.flushLogs(), 100)
    }
    this.logs.text += `${this.styled(`> [Go ${goid}]:`, logStyle)} ${text}\n`
  }

  private flushLogs(): void {
    if (this.logTimer !== undefined) clearTimeout(this.logTimer)
    this.logTimer = undefined
    if (this.logs === undefined) return
    const { location, text } = this.logs
    this.logs = undefined
    const source = this.sources.source(location.file)
    this.send('output', {
      category: 'stdout',
      output: text,
      ...(source === undefined ? {} : { source, line: toClientLine(this, location.line) }),
    })
  }

  /** Output of the program: whole lines, with the place that wrote them. */
  programOutput(fd: 1 | 2, bytes: Uint8Array, tick: number): void {
    this.outputTick = tick
    const { debuggee } = this
    this.outputBytes += bytes.length
    const limit = (debuggee?.launch.limits.outputMiB ?? 64) * 2 ** 20
    if (this.outputBytes > limit) {
      if (this.outputBytes - bytes.length <= limit)
        this.console(
          `mapscope: the program has written more than ${limit >> 20} MiB; the rest of its output is dropped (limits.outputMiB)\n`,
          'important',
        )
      return
    }
    this.partialLines[fd] += this.decoders[fd].decode(bytes, { stream: true })
    const end = this.partialLines[fd].lastIndexOf('\n') + 1
    if (end > 0) this.sendLines(fd, this.partialLines[fd].slice(0, end))
    this.partialLines[fd] = this.partialLines[fd].slice(end)
    if (this.partialLines[fd] !== '' && this.flushTimer === undefined) this.flushTimer = setTimeout(() => this.flushOutput(), 100)
  }

  private sendLines(fd: 1 | 2, text: string): void {
    const category = fd === 1 ? 'stdout' : 'stderr'
    const place = this.debuggee === undefined ? undefined : this.writer(this.debuggee)
    this.send('output', { category, output: text, ...place, ...this.outputMoment() })
  }

  /** When what is sent now was written: clients may go there (`mapscope/seekOutput`). */
  private outputMoment(): { mapscope?: OutputMoment } {
    return this.debuggee?.target.timeline.recording === true ? { mapscope: { tick: this.outputTick } } : {}
  }

  /** Where the user's code is that writes now. */
  private writer(debuggee: Debuggee): { source?: DebugProtocol.Source; line?: number } {
    try {
      const goid = debuggee.goroutineOfCurrentThread()
      if (goid === undefined) return {}
      const frame = debuggee.firstUserFrame(goid)
      const source = frame?.function === undefined ? undefined : this.sources.source(frame.function.file)
      return source === undefined || frame === undefined ? {} : { source, line: toClientLine(this, frame.line) }
    } catch {
      return {}
    }
  }

  private flushOutput(last = false): void {
    if (this.flushTimer !== undefined) clearTimeout(this.flushTimer)
    this.flushTimer = undefined
    for (const fd of [1, 2] as const) {
      const text = this.partialLines[fd] + (last ? this.decoders[fd].decode() : '')
      this.partialLines[fd] = ''
      if (text !== '')
        this.send('output', { category: fd === 1 ? 'stdout' : 'stderr', output: last ? `${text}\n` : text, ...this.outputMoment() })
    }
  }

  /** What the program tells comes here. */
  get listener(): DebuggeeEvents {
    return {
      stopped: info => this.stopped(info),
      exited: info => this.exited(info),
      logged: (text, goid, location) => this.logged(text, goid, location),
      message: text => this.console(text),
      breakpointChanged: (id, reason, message) => this.breakpointChanged(id, reason, message),
      progress: fraction => this.progress(fraction),
      output: (fd, bytes, tick) => this.programOutput(fd, bytes, tick),
    }
  }

  /** The program stays, for other clients to attach to. */
  async leaveProgram(suspend: boolean): Promise<void> {
    const { debuggee } = this
    if (debuggee === undefined) return
    this.debuggee = undefined
    debuggee.listener = nobody
    // A search goes through time: the program cannot run on before it has come back.
    debuggee.debugger.cancelSearch()
    await this.openAnswer
    if (debuggee.debugger.exit !== undefined) return
    debuggee.letGo(suspend)
    this.host.programs?.offer(debuggee)
  }

  /** The client has gone, or is going. */
  get isOver(): boolean {
    return this.isClosed
  }

  /** Everything this session holds is freed. */
  closed(): void {
    if (this.isClosed) return
    this.isClosed = true
    this.phase = 'ended'
    if (this.attached) void this.leaveProgram(false)
    if (this.flushTimer !== undefined) clearTimeout(this.flushTimer)
    this.flushTimer = undefined
    if (this.logTimer !== undefined) clearTimeout(this.logTimer)
    this.logTimer = undefined
    this.endProgram()
    this.host.closed()
  }

  /** The program is no more. */
  endProgram(): void {
    if (this.debuggee === undefined) return
    this.debuggee.dispose()
    this.host.programs?.forget(this.debuggee)
    this.debuggee = undefined
  }

  /** The library's way to end the process is not ours. */
  override shutdown(): void {
    this.closed()
  }
}

function outputDecoders(): Record<1 | 2, TextDecoder> {
  return { 1: new TextDecoder('utf-8', { ignoreBOM: true }), 2: new TextDecoder('utf-8', { ignoreBOM: true }) }
}

// Select Graphic Rendition: faint, yellow, red, cyan.
const quietStyle = '2'
const loudStyle = '33'
const errorStyle = '31'
const logStyle = '36'

function outputEvent(category: string, output: string): DebugProtocol.Event {
  const event = new Event('output') as DebugProtocol.Event
  event.body = { category, output }
  return event
}
