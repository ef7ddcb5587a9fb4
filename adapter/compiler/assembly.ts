// This file turns assembly files of the goroot into objects like those of compiled functions.
import { assemble } from '../machine/isa/assemble'
import { type DataObject, FunctionFlag, type FunctionObject, type Relocation } from './codegen/object'
import type { SourceText } from './goroot'

const flagBits: Readonly<Record<string, number>> = {
  NOSPLIT: FunctionFlag.nosplit,
  TOPFRAME: FunctionFlag.topFrame,
  SPWRITE: FunctionFlag.writesSP,
  WRAPPER: FunctionFlag.wrapper,
}

/** Assembles one file. Throws with `file:line:col: text` lines when it is wrong: the goroot is ours, so that is our bug. */
export function assembleFile(file: SourceText, packagePath: string): { functions: FunctionObject[]; data: DataObject[] } {
  const assembly = assemble(file.text, { file: file.path, packagePath })
  if (assembly.errors.length > 0) throw new Error(assembly.errors.join('\n'))
  const functions = assembly.functions.map(
    (f): FunctionObject => ({
      name: f.name,
      bytes: f.bytes,
      relocations: f.relocations.map(convert),
      file: file.path,
      startLine: f.line,
      lines: f.lines.map(({ offset, line }) => ({ offset, value: line })),
      statements: f.lines.map(({ offset }) => offset),
      sp: f.spDeltas.map(({ offset, delta }) => ({ offset, value: delta })),
      prologueEnd: 0,
      frameSize: 0,
      argSize: 0,
      argPointers: [],
      localPointers: [],
      argInfo: [],
      deferReturn: 0,
      flags: f.flags.reduce((bits, flag) => bits | (flagBits[flag] ?? 0), FunctionFlag.assembly),
      variables: [],
      calls: [],
    }),
  )
  const data = assembly.data.map(
    (d): DataObject => ({
      name: d.name,
      section: d.flags.includes('RODATA') ? 'rodata' : 'data',
      bytes: d.bytes,
      size: d.bytes.length,
      align: 8,
      relocations: d.relocations.map(convert),
      pointers: [],
    }),
  )
  return { functions, data }
}

function convert(relocation: { offset: number; kind: string; symbol: string; addend: number }): Relocation {
  if (relocation.kind === 'off32') throw new Error('assembly has no offsets from a base')
  return { offset: relocation.offset, kind: relocation.kind as Relocation['kind'], symbol: relocation.symbol, addend: relocation.addend }
}
