// This file understands hit conditions: Delve's `[op] N` with op in == != > >= < <= %.

export type HitTest = (count: number) => boolean

const tests: Readonly<Record<string, (n: number) => HitTest>> = {
  '==': n => count => count === n,
  '!=': n => count => count !== n,
  '>': n => count => count > n,
  '>=': n => count => count >= n,
  '<': n => count => count < n,
  '<=': n => count => count <= n,
  '%': n => count => n > 0 && count % n === 0,
}

/** The test that a hit condition means, or why it means none (Delve's words). */
export function parseHitCondition(text: string): HitTest | string {
  const match = /^\s*(==|!=|>=|<=|>|<|%)?\s*(\d+)\s*$/.exec(text)
  if (match === null)
    return `unable to parse breakpoint hit condition: ${JSON.stringify(text)}\nhit conditions should be of the form "number" or "OP number"`
  return tests[match[1] ?? '==']!(Number(match[2]))
}
