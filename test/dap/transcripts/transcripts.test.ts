// A whole session from launch to exit as a golden transcript: what a client sees of it, in order.
import { readFileSync } from 'node:fs'
import type { DebugProtocol } from '@vscode/debugprotocol'
import { golden } from '../../golden'
import { frames, initializeArguments, lineOf, programPath, startSession } from '../harness'
import { readable } from './transcript'

const root = new URL('../../../', import.meta.url)

/** Launch, a breakpoint in the goroutine that writes, a look around, a step into the map, the fatal error, the end. */
async function record(path: string): Promise<string> {
  const text = readFileSync(new URL(path, root), 'utf8')
  const session = startSession({ [programPath]: text })
  const { client } = session
  await client.request('initialize', initializeArguments)
  await client.request('launch', { program: programPath, seed: 1 })
  await client.event('initialized')
  const source = { name: 'main.go', path: programPath }
  await client.request('setBreakpoints', { source, breakpoints: [{ line: lineOf(text, 'm[(from+i)&1023] = i') }] })
  await client.request('configurationDone')
  const { threadId } = await client.stopped()
  await client.request('threads')
  const [frame] = await frames(session, threadId!)
  const { scopes } = await client.request<DebugProtocol.ScopesResponse['body']>('scopes', { frameId: frame!.id })
  await client.request('variables', { variablesReference: scopes[0]!.variablesReference })
  await client.request('evaluate', { expression: '(from + i) & 1023', frameId: frame!.id, context: 'watch' })
  await client.request('setBreakpoints', { source, breakpoints: [] })
  await client.request('next', { threadId })
  await client.stopped()
  await frames(session, threadId!)
  await client.request('continue', { threadId })
  const death = await client.stopped()
  await frames(session, death.threadId!)
  await client.request('exceptionInfo', { threadId: death.threadId })
  await client.request('continue', { threadId: death.threadId })
  await client.event('terminated')
  await client.request('disconnect')
  if (session.problems.length > 0) return session.problems.join('\n')
  // What the program writes while it dies is Go's own text, and tested elsewhere.
  const told = client.transcript.filter(message => (message as DebugProtocol.OutputEvent).body?.category !== 'stderr')
  return readable(told)
}

const file = new URL('concurrent-writes.txt', import.meta.url).pathname
const transcript = await record('sample-programs/concurrent-writes/main.go')
golden(file, () => transcript)
