import type { Malformed } from '../protocols/radius/request-reader.ts';
import type { RejectReason } from './authenticate.ts';

/** Why a datagram got no answer. */
export type DropReason =
  | Malformed
  | 'unknown-nas'
  | 'unexpected-code'
  | 'no-message-authenticator'
  | 'bad-message-authenticator'
  | 'bad-request-authenticator'
  | 'incomplete-accounting'
  | 'overloaded'
  | 'reply-too-long'
  | 'fault';

/** Counters since the start, for people and for tests. */
export interface AaaStats {
  received: number;
  accepted: number;
  rejected: number;
  statusServer: number;
  /** Requests that were answered from the duplicate cache, and those that came while the first was still worked on. */
  resent: number;
  repeatedWhileBusy: number;
  accountingRecorded: number;
  /** Records that had been taken in before under another identifier. */
  accountingRepeated: number;
  /** Records of kinds that are nothing to us. */
  accountingIgnored: number;
  /** Records whose commit failed: not acknowledged. */
  accountingFailed: number;
  readonly rejectedFor: Partial<Record<RejectReason, number>>;
  readonly dropped: Partial<Record<DropReason, number>>;
}

export function newStats(): AaaStats {
  return {
    received: 0,
    accepted: 0,
    rejected: 0,
    statusServer: 0,
    resent: 0,
    repeatedWhileBusy: 0,
    accountingRecorded: 0,
    accountingRepeated: 0,
    accountingIgnored: 0,
    accountingFailed: 0,
    rejectedFor: {},
    dropped: {},
  };
}

export function count<K extends string>(counters: Partial<Record<K, number>>, key: K): void {
  counters[key] = (counters[key] ?? 0) + 1;
}
