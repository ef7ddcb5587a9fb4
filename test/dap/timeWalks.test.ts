// Random walks through time with everything a client can ask for: wherever they lead, the machine is what a fresh run is at that tick.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Machine } from '../../adapter/machine/machine'
import { stateHash } from '../machine/stateHash'
import { breakAt, frames, launchText, lineOf, type TestSession } from './harness'

const program = `package main

import (
	"sync"
	"time"
)

type tree struct {
	left, right *tree
	value       int
}

func (t *tree) insert(v int) *tree {
	if t == nil {
		return &tree{value: v} // leaf
	}
	if v < t.value {
		t.left = t.left.insert(v)
	} else {
		t.right = t.right.insert(v)
	}
	return t
}

func worker(id int, in <-chan int, wg *sync.WaitGroup, mu *sync.Mutex, root **tree, counts map[int]int) {
	defer wg.Done()
	for v := range in {
		mu.Lock()
		*root = (*root).insert(v * 7919 % 101)
		counts[id]++ // count
		mu.Unlock()
	}
}

func main() {
	var wg sync.WaitGroup
	var mu sync.Mutex
	var root *tree
	counts := map[int]int{}
	in := make(chan int)
	for id := 1; id <= 3; id++ {
		wg.Add(1)
		go worker(id, in, &wg, &mu, &root, counts)
	}
	for i := 0; i < 60; i++ {
		in <- i // send
		if i%20 == 0 {
			time.Sleep(100 * time.Microsecond)
			println("at", i)
		}
	}
	close(in)
	wg.Wait()
	println(len(counts) > 0) // end
}
`

async function begin(): Promise<{ test: TestSession; fresh: (tick: number) => string }> {
  const session = await launchText(program, { seed: 5, cores: 3 })
  await breakAt(session, program, '// send', { line: lineOf(program, '// leaf'), condition: 'v % 3 == 0' })
  await session.client.request('configurationDone')
  await session.client.stopped()
  const { image } = session.session.program
  const known = new Map<number, string>()
  const fresh = (tick: number) => {
    let hash = known.get(tick)
    if (hash === undefined) {
      const { sections, entry } = image
      const options = { sections, entry, args: ['main'], env: [], seed: '5', cores: 3, memoryLimit: 2 ** 31, onOutput: () => {} }
      const machine = new Machine(options)
      machine.run(tick)
      known.set(tick, (hash = stateHash(machine)))
    }
    return hash
  }
  return { test: session, fresh }
}

const forward = ['next', 'stepIn', 'stepOut', 'continue'] as const
const back = ['stepBack', 'reverseContinue', 'mapscope/reverseStepIn', 'mapscope/reverseStepOut'] as const

const move = fc.oneof(
  { weight: 4, arbitrary: fc.record({ command: fc.constantFrom(...forward), instruction: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ command: fc.constantFrom(...back), instruction: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ command: fc.constant('mapscope/seek' as const), percentage: fc.integer({ min: 40, max: 100 }) }) },
)

test('random walks meet the states of a fresh run, and stops are told once', async () => {
  const { test: session, fresh } = await begin()
  const { client, session: adapter } = session
  const { target } = adapter.program
  let threadId = 1
  await fc.assert(
    fc.asyncProperty(fc.array(move, { minLength: 1, maxLength: 10 }), async moves => {
      for (const step of moves) {
        const args =
          'percentage' in step ? { percentage: step.percentage } : { threadId, ...(step.instruction ? { granularity: 'instruction' } : {}) }
        const answer = await client.send(step.command, args)
        // A goroutine that is on no thread has no instruction to step.
        if (!answer.success) {
          threadId = 1
          continue
        }
        const stop = await client.stoppedOrEnded()
        expect(stop).toBeDefined()
        threadId = stop!.threadId!
        // Never the end: there would be no way back over the wire.
        if (target.tick > 0 && (await frames(session, threadId))[0]?.line === lineOf(program, '// end')) {
          await client.request('mapscope/seek', { percentage: 60 })
          threadId = (await client.stopped()).threadId!
        }
        expect(stateHash(target.machine)).toBe(fresh(target.tick))
      }
    }),
    { numRuns: 25, endOnFailure: true },
  )
  expect(session.problems).toEqual([])
}, 120_000)
