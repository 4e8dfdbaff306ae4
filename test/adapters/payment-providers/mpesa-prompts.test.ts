import { describe, expect, it } from 'vitest';
import { paymentAggregate } from '../../../functions/domain/payment/payment.ts';
import { answer } from '../../lab/payment-peers/mpesa.ts';
import { subscribe } from '../../use-cases/paying-subscriber.ts';
import {
  aPayerByMpesa,
  ask,
  credit,
  deliver,
  paid,
  payments,
  peer,
  prompt,
  returnUrl,
  shop,
  test,
} from './mpesa-case.ts';

aPayerByMpesa();

describe('a prompt on the payer’s phone', () => {
  it('asks for the amount, and what is paid is counted once', async () => {
    const { session, page } = await prompt(150_000);
    expect(session).toMatchObject({ state: 'opened', url: returnUrl });
    expect(page).toMatchObject({ key: '254708374149', minor: 150_000 });
    const told = answer(page, '0', paid);
    for (const _ of [1, 2]) expect(await deliver(told)).toBe(200);
    expect(await payments()).toMatchObject([
      { state: 'received', money: { minor: 150_000, currency: 'KES' }, providerPaymentId: page.id },
    ]);
    expect(await credit()).toBe(150_000);
  });

  it('that is not answered, or refused, is a failed payment', async () => {
    const { page } = await prompt(150_000);
    expect(await deliver(answer(page, '1032', 'Request cancelled by user'))).toBe(200);
    const held = await test.ports.store.holder({ kind: 'payment', value: `mpesa:${page.id}` });
    const kept = await test.ports.store.load(paymentAggregate, held ?? '');
    expect(kept?.state).toMatchObject({ state: 'failed', failure: 'Request cancelled by user' });
    expect(await credit()).toBeUndefined();
  });

  it('is not made in parts of a shilling, in other money, or without a phone in Kenya', async () => {
    expect(await ask(150)).toMatchObject({
      refusal: { code: 'payment-provider.refused', message: expect.stringContaining('whole KES') },
    });
    const elsewhere = await subscribe(shop, { currency: 'KES', phone: '+4930123456' });
    expect(await ask(100, elsewhere)).toMatchObject({
      refusal: {
        code: 'payment-provider.refused',
        message: expect.stringContaining('phone number of Kenya'),
      },
    });
    expect(peer.pages.size).toBe(0);
  });

  it('is not made twice at once to one phone', async () => {
    await prompt(150_000);
    expect(await ask(150_000)).toMatchObject({ refusal: { code: 'payment-provider.not-answering' } });
    expect(peer.pages.size).toBe(1);
  });
});

describe('a callback', () => {
  it('counts as what M-Pesa says when it is asked, for what was asked for', async () => {
    const { page } = await prompt(100);
    const told = answer(page, '1032', 'Request cancelled by user');
    const lie = told.body.replace('"ResultCode":1032', '"ResultCode":0');
    expect(lie).not.toBe(told.body);
    expect(await deliver({ ...told, body: lie })).toBe(200);
    expect(await credit()).toBeUndefined();
    const { page: other } = await prompt(100);
    const cheap = answer(other, '0', paid);
    expect(await deliver({ ...cheap, body: cheap.body.replace('"Value":1}', '"Value":9999}') })).toBe(200);
    expect(await credit()).toBe(100);
  });

  it('to an address that was not given away is nothing', async () => {
    const { page } = await prompt(100);
    const told = answer(page, '0', paid);
    for (const query of ['', told.query?.replace('minor=100', 'minor=90000'), told.query?.slice(0, -1)]) {
      expect(await deliver({ ...told, query: query ?? '' })).toBe(400);
    }
    expect(await payments()).toEqual([]);
  });

  it('is to come again while M-Pesa does not answer', async () => {
    const { page } = await prompt(100);
    const told = answer(page, '0', paid);
    peer.loseAnswers(1);
    expect(await deliver(told)).toBe(504);
    expect(await deliver(told)).toBe(200);
    expect(await credit()).toBe(100);
  });
});
