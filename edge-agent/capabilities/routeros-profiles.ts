import { LineFault, LoginRefused, RouterRefusal } from '../protocols/routeros/faults.ts';
import type { Router } from '../protocols/routeros/router.ts';
import { isOurProfile, type SubscriberMenus } from './routeros-items.ts';
import { print } from './routeros-look.ts';

/**
 * Profiles are shared by all who have the same rate. RouterOS lets one be removed that somebody still has, so nobody may
 * take one up between the count of its users and its removal.
 */
export interface ProfileKeeper {
  /** Runs the task while these profiles are kept. */
  using<T>(names: readonly string[], task: () => Promise<T>): Promise<T>;
  /** Somebody may have left these. */
  left(names: Iterable<string>): void;
  /**
   * Removes profiles that were left and that nobody has any more; the first time all of ours, since an agent may have
   * been killed before it came to it. Answers what kept it from doing so; the next call tries again.
   */
  tidy(): Promise<string | undefined>;
}

/** Of one kind of subscriber; `menus` without profiles: there is nothing to keep. */
export function profileKeeper(router: Router, { users, profiles }: SubscriberMenus): ProfileKeeper {
  const claims = new Map<string, number>();
  const suspects = new Set<string>();
  let searched = false;
  const atWork = new Map<string, Promise<void>>();

  function claim(name: string, by: 1 | -1): void {
    const count = (claims.get(name) ?? 0) + by;
    if (count === 0) claims.delete(name);
    else claims.set(name, count);
  }

  async function removeUnused(name: string, menu: string): Promise<void> {
    const { ret } = await router.ask([`${users}/print`, '=count-only=', `?profile=${name}`]);
    if (ret !== '0') return;
    const [row] = await print(router, menu, `?name=${name}`);
    if (row === undefined || claims.has(name)) return;
    await router.ask([`${menu}/remove`, `=.id=${row['.id']}`]);
  }

  async function tidyAll(): Promise<void> {
    if (profiles === undefined) return;
    if (!searched) {
      for (const { name } of await print(router, profiles)) {
        if (name !== undefined && isOurProfile(name)) suspects.add(name);
      }
      searched = true;
    }
    for (const name of [...suspects]) {
      if (claims.has(name) || atWork.has(name)) continue;
      // Not begun before it is on the list, on which whoever claims the profile looks.
      const work = Promise.resolve()
        .then(() => removeUnused(name, profiles))
        .finally(() => atWork.delete(name));
      // Whoever claims the profile meanwhile waits for the end of this, not for its success.
      atWork.set(
        name,
        work.catch(() => undefined),
      );
      await work;
      suspects.delete(name);
    }
  }

  return {
    async using(names, task) {
      for (const name of names) claim(name, 1);
      try {
        for (const name of names) await atWork.get(name);
        return await task();
      } finally {
        for (const name of names) claim(name, -1);
      }
    },
    left(names) {
      for (const name of names) suspects.add(name);
    },
    async tidy() {
      try {
        await tidyAll();
        return undefined;
      } catch (error) {
        const isKnown =
          error instanceof LineFault || error instanceof RouterRefusal || error instanceof LoginRefused;
        if (!isKnown) throw error;
        return `unused profiles could not be tidied away: ${error.message}`;
      }
    },
  };
}
