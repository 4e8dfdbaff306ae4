import { type Aaa, createAaa, scheduleByTimer } from '../../../edge-agent/aaa/aaa.ts';
import { type AaaEntry, aaaEntry } from '../../../edge-agent/aaa/aaa-entry.ts';
import { createDynamicAuthorization } from '../../../edge-agent/aaa/dynamic-authorization.ts';
import { nasClient } from '../../../edge-agent/aaa/nas.ts';
import type { Driver } from '../../../edge-agent/capabilities/driver.ts';
import type { NasSession, Rate, SessionControl } from '../../../edge-agent/capabilities/session-control.ts';
import { createNas, type Nas } from '../../lab/nas.ts';
import type { NasMakeName } from '../../lab/nas-makes.ts';
import { desired, numberedId } from './site.ts';

export const nasSecrets = { secret: 'between NAS and agent', coaSecret: 'for control alone' };
/** What the session on the NAS was granted. */
export const formerRate: Rate = { downKbps: 50_000, upKbps: 10_000 };
/** For what must succeed, however busy this machine is. */
export const patient = { initialMs: 400, maximumMs: 2000, attempts: 6 };

/** A NAS of the make with one session on it, the agent's AAA behind it, and the driver on the real wire. */
export interface NasSite {
  readonly nas: Nas;
  readonly session: NasSession;
  readonly aaa: Aaa;
  /** The rates and services that the session holds; undefined when it is gone. */
  held(): readonly string[] | undefined;
  control(times?: typeof patient, credentials?: object): SessionControl;
}

/** `closers` get what must be closed, the last first. */
export async function nasSite({
  driver,
  make,
  settings,
  closers,
}: {
  readonly driver: Driver;
  readonly make: NasMakeName;
  readonly settings: object;
  readonly closers: (() => Promise<void>)[];
}): Promise<NasSite> {
  const sessionsOpen = new Set<string>();
  const opened = (coaPort: number, times = patient, credentials: object = {}) => {
    const radius = createDynamicAuthorization({
      times,
      random: Math.random,
      schedule: scheduleByTimer,
      now: Date.now,
    });
    closers.push(() => radius.close());
    return driver.open(
      driver.settings.parse({ ...settings, coaPort }),
      driver.credentials.parse({ ...nasSecrets, ...credentials }),
      { radius, isOpen: ({ key }) => sessionsOpen.has(key), now: () => '2026-01-01T00:00:00.000Z' },
      { nodeId: numberedId('nod', 1), address: '127.0.0.1' },
    );
  };
  const policy = opened(1).nas!;
  const entry = aaaEntry(desired(numberedId('svc', 1), 1, { profile: formerRate }), 'pw') as AaaEntry;
  const aaa = createAaa({
    lookup: (identity) => (identity === entry.identity ? entry : undefined),
    nas: () => nasClient({ nodeId: numberedId('nod', 1), ...policy }),
    recordAccounting: ({ sessions }) => {
      for (const { key, end } of sessions) {
        if (end === undefined) sessionsOpen.add(key);
        else sessionsOpen.delete(key);
      }
    },
    now: Date.now,
    onFault: (fault) => {
      throw fault;
    },
    settings: { rejectDelayMs: 0 },
  });
  closers.push(() => aaa.close());
  const { auth, acct } = await aaa.listen({ host: '127.0.0.1', authPort: 0, acctPort: 0 });
  const nas = await createNas({
    host: '127.0.0.1',
    radius: { host: '127.0.0.1', auth: auth.port, acct: acct.port, secret: nasSecrets.secret },
    coaSecret: nasSecrets.coaSecret,
    make,
    signs: policy.dialect.signsRequests,
    stallMs: 250,
  });
  closers.push(() => nas.close());
  const dialled = await nas.dial({ username: entry.identity, password: 'pw' });
  const { sessionId, username, framedIp } = dialled.session!;
  const [key] = sessionsOpen;
  return {
    nas,
    aaa,
    session: { key: key!, sessionId, username, framedIp, nasAddress: '127.0.0.1' },
    held: () => nas.sessions().find((one) => one.sessionId === sessionId)?.holds,
    control: (times, credentials) => opened(nas.coaPort, times, credentials).sessionControl!,
  };
}
