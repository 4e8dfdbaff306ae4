import validate from 'asl-validator';
import { describe, expect, it } from 'vitest';
import { bulkActionStep } from '../../functions/contracts/bulk-action.ts';
import {
  type Behaviour,
  type Call,
  definitionOf,
  definitionText,
  type Played,
  play,
} from './scripted-machine.ts';

const machine = 'run-bulk-action';
const of = { bulkActionId: 'bka_01k9xq3v7n5e2r8t4w6y000001' };

const goesOn = (waitSeconds: number): Behaviour => ({ answer: { goesOn: true, waitSeconds } });
const over: Behaviour = { answer: { goesOn: false, waitSeconds: 0 } };
const broken: Behaviour = { error: 'Lambda.ServiceException', cause: 'the platform' };

const path = ({ calls }: Played) => calls.map(({ step }) => step);

describe(machine, () => {
  const input = { ...of, run: 2 };

  /** Answers of `advance`, one after the other; the last one for ever. */
  function playing(
    answers: readonly Behaviour[],
    others: (call: Call) => Behaviour = () => ({ answer: {} }),
  ) {
    let n = 0;
    return play(
      machine,
      (call) => {
        // The function's own contract stands in front of every call.
        const { step } = bulkActionStep.parse(call);
        return step === 'advance' ? answers[Math.min(n++, answers.length - 1)]! : others(call);
      },
      input,
    );
  }

  it('is valid and explains every state', () => {
    expect(validate(JSON.parse(definitionText(machine))).isValid).toBe(true);
    for (const [name, state] of Object.entries(definitionOf(machine).States)) {
      expect(state.Comment, name).toMatch(/\w/);
    }
  });

  it('HappyPath: asks at once while there is work, waits as it is told, and counts its steps', async () => {
    const played = await playing([goesOn(0), goesOn(0), goesOn(5), goesOn(60), over]);
    expect(played.status).toBe('SUCCEEDED');
    expect(played.calls).toEqual(
      [0, 1, 2, 3, 4].map((turn) => ({ step: 'advance', ...input, turn, attempt: 0 })),
    );
  });

  it.each(['Paused', 'Cancelled', 'Handed over'])('%s: ends when nothing is left for it', async () => {
    const played = await playing([goesOn(0), goesOn(1), over]);
    expect(path(played)).toEqual(['advance', 'advance', 'advance']);
    expect(played.status).toBe('SUCCEEDED');
  });

  it('StepBreaks: repeats the very same step and says how often', async () => {
    const played = await playing([goesOn(0), broken, broken, goesOn(1), over]);
    expect(played.status).toBe('SUCCEEDED');
    expect(played.calls.map(({ turn, attempt }) => [turn, attempt])).toEqual([
      [0, 0],
      [1, 0],
      [1, 1],
      [1, 2],
      [2, 0],
    ]);
  });

  it('Broken: notes why, and fails where alarms see it', async () => {
    const played = await playing([goesOn(0), broken]);
    expect(played).toMatchObject({ status: 'FAILED', error: 'Lambda.ServiceException' });
    expect(path(played).filter((step) => step === 'advance')).toHaveLength(10);
    expect(played.calls.at(-1)).toMatchObject({
      step: 'fail',
      ...of,
      error: 'Lambda.ServiceException',
      cause: expect.stringContaining('the platform'),
    });
  });

  it('Unnoted: tries for long to note it', async () => {
    let tries = 0;
    const played = await playing([broken], () => (++tries < 12 ? broken : { answer: {} }));
    expect(played.status).toBe('FAILED');
    expect(tries).toBe(12);
  });
});
