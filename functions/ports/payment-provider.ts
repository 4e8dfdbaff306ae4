import type { Money } from '../contracts/scalars.ts';
import type { Result } from '../domain/result.ts';

/** What a provider's webhook says, in the house's words. */
export interface PaymentNotice {
  readonly noticeId: string;
  readonly kind: 'succeeded' | 'failed' | 'refunded' | 'ignored';
  /** The provider's id of the payment: the same for every notice about it. */
  readonly providerPaymentId: string;
  /** Of a refund: the sum of all refunds of the payment so far, so that a repeat adds nothing. */
  readonly money: Money;
  readonly occurredAt: string;
  readonly reference: { readonly invoiceId?: string; readonly subscriberId?: string };
  readonly failure?: string;
}

/** One payment provider. */
export interface PaymentProvider {
  readonly name: string;
  /** Verifies the signature over the raw bytes in constant time, within the provider's tolerance around `now`, and reads the notice. */
  read(
    raw: Uint8Array,
    headers: Readonly<Record<string, string | undefined>>,
    now: string,
  ): Promise<Result<PaymentNotice>>;
}
