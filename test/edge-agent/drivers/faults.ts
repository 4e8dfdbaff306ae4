import { describe } from 'vitest';

/** What every driver must have been tried under; fault-matrix.test.ts looks for each of them in each driver's test. */
export const faults = [
  'refuses',
  'stalls',
  'line cut before it applied',
  'line cut after it applied',
  'answers twice',
  'restarts',
  'wrong credentials',
  'changed by hand',
] as const;
export type FaultName = (typeof faults)[number];

/** How a cell of the matrix is called in the names of its tests. */
export function cellName(fault: FaultName): string {
  return `fault: ${fault}`;
}

/** The tests of one driver under one fault. */
export function underFault(fault: FaultName, define: () => void): void {
  describe(cellName(fault), define);
}
