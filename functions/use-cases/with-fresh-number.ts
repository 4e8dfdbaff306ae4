import type { Result } from '../domain/result.ts';

const attempts = 5;

/**
 * Runs the creation of a subscriber again when its made number met one that is held: the next attempt has another id
 * and so another number. With a hundred thousand subscribers one creation in ninety needs a second attempt.
 */
export async function withFreshNumber<T>(attempt: () => Promise<Result<T>>): Promise<Result<T>> {
  let result = await attempt();
  for (let i = 1; i < attempts; i++) {
    if (result.ok || result.refusal.code !== 'store.claim-taken') return result;
    result = await attempt();
  }
  return result;
}
