import type { NamedAttribute } from '../../edge-agent/protocols/radius/packet.ts';

/** As much of a session as a request may name. */
export interface NamedSession {
  readonly sessionId: string;
  readonly username: string;
  readonly framedIp: string;
  readonly callingStationId: string;
}

/** RFC 5176 §3.5. */
export const errorCause = {
  unsupportedAttribute: 401,
  missingAttribute: 402,
  nasMismatch: 403,
  invalidRequest: 404,
  unsupportedService: 405,
  invalidValue: 407,
  prohibited: 501,
  sessionNotFound: 503,
  resources: 506,
  severalSessions: 508,
} as const;

/** What a session holds, in the words of the make's own attributes, or why the change is refused. */
export type Changed =
  | { readonly holds: readonly string[]; readonly cause?: never }
  | { readonly cause: number; readonly holds?: never };

/**
 * How strictly a make of NAS reads Disconnect and CoA requests, after its documents; what is known of each is in its
 * driver. Attributes that are neither names nor changes nor of the request itself are refused with 401, unless it
 * `ignores` them.
 */
export interface NasMake {
  /** Attributes by which a request may name a session, and what they must be; all that are sent must match. */
  readonly names: Readonly<Record<string, (session: NamedSession) => string>>;
  /** Sets of names of which one must be there in full; otherwise 402. */
  readonly needs: readonly (readonly string[])[];
  /** What the session holds by an Access-Accept. */
  granted(accept: readonly NamedAttribute[]): readonly string[];
  /** What it holds after a CoA-Request; absent: CoA is not known, 405. */
  change?(request: readonly NamedAttribute[], held: readonly string[]): Changed;
  /** Absent: Disconnect is not known, 405. */
  readonly disconnects?: 'one' | 'all of the user';
  /** Seconds by which the required Event-Timestamp may be off; without it, or beyond, the request is dropped. */
  readonly stampWithinSeconds?: number;
  readonly ignoresUnknown?: boolean;
}

const userName = { 'User-Name': (session: NamedSession) => session.username };
const sessionId = { 'Acct-Session-Id': (session: NamedSession) => session.sessionId };
const address = { 'Framed-IP-Address': (session: NamedSession) => session.framedIp };

const valuesOf = (told: readonly NamedAttribute[], name: string) =>
  told.filter((one) => one.name === name).map(({ value }) => value);

/** `Name value` of these attributes, in the order in which they came. */
const kept =
  (...names: readonly string[]) =>
  (told: readonly NamedAttribute[]) =>
    told.filter(({ name }) => names.includes(name)).map(({ name, value }) => `${name} ${value}`);

/** A CoA may hold these attributes and no others, and they replace what was held. */
function replacing(...names: readonly string[]) {
  return (told: readonly NamedAttribute[]): Changed => {
    if (told.some(({ name }) => !names.includes(name))) return { cause: errorCause.unsupportedAttribute };
    const holds = kept(...names)(told);
    return holds.length === 0 ? { cause: errorCause.missingAttribute } : { holds };
  };
}

/** Takes services away and gives others; what is not there cannot be taken, and only what is configured be given. */
function services(
  held: readonly string[],
  away: readonly string[],
  given: readonly string[],
  configured: RegExp,
): Changed {
  if (away.some((name) => !held.includes(name)) || given.some((name) => !configured.test(name))) {
    return { cause: errorCause.invalidRequest };
  }
  return { holds: [...held.filter((name) => !away.includes(name)), ...given] };
}

const pairs = (told: readonly NamedAttribute[], name: string) =>
  valuesOf(told, 'Cisco-AVPair')
    .filter((text) => text.startsWith(`${name}=`))
    .map((text) => text.slice(name.length + 1));

const policies = (told: readonly NamedAttribute[], protocol: string) => [
  ...pairs(told, `${protocol}:sub-qos-policy-in`).map((name) => `in ${name}`),
  ...pairs(told, `${protocol}:sub-qos-policy-out`).map((name) => `out ${name}`),
];

const isCisco = ({ name }: NamedAttribute) => name.startsWith('Cisco-');
const policyForm = /^(?:in UP|out DOWN)-\d+[kM]$/;

/** Either policy maps by account-update, or services, as the request says. */
function ciscoChange(
  protocol: string,
  told: readonly NamedAttribute[],
  held: readonly string[],
  away: readonly string[],
  given: readonly string[],
  configured: RegExp,
): Changed {
  if (!told.every(isCisco)) return { cause: errorCause.unsupportedAttribute };
  const [command] = pairs(told, 'subscriber:command');
  if (command === 'account-update') {
    const next = policies(told, protocol);
    if (next.length !== 2 || !next.every((policy) => policyForm.test(policy))) {
      return { cause: errorCause.invalidRequest };
    }
    return { holds: [...held.filter((one) => !/^(?:in|out) /.test(one)), ...next] };
  }
  if (away.length + given.length === 0) return { cause: errorCause.missingAttribute };
  return services(held, away, given, configured);
}

