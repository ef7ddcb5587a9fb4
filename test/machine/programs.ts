// Turns assembly text into a machine ready to run it: a linker of thirty lines, for tests and benchmarks.

import { fromUtf8 } from '../../adapter/common/bytes'
import { assemble } from '../../adapter/machine/isa/assemble'
import { type LoadSection, Machine, type MachineOptions } from '../../adapter/machine/machine'

const textStart = 0x401000

/** An assembled program with its symbols. */
export interface Program {
  readonly sections: LoadSection[]
  readonly symbols: ReadonlyMap<string, number>
  readonly functions: { entry: number; end: number }[]
  /** Address of the first instruction of each source line. */
  readonly lines: ReadonlyMap<number, number>
}

/** Assembles and links; the package is `main`, the entry `main.start`. Functions come first, then read-only data, then 64 KiB of `main.data`. */
export function link(source: string): Program {
  const { functions, data, errors } = assemble(source, { file: 'test.s', packagePath: 'main' })
  if (errors.length) throw new Error(errors.join('\n'))
  const symbols = new Map<string, number>()
  const lines = new Map<number, number>()
  let at = textStart
  for (const f of functions) {
    symbols.set(f.name, at)
    for (const { offset, line } of f.lines) if (!lines.has(line)) lines.set(line, at + offset)
    at = Math.ceil((at + f.bytes.length) / 16) * 16
  }
  const textEnd = at
  const ranges = functions.map(f => ({ entry: symbols.get(f.name)!, end: symbols.get(f.name)! + f.bytes.length }))
  at = Math.ceil(at / 4096) * 4096
  const dataStart = at
  for (const d of data) {
    symbols.set(d.name, at)
    at = Math.ceil((at + d.bytes.length) / 16) * 16
  }
  const writableStart = Math.ceil((at + 1) / 4096) * 4096
  symbols.set('main.data', writableStart)
  const image = new Uint8Array(writableStart - textStart)
  const view = new DataView(image.buffer)
  for (const piece of [...functions, ...data]) {
    const address = symbols.get(piece.name)!
    image.set(piece.bytes, address - textStart)
    for (const { offset, kind, symbol, addend } of piece.relocations) {
      const target = symbols.get(symbol)
      if (target === undefined) throw new Error(`undefined symbol ${symbol}`)
      const place = address + offset
      if (kind === 'abs64') view.setBigUint64(place - textStart, BigInt(target + addend), true)
      else view.setInt32(place - textStart, target + addend - place, true)
    }
  }
  const section = (name: string, start: number, end: number, rest: Partial<LoadSection>): LoadSection => ({
    name,
    address: start,
    size: end - start,
    bytes: image.subarray(start - textStart, end - textStart),
    writable: false,
    executable: false,
    ...rest,
  })
  const sections = [
    section('.text', textStart, textEnd, { executable: true }),
    section('.rodata', dataStart, writableStart, {}),
    section('.data', writableStart, writableStart + 0x10000, { bytes: undefined, writable: true }),
  ]
  return { sections, symbols, lines, functions: ranges }
}

/** A machine with the program loaded, and what it has written so far. */
export function load(source: string, options: Partial<MachineOptions> = {}) {
  const program = link(source)
  const output: { fd: number; text: string; tick: number }[] = []
  const machine = new Machine({
    sections: program.sections,
    entry: program.symbols.get('main.start')!,
    functions: program.functions,
    args: ['test'],
    env: [],
    seed: 1,
    cores: 4,
    onOutput: (fd, bytes, tick) => output.push({ fd, text: fromUtf8(bytes), tick }),
    ...options,
  })
  return { ...program, machine, output }
}

/** exit_group(DI) */
export const exitCode = 'MOVQ $231, AX; SYSCALL'

/** Runs to the end, whatever it is. */
export function finish(machine: Machine, limit = 50_000_000) {
  return machine.run(limit)
}
