import type { OperatorSettingsChanged } from '../../contracts/events/operator-settings-changed.ts';
import type { OperatorSettings } from '../../contracts/operator.ts';
import type { Aggregate } from '../aggregate.ts';
import { isSame } from '../details.ts';
import { done, type Result, refuse } from '../result.ts';
import { imageFlaw } from './image-flaw.ts';

export type OperatorEvent = OperatorSettingsChanged;

/** There is one operator in a deployment, and this is its aggregate's id. */
export const operatorId = `opr_${'0'.repeat(26)}`;

/** An operator that has not said who it is. */
export const unnamedOperator: OperatorSettings = {
  name: 'Internet provider',
  language: 'en',
  paper: 'A4',
  accent: '#1f4e79',
  numbering: { invoice: { prefix: 'INV-', digits: 8, yearly: false } },
};

/** Who sells, as the fold of what it said; each version is what documents of its time depend on. */
export const operatorAggregate: Aggregate<OperatorSettings, OperatorEvent> = {
  type: 'operator',
  evolve: (_, event) => event.data,
};

/** The operator presents itself anew. */
export function changeOperator(
  settings: OperatorSettings,
  next: OperatorSettings,
): Result<readonly OperatorEvent[]> {
  const flaw = next.logo === undefined ? undefined : imageFlaw(next.logo);
  if (flaw !== undefined) return refuse('operator.logo-unusable', `The logo ${flaw}.`, '/logo/base64');
  const { invoice, creditNote } = next.numbering;
  if (creditNote !== undefined && creditNote.prefix === invoice.prefix) {
    return refuse(
      'operator.series-clash',
      'Invoices and credit notes of two series need two prefixes, or their numbers would be alike; leave creditNote out to number both in one.',
      '/numbering/creditNote/prefix',
    );
  }
  return done(isSame(settings, next) ? [] : [{ type: 'operator.settings-changed', data: next }]);
}
