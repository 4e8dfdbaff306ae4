import type { DunningStep, DunningStepKind, TakenStep } from '../../contracts/dunning.ts';

/** How much of a service a step takes. Words, fees and lists take nothing. */
const severity: Readonly<Record<DunningStepKind, number>> = {
  reminder: 0,
  'late-fee': 0,
  'hand-over': 0,
  throttle: 1,
  'walled-garden': 2,
  suspension: 3,
  termination: 4,
};

/** What was taken of services by the harshest step so far. */
export type Cut = Pick<TakenStep, 'kind' | 'rate' | 'blocks'>;

/** Whether a step does something to services. */
export function isCutting({ kind }: Pick<DunningStep, 'kind'>): boolean {
  return severity[kind] > 0;
}

/** Whether the step takes more than was taken. */
export function isHarsher({ kind }: Pick<DunningStep, 'kind'>, than: Cut | undefined): boolean {
  return severity[kind] > (than === undefined ? 0 : severity[than.kind]);
}
