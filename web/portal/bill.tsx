import { useParams } from '@tanstack/react-router';
import { useRead } from '../shared/reading.tsx';
import type { Invoice, InvoiceLine } from '../shared/routes.ts';
import { StateMark } from './bills.tsx';
import { useAccountParams, useHere } from './here.tsx';
import { Card, Head, isMore, Shown } from './parts.tsx';
import { Pay, useDues } from './pay.tsx';
import { Pdf } from './pdf.tsx';

/** One document, with why each amount is what it is. */
export function Bill() {
  const { words, format } = useHere();
  const { accountId } = useAccountParams();
  const { invoiceId = '' } = useParams({ strict: false }) as { readonly invoiceId?: string };
  const invoice = useRead('GET /portal/accounts/{accountId}/invoices/{invoiceId}', {
    params: { accountId, invoiceId },
  });
  const dues = useDues();
  return (
    <div className="place narrow" key={invoiceId}>
      <Shown of={invoice} lines={8}>
        {(seen) => (
          <>
            <Head
              title={`${seen.document === 'invoice' ? words.invoice : words.creditNote} ${seen.number}`}
              back={{ to: '/bills', words: words.bills }}
            >
              <p className="soft">
                {words.issuedOn(format.day(seen.issuedOn))} <StateMark invoice={seen} />
              </p>
            </Head>
            <Card className="owed">
              <p className="soft">{words.bill.total}</p>
              <p className="amount">{format.money(seen.total)}</p>
              <p className="soft">{whenOf(seen, words, format)}</p>
              {dues.data !== undefined && isMore(seen.amountDue) && seen.document === 'invoice' && (
                <Pay dues={dues.data} bill={{ invoiceId: seen.id, due: seen.amountDue }} />
              )}
              <Pdf
                route="GET /portal/accounts/{accountId}/invoices/{invoiceId}/pdf"
                given={{ params: { accountId, invoiceId } }}
                of={seen.number}
              />
            </Card>
            <Card title={words.bill.lines}>
              <ul className="rows">
                {seen.lines.map((line) => (
                  <Line key={line.lineId} line={line} />
                ))}
              </ul>
              <Sums invoice={seen} />
            </Card>
          </>
        )}
      </Shown>
    </div>
  );
}

type Here = ReturnType<typeof useHere>;

function whenOf(invoice: Invoice, words: Here['words'], format: Here['format']): string {
  if (invoice.voided !== undefined) return words.bill.voided(format.day(invoice.voided.on));
  if (invoice.document === 'credit-note') return invoice.reason ?? words.bill.about;
  if (invoice.paidOn !== undefined) return words.paidOn(format.day(invoice.paidOn));
  return words.dueOn(format.day(invoice.dueOn));
}

function Line({ line }: { readonly line: InvoiceLine }) {
  const { words, format } = useHere();
  return (
    <li className="row top">
      <span className="grow">
        <strong>
          <bdi>
            {line.kind === 'tax' && line.tax !== undefined ? taxName(line.tax, words, format) : line.item}
          </bdi>
        </strong>
        {explain(line, words, format).map((said) => (
          <span key={said} className="soft">
            {said}
          </span>
        ))}
      </span>
      <span className={isMore(line.amount) ? 'figure' : 'figure good-ink'}>{format.money(line.amount)}</span>
    </li>
  );
}

const taxName = (
  { name, rate }: { readonly name: string; readonly rate: string },
  words: Here['words'],
  format: Here['format'],
) => words.bill.tax(name, format.number(Number(rate)));

function explain(line: InvoiceLine, words: Here['words'], format: Here['format']): readonly string[] {
  const { bill } = words;
  const { from, to, days, of, price } = line;
  const last = to === undefined ? undefined : dayBefore(to);
  const byKind = {
    credit: line.minutes === undefined ? bill.credit : bill.outage(line.minutes),
    once: bill.once,
    instalment: bill.instalment,
    usage: bill.usage,
    adjustment: bill.adjustment,
    recurring: undefined,
    tax: undefined,
  }[line.kind];
  const isPart = days !== undefined && of !== undefined && days !== of && price !== undefined;
  return [
    byKind,
    from !== undefined && last !== undefined && last > from
      ? bill.span(format.day(from), format.day(last))
      : undefined,
    isPart ? bill.part(format.number(days), format.number(of), format.money(price)) : undefined,
    line.rate === undefined ? undefined : bill.reduced(format.percent(line.rate / 100)),
    ...(line.discounts ?? []).map(({ name, amount }) => bill.discount(name, format.money(amount))),
    ...(line.contains ?? []).map(({ name, rate, amount }) =>
      bill.contains(name, format.number(Number(rate)), format.money(amount)),
    ),
  ].filter((said) => said !== undefined);
}

/** The last day of a half-open span of days. */
function dayBefore(day: string): string {
  return new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);
}

function Sums({ invoice }: { readonly invoice: Invoice }) {
  const { words, format } = useHere();
  const sums = [
    [words.bill.total, invoice.total, true],
    [words.bill.creditApplied, invoice.creditApplied, isMore(invoice.creditApplied)],
    [words.bill.paid, invoice.paid, isMore(invoice.paid)],
    [words.bill.due, invoice.amountDue, invoice.document === 'invoice'],
  ] as const;
  return (
    <dl className="sums">
      {sums.map(
        ([name, money, isShown]) =>
          isShown && (
            <div key={name}>
              <dt>{name}</dt>
              <dd className="figure">{format.money(money)}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
