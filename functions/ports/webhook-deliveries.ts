import type { Instant } from '../contracts/scalars.ts';
import type { WebhookDelivery } from '../domain/webhook/delivery.ts';
import type { Page, Paged } from './store.ts';

/** What went to which endpoint and what came of it; forgotten after thirty days. */
export interface WebhookDeliveries {
  find(endpointId: string, eventId: string): Promise<WebhookDelivery | undefined>;
  /** Begins a delivery unless there is one already; answers the one that there is. */
  begin(delivery: WebhookDelivery): Promise<WebhookDelivery>;
  put(delivery: WebhookDelivery): Promise<void>;
  /** By event, the newest first, or the oldest; those of one status or all. */
  list(
    endpointId: string,
    query: Page & { readonly status?: WebhookDelivery['status'] | undefined; readonly oldestFirst?: boolean },
  ): Promise<Paged<WebhookDelivery>>;
  lastDeliveredAt(endpointId: string): Promise<Instant | undefined>;
}
