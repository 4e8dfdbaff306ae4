import validate from 'asl-validator';
import { describe, expect, it } from 'vitest';
import { serviceSweepStep } from '../../functions/contracts/service-sweep.ts';
import { type Behaviour, definitionOf, definitionText, play } from './scripted-machine.ts';

const machine = 'sweep-services';
const work = { sweep: 'due-actions' };

const pages: Readonly<Record<string, object>> = {
  start: { nextCursor: 'there', failures: [] },
  there: { nextCursor: null, failures: [{ id: 'svc', reason: 'broke' }] },
};

const playing = (behave: (n: number) => Behaviour | undefined = () => undefined) => {
  let n = 0;
  return play(
    machine,
    (call) => {
      const { cursor } = serviceSweepStep.parse(call);
      return behave(n++) ?? { answer: pages[cursor ?? 'start'] ?? {} };
    },
    work,
  );
};

describe('sweep-services', () => {
  it('is valid and explains every state', () => {
    expect(validate(JSON.parse(definitionText(machine))).isValid).toBe(true);
    for (const [name, state] of Object.entries(definitionOf(machine).States)) {
      expect(state.Comment, name).toMatch(/\w/);
    }
  });

  it('HappyPath: asks for every page and ends, whoever failed on it', async () => {
    const { calls, status } = await playing();
    expect(calls).toEqual([
      { work, cursor: null },
      { work, cursor: 'there' },
    ]);
    expect(status).toBe('SUCCEEDED');
  });

  it('waits for the instant of what has one', async () => {
    const { Begin, IsItTime, AwaitInstant } = definitionOf(machine).States;
    expect(Begin).toMatchObject({ Next: 'IsItTime' });
    expect(IsItTime).toMatchObject({ Default: 'SweepPage' });
    expect(AwaitInstant).toMatchObject({ Timestamp: '{% $work.at %}', Next: 'SweepPage' });
    const at = '2026-01-05T10:07:00.000Z';
    const ending = { sweep: 'override-end', serviceId: `svc_${'0'.repeat(26)}`, at };
    const end: Behaviour = { answer: { nextCursor: null, failures: [] } };
    const { calls, status } = await play(machine, () => end, ending);
    expect(calls).toEqual([{ work: ending, cursor: null }]);
    expect(status).toBe('SUCCEEDED');
  });

  it('PassingFault: asks for a page again, and fails loudly when that never helps', async () => {
    const broken: Behaviour = { error: 'Lambda.ServiceException', cause: 'the platform' };
    const once = await playing((n) => (n === 0 ? broken : undefined));
    expect(once.calls).toHaveLength(3);
    expect(once.status).toBe('SUCCEEDED');
    const always = await playing(() => broken);
    expect(always.calls).toHaveLength(11);
    expect(always.status).toBe('FAILED');
  });
});
