// This file defines the types of Go as values: one class a form of type. Names and meaning follow go/types.
//
// Types are compared with `identical` (predicates.ts), never with ===, except that a Named type is identical only to itself.
// `underlying` looks through names; a type that is not Named is its own underlying type.
import type { ChanDir } from '../syntax/nodes'
import type { Func, TypeName, Var } from './object'

export type BasicKind =
  | 'invalid'
  | 'bool'
  | 'int'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uint'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'uintptr'
  | 'float32'
  | 'float64'
  | 'complex64'
  | 'complex128'
  | 'string'
  | 'unsafe.Pointer'
  | 'untyped bool'
  | 'untyped int'
  | 'untyped rune'
  | 'untyped float'
  | 'untyped complex'
  | 'untyped string'
  | 'untyped nil'

// What a basic type is, as bits of Basic.info.
export const isBooleanInfo = 1
export const isIntegerInfo = 2
export const isUnsignedInfo = 4
export const isFloatInfo = 8
export const isComplexInfo = 16
export const isStringInfo = 32
export const isUntypedInfo = 64
export const isOrderedInfo = isIntegerInfo | isFloatInfo | isStringInfo
export const isNumericInfo = isIntegerInfo | isFloatInfo | isComplexInfo
export const isConstTypeInfo = isBooleanInfo | isNumericInfo | isStringInfo

/** A predeclared type: bool, the numbers, string, unsafe.Pointer, and the types of untyped constants. */
export class Basic {
  readonly kind = 'Basic'
  constructor(
    readonly basic: BasicKind,
    readonly info: number, // bits isBooleanInfo ...
    readonly name: string, // differs from `basic` for byte and rune, which are names for uint8 and int32
  ) {}
  get underlying(): Type {
    return this
  }
}

/** A type with a name of its own, declared by `type name rhs`. */
export class Named {
  readonly kind = 'Named'
  /** Declared methods in source order, those of T and *T alike. */
  readonly methods: Func[] = []
  /** Parameters of a generic type, and arguments of an instance; both empty otherwise. */
  typeParams: TypeParam[] = []
  typeArgs: Type[] = []
  /** For an instance, the generic type; otherwise the type itself. */
  origin: Named = this
  private resolved: Type | undefined
  private byName: Map<string, Func> | undefined

  constructor(
    readonly obj: TypeName,
    public rhs: Type | undefined, // the right side of the declaration; undefined while it is being checked
  ) {}

  /** The first type that is not Named, following right sides; invalid for a type that is declared in terms of itself only. */
  get underlying(): Type {
    if (this.resolved !== undefined) return this.resolved
    let type: Type | undefined = this.rhs
    const seen = new Set<Type>([this])
    while (type !== undefined && type.kind === 'Named') {
      if (seen.has(type)) return invalidType
      seen.add(type)
      type = type.rhs
    }
    if (type === undefined) return invalidType
    this.resolved = type
    return type
  }

  /** Gives the right side (again): while a declaration is checked its type becomes known before it is complete. */
  setUnderlying(rhs: Type): void {
    this.rhs = rhs
    this.resolved = undefined
  }

  addMethod(method: Func): void {
    this.methods.push(method)
    this.byName = undefined
  }

  /** The declared method of that name, if any. Unexported names of other packages are the caller's concern. */
  method(name: string): Func | undefined {
    if (this.methods.length === 0) return undefined
    if (this.byName === undefined) this.byName = new Map(this.methods.map(method => [method.name, method]))
    return this.byName.get(name)
  }
}

/** *elem */
export class Pointer {
  readonly kind = 'Pointer'
  constructor(public elem: Type) {}
  get underlying(): Type {
    return this
  }
}

/** []elem */
export class Slice {
  readonly kind = 'Slice'
  constructor(public elem: Type) {}
  get underlying(): Type {
    return this
  }
}

/** [len]elem */
export class ArrayType {
  readonly kind = 'Array'
  constructor(
    public elem: Type,
    public len: number, // -1 if unknown because of an error
  ) {}
  get underlying(): Type {
    return this
  }
}

