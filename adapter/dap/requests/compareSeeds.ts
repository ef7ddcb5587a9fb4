// This file starts the same program with another seed in a session of its own, beside this one: the reverse request startDebugging.
import { malformed, unableToCompare } from '../errors'
import type { CompareSeedsArguments, CompareSeedsResult } from '../protocol'
import type { Answer, Session } from '../session'

const patience = 60_000 // milliseconds that a client may take

export function compareSeeds(session: Session, args: CompareSeedsArguments): Answer {
  const { seed } = args
  if (seed !== undefined && !(typeof seed === 'string' || (typeof seed === 'number' && Number.isSafeInteger(seed))))
    throw malformed('seed must be a whole number or "random"')
  return { later: startBeside(session, seed === undefined ? undefined : String(seed)).then(body => ({ body })) }
}

/** Asks the client for another session; without a seed for that of the next one. */
export async function startBeside(session: Session, wanted: string | undefined): Promise<CompareSeedsResult> {
  const { launch, seed: own } = session.program
  const seed = wanted ?? String(BigInt(own) + 1n)
  if (!/^(\d{1,19}|random)$/.test(seed)) throw unableToCompare(`${JSON.stringify(seed)} is neither a whole number nor "random"`)
  if (session.client.supportsStartDebuggingRequest !== true) throw unableToCompare('this client starts no sessions (startDebugging)')
  const name = `${launch.program.replace(/^.*[\\/](?=.)/, '')} (seed ${seed})`
  const configuration = { type: 'mapscope', name, ...launch, seed }
  try {
    await session.ask('startDebugging', { request: 'launch', configuration }, patience)
  } catch (error) {
    throw unableToCompare(error instanceof Error ? error.message : String(error))
  }
  return { seed }
}
