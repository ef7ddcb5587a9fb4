// This file defines what the extension and the Timeline's page tell each other. Both sides import it; it holds no behaviour but checks.
import type { TimelineResult } from '../../../adapter/dap/protocol'

export type ToPage =
  /** Nothing can be shown, and why. */
  | { readonly kind: 'nothing'; readonly text: string }
  /** The program goes on: what is shown is the last stop. */
  | { readonly kind: 'running' }
  | { readonly kind: 'picture'; readonly picture: TimelineResult }

export type FromPage =
  /** The page has loaded, or has been loaded again. */
  | { readonly kind: 'ready' }
  /** Another stretch of time is wanted, or another number of samples. */
  | { readonly kind: 'want'; readonly from: number; readonly to: number; readonly resolution: number }
  | { readonly kind: 'seek'; readonly tick: number }

/** Most samples that a page asks for. */
export const mostSamples = 1000

/** Checks what a page sent: the page is ours, but a message is still input. */
export function readFromPage(message: unknown): FromPage | undefined {
  if (typeof message !== 'object' || message === null) return undefined
  const { kind, from, to, resolution, tick } = message as Record<string, unknown>
  switch (kind) {
    case 'ready':
      return { kind }
    case 'want':
      if (!isTick(from) || !isTick(to) || !isTick(resolution) || from > to) return undefined
      return { kind, from, to, resolution: Math.max(1, Math.min(resolution, mostSamples)) }
    case 'seek':
      return isTick(tick) ? { kind, tick } : undefined
    default:
      return undefined
  }
}

function isTick(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
