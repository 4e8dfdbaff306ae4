import { afterEach, describe, expect, test } from 'vitest';
import type { Driver } from '../../../edge-agent/capabilities/driver.ts';
import type {
  DeviceAnswer,
  NasSession,
  Rate,
  SessionControl,
} from '../../../edge-agent/capabilities/session-control.ts';
import type { NasMakeName } from '../../lab/nas-makes.ts';
import { formerRate, nasSite, patient, type NasSite as Site } from '../support/nas-site.ts';
import { underFault } from './faults.ts';

/** What the cases must know of a make of NAS to try its driver on its simulator. */
export interface NasUnderTest {
  readonly driver: Driver;
  readonly make: NasMakeName;
  /** Each set of settings is tried by itself. */
  readonly settings?: Readonly<Record<string, object>>;
  /** What a live session holds at this rate, in the words of the make, by the name of the settings. */
  readonly holds: Readonly<Record<string, (rate: Rate) => readonly string[]>>;
  /** Whether a live session takes another rate. */
  readonly changesLive: boolean;
  /** Whether a session can be cut at all. */
  readonly disconnects?: boolean;
}

const former = formerRate;
const next: Rate = { downKbps: 20_000, upKbps: 5500 };
/** For what waits for an answer that never comes. */
const hasty = { initialMs: 30, maximumMs: 60, attempts: 2 };

type Order = (control: SessionControl, session: NasSession) => Promise<DeviceAnswer>;
const change: Order = (control, session) => control.apply(session, next, former);
const cut: Order = (control, session) => control.remove(session);

