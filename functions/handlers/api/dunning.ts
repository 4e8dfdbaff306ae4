import * as contract from '../../contracts/http/dunning.ts';
import type { Dunning } from '../../domain/dunning/dunning.ts';
import type { SparedBecause } from '../../domain/dunning/next-step.ts';
import type { DunningPolicy } from '../../domain/dunning/policy.ts';
import { formatMoney } from '../../domain/money.ts';
import type { Stored } from '../../ports/store.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { holdDunning, liftDunningHold } from '../../use-cases/hold-dunning.ts';
import { type Foreseen, previewDunning, readDunning } from '../../use-cases/read-dunning.ts';
import { readDunningPolicy } from '../../use-cases/read-dunning-policy.ts';
import { setDunningPolicy } from '../../use-cases/set-dunning-policy.ts';
import { versioned } from './versioned.ts';

const showPolicy = ({ state }: Stored<DunningPolicy>): contract.DunningPolicyView => ({
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

const showDunning = ({ taken, cut, ...dunning }: Dunning): contract.DunningView => ({
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

function showForeseen({ subscriberId, subscriber, dunning, next }: Foreseen): contract.ForeseenDunning {
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

export const routes: readonly BoundRoute[] = [
  bind(
    contract.getDunningPolicy,
    (_, ports) => readDunningPolicy(ports),
    (policy) =>
      policy === undefined ? { body: { versions: [] }, version: 0 } : versioned(showPolicy)(policy),
  ),
  bind(
    contract.setDunningPolicy,
    ({ body, context }, ports) => setDunningPolicy(ports, body, context),
    versioned(showPolicy),
  ),
  bind(
    contract.getDunning,
    ({ params }, ports) => readDunning(ports, params.id),
    (dunning) => ({ body: showDunning(dunning) }),
  ),
  bind(
    contract.previewDunning,
    ({ query, context }, ports) => previewDunning(ports, query, context),
    ({ items, ...preview }) => ({ body: { ...preview, items: items.map(showForeseen) } }),
  ),
  bind(
    contract.holdDunning,
    ({ body, context }, ports) => holdDunning(ports, body, context),
    (dunning) => ({ body: showDunning(dunning) }),
  ),
  bind(
    contract.liftDunningHold,
    ({ params, context }, ports) => liftDunningHold(ports, params.id, context),
    () => ({ body: undefined }),
  ),
];
