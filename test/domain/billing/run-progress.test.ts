import { describe, expect, it } from 'vitest';
import { progressOf } from '../../../functions/domain/billing/run-progress.ts';

const startedAt = '2026-02-01T00:15:00.000Z';
const at = (seconds: number) => new Date(Date.parse(startedAt) + seconds * 1_000).toISOString();

describe('the progress of a billing run', () => {
  it('tells the rate up to the last batch and how long the rest takes at it', () => {
    const run = { state: 'running', startedAt, subscribers: 250 } as const;
    expect(progressOf(run, 1_000, at(5))).toEqual({ done: 250, perSecond: 50, remainingSeconds: 15 });
  });

  it('knows no rate before the first batch', () => {
    const run = { state: 'running', startedAt, subscribers: 0 } as const;
    expect(progressOf(run, 1_000, startedAt)).toEqual({ done: 0 });
  });

  it('has nothing left when more were billed than were due at first, nor once it ended', () => {
    const run = { state: 'running', startedAt, subscribers: 12 } as const;
    expect(progressOf(run, 10, at(2))).toEqual({ done: 12, perSecond: 6, remainingSeconds: 0 });
    const broken = { state: 'failed', startedAt, subscribers: 3 } as const;
    expect(progressOf(broken, 10, at(1))).toEqual({ done: 3, perSecond: 3, remainingSeconds: 0 });
  });
});
