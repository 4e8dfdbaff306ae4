import type { When } from '../../use-cases/schedule-action.ts';

/** The API speaks of the next period where something begins; it begins where the period that is running ends. */
export function whenOf(when: 'now' | 'next-period' | { readonly on: string }): When {
  return when === 'next-period' ? 'end-of-period' : when;
}
