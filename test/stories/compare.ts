import type { InvoiceLine } from '../../functions/contracts/invoice.ts';
import type { Invoice } from '../../functions/domain/billing/invoice.ts';
import { formatMoney, parseMoney } from '../../functions/domain/money.ts';
import type { ExpectedInvoice, ExpectedLine, Story } from './story.ts';

/** What came out of a story. */
export interface Played {
  readonly invoices: readonly Invoice[];
  readonly credit: number;
  readonly due: number;
  /** A service's name in the story by its id. */
  readonly serviceNames: ReadonlyMap<string, string>;
  /** Steps that did not go as the story says. */
  readonly surprises: readonly string[];
}

/** The lines in which a story and its outcome differ; none when it passed. */
export function differences(story: Story, played: Played): readonly string[] {
  const { expect, currency } = story;
  const counted = played.invoices.filter(({ state }) => state !== 'void').flatMap(({ lines }) => lines);
  const lines = (expected: readonly ExpectedLine[], actual: readonly InvoiceLine[], where: string) =>
    lineDifferences(expected, actual, { where, currency, names: played.serviceNames });
  const found = [...played.surprises];
  const amount = (what: string, expected: string | undefined, actual: number) => {
    if (expected !== undefined && minorOf(expected, currency) !== actual) {
      found.push(`${what}: expected ${expected}, actual ${shown(actual, currency)}`);
    }
  };

  if (expect.invoices !== undefined) {
    const most = Math.max(expect.invoices.length, played.invoices.length);
    for (let i = 0; i < most; i++) {
      const where = `invoice ${i + 1}`;
      const wanted = expect.invoices[i];
      const invoice = played.invoices[i];
      if (wanted === undefined || invoice === undefined) {
        found.push(
          `${where}: expected ${describe(wanted)}, actual ${describeActual(invoice, played, currency)}`,
        );
        continue;
      }
      if (wanted.on !== undefined && wanted.on !== invoice.issuedOn) {
        found.push(`${where} on: expected ${wanted.on}, actual ${invoice.issuedOn}`);
      }
      if (wanted.lines !== undefined) {
        const none = invoice.state === 'void' && wanted.lines.length === 0;
        found.push(...lines(wanted.lines, none ? [] : invoice.lines, where));
      }
      amount(`${where} total`, wanted.total, invoice.total);
      amount(`${where} creditApplied`, wanted.creditApplied, Math.max(0, invoice.total) - invoice.dueAtIssue);
      amount(`${where} due`, wanted.due, invoice.dueAtIssue);
    }
  }
  if (expect.lines !== undefined) found.push(...lines(expect.lines, counted, 'lines'));
  amount(
    'net',
    expect.net,
    counted.reduce((sum, { minor }) => sum + minor, 0),
  );
  amount('credit', expect.credit, played.credit);
  amount('due', expect.due, played.due);
  return found;
}

interface Scope {
  readonly where: string;
  readonly currency: string;
  readonly names: ReadonlyMap<string, string>;
}

/** The order does not matter, zero is ignored, and what an expected line leaves out is not compared. */
function lineDifferences(
  expected: readonly ExpectedLine[],
  actual: readonly InvoiceLine[],
  scope: Scope,
): readonly string[] {
  const left = actual.filter(({ minor }) => minor !== 0);
  const missing: ExpectedLine[] = [];
  // A line that says more is looked for first, so that a vague one does not take its match.
  const byDetail = expected.toSorted((a, b) => Object.keys(b).length - Object.keys(a).length);
  for (const wanted of byDetail) {
    if (minorOf(wanted.amount, scope.currency) === 0) continue;
    const at = left.findIndex((line) => fits(wanted, line, scope));
    if (at < 0) missing.push(wanted);
    else left.splice(at, 1);
  }
  return [
    ...missing.map((line) => `${scope.where}: expected ${describeLine(line)}`),
    ...left.map((line) => `${scope.where}: actual   ${describeLine(asExpected(line, scope))}`),
  ];
}

function fits(wanted: ExpectedLine, line: InvoiceLine, { currency, names }: Scope): boolean {
  const same = (expected: string | undefined, actual: string | undefined) =>
    expected === undefined || expected === actual;
  return (
    wanted.kind === line.kind &&
    minorOf(wanted.amount, currency) === line.minor &&
    same(wanted.service, line.serviceId === undefined ? undefined : names.get(line.serviceId)) &&
    (same(wanted.item, line.item) || wanted.item === line.tax?.name) &&
    same(wanted.from, line.from) &&
    same(wanted.to, line.to)
  );
}

function asExpected(line: InvoiceLine, { currency, names }: Scope): ExpectedLine {
  const service = line.serviceId === undefined ? undefined : names.get(line.serviceId);
  return {
    kind: line.kind,
    ...(service === undefined ? {} : { service }),
    item: line.tax === undefined ? line.item : `${line.tax.name} on ${line.item}`,
    ...(line.from === undefined ? {} : { from: line.from }),
    ...(line.to === undefined ? {} : { to: line.to }),
    amount: shown(line.minor, currency),
  };
}

function describeLine({ kind, service, item, from, to, amount }: ExpectedLine): string {
  const span = from === undefined && to === undefined ? [] : [`${from ?? '…'} to ${to ?? '…'}`];
  return [kind, service, item, ...span, amount].filter((part) => part !== undefined).join(' ');
}

function describe(invoice: ExpectedInvoice | undefined): string {
  if (invoice === undefined) return 'none';
  const { on = '', lines = [], total } = invoice;
  return [on, ...lines.map(describeLine), total].filter(Boolean).join('; ') || 'an invoice';
}

function describeActual(invoice: Invoice | undefined, { serviceNames }: Played, currency: string): string {
  if (invoice === undefined) return 'none';
  const scope = { where: '', currency, names: serviceNames };
  return [invoice.issuedOn, ...invoice.lines.map((line) => describeLine(asExpected(line, scope)))].join('; ');
}

export function minorOf(amount: string, currency: string): number {
  const parsed = parseMoney({ amount, currency });
  if (!parsed.ok) throw new Error(parsed.refusal.message);
  return parsed.value.minor;
}

function shown(minor: number, currency: string): string {
  return formatMoney({ minor, currency }).amount;
}
