import type { DeviceAnswer, NasSession, Rate, SessionControl } from './session-control.ts';

/** Attributes that name a session to a NAS. RFC 5176 §3: every one that is sent must match, so few are better. */
export interface SessionNames {
  readonly userName?: string;
  readonly acctSessionId?: string;
  readonly framedIpAddress?: string;
}

export interface ControlTarget {
  readonly host: string;
  readonly port: number;
  readonly secret: string;
}

/** RFC 5176 §3.5; absent when the NAS gave none. */
export type ControlAnswer =
  | { readonly kind: 'ack' }
  | { readonly kind: 'nak'; readonly errorCause?: number }
  | { readonly kind: 'silent'; readonly attempts: number };

/** Dynamic authorization over RADIUS (RFC 5176), with retransmission. */
export interface RadiusControl {
  disconnect(target: ControlTarget, session: SessionNames): Promise<ControlAnswer>;
  /** Sends Mikrotik-Rate-Limit as `value`. */
  changeRate(target: ControlTarget, session: SessionNames, rate: Rate): Promise<ControlAnswer>;
}

export interface RadiusControlProfile {
  /** Which attributes this make wants to find the session by. */
  names(session: NasSession): SessionNames;
  /** Whether a CoA-Request with Mikrotik-Rate-Limit changes the rate of a live session. */
  readonly changesRate: boolean;
}

const causes: Readonly<Record<number, string>> = {
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

const sessionNotFound = 503;
/** Answers of a NAS that is there but cannot do it now (not removable, no resources): worth another try later. */
const passing = new Set([504, 506]);
const cannotOnLiveSession = new Set([401, 402, 404, 405, 407]);

/** Session control of a NAS that takes CoA and Disconnect requests; the session table knows what lives. */
export function radiusSessionControl(
  radius: RadiusControl,
  target: { readonly port: number; readonly secret: string },
  profile: RadiusControlProfile,
  isOpen: (session: NasSession) => boolean,
): SessionControl {
  function at(session: NasSession): ControlTarget {
    return { host: session.nasAddress, port: target.port, secret: target.secret };
  }
  return {
    async apply(session, rate) {
      if (!profile.changesRate) {
        return { outcome: 'unsupported', words: 'this NAS takes a new rate at the next log-in only' };
      }
      return read('CoA', at(session), await radius.changeRate(at(session), profile.names(session), rate));
    },
    read: (session) => (isOpen(session) ? 'open' : 'closed'),
    async remove(session) {
      return read('Disconnect', at(session), await radius.disconnect(at(session), profile.names(session)));
    },
  };
}

function read(
  request: 'CoA' | 'Disconnect',
  { host, port }: ControlTarget,
  answer: ControlAnswer,
): DeviceAnswer {
  const peer = `${host}:${port}`;
  if (answer.kind === 'ack') return { outcome: 'done', words: `${request}-ACK from ${peer}` };
  if (answer.kind === 'silent') {
    return {
      outcome: 'unreachable',
      words: `no answer from ${peer} to ${answer.attempts} ${request} requests: the NAS is away, does not listen there, or has another shared secret`,
    };
  }
  const { errorCause } = answer;
  if (errorCause === undefined) {
    return { outcome: 'refused', words: `${request}-NAK from ${peer} without Error-Cause` };
  }
  const words = `${request}-NAK from ${peer}, Error-Cause ${errorCause} (${causes[errorCause] ?? 'not in RFC 5176'})`;
  if (errorCause === sessionNotFound) return { outcome: 'gone', words };
  if (passing.has(errorCause)) return { outcome: 'unreachable', words };
  if (request === 'CoA' && cannotOnLiveSession.has(errorCause)) return { outcome: 'unsupported', words };
  return { outcome: 'refused', words };
}
