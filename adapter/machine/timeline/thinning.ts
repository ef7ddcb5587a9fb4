// Chooses which snapshot is missed least: the more of them stand close together, and the further they are from where people are, the less.
//
// Two things are wanted of those that stay. Next to where people are they should lie ever closer, so that the next step is short: a gap counts in
// proportion to its distance. And any place of the last 10^9 ticks should be equally near to one; only beyond that they thin out with the distance.

/** Ticks over which snapshots lie evenly. */
const even = 1e9
/** How much a gap counts that is as long as it is far away, beside one of `even` ticks. */
const near = 0.05

/**
 * Index of the snapshot to drop, or -1 when there is none to spare. `ticks` rise. The first one is never dropped, since everything can be
 * computed from it; of the others it is the one whose loss makes the smallest gap for its distance from the nearest of `centres`.
 */
export function leastMissed(ticks: readonly number[], centres: readonly number[]): number {
  let best = -1
  let least = Number.POSITIVE_INFINITY
  for (let i = 1; i < ticks.length; i++) {
    const tick = ticks[i]!
    let distance = Number.POSITIVE_INFINITY
    for (const centre of centres) distance = Math.min(distance, Math.abs(centre - tick))
    const gap = (ticks[i + 1] ?? Math.max(tick, ...centres)) - ticks[i - 1]!
    // Without the constant those next to a centre could never go, however many they are.
    const weight = gap / (distance + even) + (near * gap) / (distance + 10_000)
    if (weight < least) {
      least = weight
      best = i
    }
  }
  return best
}
