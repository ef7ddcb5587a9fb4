// This file is the demo: a real DAP client drives the real adapter over stdio through two deaths of Go programs, and prints what it sees.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { DebugProtocol } from '@vscode/debugprotocol'
import type { MapPicture } from '../../adapter/dap/protocol'
import type { DapClient } from '../../test/dap/client'
import { startAdapter } from './adapterProcess'
import { drawBuckets } from './drawBuckets'
import { bold, cyan, dim, green, heading, red, yellow } from './style'

type Stopped = DebugProtocol.StoppedEvent['body']
type Frame = DebugProtocol.StackFrame

const print = (text = '') => process.stdout.write(`${text}\n`)

/** Runs both parts; returns the exit code of the demo. */
export async function demo(root: string): Promise<number> {
  await concurrentMap(root)
  await nilMap(root)
  print()
  print(green('Both programs died exactly as real Go programs die, and will die the same way at the next run.'))
  return 0
}

/** The next stop. A program that ends instead is a demo that has gone wrong, and says so. */
async function stopped(client: DapClient): Promise<Stopped> {
  const waiting = new AbortController()
  const late = delay(30_000, undefined, { signal: waiting.signal }).catch(() => undefined)
  const stop = await Promise.race([client.stopped(), client.event('terminated').then(() => undefined), late])
  waiting.abort()
  if (stop === undefined) throw new Error('the program did not stop where the demo expects it to')
  return stop
}

/** One session from launch to the end. */
async function session(root: string, program: string, launch: object, body: (client: DapClient) => Promise<void>): Promise<void> {
  const { client, process: child } = startAdapter(join(root, 'dist/mapscope.js'))
  await client.request('initialize', { adapterID: 'mapscope', clientID: 'demo', pathFormat: 'path', supportsVariableType: true })
  await client.request('launch', { program: join(root, program), ...launch })
  await client.event('initialized')
  await body(client)
  await client.request('disconnect')
  await new Promise(done => child.once('exit', done))
}

async function concurrentMap(root: string): Promise<void> {
  print(heading('a map, a reader, a writer, no lock'))
  print(dim('sample-programs/concurrent-map, seed 55: two goroutines, a thousand operations each\n'))
  await session(root, 'sample-programs/concurrent-map', { seed: deadlySeed }, async client => {
    print(`${cyan('break')} runtime.mapassign_fast64 ${dim('(runtime functions count from main.main on)')}`)
    await client.request('setFunctionBreakpoints', { breakpoints: [{ name: 'runtime.mapassign_fast64', hitCondition: '== 6' }] })
    await client.request('configurationDone')
    const stop = await stopped(client)
    print(`${yellow('stopped')}: ${stop.reason}, goroutine ${stop.threadId}, at the 6th insertion\n`)
    await printThreads(client)
    const frames = await printStack(client, stop, root)
    await printRegisters(client, frames[0]!)
    const caller = frames.find(frame => frame.presentationHint !== 'subtle')!
    const picture = await client.request<MapPicture>('mapscope/mapPicture', {
      expression: 'counts',
      frameId: caller.id,
      start: 0,
      count: 8,
    })
    print(bold('the map'))
    print(drawBuckets(picture))
    await client.request('setFunctionBreakpoints', { breakpoints: [] })
    print(`\n${cyan('continue')}`)
    await client.request('continue', { threadId: stop.threadId })
    const end = await stopped(client)
    print(`${red('stopped')}: ${end.description}: ${end.text}\n`)
    await printStack(client, end, root)
    const info = await client.request<DebugProtocol.ExceptionInfoResponse['body']>('exceptionInfo', { threadId: end.threadId })
    print(bold('who did it'))
    print(indent(shorten(info.description ?? '', root)))
    print(`\n${cyan('continue')}`)
    await client.request('continue', { threadId: end.threadId })
    const { exitCode } = await client.event<{ exitCode: number }>('exited')
    print(dim(indent(shorten(client.output('stderr').split('\n').slice(0, 4).join('\n'), root))))
    print(`the program exited with ${bold(String(exitCode))}`)
  })
}

// Most seeds let this program finish, as most runs of real Go do.
const deadlySeed = 55

