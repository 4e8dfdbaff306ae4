import { describe, expect, it } from 'vitest';
import { grantOf } from '../../../edge-agent/reconcile/grant.ts';
import {
  bucketDigests,
  bucketOf,
  byBucket,
  groupCount,
  groupOf,
} from '../../../functions/contracts/edge/buckets.ts';
import { desired, numberedId, siteId } from '../support/site.ts';
import { createTestStore } from '../support/store.ts';

const at = '2026-11-01T00:00:00.000Z';
const serviceId = numberedId('svc', 1);

describe('replica', () => {
  it('remembers the revision of what is gone, and no password of it', () => {
    const { store, reopen } = createTestStore();
    const state = desired(serviceId, 1);
    store.replica.put({ desired: state, password: 'pw' }, grantOf(state));
    expect(store.replica.count()).toBe(1);
    const gone = desired(serviceId, 2, { present: false });
    store.replica.put({ desired: gone, password: 'pw' }, grantOf(gone));
    const { replica } = reopen();
    expect(replica.revisionOf(serviceId)).toBe(2);
    expect(replica.get(serviceId)).toEqual({ desired: gone });
    expect([...replica.present()]).toEqual([]);
    expect(replica.digestsIn(groupOf(bucketOf(serviceId)))).toEqual({});
    expect(replica.inBucket(bucketOf(serviceId))).toEqual([]);
  });

  it('makes the same digests as the cloud', () => {
    const { store } = createTestStore();
    const states = Array.from({ length: 200 }, (_, n) =>
      desired(numberedId('svc', n), (n % 7) + 1, {
        access: { technology: 'pppoe', siteId, username: `u${n}` },
      }),
    );
    for (const state of states) store.replica.put({ desired: state }, grantOf(state));
    const digests = Array.from({ length: groupCount }, (_, group) => store.replica.digestsIn(group));
    expect(Object.assign({}, ...digests)).toEqual(bucketDigests(states));
    for (const [bucket, held] of byBucket(states)) {
      const expected = held.map(({ serviceId, revision }) => ({ serviceId, revision }));
      expect(store.replica.inBucket(bucket)).toEqual(expected);
    }
  });
});

describe('message journal', () => {
  it('takes a message once while it is worked on, and again when it was answered', () => {
    const { store, reopen } = createTestStore();
    const entry = {
      messageId: numberedId('msg', 1),
      serviceId,
      revision: 1,
      standing: 'newer',
      priority: 'bulk',
    } as const;
    expect(store.journal.open(entry, at)).toBe(true);
    expect(store.journal.open(entry, at)).toBe(false);
    const { journal } = reopen();
    expect(journal.unfinishedServices()).toEqual([{ serviceId, priority: 'bulk' }]);
    const urgent = { ...entry, messageId: numberedId('msg', 2), priority: 'interactive' } as const;
    journal.open(urgent, at);
    expect(journal.unfinishedServices()).toEqual([{ serviceId, priority: 'interactive' }]);
    journal.finish(urgent.messageId, 'applied', at);
    expect(journal.openEntries(serviceId)).toEqual([entry]);
    journal.finish(entry.messageId, 'applied', at);
    expect(journal.unfinishedServices()).toEqual([]);
    expect(journal.open({ ...entry, standing: 'equal' }, at)).toBe(true);
    expect(journal.openEntries(serviceId)).toEqual([{ ...entry, standing: 'equal' }]);
  });

  it('forgets answered messages of old, never unanswered ones', () => {
    const { store } = createTestStore();
    for (const n of [1, 2]) {
      store.journal.open(
        {
          messageId: numberedId('msg', n),
          serviceId,
          revision: n,
          standing: 'newer',
          priority: 'interactive',
        },
        at,
      );
    }
    store.journal.finish(numberedId('msg', 1), 'applied', at);
    store.journal.prune('2026-12-01T00:00:00.000Z');
    expect(store.journal.openEntries(serviceId)).toHaveLength(1);
    expect(
      store.journal.open(
        {
          messageId: numberedId('msg', 1),
          serviceId,
          revision: 1,
          standing: 'equal',
          priority: 'interactive',
        },
        at,
      ),
    ).toBe(true);
  });
});

describe('configuration', () => {
  it('only takes a higher revision', () => {
    const { store, reopen } = createTestStore();
    expect(store.configuration.get()).toEqual({ revision: 0, nodes: [] });
    expect(store.configuration.put({ revision: 2, nodes: [] })).toBe(true);
    expect(store.configuration.put({ revision: 2, nodes: [] })).toBe(false);
    expect(store.configuration.put({ revision: 1, nodes: [] })).toBe(false);
    const payRedirect = { port: 8081 };
    expect(store.configuration.put({ revision: 3, nodes: [], payRedirect })).toBe(true);
    expect(store.configuration.get()).toEqual({ revision: 3, nodes: [], payRedirect });
    const { configuration } = reopen();
    expect(configuration.get()).toEqual({ revision: 3, nodes: [], payRedirect });
    expect(configuration.put({ revision: 4, nodes: [] })).toBe(true);
    expect(configuration.get()).toEqual({ revision: 4, nodes: [] });
  });
});

describe('group commit', () => {
  it('resolves only what was written: one bad write does not take the others with it', async () => {
    const { store, reopen } = createTestStore();
    const results = await Promise.allSettled(
      [1, 2, 3].map((n) =>
        store.groupCommit(() => {
          if (n === 2) throw new Error('bad');
          store.journal.open(
            {
              messageId: numberedId('msg', n),
              serviceId,
              revision: n,
              standing: 'newer',
              priority: 'interactive',
            },
            at,
          );
        }),
      ),
    );
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(
      reopen()
        .journal.openEntries(serviceId)
        .map(({ revision }) => revision),
    ).toEqual([1, 3]);
  });
});
