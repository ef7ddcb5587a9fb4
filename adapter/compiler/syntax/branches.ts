// This file checks that labels, break, continue, goto and fallthrough make sense within one function body.
import { exprString } from './exprString'
import type { BlockStmt, BranchStmt, Ident, LabeledStmt, Node, Stmt, SwitchStmt } from './nodes'
import type { Pos, PositionFile } from './positions'

interface LabelInfo {
  readonly block: Block
  readonly stmt: LabeledStmt
  used: boolean
}

interface Block {
  readonly parent: Block | undefined
  readonly start: Pos
  readonly labeled: LabeledStmt | undefined // the labeled statement whose body this is
}

// What an unlabeled break, continue or fallthrough would leave.
interface Context {
  readonly breaks: Node | undefined
  readonly continues: Node | undefined
  readonly caseIndex: number // of the clause whose statement list this is, -1 elsewhere
}

/** Checks the branch statements and labels of a function body. Function literals inside are checked on their own. */
export function checkBranches(body: BlockStmt, file: PositionFile, report: (pos: Pos, message: string) => void): void {
  if (body.stmts.length > 0) new BranchChecker(file, report).check(body)
}

class BranchChecker {
  private readonly labels = new Map<string, LabelInfo>()

  constructor(
    private readonly file: PositionFile,
    private readonly report: (pos: Pos, message: string) => void,
  ) {}

  check(body: BlockStmt): void {
    const context: Context = { breaks: undefined, continues: undefined, caseIndex: -1 }
    const pending = this.block(undefined, undefined, context, body.pos, body.stmts)
    // What is still pending jumps forward to a label that is nowhere, or in a block that does not contain the goto.
    for (const jump of pending) {
      const name = jump.label!.name
      const label = this.labels.get(name)
      if (label === undefined) this.report(jump.label!.pos, `label ${name} not defined`)
      else {
        label.used = true
        this.report(jump.label!.pos, `goto ${name} jumps into block starting at ${this.place(label.block.start)}`)
      }
    }
    for (const [name, label] of this.labels) if (!label.used) this.report(label.stmt.label.pos, `label ${name} defined and not used`)
  }

  // Checks one statement list and returns the gotos whose label did not come up in it.
  private block(
    parent: Block | undefined,
    labeled: LabeledStmt | undefined,
    context: Context,
    start: Pos,
    stmts: readonly Stmt[],
  ): BranchStmt[] {
    const block: Block = { parent, start, labeled }
    let pending: BranchStmt[] = []
    let lastVar: { pos: Pos; name: string } | undefined
    let jumpingOver: BranchStmt[] = [] // the gotos that were pending when a variable was declared last
    const recordVar = (pos: Pos, name: string): void => {
      lastVar = { pos, name }
      jumpingOver = [...pending]
    }
    stmts.forEach((outer, index) => {
      let stmt = outer
      let label: LabeledStmt | undefined
      while (stmt.kind === 'LabeledStmt') {
        label = stmt
        const name = stmt.label.name
        if (name !== '_') {
          const info = this.declare(block, stmt)
          pending = pending.filter(jump => {
            if (jump.label!.name !== name) return true
            if (info !== undefined) info.used = true
            if (lastVar !== undefined && jumpingOver.includes(jump)) {
              this.report(jump.label!.pos, `goto ${name} jumps over declaration of ${lastVar.name} at ${this.place(lastVar.pos)}`)
            }
            return false
          })
        }
        stmt = stmt.stmt
      }
      if (stmt.kind === 'DeclStmt' && stmt.decl.tok === 'var') {
        const [spec] = stmt.decl.specs
        if (spec?.kind === 'ValueSpec') recordVar(spec.pos, spec.names[0]!.name)
      } else if (stmt.kind === 'AssignStmt' && stmt.op === ':=') recordVar(stmt.opPos, exprString(stmt.lhs[0]!))
      else if (stmt.kind === 'BranchStmt') this.branch(block, context, stmt, isLast(stmts, index), pending)
      else for (const jump of this.inner(block, label, context, stmt)) pending.push(jump)
    })
    return pending
  }

