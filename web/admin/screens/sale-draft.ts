/** A part of the sale as far as it is filled in. */
export type Draft = Readonly<Record<string, unknown>>;
