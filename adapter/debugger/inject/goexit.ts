// This file ends a goroutine at the debugger's wish, as if it had called runtime.Goexit where it is.
import { word64 } from '../../common/bytes'
import type { LiveTarget } from '../liveTarget'
import { readGoroutines } from '../runtime/goroutines'
import { isRuntimeFrame, unwindGoroutine } from '../unwind'

/** Lets a goroutine end when the program goes on; its deferred calls run. The answer says why it cannot be. */
export function terminateGoroutine(target: LiveTarget, goid: number): string | undefined {
  const goroutine = readGoroutines(target).find(candidate => candidate.id === goid)
  if (goroutine === undefined) return `unknown goroutine ${goid}`
  const [frame] = unwindGoroutine(target, goroutine, 1)
  const goexit = target.image.functionNamed('runtime.Goexit')
  if (goexit === undefined) return 'runtime.Goexit is not in the program'
  if (goroutine.tid === undefined || frame === undefined || frame.tid === undefined || isRuntimeFrame(frame))
    return `goroutine ${goid} is in the runtime (${goroutine.state}): only one that executes its own code can be ended`
  const { tid } = goroutine
  const sp = Number(target.register(tid, 'SP')) - 8
  if (!target.write(sp, word64(frame.pc))) return `goroutine ${goid} has no room on its stack`
  target.setRegister(tid, 'SP', BigInt(sp))
  target.setRegister(tid, 'PC', BigInt(goexit.entry))
  return undefined
}
