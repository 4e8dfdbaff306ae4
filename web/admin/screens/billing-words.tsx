import type {
  BillingRun,
  DraftInvoiceState,
  Invoice,
  LedgerProof,
  Money,
  PaymentState,
} from '../../shared/routes.ts';
import { format, Mark, type Tone } from '../parts.tsx';
import { wordsOf } from '../schema.ts';

/** Today in UTC, by which the platform reckons days that no subscriber's time zone decides. */
export const today = (): string => new Date().toISOString().slice(0, 10);
export const tomorrow = (): string => new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);

/** Of a run by something supposed, on whichever screen it is asked for. */
export const whatIfLabels = {
  on: 'Up to the day',
  whatIf: 'Suppose',
  itemId: 'Plan, add-on or equipment',
} as const;

export const isNothing = ({ amount }: Money): boolean => Number(amount) === 0;

export const sums = (totals: readonly Money[]): string =>
  totals.length === 0 ? '–' : totals.map((total) => format.money(total)).join(' + ');

export const invoiceStates = {
  issued: ['Open', 'info', 'Nothing is paid yet.'],
  'partially-paid': ['Partly paid', 'warn', 'A part is still due.'],
  paid: ['Paid', 'good', 'Nothing is due any more.'],
  'written-off': ['Written off', 'none', 'What was left is not expected to come.'],
  void: ['Void', 'none', 'It counts for nothing; the next run charges its days again.'],
} as const satisfies Readonly<Record<Invoice['state'], readonly [string, Tone, string]>>;

export function InvoiceMark({
  invoice,
}: {
  readonly invoice: Pick<Invoice, 'state' | 'dueOn' | 'amountDue'>;
}) {
  const { state, dueOn, amountDue } = invoice;
  if ((state === 'issued' || state === 'partially-paid') && !isNothing(amountDue) && dueOn < today())
    return <Mark tone="bad">Overdue</Mark>;
  const [label, tone, meaning] = invoiceStates[state];
  return (
    <span title={meaning}>
      <Mark tone={tone}>{label}</Mark>
    </span>
  );
}

export const draftStates: Readonly<Record<DraftInvoiceState, readonly [string, Tone]>> = {
  draft: ['Draft', 'warn'],
  issued: ['Issued', 'good'],
  discarded: ['Discarded', 'none'],
};

export const paymentStates = {
  received: ['Received', 'good'],
  unmatched: ['Unmatched', 'warn'],
  failed: ['Failed', 'bad'],
  'partially-refunded': ['Partly refunded', 'info'],
  refunded: ['Refunded', 'none'],
  'awaiting-charge': ['Awaiting charge', 'info'],
  held: ['Held', 'warn'],
  dropped: ['Dropped', 'none'],
} as const satisfies Readonly<Record<PaymentState, readonly [string, Tone]>>;

export function PaymentMark({ state }: { readonly state: PaymentState }) {
  const [label, tone] = paymentStates[state];
  return <Mark tone={tone}>{label}</Mark>;
}

export function RunMark({ run }: { readonly run: Pick<BillingRun, 'state' | 'counts'> }) {
  if (run.state === 'running') return <Mark tone="info">Running</Mark>;
  if (run.state === 'failed') return <Mark tone="bad">Broke off</Mark>;
  return run.counts.failed > 0 ? <Mark tone="warn">With failures</Mark> : <Mark tone="good">Completed</Mark>;
}

export const runKind = ({ dryRun, whatIf }: Pick<BillingRun, 'dryRun' | 'whatIf'>): string =>
  whatIf !== undefined ? 'What if' : dryRun ? 'Preview' : 'Issued';

export function ProofMark({ proof }: { readonly proof: Pick<LedgerProof, 'state' | 'differences'> }) {
  if (proof.state === 'running') return <Mark tone="info">Running</Mark>;
  if (proof.state === 'failed') return <Mark tone="bad">Broke off</Mark>;
  return proof.differences === 0 ? (
    <Mark tone="good">All agrees</Mark>
  ) : (
    <Mark tone="bad">{format.number(proof.differences)} differences</Mark>
  );
}

/** `revenue:air-30` as people read it. */
export function accountWords(account: string): string {
  const [book = '', ...about] = account.split(':');
  return [wordsOf(book), ...about.map((name) => name.replaceAll('-', ' '))].join(' · ');
}
