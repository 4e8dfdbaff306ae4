import { execFile } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Aaa, createAaa } from '../../edge-agent/aaa/aaa.ts';
import { type AaaEntry, aaaEntry } from '../../edge-agent/aaa/aaa-entry.ts';
import { nasClient } from '../../edge-agent/aaa/nas.ts';
import { nasPolicyOf } from '../edge-agent/support/nas-policy.ts';
import { desired, numberedId } from '../edge-agent/support/site.ts';
import { createNas, type LabSession, type Nas } from '../lab/nas.ts';
import type { NasMakeName } from '../lab/nas-makes.ts';

/**
 * The simulated NAS of every make under Debian's radclient, which knows each make's attributes from FreeRADIUS's dictionaries:
 * what the drivers are tested against takes what is right, and refuses what is not.
 */

const secret = 'sesame-of-the-makes';

interface MakeCase {
  readonly settings?: object;
  /** By what the session is found, in radclient's words. */
  names(session: LabSession): string;
  /** The same for a session that is not there. */
  readonly nobody: string;
  /** What gives it 20 Mbit/s down and 5.5 up; absent: no CoA. */
  readonly change?: string;
  readonly holds?: readonly string[];
  /** What a CoA may not carry (a Disconnect, where there is no CoA), and why. */
  readonly superfluous: readonly [attributes: string, cause: string];
  readonly disconnects?: boolean;
}

const bySession = ({ sessionId }: LabSession) => `Acct-Session-Id = "${sessionId}"`;
const byName = ({ username }: LabSession) => `User-Name = "${username}"`;
const nobody = 'Acct-Session-Id = "nobody"';
const stamp = 'Event-Timestamp = "%{expr:%l}"';

const cases: Readonly<Record<NasMakeName, MakeCase>> = {
  'accel-ppp': {
    names: bySession,
    nobody,
    change: 'Mikrotik-Rate-Limit = "5500k/20M"',
    holds: ['Mikrotik-Rate-Limit 5500k/20M'],
    superfluous: ['Framed-Pool = "other"', 'Unsupported-Attribute'],
  },
  'mikrotik-routeros': {
    names: (session) => `${byName(session)}, ${bySession(session)}, Framed-IP-Address = ${session.framedIp}`,
    nobody: `User-Name = "nobody", ${nobody}`,
    change: 'Mikrotik-Rate-Limit = "5500k/20M"',
    holds: ['Mikrotik-Rate-Limit 5500k/20M'],
    superfluous: ['Mikrotik-Address-List = "garden"', 'Unsupported-Attribute'],
  },
  'cisco-isg': {
    names: ({ framedIp }) => `Cisco-Account-Info = "S${framedIp}"`,
    nobody: 'Cisco-Account-Info = "S192.0.2.1"',
    change:
      'Cisco-AVPair = "subscriber:command=account-update", Cisco-AVPair += "ip:sub-qos-policy-in=UP-5500k", Cisco-AVPair += "ip:sub-qos-policy-out=DOWN-20M"',
    holds: ['in UP-5500k', 'out DOWN-20M'],
    superfluous: ['Framed-Pool = "other"', 'Unsupported-Attribute'],
  },
  'cisco-asr9k': {
    settings: { rateBy: 'service' },
    names: bySession,
    nobody,
    change:
      'Cisco-AVPair = "subscriber:sd=RATE(10000,50000)", Cisco-AVPair += "subscriber:sa=RATE(5500,20000)"',
    holds: ['RATE(5500,20000)'],
    superfluous: ['Cisco-AVPair += "subscriber:sa=NOT-CONFIGURED"', 'Invalid-Request'],
  },
  'juniper-mx': {
    names: bySession,
    nobody,
    change:
      'ERX-Service-Deactivate = "internet(50000,10000)", ERX-Service-Activate:1 = "internet(20000,5500)"',
    holds: ['internet(20000,5500)'],
    superfluous: ['Mikrotik-Rate-Limit = "1M/1M"', 'Unsupported-Attribute'],
  },
  'nokia-sr': {
    settings: { rateBy: 'qos-override' },
    names: bySession,
    nobody,
    change: 'Alc-Subscriber-QoS-Override = "i:q:1:pir=5500", Alc-Subscriber-QoS-Override += "e:r:rate=20000"',
    holds: ['Alc-Subscriber-QoS-Override i:q:1:pir=5500', 'Alc-Subscriber-QoS-Override e:r:rate=20000'],
    superfluous: ['Alc-SLA-Prof-Str = "not-configured"', 'Invalid-Request'],
  },
  'cambium-pmp': {
    names: (session) => `${byName(session)}, ${stamp}`,
    nobody: `User-Name = "0a-00-3e-00-00-01", ${stamp}`,
    change:
      'Motorola-Canopy-ULBR = 5500, Motorola-Canopy-ULBL = 5500, Motorola-Canopy-DLBR = 20000, Motorola-Canopy-DLBL = 20000',
    holds: [
      'Motorola-Canopy-ULBR 5500',
      'Motorola-Canopy-ULBL 5500',
      'Motorola-Canopy-DLBR 20000',
      'Motorola-Canopy-DLBL 20000',
    ],
    superfluous: ['Framed-Pool = "other"', 'Unsupported-Attribute'],
    disconnects: false,
  },
  'ubiquiti-edgerouter': {
    names: byName,
    nobody: 'User-Name = "nobody"',
    superfluous: ['Session-Timeout = 60', 'Unsupported-Attribute'],
  },
  'wispr-hotspot': {
    names: (session) => `${byName(session)}, ${bySession(session)}`,
    nobody: `User-Name = "nobody", ${nobody}`,
    change: 'WISPr-Bandwidth-Max-Up = 5500000, WISPr-Bandwidth-Max-Down = 20000000',
    holds: ['WISPr-Bandwidth-Max-Up 5500000', 'WISPr-Bandwidth-Max-Down 20000000'],
    superfluous: ['Framed-Pool = "other"', 'Unsupported-Attribute'],
  },
  'radius-nas': {
    names: (session) => `${byName(session)}, ${bySession(session)}`,
    nobody,
    superfluous: ['Filter-Id = "other"', 'Unsupported-Attribute'],
  },
};

