// Tests that package.json says what the code does: launch attributes, commands, texts, files.
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ofTheClient, readAttachArguments, readLaunchArguments } from '../../adapter/dap/launchArguments'
import manifest from '../../package.json'
import texts from '../../package.nls.json'

const root = resolve(__dirname, '../..')
interface Attribute {
  readonly type: string | string[]
  readonly default?: unknown
  readonly enum?: readonly unknown[]
  readonly minimum?: number
  readonly maximum?: number
  readonly markdownDescription: string
  readonly properties?: Readonly<Record<string, Attribute>>
}
const debuggers = manifest.contributes.debuggers[0]!
const attributes = debuggers.configurationAttributes.launch.properties as unknown as Readonly<Record<string, Attribute>>
const ofAttach = debuggers.configurationAttributes.attach.properties as unknown as typeof attributes
const read = (attributes: Record<string, unknown>) =>
  readLaunchArguments({ program: 'x.go', ...attributes }) as unknown as Record<string, unknown>

describe('launch attributes', () => {
  test('are those that the adapter reads', () => {
    expect(Object.keys(attributes).sort()).toEqual(Object.keys(read({ cwd: '/' })).sort())
    expect(Object.keys(attributes.limits!.properties!).sort()).toEqual(Object.keys(read({}).limits as object).sort())
  })

  test('have the defaults of the adapter', () => {
    for (const [name, attribute] of Object.entries(attributes)) {
      if (['program', 'cwd', 'limits'].includes(name)) continue
      expect({ [name]: read({ [name]: attribute.default })[name] }).toEqual({ [name]: read({})[name] })
    }
    const limits = read({}).limits as Record<string, unknown>
    for (const name of ['memoryMiB', 'outputMiB', 'threads']) expect(attributes.limits!.properties![name]!.default).toBe(limits[name])
  })

  test('have types, choices and bounds that the adapter agrees with', () => {
    const check = (name: string, attribute: Attribute, wrap: (value: unknown) => Record<string, unknown>) => {
      const accepts = (value: unknown) => {
        try {
          read(wrap(value))
          return true
        } catch {
          return false
        }
      }
      for (const choice of attribute.enum ?? []) expect([name, choice, accepts(choice)]).toEqual([name, choice, true])
      if (attribute.enum !== undefined) expect([name, accepts('something else')]).toEqual([name, false])
      for (const bound of [attribute.minimum, attribute.maximum])
        if (bound !== undefined) expect([name, bound, accepts(bound)]).toEqual([name, bound, true])
      if (attribute.minimum !== undefined) expect([name, accepts(attribute.minimum - 1)]).toEqual([name, false])
      if (attribute.maximum !== undefined) expect([name, accepts(attribute.maximum + 1)]).toEqual([name, false])
      const wrong: unknown = { string: 1, boolean: 'yes', integer: 'many', array: 'x', object: 'x' }[[attribute.type].flat()[0]!]
      expect([name, accepts(wrong)]).toEqual([name, false])
    }
    for (const [name, attribute] of Object.entries(attributes)) check(name, attribute, value => ({ [name]: value }))
    for (const [name, attribute] of Object.entries(attributes.limits!.properties!))
      check(`limits.${name}`, attribute, value => ({ limits: { [name]: value } }))
  })

  test('of the configurations and snippets are known, and each is described', () => {
    const bodies = [...debuggers.initialConfigurations, ...debuggers.configurationSnippets.map(snippet => snippet.body)]
    for (const body of bodies) {
      const known = new Set([...Object.keys(body.request === 'attach' ? ofAttach : attributes), 'type', 'request', 'name'])
      expect(Object.keys(body).filter(name => !known.has(name))).toEqual([])
    }
    for (const attribute of [...Object.values(attributes), ...Object.values(ofAttach)])
      expect(attribute.markdownDescription).toMatch(/^%.+%$/)
  })
})

test('attach attributes are those of the connection, and what a client may decide for itself', () => {
  expect(Object.keys(ofAttach).sort()).toEqual(['host', 'port', 'stopOnAttach', ...ofTheClient].sort())
  const launched = readLaunchArguments({ program: 'x.go', showRegisters: false })
  const defaults = Object.fromEntries(Object.entries(ofAttach).map(([name, attribute]) => [name, attribute.default]))
  expect(readAttachArguments(defaults, launched)).toEqual({ launch: { ...launched, showRegisters: true }, stopOnAttach: true })
  expect(readAttachArguments({}, launched)).toEqual({ launch: launched, stopOnAttach: true })
})

describe('the manifest', () => {
  const source = readFileSync(join(root, 'extension/activate.ts'), 'utf8')

  test('names commands that exist, and menus of commands that it names', () => {
    const commands = manifest.contributes.commands.map(({ command }) => command)
    const registered = [...source.matchAll(/registerCommand\('([^']+)'/g)].map(match => match[1])
    expect(registered.sort()).toEqual([...commands].sort())
    for (const items of Object.values(manifest.contributes.menus)) for (const { command } of items) expect(commands).toContain(command)
    for (const { command, icon, enablement } of manifest.contributes.commands)
      expect([command, icon !== '' && enablement !== '']).toEqual([command, true])
  })

  test('has a text for every key, and no text without a key', () => {
    const used = [...JSON.stringify(manifest).matchAll(/"%([\w.]+)%"/g)].map(match => match[1]!)
    expect([...new Set(used)].sort()).toEqual(Object.keys(texts).sort())
  })

  test('names files that exist', () => {
    for (const file of [manifest.icon, manifest.contributes.views.debug[0]!.icon])
      expect([file, existsSync(join(root, file))]).toEqual([file, true])
  })
})
