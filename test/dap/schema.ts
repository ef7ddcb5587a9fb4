// This file turns the types of @vscode/debugprotocol into JSON schemas and checks messages against them, both ways.
import { createRequire } from 'node:module'
import type { DebugProtocol } from '@vscode/debugprotocol'
import Ajv, { type ValidateFunction } from 'ajv'
import * as TJS from 'typescript-json-schema'

const require = createRequire(import.meta.url)

let generator: TJS.JsonSchemaGenerator | undefined
const validators = new Map<string, ValidateFunction | undefined>()
const ajv = new Ajv({ strict: false, allErrors: true, logger: false })

/** The validator of a type such as `StackTraceResponse`; undefined if the protocol has no such type. */
function validatorFor(type: string): ValidateFunction | undefined {
  if (validators.has(type)) return validators.get(type)
  if (generator === undefined) {
    const file = require.resolve('@vscode/debugprotocol/lib/debugProtocol.d.ts')
    const program = TJS.getProgramFromFiles([file], { strictNullChecks: true })
    generator = TJS.buildGenerator(program, { required: true, noExtraProps: false, ref: true, uniqueNames: false, ignoreErrors: true })!
  }
  const name = `DebugProtocol.${type}`
  const known = generator.getUserSymbols().includes(name)
  const validator = known ? ajv.compile(generator.getSchemaForSymbol(name)) : undefined
  validators.set(type, validator)
  return validator
}

const upper = (text: string) => text[0]!.toUpperCase() + text.slice(1)

// Names that the types spell otherwise than the command.
const responseNames: Readonly<Record<string, string>> = { source: 'Source' }

/** Why a message breaks the protocol, or undefined if it keeps to it. Commands and events of our own (`mapscope/…`) have no schema. */
export function problemOf(message: DebugProtocol.ProtocolMessage): string | undefined {
  let type: string
  let label: string
  if (message.type === 'request') {
    const { command } = message as DebugProtocol.Request
    if (command.includes('/')) return undefined
    type = `${upper(command)}Request`
    label = `request ${command}`
  } else if (message.type === 'response') {
    const response = message as DebugProtocol.Response
    if (!response.success) {
      type = 'ErrorResponse'
    } else {
      if (response.command.includes('/')) return undefined
      type = `${upper(responseNames[response.command] ?? response.command)}Response`
    }
    label = `response ${response.command}`
  } else {
    const { event } = message as DebugProtocol.Event
    if (event.includes('/')) return undefined
    type = `${upper(event)}Event`
    label = `event ${event}`
  }
  const validator = validatorFor(type)
  if (validator === undefined) return `${label}: the protocol has no ${type}`
  if (validator(message)) return undefined
  return `${label}: ${ajv.errorsText(validator.errors)}\n${JSON.stringify(message).slice(0, 500)}`
}
