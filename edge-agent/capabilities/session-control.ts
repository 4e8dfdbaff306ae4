/** A session on a NAS, as much of it as a driver needs to name it. */
export interface NasSession {
  /** Names the session among all of the site. */
  readonly key: string;
  /** Acct-Session-Id, opaque. */
  readonly sessionId: string;
  readonly username: string;
  /** The address from which the NAS speaks; the node's own address may be a whole network. */
  readonly nasAddress: string;
  readonly nodeId?: string;
  readonly framedIp?: string;
}

/**
 * What a device made of a request, with its own words. `gone`: the session was no longer there. `unsupported`: this
 * device cannot do that on a live session, a new session can.
 */
export interface DeviceAnswer {
  readonly outcome: 'done' | 'gone' | 'refused' | 'unreachable' | 'unsupported';
  readonly words: string;
}

/** Rates in kbit/s as the subscriber sees them. */
export interface Rate {
  readonly downKbps: number;
  readonly upKbps: number;
}

/** Live sessions on one access node. */
export interface SessionControl {
  /** Whether a live session can get another rate here at all; a device may still say no to one. */
  readonly changesRates: boolean;
  /** Gives a live session another rate without a new login; `from` is the one it holds, where that is known. */
  apply(session: NasSession, to: Rate, from?: Rate): Promise<DeviceAnswer>;
  /** Whether the session lives, as far as the device lets us know. */
  read(session: NasSession): 'open' | 'closed';
  /** Cuts the session. */
  remove(session: NasSession): Promise<DeviceAnswer>;
}
