// This file makes the rows of the Goroutine scope: who the goroutine is, why it waits and since when, who made it, what it will do at its end.
import { channelsWaitedFor } from '../../debugger/runtime/channels'
import { deferredCalls } from '../../debugger/runtime/defers'
import type { Goroutine } from '../../debugger/runtime/goroutines'
import { goroutineLabels } from '../../debugger/runtime/labels'
import { panicChain } from '../../debugger/runtime/panics'
import { Loader } from '../../debugger/values/loader'
import { duration } from '../goroutineText'
import type { Session } from '../session'
import type { Row } from './variables'

function row(name: string, text: string, pc?: number): Row {
  return {
    name,
    value: { type: 'string', shown: { text, type: '' } },
    evaluateName: undefined,
    hint: { kind: 'virtual' },
    ...(pc === undefined || pc <= 0 ? {} : { valuePc: pc }),
  }
}

const mostDeferred = 20

/** Rows of a goroutine; those that speak of code have its place as `valuePc`. */
export function goroutineRows(session: Session, g: Goroutine): Row[] {
  const { target, image } = session.program
  const rows = [row('id', String(g.id)), row('state', g.state)]
  if (g.waitSince > 0) {
    const { elapsed } = session.program.debugger
    const waited = target.clock - g.waitSince
    rows.push(row('waiting', `for ${duration(waited)}, since t = ${((elapsed - waited) / 1e6).toFixed(3)} ms`))
  }
  // Real values: they can be opened, and lead to where the channel was made.
  const channels = g.waiting ? channelsWaitedFor(new Loader(target), g.address) : []
  channels.forEach((value, i) => {
    rows.push({ name: channels.length === 1 ? 'waits on' : `waits on [${i}]`, value, evaluateName: undefined })
  })
  const thread = g.tid === undefined ? undefined : target.threads.find(candidate => candidate.tid === g.tid)
  if (thread !== undefined) rows.push(row('thread', thread.core < 0 ? `${thread.tid}` : `${thread.tid} on core ${thread.core}`))
  const start = image.functionAt(g.startPc)
  if (start !== undefined) rows.push(row('started as', start.name, g.startPc))
  const creator = image.functionAt(g.createdAtPc)
  if (creator !== undefined && g.parentId !== 0)
    rows.push(row('created by', `goroutine ${g.parentId} in ${creator.name}`, g.createdAtPc - 1))
  for (const [key, value] of Object.entries(goroutineLabels(target, g.address))) rows.push(row(`label ${key}`, JSON.stringify(value)))
  deferredCalls(target, g.address)
    .slice(0, mostDeferred)
    .forEach((call, i) => {
      rows.push(row(`deferred [${i}]`, call.function ?? 'a function that cannot be told', call.deferredAt))
    })
  panicChain(target, g.address).forEach((panic, i) => {
    rows.push(row(`panic [${i}]`, panic.goexit ? 'runtime.Goexit' : `${panic.text}${panic.recovered ? ' [recovered]' : ''}`))
  })
  return rows
}