async function nilMap(root: string): Promise<void> {
  print()
  print(heading('assignment to entry in nil map'))
  const source = readFileSync(join(root, 'sample-programs/nil-map/main.go'), 'utf8')
  const line = source.split('\n').findIndex(text => text.includes('c.options[name] = value')) + 1
  print(dim(`sample-programs/nil-map, line ${line}: ${source.split('\n')[line - 1]!.trim()}\n`))
  await session(root, 'sample-programs/nil-map', {}, async client => {
    print(`${cyan('break')} runtime.mapassign_faststr if h == nil`)
    await client.request('setFunctionBreakpoints', { breakpoints: [{ name: 'runtime.mapassign_faststr', condition: 'h == nil' }] })
    await client.request('configurationDone')
    let stop = await stopped(client)
    await printStack(client, stop, root)
    const visited: string[] = []
    await client.request('setFunctionBreakpoints', { breakpoints: [{ name: 'runtime.gopanic' }] })
    for (const name of ['runtime.gopanic', 'runtime.fatalpanic']) {
      if (name === 'runtime.gopanic') {
        print(`${cyan('next, next, stepIn')} ${dim('until gopanic')}`)
        for (let i = 0; i < 4 && !visited.includes(name); i++) {
          await client.request('stepIn', { threadId: stop.threadId })
          stop = await stopped(client)
          visited.push((await stack(client, stop))[0]!.name)
        }
      } else {
        print(`${cyan('continue')} ${dim('deferred calls run, nobody recovers')}`)
        await client.request('continue', { threadId: stop.threadId })
        stop = await stopped(client)
      }
      print()
      const frames = await printStack(client, stop, root)
      if (name === 'runtime.fatalpanic') await printRegisters(client, frames[0]!)
    }
    const info = await client.request<DebugProtocol.ExceptionInfoResponse['body']>('exceptionInfo', { threadId: stop.threadId })
    print(bold('the chain of panics'))
    let details = info.details
    for (let depth = 0; details !== undefined; depth++) {
      print(`  ${' '.repeat(2 * depth)}_panic { arg: ${details.typeName} ${red(JSON.stringify(details.message))} }`)
      details = details.innerException?.[0]
    }
    print(`\n${cyan('continue')}`)
    await client.request('continue', { threadId: stop.threadId })
    const { exitCode } = await client.event<{ exitCode: number }>('exited')
    print(dim(indent(shorten(client.output('stdout') + client.output('stderr'), root).trimEnd())))
    print(`the program exited with ${bold(String(exitCode))}`)
  })
}

// ------------------------------------------------------------------------------------------------------------------- printing

async function stack(client: DapClient, stop: Stopped): Promise<Frame[]> {
  return (await client.request<DebugProtocol.StackTraceResponse['body']>('stackTrace', { threadId: stop.threadId, levels: 20 })).stackFrames
}

async function printStack(client: DapClient, stop: Stopped, root: string): Promise<Frame[]> {
  const frames = await stack(client, stop)
  print(bold(`stack of goroutine ${stop.threadId}`))
  frames.forEach((frame, i) => {
    const place = `${shorten(frame.source?.path ?? '', root)}:${frame.line}`
    const text = `  ${String(i).padStart(2)}  ${frame.name.padEnd(30)} ${place}`
    print(frame.presentationHint === 'subtle' ? dim(text) : text)
  })
  print()
  return frames
}

async function printThreads(client: DapClient): Promise<void> {
  const { threads } = await client.request<DebugProtocol.ThreadsResponse['body']>('threads')
  print(bold('goroutines'))
  for (const thread of threads) print(`  ${thread.name}`)
  print()
}

async function printRegisters(client: DapClient, frame: Frame): Promise<void> {
  const { scopes } = await client.request<DebugProtocol.ScopesResponse['body']>('scopes', { frameId: frame.id })
  const registers = scopes.find(scope => scope.name === 'Registers')
  if (registers === undefined) return
  const { variables } = await client.request<DebugProtocol.VariablesResponse['body']>('variables', {
    variablesReference: registers.variablesReference,
  })
  print(bold('registers'))
  for (let i = 0; i < variables.length; i += 3) {
    print(
      variables
        .slice(i, i + 3)
        .map(v => `  ${v.name} ${v.value.split('\t')[0]}`)
        .join('  '),
    )
  }
  print()
}

function shorten(text: string, root: string): string {
  return text.replaceAll(`${root}/`, '').replaceAll('/goroot/src/', '$GOROOT/')
}

function indent(text: string): string {
  return text
    .split('\n')
    .map(line => `  ${line}`)
    .join('\n')
}
