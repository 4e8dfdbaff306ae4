import { defineEvent, type EventOf } from '../event.ts';
import { taxRules } from '../tax-rules.ts';

/** What is charged from now on is taxed by these rules. */
export const taxRulesSet = defineEvent('tax-rules.set', taxRules);
export type TaxRulesSet = EventOf<typeof taxRulesSet>;
