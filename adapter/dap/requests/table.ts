// This file says who answers which request, and when it may be asked.
import type { Answer, Session } from '../session'
import { setExpression, setVariable } from './assign'
import {
  breakpointLocations,
  setBreakpoints,
  setExceptionBreakpoints,
  setFunctionBreakpoints,
  setInstructionBreakpoints,
} from './breakpoints'
import { compareSeeds } from './compareSeeds'
import { completions } from './completions'
import { continueRequest, freeze, next, pause, stepIn, stepInTargetsRequest, stepOut, terminateThreads } from './control'
import { dataBreakpointInfo, setDataBreakpoints } from './dataBreakpoints'
import { evaluateRequest } from './evaluate'
import { exceptionInfo } from './exceptionInfo'
import { goroutines } from './goroutines'
import { goto, gotoTargets, restartFrame } from './goto'
import { attach, cancel, configurationDone, disconnect, initialize, launch, restart, terminate } from './lifeCycle'
import { locations } from './locations'
import { mapPictureRequest } from './mapPicture'
import { disassemble, readMemory, writeMemory } from './memory'
import { modules } from './modules'
import { loadedSources, source } from './source'
import { scopes, stackTrace, threads } from './stack'
import {
  bookmark,
  lastWrite,
  reverseContinue,
  reverseStepIn,
  reverseStepOut,
  seek,
  seekOutput,
  stepBack,
  timeline,
  when,
} from './timeTravel'
import { variables } from './variables'

export interface Handler {
  /** Also answered when the program runs without debugging. */
  readonly noDebug?: true
  /** `launched`: a program exists; `stopped`: and it stands still. */
  readonly when?: 'launched' | 'stopped'
  // biome-ignore lint/suspicious/noExplicitAny: each handler declares the arguments that its request has
  readonly run: (session: Session, args: any) => Answer
}

/** Handlers by command. A command that is not here is answered with an error. */
export const handlers: Readonly<Record<string, Handler>> = {
  initialize: { run: initialize },
  launch: { run: launch },
  attach: { run: attach },
  configurationDone: { run: configurationDone },
  cancel: { run: cancel },
  disconnect: { run: disconnect },
  terminate: { run: terminate, when: 'launched', noDebug: true },
  restart: { run: restart, when: 'launched', noDebug: true },
  setBreakpoints: { run: setBreakpoints, when: 'launched' },
  setFunctionBreakpoints: { run: setFunctionBreakpoints, when: 'launched' },
  setInstructionBreakpoints: { run: setInstructionBreakpoints, when: 'launched' },
  dataBreakpointInfo: { run: dataBreakpointInfo, when: 'launched' },
  setDataBreakpoints: { run: setDataBreakpoints, when: 'launched' },
  setExceptionBreakpoints: { run: setExceptionBreakpoints, when: 'launched' },
  breakpointLocations: { run: breakpointLocations, when: 'launched' },
  continue: { run: continueRequest, when: 'launched' },
  next: { run: next, when: 'launched' },
  stepIn: { run: stepIn, when: 'launched' },
  stepOut: { run: stepOut, when: 'launched' },
  stepInTargets: { run: stepInTargetsRequest, when: 'stopped' },
  pause: { run: pause, when: 'launched' },
  terminateThreads: { run: terminateThreads, when: 'launched' },
  'mapscope/freeze': { run: freeze, when: 'launched' },
  'mapscope/goroutines': { run: goroutines, when: 'stopped' },
  gotoTargets: { run: gotoTargets, when: 'stopped' },
  goto: { run: goto, when: 'launched' },
  restartFrame: { run: restartFrame, when: 'launched' },
  locations: { run: locations, when: 'stopped' },
  threads: { run: threads, when: 'launched', noDebug: true },
  stackTrace: { run: stackTrace, when: 'stopped' },
  scopes: { run: scopes, when: 'stopped' },
  variables: { run: variables, when: 'stopped' },
  setVariable: { run: setVariable, when: 'stopped' },
  setExpression: { run: setExpression, when: 'stopped' },
  completions: { run: completions, when: 'stopped' },
  evaluate: { run: evaluateRequest, when: 'stopped' },
  exceptionInfo: { run: exceptionInfo, when: 'stopped' },
  readMemory: { run: readMemory, when: 'stopped' },
  writeMemory: { run: writeMemory, when: 'stopped' },
  modules: { run: modules, when: 'launched' },
  disassemble: { run: disassemble, when: 'stopped' },
  source: { run: source },
  loadedSources: { run: loadedSources, when: 'launched', noDebug: true },
  stepBack: { run: stepBack, when: 'launched' },
  reverseContinue: { run: reverseContinue, when: 'launched' },
  'mapscope/reverseStepIn': { run: reverseStepIn, when: 'launched' },
  'mapscope/reverseStepOut': { run: reverseStepOut, when: 'launched' },
  'mapscope/when': { run: when, when: 'launched', noDebug: true },
  'mapscope/lastWrite': { run: lastWrite, when: 'launched' },
  'mapscope/seekOutput': { run: seekOutput, when: 'launched' },
  'mapscope/bookmark': { run: bookmark, when: 'launched' },
  'mapscope/timeline': { run: timeline, when: 'stopped' },
  'mapscope/seek': { run: seek, when: 'launched' },
  'mapscope/compareSeeds': { run: compareSeeds, when: 'launched', noDebug: true },
  'mapscope/mapPicture': { run: mapPictureRequest, when: 'stopped' },
}
