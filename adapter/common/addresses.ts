// The one place where addresses (numbers below 2^53), register contents (bigint) and text turn into one another.

/** `0xc000012345`; accepts what a register holds too. */
export function hexAddress(address: number | bigint): string {
  if (typeof address === 'number' && address >= 0) return `0x${address.toString(16)}`
  return `0x${BigInt.asUintN(64, BigInt(address)).toString(16)}`
}

/** Sixteen hex digits, as registers are shown. */
export function hexWord(value: bigint): string {
  return `0x${BigInt.asUintN(64, value).toString(16).padStart(16, '0')}`
}

/** A register's contents as an address; rounded when it is above 2^53, where nothing is ever mapped. */
export function toAddress(value: bigint): number {
  return Number(BigInt.asUintN(64, value))
}

/** Reads an address a person or a protocol wrote: hex with 0x, or decimal. */
export function parseAddress(text: string): number | undefined {
  if (!/^(0x[0-9a-f]+|\d+)$/i.test(text.trim())) return undefined
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : undefined
}
