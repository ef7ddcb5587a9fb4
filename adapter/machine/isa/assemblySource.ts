// Turns assembly source text into statements of tokens: comments out, macros in, `;` and line ends as separators.

/** A token and where it stands. */
export interface Token {
  readonly kind: 'name' | 'number' | 'string' | 'punctuation'
  readonly text: string
  readonly line: number
  readonly column: number
}

export interface Statement {
  readonly tokens: readonly Token[]
  readonly line: number
  /** From a `// sp=N` comment at the end of the line: how far the stack pointer then is below its value at entry. */
  readonly spDirective: number | undefined
}

export class AssemblyError extends Error {
  constructor(
    readonly line: number,
    readonly column: number,
    message: string,
  ) {
    super(message)
  }
}

// Go's middle dot and division slash are letters of names here; `<>` after a name makes it local to the file.
const tokenPattern =
  /\s+|([A-Za-z_\u00b7@][\w\u00b7\u2215.]*(?:<>)?)(?![\w\u00b7])|(0[xX][0-9a-fA-F_]+|\d[\d_]*)|("(?:[^"\\]|\\.)*")|('(?:[^'\\]|\\.)')|(<<|>>|[-+*/%&|^~()[\],:$<>=])/gu

/** Splits a file into statements. Macros are `#define NAME tokens`, without parameters; other `#` lines are ignored. */
export function readStatements(source: string, defines: Readonly<Record<string, string | number>> = {}): Statement[] {
  const macros = new Map<string, Token[]>()
  for (const [name, value] of Object.entries(defines)) macros.set(name, tokenize(String(value), 0, 0))
  const statements: Statement[] = []
  withoutBlockComments(source)
    .split('\n')
    .forEach((text, index) => {
      const line = index + 1
      const comment = text.indexOf('//')
      const directive = comment < 0 ? undefined : /^\/\/\s*sp=(\d+)/.exec(text.slice(comment))?.[1]
      const code = comment < 0 ? text : text.slice(0, comment)
      if (/^\s*#/.test(code)) {
        const define = /^\s*#\s*define\s+(\w+)\s+(.*)$/.exec(code)
        if (define) macros.set(define[1], expand(tokenize(define[2], line, code.length - define[2].length), macros))
        return
      }
      let column = 0
      const pieces = code.split(';')
      pieces.forEach((piece, i) => {
        const tokens = expand(tokenize(piece, line, column), macros)
        column += piece.length + 1
        const spDirective = directive !== undefined && i === pieces.length - 1 ? Number(directive) : undefined
        if (tokens.length) statements.push({ tokens, line, spDirective })
      })
    })
  return statements
}

// Line ends stay, so that line numbers do.
function withoutBlockComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, comment => comment.replace(/[^\n]/g, ' '))
}

function tokenize(text: string, line: number, column: number): Token[] {
  const tokens: Token[] = []
  let at = 0
  for (const match of text.matchAll(tokenPattern)) {
    if (match.index !== at) break
    at += match[0].length
    const place = { line, column: column + match.index + 1 }
    if (match[1]) tokens.push({ kind: 'name', text: match[1], ...place })
    else if (match[2]) tokens.push({ kind: 'number', text: match[2].replaceAll('_', ''), ...place })
    else if (match[3]) tokens.push({ kind: 'string', text: match[3], ...place })
    else if (match[4]) tokens.push({ kind: 'number', text: String(unquote(match[4]).charCodeAt(0)), ...place })
    else if (match[5]) tokens.push({ kind: 'punctuation', text: match[5], ...place })
  }
  if (at < text.length) throw new AssemblyError(line, column + at + 1, `unexpected character ${JSON.stringify(text[at])}`)
  return tokens
}

/** The text between the quotes. */
export function unquote(quoted: string): string {
  const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r', 0: '\0' }
  return quoted
    .slice(1, -1)
    .replace(/\\x([0-9a-fA-F]{2})|\\(.)/g, (_, hex, char) =>
      hex ? String.fromCharCode(Number.parseInt(hex, 16)) : (escapes[char] ?? char),
    )
}

function expand(tokens: readonly Token[], macros: ReadonlyMap<string, readonly Token[]>): Token[] {
  return tokens.flatMap(token => {
    const body = token.kind === 'name' ? macros.get(token.text) : undefined
    return body ? body.map(part => ({ ...part, line: token.line, column: token.column })) : [token]
  })
}
