import type { Issued } from '../domain/aggregate.ts';
import type { Page, Paged } from './store.ts';

/** What a site must hold of one service. */
export interface IssuedService extends Issued {
  readonly serviceId: string;
}

/**
 * What every site must hold, in a form that a comparison can read whole: written with the aggregate in one transaction,
 * so it is never behind. A service whose absence is proven is not in it.
 */
export interface IssuedStates {
  /** All services of the site in the buckets of a group (see functions/contracts/edge/buckets.ts). */
  inGroup(siteId: string, group: number): Promise<readonly IssuedService[]>;
  inBucket(siteId: string, bucket: number): Promise<readonly IssuedService[]>;
  /**
   * Writes down a service that an earlier release left out, unless it has changed since that version: then whoever changed
   * it has written it down.
   */
  restore(serviceId: string, version: number, entry: Issued): Promise<void>;
  /** Services that are not proven to be in sync, by id; of one site, or of all. */
  unsettled(siteId: string | undefined, page: Page): Promise<Paged<IssuedService>>;
}
