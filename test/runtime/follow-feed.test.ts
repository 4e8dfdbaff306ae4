import type { SQSEvent } from 'aws-lambda';
import { beforeEach, expect, it, vi } from 'vitest';
import { feedFollower } from '../../functions/runtime/follow-feed.ts';

let complaints: ReturnType<typeof vi.spyOn>;
beforeEach(() => {
  complaints = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  return () => complaints.mockRestore();
});

function batch(...places: readonly (number | string)[]): SQSEvent {
  return {
    Records: places.map((place, i) => ({
      messageId: `m${i}`,
      body:
        typeof place === 'string'
          ? place
          : JSON.stringify({
              detail: {
                eventId: 'evt_00000000000000000000000001',
                type: 'invoice.issued',
                aggregateType: 'invoice',
                aggregateId: 'inv_00000000000000000000000001',
                version: 1,
                at: '2026-01-01T00:00:00.000Z',
                actor: { kind: 'system', id: 'x' },
                data: {},
                position: place,
              },
            }),
    })),
  } as SQSEvent;
}

const failed = (ids: readonly string[]) => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
});

it('goes once as far as the last of a batch', async () => {
  const follow = vi.fn(async (through: number) => through);
  expect(await feedFollower('x', follow)(batch(7, 3, 9))).toEqual(failed([]));
  expect(follow.mock.calls).toEqual([[9]]);
});

it('has what is not reached come again, and all where it fails', async () => {
  expect(await feedFollower('x', async () => 7)(batch(7, 3, 9))).toEqual(failed(['m2']));
  const broken = feedFollower('x', () => Promise.reject(new Error('no table')));
  expect(await broken(batch(7, 3))).toEqual(failed(['m0', 'm1']));
  expect(String(complaints.mock.calls)).toContain('no table');
});

it('keeps what is no event of the bus, and follows the others', async () => {
  const follow = vi.fn(async (through: number) => through);
  expect(await feedFollower('x', follow)(batch('junk', 3))).toEqual(failed(['m0']));
  expect(follow.mock.calls).toEqual([[3]]);
  expect(await feedFollower('x', follow)(batch('junk'))).toEqual(failed(['m0']));
  expect(follow).toHaveBeenCalledTimes(1);
});
