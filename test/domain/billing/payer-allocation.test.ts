import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settleByPayment } from '../../../functions/domain/billing/settlement.ts';

const open = (i: number, due: number) => ({
  invoiceId: `inv${i}`,
  number: `N${i}`,
  issuedOn: `2026-01-${String(i + 1).padStart(2, '0')}`,
  dueOn: '2026-02-01',
  due,
});

describe('a payment', () => {
  it('goes to invoices as the payer said, then to the oldest, and what is left over to nobody', () => {
    const openInvoices = [open(0, 500), open(1, 700), open(2, 300)];
    const said = [
      { invoiceId: 'inv2', minor: 200 },
      { invoiceId: 'inv1', minor: 9_999 },
    ];
    expect(settleByPayment(1_000, { openInvoices }, said)).toEqual({
      parts: [
        { invoiceId: 'inv2', minor: 200, reinstated: 0 },
        { invoiceId: 'inv1', minor: 700, reinstated: 0 },
        { invoiceId: 'inv0', minor: 100, reinstated: 0 },
      ],
      rest: 0,
    });
    expect(settleByPayment(2_000, { openInvoices }, said).rest).toBe(500);
  });

  it('goes to what was written off where that is what was said', () => {
    const openInvoices = [open(0, 500)];
    const writtenOff = [open(1, 400)];
    const said = [{ invoiceId: 'inv1', minor: 400 }];
    expect(settleByPayment(600, { openInvoices, writtenOff }, said).parts).toEqual([
      { invoiceId: 'inv1', minor: 400, reinstated: 400 },
      { invoiceId: 'inv0', minor: 200, reinstated: 0 },
    ]);
  });

  it('settles nothing beyond what is open, and sums to what came, whatever was said', () => {
    const amounts = fc.array(fc.integer({ min: 1, max: 1_000 }), { maxLength: 30 });
    const saying = fc.array(fc.record({ at: fc.nat(40), minor: fc.integer({ min: 1, max: 2_000 }) }), {
      maxLength: 10,
    });
    fc.assert(
      fc.property(amounts, amounts, saying, fc.nat(20_000), (dues, gone, said, amount) => {
        const openInvoices = dues.map((due, i) => open(i, due));
        const writtenOff = gone.slice(0, 5).map((due, i) => open(i * 2, due));
        const { parts, rest } = settleByPayment(
          amount,
          { openInvoices, writtenOff },
          said.map(({ at, minor }) => ({ invoiceId: `inv${at}`, minor })),
        );
        expect(parts.reduce((sum, { minor }) => sum + minor, 0) + rest).toBe(amount);
        expect(parts.length).toBeLessThanOrEqual(20);
        expect(new Set(parts.map(({ invoiceId }) => invoiceId)).size).toBe(parts.length);
        for (const { invoiceId, minor, reinstated } of parts) {
          const dueOf = (list: typeof openInvoices) =>
            list.find((invoice) => invoice.invoiceId === invoiceId)?.due ?? 0;
          expect(minor - reinstated).toBeLessThanOrEqual(dueOf(openInvoices));
          expect(reinstated).toBeLessThanOrEqual(dueOf(writtenOff));
          expect(minor).toBeGreaterThan(0);
        }
      }),
      { numRuns: 5_000 },
    );
  });
});
