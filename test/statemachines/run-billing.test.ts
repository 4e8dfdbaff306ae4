import validate from 'asl-validator';
import { describe, expect, it } from 'vitest';
import { billingStep } from '../../functions/contracts/billing-run.ts';
import {
  type Behaviour,
  type Call,
  definitionOf,
  definitionText,
  type Played,
  play,
} from './scripted-machine.ts';

const machine = 'run-billing';
const wished = {
  runId: 'run_01k9xq3v7n5e2r8t4w6y000001',
  on: '2026-03-01',
  dryRun: false,
  previewId: null,
  whatIf: false,
};
const run = { ...wished, dueAfter: null, dueUntil: '2026-03-01T23:59' };
const subscriber = (n: number) => `sub_01k9xq3v7n5e2r8t4w6y00000${n}`;
const batch = (name: string, ...numbers: number[]) => ({
  batch: name,
  subscriberIds: numbers.map(subscriber),
});

/** Two pages: two batches, then one of a single subscriber. */
const pages = [
  { batches: [batch('0-0', 1, 2), batch('0-1', 3)], nextCursor: 'there' },
  { batches: [batch('1-0', 4)], nextCursor: null },
];

function playing(
  behave: (call: Call) => Behaviour | undefined = () => undefined,
  input: object = wished,
): Promise<Played> {
  return play(
    machine,
    (call) => {
      // The function's own contract stands in front of every call.
      const step = billingStep.parse(call);
      const planned = behave(call);
      if (planned !== undefined) return planned;
      if (step.step === 'begin') return { answer: run };
      if (step.step === 'list') return { answer: pages[step.page] ?? { batches: [], nextCursor: null } };
      return { answer: {} };
    },
    input,
  );
}

const path = ({ calls }: Played) => calls.map(({ step }) => step);
const passing = definitionOf(machine).States['Begin']?.Retry?.[0]?.ErrorEquals ?? [];
const broken: Behaviour = { error: 'Lambda.ServiceException', cause: 'the platform' };

describe('run-billing', () => {
  it('is valid and explains every state', () => {
    expect(validate(JSON.parse(definitionText(machine))).isValid).toBe(true);
    for (const [name, state] of Object.entries(definitionOf(machine).States)) {
      expect(state.Comment, name).toMatch(/\w/);
    }
  });

  it('HappyPath: bills every batch of every page and closes the run', async () => {
    const played = await playing();
    expect(played.status).toBe('SUCCEEDED');
    expect(path(played)).toEqual(['begin', 'list', 'bill', 'bill', 'list', 'bill', 'complete']);
    const billed = played.calls.filter(({ step }) => step === 'bill');
    expect(billed).toEqual([
      { step: 'bill', run, ...batch('0-0', 1, 2) },
      { step: 'bill', run, ...batch('0-1', 3) },
      { step: 'bill', run, ...batch('1-0', 4) },
    ]);
    expect(played.calls.filter(({ step }) => step === 'list').map(({ cursor }) => cursor)).toEqual([
      null,
      'there',
    ]);
  });

  it('Schedule: hands on the instant that the schedule gave', async () => {
    const played = await playing(undefined, { scheduledAt: '2026-03-01T00:20:00Z' });
    expect(played.calls[0]).toEqual({ step: 'begin', execution: { scheduledAt: '2026-03-01T00:20:00Z' } });
    expect(played.status).toBe('SUCCEEDED');
  });

  it('NothingDue: ends where the schedule opens no run', async () => {
    const played = await playing(({ step }) => (step === 'begin' ? { answer: null } : undefined));
    expect(path(played)).toEqual(['begin']);
    expect(played.status).toBe('SUCCEEDED');
  });

  it('NobodyDue: closes the run at once', async () => {
    const played = await playing(({ step }) =>
      step === 'list' ? { answer: { batches: [], nextCursor: null } } : undefined,
    );
    expect(path(played)).toEqual(['begin', 'list', 'complete']);
    expect(played.status).toBe('SUCCEEDED');
  });

  it('BatchBreaks: gives that batch up and goes on with the others', async () => {
    const played = await playing((call) =>
      call.step === 'bill' && call['batch'] === '0-0' ? broken : undefined,
    );
    expect(played.status).toBe('SUCCEEDED');
    expect(played.calls.filter(({ step, batch: name }) => step === 'bill' && name === '0-0')).toHaveLength(6);
    expect(played.calls.find(({ step }) => step === 'give-up')).toEqual({
      step: 'give-up',
      run,
      ...batch('0-0', 1, 2),
      error: 'Lambda.ServiceException',
      cause: expect.stringContaining('the platform'),
    });
    expect(path(played).at(-1)).toBe('complete');
    expect(played.calls.some(({ batch: name }) => name === '1-0')).toBe(true);
  });

  it('Unnoted: goes on even when a broken batch cannot be noted', async () => {
    const played = await playing(({ step }) => (step === 'bill' || step === 'give-up' ? broken : undefined));
    expect(played.status).toBe('SUCCEEDED');
    expect(path(played).at(-1)).toBe('complete');
  });

  it('ListBreaks: fails the run with the reason', async () => {
    const played = await playing(({ step }) => (step === 'list' ? broken : undefined));
    expect(played).toMatchObject({ status: 'FAILED', error: 'Lambda.ServiceException' });
    expect(played.calls.at(-1)).toMatchObject({
      step: 'fail',
      runId: run.runId,
      error: 'Lambda.ServiceException',
    });
  });

  it.each(passing)('%s passes in every step', async (error) => {
    for (const name of ['begin', 'list', 'bill', 'complete']) {
      let tries = 0;
      const played = await playing(({ step }) => {
        if (step !== name) return undefined;
        tries += 1;
        return tries === 1 ? { error } : undefined;
      });
      expect(played.status, name).toBe('SUCCEEDED');
      expect(tries, name).toBeGreaterThan(1);
    }
  });
});
