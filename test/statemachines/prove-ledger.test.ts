import validate from 'asl-validator';
import { describe, expect, it } from 'vitest';
import { ledgerProofStep } from '../../functions/contracts/ledger-proof.ts';
import {
  type Behaviour,
  type Call,
  definitionOf,
  definitionText,
  type Played,
  play,
} from './scripted-machine.ts';

const machine = 'prove-ledger';
const proofId = 'prf_01k9xq3v7n5e2r8t4w6y000001';
const subscriber = (n: number) => `sub_01k9xq3v7n5e2r8t4w6y00000${n}`;
const batch = (name: string, ...numbers: number[]) => ({
  batch: name,
  subscriberIds: numbers.map(subscriber),
});

/** Two pages of documents, two of subscribers, and whoever seemed to differ. */
function playing(
  behave: (call: Call) => Behaviour | undefined = () => undefined,
  suspects: readonly ReturnType<typeof batch>[] = [],
): Promise<Played> {
  return play(
    machine,
    (call) => {
      const step = ledgerProofStep.parse(call);
      const planned = behave(call);
      if (planned !== undefined) return planned;
      if (step.step === 'begin') return { answer: { proofId } };
      if (step.step === 'count') return { answer: { nextCursor: step.page === 0 ? 'there' : null } };
      if (step.step === 'list' && step.pass === 'again') {
        return { answer: { batches: suspects, nextCursor: null } };
      }
      if (step.step === 'list') {
        return {
          answer:
            step.page === 0
              ? { batches: [batch('first-0-0', 1, 2), batch('first-0-1', 3)], nextCursor: 'there' }
              : { batches: [batch('first-1-0', 4)], nextCursor: null },
        };
      }
      return { answer: {} };
    },
    { scheduledAt: '2026-03-01T04:40:00Z' },
  );
}

const path = ({ calls }: Played) => calls.map(({ step }) => step);
const broken: Behaviour = { error: 'Lambda.ServiceException', cause: 'the platform' };

describe('prove-ledger', () => {
  it('is valid and explains every state', () => {
    expect(validate(JSON.parse(definitionText(machine))).isValid).toBe(true);
    for (const [name, state] of Object.entries(definitionOf(machine).States)) {
      expect(state.Comment, name).toMatch(/\w/);
    }
  });

  it('HappyPath: counts, proves everybody in batches, and concludes without a wait when nobody differs', async () => {
    const played = await playing();
    expect(played.status).toBe('SUCCEEDED');
    expect(path(played)).toEqual([
      'begin',
      'count',
      'count',
      'list',
      'check',
      'check',
      'list',
      'check',
      'list',
      'conclude',
    ]);
    expect(played.calls.filter(({ step }) => step === 'check')).toEqual([
      { step: 'check', proofId, pass: 'first', ...batch('first-0-0', 1, 2) },
      { step: 'check', proofId, pass: 'first', ...batch('first-0-1', 3) },
      { step: 'check', proofId, pass: 'first', ...batch('first-1-0', 4) },
    ]);
  });

  it('Suspects: are looked at again', async () => {
    const played = await playing(undefined, [batch('again-0-0', 4)]);
    expect(played.status).toBe('SUCCEEDED');
    expect(path(played).slice(-3)).toEqual(['list', 'check', 'conclude']);
    expect(played.calls.at(-2)).toEqual({ step: 'check', proofId, pass: 'again', ...batch('again-0-0', 4) });
  });

  it.each(['count', 'list', 'check', 'conclude'])(
    '%s breaks: the proof fails with the reason',
    async (name) => {
      const played = await playing(({ step }) => (step === name ? broken : undefined));
      expect(played.status).toBe('FAILED');
      expect(played.calls.at(-1)).toMatchObject({ step: 'fail', proofId });
    },
  );

  it('a fault that passes changes nothing', async () => {
    for (const name of ['begin', 'count', 'list', 'check', 'conclude']) {
      let tries = 0;
      const played = await playing(({ step }) => {
        if (step !== name) return undefined;
        tries += 1;
        return tries === 1 ? broken : undefined;
      });
      expect(played.status, name).toBe('SUCCEEDED');
    }
  });
});
