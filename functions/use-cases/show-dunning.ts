import type { DunningRule } from '../contracts/dunning.ts';
import type {
  DunningPolicyView,
  DunningStatusView,
  DunningView,
  ForeseenDunning,
  HandOverView,
} from '../contracts/http/dunning.ts';
import type { Dunning } from '../domain/dunning/dunning.ts';
import type { SparedBecause } from '../domain/dunning/next-step.ts';
import type { DunningPolicy } from '../domain/dunning/policy.ts';
import { formatMoney } from '../domain/money.ts';
import type { Stored } from '../ports/store.ts';
import type { DunningStatus, Foreseen, HandOver } from './read-dunning.ts';

/** The dunning policy as the API shows it. */
export const showDunningPolicy = ({ state }: Stored<DunningPolicy>): DunningPolicyView => ({
  versions: state.versions.map(({ rules, ...version }) => ({
    ...version,
    rules: rules.map(({ minimum, minimumBalance, lowBalance, ...rule }) => ({
      ...rule,
      ...(minimum === undefined ? {} : { minimum: formatMoney(minimum) }),
      ...(minimumBalance === undefined ? {} : { minimumBalance: formatMoney(minimumBalance) }),
      ...(lowBalance === undefined ? {} : { lowBalance: showLowBalance(lowBalance) }),
    })),
  })),
  setAt: state.setAt,
});

const showLowBalance = ({ below, ...told }: NonNullable<DunningRule['lowBalance']>) => ({
  ...told,
  ...(below === undefined ? {} : { below: formatMoney(below) }),
});

/** How far a subscriber was taken, as the API shows it. */
export const showDunning = ({
  taken,
  cut,
  plan,
  disputed,
  nothingBefore: _,
  ...dunning
}: Dunning): DunningView => ({
  ...dunning,
  ...(disputed === undefined ? {} : { disputed: [...disputed] }),
  ...(plan === undefined
    ? {}
    : {
        plan: {
          agreedOn: plan.agreedOn,
          total: formatMoney(plan.total),
          invoiceIds: [...plan.invoiceIds],
          instalments: plan.instalments.map(({ on, minor }) => ({
            on,
            amount: formatMoney({ minor, currency: plan.total.currency }),
          })),
          ...(plan.note === undefined ? {} : { note: plan.note }),
        },
      }),
  taken: [...taken],
  cut: [...cut],
});

export const showDunningStatus = ({ suspicion, ...status }: DunningStatus): DunningStatusView => ({
  ...status,
  ...suspicion,
});

/** A debt that is handed over, as the API shows it. */
export function showHandOver({
  subscriberId,
  subscriber,
  handedOverOn,
  currency,
  openInvoices,
}: HandOver): HandOverView {
  const open = openInvoices.reduce((sum, { due }) => sum + due, 0);
  return {
    subscriberId,
    number: subscriber.number,
    name: subscriber.details.name,
    handedOverOn,
    open: formatMoney({ minor: open, currency }),
    invoices: openInvoices.map(({ invoiceId, number, dueOn, due }) => ({
      invoiceId,
      number,
      dueOn,
      open: formatMoney({ minor: due, currency }),
    })),
  };
}

const sparedWords: Readonly<Record<SparedBecause, string>> = {
  'nothing-due': 'No step is due.',
  exempt: 'The policy has no steps for this subscriber.',
  held: 'Staff holds all steps.',
  promised: 'What is overdue is promised.',
  disputed: 'The subscriber says that what is overdue is wrong; staff has to look at it.',
  'below-minimum': 'So little is owed that the policy does not pursue it.',
  credit: 'Open credit covers what is owed.',
  'outside-hours': 'Nothing is taken of services at this time of day; it comes with the hours of the policy.',
  holiday: 'Nothing is taken of services on this public holiday.',
  'outside-weekdays': 'Nothing is taken of services on this day of the week.',
  'daily-limit': 'So many were cut today that the others wait for tomorrow.',
  'charge-under-way': 'The provider was asked for the money and has not said yet whether it comes.',
  'charge-to-come': 'It is charged to the saved method once more before anything is done.',
  'unmatched-payment':
    'A payment of this very amount, or one that names the subscriber, waits for somebody to say for whom it is, or whether it counts.',
};

/** What a run would do with one subscriber, with the reason in words. */
export function showForeseen({ subscriberId, subscriber, dunning, next }: Foreseen): ForeseenDunning {
  const about = {
    subscriberId,
    number: subscriber.number,
    name: subscriber.details.name,
    ...(dunning.hold === undefined ? {} : { hold: dunning.hold }),
  };
  if ('spared' in next) {
    return { ...about, action: 'none', spared: next.spared, why: sparedWords[next.spared] };
  }
  const { step, invoice, dueOn, owed } = next;
  const { amount, currency } = formatMoney(owed);
  return {
    ...about,
    action: step.kind,
    stepId: step.stepId,
    ...(invoice === undefined ? {} : { invoiceId: invoice.invoiceId }),
    owed: { amount, currency },
    why:
      invoice === undefined
        ? `The balance has been short since ${dueOn}; ${amount} ${currency} is missing of what must stay on it.`
        : `Invoice ${invoice.number} is due on ${dueOn}; ${amount} ${currency} is owed.`,
  };
}
