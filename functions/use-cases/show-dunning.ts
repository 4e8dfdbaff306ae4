import type { DunningPolicyView, DunningView, ForeseenDunning } from '../contracts/http/dunning.ts';
import type { Dunning } from '../domain/dunning/dunning.ts';
import type { SparedBecause } from '../domain/dunning/next-step.ts';
import type { DunningPolicy } from '../domain/dunning/policy.ts';
import { formatMoney } from '../domain/money.ts';
import type { Stored } from '../ports/store.ts';
import type { Foreseen } from './read-dunning.ts';

/** The dunning policy as the API shows it. */
export const showDunningPolicy = ({ state }: Stored<DunningPolicy>): DunningPolicyView => ({
  versions: state.versions.map(({ from, rules, unmatchedLimit }) => ({
    from,
    unmatchedLimit,
    rules: rules.map(({ minimum, ...rule }) => ({
      ...rule,
      ...(minimum === undefined ? {} : { minimum: formatMoney(minimum) }),
    })),
  })),
  setAt: state.setAt,
});

/** How far a subscriber was taken, as the API shows it. */
export const showDunning = ({ taken, cut, ...dunning }: Dunning): DunningView => ({
  ...dunning,
  taken: [...taken],
  cut: [...cut],
});

const sparedWords: Readonly<Record<SparedBecause, string>> = {
  'nothing-due': 'No step is due.',
  exempt: 'The policy has no steps for this subscriber.',
  held: 'Staff holds all steps.',
  'below-minimum': 'So little is owed that the policy does not pursue it.',
  credit: 'Open credit covers what is owed.',
  'unmatched-payment': 'A payment of this very amount waits for somebody to say for whom it is.',
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
  const { step, invoice, owed } = next;
  const { amount, currency } = formatMoney(owed);
  return {
    ...about,
    action: step.kind,
    stepId: step.stepId,
    invoiceId: invoice.invoiceId,
    owed: { amount, currency },
    why: `Invoice ${invoice.number} is due on ${invoice.dueOn}; ${amount} ${currency} is owed.`,
  };
}
