// This file follows debug sessions: it tells the views when a program stopped, went on or ended, and where a person looks.
import type { DebugProtocol } from '@vscode/debugprotocol'
import type * as vscode from 'vscode'
import type { VsCode } from '../activate'
import type { Place } from '../views/mapFinder'

/** A view of a stopped program. */
export interface StopListener {
  stopped(session: vscode.DebugSession, place: Place): void
  running(session: vscode.DebugSession): void
  ended(session: vscode.DebugSession): void
}

const resuming = new Set(['continue', 'next', 'stepIn', 'stepOut', 'stepBack', 'reverseContinue', 'restart', 'goto'])
const changing = new Set(['setVariable', 'setExpression', 'writeMemory'])

export class SessionFollower implements vscode.DebugAdapterTrackerFactory {
  /** VS Code selects a frame soon after a stop; until then, and if it does not, this is where the program stopped. */
  private pending: ReturnType<typeof setTimeout> | undefined
  private readonly places = new Map<string, Place>()

  constructor(
    private readonly api: VsCode,
    private readonly listeners: readonly StopListener[],
    private readonly patience = 300,
  ) {}

  createDebugAdapterTracker(session: vscode.DebugSession): vscode.DebugAdapterTracker {
    return {
      onDidSendMessage: (message: DebugProtocol.ProtocolMessage) => this.sent(session, message),
      onWillStopSession: () => this.ended(session),
      onExit: () => this.ended(session),
    }
  }

  private sent(session: vscode.DebugSession, message: DebugProtocol.ProtocolMessage): void {
    if (message.type === 'event') {
      const { event, body } = message as DebugProtocol.Event
      if (event === 'stopped') this.stoppedAt(session, { threadId: body?.threadId ?? 1, frameId: undefined })
      else if (event === 'continued') this.resumed(session)
      else if (event === 'terminated') this.ended(session)
    } else if (message.type === 'response') {
      const { command, success } = message as DebugProtocol.Response
      if (!success) return
      if (resuming.has(command)) this.resumed(session)
      else if (changing.has(command)) {
        const place = this.places.get(session.id)
        if (place !== undefined) this.stopped(session, place)
      }
    }
  }

  private stoppedAt(session: vscode.DebugSession, place: Place): void {
    this.places.set(session.id, place)
    clearTimeout(this.pending)
    this.pending = setTimeout(() => this.stopped(session, place), this.patience)
  }

  private stopped(session: vscode.DebugSession, place: Place): void {
    for (const listener of this.listeners) listener.stopped(session, place)
  }

  private resumed(session: vscode.DebugSession): void {
    clearTimeout(this.pending)
    this.places.delete(session.id)
    for (const listener of this.listeners) listener.running(session)
  }

  /** A person, or VS Code after a stop, selected a frame or a thread. */
  selected(item: vscode.DebugThread | vscode.DebugStackFrame | undefined): void {
    if (item === undefined || item.session.type !== 'mapscope') return
    if (!this.places.has(item.session.id)) return // it is running: the selection is of the past
    clearTimeout(this.pending)
    const frameId = item instanceof this.api.DebugStackFrame ? item.frameId : undefined
    const place: Place = { threadId: item.threadId, frameId }
    this.places.set(item.session.id, place)
    this.stopped(item.session, place)
  }

  ended(session: vscode.DebugSession): void {
    if (session.type !== 'mapscope') return
    clearTimeout(this.pending)
    this.places.delete(session.id)
    for (const listener of this.listeners) listener.ended(session)
  }
}
