// This file answers gotoTargets, goto and restartFrame: other places of the program to go on from, and moments at which a place was executed.
//
// A line is offered as a place in the function that stopped (execution goes on from there, with the variables as they are now), and as a
// moment: the last time that it was executed, with everything as it was then.
import type { DebugProtocol } from '@vscode/debugprotocol'
import { hexAddress } from '../../common/addresses'
import { layoutOf } from '../../debugger/runtime/structs'
import { MemoryReader } from '../../debugger/target'
import type { Frame } from '../../debugger/unwind'
import { unableToGoBack, unableToGoto, unableToRestartFrame } from '../errors'
import type { Answer, Session } from '../session'
import { optionalObject, whole } from '../validate'
import { toClientLine } from './breakpoints'
import { requireStopped } from './control'

/** What an offered target stands for. */
export type GotoTarget =
  | { readonly kind: 'place'; readonly address: number }
  | { readonly kind: 'moment'; readonly addresses: readonly number[]; readonly line: number }

export function gotoTargets(session: Session, args: DebugProtocol.GotoTargetsArguments): Answer {
  const source = optionalObject<DebugProtocol.Source>(args, 'source')
  const file = session.sources.fileOf(source)
  const line = whole(args, 'line') + (session.client.linesStartAt1 === false ? 1 : 0)
  const places = file === undefined ? [] : session.program.image.statementsOn(file, line)
  const frame = innermost(session, session.selectedGoroutine)
  const targets: DebugProtocol.GotoTarget[] = []
  const offer = (label: string, target: GotoTarget, address: number) =>
    targets.push({
      id: session.gotoTargets.create(target),
      label,
      line: toClientLine(session, line),
      instructionPointerReference: hexAddress(address),
    })
  const reachable = places.filter(place => frame !== undefined && whyNot(session, frame, place.address) === undefined)
  reachable.forEach((place, i) => {
    offer(
      `${place.function.name}:${line}${reachable.length > 1 ? ` (${i + 1} of ${reachable.length})` : ''}`,
      { kind: 'place', address: place.address },
      place.address,
    )
  })
  if (places.length > 0 && session.program.debugger.noPast === undefined)
    offer(
      `line ${line}, the last time that it was executed`,
      { kind: 'moment', addresses: places.map(place => place.address), line },
      places[0]!.address,
    )
  return { body: { targets } }
}

function innermost(session: Session, goid: number): Frame | undefined {
  const goroutine = session.program.goroutine(goid)
  return goroutine === undefined ? undefined : session.program.frames(goroutine, 1).frames[0]
}

/** Why a goroutine cannot go on at an address; undefined if it can. */
function whyNot(session: Session, frame: Frame, address: number): string | undefined {
  const f = frame.function
  if (f === undefined || address < f.entry || address >= f.end) return 'it is outside the function that is being executed'
  if (frame.tid === undefined) return 'the goroutine is not running'
  const { image } = session.program
  if (image.spDeltaAt(frame.pc) !== image.spDeltaAt(address)) return 'the stack frame is not set up the same way there'
  return undefined
}

export function goto(session: Session, args: DebugProtocol.GotoArguments): Answer {
  requireStopped(session)
  const threadId = whole(args, 'threadId')
  const target = session.gotoTargets.get(whole(args, 'targetId'))
  if (target === undefined) throw unableToGoto(`unknown target ${args.targetId}`)
  const control = session.program.debugger
  if (target.kind === 'moment') {
    if (control.noPast !== undefined) throw unableToGoBack(control.noPast)
    return { after: () => control.lastVisit(threadId, { addresses: target.addresses, reason: 'goto' }) }
  }
  const frame = innermost(session, threadId)
  if (frame === undefined) throw unableToGoto(`unknown goroutine ${threadId}`)
  const problem = whyNot(session, frame, target.address)
  if (problem !== undefined) throw unableToGoto(problem)
  return { after: () => control.jump(frame.tid!, threadId, target.address) }
}

/** Goes back in time to the beginning of a call: nothing of what it did has happened then. */
export function restartFrame(session: Session, args: DebugProtocol.RestartFrameArguments): Answer {
  requireStopped(session)
  const handle = session.frames.get(whole(args, 'frameId'))
  if (handle === undefined) throw unableToRestartFrame(`unknown frame id ${args.frameId}`)
  const control = session.program.debugger
  if (control.noPast !== undefined) throw unableToRestartFrame(control.noPast)
  const { frame, goroutine } = handle
  const f = frame.function
  if (f === undefined || goroutine === undefined) throw unableToRestartFrame('it belongs to no goroutine')
  const { target } = session.program
  const top = new MemoryReader(target).word(goroutine.address + layoutOf(target, 'runtime.g').offset('stack') + 8)
  if (!(frame.cfa <= top && frame.cfa > top - 2 ** 30)) throw unableToRestartFrame('it is on the stack of a thread, not of the goroutine')
  const visit = { addresses: [f.entry + f.prologueEnd], g: goroutine.address, depth: top - frame.cfa, reason: 'restart' as const }
  return { after: () => control.lastVisit(goroutine.id, visit) }
}
