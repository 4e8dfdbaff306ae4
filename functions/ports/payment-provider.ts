import type { PaymentProviderSettings } from '../contracts/payment-provider.ts';
import type { Money } from '../contracts/scalars.ts';
import type { Result } from '../domain/result.ts';

/** What a provider's webhook says, in the house's words. */
export interface PaymentNotice {
  readonly noticeId: string;
  readonly kind: 'succeeded' | 'failed' | 'refunded' | 'disputed';
  /** The provider's id of the payment: the same for every notice about it. */
  readonly providerPaymentId: string;
  /** Of a refund without `refundId`: the sum of all refunds of the payment so far, so that a repeat adds nothing. */
  readonly money: Money;
  /** The provider tells of refunds one by one: `money` is of this one, which counts once. */
  readonly refundId?: string;
  readonly occurredAt: string;
  readonly reference: { readonly invoiceId?: string; readonly subscriberId?: string };
  readonly failure?: string;
  /** Of `disputed`: `money` is what is disputed. A lost one went back to the payer. */
  readonly dispute?: {
    readonly id: string;
    readonly state: 'open' | 'won' | 'lost';
    readonly reason: string;
  };
}

/** What a hosted page is made for. */
export interface PageWish {
  /** Key of the call: the provider makes one page for it, however often it is asked. */
  readonly sessionId: string;
  readonly money: Money;
  readonly reference: { readonly subscriberId: string; readonly invoiceId?: string | undefined };
  /** What the payer reads. */
  readonly description: string;
  readonly email?: string | undefined;
  /** Where the provider sends the payer afterwards. It proves nothing: only notices count. */
  readonly returnUrl: string;
}

export interface HostedPage {
  readonly url: string;
  readonly providerSessionId: string;
}

/** One payment provider. */
export interface PaymentProvider {
  readonly name: string;
  /**
   * Verifies the signature over the raw bytes in constant time, within the provider's tolerance around `now`, and reads
   * what it tells; nothing where the message is about something else.
   */
  read(
    raw: Uint8Array,
    headers: Readonly<Record<string, string | undefined>>,
    now: string,
  ): Promise<Result<readonly PaymentNotice[]>>;
  /**
   * Has the provider make a page on which the payer pays. Refuses with `payment-provider.refused` (the provider's words),
   * and with `payment-provider.not-answering` when it is not known whether the page was made: the same again is safe.
   */
  openPage?(wish: PageWish): Promise<Result<HostedPage>>;
}

/** What staff sets for a provider. */
export interface ProviderConfiguration {
  readonly settings: PaymentProviderSettings;
  readonly secrets: Readonly<Record<string, string>>;
}

/** A make of provider: which settings and secrets it takes, and the provider that they make. */
export interface PaymentProviderKind {
  /** Refuses with `payment-provider.settings-unfit` and a pointer to each bad field. */
  check(configuration: ProviderConfiguration): Result<ProviderConfiguration>;
  make(configuration: ProviderConfiguration): PaymentProvider;
}

/** All makes that this release knows. */
export interface PaymentProviderKinds {
  find(name: string): Promise<PaymentProviderKind | undefined>;
}
