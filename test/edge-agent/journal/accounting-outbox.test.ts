import { describe, expect, it } from 'vitest';
import type { UnnumberedRecord } from '../../../edge-agent/journal/accounting-outbox.ts';
import { accountingRecord } from '../../../functions/contracts/edge/messages.ts';
import { createTestStore } from '../support/store.ts';

function record(n: number, username = `user-${n}`): UnnumberedRecord {
  return {
    kind: 'interim',
    username,
    sessionId: `s${n}`,
    receivedAt: '2026-11-01T00:00:00.000Z',
    sessionSeconds: n,
    uploadOctets: n,
    downloadOctets: n,
  };
}

const limit = { records: 100, octets: 120_000 };

describe('accounting outbox', () => {
  it('numbers without a gap, also over a rolled back write, an acknowledgement and a restart', () => {
    const { store, reopen } = createTestStore();
    for (let n = 1; n <= 3; n++) store.accounting.add([record(n)]);
    expect(() =>
      store.transaction(() => {
        store.accounting.add([record(4)]);
        throw new Error('the disk is full');
      }),
    ).toThrow('the disk is full');
    expect(store.accounting.add([record(4)])).toBe(4);
    const { epoch = '' } = store.accounting.batchAfter(0, limit) ?? {};
    expect(store.accounting.acknowledge(epoch, 4)).toBe('forgotten');
    expect(store.accounting.count()).toBe(0);
    const { accounting } = reopen();
    expect(accounting.add([record(5)])).toBe(5);
    expect(accounting.batchAfter(0, limit)).toMatchObject({ epoch, first: 5, through: 5 });
    expect(accounting.count()).toBe(1);
  });

  it('makes batches of at most 100 records, and of what fits into a message', () => {
    const { store } = createTestStore();
    store.transaction(() => {
      for (let n = 1; n <= 250; n++) store.accounting.add([record(n)]);
    });
    const first = store.accounting.batchAfter(0, limit);
    expect(first).toMatchObject({ first: 1, through: 100 });
    expect(
      JSON.parse(first?.records ?? '').map((one: unknown) => accountingRecord.parse(one).sequence),
    ).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
    expect(store.accounting.batchAfter(200, limit)).toMatchObject({ first: 201, through: 250 });
    expect(store.accounting.batchAfter(250, limit)).toBeUndefined();
    // A hostile user name of 253 control characters takes six octets each in JSON.
    store.transaction(() => {
      for (let n = 251; n <= 350; n++) store.accounting.add([record(n, '\u0001'.repeat(253))]);
    });
    const hostile = store.accounting.batchAfter(250, limit);
    expect(hostile?.through).toBeLessThan(350);
    expect(Buffer.byteLength(hostile?.records ?? '')).toBeLessThanOrEqual(limit.octets);
  });

  it('keeps what is not acknowledged, and does not listen to another epoch', () => {
    const { store } = createTestStore();
    for (let n = 1; n <= 5; n++) store.accounting.add([record(n)]);
    expect(store.accounting.acknowledge('another', 5)).toBe('other-epoch');
    expect(store.accounting.count()).toBe(5);
    const { epoch = '' } = store.accounting.batchAfter(0, limit) ?? {};
    store.accounting.acknowledge(epoch, 3);
    expect(store.accounting.batchAfter(0, limit)).toMatchObject({ first: 4, through: 5 });
  });

  it('begins a new epoch at 1 when the cloud holds more than it ever numbered: the store was set back', () => {
    const { store, reopen } = createTestStore();
    for (let n = 1; n <= 5; n++) store.accounting.add([record(n)]);
    const { epoch = '' } = store.accounting.batchAfter(0, limit) ?? {};
    store.accounting.acknowledge(epoch, 3);
    expect(store.accounting.acknowledge(epoch, 80)).toBe('reset');
    const after = reopen().accounting.batchAfter(0, limit);
    expect(after).toMatchObject({ first: 1, through: 2 });
    expect(after?.epoch).not.toBe(epoch);
    expect(JSON.parse(after?.records ?? '').map(({ sessionId }: { sessionId: string }) => sessionId)).toEqual(
      ['s4', 's5'],
    );
  });
});
