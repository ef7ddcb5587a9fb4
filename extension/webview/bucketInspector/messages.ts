// This file defines what the extension and the Bucket Inspector's page tell each other. Both sides import it; it holds no behaviour but checks.
import type { MapPicture } from '../../../adapter/dap/protocol'

/** A map that can be looked at. */
export interface MapChoice {
  /** The same for the same map at every stop: the address of its header, or its expression when it is nil. */
  readonly id: string
  readonly expression: string
  readonly type: string
  /** Function whose frame the expression is of. */
  readonly where: string
  readonly count: number
  readonly nil: boolean
}

export type ToPage =
  /** Nothing can be shown, and why. */
  | { readonly kind: 'nothing'; readonly reason: 'noSession' | 'noMaps' | 'failed'; readonly text: string }
  /** The program goes on: what is shown is the last stop. */
  | { readonly kind: 'running' }
  | { readonly kind: 'maps'; readonly maps: readonly MapChoice[]; readonly chosen: string | undefined }
  /** A map at a new stop. `stop` counts up; a greater number is a later moment. */
  | { readonly kind: 'picture'; readonly stop: number; readonly choice: MapChoice; readonly picture: MapPicture }
  /** More buckets of the picture of this stop. */
  | { readonly kind: 'cells'; readonly stop: number; readonly id: string; readonly picture: MapPicture }

export type FromPage =
  /** The page has loaded, or has been loaded again. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'choose'; readonly id: string }
  /** Buckets came into sight whose cells are not known. */
  | { readonly kind: 'wantCells'; readonly stop: number; readonly id: string; readonly start: number; readonly count: number }

/** Checks what a page sent: the page is ours, but a message is still input. */
export function readFromPage(message: unknown): FromPage | undefined {
  if (typeof message !== 'object' || message === null) return undefined
  const { kind, id, stop, start, count } = message as Record<string, unknown>
  switch (kind) {
    case 'ready':
      return { kind }
    case 'choose':
      return typeof id === 'string' ? { kind, id } : undefined
    case 'wantCells':
      if (typeof id !== 'string' || !isCount(stop) || !isCount(start) || !isCount(count)) return undefined
      return { kind, id, stop, start, count: Math.min(count, mostCells) }
    default:
      return undefined
  }
}

/** Most buckets with cells that a page asks for at once. */
export const mostCells = 512

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
