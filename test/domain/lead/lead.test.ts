import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as contacted from '../../../functions/contracts/events/lead-contacted.ts';
import * as converted from '../../../functions/contracts/events/lead-converted.ts';
import * as created from '../../../functions/contracts/events/lead-created.ts';
import * as detailsChanged from '../../../functions/contracts/events/lead-details-changed.ts';
import * as lost from '../../../functions/contracts/events/lead-lost.ts';
import * as noteAdded from '../../../functions/contracts/events/lead-note-added.ts';
import * as qualified from '../../../functions/contracts/events/lead-qualified.ts';
import * as quoted from '../../../functions/contracts/events/lead-quoted.ts';
import * as reopened from '../../../functions/contracts/events/lead-reopened.ts';
import type { Quote } from '../../../functions/contracts/lead.ts';
import type { Note } from '../../../functions/contracts/note.ts';
import { fold } from '../../../functions/domain/aggregate.ts';
import {
  addLeadNote,
  changeLeadDetails,
  convertLead,
  createLead,
  moveLead,
} from '../../../functions/domain/lead/decide.ts';
import { type Lead, type LeadEvent, leadAggregate } from '../../../functions/domain/lead/lead.ts';
import { leadTransitions } from '../../../functions/domain/lead/transitions.ts';
import type { Result } from '../../../functions/domain/result.ts';

const at = '2026-03-01T09:00:00.000Z';
const note: Note = { text: 'called back', author: { kind: 'staff', id: 'ada' }, at };
const planId = 'pln_01k9xq3v7n5e2r8t4w6y0a1b2c';
const quote: Quote = {
  planId,
  planName: 'Fibre 50',
  terms: {
    version: 1,
    price: { minor: 4999, currency: 'EUR' },
    period: 'month',
    charge: 'in-advance',
    trialDays: 0,
    network: { downKbps: 50_000, upKbps: 10_000, interimSeconds: 300 },
    availableOn: '2026-01-01',
  },
  addOns: [],
  validUntilOn: '2026-03-31',
};
const schemas = new Map(
  [
    contacted.leadContacted,
    converted.leadConverted,
    created.leadCreated,
    detailsChanged.leadDetailsChanged,
    lost.leadLost,
    noteAdded.leadNoteAdded,
    qualified.leadQualified,
    quoted.leadQuoted,
    reopened.leadReopened,
  ].map(({ type, data }) => [type as string, data]),
);

function events(result: Result<readonly LeadEvent[]>): readonly LeadEvent[] {
  if (!result.ok) throw new Error(result.refusal.message);
  return result.value;
}

const begun = events(createLead({ name: 'Ada Park', source: 'website', wantedPlanId: planId }, [note]));
const fresh = () => fold(leadAggregate, undefined, begun, at)!;

const subscriberIds = ['sub_01k9xq3v7n5e2r8t4w6y0a1b2c', 'sub_01k9xq3v7n5e2r8t4w6y0a1b2d'] as const;
type Command = (lead: Lead) => Result<readonly LeadEvent[]>;
const command: fc.Arbitrary<Command> = fc.oneof(
  fc.constantFrom<Command>(
    (lead) => moveLead(lead, { to: 'contacted' }),
    (lead) => moveLead(lead, { to: 'qualified' }),
    (lead) => moveLead(lead, { to: 'quoted', quote }),
    (lead) => moveLead(lead, { to: 'lost' }),
    (lead) => moveLead(lead, { to: 'lost', reason: 'too far from the mast' }),
    (lead) => addLeadNote(lead, note),
    ...subscriberIds.map((id) => (lead: Lead) => convertLead(lead, id)),
  ),
  fc
    .record({
      name: fc.option(fc.constantFrom('Ada Park', 'A. Park'), { nil: undefined }),
      phone: fc.constantFrom(null, '+4930123456', undefined),
      organization: fc.constantFrom(null, 'Park Ltd', undefined),
    })
    .map((changes) => (lead: Lead) => changeLeadDetails(lead, changes)),
);

test('no sequence of commands leads where the table does not, and a won lead stays as it is', () => {
  const reached = new Set<string>();
  fc.assert(
    fc.property(fc.array(command, { maxLength: 30 }), (commands) => {
      let lead = fresh();
      const history: LeadEvent[] = [...begun];
      for (const decide of commands) {
        const before = lead;
        const decided = decide(lead);
        if (!decided.ok) continue;
        for (const event of decided.value) {
          schemas.get(event.type)!.parse(event.data);
          const from = lead.status;
          lead = leadAggregate.evolve(lead, event, at);
          if (lead.status !== from) expect(leadTransitions[from]).toContain(lead.status);
          expect(lead.subscriberId !== undefined).toBe(lead.status === 'won');
          expect(lead.lostReason === undefined || lead.status === 'lost').toBe(true);
        }
        history.push(...decided.value);
        if (before.status === 'won') expect(lead).toEqual(before);
        reached.add(lead.status);
      }
      expect(fold(leadAggregate, undefined, history, at)).toEqual(lead);
    }),
    { seed: 20_261_123, numRuns: 2000 },
  );
  expect([...reached].sort()).toEqual(Object.keys(leadTransitions).sort());
});

test('a conversion is decided once: the second one changes nothing', () => {
  const won = fold(leadAggregate, fresh(), events(convertLead(fresh(), subscriberIds[0])), at)!;
  expect(won.status).toBe('won');
  expect(events(convertLead(won, subscriberIds[1]))).toEqual([]);
  expect(won.subscriberId).toBe(subscriberIds[0]);
});

test('a lost lead cannot be converted before somebody talks to it again', () => {
  const gone = fold(leadAggregate, fresh(), events(moveLead(fresh(), { to: 'lost' })), at)!;
  expect(convertLead(gone, subscriberIds[0])).toMatchObject({ ok: false, refusal: { code: 'lead.lost' } });
  const again = fold(leadAggregate, gone, events(moveLead(gone, { to: 'contacted' })), at)!;
  expect(again.status).toBe('contacted');
  expect(convertLead(again, subscriberIds[0]).ok).toBe(true);
});

test('a refused move says where the lead can go', () => {
  expect(moveLead(fresh(), { to: 'quoted', quote })).toEqual({
    ok: false,
    refusal: {
      code: 'lead.transition-not-allowed',
      message:
        'A lead that is new cannot become quoted; from here it can become contacted or qualified or lost.',
      pointer: '/status',
    },
  });
});

test('null forgets a detail, and changes that change nothing are no event', () => {
  const changes = { wantedPlanId: null, name: 'Ada Park' };
  const [event, ...rest] = events(changeLeadDetails(fresh(), changes));
  expect(rest).toEqual([]);
  expect(event).toEqual({ type: 'lead.details-changed', data: { changes: { wantedPlanId: null } } });
  const lead = fold(leadAggregate, fresh(), [event!], at)!;
  expect(lead.details).toEqual({ name: 'Ada Park', source: 'website' });
  expect(events(changeLeadDetails(lead, changes))).toEqual([]);
});
