/**
 * What is used of node-routeros 1.6.9, as its own sources have it. The types that come with the package hide the methods
 * that have to be mended.
 */
declare module 'node-routeros' {
  import type { EventEmitter } from 'node:events';
  import type { Socket } from 'node:net';
  import type { ConnectionOptions } from 'node:tls';

  export interface ConnectorOptions {
    host: string;
    port: number;
    /** Seconds of silence on the socket until onTimeout. */
    timeout: number;
    tls?: ConnectionOptions;
  }

  /** One socket to a router, and who listens to which tag. */
  export class Connector extends EventEmitter {
    constructor(options: ConnectorOptions);
    protected socket: Socket;
    protected receiver: { readonly tags: Map<string, { callback: (words: string[]) => void }> };
    /** Opens the socket; `connected` is emitted when it stands, over TLS after the handshake. */
    connect(): this;
    write(words: string[]): this;
    /** Gives each sentence with this tag to the listener. */
    read(tag: string, listener: (words: string[]) => void): void;
    stopRead(tag: string): void;
    destroy(): void;
    protected onData(data: Buffer): void;
    protected onEnd(): void;
    protected onError(fault: Error): void;
    protected onTimeout(): void;
  }
}
