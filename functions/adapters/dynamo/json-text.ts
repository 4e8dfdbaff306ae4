/**
 * What the table never looks into is kept as one JSON text: an aggregate's state, an event's data. As attribute values
 * each number and word of it would be wrapped, sent and unwrapped for itself, which costs more than all else about a write.
 */
export function jsonText(value: object): string {
  return JSON.stringify(value);
}

/** What an earlier release kept as attribute values is read all the same. */
export function fromJsonText(kept: unknown): unknown {
  return typeof kept === 'string' ? JSON.parse(kept) : kept;
}
