import { replaceEqualDeep } from '@tanstack/react-query';

/** A member that somebody else has changed since it was read. */
export interface Foreign {
  readonly member: string;
  readonly value: unknown;
  /** It was changed here, too: what is typed here stays until it is looked at. */
  readonly isContested: boolean;
}

type Members = Readonly<Record<string, unknown>>;

const isSame = (one: unknown, other: unknown): boolean => replaceEqualDeep(one, other) === one;

/** What was typed over `before`, put over what is there now: what nobody typed over here is taken as it is now. */
export function rebase<B extends object>(
  before: B,
  typed: B,
  now: B,
): { readonly body: B; readonly foreign: readonly Foreign[] } {
  const [was, mine, is] = [before, typed, now] as [Members, Members, Members];
  const foreign = [...new Set([...Object.keys(was), ...Object.keys(is)])]
    .filter((member) => !isSame(was[member], is[member]) && !isSame(mine[member], is[member]))
    .map((member) => ({
      member,
      value: is[member],
      isContested: !isSame(mine[member], was[member]),
    }));
  const taken = foreign.filter(({ isContested }) => !isContested).map(({ member, value }) => [member, value]);
  return { body: { ...typed, ...Object.fromEntries(taken) }, foreign };
}
