import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { paymentProviderKinds } from '../../../functions/adapters/payment-provider-kinds.ts';
import type { PaymentProvider } from '../../../functions/ports/payment-provider.ts';
import { authorizeNet, refundsOf, statusOf, told } from '../../lab/payment-peers/authorize-net.ts';
import { type Delivery, type PaymentPeer, startPaymentPeer } from '../../lab/payment-peers.ts';
import { must } from '../../use-cases/paying-subscriber.ts';

const now = '2026-01-05T12:00:00.000Z';
const subscriberId = 'sub_01k9xq3v7n5e2r8t4w6y0a1b2c';
const invoiceId = 'inv_01k9xq3v7n5e2r8t4w6y0a1b2d';

let peer: PaymentPeer;
let provider: PaymentProvider;
beforeEach(async () => {
  peer = await startPaymentPeer(authorizeNet);
  const kind = (await paymentProviderKinds.find('authorize-net'))!;
  provider = kind.make(must(kind.check(authorizeNet.configuration(peer.address))));
});
afterEach(() => peer.stop());

const read = ({ body, headers }: Delivery) => provider.read(Buffer.from(body), headers, now);
const sale = (transId: string, transactionStatus: string) => ({
  transId,
  transactionType: 'authCaptureTransaction',
  transactionStatus,
  order: { description: `${subscriberId} ${invoiceId}` },
  authAmount: 31,
  settleAmount: transactionStatus === 'voided' ? 0 : 31,
});

describe('the page', () => {
  const wish = {
    sessionId: 'pse_01k9xq3v7n5e2r8t4w6y0a1b2e',
    money: { minor: 3_100, currency: 'USD' },
    reference: { subscriberId, invoiceId },
    accountNumber: '10000001',
    description: 'Invoice 1',
    email: 'ada@example.com',
    returnUrl: 'https://portal.example/paid',
  };

  it('is posted a form token, in the money of the account', async () => {
    const page = must(await provider.openPage!(wish, now));
    expect(page).toEqual({
      url: `${peer.address}/payment/payment`,
      providerSessionId: '9xq3v7n5e2r8t4w6y0a1b2e'.slice(-20),
      fields: { token: expect.stringContaining('form-token') },
    });
    const euros = { ...wish, money: { minor: 3_100, currency: 'EUR' } };
    expect(await provider.openPage!(euros, now)).toMatchObject({
      refusal: { code: 'payment-provider.refused', message: expect.stringContaining('takes USD') },
    });
  });
});

describe('a transaction', () => {
  it('counts once it is captured, for whom its order says', async () => {
    const held = told('authcapture.created', sale('60020981676', 'FDSPendingReview'), now);
    expect(must(await read(held))).toEqual([]);
    const approved = told('fraud.approved', sale('60020981676', 'capturedPendingSettlement'), now);
    expect(must(await read(approved))).toMatchObject([
      {
        kind: 'succeeded',
        providerPaymentId: '60020981676',
        money: { minor: 3_100, currency: 'USD' },
        reference: { subscriberId, invoiceId },
      },
    ]);
  });

  it('that is voided is money that went back, and one that is declined failed', async () => {
    const voided = told('void.created', sale('60020981677', 'voided'), now);
    expect(must(await read(voided))).toMatchObject([
      { kind: 'refunded', providerPaymentId: '60020981677', money: { minor: 3_100 } },
    ]);
    const declined = { ...sale('60020981678', 'declined'), responseReasonDescription: 'Do not honour.' };
    expect(must(await read(told('fraud.declined', declined, now)))).toMatchObject([
      { kind: 'failed', failure: 'Do not honour.' },
    ]);
  });

  it('that Authorize.Net does not know tells nothing; while it does not answer, the message is to come again', async () => {
    const unknown = told('authcapture.created', sale('1', 'settledSuccessfully'), now, false);
    expect(must(await read(unknown))).toEqual([]);
    const message = told('authcapture.created', sale('60020981679', 'settledSuccessfully'), now);
    peer.loseAnswers(1);
    expect(await read(message)).toMatchObject({ refusal: { code: 'payment-provider.not-answering' } });
    expect(must(await read(message))).toHaveLength(1);
  });

  it.each(['voided', 'settlementError'])(
    'that sends money back and is %s later is a refund that failed, under the id that it was told by',
    async (transactionStatus) => {
      const refund = (status: string) => ({
        transId: '60020981680',
        transactionType: 'refundTransaction',
        transactionStatus: status,
        refTransId: '60020981679',
        authAmount: 10,
        settleAmount: status === 'voided' ? 0 : 10,
      });
      const about = {
        providerPaymentId: '60020981679',
        refundId: '60020981680',
        money: { minor: 1_000, currency: 'USD' },
      };
      const created = told('refund.created', refund('refundPendingSettlement'), now);
      expect(must(await read(created))).toMatchObject([{ ...about, kind: 'refunded' }]);
      const undone = told('void.created', refund(transactionStatus), now);
      expect(must(await read(undone))).toMatchObject([
        { ...about, kind: 'refund-failed', failure: `Authorize.Net says ${transactionStatus}.` },
      ]);
    },
  );
});

