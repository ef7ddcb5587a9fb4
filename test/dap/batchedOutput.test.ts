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
  return { chunks, stream, batched: batchedOutput(stream) }
}

test('what is said in one turn and the next goes out as one write, in order', async () => {
  const { chunks, batched } = collect()
  batched.write('a')
  setImmediate(() => batched.write('b'))
  await turns(4)
  batched.write('c')
  await turns(4)
  expect(chunks).toEqual(['ab', 'c'])
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
