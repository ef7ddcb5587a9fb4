// This file parses expressions.
import type { BasicLit, BinaryOp, BlockStmt, CallExpr, CompositeLit, Expr, FuncType, UnaryOp } from './nodes'
import { unparen } from './nodes'
import { TypeParser } from './parseTypes'
import type { Pos } from './positions'

// A chain such as a + b + c ... is a tree that is deep on the left; whoever walks it recurses.
const longestChain = 2500

/** The productions of expressions. */
export abstract class ExpressionParser extends TypeParser {
  abstract funcBody(): BlockStmt

  /** Expression = UnaryExpr | Expression binary_op Expression */
  override expr(): Expr {
    return this.binaryExpr(undefined, 0)
  }

  /** ExpressionList = Expression { "," Expression } */
  exprList(): Expr[] {
    const list = [this.expr()]
    while (this.got(',')) list.push(this.expr())
    return list
  }

  /** Operators that bind tighter than `prec`, applied to `left` (parsed here if not given). */
  override binaryExpr(left: Expr | undefined, prec: number): Expr {
    let x = left ?? this.unaryExpr()
    let length = 0
    while ((this.is('operator') || this.is('*')) && this.prec > prec) {
      if (++length > longestChain) {
        this.syntaxError('expression nested too deeply')
        this.giveUp()
        return x
      }
      const op = this.op as BinaryOp
      const opPos = this.pos
      const tokenPrec = this.prec
      this.next()
      const y = this.binaryExpr(undefined, tokenPrec)
      x = { kind: 'BinaryExpr', pos: x.pos, end: this.end, x, op, opPos, y }
    }
    return x
  }

  /** UnaryExpr = PrimaryExpr | unary_op UnaryExpr */
  private unaryExpr(): Expr {
    if (this.is('name') || this.is('literal')) return this.primaryExpr()
    if (!this.deeper()) return this.badExpr()
    const x = this.unaryExprAtDepth()
    this.shallower()
    return x
  }

  private unaryExprAtDepth(): Expr {
    const pos = this.pos
    if (this.is('*')) {
      this.next()
      const x = this.unaryExpr()
      return { kind: 'StarExpr', pos, end: this.end, x }
    }
    if (this.is('operator') && (this.prec === 4 || this.op === '!' || this.op === '~' || this.op === '&') && this.op !== '|') {
      const op = this.op as UnaryOp
      this.next()
      const x = this.unaryExpr()
      return { kind: 'UnaryExpr', pos, end: this.end, op, x }
    }
    if (this.is('<-')) {
      this.next()
      // "<-chan T" is a type: what follows decides, so parse it first and turn the arrow into the type if that is a channel type.
      const x = this.unaryExpr()
      if (x.kind === 'ChanType') return this.receiveChan(pos, x)
      return { kind: 'UnaryExpr', pos, end: this.end, op: '<-', x }
    }
    return this.primaryExpr()
  }

  // <-(chan T) read as an expression is <-chan T; in <-chan<- T the arrows shift: <-chan (<-T), and so on inwards.
  private receiveChan(pos: Pos, x: Expr): Expr {
    if (x.kind !== 'ChanType') {
      this.syntaxErrorAt(x.pos, 'unexpected expression, expected chan')
      return x
    }
    if (x.dir === 'receive') {
      // <-(<-chan T): "<-" "<-" "chan" T has no reading as a type
      this.syntaxErrorAt(pos, 'unexpected <-, expected chan')
      return x
    }
    if (x.dir === 'send') {
      const value = this.receiveChan(x.value.pos, x.value)
      return { kind: 'ChanType', pos, end: x.end, dir: 'receive', value }
    }
    return { kind: 'ChanType', pos, end: x.end, dir: 'receive', value: x.value }
  }

