import {
  type TaxServiceSettings,
  taxServiceAggregate,
  taxServiceId,
  taxServiceSecret,
} from '../domain/billing/tax-service.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { refuseStale } from './load.ts';
import { withRetry } from './retry.ts';
import { storedBy } from './write-one.ts';

/**
 * Has an external service say the taxes from now on. A token that is left out stays as it was; another address needs one,
 * so that none ever goes to an address that it was not given for.
 */
export function configureTaxService(
  { store }: Pick<Ports, 'store'>,
  { url, token }: { readonly url: string; readonly token?: string | undefined },
  context: Context,
): Promise<Result<Stored<TaxServiceSettings>>> {
  return withRetry(context, async () => {
    const stored = await store.load(taxServiceAggregate, taxServiceId);
    const stale = stored === undefined ? undefined : refuseStale(context, stored);
    if (stale !== undefined) return stale;
    const isSame = stored?.state.url === url;
    if (token === undefined && !isSame) {
      return refuse(
        'tax-service.token-missing',
        'A tax service at another address needs its token with it.',
        '/token',
      );
    }
    if (stored !== undefined && isSame && token === undefined) return done(stored);
    const made = change(
      taxServiceAggregate,
      taxServiceId,
      stored,
      [{ type: 'tax-service.configured', data: { url } }],
      context.now,
      token === undefined ? {} : { secrets: { [taxServiceSecret]: token } },
    );
    const answer = storedBy(made, context);
    const committed = await store.commit([made], context, answer);
    return committed.ok ? done(answer) : committed;
  });
}
