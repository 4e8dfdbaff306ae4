import { useRead } from '../shared/reading.tsx';
import type { Event } from '../shared/routes.ts';
import { useMay } from './who.ts';

export type Actor = Event['actor'];

/** What to call who did something: of staff the name, where one is known. */
export function useActorNames(): (actor: Actor) => string {
  const may = useMay();
  const { data } = useRead('GET /staff-names', {}, { enabled: may('staff:read') });
  return ({ kind, id }) =>
    (kind === 'staff' ? data?.items.find((one) => one.id === id)?.name : undefined) ?? id;
}

/** Who did something, with the kind where it is nobody of staff. */
export function ActorName({ actor }: { readonly actor: Actor }) {
  const nameOf = useActorNames();
  return (
    <>
      {actor.kind === 'staff' ? '' : `${actor.kind} `}
      <bdi>{nameOf(actor)}</bdi>
    </>
  );
}
