import type { LeadDetails, LeadDetailsChange, LeadStatus, Quote } from '../../contracts/lead.ts';
import type { Note } from '../../contracts/note.ts';
import { effectiveChanges } from '../details.ts';
import { notesKept } from '../notes.ts';
import { done, type Result, refuse } from '../result.ts';
import type { Lead, LeadEvent } from './lead.ts';
import { leadTransitions } from './transitions.ts';

/** A wish to move a lead on. A quote comes with its offer, a loss may say why. */
export type LeadMove =
  | { readonly to: 'contacted' | 'qualified' }
  | { readonly to: 'quoted'; readonly quote: Quote }
  | { readonly to: 'lost'; readonly reason?: string | undefined };

/** Takes in a prospect with what staff already wrote down. */
export function createLead(details: LeadDetails, notes: readonly Note[]): Result<readonly LeadEvent[]> {
  if (notes.length > notesKept) return tooManyNotes();
  return done([{ type: 'lead.created', data: { ...details, notes: [...notes] } }]);
}

/** Corrects or completes what is known. A won lead is history: its subscriber is the one to change. */
export function changeLeadDetails(lead: Lead, changes: LeadDetailsChange): Result<readonly LeadEvent[]> {
  const effective = effectiveChanges<LeadDetails, LeadDetailsChange>(lead.details, changes);
  if (effective === undefined) return done([]);
  if (lead.status === 'won') return refuse('lead.already-won', alreadyWon(lead));
  return done([{ type: 'lead.details-changed', data: { changes: effective } }]);
}

/** Adds a note, while the lead is not won. */
export function addLeadNote(lead: Lead, note: Note): Result<readonly LeadEvent[]> {
  if (lead.status === 'won') return refuse('lead.already-won', alreadyWon(lead));
  if (lead.notes.length >= notesKept) return tooManyNotes();
  return done([{ type: 'lead.note-added', data: { note } }]);
}

/** Moves the lead to another status. A move to where it already is does nothing, except for a new offer. */
export function moveLead(lead: Lead, move: LeadMove): Result<readonly LeadEvent[]> {
  if (lead.status === move.to && move.to !== 'quoted') return done([]);
  if (!leadTransitions[lead.status].includes(move.to)) return refuse(...notAllowed(lead, move.to));
  switch (move.to) {
    case 'contacted':
      return done([{ type: lead.status === 'lost' ? 'lead.reopened' : 'lead.contacted', data: {} }]);
    case 'qualified':
      return done([{ type: 'lead.qualified', data: {} }]);
    case 'quoted':
      return done([{ type: 'lead.quoted', data: { quote: move.quote } }]);
    case 'lost':
      return done([{ type: 'lead.lost', data: move.reason === undefined ? {} : { reason: move.reason } }]);
  }
}

/** Wins the lead for the subscriber that it becomes. Converting it again changes nothing: the first subscriber stays. */
export function convertLead(lead: Lead, subscriberId: string): Result<readonly LeadEvent[]> {
  if (lead.status === 'won') return done([]);
  if (!leadTransitions[lead.status].includes('won')) {
    return refuse(
      'lead.lost',
      'This lead is lost. Reopen it by setting its status to contacted, then convert it.',
    );
  }
  return done([{ type: 'lead.converted', data: { subscriberId } }]);
}

function notAllowed(lead: Lead, to: LeadStatus): [string, string, string] {
  if (lead.status === 'won') return ['lead.already-won', alreadyWon(lead), '/status'];
  const next = leadTransitions[lead.status].filter((status) => status !== 'won');
  return [
    'lead.transition-not-allowed',
    `A lead that is ${lead.status} cannot become ${to}; from here it can become ${next.join(' or ')}.`,
    '/status',
  ];
}

function alreadyWon(lead: Lead): string {
  return `This lead became subscriber ${lead.subscriberId ?? ''}; change the subscriber instead.`;
}

function tooManyNotes() {
  return refuse(
    'lead.too-many-notes',
    `A lead keeps ${notesKept} notes at most; convert it or close it before you add more.`,
    '/notes',
  );
}
