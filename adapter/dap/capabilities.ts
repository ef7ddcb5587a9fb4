// This file lists what the adapter can do. A test sends every request that a flag promises.
import type { DebugProtocol } from '@vscode/debugprotocol'
import { exceptionFilters } from '../debugger/exceptions'

export const capabilities: DebugProtocol.Capabilities = {
  supportsConfigurationDoneRequest: true,
  supportsFunctionBreakpoints: true,
  supportsConditionalBreakpoints: true,
  supportsHitConditionalBreakpoints: true,
  supportsLogPoints: true,
  supportsEvaluateForHovers: true,
  supportsSetVariable: true,
  supportsStepBack: true,
  supportsRestartRequest: true,
  supportsStepInTargetsRequest: true,
  supportsExceptionInfoRequest: true,
  supportTerminateDebuggee: true,
  supportsTerminateRequest: true,
  supportsDelayedStackTraceLoading: true,
  supportsLoadedSourcesRequest: true,
  supportsReadMemoryRequest: true,
  supportsDisassembleRequest: true,
  supportsBreakpointLocationsRequest: true,
  supportsClipboardContext: true,
  supportsSteppingGranularity: true,
  supportsInstructionBreakpoints: true,
  supportsValueFormattingOptions: true,
  exceptionBreakpointFilters: exceptionFilters.map(({ filter, label, description, default: on }) => ({
    filter,
    label,
    description,
    default: on,
  })),
}
