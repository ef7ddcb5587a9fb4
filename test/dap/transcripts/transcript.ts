// This file writes down what a client and the adapter say to each other, in a form that people read: one line a message, without what the
// library's next version may change (addresses, ids, threads).
import type { DebugProtocol } from '@vscode/debugprotocol'

/** `> next g1`, `< stopped step g1`, `< stackTrace main.main:12 …`. Messages that say nothing beyond their name are their name. */
export function readable(messages: readonly DebugProtocol.ProtocolMessage[]): string {
  return messages
    .map(message => {
      if (message.type === 'request') return requestLine(message as DebugProtocol.Request)
      if (message.type === 'event') return eventLine(message as DebugProtocol.Event)
      return responseLine(message as DebugProtocol.Response)
    })
    .map(line => line.replace(/0x[0-9a-f]+/g, '0x…').replace(/Thread \d+/g, 'Thread …'))
    .join('\n')
}

// Lines of the library change; lines of the program do not.
const place = (source: DebugProtocol.Source | undefined, line: number | undefined) =>
  source === undefined ? '' : ` ${source.name}${source.sourceReference ? '' : `:${line}`}`

function requestLine({ command, arguments: args = {} }: DebugProtocol.Request): string {
  const about: Record<string, () => string> = {
    launch: () => `${args.program.split('/').slice(-2).join('/')} seed ${args.seed}`,
    setBreakpoints: () => `${args.source.name} ${args.breakpoints.map((breakpoint: DebugProtocol.SourceBreakpoint) => breakpoint.line)}`,
    evaluate: () => args.expression,
    stackTrace: () => `g${args.threadId}`,
  }
  const text = Object.hasOwn(about, command) ? about[command]!() : args.threadId === undefined ? '' : `g${args.threadId}`
  return `> ${command} ${text}`.trimEnd()
}

function responseLine({ command, success, message, body }: DebugProtocol.Response): string {
  if (!success) return `< ${command} failed: ${message}`
  const about: Record<string, () => string> = {
    setBreakpoints: () =>
      body.breakpoints
        .map((breakpoint: DebugProtocol.Breakpoint) => `${breakpoint.verified ? 'verified' : breakpoint.message} ${breakpoint.line}`)
        .join(', '),
    threads: () => body.threads.map((thread: DebugProtocol.Thread) => thread.name).join(', '),
    stackTrace: () =>
      body.stackFrames
        .map(
          (frame: DebugProtocol.StackFrame) =>
            `\n    ${frame.name}${place(frame.source, frame.line)}${frame.presentationHint === undefined ? '' : ` (${frame.presentationHint})`}`,
        )
        .join(''),
    scopes: () => body.scopes.map((scope: DebugProtocol.Scope) => scope.name).join(', '),
    variables: () =>
      body.variables
        .map((variable: DebugProtocol.Variable) => `\n    ${variable.name} ${variable.type} = ${variable.value.slice(0, 60)}`)
        .join(''),
    evaluate: () => body.result.slice(0, 100),
    exceptionInfo: () => `${body.exceptionId} ${body.breakMode}\n    ${body.description.replaceAll('\n', '\n    ')}`,
  }
  return `< ${command} ${Object.hasOwn(about, command) ? about[command]!() : ''}`.trimEnd()
}

function eventLine({ event, body = {} }: DebugProtocol.Event): string {
  const about: Record<string, () => string> = {
    stopped: () => [body.reason, `g${body.threadId}`, body.description, body.text].filter(part => part !== undefined).join(' '),
    continued: () => `g${body.threadId}`,
    thread: () => `${body.reason} g${body.threadId}`,
    exited: () => String(body.exitCode),
    output: () => `${body.category}${place(body.source, body.line)}\n    ${body.output.trimEnd().split('\n')[0]}`,
  }
  return `< ${event} ${Object.hasOwn(about, event) ? about[event]!() : ''}`.trimEnd()
}
