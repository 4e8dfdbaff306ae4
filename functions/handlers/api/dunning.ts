import * as contract from '../../contracts/http/dunning.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { holdDunning, liftDunningHold } from '../../use-cases/hold-dunning.ts';
import { previewDunning, readDunning } from '../../use-cases/read-dunning.ts';
import { readDunningPolicy } from '../../use-cases/read-dunning-policy.ts';
import { setDunningPolicy } from '../../use-cases/set-dunning-policy.ts';
import { showDunning, showDunningPolicy, showForeseen } from '../../use-cases/show-dunning.ts';
import { versioned } from './versioned.ts';

export const routes: readonly BoundRoute[] = [
  bind(
    contract.getDunningPolicy,
    (_, ports) => readDunningPolicy(ports),
    (policy) =>
      policy === undefined ? { body: { versions: [] }, version: 0 } : versioned(showDunningPolicy)(policy),
  ),
  bind(
    contract.setDunningPolicy,
    ({ body, context }, ports) => setDunningPolicy(ports, body, context),
    versioned(showDunningPolicy),
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
