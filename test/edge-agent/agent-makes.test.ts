import { afterEach, describe, expect, test } from 'vitest';
import type { DesiredMessage, ReportMessage } from '../../functions/contracts/edge/messages.ts';
import { type NasMakeName, nasMakes } from '../lab/nas-makes.ts';
import {
  configurationMessage,
  createTestSite,
  desired,
  desiredMessage,
  numberedId,
  type TestSite,
} from './support/site.ts';

/** A subscriber's life on a NAS of every make, from the cloud's message to what the NAS holds. */

let site: TestSite;
afterEach(async () => {
  await site.close();
  expect(site.cloud.broken).toEqual([]);
});

const serviceId = numberedId('svc', 1);
const login = { username: `u-${serviceId}`, password: 'subscriber-pw' };

async function send(message: DesiredMessage): Promise<ReportMessage['observed']> {
  site.cloud.send('desired', message);
  const report = await site.cloud.until(
    () => site.cloud.reports.find(({ inReplyTo }) => inReplyTo === message.messageId),
    'the report',
  );
  return report.observed;
}

describe.each(Object.keys(nasMakes) as NasMakeName[])('%s', (make) => {
  test('active, another rate, garden, suspended, gone: what is reported is what the NAS holds', async () => {
    site = await createTestSite();
    const agent = await site.startAgent({ coaTimeoutMs: 400, coaAttempts: 5 });
    const nas = await site.nas(agent, { make });
    await site.cloud.until(() => site.cloud.digests.length > 0, 'digests on connect');
    site.cloud.send('configuration', configurationMessage(1, nas, make));
    await site.cloud.until(
      () => site.cloud.digests.some((digest) => digest.configurationRevision === 1),
      'the configuration',
    );
    const { change, disconnects } = nasMakes[make] as (typeof nasMakes)['accel-ppp'] & {
      disconnects?: string;
    };

    expect(await send(desiredMessage(desired(serviceId, 1)))).toMatchObject({ outcome: 'applied' });
    const first = (await nas.dial(login)).session!;
    expect(first.holds.length).toBeGreaterThan(0);

    const slower = { profile: { downKbps: 20_000, upKbps: 5500 } };
    const changed = await send(desiredMessage(desired(serviceId, 2, slower)));
    expect(changed).toMatchObject({ outcome: 'applied' });
    const live = nas.sessions();
    if (change === undefined) {
      expect(changed.sessions).toEqual({ changed: 0, cut: 1 });
      expect(live).toEqual([]);
      await nas.dial(login);
    } else {
      expect(changed.sessions).toEqual({ changed: 1, cut: 0 });
      expect(live.map(({ sessionId }) => sessionId)).toEqual([first.sessionId]);
      expect(live[0]!.holds).not.toEqual(first.holds);
      expect((await nas.dial(login)).session!.holds).toEqual(live[0]!.holds);
    }

    // Cambium's modules cannot be cut: they go when they next authenticate, and the agent says that they are there.
    const ends = async (revision: number, state: Parameters<typeof desired>[2]) => {
      const observed = await send(desiredMessage(desired(serviceId, revision, state)));
      if (disconnects === undefined) {
        expect(observed).toMatchObject({
          outcome: 'refused',
          reason: expect.stringContaining('Error-Cause 405'),
        });
        for (const { sessionId } of nas.sessions()) await nas.hangUp(sessionId);
        await site.cloud.until(
          () =>
            site.cloud.reports.some(
              (one) =>
                !one.inReplyTo && one.observed.outcome === 'applied' && one.observed.revision === revision,
            ),
          'the report that it is over',
        );
      } else expect(observed).toMatchObject({ outcome: 'applied' });
      expect(nas.sessions()).toEqual([]);
    };
    await ends(3, { entitlement: 'walled-garden', ...slower });
    expect((await nas.dial(login)).accepted).toBe(true);
    await ends(4, { entitlement: 'blocked', ...slower });
    expect((await nas.dial(login)).accepted).toBe(false);
    expect(await send(desiredMessage(desired(serviceId, 5, { present: false, ...slower })))).toMatchObject({
      outcome: 'applied',
    });
    expect((await nas.dial(login)).accepted).toBe(false);
  });
});
