// This file decides by rules whether an exception stops the program: which exceptions a rule means, and when it wants to stop at them.
//
// Exceptions are a tree of two levels: panics by the type of their value, fatal errors by their text. The last rule that means an exception decides.

export type ExceptionCategory = 'panic' | 'fatal error'

/** What became of an exception: a fatal error is never recovered. */
export type Fate = 'unrecovered' | 'recovered by the user' | 'recovered by the library'

export type RuleMode = 'never' | 'always' | 'unhandled' | 'userUnhandled'

export interface ExceptionRule {
  /** Of these categories. */
  readonly categories: ReadonlySet<ExceptionCategory>
  /** Only those of these names, or all but those. */
  readonly names?: { readonly list: ReadonlySet<string>; readonly negate: boolean }
  readonly mode: RuleMode
}

const fates: Readonly<Record<RuleMode, readonly Fate[]>> = {
  never: [],
  always: ['unrecovered', 'recovered by the user', 'recovered by the library'],
  unhandled: ['unrecovered'],
  userUnhandled: ['unrecovered', 'recovered by the library'],
}

/** Whether an exception is a stop; undefined if no rule speaks of it. */
export function ruled(rules: readonly ExceptionRule[], category: ExceptionCategory, name: string, fate: Fate): boolean | undefined {
  const rule = rules.findLast(
    ({ categories, names }) => categories.has(category) && (names === undefined || names.list.has(name) !== names.negate),
  )
  return rule === undefined ? undefined : fates[rule.mode].includes(fate)
}
