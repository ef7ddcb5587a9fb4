// This file starts the debug adapter: a process of its own that runs the bundle inside the extension, or a connection to a running server.
import type * as vscode from 'vscode'
import type { VsCode } from '../activate'

/** Makes adapters with Node: the one VS Code itself runs on, so nobody needs to install anything. */
export function nodeAdapterFactory(api: VsCode, script: string): vscode.DebugAdapterDescriptorFactory {
  return {
    createDebugAdapterDescriptor(session) {
      // The program runs elsewhere already, and serves the protocol there.
      const { request, host, port } = session.configuration ?? {}
      if (request === 'attach')
        return new api.DebugAdapterServer(Number(port), typeof host === 'string' && host !== '' ? host : '127.0.0.1')
      const server = api.workspace.getConfiguration('mapscope', session.workspaceFolder).get<string>('server', '').trim()
      if (server !== '') {
        const address = parseServer(server)
        if (address === undefined)
          throw new Error(api.l10n.t('The setting mapscope.server is {0}, expected HOST:PORT', JSON.stringify(server)))
        return new api.DebugAdapterServer(address.port, address.host)
      }
      // On the desktop process.execPath is Electron; the variable makes it behave as Node. Elsewhere it is Node, which ignores it.
      return new api.DebugAdapterExecutable(process.execPath, [script, 'dap'], { env: { ELECTRON_RUN_AS_NODE: '1' } })
    },
  }
}

/** `HOST:PORT`, `[::1]:PORT`. */
export function parseServer(text: string): { host: string; port: number } | undefined {
  const match = /^(\[[^\]]+\]|[^:\s]+):(\d{1,5})$/.exec(text)
  const port = Number(match?.[2])
  if (match === null || !(port > 0 && port < 65536)) return undefined
  return { host: match[1]!.replace(/^\[|\]$/g, ''), port }
}
