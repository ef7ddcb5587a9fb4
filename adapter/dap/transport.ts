// This file turns bytes of a client into messages and messages into bytes: JSON behind a Content-Length header, both ways.
//
// The library can do that too, but between two processes it is a third of what a request costs: it copies everything that arrives twice and
// looks at a header by splitting it. Here a message that comes whole, as nearly all do, is read where it lies.
import type { DebugProtocol } from '@vscode/debugprotocol'

const separator = '\r\n\r\n'
const nothing = Buffer.alloc(0)

/** Cuts a stream of bytes into the texts of messages, however they arrive. */
export class MessageReader {
  private pending: Buffer = nothing
  // Of the message that is arriving; -1 while its header is.
  private length = -1

  constructor(private readonly message: (text: string) => void) {}

  receive(chunk: Buffer): void {
    const bytes = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk])
    let at = 0
    for (;;) {
      if (this.length < 0) {
        const end = bytes.indexOf(separator, at, 'latin1')
        if (end < 0) break
        // A header that tells no length is passed over.
        this.length = Number(/(?:^|\r\n)Content-Length: *(\d+)/i.exec(bytes.toString('latin1', at, end))?.[1] ?? -1)
        at = end + separator.length
      } else {
        if (bytes.length - at < this.length) break
        const text = bytes.toString('utf8', at, at + this.length)
        at += this.length
        this.length = -1
        if (text !== '') this.message(text)
      }
    }
    this.pending = at === bytes.length ? nothing : bytes.subarray(at)
  }
}

/** A message with its header. */
export function framed(message: DebugProtocol.ProtocolMessage): string {
  const json = JSON.stringify(message)
  return `Content-Length: ${Buffer.byteLength(json, 'utf8')}${separator}${json}`
}
