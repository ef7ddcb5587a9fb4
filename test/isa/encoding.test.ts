import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { hexBytes } from '../../adapter/common/bytes'
import { assemble } from '../../adapter/machine/isa/assemble'
import { CodeBuilder } from '../../adapter/machine/isa/codeBuilder'
import { decode } from '../../adapter/machine/isa/decode'
import { disassemble, disassembleRange } from '../../adapter/machine/isa/disassemble'
import { encode, encodeRow } from '../../adapter/machine/isa/encode'
import { instructions } from '../../adapter/machine/isa/instructions'
import { AX, addressOf, BX, CX, memory, R8, R13, SP, symbolMemory } from '../../adapter/machine/isa/operands'
import { operandSamples } from './samples'

const at = 0x401000

function decodeAll(bytes: readonly number[], address = at) {
  return decode(Uint8Array.from(bytes), 0, address)
}

describe('every row and form', () => {
  const samples = instructions.flatMap(row => operandSamples(row).map(operands => ({ row, operands })))

  test('encode -> decode finds the row, the operands and the length', () => {
    for (const { row, operands } of samples) {
      const { bytes } = encodeRow(row, operands, at)
      const decoded = decodeAll(bytes)
      const name = `${row.mnemonic} ${row.operands} ${hexBytes(Uint8Array.from(bytes))}`
      expect(decoded, name).toBeDefined()
      expect(decoded!.length, name).toBe(bytes.length)
      if (!row.encodeOnly) expect(decoded!.row, name).toBe(row)
      // And the same bytes again from what was decoded.
      expect(encodeRow(decoded!.row, decoded!.operands, at).bytes, name).toEqual(bytes)
    }
  })

  test('what the disassembler prints for the assembler assembles to an instruction that prints the same', () => {
    for (const { row, operands } of samples) {
      const decoded = decodeAll(encodeRow(row, operands, at).bytes)!
      // Addresses have no spelling in assembly source.
      if (decoded.operands.some(operand => typeof operand === 'object' && (operand.kind === 'target' || 'ripTarget' in operand))) continue
      const text = disassemble(decoded, { syntax: 'assembler' })
      const { functions, errors } = assemble(`TEXT ·f(SB), $0\n${text}\n`, { file: 't.s', packagePath: 'main' })
      expect(errors, text).toEqual([])
      // Of several ways to load a constant into a register the assembler takes the shortest, which may print otherwise.
      if (/^MOV[LQ] \$/.test(text) && !text.includes('(')) continue
      expect(disassemble(decode(functions[0].bytes, 0, at)!, { syntax: 'assembler' })).toBe(text)
    }
  })

  test('golden', () => {
    const lines = samples.map(({ row, operands }) => {
      const { bytes } = encodeRow(row, operands, at)
      return `${hexBytes(Uint8Array.from(bytes)).padEnd(36)} ${disassemble(decodeAll(bytes)!)}`
    })
    const file = new URL('./golden/instructions.txt', import.meta.url)
    const text = `${lines.join('\n')}\n`
    if (process.env.UPDATE || !existsSync(file)) {
      mkdirSync(new URL('./golden/', import.meta.url), { recursive: true })
      writeFileSync(file, text)
    }
    expect(text).toBe(readFileSync(file, 'utf8'))
  })
})

test.each([
  ['nothing', []],
  ['an opcode alone', [0x48, 0x8b]],
  ['an opcode of ours cut short', [0x48, 0xc7, 0xc0, 1, 2]],
  ['HLT', [0xf4]],
  ['LOCK before a register destination', [0xf0, 0x48, 0x01, 0xc8]],
  ['LOCK before a move', [0xf0, 0x48, 0x89, 0x08]],
])('%s is no instruction', (_, bytes) => {
  expect(decodeAll(bytes)).toBeUndefined()
})

