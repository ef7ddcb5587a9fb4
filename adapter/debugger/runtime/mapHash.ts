// This file computes the hash the runtime gives a key, so that looking one up reads one chain of buckets instead of the whole map.
//
// It repeats memhash and strhash of goroot/src/runtime/alg.go; a test compares it with where the runtime has put its keys. Keys that are
// hashed by generated code, floats (a NaN has no hash) and interfaces are left to a search of the whole map.
import { type Loader, UnreadableValue } from '../values/loader'
import type { Value } from '../values/value'
import { globalAddress } from './structs'

/** The hash of a key under a map's seed; undefined if only the program can tell. */
export function hashOfKey(loader: Loader, key: Value, seed: number): bigint | undefined {
  const record = loader.record(key)
  switch (record.kind) {
    case 'bool':
    case 'int':
    case 'uint':
    case 'pointer':
    case 'unsafe.Pointer':
    case 'chan':
      return memhash(hashKeys(loader), loader.bytes(key).subarray(0, record.size), BigInt(seed))
    case 'string':
      return memhash(hashKeys(loader), loader.string(key).bytes, BigInt(seed))
    default:
      return undefined
  }
}

function hashKeys(loader: Loader): bigint[] {
  const address = globalAddress(loader.target, 'runtime.hashkey')
  if (address === undefined) throw new UnreadableValue('the program has no runtime.hashkey')
  return [0, 1, 2, 3].map(i => loader.memory.u64(address + 8 * i))
}

const word = (1n << 64n) - 1n

/** The xor of the halves of the 128-bit product. */
function mulfold(a: bigint, b: bigint): bigint {
  const product = a * b
  return (product >> 64n) ^ (product & word)
}

function memhash(keys: readonly bigint[], bytes: Uint8Array, seed: bigint): bigint {
  const [key0, key1, key2, key3] = keys as [bigint, bigint, bigint, bigint]
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let h = seed ^ key0
  let at = 0
  let n = bytes.length
  for (; n > 16; n -= 16, at += 16) h = mulfold(view.getBigUint64(at, true) ^ key1, view.getBigUint64(at + 8, true) ^ h)
  if (n === 0) return mulfold(h, key3)
  let a: bigint
  let b = 0n
  if (n < 4) a = BigInt((bytes[at]! << 16) | (bytes[at + (n >> 1)]! << 8) | bytes[at + n - 1]!)
  else if (n < 8) {
    a = BigInt(view.getUint32(at, true))
    b = BigInt(view.getUint32(at + n - 4, true))
  } else {
    a = view.getBigUint64(at, true)
    b = view.getBigUint64(at + n - 8, true)
  }
  return mulfold(key3 ^ BigInt(bytes.length), mulfold(a ^ key2, b ^ h))
}