  /** Operand = Literal | OperandName | "(" Expression ")" | Type | FuncLit */
  private operand(): Expr {
    const pos = this.pos
    switch (this.tok) {
      case 'name':
        return this.name()
      case 'literal':
        return this.literalExpr()
      case '(': {
        if (!this.deeper()) return this.badExpr()
        this.next()
        const outer = this.expressionLevel
        this.expressionLevel = Math.max(0, outer) + 1
        const x = this.expr()
        this.expressionLevel = outer
        this.want(')')
        this.shallower()
        return { kind: 'ParenExpr', pos, end: this.end, x }
      }
      case 'func': {
        this.next()
        const type = this.funcType(pos, 'function type')
        if (!this.is('{')) return type
        return this.funcLit(type)
      }
      case '[':
      case 'chan':
      case 'map':
      case 'struct':
      case 'interface':
        return this.type()
      default: {
        const bad = this.badExpr()
        this.syntaxError('expected expression')
        this.advance(')', ']', '}')
        return bad
      }
    }
  }

  private funcLit(type: FuncType): Expr {
    const outer = this.expressionLevel
    this.expressionLevel = 0
    const body = this.funcBody()
    this.expressionLevel = outer
    return { kind: 'FuncLit', pos: type.pos, end: this.end, type, body }
  }

  protected literalExpr(): BasicLit {
    const pos = this.pos
    const x: BasicLit = { kind: 'BasicLit', pos, end: pos + this.lit.length, literal: this.literal, text: this.lit, bad: this.bad }
    this.next()
    return x
  }

  /** PrimaryExpr = Operand { Selector | Index | Slice | TypeAssertion | Arguments | LiteralValue } */
  private primaryExpr(): Expr {
    return this.primaryExprAfter(this.operand())
  }

  override primaryExprAfter(x: Expr): Expr {
    for (let length = 0; ; length++) {
      if (length > longestChain) {
        this.syntaxError('expression nested too deeply')
        this.giveUp()
        return x
      }
      switch (this.tok) {
        case '.':
          x = this.selectorOrAssertion(x)
          break
        case '[':
          x = this.indexOrSlice(x)
          break
        case '(':
          x = this.call(x)
          break
        case '{': {
          const type = unparen(x)
          if (!this.mayBeLiteralType(type)) return x
          if (type !== x) this.syntaxError('cannot parenthesize type in composite literal')
          x = this.literalValue(x)
          break
        }
        default:
          return x
      }
    }
  }

  // In the header of a statement `T {` begins the body.
  // spec: "A parsing ambiguity arises when a composite literal ... appears as an operand between the keyword and the opening brace"
  private mayBeLiteralType(x: Expr): boolean {
    switch (x.kind) {
      case 'Ident':
      case 'SelectorExpr':
        return this.expressionLevel >= 0
      case 'IndexExpr':
        return this.expressionLevel >= 0 && !isValue(x)
      case 'ArrayType':
      case 'StructType':
      case 'MapType':
        return true
      default:
        return false
    }
  }

  /** "." identifier | "." "(" Type ")" | "." "(" "type" ")" */
  private selectorOrAssertion(x: Expr): Expr {
    this.next()
    if (this.is('name')) {
      const sel = this.name()
      return { kind: 'SelectorExpr', pos: x.pos, end: sel.end, x, sel }
    }
    if (this.is('(')) {
      this.next()
      if (this.got('type')) {
        this.want(')')
        return { kind: 'TypeAssertExpr', pos: x.pos, end: this.end, x, type: undefined }
      }
      const type = this.type()
      this.want(')')
      return { kind: 'TypeAssertExpr', pos: x.pos, end: this.end, x, type }
    }
    this.syntaxError('expected name or (')
    this.advance(';', ')')
    return x
  }

  /** "[" Expression { "," Type } "]" | "[" [ Expression ] ":" [ Expression ] [ ":" Expression ] "]" */
  private indexOrSlice(x: Expr): Expr {
    const lbrack = this.pos
    this.next()
    const outer = this.expressionLevel
    this.expressionLevel = Math.max(0, outer) + 1
    const result = this.indexAfterBracket(x, lbrack)
    this.expressionLevel = outer
    return result
  }

