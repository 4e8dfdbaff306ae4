import { beforeEach, describe, expect, it } from 'vitest';
import { paymentAggregate } from '../../../functions/domain/payment/payment.ts';
import { paymentProvidersId } from '../../../functions/domain/payment/providers.ts';
import { subscriberAggregate } from '../../../functions/domain/subscriber/subscriber.ts';
import { configurePaymentProvider } from '../../../functions/use-cases/configure-payment-provider.ts';
import { confirmPayment } from '../../../functions/use-cases/confirm-payment.ts';
import { countHeldPayment } from '../../../functions/use-cases/count-held-payment.ts';
import { dropHeldPayment } from '../../../functions/use-cases/drop-held-payment.ts';
import { importStatement } from '../../../functions/use-cases/import-statement.ts';
import { indexSearch } from '../../../functions/use-cases/index-search.ts';
import { listPayments } from '../../../functions/use-cases/read-billing.ts';
import { readMyDues } from '../../../functions/use-cases/read-my-dues.ts';
import { refundPayment } from '../../../functions/use-cases/refund-payment.ts';
import { registerPaymentProvider } from '../../../functions/use-cases/register-payment-provider.ts';
import { sweepAnnounced } from '../../../functions/use-cases/sweep-announced.ts';
import {
  answer,
  answerQuestion,
  endReversal,
  mpesa,
  type PaidIn,
  payIn,
  questions,
  reversals,
  type StatusAnswer,
} from '../../lab/payment-peers/mpesa.ts';
import { contextAt } from '../../ports.ts';
import { must, subscribe } from '../../use-cases/paying-subscriber.ts';
import {
  aPayerByMpesa,
  credit,
  deliver,
  now,
  payments,
  peer,
  prompt,
  send,
  shop,
  subscriberId,
  test,
} from './mpesa-case.ts';

aPayerByMpesa();

