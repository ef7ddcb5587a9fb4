// This file turns a position (one number for all files of a program) into file, line and column.

/** A position: the base of its file plus the offset in UTF-16 units. One number, so that nodes stay small. */
export type Pos = number

/** The position of things that stand in no file. */
export const noPos: Pos = 0

/** A position in the form people read. Lines and columns count from 1. */
export interface Position {
  readonly path: string
  readonly line: number
  readonly column: number // in bytes of UTF-8, as gc counts
  readonly columnUtf16: number // in UTF-16 units, as editors count
  readonly offset: number // in UTF-16 units from the start of the file, from 0
}

/** One file of a FileSet: its text and where its lines begin. */
export class PositionFile {
  // Offsets at which lines start; made when first asked for, since most files are never asked.
  private lineStarts: number[] | undefined

  constructor(
    readonly path: string,
    readonly base: Pos, // position of the first character
    readonly text: string,
  ) {}

  get end(): Pos {
    return this.base + this.text.length
  }

  /** The offsets at which the lines of the file begin; entry 0 is line 1. */
  get lines(): readonly number[] {
    if (this.lineStarts === undefined) {
      const starts = [0]
      for (let at = this.text.indexOf('\n'); at >= 0; at = this.text.indexOf('\n', at + 1)) starts.push(at + 1)
      this.lineStarts = starts
    }
    return this.lineStarts
  }

  /** The line (from 1) that holds the given offset. */
  lineOf(offset: number): number {
    const lines = this.lines
    let low = 0
    let high = lines.length
    while (high - low > 1) {
      const middle = (low + high) >>> 1
      if (lines[middle]! <= offset) low = middle
      else high = middle
    }
    return low + 1
  }

  /** The position in the form people read. */
  position(pos: Pos): Position {
    const offset = Math.max(0, Math.min(pos - this.base, this.text.length))
    const line = this.lineOf(offset)
    const start = this.lines[line - 1]!
    return { path: this.path, line, column: byteLength(this.text, start, offset) + 1, columnUtf16: offset - start + 1, offset }
  }
}

/** All files of a program. Files get disjoint ranges of positions, in the order in which they are added. */
export class FileSet {
  readonly files: PositionFile[] = []
  private nextBase: Pos = 1

  addFile(path: string, text: string): PositionFile {
    const file = new PositionFile(path, this.nextBase, text)
    this.files.push(file)
    this.nextBase = file.end + 1 // one more, so that the end of a file is not the start of the next
    return file
  }

  /** The file that holds a position, or undefined for noPos. */
  file(pos: Pos): PositionFile | undefined {
    let low = 0
    let high = this.files.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.files[middle]!.end < pos) low = middle + 1
      else high = middle
    }
    const file = this.files[low]
    return file !== undefined && file.base <= pos ? file : undefined
  }

  position(pos: Pos): Position {
    return this.file(pos)?.position(pos) ?? { path: '', line: 0, column: 0, columnUtf16: 0, offset: 0 }
  }

  line(pos: Pos): number {
    const file = this.file(pos)
    return file === undefined ? 0 : file.lineOf(pos - file.base)
  }
}

/** The number of bytes that text[start, end) has in UTF-8. */
export function byteLength(text: string, start: number, end: number): number {
  let bytes = end - start
  for (let i = start; i < end; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x80) continue
    if (unit < 0x800) bytes += 1
    else if (unit >= 0xd800 && unit <= 0xdfff)
      bytes += 1 // half of a pair: 4 bytes for 2 units
    else bytes += 2
  }
  return bytes
}
