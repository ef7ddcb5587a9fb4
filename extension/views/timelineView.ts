// This file is the Timeline's side in the extension: it asks the adapter what goroutines did, hands it to the page, and goes where the page points.
import type * as vscode from 'vscode'
import type { TimelineResult } from '../../adapter/dap/protocol'
import type { VsCode } from '../activate'
import type { StopListener } from '../debug/sessionFollower'
import { type FromPage, readFromPage, type ToPage } from '../webview/timeline/messages'
import { viewPage } from './page'

interface Wanted {
  readonly from: number
  /** Undefined: as far as time is known. */
  readonly to: number | undefined
  readonly resolution: number
}

const everything: Wanted = { from: 0, to: undefined, resolution: 200 }

export class TimelineView implements vscode.WebviewViewProvider, StopListener, vscode.Disposable {
  static readonly id = 'mapscope.timeline'
  private view: vscode.WebviewView | undefined
  private session: vscode.DebugSession | undefined
  private stoppedNow = false
  private wanted = everything
  /** Counts what was asked; an answer that belongs to an earlier question is dropped. */
  private question = 0
  /** What a page that loads again must be told. */
  private last: ToPage
  private stale = false

  constructor(
    private readonly api: VsCode,
    private readonly context: vscode.ExtensionContext,
  ) {
    this.last = { kind: 'nothing', text: this.noSessionText() }
  }

  dispose(): void {
    this.view = undefined
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.view = view
    const dist = this.api.Uri.joinPath(this.context.extensionUri, 'dist')
    view.webview.options = { enableScripts: true, localResourceRoots: [dist] }
    view.webview.html = viewPage({
      cspSource: view.webview.cspSource,
      script: view.webview.asWebviewUri(this.api.Uri.joinPath(dist, 'timeline.js')).toString(),
      style: view.webview.asWebviewUri(this.api.Uri.joinPath(dist, 'timeline.css')).toString(),
      title: this.api.l10n.t('Timeline'),
      root: 'timeline',
    })
    view.webview.onDidReceiveMessage(message => {
      const known = readFromPage(message)
      if (known !== undefined) void this.received(known)
    })
    view.onDidChangeVisibility(() => {
      if (view.visible && this.stale) void this.refresh()
    })
    view.onDidDispose(() => {
      if (this.view === view) this.view = undefined
    })
  }

  private async received(message: FromPage): Promise<void> {
    switch (message.kind) {
      case 'ready':
        this.post(this.last)
        if (this.stale) await this.refresh()
        return
      case 'want': {
        const { from, to, resolution } = message
        // A stretch that ends with all that is known goes on growing.
        const known = this.last.kind === 'picture' ? this.last.picture.frontier : 0
        this.wanted = { from, to: to >= known ? undefined : to, resolution }
        await this.refresh()
        return
      }
      case 'seek':
        if (this.session === undefined || !this.stoppedNow) return
        try {
          await this.session.customRequest('mapscope/seek', { tick: message.tick })
        } catch (error) {
          void this.api.window.showErrorMessage(error instanceof Error ? error.message : String(error))
        }
        return
    }
  }

  private post(message: ToPage): void {
    void this.view?.webview.postMessage(message)
  }

  private show(message: ToPage): void {
    this.last = message
    this.post(message)
  }

  private noSessionText(): string {
    return this.api.l10n.t('Stop a Go program in Mapscope to see what its goroutines did.')
  }

  // ------------------------------------------------------------------------------------------------------------------ the session

  stopped(session: vscode.DebugSession): void {
    if (session !== this.session) this.wanted = everything
    this.session = session
    this.stoppedNow = true
    void this.refresh()
  }

  running(session: vscode.DebugSession): void {
    if (session !== this.session) return
    this.question++
    this.stoppedNow = false
    this.post({ kind: 'running' })
  }

  ended(session: vscode.DebugSession): void {
    if (this.session !== undefined && session !== this.session) return
    this.question++
    this.session = undefined
    this.stoppedNow = false
    this.stale = false
    this.wanted = everything
    this.show({ kind: 'nothing', text: this.noSessionText() })
  }

  /** From the beginning to the present. */
  showAll(): Promise<void> {
    this.wanted = { ...everything, resolution: this.wanted.resolution }
    return this.refresh()
  }

  /** Reads what is to be seen now. */
  async refresh(): Promise<void> {
    const { session } = this
    if (session === undefined || !this.stoppedNow) return
    this.stale = !this.view?.visible // nobody looks: nothing is asked
    if (this.stale) return
    const question = ++this.question
    const { from, to, resolution } = this.wanted
    try {
      const picture = (await session.customRequest('mapscope/timeline', {
        from,
        resolution,
        ...(to === undefined ? {} : { to }),
      })) as TimelineResult
      if (question === this.question) this.show({ kind: 'picture', picture })
    } catch (error) {
      // A stretch of a future that was forked away is no more.
      if (question !== this.question) return
      if (this.wanted.from > 0 || this.wanted.to !== undefined) await this.showAll()
      else this.show({ kind: 'nothing', text: error instanceof Error ? error.message : String(error) })
    }
  }
}
