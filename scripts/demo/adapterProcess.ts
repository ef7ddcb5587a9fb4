// This file starts the real adapter as a process of its own and connects a client to its standard input and output.
import { type ChildProcess, spawn } from 'node:child_process'
import { DapClient } from '../../test/dap/client'

export interface AdapterProcess {
  readonly client: DapClient
  readonly process: ChildProcess
}

/** Starts `node dist/mapscope.js dap`. */
export function startAdapter(script: string): AdapterProcess {
  const child = spawn(process.execPath, [script, 'dap'], { stdio: ['pipe', 'pipe', 'inherit'] })
  const client = new DapClient({
    write: text => void child.stdin.write(text),
    onData: listener => void child.stdout.on('data', listener),
  })
  return { client, process: child }
}
