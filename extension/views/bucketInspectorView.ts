// This file is the Bucket Inspector's side in the extension: it asks the adapter for pictures of the chosen map and hands them to the page.
import type * as vscode from 'vscode'
import type { MapPicture } from '../../adapter/dap/protocol'
import type { VsCode } from '../activate'
import type { StopListener } from '../debug/sessionFollower'
import { type FromPage, type MapChoice, readFromPage, type ToPage } from '../webview/bucketInspector/messages'
import { type FoundMap, findMaps, identify, type Place, type Request } from './mapFinder'
import { viewPage } from './page'

/** What the command on a variable is called with. */
export interface VariableRow {
  readonly variable: { readonly name: string; readonly evaluateName?: string; readonly type?: string; readonly variablesReference?: number }
}

/** What a person chose to look at, kept from stop to stop. */
interface Chosen {
  readonly id: string
  readonly expression: string
  readonly where: string
}

const bucketsAtOnce = 128

export class BucketInspectorView implements vscode.WebviewViewProvider, StopListener, vscode.Disposable {
  static readonly id = 'mapscope.bucketInspector'
  private view: vscode.WebviewView | undefined
  private session: vscode.DebugSession | undefined
  private place: Place | undefined
  private maps: readonly FoundMap[] = []
  private chosen: Chosen | undefined
  /** Counts refreshes; an answer that belongs to an earlier one is dropped. */
  private stop = 0
  private range = { start: 0, count: bucketsAtOnce }
  /** What a page that loads again must be told. */
  private lastMaps: ToPage | undefined
  private lastPicture: ToPage | undefined
  private nothing: ToPage | undefined
  private stale = false

  constructor(
    private readonly api: VsCode,
    private readonly context: vscode.ExtensionContext,
  ) {
    this.showNothing('noSession', this.noSessionText())
  }

  dispose(): void {
    this.view = undefined
  }

  // ------------------------------------------------------------------------------------------------------------------ the page

