import type { LeadStatus } from '../../contracts/lead.ts';

/**
 * Where a lead may go from where it is. `won` is reached by conversion alone, from every open status: a prospect who
 * signs at the counter is not made to wait for paperwork. `quoted` to `quoted` is another offer.
 */
export const leadTransitions: Readonly<Record<LeadStatus, readonly LeadStatus[]>> = {
  new: ['contacted', 'qualified', 'won', 'lost'],
  contacted: ['qualified', 'won', 'lost'],
  qualified: ['quoted', 'won', 'lost'],
  quoted: ['quoted', 'qualified', 'won', 'lost'],
  won: [],
  lost: ['contacted'],
};

/** Whether sales still work on it. */
export function isOpen(status: LeadStatus): boolean {
  return status !== 'won' && status !== 'lost';
}
