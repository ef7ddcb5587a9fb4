// This file defines objects: what names stand for. Names and meaning follow go/types.
import type { FuncDecl, FuncLit } from '../syntax/nodes'
import type { Pos } from '../syntax/positions'
import { noPos } from '../syntax/positions'
import type { Constant } from './constant'
import type { Package } from './program'
import type { Scope } from './scope'
import type { Signature, Type } from './type'
import { invalidType } from './type'

// How far the checker has come with an object.
export type Progress = 'untouched' | 'busy' | 'done'

/** What all objects have. */
abstract class ObjectBase {
  /** The scope that declares the object; undefined for methods and fields. */
  parent: Scope | undefined
  /** From here on the name can be used; for a local variable that is the end of its declaration. */
  scopePos: Pos = noPos
  progress: Progress = 'done'
  /** Order of declaration among the objects of the package. */
  order = 0

  constructor(
    readonly pos: Pos,
    readonly pkg: Package | undefined, // undefined for objects of the universe
    readonly name: string,
  ) {}

  get exported(): boolean {
    return isExported(this.name)
  }

  /** Two names are the same field or method when their ids are equal: unexported names carry their package. */
  get id(): string {
    return idOf(this.pkg, this.name)
  }
}

/** A variable, parameter, result or struct field. */
export class Var extends ObjectBase {
  readonly kind = 'Var'
  /** A struct field. */
  isField = false
  /** An embedded struct field. */
  embedded = false
  isParam = false
  isResult = false
  isReceiver = false
  /** Set when the value is read somewhere. */
  used = false
  /** The function in which a local variable is declared; undefined for package variables and fields. */
  parentFunc: FuncDecl | FuncLit | undefined

  constructor(
    pos: Pos,
    pkg: Package | undefined,
    name: string,
    public type: Type,
  ) {
    super(pos, pkg, name)
  }
}

/** A constant. `value` has kind 'unknown' after an error. */
export class Const extends ObjectBase {
  readonly kind = 'Const'
  constructor(
    pos: Pos,
    pkg: Package | undefined,
    name: string,
    public type: Type,
    public value: Constant,
  ) {
    super(pos, pkg, name)
  }
}

/** A name for a type: a defined type or an alias. */
export class TypeName extends ObjectBase {
  readonly kind = 'TypeName'
  isAlias = false
  /** The function in which a local type is declared. */
  parentFunc: FuncDecl | FuncLit | undefined
  constructor(
    pos: Pos,
    pkg: Package | undefined,
    name: string,
    public type: Type,
  ) {
    super(pos, pkg, name)
  }
}

/** A function, a method, or a method of an interface. */
export class Func extends ObjectBase {
  readonly kind = 'Func'
  /** Its declaration; undefined for interface methods. */
  decl: FuncDecl | undefined
  /** Set for declared methods whose receiver is *T, before the signature is known. */
  pointerReceiver = false
  /** Computes the signature of a method when it is first wanted. */
  resolver: ((func: Func) => void) | undefined
  private signature: Signature | undefined

  constructor(pos: Pos, pkg: Package | undefined, name: string, type: Signature | undefined) {
    super(pos, pkg, name)
    this.signature = type
  }

  get type(): Type {
    if (this.signature === undefined && this.resolver !== undefined) this.resolver(this)
    return this.signature ?? invalidType
  }

  set type(type: Signature) {
    this.signature = type
  }

  /** The signature. Valid once checked: a function always has one. */
  get sig(): Signature {
    return this.type as Signature
  }

  get hasSignature(): boolean {
    return this.signature !== undefined
  }

  /** The receiver of a method. */
  get recv(): Var | undefined {
    return this.signature === undefined ? this.sig?.recv : this.signature.recv
  }

  /** As runtime.Func.Name and stack traces have it: main.f, main.T.m, main.(*T).m. */
  get fullName(): string {
    const prefix = this.pkg === undefined ? '' : `${this.pkg.path}.`
    const recv = this.recv
    if (recv === undefined) return prefix + this.name
    const type = recv.type
    if (type.kind === 'Pointer') return `${prefix}(*${type.elem.kind === 'Named' ? type.elem.obj.name : '?'}).${this.name}`
    return `${prefix}${type.kind === 'Named' ? type.obj.name : '?'}.${this.name}`
  }
}

/** An imported package, by the name it has in a file. */
export class PkgName extends ObjectBase {
  readonly kind = 'PkgName'
  used = false
  readonly type: Type = invalidType
  constructor(
    pos: Pos,
    pkg: Package | undefined,
    name: string,
    readonly imported: Package,
  ) {
    super(pos, pkg, name)
  }
}

export type BuiltinName =
  | 'append'
  | 'cap'
  | 'clear'
  | 'close'
  | 'complex'
  | 'copy'
  | 'delete'
  | 'imag'
  | 'len'
  | 'make'
  | 'max'
  | 'min'
  | 'new'
  | 'panic'
  | 'print'
  | 'println'
  | 'real'
  | 'recover'
  | 'unsafe.Add'
  | 'unsafe.Alignof'
  | 'unsafe.Offsetof'
  | 'unsafe.Sizeof'
  | 'unsafe.Slice'
  | 'unsafe.SliceData'
  | 'unsafe.String'
  | 'unsafe.StringData'

/** A built-in function. Those of unsafe have `builtin` 'unsafe.Sizeof' and name 'Sizeof'. */
export class Builtin extends ObjectBase {
  readonly kind = 'Builtin'
  readonly type: Type = invalidType
  constructor(
    pkg: Package | undefined,
    name: string,
    readonly builtin: BuiltinName,
  ) {
    super(noPos, pkg, name)
  }
}

/** nil */
export class Nil extends ObjectBase {
  readonly kind = 'Nil'
  constructor(readonly type: Type) {
    super(noPos, undefined, 'nil')
  }
}

/** A label. Labels live in a scope of their own, one a function. */
export class Label extends ObjectBase {
  readonly kind = 'Label'
  readonly type: Type = invalidType
  used = false
}

export type Obj = Var | Const | TypeName | Func | PkgName | Builtin | Nil | Label

/** Whether a name begins with an upper case letter. */
export function isExported(name: string): boolean {
  const first = name.charCodeAt(0)
  if (first < 0x80) return first >= 65 && first <= 90
  return /^\p{Lu}/u.test(name)
}

/** The identity of a field or method name: see ObjectBase.id. */
export function idOf(pkg: Package | undefined, name: string): string {
  return isExported(name) ? name : `${pkg?.path ?? '_'}.${name}`
}
