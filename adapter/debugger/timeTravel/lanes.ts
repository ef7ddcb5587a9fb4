// This file draws up what goroutines did over a stretch of time: a lane for each, with what it was doing and which map it was working on.
//
// Time is sampled: at each sample every goroutine is looked at, and what it does is taken to last until the next one. So anything shorter than
// the distance of two samples may be missing; ask for a shorter stretch to see it. Samples are read out of snapshots where there are some, which
// costs nothing but reading; between them the past runs again, if that takes no longer than people wait for a picture.
import type { TimelineLane, TimelineMapSpan, TimelineSpan } from '../../dap/protocol'
import { FunctionFlag } from '../../image/records'
import type { LiveTarget, Snapshot } from '../liveTarget'
import { type Goroutine, gStatus, readGoroutines } from '../runtime/goroutines'
import { mapCalls } from '../runtime/mapCalls'
import type { Target } from '../target'
import { PastTarget } from './pastTarget'
import type { Replayer } from './replayer'

/** What one goroutine did at a sample. */
interface State {
  readonly goid: number
  readonly parent: number
  readonly name: string
  readonly system: boolean
  readonly state: TimelineSpan['state']
  readonly core?: number
  readonly reason?: string
  readonly map?: { readonly operation: string; readonly map: number }
}

interface Sample {
  readonly tick: number
  readonly states: readonly State[]
}

export interface Lanes {
  readonly lanes: readonly TimelineLane[]
  /** Ticks of the samples. */
  readonly samples: readonly number[]
  /** Lanes that were left out. */
  readonly omitted: number
  /** False when there are fewer samples than asked for, since running the past again would have taken too long. */
  readonly complete: boolean
}

const mostLanes = 300
const longestReplay = 800 // milliseconds
/** Beyond this many goroutines nobody looks for map operations: that takes unwinding every one. */
const mostUnwound = 200

export class LaneSampler {
  private readonly known = new WeakMap<Snapshot, Sample>()

  constructor(
    private readonly target: LiveTarget,
    private readonly replayer: Replayer,
  ) {}

  /** Lanes from one tick to another, with about so many samples. The target is somewhere else afterwards. */
  async lanes(from: number, to: number, resolution: number): Promise<Lanes> {
    const { timeline } = this.target
    const step = Math.max(1, (to - from) / resolution)
    const samples: Sample[] = []
    const missing: number[] = []
    let next = timeline.snapshots.findIndex(snapshot => snapshot.tick >= from)
    for (let i = 0; i < resolution && from + i * step < to; i++) {
      const at = from + i * step
      while (next >= 0 && (timeline.snapshots[next]?.tick ?? Number.POSITIVE_INFINITY) < at) next++
      const snapshot = next < 0 ? undefined : timeline.snapshots[next]
      // A snapshot in the first half of the stretch that a sample stands for is as good.
      if (snapshot !== undefined && snapshot.tick <= at + step / 2) samples.push(this.sampleOf(snapshot))
      else missing.push(Math.floor(at))
    }
    const complete = this.replayTicks(missing) <= timeline.ticksIn(longestReplay)
    if (complete) for (const tick of missing) samples.push(await this.sampleAt(tick))
    samples.sort((a, b) => a.tick - b.tick)
    const { lanes, omitted } = join(samples, from, to)
    return { lanes, samples: samples.map(sample => sample.tick), omitted, complete }
  }

  /** What has to be run again to stand at each of some ticks. */
  private replayTicks(ticks: readonly number[]): number {
    let total = 0
    let at = -1
    for (const tick of ticks) {
      const start = Math.max(at, this.target.timeline.snapshotBefore(tick).tick)
      total += tick - start
      at = tick
    }
    return total
  }

  private sampleOf(snapshot: Snapshot): Sample {
    let sample = this.known.get(snapshot)
    if (sample === undefined) {
      sample = take(new PastTarget(this.target.image, this.target.timeline.view(snapshot)))
      this.known.set(snapshot, sample)
    }
    return sample
  }

