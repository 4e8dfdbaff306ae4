import type { StatusMessage } from '../contracts/edge/messages.ts';
import { recordStatus, siteAggregate } from '../domain/network/site.ts';
import { done, type Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { changeOne } from './write-one.ts';

/** Takes in what a site's agent said on connecting, or the broker on losing it. */
export async function recordSiteStatus(
  { store }: Pick<Ports, 'store'>,
  message: StatusMessage & { readonly certificateId?: string | undefined },
  context: Context,
): Promise<Result<void>> {
  const recorded = await changeOne(store, siteAggregate, message.siteId, context, ({ state }) =>
    done({ events: recordStatus(state, message, context.now) }),
  );
  return recorded.ok ? done(undefined) : recorded;
}
