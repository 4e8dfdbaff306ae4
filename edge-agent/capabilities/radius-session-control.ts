import { type Avp, avp, standardAttributes } from '../protocols/radius/avp.ts';
import { mikrotikRates } from './radius-dialect.ts';
import type { DeviceAnswer, NasSession, Rate, SessionControl } from './session-control.ts';

export interface ControlTarget {
  readonly host: string;
  readonly port: number;
  readonly secret: string;
  /** Whether to sign the request (RFC 5176 §3.4). Default: true. */
  readonly messageAuthenticator?: boolean;
  /** Whether to stamp it (RFC 5176 §6.3). Default: true. */
  readonly eventTimestamp?: boolean;
}

/** RFC 5176 §3.5; absent when the NAS gave none. */
export type ControlAnswer =
  | { readonly kind: 'ack' }
  | { readonly kind: 'nak'; readonly errorCause?: number }
  | { readonly kind: 'silent'; readonly attempts: number };

/** Dynamic authorization over RADIUS (RFC 5176), with retransmission. */
export interface RadiusControl {
  /** A Disconnect-Request carries what names the session and nothing else. */
  disconnect(target: ControlTarget, names: readonly Avp[]): Promise<ControlAnswer>;
  /** A CoA-Request: what names the session, then what it shall have. */
  changeRate(target: ControlTarget, names: readonly Avp[], changes: readonly Avp[]): Promise<ControlAnswer>;
}

/** How a make of NAS is spoken to about a live session. */
export interface RadiusControlProfile {
  /** By what it finds the session. RFC 5176 §3: every attribute that is sent must match, so few are better. */
  names(session: NasSession): readonly Avp[];
  /**
   * What its CoA-Requests must hold, one after the other, to give the session the rate `to` in place of `from`. Empty:
   * the NAS knows both by the same name. Undefined: only a new session has another rate.
   */
  rateChange?(to: Rate, from: Rate | undefined): readonly (readonly Avp[])[] | undefined;
  /** What the make's documents say of an Error-Cause beyond RFC 5176. */
  readonly causes?: Readonly<Record<number, string>>;
  /** What its silence may mean, beside the usual. */
  readonly silence?: string;
}

const { userName, acctSessionId, framedIpAddress } = standardAttributes;

export const byUserName = ({ username }: NasSession): readonly Avp[] => [avp(userName, username)];
export const bySessionId = ({ sessionId }: NasSession): readonly Avp[] => [avp(acctSessionId, sessionId)];
export const byAddress = ({ framedIp }: NasSession): readonly Avp[] =>
  framedIp === undefined ? [] : [avp(framedIpAddress, framedIp)];

/** RouterOS, however its subscribers come to be on it. */
export const mikrotikControl: RadiusControlProfile = {
  names: (session) => [...byUserName(session), ...byAddress(session), ...bySessionId(session)],
  rateChange: (to) => [mikrotikRates(to)],
  silence: 'has not set /radius incoming accept=yes',
};

const causes: Readonly<Record<number, string>> = {
  201: 'residual session context removed',
  401: 'unsupported attribute',
  402: 'missing attribute',
  403: 'NAS identification mismatch',
  404: 'invalid request',
  405: 'unsupported service',
  406: 'unsupported extension',
  407: 'invalid attribute value',
  501: 'administratively prohibited',
  502: 'request not routable',
  503: 'session context not found',
  504: 'session context not removable',
  505: 'other proxy processing error',
  506: 'resources unavailable',
  507: 'request initiated',
  508: 'multiple session selection unsupported',
};

/** The session is not there, or what was left of it has been cleared away. */
const sessionGone = new Set([201, 503]);
/** Answers of a NAS that is there but cannot do it now (not removable, no resources): worth another try. */
export const passingCauses: ReadonlySet<number> = new Set([504, 506]);
const cannotOnLiveSession = new Set([401, 402, 404, 405, 407]);

/** Session control of a NAS that takes CoA and Disconnect requests; the session table knows what lives. */
export function radiusSessionControl(
  radius: RadiusControl,
  target: Omit<ControlTarget, 'host'>,
  profile: RadiusControlProfile,
  isOpen: (session: NasSession) => boolean,
): SessionControl {
  const at = (session: NasSession): ControlTarget => ({ host: session.nasAddress, ...target });
  const read = (request: 'CoA' | 'Disconnect', session: NasSession, answer: ControlAnswer) =>
    inWords(request, `${session.nasAddress}:${target.port}`, answer, profile);

  return {
    changesRates: profile.rateChange !== undefined,
    async apply(session, to, from) {
      const requests = profile.rateChange?.(to, from);
      if (requests === undefined) {
        return { outcome: 'unsupported', words: 'this NAS takes a new rate at the next log-in only' };
      }
      let answer: DeviceAnswer = { outcome: 'done', words: 'the NAS knows both rates by the same name' };
      for (const changes of requests) {
        answer = read('CoA', session, await radius.changeRate(at(session), profile.names(session), changes));
        if (answer.outcome !== 'done') break;
      }
      return answer;
    },
    read: (session) => (isOpen(session) ? 'open' : 'closed'),
    async remove(session) {
      return read('Disconnect', session, await radius.disconnect(at(session), profile.names(session)));
    },
  };
}

function inWords(
  request: 'CoA' | 'Disconnect',
  peer: string,
  answer: ControlAnswer,
  { causes: own, silence }: RadiusControlProfile,
): DeviceAnswer {
  if (answer.kind === 'ack') return { outcome: 'done', words: `${request}-ACK from ${peer}` };
  if (answer.kind === 'silent') {
    const meanings = `the NAS is away, does not listen there, ${silence === undefined ? '' : `${silence}, `}or has another shared secret`;
    return {
      outcome: 'unreachable',
      words: `no answer from ${peer} to ${answer.attempts} ${request} requests: ${meanings}`,
    };
  }
  const { errorCause } = answer;
  if (errorCause === undefined) {
    return { outcome: 'refused', words: `${request}-NAK from ${peer} without Error-Cause` };
  }
  const meaning = [causes[errorCause] ?? 'not in RFC 5176', own?.[errorCause]].filter(Boolean).join(': ');
  const words = `${request}-NAK from ${peer}, Error-Cause ${errorCause} (${meaning})`;
  if (sessionGone.has(errorCause)) return { outcome: 'gone', words };
  if (passingCauses.has(errorCause)) return { outcome: 'unreachable', words };
  if (request === 'CoA' && cannotOnLiveSession.has(errorCause)) return { outcome: 'unsupported', words };
  return { outcome: 'refused', words };
}