  private async sampleAt(tick: number): Promise<Sample> {
    await this.replayer.goTo(tick)
    return take(this.target)
  }
}

function take(target: Target): Sample {
  let goroutines: Goroutine[]
  try {
    goroutines = readGoroutines(target)
  } catch {
    goroutines = [] // the runtime is not set up yet
  }
  const maps = new Map(
    goroutines.length > mostUnwound
      ? []
      : mapCalls(target, goroutines).map(({ goid, operation, map }) => [goid, { operation, map }] as const),
  )
  return { tick: target.tick, states: goroutines.map(goroutine => stateOf(target, goroutine, maps.get(goroutine.id))) }
}

function stateOf(target: Target, goroutine: Goroutine, map: State['map']): State {
  const { id, parentId, system, startPc, status, state, tid } = goroutine
  const core = tid === undefined ? -1 : (target.threads.find(thread => thread.tid === tid)?.core ?? -1)
  const common = {
    goid: id,
    parent: parentId,
    name: nameOf(target, startPc),
    system,
    ...(map === undefined ? {} : { map }),
  }
  if (status === gStatus.waiting) return { ...common, state: 'waiting', reason: state }
  if (status === gStatus.syscall) return { ...common, state: 'syscall' }
  if (status === gStatus.running && core >= 0) return { ...common, state: 'running', core }
  // A running goroutine whose thread has no core waits for one, as a runnable one waits for a thread.
  return { ...common, state: 'runnable' }
}

/** What a person calls the function that a goroutine began with: of the wrapper that a go statement makes, what it calls. */
function nameOf(target: Target, startPc: number): string {
  const f = target.image.functionAt(startPc)
  if (f === undefined) return '?'
  if (f.name === 'runtime.main') return 'main.main'
  if ((f.flags & FunctionFlag.wrapper) === 0) return f.name
  return f.calls.find(call => call.target !== '' && !call.target.startsWith('runtime.'))?.target ?? f.name
}

interface OpenLane {
  readonly first: State
  readonly spans: Mutable<TimelineSpan>[]
  readonly maps: Mutable<TimelineMapSpan>[]
  /** Index of the sample that saw it last. */
  seen: number
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

function join(samples: readonly Sample[], from: number, to: number): { lanes: TimelineLane[]; omitted: number } {
  const open = new Map<number, OpenLane>()
  samples.forEach(({ tick, states }, index) => {
    const end = samples[index + 1]?.tick ?? to
    for (const state of states) {
      let lane = open.get(state.goid)
      if (lane === undefined) open.set(state.goid, (lane = { first: state, spans: [], maps: [], seen: index }))
      const goesOn = lane.seen === index - 1
      lane.seen = index
      const last = lane.spans.at(-1)
      if (goesOn && last !== undefined && last.state === state.state && last.core === state.core && last.reason === state.reason)
        last.to = end
      else {
        const { core, reason } = state
        lane.spans.push({
          from: Math.max(tick, from),
          to: end,
          state: state.state,
          ...(core === undefined ? {} : { core }),
          ...(reason === undefined ? {} : { reason }),
        })
      }
      if (state.map === undefined) continue
      const address = `0x${state.map.map.toString(16)}`
      const lastMap = lane.maps.at(-1)
      if (lastMap !== undefined && lastMap.to === tick && lastMap.map === address && lastMap.operation === state.map.operation)
        lastMap.to = end
      else lane.maps.push({ from: Math.max(tick, from), to: end, operation: state.map.operation, map: address })
    }
  })
  const all = [...open.values()].sort((a, b) => Number(a.first.system) - Number(b.first.system) || a.first.goid - b.first.goid)
  const last = samples.length - 1
  const lanes = all.slice(0, mostLanes).map(({ first, spans, maps, seen }): TimelineLane => {
    const { goid, parent, name, system } = first
    return { goid, parent, name, system, spans, maps, ended: seen < last }
  })
  return { lanes, omitted: Math.max(0, all.length - mostLanes) }
}
