import * as contract from '../../contracts/http/settings.ts';
import { taxRules } from '../../contracts/tax-rules.ts';
import type { BillingPolicy } from '../../domain/billing/policy.ts';
import type { StoredTaxRules } from '../../domain/billing/tax-rules.ts';
import type { TaxServiceSettings } from '../../domain/billing/tax-service.ts';
import type { Stored } from '../../ports/store.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { configureTaxService } from '../../use-cases/configure-tax-service.ts';
import { readBillingPolicy } from '../../use-cases/read-billing-policy.ts';
import { readEuVatRates } from '../../use-cases/read-eu-vat-rates.ts';
import { readTaxRules } from '../../use-cases/read-tax-rules.ts';
import { removeTaxService } from '../../use-cases/remove-tax-service.ts';
import { setBillingPolicy } from '../../use-cases/set-billing-policy.ts';
import { setTaxRules } from '../../use-cases/set-tax-rules.ts';
import { readTaxService } from '../../use-cases/tax-service.ts';
import { versioned } from './versioned.ts';

const show = ({ state: { versions, setAt } }: Stored<BillingPolicy>): contract.BillingPolicyView => ({
  versions: [...versions],
  setAt,
});

const showRules = ({ state: { rules, setAt } }: Stored<StoredTaxRules>): contract.TaxRulesView => ({
  ...rules,
  setAt,
});

const showService = ({ state }: Stored<TaxServiceSettings>): contract.TaxServiceView => ({
  ...state,
  refused: [...state.refused],
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
  bind(
    contract.getTaxRules,
    (_, ports) => readTaxRules(ports),
    (rules) => (rules === undefined ? { body: taxRules.parse({}), version: 0 } : versioned(showRules)(rules)),
  ),
  bind(
    contract.setTaxRules,
    ({ body, context }, ports) => setTaxRules(ports, body, context),
    versioned(showRules),
  ),
  bind(contract.getTaxService, (_, ports) => readTaxService(ports), versioned(showService)),
  bind(
    contract.configureTaxService,
    ({ body, context }, ports) => configureTaxService(ports, body, context),
    versioned(showService),
  ),
  bind(
    contract.removeTaxService,
    ({ context }, ports) => removeTaxService(ports, context),
    versioned(showService),
  ),
  bind(contract.getEuVatRates, readEuVatRates, (body) => ({ body })),
];
