// This file keeps what names mean, block by block.
import type { Pos } from '../syntax/positions'
import { noPos } from '../syntax/positions'
import type { Obj } from './object'

/** Declares names when they are first asked for: of a package that is compiled already. */
export interface LateDeclarations {
  /** Declares what has this name, if anything has. */
  declare(name: string): void
  declareAll(): void
}

/** One block: the names declared in it and the blocks around and inside. */
export class Scope {
  readonly children: Scope[] = []
  /** Set on the scope of a function's parameters and body. */
  isFunc = false
  late: LateDeclarations | undefined
  private elems: Map<string, Obj> | undefined

  constructor(
    readonly parent: Scope | undefined,
    readonly pos: Pos = noPos,
    readonly end: Pos = noPos,
    readonly comment = '', // "function", "block", "case clause": for people who debug
  ) {
    // The universe has one child a package ever checked; keeping them would keep every package alive.
    if (parent?.parent !== undefined || parent?.pos !== noPos) parent?.children.push(this)
  }

  /** The objects declared here, in order of declaration. */
  get objects(): Iterable<Obj> {
    this.late?.declareAll()
    return this.elems === undefined ? [] : this.elems.values()
  }

  /** The names declared here, sorted. */
  get names(): string[] {
    this.late?.declareAll()
    return this.elems === undefined ? [] : [...this.elems.keys()].sort()
  }

  get size(): number {
    this.late?.declareAll()
    return this.elems?.size ?? 0
  }

  /** What `name` means in this block alone. */
  lookup(name: string): Obj | undefined {
    const obj = this.elems?.get(name)
    if (obj !== undefined || this.late === undefined) return obj
    this.late.declare(name)
    return this.elems?.get(name)
  }

  /** What `name` means here or in the blocks around; with `pos`, only what is in scope at that place. */
  lookupParent(name: string, pos: Pos = noPos): { scope: Scope; obj: Obj } | undefined {
    for (let scope: Scope | undefined = this; scope !== undefined; scope = scope.parent) {
      const obj = scope.lookup(name)
      if (obj !== undefined && (pos === noPos || obj.scopePos <= pos)) return { scope, obj }
    }
    return undefined
  }

  /** Declares obj, unless the name is taken: then the holder of the name is returned and nothing changes. */
  insert(obj: Obj): Obj | undefined {
    const other = this.elems?.get(obj.name)
    if (other !== undefined) return other
    this.elems ??= new Map()
    this.elems.set(obj.name, obj)
    obj.parent ??= this
    return undefined
  }

  contains(pos: Pos): boolean {
    return this.pos <= pos && pos < this.end
  }

  /** The innermost block that contains pos. */
  innermost(pos: Pos): Scope | undefined {
    // A package scope has no extent of its own: its files have.
    if (this.pos !== noPos && !this.contains(pos)) return undefined
    for (const child of this.children) {
      const inner = child.innermost(pos)
      if (inner !== undefined) return inner
    }
    return this.pos === noPos ? undefined : this
  }
}
