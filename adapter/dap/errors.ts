// This file names every failure a client can be told, with stable ids (Delve's where it has one). Nobody else builds error messages.

/** A request that fails in a way its client should hear of. */
export class RequestError extends Error {
  constructor(
    readonly id: number,
    /** Short: what could not be done. */
    readonly summary: string,
    readonly details: string,
    /** Show it in a dialog: for mistakes in the configuration only. */
    readonly showUser = false,
  ) {
    super(details === '' ? summary : `${summary}: ${details}`)
  }
}

export const unableToSetBreakpoints = (why: string) => new RequestError(2002, 'Unable to set or clear breakpoints', why)
export const unableToProduceStackTrace = (why: string) => new RequestError(2004, 'Unable to produce stack trace', why)
export const unableToListLocals = (why: string) => new RequestError(2005, 'Unable to list locals', why)
export const unableToLookupVariable = (why: string) => new RequestError(2008, 'Unable to lookup variable', why)
export const unableToEvaluate = (why: string, showUser: boolean) => new RequestError(2009, 'Unable to evaluate expression', why, showUser)
export const unableToStep = (why: string) => new RequestError(2010, 'Unable to step', why)
export const unableToGetExceptionInfo = (why: string) => new RequestError(2011, 'Unable to get exception info', why)
export const unableToSetVariable = (why: string) => new RequestError(2012, 'Unable to set variable value', why)
export const unableToSetExpression = (why: string) => new RequestError(2021, 'Unable to set expression', why)
export const unableToWriteMemory = (why: string) => new RequestError(2022, 'Unable to write memory', why)
export const unableToLocate = (why: string) => new RequestError(2023, 'Unable to find location', why)
export const unableToGoto = (why: string) => new RequestError(2024, 'Unable to go there', why)
export const unableToCompare = (why: string) => new RequestError(2032, 'Unable to start another session', why)
export const unableToFreeze = (why: string) => new RequestError(2033, 'Unable to freeze', why)
export const unableToTerminate = (why: string) => new RequestError(2031, 'Unable to terminate', why)
export const unableToOpenTerminal = (why: string) => new RequestError(3004, 'Failed to launch', `no terminal: ${why}`, true)
export const unableToRestartFrame = (why: string) => new RequestError(2025, 'Unable to restart frame', why)
export const unableToDisassemble = (why: string) => new RequestError(2013, 'Unable to disassemble', why)
export const unableToReadMemory = (why: string) => new RequestError(2016, 'Unable to read memory', why)
export const unableToFindSource = (why: string) => new RequestError(2019, 'Unable to find source', why)
export const unableToDrawMap = (why: string) => new RequestError(2020, 'Unable to draw the map', why)
export const unableToGoBack = (why: string) => new RequestError(2030, 'Unable to go there', why)
export const failedToLaunch = (why: string) => new RequestError(3000, 'Failed to launch', why, true)
export const failedToAttach = (why: string) => new RequestError(3001, 'Failed to attach', why, true)
export const failedToInitialize = (why: string) => new RequestError(3002, 'Failed to initialize', why)
export const unableToRestart = (why: string) => new RequestError(3003, 'Unable to restart', why, true)
export const notLaunched = () => new RequestError(3000, 'Failed to continue', 'Use launch or attach request first.', true)
export const noDebugSession = () => new RequestError(3000, 'Unable to process request', 'the program runs without debugging (noDebug)')
export const stillRunning = () => new RequestError(4000, 'Unable to process request', 'debuggee is running')
export const hasExited = () => new RequestError(4001, 'Unable to process request', 'the program has exited')
export const alreadyRunning = () => new RequestError(4002, 'Unable to resume', 'the program is running already')
/** The protocol wants exactly this message. */
export const cancelled = () => new RequestError(4003, 'cancelled', '')
export const unknownCommand = (command: string) =>
  new RequestError(9999, 'Unsupported command', `cannot process ${JSON.stringify(command)} request`)
export const malformed = (why: string) => new RequestError(8888, 'Unable to decode request', why)
export const internalError = (why: string) => new RequestError(8889, 'Internal error', why)
