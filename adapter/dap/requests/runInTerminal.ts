// This file gives a launched program a terminal of the client, where it reads its standard input and prints: the reverse request runInTerminal.
import type { DebugProtocol } from '@vscode/debugprotocol'
import type { Debuggee } from '../debuggee'
import { unableToOpenTerminal } from '../errors'
import type { ClientTerminal } from '../host'
import { feedInput } from '../inputFeed'
import type { LaunchArguments } from '../launchArguments'
import type { Session } from '../session'

const patience = 60_000 // milliseconds that a client may take

/** Whether a program is to have a terminal, and can have one. A client that wants one and has none is told what happens instead. */
export function wantsTerminal(session: Session, { console }: LaunchArguments): boolean {
  if (console === 'internalConsole') return false
  if (session.client.supportsRunInTerminalRequest === true && session.host.openTerminalDoor !== undefined) return true
  const why =
    session.client.supportsRunInTerminalRequest === true ? 'Mapscope runs where it can reach no terminal' : 'this client opens no terminals'
  session.console(`mapscope: ${why} (console: ${console}): output comes here, and standard input is empty\n`, 'important')
  return false
}

/** Has the client open a terminal. */
export async function openTerminal(session: Session, { console, program, cwd }: LaunchArguments): Promise<ClientTerminal> {
  let door: Awaited<ReturnType<NonNullable<Session['host']['openTerminalDoor']>>> | undefined
  try {
    door = await session.host.openTerminalDoor!()
    await session.ask<DebugProtocol.RunInTerminalResponse['body']>(
      'runInTerminal',
      {
        kind: console === 'externalTerminal' ? 'external' : 'integrated',
        title: `Mapscope: ${program.replace(/^.*[\\/](?=.)/, '')}`,
        cwd: cwd ?? '',
        args: [...door.command],
        env: door.env,
      } satisfies DebugProtocol.RunInTerminalRequestArguments,
      patience,
    )
    const terminal = await door.connected()
    if (!session.isOver) return terminal
    terminal.close()
    throw new Error('the session is over')
  } catch (error) {
    throw unableToOpenTerminal(error instanceof Error ? error.message : String(error))
  } finally {
    door?.close()
  }
}

/** The terminal's input and signals go to the program, its end to the terminal. */
export function connectTerminal(program: Debuggee, terminal: ClientTerminal): void {
  feedInput(terminal.input, program)
  terminal.onSignal = signal => program.debugger.end({ code: 128 + signal })
  void program.ended.then(({ code }) => terminal.exited(code))
}
