import type { BulkDone, BulkFailure, BulkLeftOut, BulkOrder } from '../contracts/bulk-action.ts';
import type { Listed } from './bulk-list.ts';

/** What came of it with one of them, or of the beginning of it. */
export type Outcome =
  | { readonly ordered: BulkOrder }
  | { readonly done: BulkDone }
  | { readonly failed: BulkFailure }
  | { readonly leftOut: BulkLeftOut };

/** How it is done with those whose turn it is. Done again it does nothing twice, and comes to the same. */
export interface Serving {
  /** Entries of the list that one step looks at, whatever comes of them. */
  readonly lookedAt: number;
  /** Takes up a part of the list, and answers how it is done with one of them. */
  serve(listed: readonly Listed[]): Promise<(one: Listed) => Promise<Outcome>>;
  /** What has come of an earlier try, where that can be told. */
  before?(one: Listed): Promise<Outcome | undefined>;
}
