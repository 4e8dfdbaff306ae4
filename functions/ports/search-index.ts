/** What is searched for: subscribers by whatever a caller says, and what has a name of its own. */
export type Sought = 'subscriber' | 'lead' | 'site' | 'access-node' | 'plan';

/** What a source leads to. */
export interface Found {
  readonly kind: Sought;
  readonly id: string;
}

/** An aggregate that is indexed under a word, and the id of what it leads to. */
export interface IndexedSource {
  readonly aggregateId: string;
  readonly foundId: string;
}

/** Finds things by whatever somebody says. Words are folded (case, accents, separators) by the adapter. */
export interface SearchIndex {
  /** Replaces all that is indexed for this source (an aggregate), leading to what is found by it. */
  put(
    source: { aggregateId: string; version: number },
    found: Found,
    words: readonly string[],
  ): Promise<void>;
  /** Ids of that kind for which every word of `text` begins some indexed word; best first, at most `limit`. */
  find(kind: Sought, text: string, limit: number): Promise<readonly string[]>;
  /** What is indexed under that very word, the beginning of another being none; at most `limit`. */
  sources(kind: Sought, word: string, limit: number): Promise<readonly IndexedSource[]>;
}
