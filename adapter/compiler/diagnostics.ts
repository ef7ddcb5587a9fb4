// This file collects what the compiler has to say about a program and turns it into lines as gc prints them.
import type { FileSet, Pos } from './syntax/positions'
import { noPos } from './syntax/positions'

/** A remark that belongs to a diagnostic and has a place of its own. */
export interface Note {
  readonly pos: Pos
  readonly message: string
}

/** One error: where, what, and related places. */
export interface Diagnostic {
  readonly pos: Pos
  readonly message: string
  readonly notes?: readonly Note[]
}

// gc stops after ten errors unless asked for all (-e).
const errorLimit = 10

/** The errors of one compilation, in the order of their discovery. */
export class Diagnostics {
  readonly list: Diagnostic[] = []
  private readonly seenSyntaxLines = new Set<string>()
  private readonly seen = new Set<string>()

  constructor(readonly fileSet: FileSet) {}

  /** Adds an error. A second syntax error on a line is dropped, and so is the same text at the same line, as gc does. */
  report(pos: Pos, message: string, notes?: readonly Note[]): void {
    const file = this.fileSet.file(pos)
    const line = `${file?.path ?? ''}:${file === undefined ? 0 : file.lineOf(pos - file.base)}`
    if (message.startsWith('syntax error')) {
      if (this.seenSyntaxLines.has(line)) return
      this.seenSyntaxLines.add(line)
    }
    const key = `${line}:${message}`
    if (this.seen.has(key)) return
    this.seen.add(key)
    this.list.push(notes === undefined ? { pos, message } : { pos, message, notes })
  }

  get hasErrors(): boolean {
    return this.list.length > 0
  }

  /** The errors in the order of their places. */
  sorted(): Diagnostic[] {
    return [...this.list].sort((a, b) => a.pos - b.pos)
  }

  /** The errors as `file:line:col: text`, sorted, at most ten unless `all`. */
  format(options: { all?: boolean } = {}): string[] {
    const sorted = this.sorted()
    const shown = options.all === true ? sorted : sorted.slice(0, errorLimit)
    const lines = shown.map(diagnostic => formatDiagnostic(this.fileSet, diagnostic))
    if (shown.length < sorted.length) lines.push('too many errors')
    return lines
  }
}

/** A diagnostic as `file:line:col: text`; its notes follow on lines of their own. */
export function formatDiagnostic(fileSet: FileSet, diagnostic: Diagnostic): string {
  const lines = [place(fileSet, diagnostic.pos) + diagnostic.message]
  for (const note of diagnostic.notes ?? []) lines.push(`\t${place(fileSet, note.pos)}${note.message}`)
  return lines.join('\n')
}

function place(fileSet: FileSet, pos: Pos): string {
  if (pos === noPos) return ''
  const at = fileSet.position(pos)
  return `${at.path}:${at.line}:${at.column}: `
}
