import { portalLanguage } from '../contracts/portal.ts';
import { invoiceAggregate } from '../domain/billing/invoice.ts';
import { formatMoney } from '../domain/money.ts';
import { done } from '../domain/result.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Context } from '../ports/context.ts';
import { dueBy, type LinkPorts, linkBy } from './payment-link.ts';
import { providersHere, transfersIn, waysIn } from './read-my-dues.ts';

/** What a link asks of whoever has it. */
export async function readPaymentLink(ports: LinkPorts, token: string, context: Context) {
  const { store } = ports;
  const found = await linkBy(store, token, context);
  if (!found.ok) return found;
  const { purpose, subscriberId, invoiceId, serviceId, expiresAt } = found.value.state;
  const [due, providers, subscriber, invoice] = await Promise.all([
    dueBy(store, found.value.state, context),
    providersHere(ports),
    store.load(subscriberAggregate, subscriberId),
    invoiceId === undefined ? undefined : store.load(invoiceAggregate, invoiceId),
  ]);
  if (!due.ok) return due;
  const language = portalLanguage.safeParse(subscriber?.state.details.language.slice(0, 2));
  return done({
    purpose,
    due: formatMoney({ ...due.value, minor: Math.max(0, due.value.minor) }),
    ...(invoice === undefined ? {} : { invoice: invoice.state.number }),
    expiresAt,
    ...(language.success ? { language: language.data } : {}),
    providers: waysIn(providers, purpose).map((way) =>
      // Whoever is on the line pays, and leaves nothing that is charged from then on.
      serviceId === undefined ? way : { ...way, keepsMethods: false, savesAlone: false },
    ),
    transfers:
      purpose === 'pay' && subscriber !== undefined
        ? transfersIn(providers, { number: subscriber.state.number, currency: due.value.currency })
        : [],
  });
}
