// This file has the console words about the machine: registers, disassembly, memory, threads, cores.
import { hexAddress, hexWord, parseAddress } from '../../common/addresses'
import { disassembleAround } from '../../debugger/disassembly'
import { evaluate } from '../../debugger/evaluate/evaluate'
import { Loader } from '../../debugger/values/loader'
import { contextOf } from '../requests/frameContext'
import { flagNames, registerOrder } from '../requests/registers'
import type { ConsoleWord, WordContext } from './words'

const mostBytes = 1000 // Delve's limit

/** An address as people write it: a number, or an expression whose value is a pointer, an integer or something that has an address. */
function addressOf({ session, handle }: WordContext, text: string): number {
  const plain = parseAddress(text)
  if (plain !== undefined) return plain
  const { target } = session.program
  const value = evaluate(target, text, contextOf(handle))
  const loader = new Loader(target)
  const { kind } = loader.record(value)
  if (kind === 'pointer' || kind === 'unsafe.Pointer' || kind === 'uint' || kind === 'int')
    return Number(BigInt.asUintN(64, loader.integer(value)))
  if (value.address === undefined) throw new Error(`${text} has no address`)
  return value.address
}

const formats: Readonly<Record<string, string>> = {
  hex: 'x',
  dec: 'd',
  decimal: 'd',
  oct: 'o',
  octal: 'o',
  bin: 'b',
  binary: 'b',
  x: 'x',
  d: 'd',
  o: 'o',
  t: 'b',
}
const radixes: Readonly<Record<string, { radix: number; prefix: string }>> = {
  x: { radix: 16, prefix: '0x' },
  d: { radix: 10, prefix: '' },
  o: { radix: 8, prefix: '0' },
  b: { radix: 2, prefix: '' },
}
const units: Readonly<Record<string, number>> = { b: 1, h: 2, w: 4, g: 8 }

/** `/8xb addr` as gdb has it, `-fmt hex -count 8 -size 1 addr` as Delve has it. */
function examine(context: WordContext, args: string): string {
  let format = 'x'
  let count = 1
  let size = 1
  let rest = args
  const slash = /^\/(\d*)([a-z]*)\s+(.*)$/s.exec(args)
  if (slash !== null) {
    if (slash[1] !== '') count = Number(slash[1])
    for (const letter of slash[2]!) {
      // `b` is a size for gdb; binary is `t` there.
      if (units[letter] !== undefined) size = units[letter]
      else if (formats[letter] !== undefined) format = formats[letter]
      else throw new Error(`unknown format letter ${JSON.stringify(letter)}`)
    }
    rest = slash[3]!
  } else {
    for (;;) {
      const option = /^-(fmt|count|len|size|x)\s+(\S+)\s*(.*)$/s.exec(rest)
      if (option === null) break
      const [, name, value, after] = option
      if (name === 'x') {
        rest = `${value} ${after}`.trim()
        break
      }
      rest = after!
      if (name === 'fmt') {
        const known = formats[value!]
        if (known === undefined) throw new Error(`${JSON.stringify(value)} is not a valid format`)
        format = known
      } else if (!/^\d+$/.test(value!)) throw new Error(`-${name} must be followed by a number`)
      else if (name === 'size') size = Number(value)
      else count = Number(value)
    }
  }
  if (rest.trim() === '') throw new Error('no address specified')
  if (!(size >= 1 && size <= 8)) throw new Error('size must be from 1 to 8')
  if (!(count >= 1 && count * size <= mostBytes)) throw new Error(`read memory range (count*size) must be from 1 to ${mostBytes} bytes`)
  const address = addressOf(context, rest.trim())
  const bytes = context.session.program.target.read(address, count * size)
  if (bytes === undefined || bytes.length < count * size) throw new Error(`could not read ${count * size} bytes at ${hexAddress(address)}`)
  const { radix, prefix } = radixes[format]!
  const width = ((1n << BigInt(8 * size)) - 1n).toString(radix).length
  const perLine = 8 / size >= 1 ? Math.floor(8 / size) : 1
  const lines: string[] = []
  for (let i = 0; i < count; i += perLine) {
    const cells: string[] = []
    for (let j = i; j < Math.min(count, i + perLine); j++) {
      let value = 0n
      for (let k = size - 1; k >= 0; k--) value = value * 256n + BigInt(bytes[j * size + k]!)
      const digits = value.toString(radix)
      cells.push(format === 'd' ? digits.padStart(width) : prefix + digits.padStart(width, '0'))
    }
    lines.push(`${hexAddress(address + i * size)}:  ${cells.join('  ')}`)
  }
  return lines.join('\n')
}