  private indexAfterBracket(x: Expr, lbrack: Pos): Expr {
    if (this.is(']')) {
      this.syntaxError('expected operand')
      const indices = [this.badExpr()]
      this.next()
      return { kind: 'IndexExpr', pos: x.pos, end: this.end, x, indices, lbrack }
    }
    let low: Expr | undefined
    if (!this.is(':')) {
      const indices = [this.expr()]
      if (this.is(',')) {
        this.next()
        if (!this.is(']')) {
          this.list('type argument list', ',', ']', () => {
            indices.push(this.type())
            return false
          })
        } else this.next()
        return { kind: 'IndexExpr', pos: x.pos, end: this.end, x, indices, lbrack }
      }
      if (this.got(']')) return { kind: 'IndexExpr', pos: x.pos, end: this.end, x, indices, lbrack }
      low = indices[0]
    }
    return this.sliceAfterLow(x, low, lbrack)
  }

  private sliceAfterLow(x: Expr, low: Expr | undefined, lbrack: Pos): Expr {
    if (!this.is(':')) {
      this.syntaxError('expected comma, : or ]')
      this.advance(',', ':', ']')
    }
    if (this.is(',')) this.advance(':', ']')
    let high: Expr | undefined
    let max: Expr | undefined
    let slice3 = false
    if (this.got(':')) {
      if (!this.is(':') && !this.is(']')) high = this.expr()
      if (this.is(':')) {
        slice3 = true
        if (high === undefined) this.errorAt(this.pos, 'middle index required in 3-index slice')
        this.next()
        if (this.is(']')) this.errorAt(this.pos, 'final index required in 3-index slice')
        else max = this.expr()
        if (high === undefined || max === undefined) slice3 = false
      }
    }
    this.want(']')
    return { kind: 'SliceExpr', pos: x.pos, end: this.end, x, low, high, max, slice3, lbrack }
  }

  /** "(" [ ( ExpressionList | Type [ "," ExpressionList ] ) [ "..." ] [ "," ] ] ")" */
  private call(fun: Expr): CallExpr {
    const lparen = this.pos
    this.next()
    const outer = this.expressionLevel
    this.expressionLevel = Math.max(0, outer) + 1
    const args: Expr[] = []
    let ellipsis: Pos = 0
    const rparen = this.list('argument list', ',', ')', () => {
      args.push(this.expr())
      if (!this.is('...')) return false
      ellipsis = this.pos
      this.next()
      return true
    })
    this.expressionLevel = outer
    return { kind: 'CallExpr', pos: fun.pos, end: this.end, fun, args, lparen, rparen, ellipsis }
  }

  /** LiteralValue = "{" [ ElementList [ "," ] ] "}" */
  private literalValue(type: Expr | undefined): CompositeLit {
    const lbrace = this.pos
    const elements: Expr[] = []
    if (!this.deeper()) return { kind: 'CompositeLit', pos: lbrace, end: lbrace, type, elements, lbrace, rbrace: lbrace }
    const outer = this.expressionLevel
    this.expressionLevel = 0
    this.want('{')
    const rbrace = this.list('composite literal', ',', '}', () => {
      const key = this.element()
      if (this.is(':')) {
        this.next()
        const value = this.element()
        elements.push({ kind: 'KeyValueExpr', pos: key.pos, end: this.end, key, value })
      } else elements.push(key)
      return false
    })
    this.expressionLevel = outer
    this.shallower()
    return { kind: 'CompositeLit', pos: type?.pos ?? lbrace, end: this.end, type, elements, lbrace, rbrace }
  }

  /** Element = Expression | LiteralValue */
  private element(): Expr {
    return this.is('{') ? this.literalValue(undefined) : this.expr()
  }
}

/** Whether x can only be a value, so that `x {` is no composite literal. */
function isValue(x: Expr): boolean {
  switch (x.kind) {
    case 'BasicLit':
    case 'CompositeLit':
    case 'FuncLit':
    case 'SliceExpr':
    case 'TypeAssertExpr':
    case 'CallExpr':
    case 'UnaryExpr':
    case 'BinaryExpr':
      return true
    case 'ParenExpr':
      return isValue(x.x)
    case 'IndexExpr':
      return isValue(x.x) || x.indices.some(isValue)
    default:
      return false
  }
}
