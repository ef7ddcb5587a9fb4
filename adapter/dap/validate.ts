// This file checks the arguments of requests: clients are programs by many people. What has the wrong type is answered with error 8888.
import { malformed } from './errors'

type Raw = Readonly<Record<string, unknown>>

const absent = (value: unknown): value is undefined | null => value === undefined || value === null

/** A string that may be absent. */
export function optionalText(args: object, name: string): string | undefined {
  const value = (args as Raw)[name]
  if (absent(value)) return undefined
  if (typeof value !== 'string') throw malformed(`${name} must be a string`)
  return value
}

export function text(args: object, name: string): string {
  const value = optionalText(args, name)
  if (value === undefined) throw malformed(`${name} is missing`)
  return value
}

/** A whole number that may be absent. */
export function optionalWhole(args: object, name: string): number | undefined {
  const value = (args as Raw)[name]
  if (absent(value)) return undefined
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw malformed(`${name} must be a whole number`)
  return value
}

export function whole(args: object, name: string): number {
  const value = optionalWhole(args, name)
  if (value === undefined) throw malformed(`${name} is missing`)
  return value
}

/** True or false, or absent. */
export function optionalFlag(args: object, name: string): boolean | undefined {
  const value = (args as Raw)[name]
  if (absent(value)) return undefined
  if (typeof value !== 'boolean') throw malformed(`${name} must be true or false`)
  return value
}

/** An object that may be absent. */
export function optionalObject<T extends object>(args: object, name: string): T | undefined {
  const value = (args as Raw)[name]
  if (absent(value)) return undefined
  if (typeof value !== 'object' || Array.isArray(value)) throw malformed(`${name} must be an object`)
  return value as T
}

/** An array of objects; absent means empty. */
export function objects<T extends object>(args: object, name: string): readonly T[] {
  const value = (args as Raw)[name]
  if (absent(value)) return []
  if (!Array.isArray(value) || !value.every(item => typeof item === 'object' && item !== null && !Array.isArray(item)))
    throw malformed(`${name} must be an array of objects`)
  return value as T[]
}

/** An array of strings; absent means empty. */
export function texts(args: object, name: string): readonly string[] {
  const value = (args as Raw)[name]
  if (absent(value)) return []
  if (!Array.isArray(value) || !value.every(item => typeof item === 'string')) throw malformed(`${name} must be an array of strings`)
  return value as string[]
}

/** `format.hex` of requests that show values. */
export function wantsHex(args: object): boolean {
  return optionalObject<{ hex?: unknown }>(args, 'format')?.hex === true
}