export function nasCases(subject: NasUnderTest): void {
  const { driver, make, changesLive, disconnects = true } = subject;
  const closers: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  const site = (settings: object) => nasSite({ driver, make, settings, closers });

  const variants = Object.entries(subject.settings ?? { '': {} });
  const [, usual] = variants[0]!;
  const holds = Object.values(subject.holds)[0]!;

  /** Orders that this make obeys, what has come about then, and what it answers to the repetition of one that it obeyed. */
  const orders: readonly { name: string; order: Order; isDone(site: Site): void; repeated: RegExp }[] = [
    ...(changesLive
      ? [
          {
            name: 'another rate',
            order: change,
            isDone: ({ held }: Site) => expect(held()).toEqual(holds(next)),
            repeated: /done|unsupported/,
          },
        ]
      : []),
    ...(disconnects
      ? [
          {
            name: 'a cut',
            order: cut,
            isDone: ({ held }: Site) => expect(held()).toBeUndefined(),
            repeated: /gone/,
          },
        ]
      : []),
  ];

  describe.each(variants)('on the wire %s', (name, settings) => {
    const heldAt = subject.holds[name] ?? holds;

    test('a log-in gets its rate, a live session another one or none, and is cut', async () => {
      const one = await site(settings);
      const { session, held, control } = one;
      const first = held()!;
      expect(first).toEqual(heldAt(former));
      const radius = control();
      expect(radius.read(session)).toBe('open');
      const changed = await radius.apply(session, next, former);
      if (changesLive) {
        expect(changed).toMatchObject({ outcome: 'done' });
        expect(held()).toEqual(heldAt(next));
      } else {
        expect(changed).toMatchObject({ outcome: 'unsupported' });
        expect(held()).toEqual(first);
      }
      const removed = await radius.remove(session);
      if (disconnects) {
        expect(removed).toMatchObject({ outcome: 'done' });
        expect(held()).toBeUndefined();
        expect(await radius.remove(session)).toMatchObject({ outcome: 'gone' });
        await one.nas.settled();
        expect(radius.read(session)).toBe('closed');
      } else {
        expect(removed).toMatchObject({
          outcome: 'refused',
          words: expect.stringContaining('Error-Cause 405'),
        });
        expect(held()).toBeDefined();
      }
    });
  });

  underFault('refuses', () => {
    test.each(orders)('$name: its words, nothing changed, and a retry heals', async ({ order, isDone }) => {
      const one = await site(usual);
      const before = one.held();
      const radius = one.control();
      one.nas.coaFault('refuse');
      const refused = await order(radius, one.session);
      expect(refused).toMatchObject({ outcome: 'refused' });
      expect(refused.words).toContain('Error-Cause 501 (administratively prohibited');
      expect(one.held()).toEqual(before);
      expect(await order(radius, one.session)).toMatchObject({ outcome: 'done' });
      isDone(one);
    });

    test.each(orders)(
      '$name: for want of resources, it is asked again until it can',
      async ({ order, isDone }) => {
        const one = await site(usual);
        one.nas.coaFault('busy', 2);
        expect(await order(one.control(), one.session)).toMatchObject({ outcome: 'done' });
        isDone(one);
      },
    );

    test.each(orders)('$name: for want of resources all the time: unreachable', async ({ order, isDone }) => {
      const one = await site(usual);
      one.nas.coaMode = 'busy';
      const busy = await order(one.control({ ...patient, attempts: 2 }), one.session);
      expect(busy).toMatchObject({ outcome: 'unreachable' });
      expect(busy.words).toContain('Error-Cause 506 (resources unavailable');
      one.nas.coaMode = 'obey';
      expect(await order(one.control(), one.session)).toMatchObject({ outcome: 'done' });
      isDone(one);
    });
  });

  underFault('stalls', () => {
    test.each(orders)('$name: unreachable in words; the next attempt finds it done', async (row) => {
      const one = await site(usual);
      one.nas.coaMode = 'stall';
      const stalled = await row.order(one.control(hasty), one.session);
      expect(stalled).toMatchObject({ outcome: 'unreachable' });
      expect(stalled.words).toMatch(/no answer from 127.0.0.1:\d+ to 2 (CoA|Disconnect) requests/);
      one.nas.coaMode = 'obey';
      expect((await row.order(one.control(), one.session)).outcome).toMatch(row.repeated);
      row.isDone(one);
    });
  });

  underFault('line cut before it applied', () => {
    test.each(orders)('$name: sent again', async ({ order, isDone }) => {
      const one = await site(usual);
      one.nas.coaFault('silent');
      expect(await order(one.control(), one.session)).toMatchObject({ outcome: 'done' });
      isDone(one);
    });

    test.each(orders)('$name: down for good: unreachable, and a retry heals', async ({ order, isDone }) => {
      const one = await site(usual);
      const before = one.held();
      one.nas.coaMode = 'silent';
      expect(await order(one.control(hasty), one.session)).toMatchObject({ outcome: 'unreachable' });
      expect(one.held()).toEqual(before);
      one.nas.coaMode = 'obey';
      expect(await order(one.control(), one.session)).toMatchObject({ outcome: 'done' });
      isDone(one);
    });
  });

  underFault('line cut after it applied', () => {
    test.each(orders)('$name: the repetition gets the answer that was lost', async ({ order, isDone }) => {
      const one = await site(usual);
      one.nas.coaFault('lose-answer');
      expect(await order(one.control(), one.session)).toMatchObject({ outcome: 'done' });
      isDone(one);
    });

    test.each(orders)('$name: down for good: unreachable, and the retry finds it done', async (row) => {
      const one = await site(usual);
      one.nas.coaMode = 'lose-answer';
      expect(await row.order(one.control(hasty), one.session)).toMatchObject({ outcome: 'unreachable' });
      row.isDone(one);
      one.nas.coaMode = 'obey';
      expect((await row.order(one.control(), one.session)).outcome).toMatch(row.repeated);
      row.isDone(one);
    });
  });

  underFault('answers twice', () => {
    test('the second answer is nobody’s, and what follows gets its own', async () => {
      const one = await site(usual);
      one.nas.coaMode = 'twice';
      const radius = one.control();
      for (const { order, isDone } of orders) {
        expect(await order(radius, one.session)).toMatchObject({ outcome: 'done' });
        isDone(one);
      }
      if (disconnects) expect(await cut(radius, one.session)).toMatchObject({ outcome: 'gone' });
    });
  });

  underFault('restarts', () => {
    test.each(orders)('$name: the session is gone, in the NAS’s words', async ({ order }) => {
      const one = await site(usual);
      const radius = one.control();
      await one.nas.reboot();
      expect(radius.read(one.session)).toBe('closed');
      const answer = await order(radius, one.session);
      expect(answer).toMatchObject({ outcome: 'gone' });
      expect(answer.words).toContain('Error-Cause 503 (session context not found');
      expect(one.nas.sessions()).toEqual([]);
    });
  });

  underFault('wrong credentials', () => {
    test.each(orders)('$name: silence, which is told as what it may be', async ({ order, isDone }) => {
      const one = await site(usual);
      const before = one.held();
      const answer = await order(one.control(hasty, { coaSecret: 'a guess' }), one.session);
      expect(answer).toMatchObject({ outcome: 'unreachable' });
      expect(answer.words).toContain('has another shared secret');
      expect(answer.words).not.toMatch(/a guess|between NAS|for control/);
      expect(one.held()).toEqual(before);
      expect(await order(one.control(), one.session)).toMatchObject({ outcome: 'done' });
      isDone(one);
    });
  });

  underFault('changed by hand', () => {
    test('another rate on the NAS: put right by the next order, or by a new session', async () => {
      const one = await site(usual);
      const { nas, session, control } = one;
      nas.byHand(session.sessionId, holds({ downKbps: 1000, upKbps: 1000 }));
      const answer = await change(control(), session);
      // Who must take the former service away first, and does not find it, says so: then the session is cut.
      if (answer.outcome === 'done') expect(one.held()).toEqual(holds(next));
      else {
        expect(answer.outcome).toBe('unsupported');
        if (disconnects) expect(await cut(control(), session)).toMatchObject({ outcome: 'done' });
      }
    });

    test('cut by hand: gone', async () => {
      const { nas, session, control } = await site(usual);
      await nas.hangUp(session.sessionId, 'Admin-Reset');
      const radius = control();
      expect(radius.read(session)).toBe('closed');
      if (disconnects) expect(await cut(radius, session)).toMatchObject({ outcome: 'gone' });
      if (changesLive) expect(await change(radius, session)).toMatchObject({ outcome: 'gone' });
    });
  });
}
