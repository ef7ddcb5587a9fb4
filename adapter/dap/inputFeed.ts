// This file feeds standard input from a stream to a program, no faster than the program reads it.
import type { Debuggee } from './debuggee'

const enough = 2 ** 20 // bytes that may wait to be read
const patience = 20 // milliseconds until it is seen whether the program has read some

/** Passes on what a stream says, and its end. The answer stops that. */
export function feedInput(stream: NodeJS.ReadableStream, program: Debuggee): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const control = program.debugger
  const goOn = () => {
    timer = undefined
    if (program.unreadInput < enough) stream.resume()
    else timer = setTimeout(goOn, patience)
  }
  const data = (chunk: Uint8Array | string) => {
    control.provideInput(typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk, false)
    if (program.unreadInput < enough || timer !== undefined) return
    stream.pause()
    timer = setTimeout(goOn, patience)
  }
  const end = () => {
    stop()
    control.provideInput(new Uint8Array(), true)
  }
  const stop = () => {
    if (timer !== undefined) clearTimeout(timer)
    timer = undefined
    stream.removeListener('data', data)
    for (const event of ['end', 'close', 'error']) stream.removeListener(event, end)
    stream.pause()
  }
  stream.on('data', data)
  // An input that breaks has ended.
  for (const event of ['end', 'close', 'error']) stream.on(event, end)
  void program.ended.then(stop)
  return stop
}
