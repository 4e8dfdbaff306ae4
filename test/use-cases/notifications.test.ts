import { describe, expect, it } from 'vitest';
import type { EventEnvelope } from '../../functions/contracts/event.ts';
import { unnamedOperator } from '../../functions/domain/document/operator.ts';
import { refuse } from '../../functions/domain/result.ts';
import { serviceAggregate } from '../../functions/domain/service/evolve.ts';
import { changeOperator } from '../../functions/use-cases/change-operator.ts';
import { changeSubscriber } from '../../functions/use-cases/change-subscriber.ts';
import { configurePaymentProvider } from '../../functions/use-cases/configure-payment-provider.ts';
import { importStatement } from '../../functions/use-cases/import-statement.ts';
import { invitePerson } from '../../functions/use-cases/invite-person.ts';
import { linkOfNotice } from '../../functions/use-cases/link-of-notice.ts';
import { matchPayment } from '../../functions/use-cases/match-payment.ts';
import { previewNotice } from '../../functions/use-cases/notice-templates.ts';
import { notifyOnEvent } from '../../functions/use-cases/notify-on-event.ts';
import { orderService } from '../../functions/use-cases/order-service.ts';
import { printInvoice } from '../../functions/use-cases/print-invoice.ts';
import { readPaymentLink } from '../../functions/use-cases/read-payment-link.ts';
import { readTimeline } from '../../functions/use-cases/read-timeline.ts';
import { recordPayment } from '../../functions/use-cases/record-payment.ts';
import {
  readNoticePreferences,
  setNoticePreferences,
} from '../../functions/use-cases/set-notice-preferences.ts';
import { showNoticePreferences } from '../../functions/use-cases/show-notifications.ts';
import { contextAt } from '../ports.ts';
import { prove } from '../stories/network.ts';
import {
  activated,
  aSubscriberToTell,
  invoiced,
  now,
  subscriberId,
  tell,
  test,
  told,
} from './notice-case.ts';
import { must } from './paying-subscriber.ts';

aSubscriberToTell();

