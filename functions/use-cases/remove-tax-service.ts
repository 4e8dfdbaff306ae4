import {
  type TaxServiceSettings,
  taxServiceAggregate,
  taxServiceId,
  taxServiceSecret,
} from '../domain/billing/tax-service.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { changeOne } from './write-one.ts';

/** Lets the tax rules decide again. What was charged keeps its taxes; the token is forgotten. */
export async function removeTaxService(
  { store }: Pick<Ports, 'store'>,
  context: Context,
): Promise<Result<Stored<TaxServiceSettings>>> {
  const none = refuse('tax-service.not-configured', 'No tax service is set up here.');
  if ((await store.load(taxServiceAggregate, taxServiceId)) === undefined) return none;
  return changeOne(store, taxServiceAggregate, taxServiceId, context, ({ state }) =>
    state.url === undefined
      ? none
      : done({
          events: [{ type: 'tax-service.removed', data: {} }],
          extras: { secrets: { [taxServiceSecret]: null } },
        }),
  );
}
