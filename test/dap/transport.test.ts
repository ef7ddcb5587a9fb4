// Messages as bytes: cut anywhere, with any header a client may write, and back.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { framed, MessageReader } from '../../adapter/dap/transport'

function read(chunks: readonly Buffer[]): string[] {
  const texts: string[] = []
  const reader = new MessageReader(text => texts.push(text))
  for (const chunk of chunks) reader.receive(chunk)
  return texts
}

const frame = (text: string) => Buffer.from(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`)

test('messages cut anywhere come whole and in order', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ minLength: 1, unit: 'grapheme' }), { maxLength: 6 }),
      fc.array(fc.nat(), { maxLength: 12 }),
      (texts, cuts) => {
        const bytes = Buffer.concat(texts.map(frame))
        const places = [0, ...cuts.map(cut => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
        const chunks = places.slice(1).map((place, i) => bytes.subarray(places[i]!, place))
        expect(read(chunks)).toEqual(texts)
      },
    ),
  )
})

test('headers as clients write them', () => {
  expect(read([Buffer.from('Content-Length:2\r\n\r\n{}')])).toEqual(['{}'])
  expect(read([Buffer.from('content-length: 2\r\nContent-Type: application/json\r\n\r\n{}')])).toEqual(['{}'])
  expect(read([Buffer.from('Content-Type: application/json\r\nContent-Length:  2\r\n\r\n{}')])).toEqual(['{}'])
})

test('a header without a length, and an empty message, are passed over', () => {
  expect(read([Buffer.from('Nonsense: 7\r\n\r\n'), frame('{"a":1}')])).toEqual(['{"a":1}'])
  expect(read([Buffer.from('Content-Length: x\r\n\r\n'), frame(''), frame('{"b":2}')])).toEqual(['{"b":2}'])
})

test('what goes out can be read again, its length counted in bytes', () => {
  const message = { seq: 3, type: 'event', event: 'output', body: { output: 'größer ≥ 😀\n' } }
  const [text] = read([Buffer.from(framed(message))])
  expect(JSON.parse(text!)).toEqual(message)
})
