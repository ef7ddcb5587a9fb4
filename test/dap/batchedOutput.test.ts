import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { batchedOutput } from '../../adapter/dap/batchedOutput'

const turns = async (count: number) => {
  for (let i = 0; i < count; i++) await new Promise(done => setImmediate(done))
}

function collect() {
  const chunks: string[] = []
  const stream = new PassThrough()
  stream.on('data', chunk => chunks.push(String(chunk)))
  const { stream: batched, expectMore } = batchedOutput(stream)
  return { chunks, stream, batched, expectMore }
}

test('what is said in one turn goes out as one write, in order', async () => {
  const { chunks, batched } = collect()
  batched.write('a')
  batched.write('b')
  await turns(1)
  batched.write('c')
  await turns(1)
  expect(chunks).toEqual(['ab', 'c'])
})

test('what the first slice of a resumed program says goes out with the answer', async () => {
  const { chunks, batched, expectMore } = collect()
  batched.write('answer ')
  setImmediate(() => batched.write('stopped'))
  expectMore()
  await turns(2)
  batched.write('later')
  await turns(1)
  expect(chunks).toEqual(['answer stopped', 'later'])
})

test('much does not wait', () => {
  const { chunks, batched } = collect()
  batched.write('x'.repeat(70_000))
  expect(chunks.join('')).toHaveLength(70_000)
})

test('the end loses nothing', async () => {
  const { chunks, stream, batched } = collect()
  batched.write('last words')
  batched.end()
  await turns(2)
  expect(chunks).toEqual(['last words'])
  expect(stream.writableEnded).toBe(true)
})
