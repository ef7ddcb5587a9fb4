// This file answers modules: the packages that are linked into the program, and where their code lies.
import type { DebugProtocol } from '@vscode/debugprotocol'
import { hexAddress } from '../../common/addresses'
import type { Image } from '../../image/image'
import type { Answer, Session } from '../session'
import type { Sources } from '../sources'
import { optionalWhole } from '../validate'

/** A package as a module, with what `additionalModuleColumns` promise. */
export interface PackageModule extends DebugProtocol.Module {
  /** How many are linked. */
  readonly functions: number
  /** Bytes. */
  readonly textSize: number
}

/** The packages of an image, in the order of their code; those without code are left out. */
export function modulesOf(image: Image, sources: Sources): PackageModule[] {
  const ranges = new Map<string, { start: number; end: number; file: string; functions: number; textSize: number }>()
  for (const f of image.functions) {
    const range = ranges.get(f.package)
    if (range === undefined) ranges.set(f.package, { start: f.entry, end: f.end, file: f.file, functions: 1, textSize: f.end - f.entry })
    else {
      range.start = Math.min(range.start, f.entry)
      range.end = Math.max(range.end, f.end)
      range.functions++
      range.textSize += f.end - f.entry
    }
  }
  return [...ranges].map(([path, { start, end, file, functions, textSize }]) => {
    const isUserCode = !sources.isGoroot(file)
    return {
      id: path,
      name: path,
      path: file.slice(0, Math.max(0, file.lastIndexOf('/'))),
      isOptimized: false,
      isUserCode,
      symbolStatus: 'Symbols loaded',
      addressRange: `${hexAddress(start)}-${hexAddress(end)}`,
      functions,
      textSize,
    }
  })
}

export function modules(session: Session, args: DebugProtocol.ModulesArguments): Answer {
  const all = modulesOf(session.program.image, session.sources)
  const start = Math.max(0, optionalWhole(args, 'startModule') ?? 0)
  const count = optionalWhole(args, 'moduleCount') ?? 0
  return { body: { modules: count > 0 ? all.slice(start, start + count) : all.slice(start), totalModules: all.length } }
}
