// This file frames what a terminal and the adapter say to each other: one byte for what it is, four for the length, then the bytes.

/** To the terminal: what the program writes, and its exit code. From it: a token that proves who it is, input, and signals. */
export const frameKind = { exit: 0, stdout: 1, stderr: 2, token: 3, input: 4, endOfInput: 5, signal: 6 } as const

const header = 5

export function frame(kind: number, payload: Uint8Array = new Uint8Array()): Uint8Array {
  const bytes = new Uint8Array(header + payload.length)
  bytes[0] = kind
  new DataView(bytes.buffer).setUint32(1, payload.length, true)
  bytes.set(payload, header)
  return bytes
}

/** A frame with one small number. */
export function numberFrame(kind: number, value: number): Uint8Array {
  return frame(kind, new Uint8Array([value & 0xff]))
}

/** Cuts a stream of bytes into frames. One longer than anybody sends is an Error. */
export class FrameReader {
  private rest = new Uint8Array()

  constructor(private readonly longest = 2 ** 26) {}

  *read(chunk: Uint8Array): Iterable<{ readonly kind: number; readonly payload: Uint8Array }> {
    const bytes = new Uint8Array(this.rest.length + chunk.length)
    bytes.set(this.rest)
    bytes.set(chunk, this.rest.length)
    let at = 0
    while (bytes.length - at >= header) {
      const length = new DataView(bytes.buffer).getUint32(at + 1, true)
      if (length > this.longest) throw new Error('a frame is too long')
      if (bytes.length - at < header + length) break
      const payload = bytes.slice(at + header, at + header + length)
      const kind = bytes[at]!
      at += header + length
      this.rest = bytes.slice(at)
      yield { kind, payload }
    }
    this.rest = bytes.slice(at)
  }
}
