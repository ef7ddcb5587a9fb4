// This file is what a person can do with one goroutine from VS Code: let only it run, keep it from running, let it go on again.
import type { FreezeArguments } from '../../adapter/dap/protocol'
import type { VsCode } from '../activate'

/** What a command on an item of the call stack is called with. */
interface CallStackItem {
  readonly threadId?: number | string
}

export class GoroutineCommands {
  constructor(private readonly api: VsCode) {}

  /** Continues; until the next stop all other goroutines stand still. */
  runOnly(item?: CallStackItem): Promise<void> {
    return this.request('continue', { threadId: this.goroutine(item), singleThread: true })
  }

  freeze(item?: CallStackItem): Promise<void> {
    return this.request('mapscope/freeze', { threadId: this.goroutine(item), frozen: true } satisfies FreezeArguments)
  }

  thaw(item?: CallStackItem): Promise<void> {
    return this.request('mapscope/freeze', { threadId: this.goroutine(item), frozen: false } satisfies FreezeArguments)
  }

  /** The goroutine of an item, or the one that is selected. VS Code gives thread ids of items as text, session and number. */
  private goroutine(item: CallStackItem | undefined): number {
    const id = item?.threadId
    const number = typeof id === 'string' ? Number(/(\d+)$/.exec(id)?.[1]) : id
    return number !== undefined && Number.isInteger(number) ? number : (this.api.debug.activeStackItem?.threadId ?? 1)
  }

  /** Asks the adapter; what it refuses is told. */
  private async request(command: string, args: object): Promise<void> {
    const session = this.api.debug.activeDebugSession
    if (session?.type !== 'mapscope') return
    try {
      await session.customRequest(command, args)
    } catch (error) {
      void this.api.window.showErrorMessage(error instanceof Error ? error.message : String(error))
    }
  }
}
