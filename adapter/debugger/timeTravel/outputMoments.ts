// This file finds when a line of the program's output was written.
import type { OutputRecord } from '../liveTarget'

/** The piece of output in which a line (from 1) begins; of one stream, or of both as they were written one after another. */
export function pieceOfLine(outputs: readonly OutputRecord[], line: number, fd?: 1 | 2): OutputRecord | undefined {
  let current = 1 // the line that the next byte belongs to
  let fresh = true // and whether it is the first byte of that line
  for (const piece of outputs) {
    if (piece.length === 0 || (fd !== undefined && piece.fd !== fd)) continue
    const first = fresh ? current : current + 1
    const last = current + piece.lines - (piece.endsLine ? 1 : 0)
    if (line >= first && line <= last) return piece
    current += piece.lines
    fresh = piece.endsLine
  }
  return undefined
}

/** The piece of output that was written at a tick, or the last one before it. */
export function pieceAt(outputs: readonly OutputRecord[], tick: number): OutputRecord | undefined {
  let low = 0
  let high = outputs.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (outputs[middle]!.tick <= tick) low = middle + 1
    else high = middle
  }
  return outputs[low - 1]
}
