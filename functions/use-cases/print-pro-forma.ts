import type { Day } from '../contracts/scalars.ts';
import { localDay } from '../domain/billing/local-day.ts';
import { invoiceDocument } from '../domain/document/invoice-document.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { loadAccount } from './billing-account.ts';
import { type BillingPorts, previewBilling } from './billing-plan.ts';
import { readDocumentBasis } from './document-basis.ts';
import { loadKnown } from './load.ts';
import type { HandedOut } from './print-invoice.ts';

/**
 * What billing a day would charge, as one pro-forma invoice whatever the grouping will be: nothing is issued, and it has
 * no number.
 */
export async function printProForma(
  ports: BillingPorts & Pick<Ports, 'printing'>,
  subscriberId: string,
  wished: Day | undefined,
  context: Context,
): Promise<Result<HandedOut>> {
  const { store, printing } = ports;
  const loaded = await loadKnown(store, subscriberAggregate, subscriberId);
  if (!loaded.ok) return loaded;
  const { timeZone } = loaded.value.state.details;
  const { account } = await loadAccount(store, subscriberId, loaded.value.state);
  const on = wished ?? account.nextBillingOn ?? localDay(context.now, timeZone);
  const previewed = await previewBilling(ports, { subscriberId, on }, context);
  if (!previewed.ok) return previewed;
  const [first, ...others] = previewed.value.map(({ data }) => data);
  if (first === undefined) {
    return refuse('pro-forma.nothing-due', `Nothing would be charged on ${on}; ask for a later day.`, '/on');
  }
  const { operator, subscriber } = await readDocumentBasis(store, loaded.value);
  const all = [first, ...others];
  const document = invoiceDocument({
    invoiceId: '',
    invoice: {
      ...first,
      number: '',
      lines: all.flatMap(({ lines }) => lines),
      total: all.reduce((sum, { total }) => sum + total, 0),
      dueAtIssue: all.reduce((sum, { due }) => sum + due, 0),
      issuedAt: context.now,
    },
    operator,
    subscriber,
    isProForma: true,
  });
  const bytes = new Uint8Array(await printing.print(document));
  return done({ name: `pro-forma-${subscriber.number}-${on}.pdf`, bytes });
}
