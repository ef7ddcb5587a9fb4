// Turns the sections of an image into memory: works out the layout, copies the bytes.

import { AddressSpace } from './memory/addressSpace'
import { heapAddress, layOut, lowBase } from './memory/layout'

/** A piece of the image as the linker placed it. Read-only sections lie below writable ones. */
export interface LoadSection {
  readonly name: string
  readonly address: number
  /** Contents; what `size` has more than these is zero (bss). */
  readonly bytes?: Uint8Array
  readonly size: number
  readonly writable: boolean
  readonly executable: boolean
}

/** Memory with the image in it; throws when the sections make no sense. */
export function loadImage(sections: readonly LoadSection[], heapLimit: number): AddressSpace {
  const filled = sections.filter(section => section.size > 0)
  const text = filled.filter(section => section.executable)
  if (!text.length) throw new Error('the image has no text')
  const end = (list: readonly LoadSection[]) => Math.max(...list.map(section => section.address + section.size))
  const start = (list: readonly LoadSection[]) => Math.min(...list.map(section => section.address))
  const imageEnd = end(filled)
  if (start(filled) < lowBase || imageEnd >= heapAddress) throw new Error('a section lies outside the low region')
  const writable = filled.filter(section => section.writable)
  const readOnly = filled.filter(section => !section.writable)
  const writableStart = writable.length ? start(writable) : imageEnd
  if (end(readOnly) > writableStart) throw new Error('a read-only section lies above a writable one')
  const space = new AddressSpace(layOut(start(text), end(text), writableStart, imageEnd), heapLimit)
  for (const { address, bytes, size } of filled) {
    if (bytes) space.bytes.set(bytes.length > size ? bytes.subarray(0, size) : bytes, address)
  }
  return space
}
