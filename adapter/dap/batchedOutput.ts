// This file turns many small messages into few writes: what a session says while it answers one request and runs one slice goes out at once.
//
// A write to a pipe costs more than making the message, here and at the client. A step answers, says `continued`, runs some microseconds and
// says `stopped`: one write instead of three. The order of messages stays, and nothing waits longer than one slice of a running program.

const soon = 64 * 1024 // more than this does not wait

/** A stream for messages that passes them on in batches. */
export function batchedOutput(stream: NodeJS.WritableStream): NodeJS.WritableStream {
  let pending = ''
  let scheduled = false
  const flush = () => {
    scheduled = false
    const text = pending
    pending = ''
    if (text !== '') stream.write(text, 'utf8')
  }
  const write = (text: string): boolean => {
    pending += text
    if (pending.length > soon) flush()
    else if (!scheduled) {
      scheduled = true
      // Two turns of the event loop: in the first a program that was resumed runs its first slice.
      setImmediate(() => setImmediate(flush))
    }
    return true
  }
  const end = () => {
    flush()
    stream.end()
  }
  // What the protocol library uses of a stream.
  const used = { write, end, on: stream.on.bind(stream) }
  return used as unknown as NodeJS.WritableStream
}
