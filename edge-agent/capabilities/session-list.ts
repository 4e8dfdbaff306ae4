/** A session as the device itself shows it. */
export interface ListedSession {
  /** What the device calls it, opaque; no other session on the device is called so at the same time. */
  readonly id: string;
  /** What the network calls the subscriber: username, MAC address or IMSI. */
  readonly identity: string;
  readonly framedIp?: string;
  readonly callingStationId?: string;
  /** How long it has lasted. */
  readonly seconds?: number;
  /** Octets received from, and sent to, the subscriber. */
  readonly uploadOctets?: number;
  readonly downloadOctets?: number;
}

export type SessionListing =
  | { readonly outcome: 'listed'; readonly sessions: readonly ListedSession[] }
  | { readonly outcome: 'refused' | 'unreachable'; readonly words: string };

/** Who is online on one access node, by its own word: all of them, whoever let them in. */
export interface SessionList {
  list(): Promise<SessionListing>;
}