describe('the pay bill number', () => {
  let account: string;
  beforeEach(async () => {
    await indexSearch(test.ports, { aggregateType: 'subscriber', aggregateId: subscriberId });
    const subscriber = await test.ports.store.load(subscriberAggregate, subscriberId);
    account = subscriber?.state.number ?? '';
  });

  const register = () => registerPaymentProvider(test.ports, 'mpesa', now);
  const paid = (receipt: string, more: Partial<PaidIn> = {}) =>
    payIn(peer.address, { receipt, minor: 150_000, account, ...more });
  const heldBy = (name: string) => test.ports.store.holder({ kind: 'payment', value: `mpesa:${name}` });
  const known = async (name: string) => {
    const id = await heldBy(name);
    return id === undefined ? undefined : (await test.ports.store.load(paymentAggregate, id))?.state;
  };
  /** Does what the consumer of the event does. */
  const askAbout = async (receipt: string, at = now) =>
    confirmPayment(test.ports, (await heldBy(receipt)) ?? '', at);
  const told = (told: StatusAnswer = {}, minor = 150_000) =>
    answerQuestion(questions.at(-1) ?? {}, minor, told);
  async function payAndAnswer(receipt: string, more: Partial<PaidIn> = {}, status: StatusAnswer = {}) {
    expect(await deliver(paid(receipt, more).confirmation)).toBe(200);
    must(await askAbout(receipt));
    expect(await deliver(told(status).result)).toBe(200);
  }

  it('is registered once, and says what Daraja answered each time', async () => {
    const first = must(await register()).state.providers['mpesa'];
    expect(first?.registered).toMatchObject({ outcome: 'registered', answer: 'Success' });
    const again = must(await register()).state.providers['mpesa'];
    expect(again?.registered).toMatchObject({
      outcome: 'registered',
      answer: expect.stringContaining('already registered'),
    });
    const { settings } = mpesa.configuration(peer.address);
    const changed = { settings, secrets: { callbackSecret: 'another secret of thirty-two characters' } };
    const anew = must(await configurePaymentProvider(test.ports, 'mpesa', changed, now));
    expect(anew.state.providers['mpesa']).not.toHaveProperty('registered');
    const other = must(await register()).state.providers['mpesa'];
    expect(other?.registered).toMatchObject({ outcome: 'registered-before' });
    expect(
      JSON.stringify(await test.ports.store.history('payment-providers', paymentProvidersId)),
    ).not.toMatch(/mark=|secret of thirty-two/);
  });

  it('is not registered without somebody who may ask, or at an address that Daraja does not take', async () => {
    const { settings, secrets } = mpesa.configuration(peer.address);
    const { initiatorName: _, ...anonymous } = settings;
    must(await configurePaymentProvider(test.ports, 'mpesa', { settings: anonymous, secrets }, now));
    expect(await register()).toMatchObject({
      refusal: { code: 'payment-provider.settings-unfit', pointer: '/settings/initiatorName' },
    });
    const notificationUrl = 'https://isp.example/api/v1/webhooks/payments/mpesa';
    const named = { ...settings, notificationUrl };
    must(await configurePaymentProvider(test.ports, 'mpesa', { settings: named, secrets }, now));
    expect(await register()).toMatchObject({
      refusal: { code: 'payment-provider.settings-unfit', pointer: '/settings/notificationUrl' },
    });
    peer.loseAnswers(1, /registerurl/);
    must(await configurePaymentProvider(test.ports, 'mpesa', { settings, secrets }, now));
    expect(await register()).toMatchObject({ refusal: { code: 'payment-provider.not-answering' } });
  });

  it('is told to payers once it is registered', async () => {
    const transfers = async () => must(await readMyDues(test.ports, subscriberId, now)).transfers;
    expect(await transfers()).toEqual([]);
    must(await register());
    expect(await transfers()).toEqual([{ provider: 'mpesa', to: '174379', account }]);
    const dollars = await subscribe(shop);
    expect(must(await readMyDues(test.ports, dollars, now)).transfers).toEqual([]);
  });

  it('brings money that counts once M-Pesa confirms it, once', async () => {
    must(await register());
    for (const _ of [1, 2]) expect(await deliver(paid('RKL51ZDR4F').confirmation)).toBe(200);
    expect(await known('RKL51ZDR4F')).toMatchObject({
      state: 'held',
      reference: { subscriberId },
      note: `NICHOLAS: ${account}`,
    });
    expect(await credit()).toBeUndefined();
    must(await askAbout('RKL51ZDR4F'));
    expect(questions.at(-1)).toMatchObject({ TransactionID: 'RKL51ZDR4F', PartyA: '174379' });
    for (const _ of [1, 2]) expect(await deliver(told().result)).toBe(200);
    expect(await known('RKL51ZDR4F')).toMatchObject({
      state: 'received',
      method: 'provider',
      subscriberId,
      receivedAt: '2026-01-05T11:59:00.000Z',
    });
    expect(await credit()).toBe(150_000);
    const before = questions.length;
    must(await askAbout('RKL51ZDR4F'));
    expect(questions).toHaveLength(before);
    expect(await deliver(paid('RKL51ZDR4F').confirmation)).toBe(200);
    expect(await payments()).toHaveLength(1);
  });

  it('is heard of for a prompt, too, whose receipt counts once whichever comes first', async () => {
    must(await register());
    for (const order of ['prompt', 'announced', 'confirmed'] as const) {
      const before = (await credit()) ?? 0;
      const { page } = await prompt(150_000);
      const { AccountReference } = JSON.parse(page.request) as Record<string, string>;
      expect(AccountReference).toBe(account);
      const callback = answer(page, '0', 'The service request is processed successfully.');
      const receipt = /"MpesaReceiptNumber","Value":"(\w+)"/.exec(callback.body)?.[1] ?? '';
      if (order === 'prompt') expect(await deliver(callback)).toBe(200);
      expect(await deliver(paid(receipt, { account: AccountReference ?? '' }).confirmation)).toBe(200);
      if (order === 'announced') expect(await deliver(callback)).toBe(200);
      must(await confirmPayment(test.ports, (await heldBy(receipt)) ?? '', now));
      if (questions.at(-1)?.['TransactionID'] === receipt) expect(await deliver(told().result)).toBe(200);
      if (order === 'confirmed') expect(await deliver(callback)).toBe(200);
      expect(await credit()).toBe(before + 150_000);
      if (order !== 'confirmed') expect(await heldBy(page.id)).toBe(await heldBy(receipt));
    }
    expect(await payments()).toHaveLength(3);
  });

  it('counts nothing that M-Pesa does not confirm, and shows why to people', async () => {
    must(await register());
    const no: readonly (readonly [string, StatusAnswer, object])[] = [
      ['RKL51ZDR5A', { code: '2001', words: 'The initiator information is invalid.' }, { state: 'held' }],
      ['RKL51ZDR5B', { to: '600111 - Somebody else' }, { state: 'held' }],
      ['RKL51ZDR5C', { minor: 100 }, { state: 'held' }],
      ['RKL51ZDR5D', { status: 'Authorized' }, { state: 'held' }],
      ['RKL51ZDR5E', { status: 'Declined' }, { state: 'failed', failure: 'M-Pesa says: Declined.' }],
    ];
    for (const [receipt, status, expected] of no) {
      await payAndAnswer(receipt, {}, status);
      expect(await known(receipt)).toMatchObject(expected);
    }
    expect(await credit()).toBeUndefined();
    expect((await known('RKL51ZDR5A'))?.held?.reason).toContain('initiator information');
    const page = must(await listPayments(test.ports, { state: 'held', limit: 10 }));
    expect(page.items).toHaveLength(4);
    // Staff looked it up: one is there, one is not, and what M-Pesa confirms after all counts whatever they said.
    must(await countHeldPayment(test.ports, (await heldBy('RKL51ZDR5A')) ?? '', now));
    must(await dropHeldPayment(test.ports, (await heldBy('RKL51ZDR5D')) ?? '', now));
    expect(await credit()).toBe(150_000);
    const late = answerQuestion(questions.at(-2) ?? {}, 150_000);
    expect(await deliver(late.result)).toBe(200);
    expect(await known('RKL51ZDR5D')).toMatchObject({ state: 'received' });
    expect(await credit()).toBe(300_000);
  });

  it('asks again while M-Pesa does not answer, for three days', async () => {
    must(await register());
    expect(await deliver(paid('RKL51ZDR6A').confirmation)).toBe(200);
    peer.loseAnswers(1, /transactionstatus/);
    expect(await askAbout('RKL51ZDR6A')).toMatchObject({
      refusal: { code: 'payment-provider.not-answering' },
    });
    const id = (await heldBy('RKL51ZDR6A')) ?? '';
    const askedAgain = async (at: string) => {
      await sweepAnnounced(test.ports, null, contextAt(at));
      return (await test.ports.store.history('payment', id)).filter(
        ({ type }) => type === 'payment.asked-again',
      ).length;
    };
    expect(await askedAgain('2026-01-05T12:10:00.000Z')).toBe(0);
    expect(await askedAgain('2026-01-05T13:00:00.000Z')).toBe(1);
    must(await askAbout('RKL51ZDR6A'));
    expect(await deliver(told().queue)).toBe(200);
    expect(await known('RKL51ZDR6A')).toMatchObject({ held: { reason: expect.stringContaining('in time') } });
    expect(await askedAgain('2026-01-06T13:00:00.000Z')).toBe(2);
    expect(await askedAgain('2026-01-09T13:00:00.000Z')).toBe(2);
    expect(await deliver(told().result)).toBe(200);
    expect(await credit()).toBe(150_000);
  });

  it('counts what a statement of the number tells of once, whichever comes first', async () => {
    must(await register());
    const content = (receipt: string) =>
      `Receipt No,Date,Details,Paid In\n${receipt},2026-01-05,Pay bill from 254708***149 Acc ${account},1500.00`;
    const columns = {
      separator: ',' as const,
      decimal: '.' as const,
      dateFormat: 'YYYY-MM-DD' as const,
      date: 'Date',
      amount: 'Paid In',
      currency: { code: 'KES' },
      reference: ['Details'],
      id: 'Receipt No',
    };
    const imported = async (receipt: string) =>
      must(await importStatement(test.ports, { format: 'csv', content: content(receipt), columns }, now));
    await payAndAnswer('RKL51ZDRAA');
    for (const _ of [1, 2]) expect(await imported('RKL51ZDRAA')).toMatchObject([{ outcome: 'known' }]);
    expect(await credit()).toBe(150_000);
    // What M-Pesa did not confirm stands in its books: no more confirmation is needed.
    await payAndAnswer('RKL51ZDRAB', {}, { code: '2001', words: 'The initiator information is invalid.' });
    for (const _ of [1, 2]) expect(await imported('RKL51ZDRAB')).toMatchObject([{ outcome: 'known' }]);
    expect(await credit()).toBe(300_000);
    expect(await deliver(told().result)).toBe(200);
    expect(await imported('RKL51ZDRAC')).toMatchObject([{ outcome: 'matched' }]);
    expect(await credit()).toBe(450_000);
    expect(await deliver(paid('RKL51ZDRAC').confirmation)).toBe(200);
    expect(await credit()).toBe(450_000);
    expect(await payments()).toHaveLength(3);
  });

  it('keeps money of an account that nobody has for people, and refunds it', async () => {
    must(await register());
    await payAndAnswer('RKL51ZDR7A', { account: 'HOUSE 7' });
    const lost = await known('RKL51ZDR7A');
    expect(lost).toMatchObject({ state: 'unmatched', note: 'NICHOLAS: HOUSE 7' });
    expect(lost?.unmatched?.detail).toContain('What the payer wrote');
    const id = (await heldBy('RKL51ZDR7A')) ?? '';
    const amount = { minor: 150_000, currency: 'KES' };
    must(await refundPayment(test.ports, id, { amount }, now));
    expect(reversals.at(-1)).toMatchObject({ TransactionID: 'RKL51ZDR7A', Amount: '1500' });
    expect(await deliver(endReversal(reversals.at(-1) ?? {}, 0).result)).toBe(200);
    expect(await known('RKL51ZDR7A')).toMatchObject({ state: 'refunded' });
  });

  it('takes what is paid for an unknown account, unless it is to refuse that', async () => {
    must(await register());
    const asked = async (named: string) => {
      const { statusCode, body } = await send(paid('RKL51ZDR8A', { account: named }).validation);
      expect(statusCode).toBe(200);
      return JSON.parse(body ?? '') as unknown;
    };
    const accepted = { ResultCode: '0', ResultDesc: 'Accepted' };
    expect(await asked('nobody 1')).toEqual(accepted);
    const { settings, secrets } = mpesa.configuration(peer.address);
    const strict = { settings: { ...settings, unknownAccounts: 'refuse' }, secrets };
    const kept = must(await configurePaymentProvider(test.ports, 'mpesa', strict, now));
    expect(kept.state.providers['mpesa']?.registered).toMatchObject({ outcome: 'registered' });
    expect(await asked('nobody 1')).toEqual({ ResultCode: 'C2B00012', ResultDesc: 'Rejected' });
    expect(await asked(`acc ${account}`)).toEqual(accepted);
    expect(await heldBy('RKL51ZDR8A')).toBeUndefined();
  });

  it('hears nothing at an address that was not given away', async () => {
    must(await register());
    const { validation, confirmation } = paid('RKL51ZDR9A');
    expect(await deliver(confirmation)).toBe(200);
    must(await askAbout('RKL51ZDR9A'));
    const { result } = told();
    const changed = [
      { ...confirmation, query: '' },
      { ...confirmation, query: validation.query?.replace('end=validation', 'end=confirmation') ?? '' },
      { ...result, query: result.query?.replace('minor=150000', 'minor=900000') ?? '' },
      { ...result, query: confirmation.query ?? '' },
    ];
    for (const delivery of changed) expect(await deliver(delivery)).toBe(400);
    expect(await credit()).toBeUndefined();
  });
});
