import type { InvoiceDispute } from '../../contracts/dunning.ts';
import type { OpenInvoice } from '../billing/account.ts';
import { done, type Result, refuse } from '../result.ts';
import type { Dunning, DunningEvent } from './dunning.ts';

/** Has nothing done for an open invoice of which the subscriber says that it is wrong, until staff have looked. */
export function disputeInvoice(
  { subscriberId, disputed = [] }: Dunning,
  open: readonly OpenInvoice[],
  { invoiceId, reason, since }: Omit<InvoiceDispute, 'number'>,
): Result<readonly DunningEvent[]> {
  const invoice = open.find((one) => one.invoiceId === invoiceId);
  if (invoice === undefined) {
    return refuse(
      'dunning.invoice-not-open',
      'Nothing of this invoice is open on the account, so nothing is done for it.',
      '/invoiceId',
    );
  }
  if (disputed.some((one) => one.invoiceId === invoiceId && one.reason === reason)) return done([]);
  const { number } = invoice;
  return done([
    { type: 'dunning.invoice-disputed', data: { subscriberId, invoiceId, number, reason, since } },
  ]);
}

/** Staff have looked: the invoice is dunned again like any other. */
export function endInvoiceDispute(
  { subscriberId, disputed = [] }: Dunning,
  invoiceId: string,
): Result<readonly DunningEvent[]> {
  const dispute = disputed.find((one) => one.invoiceId === invoiceId);
  return dispute === undefined
    ? refuse('dunning.invoice-not-disputed', 'Nobody says that this invoice is wrong.')
    : done([endOf(subscriberId, dispute)]);
}

/** What became of disputes without anybody ending them: of what is not open any more there is nothing to dispute. */
export function endedDisputes(
  { subscriberId, disputed = [] }: Dunning,
  open: readonly OpenInvoice[],
): readonly DunningEvent[] {
  return disputed
    .filter(({ invoiceId }) => !open.some((invoice) => invoice.invoiceId === invoiceId))
    .map((dispute) => endOf(subscriberId, dispute));
}

/** What of it nobody disputes. */
export function undisputed(
  dunning: Pick<Dunning, 'disputed'> | undefined,
  open: readonly OpenInvoice[],
): readonly OpenInvoice[] {
  const { disputed = [] } = dunning ?? {};
  return open.filter(({ invoiceId }) => !disputed.some((one) => one.invoiceId === invoiceId));
}

function endOf(subscriberId: string, { invoiceId, number }: InvoiceDispute): DunningEvent {
  return { type: 'dunning.invoice-dispute-ended', data: { subscriberId, invoiceId, number } };
}
