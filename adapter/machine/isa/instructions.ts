// THE instruction table. One row says how an instruction is named, encoded and what it means; the encoder, decoder, disassembler,
// interpreter, translator and the tests are derived from it. The rows stand in one file a family.

import { arithmeticRows } from './arithmetic'
import { bitRows } from './bits'
import { controlRows } from './control'
import { floatRows } from './floats'
import { aliases, type Mnemonic } from './mnemonics'
import { moveRows } from './moves'
import type { Row } from './row'

/** Every row; of rows with the same mnemonic the encoder takes the first that fits, so short forms stand first. */
export const instructions: readonly Row[] = [...moveRows, ...arithmeticRows, ...bitRows, ...controlRows, ...floatRows]

const byMnemonic = new Map<string, Row[]>()
for (const row of instructions) {
  const rows = byMnemonic.get(row.mnemonic)
  if (rows) rows.push(row)
  else byMnemonic.set(row.mnemonic, [row])
}

/** The rows of a mnemonic or of what it is an alias of; empty if there is no such instruction. */
export function rowsOf(mnemonic: string): readonly Row[] {
  return byMnemonic.get(mnemonic) ?? byMnemonic.get(aliases[mnemonic as keyof typeof aliases]) ?? []
}

/** Whether the assembler knows that name (prefixes included). */
export function isMnemonic(name: string): name is Mnemonic {
  return rowsOf(name).length > 0 || name === 'LOCK' || name === 'REP'
}
