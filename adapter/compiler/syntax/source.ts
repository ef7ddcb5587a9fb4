// This file turns the bytes of a Go file into text, and finds the characters that no Go file may contain.

const invalidByteBase = 0xdc00 // an invalid byte b becomes the lone surrogate 0xdc00 + b, which no valid text contains

/** Decodes UTF-8. Invalid bytes survive as lone surrogates, so that the scanner can report them at their place. */
export function decodeSource(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return decodeLeniently(bytes)
  }
}

function decodeLeniently(bytes: Uint8Array): string {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let text = ''
  let start = 0
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at)
    if (length === 0) {
      text += decoder.decode(bytes.subarray(start, at)) + String.fromCharCode(invalidByteBase + bytes[at]!)
      start = at + 1
    }
    at += length || 1
  }
  return text + decoder.decode(bytes.subarray(start))
}

// The length of the well-formed sequence at `at`, 0 if there is none.
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!
  if (first < 0x80) return 1
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0
  if (length === 0 || at + length > bytes.length || first > 0xf4) return 0
  let rune = first & (0xff >> (length + 1))
  for (let i = 1; i < length; i++) {
    const next = bytes[at + i]!
    if ((next & 0xc0) !== 0x80) return 0
    rune = (rune << 6) | (next & 63)
  }
  const least = length === 4 ? 0x10000 : length === 3 ? 0x800 : 0x80
  return rune < least || rune > 0x10ffff || (rune >= 0xd800 && rune <= 0xdfff) ? 0 : length
}

/** Reports NUL characters, byte order marks past the start and invalid UTF-8, as gc's reader does. */
export function checkCharacters(text: string, report: (offset: number, message: string) => void): void {
  if (!/[\0\ufeff\ud800-\udfff]/.test(text)) return // one fast pass for files without any of these
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit === 0) report(i, 'invalid NUL character')
    else if (unit === 0xfeff && i > 0) report(i, 'invalid BOM in the middle of the file')
    else if (unit >= 0xd800 && unit <= 0xdfff) {
      const next = text.charCodeAt(i + 1)
      if (unit < 0xdc00 && next >= 0xdc00 && next <= 0xdfff) i++
      else report(i, 'invalid UTF-8 encoding')
    }
  }
}
