import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ListQueuesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, it } from 'vitest';
import type { PositionedEvent } from '../../functions/contracts/event.ts';
import { createSubscriber, webhookSecret } from '../lifecycle.ts';
import { advance, api, endpoints, password, stack } from './running-stack.ts';

export function operations(): void {
  it('shows staff what a consumer could not handle, and gives it to the consumer again', async () => {
    const sqs = new SQSClient({
      endpoint: `${endpoints.aws}/sqs`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
    const QueueUrl = QueueUrls.find((url) => /indexsearch/i.test(url) && !/DeadLetter/i.test(url));
    const letters = async () =>
      (await api.get<{ items: { attempts: number; body: unknown }[] }>('/dead-letters?consumer=index-search'))
        .items;
    // One message that will never be understood, and one that comes long before what it tells of.
    // A page of the feed ends long before what the former suites have left.
    const before = (await everyEvent()).at(-1)?.position ?? 0;
    const subscriber = await createSubscriber(api, 'Early bird');
    const { items } = await api.until<{ items: PositionedEvent[] }>(
      `/events?types=subscriber.created&after=${before}&limit=200`,
      (page) => page.items.some(({ aggregateId }) => aggregateId === subscriber.id),
    );
    const created = items.find(({ aggregateId }) => aggregateId === subscriber.id)!;
    const early = {
      detail: { ...created, version: created.version + 2, position: created.position + 1_000_000 },
    };
    for (const MessageBody of ['not a message', JSON.stringify(early)]) {
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    }
    sqs.destroy();
    await advance('PT10M');
    expect(await letters()).toEqual([]);
    await advance('PT6M');
    const seen = await letters();
    expect(seen.map(({ body }) => body)).toEqual(expect.arrayContaining(['not a message', early]));
    expect(seen).toHaveLength(2);
    for (const { attempts } of seen) expect(attempts).toBeGreaterThanOrEqual(5);

    for (const name of ['Early bird with a worm', 'Early bird with two worms']) {
      await api.patch(`/subscribers/${subscriber.id}`, { name });
    }
    expect(await api.post('/dead-letters/index-search/replay')).toEqual({ replayed: 2 });
    expect(await letters()).toEqual([]);
    await advance('PT16M');
    expect((await letters()).map(({ body }) => body)).toEqual(['not a message']);
    const nobody = await api.request('POST', '/dead-letters/nobody/replay');
    expect([nobody.status, nobody.body['code']]).toEqual([404, 'dead-letters.consumer-unknown']);
  });

  it('has told subscribers by mail, and told nobody a secret', async () => {
    const files = (folder: string) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
    const mails = files(endpoints.mail).map((file) => readFileSync(file, 'utf8'));
    const to = (address: string) => mails.filter((mail) => mail.includes(`To: ${address}`)).join('\n');
    expect(to('harbour12@example.net')).toMatch(/Subject: Invoice \S+: \$49\.90/);
    expect(to('harbour12@example.net').match(/Subject: Payment of \$49\.90 received/g)).toHaveLength(1);
    expect(to('second.at.the.harbour@example.net')).toMatch(/Subject: Payment of \$20\.00 received/);

    const secrets = [
      password,
      endpoints.clientSecret,
      endpoints.staff.password,
      endpoints.sites[0]!.radius.secret,
      ...endpoints.sites[0]!.gear.flatMap(({ credentials: { username: _, ...hidden } }) =>
        Object.values(hidden),
      ),
      await webhookSecret(api),
    ];
    const logs = files(stack.dataDir).filter((file) => file.endsWith('.log'));
    expect(logs.length).toBeGreaterThanOrEqual(2);
    const told = [
      ...mails,
      ...logs.map((file) => readFileSync(file, 'utf8')),
      JSON.stringify(await everyEvent()),
    ];
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThan(10);
      expect(told.filter((text) => text.includes(secret))).toEqual([]);
    }
  });

  async function everyEvent(): Promise<PositionedEvent[]> {
    const events: PositionedEvent[] = [];
    for (let after = 0; ; ) {
      const page = await api.get<{ items: PositionedEvent[]; nextAfter: number }>(
        `/events?after=${after}&limit=50`,
      );
      if (page.nextAfter === after) return events;
      events.push(...page.items);
      after = page.nextAfter;
    }
  }

  it('has one feed of all events, without a gap and in order', async () => {
    const events = await everyEvent();
    expect(events.map(({ position }) => position)).toEqual(events.map((_, index) => index + 1));
    const versions = new Map<string, number>();
    for (const { aggregateId, version } of events) {
      expect(version, aggregateId).toBe((versions.get(aggregateId) ?? 0) + 1);
      versions.set(aggregateId, version);
    }
    expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(events.length);
    const of = (prefix: string) =>
      new Set(events.map(({ type }) => type).filter((type) => type.startsWith(prefix)));
    for (const type of ['lead.converted', 'subscriber.created', 'site.connected']) {
      expect(of(type), type).toContain(type);
    }
    expect([...of('service.')]).toEqual(
      expect.arrayContaining([
        'service.activated',
        'service.suspended',
        'service.resumed',
        'service.terminated',
      ]),
    );
  });
}
