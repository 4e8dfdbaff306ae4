import { expect, test } from 'vitest';
import { subscriberMenus } from '../../../edge-agent/capabilities/routeros-items.ts';
import { profileKeeper } from '../../../edge-agent/capabilities/routeros-profiles.ts';
import type { Router } from '../../../edge-agent/protocols/routeros/router.ts';

const name = 'throughline-1k-1k';

/** A router with one unused profile; `on` happens when it gets a command, before it answers. */
function routerWith(on: Partial<Record<string, () => void>>) {
  const asked: string[] = [];
  const router: Router = {
    ask(command) {
      const words = command.join(' ');
      asked.push(words);
      on[words]?.();
      if (words.includes('count-only')) return Promise.resolve({ rows: [], ret: '0' });
      return Promise.resolve({ rows: words.includes('print') ? [{ '.id': '*1', name }] : [] });
    },
    close: () => undefined,
  };
  return { router, asked };
}

const count = `/ppp/secret/print =count-only= ?profile=${name}`;
const find = `/ppp/profile/print ?name=${name}`;
const remove = '/ppp/profile/remove =.id=*1';

test('what nobody has is removed', async () => {
  const { router, asked } = routerWith({});
  expect(await profileKeeper(router, subscriberMenus.ppp).tidy()).toBeUndefined();
  expect(asked).toEqual(['/ppp/profile/print', count, find, remove]);
});

test.each([count, find])('taken up after it was counted, it stays: %s', async (moment) => {
  const order: string[] = [];
  let claimed: Promise<void> | undefined;
  const { router, asked } = routerWith({
    [moment]: () => {
      claimed = keeper.using([name], async () => {
        order.push('used');
      });
    },
  });
  const keeper = profileKeeper(router, subscriberMenus.ppp);
  await keeper.tidy().then(() => order.push('tidied'));
  await claimed;
  expect(order).toContain('used');
  expect(asked).not.toContain(remove);
});

test('while it is being removed nobody looks whether it is there', async () => {
  let removed = false;
  let claimed: Promise<boolean> | undefined;
  const { router } = routerWith({
    [remove]: () => {
      claimed = keeper.using([name], () => Promise.resolve(removed));
      // The router has not answered yet.
      queueMicrotask(() => {
        removed = true;
      });
    },
  });
  const keeper = profileKeeper(router, subscriberMenus.ppp);
  await keeper.tidy();
  expect(await claimed).toBe(true);
});

test('what is in use is not even counted', async () => {
  const { router, asked } = routerWith({});
  const keeper = profileKeeper(router, subscriberMenus.ppp);
  await keeper.using([name], () => keeper.tidy());
  expect(asked).toEqual(['/ppp/profile/print']);
  await keeper.tidy();
  expect(asked).toContain(remove);
});
