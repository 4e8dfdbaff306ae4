import { afterEach, beforeEach, expect, it } from 'vitest';
import { newMessageId } from '../../edge-agent/message-ids.ts';
import type { DesiredMessage, ReportMessage } from '../../functions/contracts/edge/messages.ts';
import { createHuaweiOlt, type HuaweiOlt } from '../lab/olt-huawei.ts';
import {
  createTestSite,
  desired,
  desiredMessage,
  numberedId,
  siteId,
  type TestSite,
} from './support/site.ts';

const serviceId = numberedId('svc', 1);
const oltId = numberedId('nod', 2);
const serial = 'HWTCAABBCCDD';

let site: TestSite;
let olt: HuaweiOlt;
beforeEach(async () => {
  site = await createTestSite();
  olt = await createHuaweiOlt({ community: 'sesame' });
  olt.plugIn(serial, { slot: 1, port: 0 });
  await site.startAgent();
  await site.cloud.until(() => site.cloud.digests.length > 0, 'digests on connect');
  site.cloud.send('configuration', {
    messageId: newMessageId(),
    siteId,
    revision: 1,
    issuedAt: '2026-11-01T00:00:00.000Z',
    nodes: [
      {
        nodeId: oltId,
        kind: 'olt',
        driver: 'huawei-ma5800',
        address: '127.0.0.1',
        port: olt.port,
        settings: {},
        credentials: { community: 'sesame' },
      },
    ],
  });
  await site.cloud.until(
    () => site.cloud.digests.some((digests) => digests.configurationRevision === 1),
    'configuration',
  );
});
afterEach(async () => {
  await site.close();
  await olt.close();
});

const fibre = (revision: number, more: Parameters<typeof desired>[2] = {}, nodeId = oltId) =>
  desired(serviceId, revision, {
    access: {
      technology: 'gpon',
      siteId,
      username: 'ada',
      onuSerial: serial,
      olt: { nodeId, lineProfile: 'home', serviceProfile: 'router', serviceVlan: 1001, userVlan: 100 },
    },
    ...more,
  });

async function send(message: DesiredMessage): Promise<ReportMessage['observed']> {
  site.cloud.send('desired', message);
  const report = await site.cloud.until(
    () => site.cloud.reports.find(({ inReplyTo }) => inReplyTo === message.messageId),
    `a report on revision ${message.desired.revision}`,
  );
  return report.observed;
}

it('ends a service on an OLT: brought up with proof, shut by a suspension, taken away without a trace', async () => {
  const up = await send(desiredMessage(fibre(1)));
  expect(up).toMatchObject({ outcome: 'applied' });
  expect(up.steps.length).toBeGreaterThan(1);
  expect(up.steps.every(({ ok }) => ok)).toBe(true);
  expect([olt.onts().length, olt.servicePorts().length]).toEqual([1, 1]);
  expect(await send(desiredMessage(fibre(1)))).toMatchObject({ outcome: 'already-applied' });
  expect(await send(desiredMessage(fibre(2, { entitlement: 'blocked' })))).toMatchObject({
    outcome: 'applied',
  });
  expect(await send(desiredMessage(fibre(3)))).toMatchObject({ outcome: 'applied' });
  expect(await send(desiredMessage(fibre(4, { present: false, entitlement: 'blocked' })))).toMatchObject({
    outcome: 'applied',
  });
  expect([olt.onts(), olt.servicePorts()]).toEqual([[], []]);
});

it('refuses an OLT that the site does not have, and has nothing to undo', async () => {
  const refused = await send(desiredMessage(fibre(1, {}, numberedId('nod', 9))));
  expect(refused).toMatchObject({
    outcome: 'refused',
    reason: expect.stringContaining(numberedId('nod', 9)),
  });
  const undone = await send(desiredMessage(fibre(2, { present: false }, numberedId('nod', 9))));
  expect(undone).toMatchObject({ outcome: 'applied' });
});
