import { expect, it } from 'vitest';
import { attentiveProviders } from '../../functions/adapters/attentive-providers.ts';
import { paymentProviderKinds } from '../../functions/adapters/payment-provider-kinds.ts';
import type { PaymentIntake } from '../../functions/ports/payment-intake.ts';
import { mpesa } from '../lab/payment-peers/mpesa.ts';
import { startPaymentPeer } from '../lab/payment-peers.ts';

it('keeps whether a provider answers what payers ask of it, and changes no answer', async () => {
  const kept: string[] = [];
  const intake: PaymentIntake = {
    async count(provider, sign, at) {
      kept.push(`${provider} ${sign} ${at}`);
    },
    since: () => Promise.resolve([]),
  };
  const peer = await startPaymentPeer(mpesa);
  const now = '2026-01-05T12:00:00.000Z';
  try {
    const kind = await attentiveProviders(paymentProviderKinds, intake).find('mpesa');
    const provider = kind?.make(mpesa.configuration(peer.address));
    const wish = {
      sessionId: 'pse_1',
      money: { minor: 100, currency: 'KES' },
      reference: { subscriberId: 'sub_1' },
      accountNumber: '10000001',
      description: 'Payment on account',
      phone: '+254708374149',
      returnUrl: 'https://portal.example/paid',
    };
    peer.loseAnswers(1);
    expect(await provider?.openPage?.(wish, now)).toMatchObject({
      refusal: { code: 'payment-provider.not-answering' },
    });
    expect(await provider?.openPage?.(wish, now)).toMatchObject({ ok: true });
    expect(kept).toEqual([`mpesa unanswered ${now}`, `mpesa answered ${now}`]);
    expect(await attentiveProviders(paymentProviderKinds, intake).find('nobody')).toBeUndefined();
  } finally {
    await peer.stop();
  }
});
