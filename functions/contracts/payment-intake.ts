import type { Day } from './scalars.ts';

/** How many payments of one provider were counted on a day (UTC). */
export interface IntakeOfDay {
  readonly provider: string;
  readonly day: Day;
  readonly payments: number;
}
