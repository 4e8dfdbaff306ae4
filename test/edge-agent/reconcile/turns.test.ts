import { expect, it } from 'vitest';
import { createTurns } from '../../../edge-agent/reconcile/turns.ts';

/** A clock that goes on when it is told to. */
function handClock() {
  let at = 1000;
  let timers: { at: number; run: () => void }[] = [];
  return {
    tools: {
      now: () => at,
      schedule(run: () => void, afterMs: number) {
        const timer = { at: at + afterMs, run };
        timers.push(timer);
        return {
          cancel() {
            timers = timers.filter((one) => one !== timer);
          },
        };
      },
    },
    advance(ms: number) {
      const until = at + ms;
      for (;;) {
        const next = timers.filter((one) => one.at <= until).toSorted((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        timers = timers.filter((one) => one !== next);
        at = Math.max(at, next.at);
        next.run();
      }
      at = until;
    },
    timers: () => timers.length,
  };
}

it('begins no more in a second than the device bears, and people wait before bulk', async () => {
  const clock = handClock();
  const turns = createTurns(clock.tools);
  const place = { name: 'nas', limits: { parallel: 100, perSecond: 10 } };
  const begun: string[] = [];
  const enter = (name: string, lane: 'interactive' | 'bulk') =>
    turns.enter(place, lane).then(({ release }) => {
      begun.push(name);
      release();
    });
  const bulk = Array.from({ length: 20 }, (_, n) => enter(`bulk ${n}`, 'bulk'));
  const urgent = enter('urgent', 'interactive');
  await new Promise((resolve) => setImmediate(resolve));
  const first = begun.length;
  expect(first).toBe(1);
  clock.advance(100);
  await urgent;
  expect(begun[1]).toBe('urgent');
  clock.advance(900);
  await new Promise((resolve) => setImmediate(resolve));
  expect(begun).toHaveLength(11);
  clock.advance(1000);
  await Promise.all(bulk);
  expect(clock.timers()).toBe(0);
});

it('wakes who waited for a turn and then for the pace', async () => {
  const clock = handClock();
  const turns = createTurns(clock.tools);
  const place = { name: 'nas', limits: { parallel: 1, perSecond: 10 } };
  const first = await turns.enter(place, 'bulk');
  const begun: number[] = [];
  const rest = [1, 2].map((n) =>
    turns.enter(place, 'bulk').then(({ release }) => {
      begun.push(n);
      release();
    }),
  );
  first.release();
  clock.advance(100);
  await new Promise((resolve) => setImmediate(resolve));
  expect(begun).toEqual([1]);
  clock.advance(100);
  await Promise.all(rest);
  expect(begun).toEqual([1, 2]);
});

it('has no more turns at the same time than the device bears, and forgets who gave up waiting', async () => {
  const clock = handClock();
  const turns = createTurns(clock.tools);
  const place = { name: 'olt', limits: { parallel: 2 } };
  const held = await Promise.all([turns.enter(place, 'bulk'), turns.enter(place, 'bulk')]);
  expect(turns.take([place])).toEqual({ blockedBy: place });
  const woken: string[] = [];
  const first = turns.wait(place, 'bulk', () => woken.push('first') > 0);
  turns.wait(place, 'bulk', () => woken.push('second') > 0);
  first.cancel();
  held[0]?.release();
  held[0]?.release();
  expect(woken).toEqual(['second']);
  const again = turns.take([place]);
  expect(again).toHaveProperty('release');
  expect(turns.take([place])).toEqual({ blockedBy: place });
  // A limit that staff have raised holds from the next turn on.
  expect(turns.take([{ name: 'olt', limits: { parallel: 3 } }])).toHaveProperty('release');
});