function radclient(
  port: number,
  kind: 'coa' | 'disconnect',
  attributes: string,
  key = secret,
): Promise<string> {
  // What FreeRADIUS would expand, radclient does not.
  const now = `"${new Date().toUTCString().replace(/^\w+, 0?(\d+) (\w+) (\d+) (.*) GMT$/, '$2 $1 $3 $4 UTC')}"`;
  const input = attributes.replaceAll('"%{expr:%l}"', now);
  return new Promise((resolve) => {
    const args = ['-x', '-r', '1', '-t', '2', `127.0.0.1:${port}`, kind, key];
    const child = execFile('radclient', args, (_error, stdout, stderr) => resolve(stdout + stderr));
    child.stdin!.end(input);
  });
}

describe.each(Object.entries(cases) as [NasMakeName, MakeCase][])('%s', (make, one) => {
  let aaa: Aaa;
  let nas: Nas;
  let session: LabSession;
  const disconnects = one.disconnects ?? true;
  const held = () => nas.sessions().find(({ sessionId }) => sessionId === session.sessionId)?.holds;

  beforeAll(async () => {
    const entry = aaaEntry(desired(numberedId('svc', 1), 1), 'pw') as AaaEntry;
    const policy = nasPolicyOf(make, secret, one.settings);
    aaa = createAaa({
      lookup: (identity) => (identity === entry.identity ? entry : undefined),
      nas: () => nasClient(policy),
      recordAccounting: () => undefined,
      now: Date.now,
      onFault: (fault) => {
        throw fault;
      },
    });
    const { auth, acct } = await aaa.listen({ host: '127.0.0.1', authPort: 0, acctPort: 0 });
    const radius = { host: '127.0.0.1', auth: auth.port, acct: acct.port, secret };
    nas = await createNas({ host: '127.0.0.1', radius, make, signs: policy.dialect.signsRequests });
    session = (await nas.dial({ username: entry.identity, password: 'pw' })).session!;
  });

  afterAll(async () => {
    await nas.close();
    await aaa.close();
  });

  const said = (who: string, what?: string) => (what === undefined ? who : `${who}, ${what}`);

  test('a CoA-Request with its attributes is obeyed, or refused where there is no CoA', async () => {
    const before = held();
    const answer = await radclient(
      nas.coaPort,
      'coa',
      said(one.names(session), one.change ?? 'Session-Timeout = 60'),
    );
    if (one.change === undefined) {
      expect(answer).toContain('Received CoA-NAK');
      expect(answer).toContain('Error-Cause = Unsupported-Service');
      expect(held()).toEqual(before);
    } else {
      expect(answer).toContain('Received CoA-ACK');
      expect(held()).not.toEqual(before);
      expect(held()).toEqual(one.holds);
    }
  });

  test('what it may not carry is refused, and changes nothing', async () => {
    const before = held();
    const [attributes, cause] = one.superfluous;
    const kind = one.change === undefined ? 'disconnect' : 'coa';
    const answer = await radclient(nas.coaPort, kind, said(one.names(session), attributes));
    expect(answer).toMatch(/Received (CoA|Disconnect)-NAK/);
    expect(answer).toContain(`Error-Cause = ${cause}`);
    expect(held()).toEqual(before);
  });

  test('a session that is not there, a NAS that it is not, nobody named, another secret', async () => {
    const kind = disconnects ? 'disconnect' : 'coa';
    const what = disconnects ? undefined : one.change;
    const ask = (who: string, key?: string) => radclient(nas.coaPort, kind, said(who, what), key);
    expect(await ask(one.nobody)).toContain('Error-Cause = Session-Context-Not-Found');
    expect(await ask(`${one.names(session)}, NAS-IP-Address = 192.0.2.1`)).toContain(
      'Error-Cause = NAS-Identification-Mismatch',
    );
    const unnamed = make === 'cambium-pmp' ? stamp : 'NAS-IP-Address = 127.0.0.1';
    expect(await ask(unnamed)).toContain('Error-Cause = Missing-Attribute');
    expect(await ask(one.names(session), 'another')).toContain('No reply');
    expect(held()).toBeDefined();
  });

  test('what is not stamped, or was long ago, is dropped by those who want it stamped', async () => {
    const kind = disconnects ? 'disconnect' : 'coa';
    const heard = make === 'cambium-pmp' ? 'No reply' : 'Error-Cause = Session-Context-Not-Found';
    const who = one.nobody.replace(`, ${stamp}`, '');
    for (const when of ['', ', Event-Timestamp = "Jan 1 2020 00:00:00 UTC"']) {
      const answer = await radclient(
        nas.coaPort,
        kind,
        said(`${who}${when}`, disconnects ? undefined : one.change),
      );
      expect(answer).toContain(heard);
    }
  });

  test('a Disconnect-Request ends it, or is refused where there is none', async () => {
    const answer = await radclient(nas.coaPort, 'disconnect', one.names(session));
    if (disconnects) {
      expect(answer).toContain('Received Disconnect-ACK');
      expect(held()).toBeUndefined();
      expect(await radclient(nas.coaPort, 'disconnect', one.names(session))).toContain(
        'Error-Cause = Session-Context-Not-Found',
      );
    } else {
      expect(answer).toContain('Error-Cause = Unsupported-Service');
      expect(held()).toBeDefined();
    }
  });
});
