import { type Result, refuse } from '../domain/result.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import type { Ports } from '../ports/ports.ts';

/** Refuses to let subscribers give up what only the provider can take back: equipment. */
export async function refuseFixedItems(
  { store }: Pick<Ports, 'store'>,
  serviceId: string,
  removeItems: readonly string[] = [],
): Promise<Result<never> | undefined> {
  const service = await store.load(serviceAggregate, serviceId);
  const fixed = service?.state.extras.find(
    ({ itemId, kind }) => kind === 'equipment' && removeItems.includes(itemId),
  );
  return fixed === undefined
    ? undefined
    : refuse(
        'portal.item-fixed',
        `${fixed.name} is equipment; write to the provider to give it back.`,
        `/removeItems/${removeItems.indexOf(fixed.itemId)}`,
      );
}
