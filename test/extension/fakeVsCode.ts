// This file is a small VS Code for tests: what the extension uses of the API, with everything it was asked to do written down.
import type * as vscode from 'vscode'
import type { VsCode } from '../../extension/activate'

export interface FakeVsCode {
  readonly api: VsCode
  readonly errors: string[]
  readonly started: vscode.DebugConfiguration[]
  /** Opens a file in the editor; nothing when undefined. */
  edit(file: string | undefined, more?: { languageId?: string; isUntitled?: boolean }): void
  settings: Record<string, unknown>
}

export function fakeVsCode(): FakeVsCode {
  const errors: string[] = []
  const started: vscode.DebugConfiguration[] = []
  const window = {
    activeTextEditor: undefined as unknown,
    showErrorMessage: (text: string) => {
      errors.push(text)
      return Promise.resolve(undefined)
    },
  }
  const fake = { errors, started, settings: {} as Record<string, unknown> }
  const api = {
    window,
    l10n: { t: (text: string, ...args: unknown[]) => text.replace(/\{(\d)\}/g, (_, i) => String(args[Number(i)])) },
    workspace: {
      getConfiguration: (section: string) => ({
        get: (name: string, fallback: unknown) => fake.settings[`${section}.${name}`] ?? fallback,
      }),
      getWorkspaceFolder: () => undefined,
    },
    debug: {
      startDebugging: (_folder: unknown, configuration: vscode.DebugConfiguration) => {
        started.push(configuration)
        return Promise.resolve(true)
      },
    },
    DebugAdapterExecutable: class {
      constructor(
        readonly command: string,
        readonly args: string[],
        readonly options: object,
      ) {}
    },
    DebugAdapterServer: class {
      constructor(
        readonly port: number,
        readonly host: string,
      ) {}
    },
    DebugStackFrame: class {
      constructor(
        readonly session: unknown,
        readonly threadId: number,
        readonly frameId: number,
      ) {}
    },
  }
  return Object.assign(fake, {
    api: api as unknown as VsCode,
    edit(file: string | undefined, more: { languageId?: string; isUntitled?: boolean } = {}) {
      const uri = { fsPath: file }
      window.activeTextEditor =
        file === undefined
          ? undefined
          : { document: { fileName: file, languageId: file.endsWith('.go') ? 'go' : 'plaintext', isUntitled: false, uri, ...more } }
    },
  })
}
