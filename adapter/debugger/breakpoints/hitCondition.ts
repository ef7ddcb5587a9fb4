// This file understands hit conditions: Delve's `[op] N` with op in == != > >= < <= %, and behind it, if wanted, `per goroutine`.

/** Whether a breakpoint stops at its so-manieth hit. */
export type HitTest = (count: number) => boolean

export interface HitCondition {
  readonly test: HitTest
  /** Each goroutine's hits are counted for themselves. */
  readonly perGoroutine: boolean
}

const tests: Readonly<Record<string, (n: number) => HitTest>> = {
  '==': n => count => count === n,
  '!=': n => count => count !== n,
  '>': n => count => count > n,
  '>=': n => count => count >= n,
  '<': n => count => count < n,
  '<=': n => count => count <= n,
  '%': n => count => n > 0 && count % n === 0,
}

/** What a hit condition means, or why it means nothing (Delve's words). */
export function parseHitCondition(text: string): HitCondition | string {
  const match = /^\s*(==|!=|>=|<=|>|<|%)?\s*(\d+)\s*(per\s+goroutine)?\s*$/.exec(text)
  if (match === null)
    return `unable to parse breakpoint hit condition: ${JSON.stringify(text)}\nhit conditions should be of the form "number" or "OP number"`
  return { test: tests[match[1] ?? '==']!(Number(match[2])), perGoroutine: match[3] !== undefined }
}
