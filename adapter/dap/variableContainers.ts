// This file defines what a variablesReference can stand for.
import type { Goroutine } from '../debugger/runtime/goroutines'
import type { Frame } from '../debugger/unwind'
import type { Value } from '../debugger/values/value'

export type Container =
  | { readonly kind: 'locals'; readonly frame: Frame; readonly goid: number }
  | { readonly kind: 'globals'; readonly package: string }
  | { readonly kind: 'registers'; readonly frame: Frame; readonly tid: number | undefined }
  | { readonly kind: 'value'; readonly value: Value; readonly evaluateName: string | undefined }
  | { readonly kind: 'goroutine'; readonly goroutine: Goroutine }
