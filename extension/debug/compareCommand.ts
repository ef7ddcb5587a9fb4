// This file starts the program that is debugged once more with another seed, as a session beside it.
import type { CompareSeedsArguments, CompareSeedsResult } from '../../adapter/dap/protocol'
import type { VsCode } from '../activate'

/** Asks for a seed; the adapter asks VS Code for the session. */
export async function compareSeeds(api: VsCode): Promise<void> {
  const session = api.debug.activeDebugSession
  if (session?.type !== 'mapscope') return
  const typed = await api.window.showInputBox({
    title: api.l10n.t('Compare With Another Seed'),
    prompt: api.l10n.t('A number or "random"; nothing means the next seed.'),
    validateInput: text => (/^\s*(\d{1,19}|random)?\s*$/.test(text) ? undefined : api.l10n.t('Expected a whole number or "random".')),
  })
  if (typed === undefined) return
  const seed = typed.trim()
  try {
    const args: CompareSeedsArguments = seed === '' ? {} : { seed }
    const result = (await session.customRequest('mapscope/compareSeeds', args)) as CompareSeedsResult
    void api.window.setStatusBarMessage(api.l10n.t('Started with seed {0}', result.seed), 5000)
  } catch (error) {
    void api.window.showErrorMessage(error instanceof Error ? error.message : String(error))
  }
}
