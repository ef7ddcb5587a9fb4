// Lays out the first thread's stack as Linux does: argc, argv, 0, envp, 0, auxiliary vector, and above it the strings.

import { utf8, word64 } from '../../common/bytes'
import { next32 } from '../../common/random'
import type { AddressSpace } from '../memory/addressSpace'
import { pageSize } from '../memory/layout'
import type { KernelState } from './state'

const AT_NULL = 0
const AT_PAGESZ = 6
const AT_RANDOM = 25

/** Writes everything below the end of the low region; the stack pointer to start with. */
export function writeStartStack(space: AddressSpace, state: KernelState, args: readonly string[], env: readonly string[]): number {
  let top = space.layout.lowEnd - 16
  const push = (bytes: Uint8Array): number => {
    top -= bytes.length
    if (!space.write(top, bytes)) throw new Error('arguments and environment do not fit the stack')
    return top
  }
  const text = (value: string) => push(new Uint8Array([...utf8(value), 0]))
  const argv = args.map(text)
  const envp = env.map(text)
  const randomBytes = push(Uint8Array.from({ length: 16 }, () => next32(state.random.kernel) & 0xff))
  const auxiliary = [AT_PAGESZ, pageSize, AT_RANDOM, randomBytes, AT_NULL, 0]
  const words = [argv.length, ...argv, 0, ...envp, 0, ...auxiliary]
  const sp = Math.floor((top - 8 * words.length) / 16) * 16
  words.forEach((word, i) => {
    space.write(sp + 8 * i, word64(word))
  })
  return sp
}
