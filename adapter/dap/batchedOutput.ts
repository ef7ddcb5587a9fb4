// This file turns many small messages into few writes: what a session says while it answers one request and runs one slice goes out at once.
//
// A write to a pipe costs more than making the message, here and at the client. A step answers, says `continued`, runs some microseconds and
// says `stopped`: one write instead of three. The order of messages stays, and nothing waits longer than one slice of a running program.

const soon = 64 * 1024 // more than this does not wait

export interface BatchedOutput {
  readonly stream: NodeJS.WritableStream
  /** More will follow in a moment: a program has been resumed, and is about to run its first slice. */
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
    // Two turns of the event loop: in the first the slice runs.
    setImmediate(() =>
      setImmediate(() => {
        waiting = false
        flush()
      }),
    )
  }
  // What the protocol library uses of a stream.
  const used = { write, end, on: stream.on.bind(stream) }
  return { stream: used as unknown as NodeJS.WritableStream, expectMore }
}
