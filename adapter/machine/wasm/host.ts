// The part of the host's WebAssembly API we use, typed here because the compiler's libraries for Node leave it out and the DOM's bring a browser along.

export interface WasmMemory {
  readonly buffer: ArrayBuffer
  grow(pages: number): number
}

/** A table of functions. */
export interface WasmTable {
  readonly length: number
  grow(by: number): number
  get(index: number): unknown
  set(index: number, value: unknown): void
}

/** A compiled module; opaque. */
export interface WasmModule {
  readonly __wasmModule: never
}

export interface WasmInstance {
  readonly exports: Record<string, unknown>
}

interface WasmApi {
  readonly Memory: new (limits: { initial: number; maximum: number }) => WasmMemory
  readonly Table: new (description: { element: 'anyfunc'; initial: number }) => WasmTable
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => WasmModule
  readonly Instance: new (module: WasmModule, imports: Record<string, Record<string, unknown>>) => WasmInstance
}

export const wasm = (globalThis as unknown as { WebAssembly: WasmApi }).WebAssembly
