// This file is the extension's entry on the desktop and on servers, where Node runs extensions.
import { join } from 'node:path'
import * as vscode from 'vscode'
import { activate as activateWith } from './activate'
import { goFilesOf, goProgramsIn, isFolder } from './debug/goPrograms'
import { nodeAdapterFactory } from './debug/nodeAdapterFactory'

export function activate(context: vscode.ExtensionContext): void {
  activateWith(vscode, context, {
    adapterFactory: nodeAdapterFactory(vscode, join(context.extensionPath, 'dist', 'mapscope.js')),
    programs: { factsOf: goFilesOf, programsIn: goProgramsIn, isFolder },
  })
}

export function deactivate(): void {}
