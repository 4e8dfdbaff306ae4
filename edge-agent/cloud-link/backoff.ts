/**
 * Waiting time before the next attempt: doubles from 250 ms to the maximum, and each wait is drawn from its upper half,
 * so that a thousand agents whose broker came back do not arrive at once and none hammers it.
 */
export function backoffMs(attempt: number, maximumMs: number, random: number): number {
  const ceiling = Math.min(maximumMs, 250 * 2 ** Math.min(attempt, 20));
  return Math.round(ceiling / 2 + (random * ceiling) / 2);
}