describe('money that goes back', () => {
  const card = { payment: { creditCard: { cardNumber: 'XXXX1111', expirationDate: 'XXXX' } } };
  const refund = (key: string, of: string, minor: number) =>
    provider.refund!(
      {
        key,
        providerPaymentId: of,
        paid: { minor: 3_100, currency: 'USD' },
        money: { minor, currency: 'USD' },
      },
      now,
    );

  it('is sent once to the card of a settled transaction, and refused in words', async () => {
    told('authcapture.created', { ...sale('70', 'settledSuccessfully'), ...card }, now);
    expect(must(await refund('rfd_01k9xq3v7n5e2r8t4w6y0a1b2c', '70', 1_000))).toEqual([]);
    expect(must(await refund('rfd_01k9xq3v7n5e2r8t4w6y0a1b2c', '70', 1_000))).toEqual([]);
    expect(refundsOf('70')).toEqual([{ of: '70', amount: 10 }]);
    expect(await refund('rfd_01k9xq3v7n5e2r8t4w6y0a1b2d', '70', 2_101)).toMatchObject({
      refusal: { code: 'payment-provider.refused', message: expect.stringContaining('54 The referenced') },
    });
    told('authcapture.created', sale('71', 'settledSuccessfully'), now);
    expect(await refund('rfd_01k9xq3v7n5e2r8t4w6y0a1b2e', '71', 100)).toMatchObject({
      refusal: { message: expect.stringContaining('not paid by card') },
    });
  });

  it('is sent once though the answers were lost', async () => {
    told('authcapture.created', { ...sale('72', 'settledSuccessfully'), ...card }, now);
    peer.loseAnswers(1);
    const unknown = { refusal: { code: 'payment-provider.not-answering' } };
    expect(await refund('rfd_01k9xq3v7n5e2r8t4w6y0a1b2f', '72', 1_000)).toMatchObject(unknown);
    const half = refund('rfd_01k9xq3v7n5e2r8t4w6y0a1b2f', '72', 1_000);
    expect(must(await half)).toEqual([]);
    expect(must(await refund('rfd_01k9xq3v7n5e2r8t4w6y0a1b2f', '72', 1_000))).toEqual([]);
    expect(refundsOf('72')).toHaveLength(1);
  });

  it('undoes what is not settled yet, whole', async () => {
    told('authcapture.created', { ...sale('73', 'capturedPendingSettlement'), ...card }, now);
    expect(await refund('rfd_01k9xq3v7n5e2r8t4w6y0a1b2g', '73', 1_000)).toMatchObject({
      refusal: { message: expect.stringContaining('not settled yet') },
    });
    for (const _ of [1, 2]) {
      expect(must(await refund('rfd_01k9xq3v7n5e2r8t4w6y0a1b2h', '73', 3_100))).toEqual([]);
    }
    expect(statusOf('73')).toBe('voided');
  });
});
