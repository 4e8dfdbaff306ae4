import type { FailingAddress } from '../contracts/notification.ts';
import type { Result } from '../domain/result.ts';

/** A file that goes along. One with a `contentId` is shown where the HTML names it, `cid:…` (RFC 2392). */
export interface MailPart {
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
  readonly contentId?: string;
}

/**
 * Sends one message. `key` makes a repeat within a day harmless where the carrier allows it. Refuses with
 * `notification.refused` what the carrier will never take; whatever else goes wrong throws, and is tried again.
 */
export interface Mail {
  send(message: {
    readonly to: string;
    readonly subject: string;
    readonly text: string;
    readonly html: string;
    readonly parts?: readonly MailPart[];
    readonly key: string;
    /** Comes back with what the carrier says later, such as that the mail bounced. */
    readonly subscriberId: string;
  }): Promise<Result<void>>;
}

/** A carrier says of an address of a subscriber that it is not to be written to again. */
export interface MailReturn {
  readonly subscriberId: string;
  readonly failed: Omit<FailingAddress, 'since'>;
}
