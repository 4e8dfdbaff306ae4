import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createPayPages, type PayPages } from '../../../edge-agent/pay-redirect/pay-pages.ts';
import { type PayPageQuestion, payPageQuestion } from '../../../functions/contracts/edge/pay-page.ts';
import { numberedId, siteId } from '../support/site.ts';

const portal = 'https://my.example.net/portal';
const ada = numberedId('svc', 1);
let pages: PayPages;
let asked: PayPageQuestion[];
let isConnected: boolean;

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  isConnected = true;
  pages = createPayPages({
    siteId,
    publish(payload) {
      if (isConnected) asked.push(payPageQuestion.parse(JSON.parse(payload)));
      return isConnected;
    },
    newMessageId: () => numberedId('msg', asked.length),
    monotonic: () => Date.now(),
  });
});
afterEach(() => vi.useRealTimers());

function answer(page?: string, index = asked.length - 1): void {
  const inReplyTo = asked[index]!.messageId;
  pages.answered({ siteId, inReplyTo, portal, ...(page === undefined ? {} : { page }) });
}

test('many who wait at once are one question, and what was answered is known for some minutes', async () => {
  const waiting = [pages.of(ada), pages.of(ada), pages.of(ada)];
  expect(asked).toEqual([{ messageId: asked[0]!.messageId, siteId, serviceId: ada }]);
  answer(`${portal}/link/a`);
  expect(new Set(await Promise.all(waiting))).toEqual(new Set([`${portal}/link/a`]));
  vi.advanceTimersByTime(299_000);
  expect(await pages.of(ada)).toBe(`${portal}/link/a`);
  vi.advanceTimersByTime(2000);
  const later = pages.of(ada);
  answer();
  expect(await later).toBe(portal);
  expect(asked).toHaveLength(2);
});

test('an answer is for who asked: another service’s, a second or a late one changes nothing', async () => {
  const other = numberedId('svc', 2);
  const waiting = [pages.of(ada), pages.of(other)];
  answer(`${portal}/link/b`, 1);
  answer(`${portal}/link/x`, 1);
  answer(`${portal}/link/a`, 0);
  expect(await Promise.all(waiting)).toEqual([`${portal}/link/a`, `${portal}/link/b`]);
  const late = pages.of(undefined);
  await vi.advanceTimersByTimeAsync(4000);
  expect(await late).toBe(portal);
  answer(`${portal}/link/late`);
  expect(await pages.of(undefined)).toBe(portal);
});

test('while nobody answers, all are led to the portal, and the cloud is left in peace for a while', async () => {
  expect(await Promise.all([pages.of(undefined), vi.advanceTimersByTimeAsync(4000)])).toEqual([
    undefined,
    expect.anything(),
  ]);
  expect(await pages.of(undefined)).toBeUndefined();
  expect(asked).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(10_000);
  const again = pages.of(undefined);
  answer();
  expect(await again).toBe(portal);
  isConnected = false;
  expect(await pages.of(ada)).toBe(portal);
  isConnected = true;
  const crowd = Array.from({ length: 100 }, (_, n) => pages.of(numberedId('svc', n)));
  expect(asked).toHaveLength(2 + 64);
  pages.close();
  expect(new Set(await Promise.all(crowd))).toEqual(new Set([portal]));
});
