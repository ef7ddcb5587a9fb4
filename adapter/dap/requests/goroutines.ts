// This file answers mapscope/goroutines: pages of all goroutines, for a view that can show ten thousands of them.
import { goroutineLabels } from '../../debugger/runtime/labels'
import { userFrame } from '../../debugger/unwind'
import { placeOf } from '../goroutineText'
import type { GoroutineRow, GoroutinesArguments, GoroutinesResult } from '../protocol'
import type { Answer, Session } from '../session'
import { optionalWhole } from '../validate'

export function goroutines(session: Session, args: GoroutinesArguments): Answer {
  const { program } = session
  const { target, image } = program
  const frozen = new Set(program.debugger.holds.frozen)
  const all = program.goroutines.filter(g => !g.system || args.system === true)
  const start = Math.max(0, optionalWhole(args, 'start') ?? 0)
  const count = optionalWhole(args, 'count') ?? all.length
  const cores = new Map(target.threads.map(thread => [thread.tid, thread.core]))
  const rows = all.slice(start, start + Math.max(0, count)).map((g): GoroutineRow => {
    const core = g.tid === undefined ? -1 : (cores.get(g.tid) ?? -1)
    return {
      id: g.id,
      state: g.state,
      place: placeOf(userFrame(program.frames(g, 20).frames)),
      ...(g.waitSince > 0 ? { waited: target.clock - g.waitSince } : {}),
      started: image.functionAt(g.startPc)?.name ?? '',
      parent: g.parentId,
      ...(g.tid === undefined ? {} : { thread: g.tid }),
      ...(core < 0 ? {} : { core }),
      system: g.system,
      frozen: frozen.has(g.id),
      labels: goroutineLabels(target, g.address),
    }
  })
  return { body: { total: all.length, goroutines: rows } satisfies GoroutinesResult }
}
