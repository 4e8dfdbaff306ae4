import {
  type TaxServiceSettings,
  taxServiceAggregate,
  taxServiceId,
  taxServiceSecret,
} from '../domain/billing/tax-service.ts';
import { done, type Result } from '../domain/result.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import type { TaxService } from '../ports/tax-service.ts';

/** The external tax service as it is set up; none, at version 0, before the first. */
export async function readTaxService({
  store,
}: Pick<Ports, 'store'>): Promise<Result<Stored<TaxServiceSettings>>> {
  const stored = await store.load(taxServiceAggregate, taxServiceId);
  return done(stored ?? { id: taxServiceId, version: 0, state: { refused: [] }, updatedAt: '' });
}

/** The external tax service, ready to be asked, if there is one. */
export async function taxServiceOf({
  store,
  taxServices,
}: Pick<Ports, 'store' | 'taxServices'>): Promise<TaxService | undefined> {
  const url = (await store.load(taxServiceAggregate, taxServiceId))?.state.url;
  if (url === undefined) return undefined;
  const token = await store.secret('tax-service', taxServiceId, taxServiceSecret);
  if (token === undefined) throw new Error('the tax service has no token');
  return taxServices.at({ url, token });
}
