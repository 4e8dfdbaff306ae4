import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createActivity } from '../../../infra/local/activity.ts';
import { ShiftedClock } from '../../../infra/local/clock.ts';
import type { Log } from '../../../infra/local/log.ts';

const day = 86_400_000;
let db: DatabaseSync;
let clock: ShiftedClock;
const activity = createActivity();
let logged: [message: string, fields: object | undefined][];
const log: Log = (_level, message, fields) => void logged.push([message, fields]);

beforeEach(() => {
  logged = [];
  db = new DatabaseSync(':memory:');
  clock = new ShiftedClock(db, activity, log);
});
afterEach(() => {
  clock.stop();
  db.close();
});

describe('the settable clock', () => {
  it('stops at each appointment on the way, lets its work finish, and then goes on', async () => {
    const start = clock.now();
    const story: string[] = [];
    clock.at(
      start + 2 * day,
      () => void story.push(`second on day ${Math.round((clock.now() - start) / day)}`),
    );
    clock.at(start + day, () => {
      const end = activity.begin('first');
      story.push(`first on day ${Math.round((clock.now() - start) / day)}`);
      setTimeout(() => {
        story.push(`first done on day ${Math.round((clock.now() - start) / day)}`);
        // Made on the way, due on the way.
        clock.at(start + 1.5 * day, () => void story.push('made on the way'));
        end();
      }, 60);
    });
    clock.at(start + 4 * day, () => void story.push('too late'));
    await clock.set(start + 3 * day);
    expect(story).toEqual(['first on day 1', 'first done on day 1', 'made on the way', 'second on day 2']);
    expect(clock.now() - start).toBeGreaterThanOrEqual(3 * day);
    expect(clock.now() - start).toBeLessThan(3 * day + 5000);
  });

  it('lets what is under way come to rest before it moves', async () => {
    const start = clock.now();
    const end = activity.begin('before');
    let endedAt = 0;
    setTimeout(() => {
      endedAt = clock.now();
      end();
    }, 60);
    clock.at(start + day, () => undefined);
    await clock.set(start + 2 * day);
    expect(endedAt - start).toBeGreaterThan(0);
    expect(endedAt - start).toBeLessThan(day);
    expect(clock.now() - start).toBeGreaterThanOrEqual(2 * day);
  });

  it('does not wait for ever, and says for what it did not', async () => {
    vi.useFakeTimers();
    const end = activity.begin('something that does not end');
    try {
      const target = clock.now() + day;
      const set = clock.set(target);
      await vi.runAllTimersAsync();
      await set;
      expect(clock.now()).toBeGreaterThanOrEqual(target);
      expect(logged[0]).toEqual([
        'the clock goes on although work is under way',
        { underway: ['something that does not end'] },
      ]);
    } finally {
      end();
      vi.useRealTimers();
    }
  });

  it('keeps its shift across a restart, and can go back', async () => {
    await clock.set(Date.now() + 30 * day);
    const again = new ShiftedClock(db, activity, log);
    expect(again.now()).toBeGreaterThanOrEqual(Date.now() + 30 * day - 1000);
    await again.set(Date.parse('2024-01-01T00:00:00Z'));
    expect(new Date(again.now()).toISOString().slice(0, 10)).toBe('2024-01-01');
    again.stop();
  });

  it('calls back in real time too, and not what was called off', async () => {
    const called: string[] = [];
    clock.at(clock.now() + 20, () => void called.push('off'))();
    await new Promise<void>((resolve) => {
      clock.at(clock.now() + 40, resolve);
      clock.at(clock.now() + 20, () => void called.push('on'));
    });
    expect(called).toEqual(['on']);
  });

  it('tells every shift to its listeners and to shared memory', async () => {
    const shifts: number[] = [];
    clock.onShift((offset) => void shifts.push(offset));
    await clock.set(Date.now() + day);
    expect(shifts).toHaveLength(1);
    expect(Number(Atomics.load(clock.shared, 0))).toBe(shifts[0]);
    expect(Math.abs(shifts[0]! - day)).toBeLessThan(1000);
  });

  it('fires any set of appointments in order, each once, whatever was called off', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ at: fc.integer({ min: -5, max: 5 }), off: fc.boolean() }), { maxLength: 30 }),
        async (appointments) => {
          const base = clock.now() + day;
          const fired: number[] = [];
          for (const { at, off } of appointments) {
            const cancel = clock.at(base + at, () => void fired.push(at));
            if (off) cancel();
          }
          await clock.set(base + 10);
          const kept = appointments.filter(({ off }) => !off).map(({ at }) => at);
          expect(fired).toEqual(kept.sort((a, b) => a - b));
        },
      ),
      { seed: 7, numRuns: 8 },
    );
  });
});
