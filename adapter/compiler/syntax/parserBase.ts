// This file gives the parser its means of expecting tokens, of wording what it found instead, and of going on after that.
import type { Diagnostics } from '../diagnostics'
import type { BadExpr, Directive, Ident } from './nodes'
import type { Pos, PositionFile } from './positions'
import { Scanner } from './scanner'
import type { Token } from './tokens'
import { keywords, tokenName } from './tokens'

// Deeper than any program that people or generators write, shallow enough for the stack of a browser worker: parser, checker and
// code generator all recurse over the tree.
const deepest = 1000

// Where a statement begins: after an error inside a function the parser goes on at one of these.
const statementStarts: ReadonlySet<Token> = new Set<Token>(
  'break const continue defer fallthrough for go goto if return select switch type var'.split(' ') as Token[],
)

/** The base of the parser. Productions live in the classes derived from it, one file a group of productions. */
export abstract class ParserBase extends Scanner {
  /** Nesting of functions; 0 outside. */
  protected functionDepth = 0
  /** Nesting of parentheses and brackets; negative in the header of if, for or switch, where `{` begins the body. */
  protected expressionLevel = 0
  /** Directives since the last declaration. */
  protected pendingDirectives: string[] = []
  readonly allDirectives: Directive[] = []
  private depth = 0
  private readonly base: Pos

  constructor(
    readonly file: PositionFile,
    protected readonly diagnostics: Diagnostics,
  ) {
    super(file.text)
    this.base = file.base
  }

  /** Position of the current token. */
  get pos(): Pos {
    return this.base + this.start
  }

  /** Position just after the previous token. */
  get end(): Pos {
    return this.base + this.lastEnd
  }

  override scanError(offset: number, message: string): void {
    this.diagnostics.report(this.base + offset, message)
  }

  override directive(start: number, end: number): void {
    const text = this.text.slice(start, end).trimEnd()
    this.pendingDirectives.push(text)
    this.allDirectives.push({ pos: this.base + start, text })
  }

  /** Hands over the directives since the last declaration. */
  protected takeDirectives(): readonly string[] {
    if (this.pendingDirectives.length === 0) return noDirectives
    const taken = this.pendingDirectives
    this.pendingDirectives = []
    return taken
  }

  /** Whether the current token is `tok`. (A method, because next() changes `tok` and TypeScript would not notice.) */
  protected is(tok: Token): boolean {
    return this.tok === tok
  }

  protected got(tok: Token): boolean {
    if (this.tok !== tok) return false
    this.next()
    return true
  }

  protected want(tok: Token): void {
    if (this.got(tok)) return
    this.syntaxError(`expected ${tokenName(tok)}`)
    this.advance()
  }

  /** Like got('='), but forgives the common slip ":=". */
  protected gotAssign(): boolean {
    if (this.is(':=')) this.syntaxError('expected =')
    else if (!this.is('=')) return false
    this.next()
    return true
  }

  private reported = false // a syntax error of this file

  protected errorAt(pos: Pos, message: string): void {
    this.diagnostics.report(pos, message)
  }

  protected syntaxError(message: string): void {
    this.syntaxErrorAt(this.pos, message)
  }

  /** Reports `message`; if it says what was expected or where, the current token goes before it as "unexpected". */
  protected syntaxErrorAt(pos: Pos, message: string): void {
    // As gc: what is missing at the end of a file that is wrong already says nothing new.
    if (this.tok === 'EOF' && this.reported) return
    this.reported = true
    if (/^(in|at|after|expected) /.test(message)) {
      const separator = message.startsWith('expected ') ? ', ' : ' '
      message = `unexpected ${this.describeToken()}${separator}${message}`
    }
    this.errorAt(pos, `syntax error: ${message}`)
  }

  private describeToken(): string {
    switch (this.tok) {
      case 'name':
        return `name ${this.lit}`
      case ';':
        return this.lit
      case 'literal':
        return `literal ${this.lit}`
      case 'operator':
      case 'incOp':
        return this.op
      case 'assignOp':
        return `${this.op}=`
      default:
        return keywords.has(this.tok) ? `keyword ${this.tok}` : tokenName(this.tok)
    }
  }

  /** Skips to one of the tokens given, or, inside functions, to one that begins a statement. Always makes progress there. */
  protected advance(...follow: Token[]): void {
    while (!this.is('EOF') && !follow.includes(this.tok)) {
      if (this.functionDepth > 0 && statementStarts.has(this.tok)) {
        // Stopping twice at the same place would loop for ever.
        if (this.start !== this.stoppedAt) {
          this.stoppedAt = this.start
          return
        }
      }
      this.next()
    }
  }
  private stoppedAt = -1

  /**
   * { element sep } close, with sep optional before close. The open token is consumed. `element` parses one and returns true to end
   * the list early. Returns the position of the closing token.
   */
  protected list(context: string, sep: Token, close: Token, element: () => boolean): Pos {
    let done = false
    while (!this.is('EOF') && this.tok !== close && !done) {
      const before = this.start
      done = element()
      if (!this.got(sep) && this.tok !== close) {
        this.syntaxError(`in ${context}; possibly missing ${tokenName(sep)} or ${tokenName(close)}`)
        this.advance(')', ']', '}')
        if (this.tok !== close) return this.pos
      }
      if (this.start === before && this.tok !== close) this.next() // no progress
    }
    const pos = this.pos
    this.want(close)
    return pos
  }

  /** Runs a production that may contain itself, refusing to go too deep. */
  protected deeper(): boolean {
    if (++this.depth <= deepest) return true
    this.syntaxError('expression nested too deeply')
    this.giveUp()
    return false
  }

  protected shallower(): void {
    this.depth--
  }

  /** Ends the file here: what follows would only repeat the error. */
  protected giveUp(): void {
    this.at = this.text.length
    this.next()
    if (!this.is('EOF')) this.next()
  }

  protected badExpr(): BadExpr {
    return { kind: 'BadExpr', pos: this.pos, end: this.pos }
  }

  /** identifier */
  protected name(): Ident {
    if (this.is('name')) {
      const ident: Ident = { kind: 'Ident', pos: this.pos, end: this.base + this.at, name: this.lit }
      this.next()
      return ident
    }
    const ident: Ident = { kind: 'Ident', pos: this.pos, end: this.pos, name: '_' }
    this.syntaxError('expected name')
    this.advance()
    return ident
  }
}

const noDirectives: readonly string[] = []
