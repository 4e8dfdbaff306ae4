import * as contract from '../../contracts/http/settings.ts';
import type { BillingPolicy } from '../../domain/billing/policy.ts';
import type { Stored } from '../../ports/store.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { readBillingPolicy } from '../../use-cases/read-billing-policy.ts';
import { setBillingPolicy } from '../../use-cases/set-billing-policy.ts';
import { versioned } from './versioned.ts';

const show = ({ state: { versions, setAt } }: Stored<BillingPolicy>): contract.BillingPolicyView => ({
  versions: [...versions],
  setAt,
});

export const routes: readonly BoundRoute[] = [
  bind(
    contract.getBillingPolicy,
    (_, ports) => readBillingPolicy(ports),
    (policy) => (policy === undefined ? { body: { versions: [] }, version: 0 } : versioned(show)(policy)),
  ),
  bind(
    contract.setBillingPolicy,
    ({ body, context }, ports) => setBillingPolicy(ports, body, context),
    versioned(show),
  ),
];
