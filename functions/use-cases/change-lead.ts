import type { LeadDetailsChange, LeadStatus } from '../contracts/lead.ts';
import { fold } from '../domain/aggregate.ts';
import { planAggregate } from '../domain/catalog/plan.ts';
import { addLeadNote, changeLeadDetails, type LeadMove, moveLead } from '../domain/lead/decide.ts';
import { type Lead, type LeadEvent, leadAggregate } from '../domain/lead/lead.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { loadReferenced } from './load.ts';
import { offerQuote } from './offer-quote.ts';
import { changeOne } from './write-one.ts';

export interface LeadChange extends LeadDetailsChange {
  readonly status?: LeadStatus | undefined;
  readonly quote?: Parameters<typeof offerQuote>[1] | undefined;
  readonly lostReason?: string | undefined;
  readonly note?: string | undefined;
}

/** Completes what is known about a prospect, adds a note, moves it on, or makes an offer; all of it or nothing. */
export async function changeLead(
  ports: Pick<Ports, 'store' | 'ids'>,
  id: string,
  wish: LeadChange,
  context: Context,
): Promise<Result<Stored<Lead>>> {
  const { status, quote, lostReason, note, ...details } = wish;
  if (details.wantedPlanId != null) {
    const plan = await loadReferenced(ports.store, planAggregate, details.wantedPlanId, '/wantedPlanId');
    if (!plan.ok) return plan;
  }
  const move = await moveOf(ports, { status, quote, lostReason }, context);
  if (!move.ok) return move;
  return changeOne(ports.store, leadAggregate, id, context, ({ state }) => {
    const steps: ((lead: Lead) => Result<readonly LeadEvent[]>)[] = [
      (lead) => changeLeadDetails(lead, details),
    ];
    if (note !== undefined) {
      steps.push((lead) => addLeadNote(lead, { text: note, author: context.actor, at: context.now }));
    }
    const to = move.value;
    if (to !== undefined) steps.push((lead) => moveLead(lead, to));
    return inTurn(state, steps, context);
  });
}

/** Decides step after step, each on what the former ones would leave. */
function inTurn(
  lead: Lead,
  steps: readonly ((lead: Lead) => Result<readonly LeadEvent[]>)[],
  context: Context,
): Result<{ readonly events: readonly LeadEvent[] }> {
  const events: LeadEvent[] = [];
  let current = lead;
  for (const step of steps) {
    const decided = step(current);
    if (!decided.ok) return decided;
    events.push(...decided.value);
    current = fold(leadAggregate, current, decided.value, context.now) ?? current;
  }
  return done({ events });
}

async function moveOf(
  ports: Pick<Ports, 'store' | 'ids'>,
  wish: Pick<LeadChange, 'status' | 'quote' | 'lostReason'>,
  context: Context,
): Promise<Result<LeadMove | undefined>> {
  const status = wish.status ?? (wish.quote === undefined ? undefined : 'quoted');
  if (wish.quote !== undefined && status !== 'quoted') {
    return refuse(
      'lead.quote-out-of-place',
      'An offer goes with the status quoted; leave one of the two out.',
      '/quote',
    );
  }
  switch (status) {
    case undefined:
      return done(undefined);
    case 'quoted': {
      if (wish.quote === undefined) {
        return refuse('lead.quote-missing', 'Say what is offered: give `quote` with a plan.', '/quote');
      }
      const quote = await offerQuote(ports, wish.quote, context);
      return quote.ok ? done({ to: 'quoted', quote: quote.value }) : quote;
    }
    case 'won':
      return refuse(
        'lead.won-by-conversion-only',
        'A lead is won by converting it: POST to its `convert`.',
        '/status',
      );
    case 'new':
      return refuse('lead.transition-not-allowed', 'No lead becomes new again.', '/status');
    case 'lost':
      return done({ to: 'lost', reason: wish.lostReason });
    default:
      return done({ to: status });
  }
}
