declare module 'autocannon' {
  export interface Request {
    readonly method: 'POST';
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  }

  /** One connection. */
  export interface Client {
    /** What it sends, one after the other and then from the start again. */
    setRequests(requests: Request[]): void;
  }

  interface Run extends Promise<unknown> {
    on(
      event: 'response',
      listener: (client: Client, status: number, bytes: number, milliseconds: number) => void,
    ): unknown;
    on(event: 'reqError', listener: (error: Error) => void): unknown;
  }

  /** Sends on `connections` connections as fast as they are answered, for `duration` seconds. */
  export default function autocannon(options: {
    readonly url: string;
    readonly connections: number;
    readonly duration: number;
    /** Milliseconds between two looks at the clock. */
    readonly sampleInt: number;
    readonly setupClient: (client: Client) => void;
  }): Run;
}