/** map[key]elem */
export class MapType {
  readonly kind = 'Map'
  constructor(
    public key: Type,
    public elem: Type,
  ) {}
  get underlying(): Type {
    return this
  }
}

/** chan elem  chan<- elem  <-chan elem */
export class Chan {
  readonly kind = 'Chan'
  constructor(
    public dir: ChanDir,
    public elem: Type,
  ) {}
  get underlying(): Type {
    return this
  }
}

/** struct { fields } */
export class Struct {
  readonly kind = 'Struct'
  constructor(
    public fields: Var[],
    public tags: string[] = [], // tags[i] belongs to fields[i]; may be shorter. Text, not bytes.
  ) {}
  get underlying(): Type {
    return this
  }
}

/** A list of types: the results of a function, or the value and ok of a comma-ok expression. */
export class Tuple {
  readonly kind = 'Tuple'
  constructor(readonly vars: Var[]) {}
  get length(): number {
    return this.vars.length
  }
  get underlying(): Type {
    return this
  }
}

/** func(params) results. For a method `recv` is the receiver; identity of types ignores it. */
export class Signature {
  readonly kind = 'Signature'
  typeParams: TypeParam[] = []
  constructor(
    public recv: Var | undefined,
    public params: Var[], // the last one has a slice type if `variadic`
    public results: Var[],
    public variadic = false,
  ) {}
  get underlying(): Type {
    return this
  }
}

/** interface { methods; embedded types } */
export class Interface {
  readonly kind = 'Interface'
  /** Set when methods and embeddeds are all there; before that the method set is not remembered. */
  complete = false
  private methodSet: Func[] | undefined

  constructor(
    public methods: Func[], // declared here
    public embeddeds: Type[],
    readonly name = '', // "any" and "comparable" of the universe
  ) {}

  get underlying(): Type {
    return this
  }

  /** All methods, those of embedded interfaces too, sorted by name (runtime type descriptors want this order). */
  get allMethods(): readonly Func[] {
    if (this.methodSet !== undefined) return this.methodSet
    const found = new Map<string, Func>()
    const complete = collectMethods(this, found, new Set())
    const sorted = [...found.values()].sort(compareFuncs)
    if (complete) this.methodSet = sorted
    return sorted
  }

  /** Whether the interface has no methods. */
  get isEmpty(): boolean {
    return this.allMethods.length === 0
  }
}

function collectMethods(type: Interface, into: Map<string, Func>, seen: Set<Interface>): boolean {
  if (seen.has(type)) return true
  seen.add(type)
  let complete = type.complete
  for (const method of type.methods) if (!into.has(method.id)) into.set(method.id, method)
  for (const embedded of type.embeddeds) {
    const under = embedded.underlying
    if (under.kind === 'Interface') complete = collectMethods(under, into, seen) && complete
    else if (embedded.kind === 'Named' && embedded.rhs === undefined) complete = false
  }
  return complete
}

/** The order of methods in method sets and type descriptors: exported names first, by name, then by package. */
export function compareFuncs(a: Func, b: Func): number {
  if (a.exported !== b.exported) return a.exported ? -1 : 1
  if (a.name !== b.name) return a.name < b.name ? -1 : 1
  const left = a.pkg?.path ?? ''
  const right = b.pkg?.path ?? ''
  return left < right ? -1 : left > right ? 1 : 0
}

/** A type parameter. Reserved: generic programs are rejected for now. */
export class TypeParam {
  readonly kind = 'TypeParam'
  constructor(
    readonly obj: TypeName,
    public index: number,
    public constraint: Type,
  ) {}
  get underlying(): Type {
    return this.constraint.underlying
  }
}

export type Type = Basic | Named | Pointer | Slice | ArrayType | MapType | Chan | Struct | Tuple | Signature | Interface | TypeParam

/** The type of what was reported as wrong; whoever meets it stays silent. */
export const invalidType: Basic = new Basic('invalid', 0, 'invalid type')
