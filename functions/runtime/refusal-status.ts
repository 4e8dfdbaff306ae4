/**
 * The one mapping from refusal codes to HTTP status. A code that is refused anywhere and is missing here fails a test.
 * Keep sorted.
 */
export const refusalStatus: Readonly<Record<string, number>> = {
  'idempotency.body-differs': 422,
  'idempotency.replayed': 409,
  'money.too-large': 422,
  'money.too-precise': 422,
  'store.claim-taken': 409,
  'store.version-conflict': 409,
};
