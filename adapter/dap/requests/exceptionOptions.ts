// This file reads exceptionOptions: paths into the tree of exceptions, and when to stop there.
import type { DebugProtocol } from '@vscode/debugprotocol'
import type { ExceptionCategory, ExceptionRule, RuleMode } from '../../debugger/exceptionRules'
import { malformed } from '../errors'
import { objects, optionalFlag, text, texts } from '../validate'

/** The first level of the tree, as paths name it. */
export const exceptionCategories: Readonly<Record<string, ExceptionCategory>> = { 'Go Panics': 'panic', 'Go Fatal Errors': 'fatal error' }

const modes: readonly RuleMode[] = ['never', 'always', 'unhandled', 'userUnhandled']

/** A rule; a text says why it cannot be one. */
export function readExceptionRule(option: DebugProtocol.ExceptionOptions): ExceptionRule | string {
  const mode = text(option, 'breakMode') as RuleMode
  if (!modes.includes(mode)) throw malformed(`breakMode must be one of ${modes.join(', ')}`)
  const [category, names, ...deeper] = objects<DebugProtocol.ExceptionPathSegment>(option, 'path').map(segment => ({
    list: texts(segment, 'names'),
    negate: optionalFlag(segment, 'negate') === true,
  }))
  if (deeper.length > 0) return 'a path has at most two parts: a category, then types of panics or texts of fatal errors'
  const known = Object.keys(exceptionCategories)
  const unknown = category?.list.find(name => !known.includes(name))
  if (unknown !== undefined) return `unknown category ${JSON.stringify(unknown)}; there are ${known.join(' and ')}`
  const meant = category === undefined ? known : known.filter(name => category.list.includes(name) !== category.negate)
  return {
    categories: new Set(meant.map(name => exceptionCategories[name]!)),
    ...(names === undefined ? {} : { names: { list: new Set(names.list), negate: names.negate } }),
    mode,
  }
}
