import type { LeadContacted } from '../../contracts/events/lead-contacted.ts';
import type { LeadConverted } from '../../contracts/events/lead-converted.ts';
import type { LeadCreated } from '../../contracts/events/lead-created.ts';
import type { LeadDetailsChanged } from '../../contracts/events/lead-details-changed.ts';
import type { LeadLost } from '../../contracts/events/lead-lost.ts';
import type { LeadNoteAdded } from '../../contracts/events/lead-note-added.ts';
import type { LeadQualified } from '../../contracts/events/lead-qualified.ts';
import type { LeadQuoted } from '../../contracts/events/lead-quoted.ts';
import type { LeadReopened } from '../../contracts/events/lead-reopened.ts';
import type { LeadDetails, LeadStatus, Quote } from '../../contracts/lead.ts';
import type { Note } from '../../contracts/note.ts';
import type { Instant } from '../../contracts/scalars.ts';
import type { Aggregate } from '../aggregate.ts';
import { withChanges } from '../details.ts';
import { withNote } from '../notes.ts';

export type LeadEvent =
  | LeadCreated
  | LeadDetailsChanged
  | LeadNoteAdded
  | LeadContacted
  | LeadQualified
  | LeadQuoted
  | LeadLost
  | LeadReopened
  | LeadConverted;

/** A prospect. `subscriberId` is there exactly when it is won, `lostReason` only while it is lost. */
export interface Lead {
  readonly status: LeadStatus;
  readonly details: LeadDetails;
  readonly notes: readonly Note[];
  readonly createdAt: Instant;
  /** The latest offer. It stays when the prospect is qualified anew or lost. */
  readonly quote?: Quote;
  readonly lostReason?: string;
  readonly subscriberId?: string;
}

function existing(state: Lead | undefined, event: LeadEvent): Lead {
  if (state === undefined) throw new Error(`${event.type} on a lead that does not exist`);
  return state;
}

function moved(state: Lead, status: LeadStatus): Lead {
  const { lostReason: _, ...rest } = state;
  return { ...rest, status };
}

/** The lead's state as the fold of its events. */
export const leadAggregate: Aggregate<Lead, LeadEvent> = {
  type: 'lead',
  evolve(state, event, at) {
    if (event.type === 'lead.created') {
      const { notes, ...details } = event.data;
      return { status: 'new', details, notes, createdAt: at };
    }
    const lead = existing(state, event);
    switch (event.type) {
      case 'lead.details-changed':
        return { ...lead, details: withChanges(lead.details, event.data.changes) };
      case 'lead.note-added':
        return { ...lead, notes: withNote(lead.notes, event.data.note) };
      case 'lead.contacted':
      case 'lead.reopened':
        return moved(lead, 'contacted');
      case 'lead.qualified':
        return moved(lead, 'qualified');
      case 'lead.quoted':
        return { ...moved(lead, 'quoted'), quote: event.data.quote };
      case 'lead.lost': {
        const { reason } = event.data;
        return { ...moved(lead, 'lost'), ...(reason === undefined ? {} : { lostReason: reason }) };
      }
      case 'lead.converted':
        return { ...moved(lead, 'won'), subscriberId: event.data.subscriberId };
    }
  },
};
