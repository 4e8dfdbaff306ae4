import validate from 'asl-validator';
import { describe, expect, it } from 'vitest';
import { compareSitesStep } from '../../functions/contracts/compare-sites.ts';
import { type Behaviour, definitionOf, definitionText, play } from './scripted-machine.ts';

const machine = 'compare-sites';

const steps: Readonly<Record<string, object>> = {
  start: { nextCursor: 'there', pauseSeconds: 20, asked: 5, failures: [] },
  there: { nextCursor: 'further', pauseSeconds: 0, asked: 0, failures: [] },
  further: { nextCursor: null, pauseSeconds: 20, asked: 1, failures: [{ siteId: 'sit', reason: 'broke' }] },
};

const playing = (behave: (n: number) => Behaviour | undefined = () => undefined) => {
  let n = 0;
  return play(
    machine,
    (call) => {
      const { cursor } = compareSitesStep.parse(call);
      return behave(n++) ?? { answer: steps[cursor ?? 'start'] ?? {} };
    },
    {},
  );
};

describe('compare-sites', () => {
  it('is valid and explains every state', () => {
    expect(validate(JSON.parse(definitionText(machine))).isValid).toBe(true);
    for (const [name, state] of Object.entries(definitionOf(machine).States)) {
      expect(state.Comment, name).toMatch(/\w/);
    }
  });

  it('HappyPath: asks a few sites at a time and ends after the last, whoever could not be asked', async () => {
    const { calls, status } = await playing();
    expect(calls).toEqual([{ cursor: null }, { cursor: 'there' }, { cursor: 'further' }]);
    expect(status).toBe('SUCCEEDED');
  });

  it('PassingFault: asks again, and fails loudly when that never helps', async () => {
    const broken: Behaviour = { error: 'Lambda.ServiceException', cause: 'the platform' };
    const once = await playing((n) => (n === 0 ? broken : undefined));
    expect(once.calls).toHaveLength(4);
    expect(once.status).toBe('SUCCEEDED');
    const always = await playing(() => broken);
    expect(always.calls).toHaveLength(6);
    expect(always.status).toBe('FAILED');
  });
});
