// Counts what is put on the event loop while nobody asks for anything: who does nothing schedules nothing, however fast or busy the machine is.
import { createHook } from 'node:async_hooks'

/** Timers and immediates made within some milliseconds. */
export async function scheduledDuring(milliseconds: number): Promise<number> {
  let count = 0
  // The timer that ends the wait is made before counting begins.
  const wait = new Promise(done => setTimeout(done, milliseconds))
  const hook = createHook({
    init: (_, type) => {
      if (type === 'Timeout' || type === 'Immediate') count++
    },
  }).enable()
  await wait
  hook.disable()
  return count
}