describe('relocations', () => {
  test('the addend holds the way from the hole to the end of the instruction', () => {
    expect(encode('MOVQ', [symbolMemory('x', 8), AX]).relocations).toEqual([{ offset: 3, kind: 'rel32', symbol: 'x', addend: 4 }])
    expect(encode('CMPB', [symbolMemory('x'), 1]).relocations).toEqual([{ offset: 2, kind: 'rel32', symbol: 'x', addend: -5 }])
    expect(encode('MOVQ', [0x12345678, symbolMemory('x')]).relocations).toEqual([{ offset: 3, kind: 'rel32', symbol: 'x', addend: -8 }])
    expect(encode('CALL', [symbolMemory('f')]).relocations).toEqual([{ offset: 1, kind: 'rel32', symbol: 'f', addend: -4 }])
    expect(encode('JNE', [symbolMemory('f')]).relocations).toEqual([{ offset: 2, kind: 'rel32', symbol: 'f', addend: -4 }])
  })

  test('the address of a symbol is a LEAQ', () => {
    expect(encode('MOVQ', [addressOf('x', 1), BX])).toEqual(encode('LEAQ', [symbolMemory('x', 1), BX]))
  })
})

describe('code builder', () => {
  test('branches are short where they reach and long where they do not', () => {
    for (const filler of [125, 126, 127, 128, 129]) {
      const code = new CodeBuilder<string>()
      const [start, end] = [code.label(), code.label()]
      code.bind(start).op('JEQ', end)
      for (let i = 0; i < filler; i++) code.op('NOP')
      code.op('JMP', start).mark('end').bind(end).op('RET')
      const { bytes, labelOffsets, marks } = code.finish()
      expect(marks).toEqual([{ offset: labelOffsets[end.id], value: 'end' }])
      const [first] = disassembleRange(bytes, at)
      expect(first.text).toBe(`JE 0x${(at + labelOffsets[end.id]).toString(16)}`)
      expect(bytes[labelOffsets[end.id]]).toBe(0xc3)
      expect(code.position).toBeGreaterThanOrEqual(bytes.length)
    }
  })

  test('a label bound nowhere is an error', () => {
    const code = new CodeBuilder()
    code.op('JMP', code.label())
    expect(() => code.finish()).toThrow('bound nowhere')
  })

  test('operands no form takes are an error that says so', () => {
    expect(() => encode('MOVQ', [memory(SP), memory(AX)])).toThrow('no form of MOVQ takes memory, memory')
    expect(() => encode('ADDQ', [0x123456789a, AX])).toThrow('no form of ADDQ')
  })
})

test('disassembly is what go tool objdump prints', () => {
  const code = new CodeBuilder()
  code
    .op('MOVQ', memory(SP, 0x18), AX)
    .op('CMPQ', SP, memory(R8, 16))
    .op('MOVBLZX', memory(AX, 9, CX, 1), CX)
    .op('MOVQ', -8, memory(R13))
    .op('CVTSQ2SD', AX, { kind: 'vector', number: 0, name: 'X0' })
    .op('LOCK')
    .op('CMPXCHGL', CX, memory(BX))
    .op('REP')
    .op('STOSQ')
    .op('SETEQ', CX)
    .op('SHLQ', CX, AX)
    .op('LEAQ', symbolMemory('x'), AX)
    .op('CALL', symbolMemory('f'))
  const { bytes, relocations } = code.finish()
  const view = new DataView(bytes.buffer)
  const symbols = [
    { name: 'main.f', base: 0x402000 },
    { name: 'main.x', base: 0x403000 },
  ]
  relocations.forEach(({ offset, addend }, i) => {
    view.setInt32(offset, symbols[1 - i].base + addend - (at + offset), true)
  })
  const symbolize = (address: number) => symbols.findLast(symbol => address >= symbol.base && address < symbol.base + 16)
  expect(disassembleRange(bytes, at, { symbolize }).map(line => line.text)).toEqual([
    'MOVQ 0x18(SP), AX',
    'CMPQ SP, 0x10(R8)',
    'MOVZX 0x9(AX)(CX*1), CX',
    'MOVQ $-0x8, 0(R13)',
    'CVTSI2SDQ AX, X0',
    'LOCK CMPXCHGL CX, 0(BX)',
    'REP; STOSQ AX, ES:0(DI)',
    'SETE CL',
    'SHLQ CL, AX',
    'LEAQ main.x(SB), AX',
    'CALL main.f(SB)',
  ])
})
