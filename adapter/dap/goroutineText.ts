// This file puts into words what lists of goroutines say: where one is, and how long it has been there.
import type { Frame } from '../debugger/unwind'

/** `main.worker main.go:31`. */
export function placeOf(frame: Frame | undefined): string {
  if (frame?.function === undefined) return '(no code of the user)'
  const { file, name } = frame.function
  return `${name} ${file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1)}:${frame.line}`
}

/** Nanoseconds of virtual time as people say them: `3.2 ms`. */
export function duration(nanoseconds: number): string {
  const scales: [number, string][] = [
    [3600e9, 'h'],
    [60e9, 'min'],
    [1e9, 's'],
    [1e6, 'ms'],
    [1e3, 'µs'],
  ]
  for (const [scale, unit] of scales) if (nanoseconds >= scale) return `${trimmed(nanoseconds / scale)} ${unit}`
  return `${Math.max(0, Math.round(nanoseconds))} ns`
}

function trimmed(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(1).replace(/\.0$/, '')
}
