/** What is used of ssh2 1.17.0, as its own documentation has it: the client, and the server for simulated devices. */
declare module 'ssh2' {
  import type { EventEmitter } from 'node:events';
  import type { Socket } from 'node:net';
  import type { Duplex } from 'node:stream';

  export interface Algorithms {
    kex?: readonly string[];
    cipher?: readonly string[];
    hmac?: readonly string[];
    serverHostKey?: readonly string[];
  }

  export interface ConnectConfig {
    host: string;
    port: number;
    username: string;
    password?: string;
    privateKey?: string;
    passphrase?: string;
    /** Falls back to keyboard-interactive (RFC 4256). */
    tryKeyboard?: boolean;
    /** Milliseconds for the whole handshake with login. */
    readyTimeout?: number;
    algorithms?: Algorithms;
    /** Given the host key as it goes over the wire (RFC 4253 §6.6). */
    hostVerifier?: (key: Buffer) => boolean;
  }

  export interface Pty {
    term: string;
    cols: number;
    rows: number;
  }

  export class Client extends EventEmitter {
    connect(config: ConnectConfig): this;
    shell(pty: Pty, callback: (error: Error | undefined, channel: Duplex) => void): boolean;
    setNoDelay(noDelay: boolean): this;
    destroy(): this;
  }

  export interface ParsedKey {
    readonly type: string;
    getPublicSSH(): Buffer;
    verify(data: Buffer, signature: Buffer, algorithm?: string): boolean | Error;
  }

  export interface AuthContext {
    readonly method: 'none' | 'password' | 'publickey' | 'keyboard-interactive' | 'hostbased';
    readonly username: string;
    readonly password: string;
    readonly key: { readonly algo: string; readonly data: Buffer };
    readonly blob?: Buffer;
    readonly signature?: Buffer;
    readonly hashAlgo?: string;
    accept(): void;
    reject(methods?: readonly string[]): void;
  }

  export interface ServerSession extends EventEmitter {
    on(event: 'pty', listener: (accept: (() => void) | undefined, reject: unknown, pty: Pty) => void): this;
    on(event: 'shell', listener: (accept: () => Duplex, reject: () => void) => void): this;
  }

  export interface ServerConnection extends EventEmitter {
    on(event: 'authentication', listener: (context: AuthContext) => void): this;
    on(event: 'ready' | 'close' | 'end', listener: () => void): this;
    on(event: 'error', listener: (error: Error) => void): this;
    on(event: 'session', listener: (accept: () => ServerSession, reject: () => void) => void): this;
    end(): void;
  }

  export class Server extends EventEmitter {
    constructor(
      config: { hostKeys: readonly string[]; algorithms?: Algorithms },
      listener: (connection: ServerConnection) => void,
    );
    /** Speaks SSH on a socket that somebody else accepted. */
    injectSocket(socket: Socket): void;
  }

  export interface KeyPair {
    readonly private: string;
    readonly public: string;
  }

  interface Ssh2 {
    readonly Client: typeof Client;
    readonly Server: typeof Server;
    readonly utils: {
      parseKey(key: string | Buffer, passphrase?: string): ParsedKey | Error;
      generateKeyPairSync(type: 'ed25519' | 'rsa', options?: { bits?: number }): KeyPair;
    };
  }
  const ssh2: Ssh2;
  export default ssh2;
}
