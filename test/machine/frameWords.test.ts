// What translated code believes of words of the frame, put to the test one case at a time: a pointer that is checked once must be checked
// again when its word has changed, however it changed.
import { expect, test } from 'vitest'
import { Engine } from '../../adapter/machine/engine'
import { CodeBuilder } from '../../adapter/machine/isa/codeBuilder'
import { memory, registers, SP } from '../../adapter/machine/isa/operands'
import { loadImage } from '../../adapter/machine/loader'
import { heapAddress, threadRecord, writtenPages } from '../../adapter/machine/memory/layout'

const [AX, CX, , BX, , , SI, DI] = registers
const textStart = 0x401000
const dataStart = 0x402000
const heapSize = 0x10000
/** Two places in the heap; at each stands its own address. */
const [first, second] = [heapAddress + 0x1000, heapAddress + 0x2000]
const slot = memory(SP, 8)

/** Puts `first` into the slot, fetches what stands there, goes on with `code`, and fetches what the slot points to then. */
function afterwards(code: (c: CodeBuilder) => void) {
  const c = new CodeBuilder()
  c.op('SUBQ', 0x20, SP).op('MOVQ', BigInt(first), AX).op('MOVQ', AX, slot).op('MOVQ', slot, CX).op('MOVQ', memory(CX, 0), BX)
  code(c)
  c.op('MOVQ', slot, CX).op('MOVQ', memory(CX, 0), AX).op('ADDQ', 0x20, SP).op('RET')
  const { bytes } = c.finish()
  const text = new Uint8Array(0x1000).fill(0xcc)
  text.set(bytes)
  const sections = [
    { name: '.text', address: textStart, size: text.length, bytes: text, writable: false, executable: true },
    { name: '.data', address: dataStart, size: 0x1000, bytes: new Uint8Array(0x1000), writable: true, executable: false },
  ]
  const outcomes = (['interpreter', 'both'] as const).map(engine => {
    const space = loadImage(sections, 2 ** 24)
    space.growHeap(heapSize)
    for (const at of [first, second, heapAddress + heapSize - 16]) space.view.setBigUint64(space.resolve(at, 8), BigInt(at), true)
    const made = new Engine(space, { functions: [{ entry: textStart, end: textStart + bytes.length }], engine })
    if (engine === 'both') made.translate(textStart)
    expect(made.isTranslated(textStart)).toBe(engine === 'both')
    const { view } = space
    const register = (number: number) => threadRecord.base + 8 * number
    view.setBigUint64(register(4), BigInt(heapAddress + 0x8000), true)
    view.setBigUint64(register(14), BigInt(heapAddress), true)
    view.setBigUint64(threadRecord.base + threadRecord.rip, BigInt(textStart), true)
    const { exit, executed } = made.run(threadRecord.base, 1000)
    return { exit, executed, AX: view.getBigUint64(register(0), true), BX: view.getBigUint64(register(3), true) }
  })
  expect(outcomes[1]).toEqual(outcomes[0])
  expect(outcomes[0]!.BX).toBe(BigInt(first))
  return outcomes[0]!
}

test('nothing changes it', () => {
  expect(afterwards(() => {}).AX).toBe(BigInt(first))
})

test('it is written as a whole', () => {
  expect(afterwards(c => c.op('MOVQ', BigInt(second), AX).op('MOVQ', AX, slot)).AX).toBe(BigInt(second))
})

test('it is written in part', () => {
  expect(afterwards(c => c.op('MOVL', second % 2 ** 32, slot)).AX).toBe(BigInt(second))
})

test('it is written through a pointer into the frame', () => {
  const { AX: found } = afterwards(c => c.op('LEAQ', slot, DI).op('LEAQ', memory(DI, 0), SI).op('ADDQ', 0x1000, memory(SI, 0)))
  expect(found).toBe(BigInt(second))
})

test('it is written by an instruction that moves many bytes', () => {
  const { AX: found } = afterwards(c =>
    c
      .op('MOVQ', BigInt(second), SI)
      .op('LEAQ', slot, DI)
      .op('MOVSQ' as never),
  )
  expect(found).toBe(BigInt(second))
})

test('the register it was fetched into gets another value', () => {
  expect(afterwards(c => c.op('ADDQ', 0x1000, CX).op('MOVQ', memory(CX, 0), AX).op('MOVQ', AX, slot)).AX).toBe(BigInt(second))
})

test('it points to the last bytes of the heap, which is right, and behind them, which is a fault', () => {
  const at = (address: number) => afterwards(c => c.op('MOVQ', BigInt(address), AX).op('MOVQ', AX, slot))
  expect(at(heapAddress + heapSize - 16).AX).toBe(BigInt(heapAddress + heapSize - 16))
  expect(at(heapAddress + heapSize - 4).exit).toBe('fault')
  expect(at(0).exit).toBe('fault')
})

test('what can be read need not be one that can be written', () => {
  const writes = (address: number) =>
    afterwards(c =>
      c
        .op('MOVQ', BigInt(address), AX)
        .op('MOVQ', AX, slot)
        .op('MOVQ', slot, CX)
        .op('MOVQ', memory(CX, 0), DI)
        .op('MOVQ', DI, memory(CX, 8)),
    ).exit
  expect(writes(textStart + 0x100)).toBe('fault')
  expect(writes(dataStart)).not.toBe('fault')
})

test('the pages of a frame are marked as written, however large it is', () => {
  for (const size of [0x40, 0xa000]) {
    const c = new CodeBuilder()
    c.op('SUBQ', size, SP)
      .op('MOVQ', CX, memory(SP, 0))
      .op('MOVQ', CX, memory(SP, size - 8))
      .op('ADDQ', size, SP)
      .op('RET')
    const { bytes } = c.finish()
    const text = new Uint8Array(0x1000).fill(0xcc)
    text.set(bytes)
    const space = loadImage(
      [{ name: '.text', address: textStart, size: text.length, bytes: text, writable: false, executable: true }],
      2 ** 24,
    )
    space.growHeap(heapSize)
    const engine = new Engine(space, { functions: [{ entry: textStart, end: textStart + bytes.length }], engine: 'both' })
    engine.translate(textStart)
    const sp = heapAddress + 0xf000
    space.view.setBigUint64(threadRecord.base + 32, BigInt(sp), true)
    space.view.setBigUint64(threadRecord.base + 8 * 14, BigInt(heapAddress), true)
    space.view.setBigUint64(threadRecord.base + threadRecord.rip, BigInt(textStart), true)
    space.bytes.fill(0, writtenPages, writtenPages + 0x100000)
    engine.run(threadRecord.base, 1000)
    for (const written of [sp - size, sp - 8]) expect(space.bytes[writtenPages + (space.resolve(written, 8) >>> 12)]).toBe(1)
  }
})
