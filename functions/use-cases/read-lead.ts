import { type Lead, leadAggregate } from '../domain/lead/lead.ts';
import type { Result } from '../domain/result.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { loadKnown } from './load.ts';

/** Reads one lead. */
export function readLead({ store }: Pick<Ports, 'store'>, id: string): Promise<Result<Stored<Lead>>> {
  return loadKnown(store, leadAggregate, id);
}
