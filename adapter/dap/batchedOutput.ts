// This file turns many small messages into few writes: what a session says while it answers one request and runs one slice goes out at once.
//
// A write to a pipe costs more than making the message, here and at the client. A step answers, says `continued`, runs some microseconds and
// says `stopped`: one write instead of three. The order of messages stays, and nothing waits longer than one slice of a running program.

const soon = 64 * 1024 // more than this does not wait

export interface BatchedOutput {
  readonly stream: NodeJS.WritableStream
  /** More will follow in this turn of the event loop: a program has been resumed, and its first slice has been scheduled (setImmediate). */
  expectMore(): void
}

/** A stream for messages that passes them on in batches. */
export function batchedOutput(stream: NodeJS.WritableStream): BatchedOutput {
  let pending = ''
  let scheduled = false
  let waiting = false
  const flush = () => {
    scheduled = false
    const text = pending
    pending = ''
    if (text !== '') stream.write(text, 'utf8')
  }
  const flushUnlessWaiting = () => {
    scheduled = false
    if (!waiting) flush()
  }
  const write = (text: string): boolean => {
    pending += text
    if (pending.length > soon) flush()
    else if (!scheduled && !waiting) {
      scheduled = true
      process.nextTick(flushUnlessWaiting)
    }
    return true
  }
  const end = () => {
    flush()
    stream.end()
  }
  const expectMore = () => {
    if (waiting) return
    waiting = true
    // Comes right behind the slice.
    setImmediate(() => {
      waiting = false
      flush()
    })
  }
  // What the protocol library uses of a stream.
  const used = { write, end, on: stream.on.bind(stream) }
  return { stream: used as unknown as NodeJS.WritableStream, expectMore }
}