  // Checks the blocks inside a statement.
  private inner(block: Block, label: LabeledStmt | undefined, context: Context, stmt: Stmt): BranchStmt[] {
    const nested: Context = { ...context, caseIndex: -1 }
    switch (stmt.kind) {
      case 'BlockStmt':
        return this.block(block, label, nested, stmt.pos, stmt.stmts)
      case 'IfStmt': {
        const pending = this.block(block, label, nested, stmt.body.pos, stmt.body.stmts)
        if (stmt.else !== undefined) pending.push(...this.block(block, label, nested, stmt.else.pos, [stmt.else]))
        return pending
      }
      case 'ForStmt':
      case 'RangeStmt':
        return this.block(block, label, { breaks: stmt, continues: stmt, caseIndex: -1 }, stmt.body.pos, stmt.body.stmts)
      case 'SwitchStmt':
      case 'TypeSwitchStmt':
        return stmt.clauses.flatMap((clause, caseIndex) =>
          this.block(block, label, { breaks: stmt, continues: context.continues, caseIndex }, clause.pos, clause.body),
        )
      case 'SelectStmt':
        return stmt.clauses.flatMap(clause =>
          this.block(block, label, { breaks: stmt, continues: context.continues, caseIndex: -1 }, clause.pos, clause.body),
        )
      default:
        return []
    }
  }

  private branch(block: Block, context: Context, stmt: BranchStmt, isLast: boolean, pending: BranchStmt[]): void {
    const label = stmt.label
    if (label === undefined) {
      this.unlabeled(context, stmt, isLast)
      return
    }
    if (stmt.tok === 'goto') {
      const info = this.labels.get(label.name)
      if (info !== undefined && encloses(info.block, block)) info.used = true
      else pending.push(stmt)
      return
    }
    // spec: "If there is a label, it must be that of an enclosing "for", "switch", or "select" statement"
    const target = this.enclosingLabel(block, label)
    if (target === undefined) {
      const known = this.labels.get(label.name)
      if (known === undefined) this.report(label.pos, `${stmt.tok} label not defined: ${label.name}`)
      else {
        known.used = true
        this.report(label.pos, `invalid ${stmt.tok} label ${label.name}`)
      }
      return
    }
    const kind = unlabel(target).kind
    const isLoop = kind === 'ForStmt' || kind === 'RangeStmt'
    const isSwitch = kind === 'SwitchStmt' || kind === 'TypeSwitchStmt' || kind === 'SelectStmt'
    if (!isLoop && !(isSwitch && stmt.tok === 'break')) this.report(label.pos, `invalid ${stmt.tok} label ${label.name}`)
  }

  private unlabeled(context: Context, stmt: BranchStmt, isLast: boolean): void {
    if (stmt.tok === 'break') {
      if (context.breaks === undefined) this.report(stmt.pos, 'break is not in a loop, switch, or select')
    } else if (stmt.tok === 'continue') {
      if (context.continues === undefined) this.report(stmt.pos, 'continue is not in a loop')
    } else if (stmt.tok === 'fallthrough') {
      const problem = fallthroughProblem(context, isLast)
      if (problem !== undefined) this.report(stmt.pos, problem)
    }
  }

  private declare(block: Block, stmt: LabeledStmt): LabelInfo | undefined {
    const name = stmt.label.name
    const other = this.labels.get(name)
    if (other !== undefined) {
      this.report(stmt.label.pos, `label ${name} already defined at ${this.place(other.stmt.label.pos)}`)
      return undefined
    }
    const info: LabelInfo = { block, stmt, used: false }
    this.labels.set(name, info)
    return info
  }

  private enclosingLabel(block: Block | undefined, label: Ident): LabeledStmt | undefined {
    for (; block !== undefined; block = block.parent) {
      if (block.labeled?.label.name !== label.name || label.name === '_') continue
      const info = this.labels.get(label.name)
      if (info !== undefined) info.used = true
      return block.labeled
    }
    return undefined
  }

  private place(pos: Pos): string {
    const at = this.file.position(pos)
    return `${at.path}:${at.line}:${at.column}`
  }
}

function fallthroughProblem(context: Context, isLast: boolean): string | undefined {
  const target = context.breaks
  if (target?.kind === 'TypeSwitchStmt') return 'cannot fallthrough in type switch'
  if (target?.kind !== 'SwitchStmt' || context.caseIndex < 0 || !isLast) return 'fallthrough statement out of place'
  const last = (target as SwitchStmt).clauses.length - 1
  return context.caseIndex === last ? 'cannot fallthrough final case in switch' : undefined
}

// Trailing empty statements do not count.
function isLast(stmts: readonly Stmt[], index: number): boolean {
  return stmts.slice(index + 1).every(stmt => stmt.kind === 'EmptyStmt')
}

function unlabel(stmt: Stmt): Stmt {
  while (stmt.kind === 'LabeledStmt') stmt = stmt.stmt
  return stmt
}

function encloses(outer: Block, inner: Block | undefined): boolean {
  for (; inner !== undefined; inner = inner.parent) if (inner === outer) return true
  return false
}
