// This file answers readMemory, writeMemory and disassemble.
import type { DebugProtocol } from '@vscode/debugprotocol'
import { hexAddress, parseAddress } from '../../common/addresses'
import { hexBytes } from '../../common/bytes'
import { disassembleAround } from '../../debugger/disassembly'
import { unableToDisassemble, unableToReadMemory, unableToWriteMemory } from '../errors'
import type { Answer, Session } from '../session'
import { optionalWhole, text, whole } from '../validate'
import { announceMemory } from './assign'
import { toClientLine } from './breakpoints'

const mostBytes = 16 * 2 ** 20
const mostInstructions = 100_000

/** What is not mapped is said to be unreadable; it is no error. */
export function readMemory(session: Session, args: DebugProtocol.ReadMemoryArguments): Answer {
  const reference = text(args, 'memoryReference')
  const base = parseAddress(reference)
  if (base === undefined) throw unableToReadMemory(`unknown reference ${reference}`)
  const address = Math.max(0, base + (optionalWhole(args, 'offset') ?? 0))
  const count = Math.max(0, Math.min(whole(args, 'count'), mostBytes))
  const bytes = count === 0 ? new Uint8Array() : (session.program.target.read(address, count) ?? new Uint8Array())
  return {
    body: {
      address: hexAddress(address),
      data: base64(bytes),
      ...(bytes.length < count ? { unreadableBytes: count - bytes.length } : {}),
    },
  }
}

/** Writes what is mapped: all of it, or with `allowPartial` as much as there is from the beginning. */
export function writeMemory(session: Session, args: DebugProtocol.WriteMemoryArguments): Answer {
  const reference = text(args, 'memoryReference')
  const base = parseAddress(reference)
  if (base === undefined) throw unableToWriteMemory(`unknown reference ${reference}`)
  const address = base + (optionalWhole(args, 'offset') ?? 0)
  let bytes: Uint8Array
  try {
    bytes = Uint8Array.from(atob(text(args, 'data')), char => char.charCodeAt(0))
  } catch {
    throw unableToWriteMemory('the data is not base64')
  }
  const { target } = session.program
  const count = address < 0 ? 0 : (target.read(address, bytes.length)?.length ?? 0)
  if (count < bytes.length && args.allowPartial !== true)
    throw unableToWriteMemory(`only ${count} of ${bytes.length} bytes at ${hexAddress(Math.max(0, address))} are mapped`)
  if (count > 0) target.write(address, bytes.subarray(0, count))
  return {
    body: { bytesWritten: count },
    after: () => {
      if (count === 0) return
      session.program.changed()
      if (session.client.supportsInvalidatedEvent === true) session.send('invalidated', { areas: ['variables'] })
      announceMemory(session, address, count)
    },
  }
}

function base64(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000))
  return btoa(text)
}

/** Exactly as many instructions as asked for; padding where there is no code. */
export function disassemble(session: Session, args: DebugProtocol.DisassembleArguments): Answer {
  const reference = text(args, 'memoryReference')
  const base = parseAddress(reference)
  if (base === undefined) throw unableToDisassemble(`unknown reference ${reference}`)
  const count = whole(args, 'instructionCount')
  const offset = optionalWhole(args, 'offset') ?? 0
  const instructionOffset = optionalWhole(args, 'instructionOffset') ?? 0
  if (!(count >= 0 && count <= mostInstructions)) throw unableToDisassemble(`instructionCount must be from 0 to ${mostInstructions}`)
  const lines = disassembleAround(session.program.target, base + offset, instructionOffset, count)
  let last = ''
  const instructions = lines.map((line): DebugProtocol.DisassembledInstruction => {
    if (!line.valid) return { address: '0x0', instruction: line.text, presentationHint: 'invalid' }
    const source = session.sources.source(line.file)
    const place = `${line.file}:${line.line}`
    const first = place !== last
    last = place
    return {
      address: hexAddress(line.address),
      instructionBytes: hexBytes(line.bytes),
      instruction: line.text,
      ...(args.resolveSymbols === false ? {} : { symbol: line.symbol }),
      // The place only where it changes, as the protocol wants it.
      ...(first && source !== undefined && line.line > 0 ? { location: source, line: toClientLine(session, line.line) } : {}),
    }
  })
  return { body: { instructions } }
}
