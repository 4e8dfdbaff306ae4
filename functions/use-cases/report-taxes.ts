import type { PositionedEvent } from '../contracts/event.ts';
import { invoiceIssued } from '../contracts/events/invoice-issued.ts';
import { invoiceVoided } from '../contracts/events/invoice-voided.ts';
import { subscriptions } from '../contracts/subscriptions.ts';
import { invoiceAggregate } from '../domain/billing/invoice.ts';
import { taxDocument } from '../domain/billing/quoted-taxes.ts';
import { taxServiceAggregate, taxServiceId } from '../domain/billing/tax-service.ts';
import { done, type Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store } from '../ports/store.ts';
import type { TaxService } from '../ports/tax-service.ts';
import { readIssuedDocument } from './issued-document.ts';
import { taxServiceOf } from './tax-service.ts';
import { changeOne } from './write-one.ts';

const consumer = 'report-taxes';
const eventsAtOnce = 25;

/** The one feed stands in the place of an aggregate. */
const feedId = 'feed';

type ReportPorts = Pick<Ports, 'store' | 'feed' | 'checkpoints' | 'taxServices'>;

/**
 * Tells the tax service of every document that was issued or voided since it was set up, in the order of the feed. The
 * feed is the journal: what the service has not heard stands behind the checkpoint, and is told when the next message
 * comes, however long the service or this platform was away. Throws while the service does not take what it is told.
 */
export async function reportTaxes(ports: ReportPorts, through: number, context: Context): Promise<number> {
  const { store, feed, checkpoints } = ports;
  const setAt = (await store.load(taxServiceAggregate, taxServiceId))?.state.setAt;
  const service = await taxServiceOf(ports);
  for (;;) {
    const after = await checkpoints.get(consumer, feedId);
    if (after >= through) return after;
    if (service === undefined || setAt === undefined) {
      await checkpoints.advance(consumer, feedId, through);
      return through;
    }
    const { items, nextAfter } = await feed.read({
      after,
      limit: eventsAtOnce,
      types: subscriptions['report-taxes'],
    });
    if (nextAfter === after) return after;
    for (const event of items) {
      // Documents from before its time are none of its business.
      if (event.at >= setAt) await tell(store, service, event, context);
      await checkpoints.advance(consumer, feedId, event.position);
    }
    await checkpoints.advance(consumer, feedId, nextAfter);
  }
}

async function tell(
  store: Store,
  service: TaxService,
  event: PositionedEvent,
  context: Context,
): Promise<void> {
  const isIssued = event.type === invoiceIssued.type;
  const told = isIssued ? await tellIssued(store, service, event) : await tellVoided(service, event);
  if (told.ok) return;
  const { code, message } = told.refusal;
  if (code !== 'tax-service.refused') throw new Error(`${code}: ${message}`);
  const noted = await changeOne(store, taxServiceAggregate, taxServiceId, context, ({ state }) => {
    const data = {
      documentId: event.aggregateId,
      told: isIssued ? ('issued' as const) : ('voided' as const),
      words: message,
    };
    const isKnown = state.refused.some((one) => one.documentId === data.documentId && one.told === data.told);
    return done({ events: isKnown ? [] : [{ type: 'tax-service.document-refused', data }] });
  });
  if (!noted.ok) throw new Error(`a refused tax document cannot be noted: ${noted.refusal.message}`);
}

async function tellIssued(
  store: Store,
  service: TaxService,
  { aggregateId, data }: PositionedEvent,
): Promise<Result<void>> {
  const invoice = await store.load(invoiceAggregate, aggregateId);
  if (invoice === undefined) throw new Error(`${aggregateId} was issued and is gone`);
  const { subscriber } = await readIssuedDocument(store, invoice);
  return service.tellIssued(
    taxDocument(aggregateId, invoiceIssued.data.parse(data), subscriber.details.taxId),
  );
}

function tellVoided(service: TaxService, { aggregateId, data }: PositionedEvent): Promise<Result<void>> {
  const { voidedOn, reason } = invoiceVoided.data.parse(data);
  return service.tellVoided(aggregateId, { voidedOn, reason });
}
