// A typed event with listeners; nothing more.

export class Event<T> {
  private readonly listeners = new Set<(value: T) => void>()

  /** Adds a listener; call the result to remove it. */
  on(listener: (value: T) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  fire(value: T) {
    for (const listener of [...this.listeners]) listener(value)
  }
}
