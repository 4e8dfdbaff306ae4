/** Changes to details as an event carries them: a value replaces, `null` forgets, what is left out stays. */
export type DetailChanges<D> = { readonly [K in keyof D]?: D[K] | null | undefined };

/** The details after the changes. */
export function withChanges<D extends object>(details: D, changes: DetailChanges<D>): D {
  const next = { ...details } as Record<string, unknown>;
  for (const [key, value] of Object.entries(changes)) {
    if (value === undefined) continue;
    if (value === null) delete next[key];
    else next[key] = value;
  }
  return next as D;
}

/** Only those changes that change something; undefined when none does. */
export function effectiveChanges<D extends object, C extends DetailChanges<D>>(
  details: D,
  changes: C,
): C | undefined {
  const current = details as Record<string, unknown>;
  const effective = Object.entries(changes).filter(
    ([key, value]) => value !== undefined && !isSame(current[key] ?? null, value),
  );
  return effective.length === 0 ? undefined : (Object.fromEntries(effective) as C);
}

/** Deep equality of JSON values, whatever the order of their keys. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = Object.entries(a).filter(([, value]) => value !== undefined);
  const right = new Map(Object.entries(b).filter(([, value]) => value !== undefined));
  return left.length === right.size && left.every(([key, value]) => isSame(value, right.get(key)));
}
