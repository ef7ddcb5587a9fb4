// This file is what a person can do with time from VS Code: step back in and out, go to the last write of a variable, to a moment, to bookmarks.
import type * as vscode from 'vscode'
import type {
  BookmarkArguments,
  BookmarkInfo,
  BookmarkResult,
  LastWriteArguments,
  SeekArguments,
  WhenResult,
} from '../../adapter/dap/protocol'
import type { VsCode } from '../activate'
import type { VariableRow } from '../views/bucketInspectorView'

/** What the command on a variable is called with, besides the variable: where it came from. */
interface VariableInContainer extends VariableRow {
  readonly container?: { readonly variablesReference?: number }
}

export class TimeCommands {
  constructor(
    private readonly api: VsCode,
    /** Told when bookmarks have changed. */
    private readonly marked: () => void,
  ) {}

  reverseStepIn(): Promise<void> {
    return this.step('mapscope/reverseStepIn')
  }

  reverseStepOut(): Promise<void> {
    return this.step('mapscope/reverseStepOut')
  }

  /** Asks the adapter; what it refuses is told. */
  private async request<T>(command: string, args: object): Promise<T | undefined> {
    const session = this.api.debug.activeDebugSession
    if (session?.type !== 'mapscope') return undefined
    try {
      return (await session.customRequest(command, args)) as T
    } catch (error) {
      void this.api.window.showErrorMessage(error instanceof Error ? error.message : String(error))
      return undefined
    }
  }

  private async step(command: string): Promise<void> {
    await this.request(command, { threadId: this.api.debug.activeStackItem?.threadId ?? 1 })
  }

  private get frameId(): number | undefined {
    const item = this.api.debug.activeStackItem
    return item instanceof this.api.DebugStackFrame ? item.frameId : undefined
  }

  /** On a row of the variables view, or of what a person types. */
  async lastWrite(row?: VariableInContainer): Promise<void> {
    const { frameId } = this
    const variable = row?.variable
    const reference = row?.container?.variablesReference
    let args: LastWriteArguments | undefined
    if (variable !== undefined && reference !== undefined) args = { variablesReference: reference, name: variable.name }
    else {
      const expression = variable?.evaluateName ?? variable?.name ?? (await this.askExpression())
      if (expression !== undefined && expression !== '') args = { expression, ...(frameId === undefined ? {} : { frameId }) }
    }
    if (args !== undefined) await this.request('mapscope/lastWrite', args)
  }

  private askExpression(): Thenable<string | undefined> {
    const editor = this.api.window.activeTextEditor
    return this.api.window.showInputBox({
      title: this.api.l10n.t('Go to Last Write'),
      prompt: this.api.l10n.t('Variable or expression whose last change you want to see'),
      ...(editor === undefined ? {} : { value: editor.document.getText(editor.selection) }),
    })
  }

  /** A tick, or a percentage of all that has been. */
  async seek(): Promise<void> {
    const when = await this.request<WhenResult>('mapscope/when', {})
    if (when === undefined) return
    const { l10n } = this.api
    const text = await this.api.window.showInputBox({
      title: l10n.t('Go to Moment'),
      prompt: l10n.t('A tick from 0 to {0}, or a percentage such as 50%. Now: {1}', when.frontier, when.text),
      value: String(when.tick),
      validateInput: input =>
        parseMoment(input) === undefined ? l10n.t('Expected a tick such as 1000000, or a percentage such as 50%') : undefined,
    })
    const moment = text === undefined ? undefined : parseMoment(text)
    if (moment !== undefined) await this.request('mapscope/seek', moment)
  }

  /** A line of the program's output. */
  async seekOutput(): Promise<void> {
    const { l10n } = this.api
    const text = await this.api.window.showInputBox({
      title: l10n.t('Go to Output Line'),
      prompt: l10n.t('Number of a line that the program has printed'),
      validateInput: input => (/^[1-9]\d{0,8}$/.test(input.trim()) ? undefined : l10n.t('Expected a number from 1')),
    })
    if (text !== undefined) await this.request('mapscope/seekOutput', { line: Number(text.trim()) })
  }

  async setBookmark(): Promise<void> {
    const name = await this.api.window.showInputBox({
      title: this.api.l10n.t('Bookmark This Moment'),
      prompt: this.api.l10n.t('Name of the bookmark; empty for a number'),
    })
    if (name === undefined) return
    await this.bookmark({ action: 'set', ...(name.trim() === '' ? {} : { name: name.trim() }) })
  }

  async gotoBookmark(): Promise<void> {
    const name = await this.pickBookmark(this.api.l10n.t('Go to Bookmark'))
    if (name !== undefined) await this.bookmark({ action: 'goto', name })
  }

  async removeBookmark(): Promise<void> {
    const name = await this.pickBookmark(this.api.l10n.t('Remove Bookmark'))
    if (name !== undefined) await this.bookmark({ action: 'remove', name })
  }

  private async pickBookmark(title: string): Promise<string | undefined> {
    const bookmarks = await this.bookmark({ action: 'list' })
    if (bookmarks === undefined) return undefined
    if (bookmarks.length === 0) {
      void this.api.window.showInformationMessage(this.api.l10n.t('There is no bookmark yet: use "Bookmark This Moment" at a stop.'))
      return undefined
    }
    const items: vscode.QuickPickItem[] = bookmarks.map(({ name, text }) => ({ label: name, description: text }))
    return (await this.api.window.showQuickPick(items, { title, matchOnDescription: true }))?.label
  }

  private async bookmark(args: BookmarkArguments): Promise<readonly BookmarkInfo[] | undefined> {
    const result = await this.request<BookmarkResult>('mapscope/bookmark', args)
    if (result !== undefined && args.action !== 'list') this.marked()
    return result?.bookmarks
  }
}

/** `1000000`, `1,000,000` or `50%`. */
export function parseMoment(text: string): SeekArguments | undefined {
  const plain = text.trim().replaceAll(/[,_\s]/g, '')
  const percentage = /^(\d{1,3}(?:\.\d+)?)%$/.exec(plain)?.[1]
  if (percentage !== undefined) return Number(percentage) <= 100 ? { percentage: Number(percentage) } : undefined
  return /^\d{1,15}$/.test(plain) ? { tick: Number(plain) } : undefined
}
