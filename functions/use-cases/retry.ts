import type { Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';

const attempts = 8;

/**
 * Runs a load–decide–commit again when another writer was first, so that the decision is always made on what is
 * stored. With If-Match there is no second try: the caller meant that version and gets the conflict.
 */
export async function withRetry<T>(context: Context, attempt: () => Promise<Result<T>>): Promise<Result<T>> {
  let result = await attempt();
  for (let i = 1; i < attempts && context.expectedVersion === undefined; i++) {
    if (result.ok || result.refusal.code !== 'store.version-conflict') return result;
    result = await attempt();
  }
  return result;
}
