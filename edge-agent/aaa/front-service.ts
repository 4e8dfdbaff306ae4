import type { RefusedLogin } from '../../functions/contracts/edge/messages.ts';
import { type Avp, avp, standardAttributes } from '../protocols/radius/avp.ts';
import { attribute, code, framedProtocolPpp, serviceType } from '../protocols/radius/codes.ts';
import { type NamedValues, packetOfNames } from '../protocols/radius/named-request.ts';
import { RequestReader } from '../protocols/radius/request-reader.ts';
import type { AaaEntry } from './aaa-entry.ts';
import { findByName, findEntry, type Lookup } from './access-service.ts';
import { type AccountingEvent, readAccounting } from './accounting.ts';
import { judgeEntitlement, passwordToCheck, type RejectReason, replyMessages } from './authenticate.ts';
import type { NasClient } from './nas.ts';
import { refusalOf } from './refused-logins.ts';
import { acceptAttributes } from './reply-attributes.ts';
import { type AaaStats, count } from './stats.ts';

/** What a server in front asks, having spoken RADIUS with the NAS itself: from which NAS, and what the NAS said. */
export interface FrontRequest {
  readonly nasAddress: string;
  readonly attributes: NamedValues;
}

/** No answer, in words: the server in front must be as silent as this one would be. */
export interface NoAnswer {
  readonly kind: 'silence';
  readonly reason: string;
}

export type PasswordAnswer =
  | { readonly kind: 'password'; readonly password: string }
  | { readonly kind: 'none needed' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'rejected'; readonly message: string }
  | NoAnswer;

export type VerdictAnswer =
  | { readonly kind: 'accepted'; readonly attributes: readonly Avp[] }
  | { readonly kind: 'rejected'; readonly message: string }
  | NoAnswer;

/** `kept`: it is on the disk, or was before, or is nothing to us; the NAS may forget it. */
export type KeepAnswer = { readonly kind: 'kept' } | { readonly kind: 'malformed' } | NoAnswer;

/**
 * AAA for a server in front that checks the credentials itself (EAP): the same look-up, the same judgement of who may be on
 * the network, the same answer, the same records of the same sessions.
 */
export interface FrontService {
  /** The password to check the credentials with. */
  authorize(request: FrontRequest): PasswordAnswer;
  /** Whether who has shown the right credentials may come in, and what the NAS is told. */
  postAuth(request: FrontRequest): VerdictAnswer;
  account(request: FrontRequest): Promise<KeepAnswer>;
}

export interface FrontServiceTools {
  readonly lookup: Lookup;
  readonly nasAt: (address: string) => NasClient | undefined;
  readonly now: () => number;
  readonly stats: AaaStats;
  readonly onRefusal?: ((login: Omit<RefusedLogin, 'count'>) => void) | undefined;
  readonly keep: (event: AccountingEvent) => Promise<'recorded' | 'repeated' | 'failed' | 'overloaded'>;
}

export function createFrontService({
  lookup,
  nasAt,
  now,
  stats,
  keep,
  onRefusal,
}: FrontServiceTools): FrontService {
  const request = new RequestReader();

  /** Reads the request, or says why nothing may be answered. What it read is in `request`. */
  function admit(requestCode: number, { nasAddress, attributes }: FrontRequest): NasClient | NoAnswer {
    stats.received++;
    const nas = nasAt(nasAddress);
    if (nas === undefined) {
      count(stats.dropped, 'unknown-nas');
      return silence(`${nasAddress} is no access node of this site`);
    }
    let packet: Buffer;
    try {
      packet = packetOfNames(requestCode, attributes);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      count(stats.dropped, 'value-length');
      return silence(error.message);
    }
    const malformed = request.read(packet);
    if (malformed === undefined) {
      nas.meter?.heard();
      return nas;
    }
    count(stats.dropped, malformed);
    return silence(`the request is malformed: ${malformed}`);
  }

  function rejected(
    reason: RejectReason,
    entry: AaaEntry | undefined,
    nas: NasClient,
    nasAddress: string,
  ): { kind: 'rejected'; message: string } {
    stats.rejected++;
    count(stats.rejectedFor, reason);
    if (entry !== undefined && reason !== 'unknown-user') {
      onRefusal?.(refusalOf(request, entry, reason, nas, nasAddress, now()));
    }
    return { kind: 'rejected', message: replyMessages[reason] };
  }

  return {
    authorize(asked) {
      const nas = admit(code.accessRequest, asked);
      if ('kind' in nas) return nas;
      const entry = findEntry(request, lookup);
      const shown = asked.attributes['User-Password']?.value[0];
      const found = passwordToCheck(request, entry, nas, shown === undefined ? undefined : String(shown));
      if (found === 'none needed') return { kind: 'none needed' };
      if (typeof found === 'object') return { kind: 'password', password: found.password };
      const answer = rejected(found, entry, nas, asked.nasAddress);
      return found === 'unknown-user' ? { kind: 'unknown' } : answer;
    },

    postAuth(asked) {
      const nas = admit(code.accessRequest, asked);
      if ('kind' in nas) return nas;
      const entry = findEntry(request, lookup);
      if (entry === undefined) return rejected('unknown-user', undefined, nas, asked.nasAddress);
      const verdict = judgeEntitlement(request, entry);
      if (!verdict.accepted) return rejected(verdict.reason, entry, nas, asked.nasAddress);
      stats.accepted++;
      const isPpp = request.integer(attribute.framedProtocol, 0) === framedProtocolPpp;
      return { kind: 'accepted', attributes: [...(isPpp ? ppp : []), ...acceptAttributes(entry, nas)] };
    },

    async account(asked) {
      const nas = admit(code.accountingRequest, asked);
      if ('kind' in nas) return nas;
      const entryOf = (username: string) => findByName(username, lookup);
      const event = readAccounting(request, asked.nasAddress, nas, entryOf, now());
      if (event === 'malformed') {
        count(stats.dropped, 'incomplete-accounting');
        return { kind: 'malformed' };
      }
      if (event === 'ignored') {
        stats.accountingIgnored++;
        return { kind: 'kept' };
      }
      const outcome = await keep(event);
      if (outcome === 'recorded') stats.accountingRecorded++;
      else if (outcome === 'repeated') stats.accountingRepeated++;
      else if (outcome === 'failed') stats.accountingFailed++;
      else count(stats.dropped, 'overloaded');
      return outcome === 'recorded' || outcome === 'repeated'
        ? { kind: 'kept' }
        : silence('the record could not be kept now');
    },
  };
}

const ppp = [
  avp(standardAttributes.serviceType, serviceType.framed),
  avp(standardAttributes.framedProtocol, framedProtocolPpp),
];

function silence(reason: string): NoAnswer {
  return { kind: 'silence', reason };
}
