// The one number of a run that comes from outside; it is printed, and everything else follows from it.

/** A seed of 48 bits. Without node:crypto, which takes longer to load than a seed is worth. */
export function randomSeed(): string {
  const words = crypto.getRandomValues(new Uint32Array(2))
  return String((words[0]! & 0xffff) * 2 ** 32 + words[1]!)
}
