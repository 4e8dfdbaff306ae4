import type { X509Certificate } from 'node:crypto';
import { type ConnectionOptions, TLSSocket } from 'node:tls';
import { Connector } from 'node-routeros';
import { encodeSentence, MalformedSentence, SentenceReader } from './sentences.ts';

/** How the router proves who it is: by an authority, or by the one certificate that it has. */
export type RouterTrust =
  | { readonly ca: string; readonly serverName?: string }
  /** SHA-256 of the certificate, as Node writes it: `AB:CD:…`. */
  | { readonly fingerprint: string };

export interface RouterAddress {
  readonly host: string;
  readonly port: number;
  /** Without it the line is in the clear, name and password too. */
  readonly trust?: RouterTrust;
}

function tlsOptions(trust: RouterTrust): ConnectionOptions {
  if ('ca' in trust) {
    return { ca: trust.ca, ...(trust.serverName === undefined ? {} : { servername: trust.serverName }) };
  }
  // Nobody signed it, so no chain can be followed: the fingerprint is compared before the first octet is sent.
  return { rejectUnauthorized: false };
}

/**
 * The Connector of node-routeros, which loses pieces of sentences, garbles what is not in Windows-1252, throws on
 * replies and tags that it does not know, writes into dead sockets, and may die of an error event. What stays of it is the
 * opening of the socket and the register of tags. It also spares its debug log, which would show passwords.
 */
export class GuardedConnector extends Connector {
  readonly #reader = new SentenceReader();
  readonly #trust: RouterTrust | undefined;
  readonly #onEnd: (words: string) => void;
  #over = false;

  /** `onEnd` is called once, with the reason, whatever ends the line. */
  constructor({ host, port, trust }: RouterAddress, timeoutMs: number, onEnd: (words: string) => void) {
    super({
      host,
      port,
      timeout: timeoutMs / 1000,
      ...(trust === undefined ? {} : { tls: tlsOptions(trust) }),
    });
    this.#trust = trust;
    this.#onEnd = onEnd;
  }

  get isOver(): boolean {
    return this.#over;
  }

  override connect(): this {
    super.connect();
    this.socket.setNoDelay(true);
    this.socket.on('close', () => this.end('the line to the router broke'));
    return this;
  }

  /** Why the router's certificate cannot be trusted; undefined when it can. Asked before anything is sent. */
  distrust(): string | undefined {
    if (this.#trust === undefined || 'ca' in this.#trust || !(this.socket instanceof TLSSocket))
      return undefined;
    const certificate: X509Certificate | undefined = this.socket.getPeerX509Certificate();
    if (certificate?.fingerprint256 === this.#trust.fingerprint) return undefined;
    return `the router shows another certificate (SHA-256 ${certificate?.fingerprint256 ?? 'none'}); if it was renewed, change the node's tlsFingerprint`;
  }

  /** From now on silence is no fault; the line is ended when it has not been used for so long. */
  settle(idleMs: number, isIdle: () => boolean): void {
    this.socket.setTimeout(idleMs);
    this.socket.on('timeout', () => {
      if (isIdle()) this.end('the line was not used any more');
    });
  }

  end(words: string): void {
    if (this.#over) return;
    this.#over = true;
    this.destroy();
    this.#onEnd(words);
  }

  override write(words: string[]): this {
    this.socket.write(encodeSentence(words));
    return this;
  }

  protected override onData(piece: Buffer): void {
    let sentences: string[][];
    try {
      sentences = this.#reader.read(piece);
    } catch (error) {
      if (!(error instanceof MalformedSentence)) throw error;
      this.end(`what answers there is not the RouterOS API: ${error.message}`);
      return;
    }
    for (const sentence of sentences) {
      if (sentence[0] === '!fatal') {
        this.end(`the router ended the session: ${sentence.slice(1).join(' ')}`);
        return;
      }
      const tag = sentence.find((word) => word.startsWith('.tag='))?.slice('.tag='.length);
      // A second answer to a command, or one to a command that is no longer waited for.
      if (tag !== undefined) this.receiver.tags.get(tag)?.callback(sentence);
    }
  }

  protected override onEnd(): void {
    this.end('the router closed the line');
  }

  protected override onError(fault: Error & { readonly code?: string }): void {
    this.end(`no line to the router: ${fault.code ?? 'fault'}, ${fault.message}`);
  }

  protected override onTimeout(): void {
    // The connection has timers of its own.
  }
}
