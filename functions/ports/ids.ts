import type { Instant } from '../contracts/scalars.ts';

/** Fresh ids: `<prefix>_<ULID>`. Prefixes: led sub per pln add eqm cpn dis out bpo sit nod adp sim svc act ord bka itm acc inv lin pay pse mtd rfd top usg run prf cmp evt msg whe fig tck stf stm; what there is one of per subscriber (acc dun pms) or invoice (col) has its ULID. */
export interface Ids {
  next(prefix: string): string;
  /** What sorts before every id that is made at that instant or later. */
  from(prefix: string, at: Instant): string;
}
