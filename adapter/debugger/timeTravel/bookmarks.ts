// This file keeps moments by name.

export interface Bookmark {
  readonly name: string
  readonly tick: number
  readonly goid: number
  /** Where in time and in the program it is, for people. */
  readonly text: string
}

export class Bookmarks {
  private readonly marks = new Map<string, Bookmark>()

  /** Sets one, also over another of the same name. Without a name it gets a number. */
  set(name: string | undefined, mark: Omit<Bookmark, 'name'>): Bookmark {
    let number = this.marks.size + 1
    while (name === undefined && this.marks.has(String(number))) number++
    const bookmark = { name: name ?? String(number), ...mark }
    this.marks.set(bookmark.name, bookmark)
    return bookmark
  }

  get(name: string): Bookmark | undefined {
    return this.marks.get(name)
  }

  remove(name: string): boolean {
    return this.marks.delete(name)
  }

  /** All of them, in the order of time. */
  get list(): readonly Bookmark[] {
    return [...this.marks.values()].sort((a, b) => a.tick - b.tick)
  }

  /** Forgets those after a tick: their moments will not come. */
  forgetAfter(tick: number): void {
    for (const mark of this.list) if (mark.tick > tick) this.marks.delete(mark.name)
  }
}