function registers({ session, handle }: WordContext, args: string): string {
  if (handle?.tid === undefined) throw new Error('this frame is on no thread: only its pc and sp are known')
  const { target } = session.program
  const lines = registerOrder.map(name => {
    const value = target.register(handle.tid!, name)
    return `${name.padStart(6)} = ${hexWord(value)}${name === 'RFLAGS' ? `  ${flagNames(Number(value))}` : ''}`
  })
  if (!/(^|\s)-a(\s|$)/.test(args)) return lines.join('\n')
  for (let i = 0; i < 16; i++) {
    const value = target.register(handle.tid, `X${i}`)
    const low = BigInt.asUintN(64, value)
    const view = new DataView(new ArrayBuffer(8))
    view.setBigUint64(0, low)
    lines.push(`${`X${i}`.padStart(6)} = 0x${value.toString(16).padStart(32, '0')}  v2_double={${view.getFloat64(0)}, …}`)
  }
  return lines.join('\n')
}

function disassembly({ session, handle }: WordContext, args: string): string {
  const { target, image } = session.program
  const named = /^-l\s+(\S+)$/.exec(args)?.[1]
  const range = /^-a\s+(\S+)\s+(\S+)$/.exec(args)
  let start: number
  let end: number
  if (range !== null) {
    start = parseAddress(range[1]!) ?? Number.NaN
    end = parseAddress(range[2]!) ?? Number.NaN
    if (!(end > start && end - start <= 0x10000))
      throw new Error('-a wants two addresses, the first below the second, at most 64 KiB apart')
  } else {
    const f = named === undefined ? handle?.frame.function : (image.functionNamed(named) ?? image.functionNamed(`main.${named}`))
    if (f === undefined) throw new Error(named === undefined ? 'this frame has no function' : `there is no function ${named}`)
    start = f.entry
    end = f.end
  }
  const pc = handle?.frame.pc
  const lines = disassembleAround(target, start, 0, end - start).filter(line => line.valid && line.address >= start && line.address < end)
  if (lines.length === 0) throw new Error(`there is no code at ${hexAddress(start)}`)
  return lines
    .map(line => {
      const place = `${line.file.slice(line.file.lastIndexOf('/') + 1)}:${line.line}`
      return `${line.address === pc ? '=>' : '  '} ${place.padEnd(18)} ${hexAddress(line.address)}  ${line.text}`
    })
    .join('\n')
}

export const machineWords: readonly ConsoleWord[] = [
  { name: 'regs', usage: '[-a]', summary: 'prints the registers; -a with X0 to X15', run: registers },
  {
    name: 'disass',
    aliases: ['disassemble'],
    usage: '[-a start end] [-l function]',
    summary: 'disassembles this function, a range of addresses, or another function',
    run: disassembly,
  },
  {
    name: 'examinemem',
    aliases: ['x'],
    usage: '[/8xb] [-fmt hex -count 8 -size 1] address',
    summary: 'prints memory at an address or an expression: x/8xb m, examinemem -count 4 -size 8 &p',
    run: examine,
  },
  {
    name: 'threads',
    summary: 'lists the threads of the simulated kernel: what they do, on which core, for which goroutine',
    run: ({ session }) => {
      const { target, goroutines } = session.program
      return target.threads
        .filter(thread => thread.state !== 'exited')
        .map(thread => {
          const g = goroutines.find(candidate => candidate.tid === thread.tid)
          const where = thread.core < 0 ? '' : ` on core ${thread.core}`
          return `Thread ${thread.tid} ${thread.state}${where}${g === undefined ? '' : `, goroutine ${g.id}`}`
        })
        .join('\n')
    },
  },
]
