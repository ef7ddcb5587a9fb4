// Deterministic randomness: from one seed, independent streams by name, so that a new consumer does not shift what the others draw.
//
// The generator is xoshiro128** (Blackman and Vigna), whose state of four 32-bit words is plain data: copying it is a snapshot.

/** The state of a stream; never all zero. */
export type RandomState = [number, number, number, number]

/** The stream of that name. */
export function stream(seed: number | bigint | string, name: string): RandomState {
  // FNV-1a over the text gives 32 bits, splitmix-style mixing spreads them over the state.
  let hash = 0x811c9dc5
  for (const char of `${seed}/${name}`) hash = Math.imul(hash ^ char.codePointAt(0)!, 0x01000193)
  const word = () => {
    hash = (hash + 0x9e3779b9) | 0
    let z = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35)
    return (z ^ (z >>> 16)) >>> 0
  }
  return [word() | 1, word(), word(), word()]
}

/** The next 32 bits. */
export function next32(state: RandomState): number {
  const result = Math.imul(rotate(Math.imul(state[1], 5), 7), 9) >>> 0
  const t = state[1] << 9
  state[2] ^= state[0]
  state[3] ^= state[1]
  state[1] ^= state[2]
  state[0] ^= state[3]
  state[2] ^= t
  state[3] = rotate(state[3], 11)
  return result
}

/** A number from 0 up to but not including `limit` (at most 2^32). The bias is below limit / 2^32. */
export function below(state: RandomState, limit: number): number {
  return Math.floor((next32(state) / 0x100000000) * limit)
}

/** A number from `low` to `high`, both included. */
export function between(state: RandomState, low: number, high: number): number {
  return low + below(state, high - low + 1)
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by))
}
