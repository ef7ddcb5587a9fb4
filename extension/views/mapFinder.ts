// This file finds the maps that a stopped program has in sight: variables of frames, fields of their structs. It speaks the debug protocol only.
import type { DebugProtocol } from '@vscode/debugprotocol'
import type { MapPicture } from '../../adapter/dap/protocol'
import type { MapChoice } from '../webview/bucketInspector/messages'

/** Sends a request to the session. */
export type Request = <T>(command: string, args: object) => Promise<T>

/** Where in the program a person looks. */
export interface Place {
  readonly threadId: number
  readonly frameId: number | undefined
}

/** A map and how to ask for it at this stop. */
export interface FoundMap extends MapChoice {
  readonly frameId: number | undefined
  readonly frameRank: number
}

const mostFrames = 12
const mostThreads = 16
const mostStructs = 24

interface Candidate {
  readonly expression: string
  readonly type: string
  readonly frameId: number
  readonly where: string
  readonly frameRank: number
}

/** Maps that the selected frame, the other frames of its goroutine, and the other goroutines can name; the nearest first, each map once. */
export async function findMaps(request: Request, place: Place): Promise<FoundMap[]> {
  const found = new Map<string, FoundMap>()
  const add = async (candidates: readonly Candidate[]) => {
    for (const candidate of candidates) {
      const map = await identify(request, candidate)
      if (map !== undefined && !found.has(map.id)) found.set(map.id, map)
    }
  }
  let rank = 0
  const walk = async (threadId: number, selected: number | undefined) => {
    const frames = await framesOf(request, threadId)
    const user = frames.filter(frame => frame.presentationHint !== 'subtle' && frame.id !== selected)
    const first = frames.find(frame => frame.id === selected)
    for (const frame of (first === undefined ? user : [first, ...user]).slice(0, mostFrames))
      await add(await mapsOfFrame(request, frame, rank++))
  }
  await walk(place.threadId, place.frameId)
  const threads = await tolerate(() => request<DebugProtocol.ThreadsResponse['body']>('threads', {}), { threads: [] })
  for (const thread of threads.threads.filter(other => other.id !== place.threadId).slice(0, mostThreads)) await walk(thread.id, undefined)
  return [...found.values()]
}

/** Asks for a map by expression; undefined when it is no map or cannot be read. */
export async function identify(
  request: Request,
  candidate: { expression: string; type: string; frameId: number | undefined; where: string; frameRank: number },
): Promise<FoundMap | undefined> {
  const { expression, frameId, where, frameRank } = candidate
  const picture = await tolerate(() => request<MapPicture>('mapscope/mapPicture', { expression, frameId, start: 0, count: 0 }), undefined)
  return picture === undefined ? undefined : { ...choiceOf(picture, expression, where), frameId, frameRank }
}

export function choiceOf(picture: MapPicture, expression: string, where: string): MapChoice {
  const nil = picture.header === undefined
  return {
    id: picture.header?.address ?? `nil ${where} ${expression}`,
    expression,
    type: picture.type,
    where,
    count: picture.header?.count ?? 0,
    nil,
  }
}

async function framesOf(request: Request, threadId: number): Promise<DebugProtocol.StackFrame[]> {
  const body = await tolerate(
    () => request<DebugProtocol.StackTraceResponse['body']>('stackTrace', { threadId, startFrame: 0, levels: 50 }),
    { stackFrames: [] },
  )
  return body.stackFrames
}

async function mapsOfFrame(request: Request, frame: DebugProtocol.StackFrame, frameRank: number): Promise<Candidate[]> {
  const { scopes } = await tolerate(() => request<DebugProtocol.ScopesResponse['body']>('scopes', { frameId: frame.id }), { scopes: [] })
  const result: Candidate[] = []
  let structs = 0
  const look = async (reference: number, depth: number) => {
    const { variables } = await tolerate(
      () => request<DebugProtocol.VariablesResponse['body']>('variables', { variablesReference: reference, filter: 'named' }),
      { variables: [] },
    )
    for (const variable of variables) {
      const expression = variable.evaluateName
      if (expression === undefined) continue
      if (isMap(variable)) result.push({ expression, type: variable.type ?? '', frameId: frame.id, where: frame.name, frameRank })
      else if (depth > 0 && mayHoldMaps(variable) && structs++ < mostStructs) await look(variable.variablesReference, depth - 1)
    }
  }
  for (const scope of scopes) if (scope.name !== 'Registers' && !scope.expensive) await look(scope.variablesReference, 2)
  return result
}

/** A map, or a pointer to one. */
export function isMap(variable: Pick<DebugProtocol.Variable, 'type' | 'value'>): boolean {
  return /^\**map\[/.test(variable.type ?? '') || /^map\[/.test(variable.value) || /\(map\[/.test(variable.type ?? '')
}

/** A struct or a pointer to something: not text, numbers, channels, functions, or elements by index. */
function mayHoldMaps(variable: DebugProtocol.Variable): boolean {
  if (variable.variablesReference === 0 || (variable.indexedVariables ?? 0) > 0) return false
  const type = (variable.type ?? '').replace(/^\*+/, '')
  return !/^(\[|chan |<-chan|func\(|string$|u?int|float|error$|sync\.|runtime\.)/.test(type)
}

async function tolerate<T>(ask: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await ask()
  } catch {
    return otherwise // what cannot be read has no maps; the variables view tells why
  }
}