const mikrotikRate = 'Mikrotik-Rate-Limit';
const wisprRates = ['WISPr-Bandwidth-Max-Up', 'WISPr-Bandwidth-Max-Down'];
const canopyRates = ['ULBR', 'ULBL', 'DLBR', 'DLBL'].map((name) => `Motorola-Canopy-${name}`);
const nokiaRates = ['Alc-SLA-Prof-Str', 'Alc-Subscriber-QoS-Override'];

export const nasMakes = {
  'accel-ppp': {
    names: { ...sessionId, ...userName, ...address },
    needs: [['Acct-Session-Id'], ['User-Name'], ['Framed-IP-Address']],
    granted: kept(mikrotikRate),
    change: replacing(mikrotikRate),
    disconnects: 'one',
  },
  'mikrotik-routeros': {
    names: { ...userName, ...sessionId, ...address },
    needs: [
      ['User-Name', 'Acct-Session-Id'],
      ['User-Name', 'Framed-IP-Address'],
    ],
    granted: kept(mikrotikRate),
    // Address lists, pools and routes are not on its list of attributes that a CoA may change.
    change: replacing(mikrotikRate),
    disconnects: 'one',
  },
  'cisco-isg': {
    names: { ...sessionId, 'Cisco-Account-Info': (session) => `S${session.framedIp}` },
    needs: [['Acct-Session-Id'], ['Cisco-Account-Info']],
    granted: (accept) => [
      ...policies(accept, 'ip'),
      ...valuesOf(accept, 'Cisco-Account-Info').map((name) => name.slice(1)),
    ],
    change(told, held) {
      const [command] = pairs(told, 'subscriber:command');
      const named = pairs(told, 'subscriber:service-name');
      const away = command === 'deactivate-service' ? named : [];
      const given = command === 'activate-service' ? named : [];
      return ciscoChange('ip', told, held, away, given, /^RATE-\d+[kM]-\d+[kM]$/);
    },
    disconnects: 'one',
  },
  'cisco-asr9k': {
    names: { ...sessionId, ...userName },
    needs: [['Acct-Session-Id']],
    granted: (accept) => [...policies(accept, 'subscriber'), ...pairs(accept, 'subscriber:sa')],
    change: (told, held) =>
      ciscoChange(
        'subscriber',
        told,
        held,
        pairs(told, 'subscriber:sd'),
        pairs(told, 'subscriber:sa'),
        /^RATE\(\d+,\d+\)$/,
      ),
    disconnects: 'one',
  },
  'juniper-mx': {
    names: { ...sessionId, ...userName },
    needs: [['Acct-Session-Id']],
    granted: (accept) => valuesOf(accept, 'ERX-Service-Activate'),
    change(told, held) {
      if (!told.every(({ name }) => /^ERX-Service-(?:A|Dea)ctivate$/.test(name))) {
        return { cause: errorCause.unsupportedAttribute };
      }
      const away = valuesOf(told, 'ERX-Service-Deactivate');
      return services(held, away, valuesOf(told, 'ERX-Service-Activate'), /^internet\(\d+,\d+\)$/);
    },
    disconnects: 'one',
  },
  'nokia-sr': {
    names: { ...sessionId, ...userName, ...address },
    needs: [['Acct-Session-Id'], ['User-Name']],
    granted: kept(...nokiaRates),
    change(told) {
      const holds = kept(...nokiaRates)(told);
      const isConfigured = (text: string) =>
        /^Alc-SLA-Prof-Str rate-\d+[kM]-\d+[kM]$/.test(text) ||
        /^Alc-Subscriber-QoS-Override (?:i:q:\d+:pir|e:q:\d+:pir|e:r:rate)=\d+$/.test(text);
      return holds.every(isConfigured) ? { holds } : { cause: errorCause.invalidRequest };
    },
    disconnects: 'one',
    ignoresUnknown: true,
  },
  'cambium-pmp': {
    names: userName,
    needs: [['User-Name']],
    granted: kept(...canopyRates),
    change: replacing(...canopyRates),
    stampWithinSeconds: 300,
  },
  'ubiquiti-edgerouter': {
    names: userName,
    needs: [['User-Name']],
    granted: kept(...wisprRates),
    disconnects: 'all of the user',
  },
  'wispr-hotspot': {
    names: { ...userName, ...sessionId, ...address },
    needs: [['User-Name']],
    granted: kept(...wisprRates),
    change: replacing(...wisprRates),
    disconnects: 'one',
  },
  'radius-nas': {
    names: { ...userName, ...sessionId },
    needs: [['User-Name'], ['Acct-Session-Id']],
    granted: kept(mikrotikRate, ...wisprRates),
    disconnects: 'one',
  },
} as const satisfies Record<string, NasMake>;
export type NasMakeName = keyof typeof nasMakes;
