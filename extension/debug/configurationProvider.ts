// This file completes launch configurations: pressing F5 on a Go file without a launch.json works, and what is missing is said clearly.
import type * as vscode from 'vscode'
import type { VsCode } from '../activate'

/** What is known of a Go file and of the files beside it that belong to the same package. */
export interface FileFacts {
  readonly packageName: string | undefined
  readonly hasMain: boolean
  readonly folder: string
  readonly others: readonly { readonly hasMain: boolean }[]
}

/** Looks at a Go file and its folder. */
export interface ProgramFinder {
  factsOf(file: string): FileFacts
  programsIn(folder: string): readonly string[]
  isFolder(path: string): boolean
}

/** What to launch when a person means this file: the file, or its folder when the program has several files. */
export function programOf(file: string, facts: FileFacts): string {
  if (facts.packageName !== 'main' || facts.others.length === 0) return file
  // Several files that each have a func main are separate programs (go run one.go), not one.
  const mains = facts.others.filter(other => other.hasMain).length + (facts.hasMain ? 1 : 0)
  return mains === 1 ? facts.folder : file
}

export class MapscopeConfigurationProvider implements vscode.DebugConfigurationProvider {
  constructor(
    private readonly api: VsCode,
    private readonly programs: ProgramFinder,
  ) {}

  /** Called first, before variables such as ${file} have values. */
  resolveDebugConfiguration(
    _folder: vscode.WorkspaceFolder | undefined,
    configuration: vscode.DebugConfiguration,
  ): vscode.ProviderResult<vscode.DebugConfiguration> {
    if (configuration.type || configuration.request || configuration.name) {
      return configuration.program === undefined && configuration.request !== 'attach' ? this.withActiveFile(configuration) : configuration
    }
    return this.withActiveFile(configuration) // F5 without launch.json
  }

  /** Called with all variables replaced: what cannot work is refused here, in words. */
  resolveDebugConfigurationWithSubstitutedVariables(
    _folder: vscode.WorkspaceFolder | undefined,
    configuration: vscode.DebugConfiguration,
  ): vscode.ProviderResult<vscode.DebugConfiguration> {
    if (configuration.request === 'attach') {
      const port = Number(configuration.port)
      if (Number.isInteger(port) && port > 0 && port < 65536) return configuration
      return this.refuse(
        this.api.l10n.t('The configuration "{0}" needs the port on which `mapscope run --debug` listens.', configuration.name),
      )
    }
    if (configuration.request !== 'launch')
      return this.refuse(
        this.api.l10n.t(
          'Mapscope launches programs or attaches to them; the request "{0}" is unknown to it.',
          String(configuration.request),
        ),
      )
    const { program } = configuration
    if (typeof program !== 'string' || program === '')
      return this.refuse(this.api.l10n.t('The launch configuration "{0}" has no program.', configuration.name))
    // ${file} stands for the editor's file, which may be launch.json itself or one file of several.
    if (/\.\w+$/.test(program) && !program.endsWith('.go') && !this.programs.isFolder(program))
      return this.refuse(this.api.l10n.t('{0} is not a Go file. Open the Go file to debug, or name it in launch.json.', program))
    if (program.endsWith('_test.go'))
      return this.refuse(this.api.l10n.t('{0} is a test file; Mapscope runs programs (package main).', program))
    return configuration
  }

  /** Configurations offered under "Select and Start Debugging". */
  readonly dynamic: vscode.DebugConfigurationProvider = {
    provideDebugConfigurations: folder => {
      if (folder === undefined || folder.uri.scheme !== 'file') return []
      return this.programs.programsIn(folder.uri.fsPath).map(program => {
        const name = program.slice(folder.uri.fsPath.length).replaceAll('\\', '/').replace(/^\//, '') || folder.name
        return { ...this.defaults(), name: `Mapscope: ${name}`, program }
      })
    },
  }

  /** The command on a Go editor. */
  async debugFile(file?: vscode.Uri): Promise<void> {
    const uri = file ?? this.api.window.activeTextEditor?.document.uri
    if (uri === undefined) return
    const configuration = this.ofFile(uri.fsPath)
    await this.api.debug.startDebugging(this.api.workspace.getWorkspaceFolder(uri), configuration)
  }

  private withActiveFile(configuration: vscode.DebugConfiguration): vscode.ProviderResult<vscode.DebugConfiguration> {
    const document = this.api.window.activeTextEditor?.document
    if (document === undefined || (document.languageId !== 'go' && !document.fileName.endsWith('.go'))) {
      return this.refuse(this.api.l10n.t('Open the Go file to debug first: no Go file is in the active editor.'))
    }
    if (document.isUntitled) return this.refuse(this.api.l10n.t('Save the Go file first: programs are read from disk.'))
    return {
      ...this.ofFile(document.fileName),
      ...configuration,
      type: 'mapscope',
      request: 'launch',
      name: configuration.name || 'Mapscope: current Go file',
    }
  }

  private ofFile(file: string): vscode.DebugConfiguration {
    return { ...this.defaults(), program: programOf(file, this.programs.factsOf(file)) }
  }

  private defaults(): vscode.DebugConfiguration {
    return { type: 'mapscope', request: 'launch', name: 'Mapscope: current Go file' }
  }

  /** undefined stops the launch; the message says why. */
  private refuse(message: string): undefined {
    void this.api.window.showErrorMessage(message)
    return undefined
  }
}