  resolveWebviewView(view: vscode.WebviewView): void {
    this.view = view
    const dist = this.api.Uri.joinPath(this.context.extensionUri, 'dist')
    view.webview.options = { enableScripts: true, localResourceRoots: [dist] }
    view.webview.html = viewPage({
      cspSource: view.webview.cspSource,
      script: view.webview.asWebviewUri(this.api.Uri.joinPath(dist, 'bucketInspector.js')).toString(),
      style: view.webview.asWebviewUri(this.api.Uri.joinPath(dist, 'bucketInspector.css')).toString(),
      title: this.api.l10n.t('Bucket Inspector'),
      root: 'inspector',
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
        for (const last of [this.lastMaps, this.lastPicture, this.nothing]) if (last !== undefined) this.post(last)
        if (this.stale) await this.refresh()
        return
      case 'choose': {
        const map = this.maps.find(candidate => candidate.id === message.id)
        if (map === undefined) return
        this.chosen = map
        this.range = { start: 0, count: bucketsAtOnce }
        await this.show(map)
        return
      }
      case 'wantCells':
        await this.sendCells(message)
        return
    }
  }

  private post(message: ToPage): void {
    void this.view?.webview.postMessage(message)
  }

  private showNothing(reason: 'noSession' | 'noMaps' | 'failed', text: string): void {
    this.lastPicture = undefined
    this.nothing = { kind: 'nothing', reason, text }
    this.post(this.nothing)
    if (this.view !== undefined) {
      this.view.description = undefined
      this.view.badge = undefined
    }
  }

  private noSessionText(): string {
    return this.api.l10n.t('Stop a Go program in Mapscope to see the buckets of its maps.')
  }

  // ------------------------------------------------------------------------------------------------------------------ the session

  stopped(session: vscode.DebugSession, place: Place): void {
    this.session = session
    this.place = place
    void this.refresh()
    void this.revealOnce()
  }

  running(session: vscode.DebugSession): void {
    if (session !== this.session) return
    this.stop++ // answers under way are of the past
    this.place = undefined
    this.post({ kind: 'running' })
  }

  ended(session: vscode.DebugSession): void {
    if (this.session !== undefined && session !== this.session) return
    this.stop++
    this.session = undefined
    this.place = undefined
    this.maps = []
    this.chosen = undefined
    this.stale = false
    this.lastMaps = undefined
    this.post({ kind: 'maps', maps: [], chosen: undefined })
    this.showNothing('noSession', this.noSessionText())
  }

  private readonly request: Request = async <T>(command: string, args: object): Promise<T> => {
    if (this.session === undefined) throw new Error('no session')
    return (await this.session.customRequest(command, args)) as T
  }

  /** Reads what is to be seen at this stop. */
  async refresh(): Promise<void> {
    const { place } = this
    if (place === undefined) return
    this.stale = !this.view?.visible // nobody looks: nothing is asked
    if (this.stale) return
    const stop = ++this.stop
    const maps = await findMaps(this.request, place)
    if (stop !== this.stop) return
    this.maps = await this.withChosen(maps)
    if (stop !== this.stop) return
    const map = this.pick()
    this.sendMaps(map)
    if (map === undefined) {
      this.showNothing(
        'noMaps',
        this.api.l10n.t('No variable of this goroutine is a map. Select another frame, or use "Show Buckets" on a variable.'),
      )
      return
    }
    await this.show(map)
  }

  /** A map chosen by an expression that no variable is, such as an element, is asked for once more. */
  private async withChosen(maps: FoundMap[]): Promise<FoundMap[]> {
    const { chosen } = this
    if (chosen === undefined || maps.some(map => map.id === chosen.id)) return maps
    const again = await identify(this.request, {
      expression: chosen.expression,
      type: '',
      frameId: this.place?.frameId,
      where: chosen.where,
      frameRank: 0,
    })
    return again?.id === chosen.id ? [again, ...maps] : maps
  }

  private pick(): FoundMap | undefined {
    const { chosen, maps } = this
    const same =
      maps.find(map => map.id === chosen?.id) ?? maps.find(map => map.expression === chosen?.expression && map.where === chosen.where)
    return same ?? maps[0]
  }

  private sendMaps(chosen: FoundMap | undefined): void {
    this.lastMaps = { kind: 'maps', maps: this.maps.map(plainChoice), chosen: chosen?.id }
    this.post(this.lastMaps)
  }

  private async show(map: FoundMap): Promise<void> {
    const stop = ++this.stop
    this.chosen ??= map
    try {
      const picture = await this.request<MapPicture>('mapscope/mapPicture', {
        expression: map.expression,
        frameId: map.frameId,
        ...this.range,
      })
      if (stop !== this.stop) return
      this.nothing = undefined
      this.lastPicture = { kind: 'picture', stop, choice: plainChoice(map), picture }
      this.post(this.lastPicture)
      if (this.view !== undefined) this.view.description = map.expression
    } catch (error) {
      if (stop === this.stop) this.showNothing('failed', error instanceof Error ? error.message : String(error))
    }
  }

  private async sendCells(wanted: FromPage & { kind: 'wantCells' }): Promise<void> {
    this.range = { start: wanted.start, count: Math.max(1, wanted.count) }
    const map = this.maps.find(candidate => candidate.id === wanted.id)
    if (map === undefined || wanted.stop !== this.stop) return
    try {
      const picture = await this.request<MapPicture>('mapscope/mapPicture', {
        expression: map.expression,
        frameId: map.frameId,
        ...this.range,
      })
      if (wanted.stop === this.stop) this.post({ kind: 'cells', stop: wanted.stop, id: wanted.id, picture })
    } catch {
      // the program has gone on meanwhile; the next stop brings everything
    }
  }

  // ------------------------------------------------------------------------------------------------------------------ commands

  /** "Show Buckets" on a row of the variables view. */
  async showVariable(row: VariableRow | undefined): Promise<void> {
    const variable = row?.variable
    const expression = variable?.evaluateName ?? variable?.name
    if (expression === undefined || this.place === undefined) return
    const map = await identify(this.request, {
      expression,
      type: variable?.type ?? '',
      frameId: this.place.frameId,
      where: '',
      frameRank: 0,
    })
    if (map === undefined) {
      void this.api.window.showInformationMessage(
        this.api.l10n.t('{0} is no map that can be read: its type is {1}.', expression, variable?.type ?? '?'),
      )
      return
    }
    await this.choose(map)
  }

  /** A quick pick of the maps in sight. */
  async pickMap(): Promise<void> {
    if (this.place === undefined) return
    const maps = this.maps.length > 0 ? this.maps : await findMaps(this.request, this.place)
    const items = maps.map(map => ({
      label: map.expression,
      description: map.type,
      detail: `${map.where} · ${map.nil ? 'nil' : this.api.l10n.t('{0} entries', map.count)}`,
      map,
    }))
    const picked = await this.api.window.showQuickPick(items, {
      placeHolder: this.api.l10n.t('Map to show the buckets of'),
      matchOnDescription: true,
    })
    if (picked !== undefined) await this.choose(picked.map)
  }

  private async choose(map: FoundMap): Promise<void> {
    this.chosen = map
    this.range = { start: 0, count: bucketsAtOnce }
    if (!this.maps.some(known => known.id === map.id)) this.maps = [map, ...this.maps]
    this.stale = true
    await this.api.commands.executeCommand(`${BucketInspectorView.id}.focus`)
    if (this.view?.visible) await this.refresh()
  }

  /** A view in the debug sidebar begins collapsed at its bottom, where nobody would find it: it is opened once per workspace. */
  private async revealOnce(): Promise<void> {
    const key = 'bucketInspector.revealed'
    if (
      this.context.workspaceState.get<boolean>(key) ||
      !this.api.workspace.getConfiguration('mapscope').get<boolean>('bucketInspector.reveal', true)
    )
      return
    await this.context.workspaceState.update(key, true)
    await this.api.commands.executeCommand(`${BucketInspectorView.id}.focus`, { preserveFocus: true })
  }
}

function plainChoice({ id, expression, type, where, count, nil }: MapChoice): MapChoice {
  return { id, expression, type, where, count, nil }
}
