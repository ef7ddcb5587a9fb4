// This file defines the words of the debug console and finds the one that a line begins with.
//
// A word is a command unless a variable of that name is in scope: then the expression is meant, and `dlv word` is the command. Delve's own
// `dlv …` commands work as they do there.
import type { FrameHandle, Session } from '../session'
import { machineWords } from './machineWords'
import { programWords } from './programWords'
import { timeWords } from './timeWords'

/** What a word prints, and what happens once it is printed. */
export interface WordResult {
  readonly text: string
  readonly after?: () => void
}

/** Where a word is used. */
export interface WordContext {
  readonly session: Session
  readonly handle: FrameHandle | undefined
}

export interface ConsoleWord {
  readonly name: string
  readonly aliases?: readonly string[]
  /** Arguments, as help shows them. */
  readonly usage?: string
  readonly summary: string
  /** Throws an Error with a message for people. What takes a search comes later. */
  readonly run: (context: WordContext, args: string) => WordResult | string | Promise<string>
}

/** All words, as help lists them. */
export const consoleWords: readonly ConsoleWord[] = [
  {
    name: 'help',
    usage: '[word]',
    summary: 'lists the words of this console, or explains one',
    run: (_context, args) => help(args.trim()),
  },
  ...programWords,
  ...machineWords,
  ...timeWords,
]

const byName = new Map<string, ConsoleWord>()
for (const word of consoleWords) for (const name of [word.name, ...(word.aliases ?? [])]) byName.set(name, word)

/** A line of the console that is a command; undefined if it is an expression. */
export function parseWord(line: string): { word: ConsoleWord; args: string; forced: boolean } | undefined {
  const match = /^\s*(dlv\s+)?([a-z]+|\?)(\/[0-9a-z]*)?(?:\s+(.*))?$/su.exec(line)
  if (match === null) return undefined
  const [, prefix, name, format = '', rest = ''] = match
  const word = byName.get(name!)
  if (word === undefined || (format !== '' && word.name !== 'examinemem')) {
    if (prefix === undefined) return undefined
    throw new Error(`command not available: ${JSON.stringify(name)}. Type 'help' for the words there are.`)
  }
  return { word, args: `${format}${format === '' ? '' : ' '}${rest}`.trim(), forced: prefix !== undefined }
}

function help(name: string): string {
  if (name !== '') {
    const word = byName.get(name)
    if (word === undefined) throw new Error(`there is no word ${JSON.stringify(name)}`)
    const also = word.aliases === undefined ? '' : `\nalso: ${word.aliases.join(', ')}`
    return `${usageOf(word)}\n  ${word.summary}${also}`
  }
  const width = Math.max(...consoleWords.map(word => usageOf(word).length))
  return [
    'Everything that is no word is a Go expression: i, m["a"], *p, runtime.curg.goid, _RAX, call f(x).',
    ...consoleWords.map(word => `  ${usageOf(word).padEnd(width)}  ${word.summary}`),
    'A variable in scope hides a word of the same name; `dlv word` always means the word.',
  ].join('\n')
}

function usageOf({ name, usage }: ConsoleWord): string {
  return usage === undefined ? name : `${name} ${usage}`
}
