// This file lists the tokens of Go. A token is the text that stands for it, so that the parser reads like the grammar.

// biome-ignore format: a table
export type Keyword =
  | 'break' | 'case' | 'chan' | 'const' | 'continue' | 'default' | 'defer' | 'else' | 'fallthrough' | 'for' | 'func' | 'go' | 'goto'
  | 'if' | 'import' | 'interface' | 'map' | 'package' | 'range' | 'return' | 'select' | 'struct' | 'switch' | 'type' | 'var'

// Operators are sorted by what the parser does with them: 'operator' covers those that are only unary or binary operators (see
// Scanner.op), 'assignOp' is x op= y, 'incOp' is ++ or --. "*" and "<-" have uses of their own.
// biome-ignore format: a table
export type Token =
  | 'EOF' | 'name' | 'literal' | 'operator' | 'assignOp' | 'incOp' | '=' | ':=' | '<-' | '*'
  | '(' | '[' | '{' | ')' | ']' | '}' | ',' | ';' | ':' | '.' | '...'
  | Keyword

/** The keywords, to tell them from names. */
export const keywords: ReadonlyMap<string, Keyword> = new Map(
  (
    'break case chan const continue default defer else fallthrough for func go goto if import interface map package range return ' +
    'select struct switch type var'
  )
    .split(' ')
    .map(word => [word, word as Keyword]),
)

// spec: "Binary operators of the same precedence associate from left to right."
export const precedenceOrOr = 1
export const precedenceAndAnd = 2
export const precedenceCompare = 3
export const precedenceAdd = 4
export const precedenceMultiply = 5

/** A token as error messages name it. */
export function tokenName(token: Token): string {
  if (token === ',') return 'comma'
  if (token === ';') return 'semicolon or newline'
  return token
}
