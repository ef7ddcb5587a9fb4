// This file lists what the adapter can do. A test sends every request that a flag promises.
import type { DebugProtocol } from '@vscode/debugprotocol'
import { breakpointModes } from '../debugger/breakpoints/modes'
import { conditionDescription, exceptionFilters } from '../debugger/exceptions'

export const capabilities: DebugProtocol.Capabilities = {
  supportsConfigurationDoneRequest: true,
  supportsFunctionBreakpoints: true,
  supportsConditionalBreakpoints: true,
  supportsHitConditionalBreakpoints: true,
  supportsLogPoints: true,
  supportsEvaluateForHovers: true,
  supportsSetVariable: true,
  supportsStepBack: true,
  supportsSetExpression: true,
  supportsCancelRequest: true,
  supportsRestartRequest: true,
  supportsRestartFrame: true,
  supportsGotoTargetsRequest: true,
  supportsStepInTargetsRequest: true,
  supportsExceptionInfoRequest: true,
  supportsTerminateRequest: true,
  supportsDelayedStackTraceLoading: true,
  supportsLoadedSourcesRequest: true,
  supportsCompletionsRequest: true,
  completionTriggerCharacters: ['.', '['],
  supportsModulesRequest: true,
  additionalModuleColumns: [
    { attributeName: 'functions', label: 'Functions', type: 'number' },
    { attributeName: 'textSize', label: 'Bytes of code', type: 'number' },
  ],
  supportedChecksumAlgorithms: ['SHA256'],
  supportsANSIStyling: true,
  supportsSingleThreadExecutionRequests: true,
  supportsTerminateThreadsRequest: true,
  supportsReadMemoryRequest: true,
  supportsWriteMemoryRequest: true,
  supportsDisassembleRequest: true,
  supportsBreakpointLocationsRequest: true,
  supportsClipboardContext: true,
  supportsSteppingGranularity: true,
  supportsInstructionBreakpoints: true,
  supportsDataBreakpoints: true,
  supportsDataBreakpointBytes: true,
  supportsExceptionFilterOptions: true,
  supportsExceptionOptions: true,
  breakpointModes: breakpointModes.map(({ mode, label, description, appliesTo }) => ({
    mode,
    label,
    description,
    appliesTo: [...appliesTo],
  })),
  supportsValueFormattingOptions: true,
  exceptionBreakpointFilters: exceptionFilters.map(({ filter, label, description, default: on }) => ({
    filter,
    label,
    description,
    default: on,
    supportsCondition: true,
    conditionDescription,
  })),
}

/** What a client may do with its program on a server, where the program may outlive the session. */
export const serverCapabilities: DebugProtocol.Capabilities = {
  supportTerminateDebuggee: true,
  supportSuspendDebuggee: true,
}
