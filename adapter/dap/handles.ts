// This file hands out numbers for frames and variables. They are good until the next stop; numbers never repeat, so a stale one is known.

export class Handles<T> {
  private readonly values = new Map<number, T>()
  private next: number

  constructor(first = 1000) {
    this.next = first
  }

  create(value: T): number {
    this.values.set(this.next, value)
    return this.next++
  }

  get(handle: number): T | undefined {
    return this.values.get(handle)
  }

  /** Forgets all values: the program goes on. Clients keep ids in 32 bits, so the numbers begin again long before that. */
  reset(): void {
    this.values.clear()
    if (this.next > 1_000_000_000) this.next = 1000
  }
}
