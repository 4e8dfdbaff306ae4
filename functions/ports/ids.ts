/** Fresh ids: `<prefix>_<ULID>`. Prefixes: led sub pln add eqm sit nod svc ord itm inv lin pay run evt msg. */
export interface Ids {
  next(prefix: string): string;
}
