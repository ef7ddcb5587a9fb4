// The decoder that writes micro-operations directly is held against the readable one: every form of every instruction, and random bytes.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MicroDecoder } from '../../adapter/machine/interpreter/microDecoder'
import { handlerOf, microOp, specialHandlers } from '../../adapter/machine/interpreter/microOps'
import { decode, type Instruction } from '../../adapter/machine/isa/decode'
import { encodeRow } from '../../adapter/machine/isa/encode'
import { instructions } from '../../adapter/machine/isa/instructions'
import type { Memory } from '../../adapter/machine/isa/operands'
import { AddressSpace } from '../../adapter/machine/memory/addressSpace'
import { layOut, threadRecord } from '../../adapter/machine/memory/layout'
import { operandSamples } from '../isa/samples'

const textStart = 0x401000
const space = new AddressSpace(layOut(textStart, textStart + 0x100, textStart + 0x1000, textStart + 0x2000), 0)
const decoder = new MicroDecoder(space)
const slot = decoder.slotOf(textStart)

/** What the header of microOps.ts says, written down once more. */
function expected({ row, operands, address, length }: Instruction): Uint8Array {
  const bytes = new Uint8Array(32)
  const view = new DataView(bytes.buffer)
  const memory = operands.find((operand): operand is Memory => typeof operand === 'object' && operand.kind === 'memory')
  view.setUint16(microOp.handler, handlerOf(row, memory === undefined ? 'r' : memory.index ? 'n' : 'm'), true)
  view.setInt32(microOp.next, decoder.slotOf(address + length), true)
  let field: number = microOp.a
  for (const [i, operand] of operands.entries()) {
    if (row.operands[i] === 'cl') continue
    if (typeof operand !== 'object') view.setBigUint64(microOp.immediate, BigInt.asUintN(8 * row.width, BigInt(operand)), true)
    else if (operand.kind === 'register') view.setUint8(field++, operand.number * 8)
    else if (operand.kind === 'vector') view.setUint8(field++, operand.number * 16)
    else if (operand.kind === 'memory') {
      view.setUint8(microOp.base, operand.base ? operand.base.number * 8 : threadRecord.zero)
      view.setUint8(microOp.index, operand.index ? operand.index.number * 8 : threadRecord.zero)
      view.setUint8(microOp.scale, Math.log2(operand.scale))
      view.setInt32(microOp.displacement, operand.ripTarget ?? operand.disp, true)
    } else if (operand.kind === 'target') {
      view.setInt32(microOp.immediate, decoder.slotOf(operand.address), true)
      view.setInt32(microOp.returnAddress, address + length, true)
    }
  }
  if (row.mnemonic === 'CALL') view.setInt32(microOp.returnAddress, address + length, true)
  return bytes
}

function compare(code: Uint8Array): void {
  space.bytes.fill(0xcc, textStart, textStart + 32)
  space.bytes.fill(0, slot, slot + 64)
  space.bytes.set(code, textStart)
  const length = decoder.decode(textStart)
  const instruction = decode(space.bytes.subarray(0, space.layout.textEnd), textStart, textStart)
  expect(length).toBe(instruction?.length ?? 0)
  const written = space.bytes.slice(slot, slot + 32)
  if (instruction === undefined) expect(written).toEqual(new Uint8Array(32))
  else {
    expect(written).toEqual(expected(instruction))
    expect(decoder.ends).toBe(['JMP', 'RET', 'UD2'].includes(instruction.row.mnemonic))
  }
}

test('every form of every instruction', () => {
  let count = 0
  for (const row of instructions) {
    for (const operands of operandSamples(row)) {
      compare(Uint8Array.from(encodeRow(row, operands, textStart).bytes))
      count++
    }
  }
  expect(count).toBeGreaterThan(1000)
})

test('random bytes', () => {
  const anywhere = fc.uint8Array({ minLength: 1, maxLength: 15 })
  const prefixed = fc
    .tuple(fc.constantFrom([], [0xf0], [0x66], [0xf2], [0xf3]), fc.constantFrom([], [0x48], [0x41], [0x4c], [0x40]), anywhere)
    .map(([prefix, rex, rest]) => Uint8Array.from([...prefix, ...rex, ...rest]))
  fc.assert(fc.property(fc.oneof(anywhere, prefixed), compare), { numRuns: 5000 })
})

test('an instruction that the text ends in the middle of is none', () => {
  const last = space.layout.textEnd - 2
  space.bytes.set([0x48, 0x8b], last)
  expect(decoder.decode(last)).toBe(0)
  decoder.writeUndefined(last)
  expect(space.view.getUint16(decoder.slotOf(last), true)).toBe(specialHandlers.undefined)
})
