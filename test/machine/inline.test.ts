// Functions that are put where they are called: what returns elsewhere than expected, what stops inside, and which are not put in place.
import { expect, test } from 'vitest'
import { Engine } from '../../adapter/machine/engine'
import { CodeBuilder } from '../../adapter/machine/isa/codeBuilder'
import { memory, registers, SP, symbolMemory } from '../../adapter/machine/isa/operands'
import { loadImage } from '../../adapter/machine/loader'
import { heapAddress, threadRecord } from '../../adapter/machine/memory/layout'
import { readFunction } from '../../adapter/machine/translate/controlFlow'
import { inlineCalls } from '../../adapter/machine/translate/inline'

const [AX, CX, , BX, , BP, , , R8] = registers
const textStart = 0x401000
const names = ['caller', 'callee', 'other'] as const
const startOf = (name: string) => textStart + 0x100 * names.indexOf(name as (typeof names)[number])

/** The text of three functions. The caller adds 1 to AX, calls, adds what the callee left in AX to BX, and returns. */
function assemble(callee: (code: CodeBuilder) => void) {
  const parts: Record<(typeof names)[number], CodeBuilder> = {
    caller: new CodeBuilder().op('PUSHQ', BP).op('INCQ', AX).op('CALL', symbolMemory('callee')).op('ADDQ', AX, BX).op('POPQ', BP).op('RET'),
    callee: new CodeBuilder(),
    other: new CodeBuilder().op('MOVL', 77, R8).op('POPQ', BP).op('RET'),
  }
  callee(parts.callee)
  const text = new Uint8Array(0x1000).fill(0xcc)
  const ends: Record<string, number> = {}
  for (const name of names) {
    const { bytes, relocations } = parts[name].finish()
    text.set(bytes, startOf(name) - textStart)
    ends[name] = startOf(name) + bytes.length
    for (const { offset, symbol, addend } of relocations) {
      const at = startOf(name) + offset
      new DataView(text.buffer).setInt32(at - textStart, startOf(symbol) + addend - at, true)
    }
  }
  return { text, functions: names.map(name => ({ entry: startOf(name), end: ends[name]! })) }
}

function run(callee: (code: CodeBuilder) => void, stop?: { fuel?: number; breakpoint?: number }) {
  const { text, functions } = assemble(callee)
  const sections = [{ name: '.text', address: textStart, size: text.length, bytes: text, writable: false, executable: true }]
  const outcomes = (['interpreter', 'both'] as const).map(kind => {
    const space = loadImage(sections, 2 ** 24)
    space.growHeap(0x10000)
    const engine = new Engine(space, { functions, engine: kind })
    const { view } = space
    const enter = () => {
      view.setBigUint64(threadRecord.base + 32, BigInt(heapAddress + 0x8000), true)
      view.setBigUint64(threadRecord.base + 8 * 14, BigInt(heapAddress), true)
      view.setBigUint64(threadRecord.base, 10n, true)
      view.setBigUint64(threadRecord.base + 24, 100n, true)
      view.setBigUint64(threadRecord.base + threadRecord.rip, BigInt(textStart), true)
    }
    enter()
    engine.run(threadRecord.base, 1000) // only what has been run is put in place
    if (kind === 'both') engine.translate(textStart)
    if (stop?.breakpoint) engine.setBreakpoint(stop.breakpoint)
    enter()
    const { exit, executed } = engine.run(threadRecord.base, stop?.fuel ?? 1000)
    const word = (offset: number) => view.getBigUint64(threadRecord.base + offset, true)
    return { exit, executed, AX: word(0), BX: word(24), SP: word(32), R8: word(64), pc: Number(word(threadRecord.rip)) }
  })
  expect(outcomes[1]).toEqual(outcomes[0])
  return outcomes[0]!
}

const doubles = (code: CodeBuilder) => code.op('PUSHQ', BP).op('ADDQ', AX, AX).op('POPQ', BP).op('RET')

test('a call is what it was', () => {
  expect(run(doubles)).toMatchObject({ AX: 22n, BX: 122n })
})

test('it stops at any instruction, at the address it has in the callee', () => {
  for (let fuel = 1; fuel < 10; fuel++) run(doubles, { fuel })
  expect(run(doubles, { fuel: 4 }).pc).toBeGreaterThan(startOf('callee'))
})

test('a breakpoint in the callee is met', () => {
  expect(run(doubles, { breakpoint: startOf('callee') })).toMatchObject({ exit: 'breakpointSet', executed: 3, pc: startOf('callee') })
})

test('it returns elsewhere than it was called from', () => {
  const wanders = (code: CodeBuilder) => code.op('LEAQ', symbolMemory('other'), CX).op('MOVQ', CX, memory(SP, 0)).op('RET')
  expect(run(wanders)).toMatchObject({ BX: 100n, R8: 77n })
})

test('a function in itself begins anew as often as it must', () => {
  // As the beginning of a Go function whose stack is too small: it is left, helped, and entered again.
  const descends = (code: CodeBuilder) => {
    const [help, start] = [code.label(), code.label()]
    code.bind(start)
    code.op('CMPQ', CX, R8).op('JLT', help).op('ADDQ', 1, AX).op('CMPQ', AX, 40)
    const out = code.label()
    code.op('JGT', out).op('SUBQ', 1, CX).op('CALL', symbolMemory('callee')).bind(out).op('RET')
    code.bind(help).op('ADDQ', 5, CX).op('ADDQ', 100, BX).op('JMP', start)
  }
  expect(run(descends).BX).toBeGreaterThan(400n)
})

test('what does not return as functions do is not put in place; nor what is large', () => {
  const placed = (callee: (code: CodeBuilder) => void) => {
    const { text, functions } = assemble(callee)
    const bytes = new Uint8Array(textStart + text.length)
    bytes.set(text, textStart)
    const [caller, called] = functions.map(({ entry, end }) => readFunction(bytes, entry, end, false))
    const code = inlineCalls(caller!, address => (address === startOf('callee') ? called : undefined))
    return [...code.blocks.values()].map(({ ending }) => ending.kind)
  }
  expect(placed(doubles)).toEqual(['enter', 'return', 'exit'])
  expect(placed(code => code.op('PUSHQ', CX).op('RET'))).toEqual(['call', 'return'])
  const long = (code: CodeBuilder) => {
    for (let i = 0; i < 60; i++) code.op('INCQ', AX)
    code.op('RET')
  }
  expect(placed(long)).toEqual(['call', 'return'])
})
