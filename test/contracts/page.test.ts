import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { apiRoutes } from '../../functions/contracts/http/index.ts';
import { pageQuery } from '../../functions/contracts/page.ts';

const lists = apiRoutes.flatMap((route) => {
  const query = 'query' in route ? route.query : undefined;
  return query instanceof z.ZodObject && 'cursor' in query.shape ? [{ path: route.path, query }] : [];
});

describe('a cursor', () => {
  test('is the id behind which a list goes on', () => {
    expect(pageQuery.parse({ cursor: 'svc_01k9xq3v7n5e2r8t4w6y0a1b2c', limit: '2' })).toEqual({
      cursor: 'svc_01k9xq3v7n5e2r8t4w6y0a1b2c',
      limit: 2,
    });
  });

  test.each(lists)('that cannot be one is refused by $path', ({ query }) => {
    for (const cursor of ['garbage', '', 'eyJhIjoxfQ', '2026-01-01']) {
      const read = query.safeParse({ cursor });
      expect(
        read.error?.issues.map(({ path }) => path),
        cursor,
      ).toEqual([['cursor']]);
    }
  });

  test.each([
    ['/subscribers/{id}/timeline', '2026-03-01T09:30:00.000Z/svc_01k9xq3v7n5e2r8t4w6y0a1b2c/000000003'],
    ['/services/{id}/sessions', '2026-03-01T09:30:00.000Z#any id a NAS makes'],
    ['/sites/{id}/accounting-records', '01k9xq3v7n5e2r8t4w6y0a1b2c#0000000000000042'],
  ])('of %s has its own form', (path, cursor) => {
    const query = lists.find((list) => list.path === path)?.query;
    expect(query?.safeParse({ cursor }).success).toBe(true);
  });
});
