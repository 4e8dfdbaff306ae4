import { authenticatorAt } from '../protocols/radius/codes.ts';
import type { RequestReader } from '../protocols/radius/request-reader.ts';

/** One request that was taken in: its answer, or nothing while it is still being worked on. */
export interface Exchange {
  readonly source: Source;
  readonly identifier: number;
  readonly a0: number;
  readonly a1: number;
  readonly a2: number;
  readonly a3: number;
  readonly fingerprint: number;
  readonly until: number;
  answer: Buffer | undefined;
}

/** The identifiers in use from one address and port. */
interface Source {
  readonly address: string;
  readonly port: number;
  readonly exchanges: (Exchange | undefined)[];
  live: number;
}

export interface DuplicateCacheSettings {
  /** How long an answer is kept, in milliseconds. RFC 5080 §2.2.2: 5 to 30 seconds. */
  readonly keepMs: number;
  /** The most answers that are kept; beyond, the oldest goes first. */
  readonly capacity: number;
}

/**
 * Recognises retransmissions (RFC 5080 §2.2.2) by source address and port, identifier and authenticator, so that a
 * request is worked on once and its answer sent again. Beyond the RFC it also compares a fingerprint of the whole
 * packet: a request that was altered on its way is another request. A first-in-first-out ring bounds the memory.
 */
export class DuplicateCache {
  readonly #sources = new Map<string, Map<number, Source>>();
  readonly #ring: (Exchange | undefined)[];
  readonly #settings: DuplicateCacheSettings;
  #oldest = 0;
  #size = 0;

  constructor(settings: DuplicateCacheSettings) {
    this.#settings = settings;
    this.#ring = new Array<Exchange | undefined>(settings.capacity).fill(undefined);
  }

  get size(): number {
    return this.#size;
  }

  /** The exchange that this request repeats, if it is remembered. */
  find(request: RequestReader, address: string, port: number, now: number): Exchange | undefined {
    const known = this.#sources.get(address)?.get(port)?.exchanges[request.identifier];
    if (known === undefined || known.until <= now) return undefined;
    const { bytes } = request;
    const same =
      known.a0 === bytes.readInt32LE(authenticatorAt) &&
      known.a1 === bytes.readInt32LE(authenticatorAt + 4) &&
      known.a2 === bytes.readInt32LE(authenticatorAt + 8) &&
      known.a3 === bytes.readInt32LE(authenticatorAt + 12) &&
      known.fingerprint === fingerprintOf(bytes, request.length);
    return same ? known : undefined;
  }

  /** Remembers a new request; it takes the place of an older one with the same identifier. */
  begin(request: RequestReader, address: string, port: number, now: number): Exchange {
    const source = this.#sourceOf(address, port);
    const { bytes } = request;
    const exchange: Exchange = {
      source,
      identifier: request.identifier,
      a0: bytes.readInt32LE(authenticatorAt),
      a1: bytes.readInt32LE(authenticatorAt + 4),
      a2: bytes.readInt32LE(authenticatorAt + 8),
      a3: bytes.readInt32LE(authenticatorAt + 12),
      fingerprint: fingerprintOf(bytes, request.length),
      until: now + this.#settings.keepMs,
      answer: undefined,
    };
    const capacity = this.#ring.length;
    if (this.#size === capacity) this.#dropOldest();
    this.#ring[(this.#oldest + this.#size) % capacity] = exchange;
    this.#size++;
    if (source.exchanges[request.identifier] === undefined) source.live++;
    source.exchanges[request.identifier] = exchange;
    // Two out for one in, so that what has expired never piles up while there is traffic.
    this.#dropExpired(now, 2);
    return exchange;
  }

  /** Forgets a request that could not be answered, so that its retransmission is worked on anew. */
  forget(exchange: Exchange): void {
    const { source, identifier } = exchange;
    if (source.exchanges[identifier] !== exchange) return;
    source.exchanges[identifier] = undefined;
    source.live--;
    if (source.live > 0) return;
    const ports = this.#sources.get(source.address);
    if (ports?.get(source.port) !== source) return;
    ports.delete(source.port);
    if (ports.size === 0) this.#sources.delete(source.address);
  }

  /** Frees what has expired; for the quiet times between requests. */
  sweep(now: number): void {
    this.#dropExpired(now, this.#size);
  }

  #sourceOf(address: string, port: number): Source {
    let ports = this.#sources.get(address);
    if (ports === undefined) {
      ports = new Map();
      this.#sources.set(address, ports);
    }
    let source = ports.get(port);
    if (source === undefined) {
      source = { address, port, exchanges: new Array<Exchange | undefined>(256).fill(undefined), live: 0 };
      ports.set(port, source);
    }
    return source;
  }

  #dropExpired(now: number, most: number): void {
    for (let i = 0; i < most && this.#size > 0; i++) {
      if (this.#ring[this.#oldest]!.until > now) return;
      this.#dropOldest();
    }
  }

  #dropOldest(): void {
    const exchange = this.#ring[this.#oldest]!;
    this.#ring[this.#oldest] = undefined;
    this.#oldest = (this.#oldest + 1) % this.#ring.length;
    this.#size--;
    this.forget(exchange);
  }
}

/** 32-bit FNV-1a over the octets behind the authenticator, word by word. */
function fingerprintOf(bytes: Buffer, length: number): number {
  let hash = 0x811c9dc5;
  for (let at = 20; at < length; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  return hash;
}
