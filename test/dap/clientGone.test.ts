// A client that goes away without a word, while its program runs and prints: the session ends, whichever stream tells first.
import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { serveStreams } from '../../adapter/dap/serve'
import { testGoroot } from '../goroot'
import { DapClient } from './client'

/** A session whose program spins for ever, passing a logpoint. */
async function running() {
  const input = new PassThrough()
  const output = new PassThrough()
  let closed = 0
  const session = serveStreams(testGoroot(), input, output, () => closed++)
  const client = new DapClient({ write: text => void input.write(text), onData: listener => void output.on('data', listener) })
  await client.request('initialize', { adapterID: 'mapscope' })
  const program = new URL('../programs/expressions1.go', import.meta.url).pathname
  await client.request('launch', { program })
  await client.request('setFunctionBreakpoints', { breakpoints: [{ name: 'runtime.mallocgc' }] })
  await client.request('configurationDone')
  await client.stopped()
  return { input, output, session, closedCount: () => closed }
}

describe('the client is gone', () => {
  const ways: [string, (streams: { input: PassThrough; output: PassThrough }) => void][] = [
    ['the end of input', ({ input }) => void input.end()],
    ['input that breaks', ({ input }) => void input.destroy(new Error('ECONNRESET'))],
    ['output that breaks', ({ output }) => void output.destroy(new Error('EPIPE'))],
  ]
  test.each(ways)('%s', async (_name, leave) => {
    const streams = await running()
    streams.session.program.debugger.continue()
    leave(streams)
    for (let i = 0; i < 200 && streams.closedCount() === 0; i++) await new Promise(done => setTimeout(done, 5))
    expect(streams.closedCount()).toBe(1)
    expect(streams.session.phase).toBe('ended')
    expect(streams.session.debuggee).toBeUndefined()
  })
})
