import type { DunningPage } from '../contracts/dunning-run.ts';
import type { Context } from '../ports/context.ts';
import { sweepAnnounced } from './sweep-announced.ts';
import { sweepCollections, sweepPaymentMethods } from './sweep-collections.ts';
import { type DunningPorts, sweepDunning } from './sweep-dunning.ts';
import { sweepTexts } from './sweep-texts.ts';

type Sweep = (ports: DunningPorts, cursor: string | null, context: Context) => Promise<DunningPage>;

/**
 * In their order: who pays by a saved method is asked for the money before anything is taken of services. Of what was
 * told in quiet hours, most is told to those who owe something.
 */
const sweeps: readonly (readonly [string, Sweep])[] = [
  ['announced', sweepAnnounced],
  ['payment-methods', sweepPaymentMethods],
  ['collections', sweepCollections],
  ['dunning', sweepDunning],
  ['texts', sweepTexts],
];

/**
 * Does a part of what is due of those who owe something: a page of a list, and the lists that end with it in one go, so
 * that a run that finds nothing is one call. The cursor says in which list it goes on, and where.
 */
export async function sweepReceivables(
  ports: DunningPorts,
  { cursor }: { readonly cursor: string | null },
  context: Context,
): Promise<DunningPage> {
  const [name, ...rest] = (cursor ?? '').split(' ');
  const from = Math.max(
    0,
    sweeps.findIndex(([known]) => known === name),
  );
  let within: string | null = cursor === null ? null : rest.join(' ');
  const failures: DunningPage['failures'] = [];
  for (const [known, sweep] of sweeps.slice(from)) {
    const page = await sweep(ports, within, context);
    failures.push(...page.failures);
    if (page.nextCursor !== null) return { nextCursor: `${known} ${page.nextCursor}`, failures };
    within = null;
  }
  return { nextCursor: null, failures };
}
