// What the code generator makes of small functions: the function of each block, disassembled with its source lines.
import { tableAt } from '../../../adapter/image/image'
import { disassembleRange } from '../../../adapter/machine/isa/disassemble'
import { golden } from '../../golden'
import { compileText } from '../../goroot'

golden('test/compiler/codegen/code.txt', source => {
  const image = compileText(`package main\n\n${source}\n`)
  const f = image.functionNamed('main.f')!
  const text = image.sections.find(section => section.executable)!
  const bytes = text.bytes!.subarray(f.entry - text.address, f.end - text.address)
  const symbolize = (address: number) => {
    const found = image.symbolAt(address)
    return found === undefined ? undefined : { name: found.name, base: address - found.offset }
  }
  const lines = disassembleRange(bytes, f.entry, { symbolize })
  const inside = (text: string) =>
    text.replace(/0x([0-9a-f]+)$/, (whole, hex) => {
      const offset = Number.parseInt(hex, 16) - f.entry
      return offset >= 0 && offset < f.end - f.entry ? `+${offset}` : whole
    })
  return lines
    .map(({ address, text }) => {
      const offset = address - f.entry
      const mark = f.statements.includes(offset) ? '*' : ' '
      // Addresses of data differ with everything that is linked before them.
      return `${String(tableAt(f.lines, offset) - 2).padStart(2)}${mark} +${String(offset).padEnd(4)} ${inside(text).replace(/0x[0-9a-f]{3,}\(IP\)/, '…(IP)')}`
    })
    .join('\n')
})
