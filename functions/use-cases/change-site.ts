import type { SiteDetailsChange } from '../contracts/site.ts';
import { withChanges } from '../domain/details.ts';
import { changeSiteDetails, type Site, siteAggregate, siteCodeClaim } from '../domain/network/site.ts';
import { done, type Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { codeTaken } from './create-site.ts';
import { changeOne } from './write-one.ts';

/** Changes what is known about a site. */
export async function changeSite(
  { store }: Pick<Ports, 'store'>,
  id: string,
  changes: SiteDetailsChange,
  context: Context,
): Promise<Result<Stored<Site>>> {
  const changed = await changeOne(store, siteAggregate, id, context, ({ state }) => {
    const { code } = withChanges(state.details, changes);
    const extras =
      code === state.details.code
        ? {}
        : { claims: siteCodeClaim({ code }), releases: siteCodeClaim(state.details) };
    return done({ events: changeSiteDetails(state, changes), extras });
  });
  return !changed.ok && changed.refusal.code === 'store.claim-taken'
    ? codeTaken({ code: changes.code ?? undefined })
    : changed;
}
