// This file finds what a name means in a frame: a variable, a package variable or constant, true, false, nil, a register, a package.
import { word64 } from '../../common/bytes'
import { constantFromNumber, makeBool } from '../../compiler/types/constant'
import type { Image } from '../../image/image'
import type { GlobalRecord } from '../../image/records'
import type { Target } from '../target'
import type { Frame } from '../unwind'
import type { Loader } from '../values/loader'
import { variableNamed } from '../values/scopes'
import type { Value } from '../values/value'
import type { EvaluationContext } from './evaluate'
import { constantValue, type Operand, valueOperand } from './operand'

/** What a plain name means; undefined if it is no variable, constant or function here. */
export function lookupIdentifier(loader: Loader, frame: Frame | undefined, pkg: string, name: string): Operand | undefined {
  const variable = frame === undefined ? undefined : variableNamed(loader.target, frame, name)
  if (variable !== undefined) return valueOperand(variable)
  const member = lookupMember(loader, pkg, name)
  if (member !== undefined) return member
  if (name === 'true' || name === 'false') return { kind: 'constant', constant: makeBool(name === 'true') }
  return name === 'nil' ? { kind: 'nil' } : undefined
}

interface Names {
  readonly globals: ReadonlyMap<string, GlobalRecord>
  readonly constants: ReadonlyMap<string, { readonly type: string; readonly value: string }>
}
const namesOf = new WeakMap<Image, Names>()

function names(image: Image): Names {
  let known = namesOf.get(image)
  if (known === undefined) {
    known = {
      globals: new Map(image.globals.map(global => [global.name, global])),
      constants: new Map(image.constants.map(constant => [constant.name, constant])),
    }
    namesOf.set(image, known)
  }
  return known
}

/** A variable, constant or function of a package; undefined if it has none of that name. */
export function lookupMember(loader: Loader, path: string, name: string): Operand | undefined {
  const { image } = loader.target
  const full = `${path}.${name}`
  const global = names(image).globals.get(full)
  const address = image.symbols.get(full)?.address
  if (global !== undefined && address !== undefined) return valueOperand({ type: global.type, address })
  const constant = names(image).constants.get(full)
  if (constant !== undefined) {
    const value =
      constant.value === 'true' || constant.value === 'false'
        ? makeBool(constant.value === 'true')
        : constant.value.startsWith('-')
          ? negated(constantFromNumber(constant.value.slice(1)))
          : constantFromNumber(constant.value)
    if (value.kind === 'unknown') return undefined
    // Constants of defined types keep them; of the others it is not recorded whether they have one.
    return constant.type.includes('.') ? valueOperand(constantValue(loader, value, constant.type)) : { kind: 'constant', constant: value }
  }
  const f = image.functionNamed(full)
  if (f !== undefined) return valueOperand({ type: 'uintptr', bytes: word64(f.entry), shown: { text: full, type: 'func' } })
  return undefined
}

function negated(constant: ReturnType<typeof constantFromNumber>): ReturnType<typeof constantFromNumber> {
  if (constant.kind === 'int') return { kind: 'int', value: -constant.value }
  return constant.kind === 'float' ? { ...constant, num: -constant.num } : constant
}

/** The path of the package that a name means: the current one, or by name, the shortest path first. */
export function packagePath(image: Image, name: string, current: string): string | undefined {
  const candidates = image.packages.filter(pkg => pkg.name === name || pkg.path === name)
  if (candidates.some(pkg => pkg.path === current)) return current
  return candidates.map(pkg => pkg.path).sort((a, b) => a.length - b.length)[0]
}

const general = ['AX', 'BX', 'CX', 'DX', 'SI', 'DI', 'BP', 'SP', 'R8', 'R9', 'R10', 'R11', 'R12', 'R13', 'R14', 'R15', 'PC', 'RFLAGS']
const otherNames: Readonly<Record<string, string>> = { RIP: 'PC', IP: 'PC', EFLAGS: 'RFLAGS' }

/** The value of a register; undefined if there is none of that name, or it is not known in this frame. */
export function registerValue(target: Target, { frame, tid }: EvaluationContext, name: string): Value | undefined {
  const known =
    otherNames[name] ?? (/^R[A-Z]{2}$/.test(name) ? name.slice(1) : /^XMM\d+$/.test(name) ? name.slice(0, 1) + name.slice(3) : name)
  const innermost = frame === undefined ? tid : frame.tid
  if (frame !== undefined && innermost === undefined) {
    // Outer frames have kept only where they go on.
    if (known === 'PC') return { type: 'uint64', bytes: word64(frame.pc) }
    return known === 'SP' ? { type: 'uint64', bytes: word64(frame.sp) } : undefined
  }
  if (innermost === undefined) return undefined
  if (general.includes(known)) return { type: 'uint64', bytes: word64(target.register(innermost, known)) }
  if (!/^X(\d|1[0-5])$/.test(known)) return undefined
  const value = target.register(innermost, known)
  const bytes = new Uint8Array(16)
  bytes.set(word64(value & 0xffff_ffff_ffff_ffffn), 0)
  bytes.set(word64(value >> 64n), 8)
  return { type: '[2]uint64', bytes }
}
