/** How long, and how often in vain, something was tried. `since` is an instant. */
export interface Trouble {
  readonly since: string;
  readonly attempts: number;
}

/** Services that could not be brought to what is desired of them. A new revision begins anew. */
export interface Troubles {
  of(serviceId: string): Trouble | undefined;
  failed(serviceId: string, revision: number, now: string): Trouble;
  over(serviceId: string): void;
  /** In the order of their ids, after the given one. */
  services(after: string, limit: number): readonly string[];
}

export function createTroubles(): Troubles {
  const known = new Map<string, Trouble & { readonly revision: number }>();
  return {
    of: (serviceId) => known.get(serviceId),
    failed(serviceId, revision, now) {
      const former = known.get(serviceId);
      const goesOn = former?.revision === revision;
      const trouble = {
        revision,
        since: goesOn ? former.since : now,
        attempts: goesOn ? former.attempts + 1 : 1,
      };
      known.set(serviceId, trouble);
      return trouble;
    },
    over: (serviceId) => known.delete(serviceId),
    services: (after, limit) =>
      [...known.keys()]
        .filter((serviceId) => serviceId > after)
        .sort()
        .slice(0, limit),
  };
}
