// This file is a small DAP client: it speaks to an adapter over any pair of streams, keeps every message, and waits for what a test wants.
import type { DebugProtocol } from '@vscode/debugprotocol'

export interface Streams {
  write(text: string | Uint8Array): void
  onData(listener: (chunk: Uint8Array) => void): void
}

/** A response that says no. */
export class RequestFailed extends Error {
  constructor(readonly response: DebugProtocol.Response) {
    super(`${response.command}: ${(response.body as { error?: { format?: string } } | undefined)?.error?.format ?? response.message}`)
  }

  get id(): number | undefined {
    return (this.response.body as { error?: { id?: number } } | undefined)?.error?.id
  }
}

type Message = DebugProtocol.ProtocolMessage
type Listener = (event: DebugProtocol.Event) => boolean

export class DapClient {
  /** Everything sent and received, in order. */
  readonly transcript: Message[] = []
  /** Called with each message, both ways: tests validate here. */
  onMessage: ((message: Message, fromAdapter: boolean) => void) | undefined
  /** Answers requests of the adapter: with a body, or by throwing. */
  onRequest: ((command: string, args: unknown) => unknown) | undefined
  /** Number of the next request. */
  seq = 1
  private buffer = Buffer.alloc(0)
  private readonly pending = new Map<number, { done: (response: DebugProtocol.Response) => void; failed: (error: Error) => void }>()
  private readonly waiting: { matches: Listener; done: (event: DebugProtocol.Event) => void }[] = []
  private readonly unclaimed: DebugProtocol.Event[] = []

  constructor(private readonly streams: Streams) {
    streams.onData(chunk => this.receive(chunk))
  }

  /** Sends a request; resolves with the body of its response, rejects with RequestFailed. */
  async request<T = unknown>(command: string, args?: unknown): Promise<T> {
    const response = await this.send(command, args)
    if (!response.success) throw new RequestFailed(response)
    return response.body as T
  }

  /** Sends a request; resolves with its response, good or bad. */
  send(command: string, args?: unknown): Promise<DebugProtocol.Response> {
    const request = { seq: this.seq++, type: 'request', command, ...(args === undefined ? {} : { arguments: args }) }
    const result = new Promise<DebugProtocol.Response>((done, failed) => this.pending.set(request.seq, { done, failed }))
    this.transcript.push(request)
    this.onMessage?.(request, false)
    this.raw(JSON.stringify(request))
    return result
  }

  /** Sends a frame with any contents. */
  raw(json: string): void {
    this.streams.write(`Content-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`)
  }

  /** Bytes without any frame. */
  rawBytes(text: string): void {
    this.streams.write(text)
  }

  /** The next event of that name that has not been waited for yet. */
  event<T = unknown>(name: string, matches: (body: T) => boolean = () => true): Promise<T> {
    return this.firstOf(event => event.event === name && matches(event.body as T)) as Promise<T>
  }

  private firstOf(wanted: Listener): Promise<unknown> {
    const at = this.unclaimed.findIndex(wanted)
    if (at >= 0) return Promise.resolve(this.unclaimed.splice(at, 1)[0]!.body)
    return new Promise(done => this.waiting.push({ matches: wanted, done: event => done(event.body) }))
  }

  /** The next stop, or undefined at the end of the program. */
  async stoppedOrEnded(): Promise<DebugProtocol.StoppedEvent['body'] | undefined> {
    const body = await this.firstOf(event => event.event === 'stopped' || event.event === 'terminated')
    return body as DebugProtocol.StoppedEvent['body'] | undefined
  }

  stopped(): Promise<DebugProtocol.StoppedEvent['body']> {
    return this.event('stopped')
  }

  /** Text of all output events of a category so far. */
  output(category: string): string {
    return this.transcript
      .filter(
        (message): message is DebugProtocol.OutputEvent => message.type === 'event' && (message as DebugProtocol.Event).event === 'output',
      )
      .filter(event => event.body.category === category)
      .map(event => event.body.output)
      .join('')
  }

  private receive(chunk: Uint8Array): void {
    this.buffer = Buffer.concat([this.buffer, chunk])
    for (;;) {
      const end = this.buffer.indexOf('\r\n\r\n')
      if (end < 0) return
      const length = Number(/Content-Length: (\d+)/.exec(this.buffer.toString('utf8', 0, end))?.[1])
      if (this.buffer.length < end + 4 + length) return
      const text = this.buffer.toString('utf8', end + 4, end + 4 + length)
      this.buffer = this.buffer.subarray(end + 4 + length)
      this.take(JSON.parse(text) as Message)
    }
  }

  private take(message: Message): void {
    this.transcript.push(message)
    this.onMessage?.(message, true)
    if (message.type === 'request') void this.answer(message as DebugProtocol.Request)
    else if (message.type === 'response') {
      const response = message as DebugProtocol.Response
      this.pending.get(response.request_seq)?.done(response)
      this.pending.delete(response.request_seq)
    } else if (message.type === 'event') {
      const event = message as DebugProtocol.Event
      const at = this.waiting.findIndex(waiter => waiter.matches(event))
      if (at >= 0) this.waiting.splice(at, 1)[0]!.done(event)
      else this.unclaimed.push(event)
    }
  }

  private async answer({ seq, command, arguments: args }: DebugProtocol.Request): Promise<void> {
    // A client is never so quick that the adapter has not finished asking.
    await new Promise(done => setImmediate(done))
    const response = { seq: this.seq++, type: 'response', request_seq: seq, command }
    try {
      if (this.onRequest === undefined) throw new Error(`cannot ${command}`)
      const body = await this.onRequest(command, args)
      this.raw(JSON.stringify({ ...response, success: true, body }))
    } catch (error) {
      this.raw(JSON.stringify({ ...response, success: false, message: (error as Error).message }))
    }
  }
}
