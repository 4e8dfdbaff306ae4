/** Fresh ids: `<prefix>_<ULID>`. Prefixes: led sub pln add eqm cpn dis out bpo sit nod adp sim svc act ord bch itm acc inv lin pay pse run cmp evt msg whe; an account has its subscriber’s ULID. */
export interface Ids {
  next(prefix: string): string;
}
