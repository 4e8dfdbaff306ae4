/** Finds subscribers by whatever a caller says. Words are folded (case, accents, separators) by the adapter. */
export interface SearchIndex {
  /** Replaces all that is indexed for this source (an aggregate), leading to the subscriber. */
  put(
    source: { aggregateId: string; version: number },
    subscriberId: string,
    words: readonly string[],
  ): Promise<void>;
  /** Subscribers for which every word of `text` begins some indexed word; best first, at most `limit`. */
  find(text: string, limit: number): Promise<readonly string[]>;
}
