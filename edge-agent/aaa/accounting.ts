import type { AccountingRecord } from '../../functions/contracts/edge/messages.ts';
import { acctStatus, attribute } from '../protocols/radius/codes.ts';
import { dictionary } from '../protocols/radius/dictionary.ts';
import type { RequestReader } from '../protocols/radius/request-reader.ts';
import type { AaaEntry } from './aaa-entry.ts';
import type { NasClient } from './nas.ts';
import { readClass } from './reply-attributes.ts';
import type { SessionRecord } from './session.ts';

/** A record for the outbox, which gives it its sequence. */
export type NewAccountingRecord = Omit<AccountingRecord, 'sequence'>;

/** A NAS that says it has started (`on`) or is about to stop (`off`) (RFC 2866 §5.1). */
export interface NasBoot {
  readonly kind: 'on' | 'off';
  readonly nasKey: string;
  readonly eventAt: number;
  readonly stamped: boolean;
}

export type AccountingEvent =
  | { readonly record: NewAccountingRecord; readonly session: SessionRecord; readonly boot?: never }
  | { readonly record: NewAccountingRecord; readonly session?: never; readonly boot: NasBoot };

/** What AAA assumes where the service, and with it the plan's interval, is not known. */
const unknownInterimSeconds = 300;
const gigaword = 0x100000000;

const kinds: Readonly<Record<number, AccountingRecord['kind']>> = {
  [acctStatus.start]: 'start',
  [acctStatus.stop]: 'stop',
  [acctStatus.interim]: 'interim',
  [acctStatus.on]: 'on',
  [acctStatus.off]: 'off',
};

/**
 * Reads an Accounting-Request whose authenticator was found right. `ignored`: a kind that is nothing to us (tunnels), to be
 * acknowledged all the same; `malformed`: it lacks what RFC 2866 §5.1 and §5.5 demand.
 */
export function readAccounting(
  request: RequestReader,
  address: string,
  nas: NasClient,
  entryOf: (username: string) => AaaEntry | undefined,
  now: number,
): AccountingEvent | 'ignored' | 'malformed' {
  const status = request.integer(attribute.acctStatusType, 0);
  if (status === 0) return 'malformed';
  const kind = kinds[status];
  if (kind === undefined) return 'ignored';
  const username = request.text(attribute.userName) ?? '';
  const nasKey = `${address}/${request.text(attribute.nasIdentifier) ?? request.ipv4(attribute.nasIpAddress) ?? ''}`;
  const sessionId = request.text(attribute.acctSessionId) ?? '';
  const delayMs = request.integer(attribute.acctDelayTime, 0) * 1000;
  const stamp = request.integer(attribute.eventTimestamp, 0);
  const stamped = stamp !== 0;
  const eventAt = stamped ? stamp * 1000 : now - delayMs;
  const receivedAt = new Date(now).toISOString();
  const isOfNas = kind === 'on' || kind === 'off';
  if (isOfNas) {
    const record = {
      kind,
      username,
      ...(nas.nodeId === undefined ? {} : { nodeId: nas.nodeId }),
      sessionId,
      receivedAt,
      sessionSeconds: 0,
      uploadOctets: 0,
      downloadOctets: 0,
    };
    return { record, boot: { kind, nasKey, eventAt, stamped } };
  }
  if (sessionId === '') return 'malformed';
  const entry = entryOf(username);
  const granted = grantIn(request);
  const serviceId = granted?.serviceId ?? entry?.serviceId;
  const framedIp = request.ipv4(attribute.framedIpAddress);
  const framedIpv6Prefix = request.ipv6Prefix(attribute.framedIpv6Prefix);
  const delegatedIpv6Prefix = request.ipv6Prefix(attribute.delegatedIpv6Prefix);
  const framedIpv6Address = request.ipv6Address(attribute.framedIpv6Address);
  const ipv6 = [framedIpv6Prefix, delegatedIpv6Prefix, framedIpv6Address].filter((one) => one !== undefined);
  const callingStationId = request.text(attribute.callingStationId);
  const seconds = request.integer(attribute.acctSessionTime, 0);
  const uploadOctets = octetsOf(request, attribute.acctInputOctets, attribute.acctInputGigawords);
  const downloadOctets = octetsOf(request, attribute.acctOutputOctets, attribute.acctOutputGigawords);
  const terminateCause = kind === 'stop' ? terminateCauseOf(request) : undefined;
  const record: NewAccountingRecord = {
    kind,
    username,
    sessionId,
    receivedAt,
    sessionSeconds: seconds,
    uploadOctets,
    downloadOctets,
  };
  if (serviceId !== undefined) record.serviceId = serviceId;
  if (nas.nodeId !== undefined) record.nodeId = nas.nodeId;
  if (framedIp !== undefined) record.framedIp = framedIp;
  if (framedIpv6Prefix !== undefined) record.framedIpv6Prefix = framedIpv6Prefix;
  if (delegatedIpv6Prefix !== undefined) record.delegatedIpv6Prefix = delegatedIpv6Prefix;
  if (entry !== undefined && entry.serviceId === serviceId) record.technology = entry.technology;
  if (callingStationId !== undefined) record.callingStationId = callingStationId;
  if (terminateCause !== undefined) record.terminateCause = terminateCause;
  return {
    record,
    session: {
      kind,
      nasKey,
      sessionId,
      nasAddress: address,
      nodeId: nas.nodeId,
      serviceId,
      grantedRevision: granted?.revision,
      username,
      framedIp,
      ipv6: ipv6.length === 0 ? undefined : ipv6,
      callingStationId,
      terminateCause,
      receivedAt: now,
      interimSeconds: entry?.profile.interimSeconds ?? unknownInterimSeconds,
      seconds,
      uploadOctets,
      downloadOctets,
      eventAt,
      stampDelayMs: stamped ? delayMs : undefined,
    },
  };
}

/** Class says to which service the session was granted, even if its user name has gone to another since. */
function grantIn(request: RequestReader): ReturnType<typeof readClass> {
  const text = request.text(attribute.class);
  return text === undefined ? undefined : readClass(text);
}

/** RFC 2869 §5.1, §5.2: how often the 32-bit counter has wrapped. 2^53 octets are 9 petabytes: beyond belief, cut off. */
function octetsOf(request: RequestReader, low: number, high: number): number {
  return Math.min(request.integer(high, 0) * gigaword + request.integer(low, 0), Number.MAX_SAFE_INTEGER);
}

function terminateCauseOf(request: RequestReader): string | undefined {
  if (!request.has(attribute.acctTerminateCause)) return undefined;
  const cause = request.integer(attribute.acctTerminateCause, 0);
  return dictionary().value(attribute.acctTerminateCause, cause) ?? String(cause);
}
