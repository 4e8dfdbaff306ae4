import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { NoticePreferencesView } from '../../functions/contracts/http/notifications.ts';
import type { TimelineView } from '../../functions/contracts/http/subscribers.ts';
import type { OperatorSettings } from '../../functions/contracts/operator.ts';
import { createSubscriber } from '../lifecycle.ts';
import { advance, api, endpoints } from './running-stack.ts';

/** A mailbox that SES simulates: what is sent there comes back. */
const gone = 'bounce+gone@simulator.amazonses.com';

export function notices(): void {
  it('tells a subscriber by its own ways, in its own language, and no more at an address that mail came back from', async () => {
    const { id } = await createSubscriber(api, 'Told at the harbour');
    const next = 'told.at.the.harbour@example.net';
    await api.patch(`/subscribers/${id}`, { language: 'de', emails: [gone, next], phones: ['+4930123456'] });
    const preferences = { 'payment-received': { sms: true } };
    await api.put(`/subscribers/${id}/notification-preferences`, { preferences });
    const told = (type: string, count: number) =>
      api.until<TimelineView>(
        `/subscribers/${id}/timeline?limit=200`,
        ({ items }) => items.filter((entry) => entry.type === type).length >= count,
      );
    const pay = (amount: string) =>
      api.post('/payments', { subscriberId: id, method: 'cash', amount: { amount, currency: 'USD' } });

    await pay('12.00');
    await told('notification.sent', 2);
    await told('notification.address-failed', 1);
    const seen = await api.get<NoticePreferencesView>(`/subscribers/${id}/notification-preferences`);
    expect(seen.failing).toMatchObject([{ address: gone, fault: 'bounced' }]);

    await pay('13.00');
    const { items } = await told('notification.sent', 4);
    const sent = items.flatMap(({ type, data }) =>
      type === 'notification.sent' ? [`${data['channel']} ${data['to']} ${data['language']}`] : [],
    );
    expect(sent.toSorted()).toEqual([
      `email ${gone} de`,
      `email ${next} de`,
      'sms +4930123456 de',
      'sms +4930123456 de',
    ]);
    const files = readdirSync(endpoints.mail).map((name) => readFileSync(join(endpoints.mail, name), 'utf8'));
    const mail = files.find((file) => file.includes(`To: ${next}`)) ?? '';
    expect(mail).toMatch(/multipart\/alternative/);
    expect(mail).toMatch(/<html lang="de" dir="ltr"/);
    expect(files.filter((file) => file.includes('To: +4930123456'))).toHaveLength(2);

    const address = `/subscribers/${id}/failing-addresses/${encodeURIComponent(gone)}`;
    expect((await api.request('DELETE', address)).status).toBe(200);
    const after = await api.get<NoticePreferencesView>(`/subscribers/${id}/notification-preferences`);
    expect(after.failing).toEqual([]);
  });

  it('lets a text message wait for the end of quiet hours', async () => {
    const operator = await api.get<OperatorSettings>('/operator');
    const { now } = await api.get<{ now: string }>('/clock');
    const around = (hours: number) =>
      new Date(Date.parse(now) + hours * 3_600_000).toISOString().slice(11, 16);
    await api.put('/operator', { ...operator, quietHours: { from: around(-1), to: around(1) } });
    const { id } = await createSubscriber(api, 'Sleeps at the harbour', { timeZone: 'UTC' });
    await api.patch(`/subscribers/${id}`, { phones: ['+4930987654'] });
    const preferences = { 'payment-received': { sms: true } };
    await api.put(`/subscribers/${id}/notification-preferences`, { preferences });
    const until = (type: string) =>
      api.until<TimelineView>(`/subscribers/${id}/timeline?limit=200`, ({ items }) =>
        items.some((entry) => entry.type === type && entry.data['channel'] !== 'email'),
      );
    const texts = () =>
      readdirSync(endpoints.mail).filter((name) =>
        readFileSync(join(endpoints.mail, name), 'utf8').includes('To: +4930987654'),
      );
    await api.post('/payments', {
      subscriberId: id,
      method: 'cash',
      amount: { amount: '9.00', currency: 'USD' },
    });
    await until('notification.postponed');
    expect(texts()).toEqual([]);
    await advance('PT2H');
    await until('notification.sent');
    expect(texts()).toHaveLength(1);
    await api.put('/operator', operator);
  });

  it('sends an invoice along with its mail, if the operator wants that', async () => {
    const operator = await api.get<OperatorSettings>('/operator');
    await api.put('/operator', { ...operator, attachInvoices: true });
    const { id } = await createSubscriber(api, 'Reads at the harbour');
    const lines = [{ item: 'A cable', amount: { amount: '7.00', currency: 'USD' } }];
    const draft = await api.post<{ id: string }>('/draft-invoices', { subscriberId: id, lines });
    await api.post(`/draft-invoices/${draft.id}/issue`);
    await api.until<TimelineView>(`/subscribers/${id}/timeline?limit=200`, ({ items }) =>
      items.some(({ type }) => type === 'notification.sent'),
    );
    const mail = readdirSync(endpoints.mail)
      .map((name) => readFileSync(join(endpoints.mail, name), 'utf8'))
      .find((file) => file.includes('To: reads.at.the.harbour@example.net'));
    const [, encoded = ''] = /filename="INV-\d+\.pdf"[\s\S]*?\r\n\r\n([\w+/=\r\n]+)/.exec(mail ?? '') ?? [];
    expect(Buffer.from(encoded, 'base64').toString('latin1')).toMatch(/^%PDF-[\s\S]*%%EOF\s*$/);
    await api.put('/operator', operator);
  });
}
