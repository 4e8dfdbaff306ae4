import type { PaymentProviderSettings, ProviderRegistration } from '../contracts/payment-provider.ts';
import type { MethodAtProvider } from '../contracts/saved-method.ts';
import type { Money } from '../contracts/scalars.ts';
import type { ChargeOutcome } from '../domain/payment/collection.ts';
import type { Result } from '../domain/result.ts';

/** What a provider's webhook says, in the house's words. */
export interface PaymentNotice {
  readonly noticeId: string;
  /**
   * `announced`: said unproven, so that nothing counts until the provider confirms it. `unconfirmed`: of one that was
   * announced it is not known whether it was made, for the reason in `failure`.
   */
  readonly kind:
    | 'succeeded'
    | 'failed'
    | 'refunded'
    | 'refund-failed'
    | 'disputed'
    | 'announced'
    | 'unconfirmed';
  /** The provider's id of the payment: the same for every notice about it. */
  readonly providerPaymentId: string;
  /** Of `succeeded`: by which the payer knows it, where that is another number; the provider may tell of it by that, too. */
  readonly receipt?: string;
  /** How a statement of the provider's own books names the money: by what reference, on which day. */
  readonly booked?: { readonly on: string; readonly reference: string };
  /** Of `announced`: what the payer wrote, and who that is. */
  readonly said?: { readonly text: string; readonly name?: string | undefined };
  /** Of a refund without `refundId`: the sum of all refunds of the payment so far, so that a repeat adds nothing. */
  readonly money: Money;
  /** The provider tells of refunds one by one: `money` is of this one, which counts once. */
  readonly refundId?: string;
  /** Of `refund-failed`, which names its refund: the provider tells of refunds by their sum, in which this one was. */
  readonly isOfSum?: true;
  /** Of `refunded`: the bank took back what it had said to have, and why. Nobody sent it back. */
  readonly lateFailure?: string;
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

/** What a provider's webhook says of a method that it keeps for a payer. */
export interface MethodNotice {
  readonly noticeId: string;
  /** `method-changed` is about a method that was saved before; of one that is unknown here it says nothing. */
  readonly kind: 'method-saved' | 'method-changed' | 'method-gone';
  readonly method: Omit<MethodAtProvider, 'provider'>;
  readonly reference: { readonly subscriberId?: string };
}

/** A provider asks before it takes a payment whether what the payer wrote names somebody here. Nothing is paid yet. */
export interface PaymentEnquiry {
  readonly kind: 'enquiry';
  /** What the payer wrote, and who that is. */
  readonly said: { readonly text: string; readonly name?: string | undefined };
  /** Left out where it cannot be read. */
  readonly money?: Money | undefined;
  /** What it wants to hear. */
  readonly answers: Readonly<Record<'known' | 'unknown', Readonly<Record<string, string>>>>;
}

export type ProviderNotice = PaymentNotice | MethodNotice | PaymentEnquiry;

/** What a hosted page is made for. */
export interface PageWish {
  /** Key of the call: the provider makes one page for it, however often it is asked. */
  readonly sessionId: string;
  readonly money: Money;
  /** The method with which is paid is kept, so that it can be charged without the payer. */
  readonly savesMethod?: boolean | undefined;
  /** The payer at the provider, where a method of theirs is kept there already. */
  readonly customer?: string | undefined;
  readonly reference: { readonly subscriberId: string; readonly invoiceId?: string | undefined };
  /** Number of the payer's account. */
  readonly accountNumber: string;
  /** What the payer reads. */
  readonly description: string;
  readonly email?: string | undefined;
  /** E.164. */
  readonly phone?: string | undefined;
  /** Where the provider sends the payer afterwards. It proves nothing: only notices count. */
  readonly returnUrl: string;
}

/** What a hosted page is made for on which a method is saved and nothing is paid. */
export type SavingPageWish = Omit<PageWish, 'money' | 'savesMethod'>;

export interface HostedPage {
  readonly url: string;
  readonly providerSessionId: string;
  /** What the payer's browser posts to the address as a form, where it is not just sent there. */
  readonly fields?: Readonly<Record<string, string>>;
}

/** A charge of a saved method, without the payer being there. */
export interface ChargeWish {
  /** Key of the call: the provider makes one charge for it, however often it is asked. */
  readonly key: string;
  readonly method: Pick<MethodAtProvider, 'token' | 'customer'>;
  readonly money: Money;
  readonly reference: { readonly subscriberId: string; readonly invoiceId: string };
  readonly description: string;
  readonly email?: string | undefined;
  /** When it was asked for first: a provider may keep a key for a time only. */
  readonly firstAskedAt: string;
}

/** A payment of which the provider said unproven that it was made. */
export interface AnnouncedPayment {
  readonly providerPaymentId: string;
  readonly money: Money;
  /** When it was made, as the provider said. */
  readonly at: string;
}

/** Money that goes back to the payer of a payment. */
export interface RefundWish {
  /** Key of the call: the provider makes one refund for it, however often it is asked. */
  readonly key: string;
  readonly providerPaymentId: string;
  readonly receipt?: string | undefined;
  /** All that was paid. */
  readonly paid: Money;
  readonly money: Money;
  readonly reason?: string | undefined;
}

/** What a provider is told by its API: where to send its messages. */
export interface Registering {
  /** The same as long as it is to be told the same. */
  readonly key: string;
  /** Refuses like `openPage`, and with `payment-provider.settings-unfit` where a setting is missing or does not do. */
  ask(): Promise<Result<ProviderRegistration>>;
}

/** Where payers send money by themselves, with the number of their account. */
export interface TransferPlace {
  readonly number: string;
  readonly currency: string;
}

/** One payment provider. */
export interface PaymentProvider {
  readonly name: string;
  /** What it wants to hear of a message that was taken, beside that it was. */
  readonly thanks?: Readonly<Record<string, string>>;
  readonly transfers?: TransferPlace;
  readonly registering?: Registering;
  /**
   * Verifies the signature over the raw bytes in constant time, within the provider's tolerance around `now`, and reads
   * what it tells; nothing where the message is about something else. `query` is of the address that it came to, for
   * makes that sign nothing: those give each payment an address of its own.
   */
  read(
    raw: Uint8Array,
    headers: Readonly<Record<string, string | undefined>>,
    now: string,
    query?: URLSearchParams,
  ): Promise<Result<readonly ProviderNotice[]>>;
  /**
   * Has the provider make a page on which the payer pays. Refuses with `payment-provider.refused` (the provider's words),
   * and with `payment-provider.not-answering` when it is not known whether the page was made: the same again is safe.
   */
  openPage?(wish: PageWish, now: string): Promise<Result<HostedPage>>;
  /** Has the provider make a page on which the payer saves a method. Refuses like `openPage`. */
  openSavingPage?(wish: SavingPageWish): Promise<Result<HostedPage>>;
  /**
   * Charges a saved method. Refuses like `openPage`: after `payment-provider.not-answering` it is not known whether it was
   * charged, and the same again is safe.
   */
  charge?(wish: ChargeWish, now: string): Promise<Result<ChargeOutcome>>;
  /**
   * Sends money back. The notices tell what went back at once, as a message about it will; none where the provider only
   * took it on. Refuses like `openPage`.
   */
  refund?(wish: RefundWish, now: string): Promise<Result<readonly PaymentNotice[]>>;
  /** Asks whether a payment that was announced was made; a message tells. Refuses like `openPage`. */
  confirm?(announced: AnnouncedPayment): Promise<Result<void>>;
  /** Has the provider keep a method no more; one that is gone already is fine. Refuses like `openPage`. */
  forget?(method: Pick<MethodAtProvider, 'token' | 'customer'>): Promise<Result<void>>;
}

/** What staff sets for a provider. */
export interface ProviderConfiguration {
  readonly settings: PaymentProviderSettings;
  readonly secrets: Readonly<Record<string, string>>;
}

/** A make of provider: which settings and secrets it takes, and the provider that they make. */
export interface PaymentProviderKind {
  /** As people call it. */
  readonly title: string;
  readonly about: string;
  /** By which name the address of its webhook calls it, where it takes none with its own. */
  readonly webhookName?: string;
  /** Whether it is told by its API where to send its messages. */
  readonly isRegistered?: true;
  /** What its settings and its secrets must be, as JSON Schema. */
  schemas(): Readonly<Record<'settings' | 'secrets', Readonly<Record<string, unknown>>>>;
  /** Refuses with `payment-provider.settings-unfit` and a pointer to each bad field. */
  check(configuration: ProviderConfiguration): Result<ProviderConfiguration>;
  make(configuration: ProviderConfiguration): PaymentProvider;
}

/** All makes that this release knows. */
export interface PaymentProviderKinds {
  find(name: string): Promise<PaymentProviderKind | undefined>;
}
