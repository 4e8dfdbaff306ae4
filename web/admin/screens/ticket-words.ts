import type { Ticket } from '../../shared/routes.ts';
import type { Tone } from '../parts.tsx';

/** Whose turn it is, as people say it. */
export const ticketStates: Readonly<
  Record<Ticket['state'], { readonly label: string; readonly tone: Tone }>
> = {
  waiting: { label: 'Waiting for us', tone: 'warn' },
  answered: { label: 'Answered', tone: 'info' },
  closed: { label: 'Closed', tone: 'none' },
};

export const ticketTopics: Readonly<Record<Ticket['topic'], string>> = {
  fault: 'Fault',
  move: 'Move of a service',
  billing: 'Billing',
  other: 'Other',
};
