import { expect, it } from 'vitest';
import type { BalanceView } from '../../functions/contracts/http/balance.ts';
import type { JournalLineView, TrialBalanceView } from '../../functions/contracts/http/ledger.ts';
import { ledgerEventTypes } from '../../functions/contracts/ledger.ts';
import { api } from './running-stack.ts';

const period = 'from=2026-01-01&to=2035-12-31';
const cents = (money: { amount: string } | undefined) => Math.round(Number(money?.amount ?? '0') * 100);

async function journal(filter: string): Promise<JournalLineView[]> {
  const lines: JournalLineView[] = [];
  for (let cursor = ''; ; ) {
    const page = await api.get<{ items: JournalLineView[]; nextCursor?: string }>(
      `/ledger/entries?${period}&limit=200${filter}${cursor}`,
    );
    lines.push(...page.items);
    if (page.nextCursor === undefined) return lines;
    cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
  }
}

const sumOf = (lines: readonly JournalLineView[]) =>
  lines.reduce((sum, { debit, credit }) => sum + cents(debit) - cents(credit), 0);

export function ledger(): void {
  it('follows by itself and balances, and each subscriber’s part of it is the balance that the API shows', async () => {
    const { lastPosition } = await lastMoneyEvent();
    const { currencies } = await api.until<TrialBalanceView>(
      `/ledger/accounts?${period}`,
      ({ postedThrough }) => postedThrough >= lastPosition,
    );
    expect(currencies.length).toBeGreaterThan(0);
    for (const { accounts, debit, credit } of currencies) {
      expect(debit).toEqual(credit);
      expect(accounts.reduce((sum, { closing }) => sum + cents(closing), 0)).toBe(0);
      expect(accounts.map(({ account }) => account)).not.toContain('differences');
    }
    const lines = await journal('');
    for (const [, entry] of Map.groupBy(lines, ({ entryId }) => entryId)) expect(sumOf(entry)).toBe(0);
    const subscribers = new Set(lines.flatMap(({ subscriberId }) => subscriberId ?? []));
    expect(subscribers.size).toBeGreaterThan(1);
    for (const subscriberId of subscribers) {
      const own = (await journal(`&subscriberId=${subscriberId}`)).filter(
        ({ account }) => account === 'receivable' || account === 'customer-credit',
      );
      const { balance } = await api.get<BalanceView>(`/subscribers/${subscriberId}/balance`);
      expect(sumOf(own), subscriberId).toBe(cents(balance));
    }
  });
}

/** The place of the last event that the ledger posts. */
async function lastMoneyEvent(): Promise<{ lastPosition: number }> {
  const types = ledgerEventTypes.join(',');
  let lastPosition = 0;
  for (let after = 0; ; ) {
    const page = await api.get<{ items: { position: number }[]; nextAfter: number }>(
      `/events?types=${types}&after=${after}&limit=200`,
    );
    lastPosition = page.items.at(-1)?.position ?? lastPosition;
    if (page.nextAfter === after) return { lastPosition };
    after = page.nextAfter;
  }
}