describe('a subscriber is told', () => {
  it('once of each event, in text and HTML, and the timeline says so', async () => {
    for (const _ of [1, 2]) await tell(invoiced);
    await tell(activated);
    expect(test.recorded.mail).toHaveLength(2);
    expect(test.recorded.mail[0]).toMatchObject({
      to: 'ada@example.com',
      text: expect.stringContaining('A, Jan 1, 2026 – Jan 31, 2026: $31.00'),
      html: expect.stringContaining('<p>Please pay $31.00 by Jan 15, 2026.</p>'),
    });
    const then = async (at: string) =>
      must(await readTimeline(test.ports, subscriberId, { limit: 1, at })).state?.balance;
    expect(await then('2025-12-31T12:00:00.000Z')).toBeUndefined();
    expect(await then(now.now)).toMatchObject({ balance: { amount: '31.00' }, overdue: { amount: '0.00' } });
    expect(await then('2026-01-17T12:00:00.000Z')).toMatchObject({ overdue: { amount: '31.00' } });
    expect(await told()).toEqual([
      expect.stringMatching(/^Told by e-mail to ada@example\.com: Invoice INV-\d{8}: \$31\.00$/),
      'Told by e-mail to ada@example.com: Your service is active: A',
    ]);
  });

  it('in the own language, by text message too where that is wanted', async () => {
    must(await changeSubscriber(test.ports, subscriberId, { language: 'es', phones: ['+34600111222'] }, now));
    const preferences = { 'invoice-issued': { sms: true }, 'service-active': { email: false } };
    must(await setNoticePreferences(test.ports, subscriberId, preferences, now));
    await tell(invoiced);
    await tell(activated);
    expect(test.recorded.mail.map(({ subject }) => subject)).toEqual([expect.stringMatching(/^Factura /)]);
    expect(test.recorded.sms).toEqual([
      { to: '+34600111222', text: expect.stringMatching(/^Internet provider: factura INV-.*31,00/) },
    ]);
    const view = showNoticePreferences(must(await readNoticePreferences(test.ports, subscriberId)));
    expect(view.ways.find(({ kind }) => kind === 'service-active')).toEqual({
      kind: 'service-active',
      email: false,
      sms: false,
      isLegal: false,
    });
  });

  it('and a person who is let in is told by mail where to sign in, whatever the account wants', async () => {
    must(
      await changeOperator(
        test.ports,
        { ...unnamedOperator, portal: { address: 'https://my.example.net' } },
        now,
      ),
    );
    must(await changeSubscriber(test.ports, subscriberId, { language: 'fr' }, now));
    const wish = { email: 'ben@example.com', role: 'payer' } as const;
    must(await invitePerson(test.ports, subscriberId, wish, now));
    const [invited] = (await test.ports.store.history('subscriber', subscriberId)).slice(-1);
    for (const _ of [1, 2]) await tell(invited!);
    expect(test.recorded.mail).toEqual([
      expect.objectContaining({
        to: 'ben@example.com',
        subject: 'Le compte de Ada Lovelace vous est ouvert',
        text: expect.stringMatching(
          /^Bonjour ben@example\.com,[\s\S]*vous pouvez le consulter et payer[\s\S]*Se connecter: https:\/\/my\.example\.net\n/,
        ),
        html: expect.stringContaining('<a href="https://my.example.net">Se connecter</a>'),
      }),
    ]);
    expect(test.recorded.sms).toEqual([]);
    expect(await told()).toEqual([
      'Told by e-mail to ben@example.com: Le compte de Ada Lovelace vous est ouvert',
    ]);
    const view = showNoticePreferences(must(await readNoticePreferences(test.ports, subscriberId)));
    expect(view.ways.map(({ kind }) => kind)).not.toContain('person-invited');
  });

  it('of what is owed by one way at least, whatever is wished', async () => {
    const nothing = { 'invoice-issued': { email: false, sms: false } };
    expect(await setNoticePreferences(test.ports, subscriberId, nothing, now)).toMatchObject({
      refusal: { code: 'notification.must-be-told', pointer: '/preferences/invoice-issued' },
    });
  });

  it('nothing that is no news any more, such as what was imported', async () => {
    await tell(invoiced, contextAt('2026-01-05T12:00:00.000Z'));
    expect(test.recorded.mail).toEqual([]);
  });

  it('of what must be told by letter where there is no address, and of nothing else', async () => {
    must(await changeSubscriber(test.ports, subscriberId, { emails: [] }, now));
    for (const _ of [1, 2]) await tell(invoiced);
    await tell(activated);
    expect(test.recorded.mail).toEqual([]);
    expect(await told()).toEqual([
      'Could not be told by e-mail: there is no address that takes mail; tell the subscriber by letter',
    ]);
  });

  it('where to pay, if anything is to be paid', async () => {
    const paymentLink = 'https://pay.example.net/{invoice}?a={account}&b=1';
    must(await changeOperator(test.ports, { ...unnamedOperator, paymentLink }, now));
    await tell(invoiced);
    await tell(activated);
    const [invoice, service] = test.recorded.mail;
    expect(invoice?.text).toContain(`Pay online: https://pay.example.net/${invoiced.aggregateId}?a=`);
    expect(invoice?.html).toMatch(
      /<a href="https:\/\/pay\.example\.net\/inv_\w+\?a=[\w-]+&amp;b=1">Pay online</,
    );
    expect(service?.text).not.toContain('Pay online');
  });

  it('where to add to a balance that runs low: in the portal, else at an address that needs no invoice', async () => {
    const [balance, next] = [1_900, 3_100].map((minor) => ({ minor, currency: 'USD' }));
    const low = (): EventEnvelope => ({
      ...invoiced,
      eventId: test.ports.ids.next('evt'),
      aggregateType: 'dunning',
      type: 'dunning.balance-low',
      data: { subscriberId, on: '2026-01-01', balance, next: { on: '2026-02-01', money: next } },
    });
    const leadsTo = async (operator: object) => {
      must(await changeOperator(test.ports, { ...unnamedOperator, ...operator }, now));
      await tell(low());
      return /^(.+: https:.+)$/m.exec(test.recorded.mail.at(-1)?.text ?? '')?.[1];
    };
    const portal = { address: 'https://my.example.net/portal/' };
    const paymentLink = 'https://pay.example.net/?a={account}';
    expect(await leadsTo({ portal, paymentLink })).toMatch(
      /^Add credit: https:\/\/my\.example\.net\/portal\/bills\?credit=add&account=\d+$/,
    );
    expect(await leadsTo({ paymentLink })).toMatch(/^Pay online: https:\/\/pay\.example\.net\/\?a=\d+$/);
    expect(await leadsTo({ paymentLink: 'https://pay.example.net/{invoice}' })).toBeUndefined();
  });

  it('where to pay what is owed of no invoice, without signing in, by one link however often it is tried', async () => {
    const event: EventEnvelope = {
      ...invoiced,
      eventId: test.ports.ids.next('evt'),
      aggregateType: 'dunning',
      type: 'dunning.step-taken',
      data: {
        subscriberId,
        dueOn: '2026-01-01',
        stepId: 'late',
        kind: 'reminder',
        on: '2026-01-03',
        owed: { minor: 3_100, currency: 'USD' },
        serviceIds: [],
      },
    };
    const composed = async () => {
      await tell({ ...event, eventId: test.ports.ids.next('evt') });
      return test.recorded.mail.at(-1)?.text ?? '';
    };
    const portal = { address: 'https://my.example.net/portal/' };
    must(await changeOperator(test.ports, { ...unnamedOperator, portal }, now));
    expect(await composed()).not.toContain('Pay online');
    const secrets = { webhookSecret: 'whsec_something', apiKey: 'sk_test_something' };
    must(await configurePaymentProvider(test.ports, 'stripe', { settings: {}, secrets }, now));
    const token = /^Pay online: https:\/\/my\.example\.net\/portal\/link\/(\S+)$/m.exec(
      await composed(),
    )?.[1];
    const asked = must(await readPaymentLink(test.ports, token ?? '', now));
    expect(asked).toMatchObject({ purpose: 'pay', due: { amount: '31.00' } });
    expect(
      await readPaymentLink(test.ports, token ?? '', contextAt('2026-01-15T12:00:00.000Z')),
    ).toMatchObject({
      refusal: { code: 'payment-link.expired' },
    });
    const again = { subscriberId, eventId: event.eventId };
    const [first, second] = [
      await linkOfNotice(test.ports, again, now),
      await linkOfNotice(test.ports, again, now),
    ];
    expect(second).toBe(first);
  });

  it('where to pay an invoice without signing in, where only the portal’s address is set', async () => {
    const portal = { address: 'https://my.example.net/portal' };
    must(await changeOperator(test.ports, { ...unnamedOperator, portal }, now));
    const tellAnew = async () => {
      await tell({ ...invoiced, eventId: test.ports.ids.next('evt') });
      return test.recorded.mail.at(-1)?.text ?? '';
    };
    expect(await tellAnew()).not.toContain('Pay online');
    const secrets = { webhookSecret: 'whsec_something', apiKey: 'sk_test_something' };
    must(await configurePaymentProvider(test.ports, 'stripe', { settings: {}, secrets }, now));
    const text = await tellAnew();
    const token = /^Pay online: https:\/\/my\.example\.net\/portal\/link\/(\S+)$/m.exec(text)?.[1] ?? '';
    const read = (at: string) => readPaymentLink(test.ports, token, contextAt(at));
    expect(must(await read('2026-01-30T12:00:00.000Z'))).toMatchObject({
      purpose: 'pay',
      due: { amount: '31.00' },
      invoice: invoiced.data['number'],
    });
    expect(await read('2026-01-31T12:00:00.000Z')).toMatchObject({
      refusal: { code: 'payment-link.expired' },
    });
    const amount = { minor: 3_100, currency: 'USD' };
    must(await recordPayment(test.ports, { subscriberId, money: amount, method: 'cash' }, now));
    expect(must(await read('2026-01-30T12:00:00.000Z'))).toMatchObject({ due: { amount: '0.00' } });
  });

  it('with the invoice as PDF where the operator wants that, the very file that is handed out, and with the logo', async () => {
    const base64 =
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    const logo = { mediaType: 'image/png', base64 } as const;
    must(await changeOperator(test.ports, { ...unnamedOperator, attachInvoices: true, logo }, now));
    await tell(invoiced);
    await tell(activated);
    const [invoice, service] = test.recorded.mail;
    const { name, bytes } = must(await printInvoice(test.ports, invoiced.aggregateId));
    const picture = { name: 'logo', contentType: 'image/png', contentId: 'logo' };
    expect(invoice?.parts).toMatchObject([picture, { name, contentType: 'application/pdf' }]);
    expect(Buffer.from(invoice!.parts![1]!.bytes).equals(bytes)).toBe(true);
    expect(invoice?.html).toContain('<img src="cid:logo"');
    expect(service?.parts).toMatchObject([picture]);
    const seen = must(await previewNotice(test.ports, { kind: 'outage', language: 'en' }, undefined));
    expect(seen.html).toContain(`<img src="data:image/png;base64,${base64}"`);
  });

  it('of a service that is suspended and back, unless dunning has told it', async () => {
    const of = async (type: string) =>
      (await test.ports.store.history('service', activated.aggregateId)).findLast(
        (one) => one.type === type,
      )!;
    for (const reason of ['requested', 'overdue'] as const) {
      for (const command of [{ kind: 'suspend', reason }, { kind: 'resume' }] as const) {
        const ordered = await orderService(test.ports, activated.aggregateId, command, now);
        must(await prove(test.ports, activated.aggregateId, ordered, now));
      }
      for (const type of ['service.suspended', 'service.resumed']) await tell(await of(type));
    }
    const ended = await orderService(test.ports, activated.aggregateId, { kind: 'terminate' }, now);
    must(await prove(test.ports, activated.aggregateId, ended, now));
    await tell(await of('service.terminated'));
    expect(test.recorded.mail.map(({ subject }) => subject)).toEqual([
      'A is suspended',
      'A works again',
      'A has ended',
    ]);
  });

  it('of an outage in its own time, and of new terms that are announced', async () => {
    must(await changeSubscriber(test.ports, subscriberId, { timeZone: 'Europe/Berlin' }, now));
    const happened = (type: string, data: object): EventEnvelope => ({
      ...activated,
      eventId: `an event of ${type}`,
      type,
      data: { ...data },
    });
    const outage = { startedAt: '2025-12-31T23:10:00.000Z', endedAt: '2026-01-01T00:20:00.000Z' };
    await tell(happened('service.outage-recorded', outage));
    const { plan } = (await test.ports.store.load(serviceAggregate, activated.aggregateId))!.state;
    const command = { kind: 'change', change: { plan } };
    for (const origin of ['request', 'price-change']) {
      await tell(happened('service.action-scheduled', { action: { on: '2026-03-01', command, origin } }));
    }
    expect(test.recorded.mail.map(({ text }) => text)).toEqual([
      expect.stringContaining('from Jan 1, 2026 00:10 to Jan 1, 2026 01:20'),
      expect.stringContaining('from Mar 1, 2026 on:\n\nA: $31.00, ↓ 50 ↑ 10 Mbit/s\n\nPlease'),
    ]);
  });

  it('of money that came lately, and of none that is entered as history', async () => {
    const money = { minor: 500, currency: 'USD' };
    for (const receivedOn of ['2025-11-20', '2025-12-20']) {
      const wish = { subscriberId, money, method: 'cash', receivedOn } as const;
      const { id } = must(await recordPayment(test.ports, wish, now));
      const history = await test.ports.store.history('payment', id);
      await tell(history.find(({ type }) => type === 'payment.received')!);
    }
    expect(test.recorded.mail.map(({ subject }) => subject)).toEqual(['Payment of $5.00 received']);
  });

  it('of money that was there before it was known whose it is, like any other', async () => {
    const columns = {
      separator: ',' as const,
      date: 'Day',
      dateFormat: 'YYYY-MM-DD' as const,
      amount: 'Sum',
      decimal: '.' as const,
      currency: { code: 'USD' },
      reference: ['Text'],
    };
    const content = 'Day,Sum,Text\n2025-12-30,7.00,internet\n2025-11-20,8.00,internet';
    const imported = must(await importStatement(test.ports, { format: 'csv', content, columns }, now));
    for (const { paymentId, outcome } of imported) {
      expect(outcome).toBe('unmatched');
      must(await matchPayment(test.ports, paymentId, { subscriberId }, now));
      const history = await test.ports.store.history('payment', paymentId);
      for (const event of history.filter(({ type }) => /\.(received|matched)$/.test(type))) await tell(event);
    }
    expect(test.recorded.mail.map(({ subject }) => subject)).toEqual(['Payment of $7.00 received']);
  });

  it('once, though a carrier was away, and what it refuses for good is kept as failed', async () => {
    let isAway = true;
    const mail = {
      async send() {
        if (isAway) throw new Error('the carrier is away');
        return refuse('notification.refused', 'no such mailbox');
      },
    };
    const ports = { ...test.ports, mail };
    await expect(notifyOnEvent(ports, invoiced, now)).rejects.toThrow('away');
    expect(await told()).toEqual([]);
    isAway = false;
    for (const _ of [1, 2]) await notifyOnEvent(ports, invoiced, now);
    expect(await told()).toEqual(['Could not be told by e-mail to ada@example.com: no such mailbox']);
  });
});
