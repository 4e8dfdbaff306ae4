import validate from 'asl-validator';
import { describe, expect, it } from 'vitest';
import { orderStep } from '../../functions/contracts/workflow.ts';
import {
  type Behaviour,
  type Call,
  definitionOf,
  definitionText,
  execution,
  orderMachines,
  type Played,
  play,
} from './scripted-machine.ts';

const siteId = 'sit_01k9xq3v7n5e2r8t4w6y000001';
const revisions = { order: 1, compensation: 2 };

const prepared = (revision: number) => ({ answer: { ...execution, siteId, revision } });
const proof = (revision: number) => ({
  answer: {
    serviceId: execution.serviceId,
    revision,
    outcome: 'applied',
    observedAt: '2026-03-01T09:30:00.000Z',
    steps: [{ check: 'log-in', at: '2026-03-01T09:30:00.000Z', ok: true, answer: 'Access-Accept' }],
  },
});

/** The state behind a call. */
function stateOf({ step, revision }: Call): string {
  switch (step) {
    case 'send':
      return revision === revisions.order ? 'Send' : 'SendRollBack';
    case 'prepare':
      return 'Prepare';
    case 'complete':
      return 'Complete';
    case 'roll-back':
      return 'RollBack';
    default:
      return 'RecordFailure';
  }
}

const well: Readonly<Record<string, Behaviour>> = {
  Prepare: prepared(revisions.order),
  Send: proof(revisions.order),
  Complete: { answer: {} },
  RollBack: prepared(revisions.compensation),
  SendRollBack: proof(revisions.compensation),
  RecordFailure: { answer: {} },
};

/** All goes well except at the named states, whose behaviours are used up in turn, the last one staying. */
function playing(
  machine: string,
  exceptions: Readonly<Record<string, readonly Behaviour[]>> = {},
): Promise<Played> {
  const used = new Map<string, number>();
  return play(machine, (call) => {
    // The functions' own contract stands in front of every call.
    orderStep.parse(call);
    const state = stateOf(call);
    const planned = exceptions[state] ?? [];
    const n = used.get(state) ?? 0;
    used.set(state, n + 1);
    return planned[Math.min(n, planned.length - 1)] ?? well[state] ?? { answer: {} };
  });
}

const path = ({ calls }: Played) => calls.map(stateOf);
const last = ({ calls }: Played) => calls.at(-1);
const refused = { error: 'Edge.Refused', cause: 'the OLT says: no such profile' };
const unreachable = { error: 'Edge.Unreachable', cause: 'no route to the OLT' };
const passing = [
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
  'States.TaskFailed',
  'States.Timeout',
];
const undoable = orderMachines.filter((name) => name !== 'terminate-service');

describe.each(orderMachines)('%s', (machine) => {
  const { States } = definitionOf(machine);

  it('is valid, and says of every state why it is there', () => {
    const { isValid, errorsText } = validate(definitionOf(machine));
    expect(isValid, errorsText('\n')).toBe(true);
    for (const [name, state] of Object.entries(States)) expect(state.Comment, name).toMatch(/\w{3}/);
  });

  it('retries and catches at every task; only the last one has nothing behind it', () => {
    for (const [name, { Type, Retry = [], Catch = [] }] of Object.entries(States)) {
      if (Type !== 'Task') continue;
      expect(
        Retry.flatMap(({ ErrorEquals }) => ErrorEquals),
        name,
      ).toEqual(expect.arrayContaining(passing));
      expect(
        Catch.flatMap(({ ErrorEquals }) => ErrorEquals),
        name,
      ).toEqual(name === 'RecordFailure' ? [] : ['States.ALL']);
    }
  });

  it('HappyPath: prepares, sends, and completes with what the site reported', async () => {
    const played = await playing(machine);
    expect(path(played)).toEqual(['Prepare', 'Send', 'Complete']);
    expect(last(played)).toMatchObject({ step: 'complete', observed: proof(revisions.order).answer });
    expect(played.status).toBe('SUCCEEDED');
  });

  it('AgentSilentOnce: sends once more with a token of its own', async () => {
    const played = await playing(machine, { Send: ['silence', proof(revisions.order)] });
    expect(path(played)).toEqual(['Prepare', 'Send', 'Send', 'Complete']);
    expect(played.calls[1]?.taskToken).not.toBe(played.calls[2]?.taskToken);
    expect(played.status).toBe('SUCCEEDED');
  });
});

describe.each(undoable)('%s', (machine) => {
  it('DeviceRefuses: does not ask again, undoes, and fails with the words of the device', async () => {
    const played = await playing(machine, { Send: [refused] });
    expect(path(played)).toEqual(['Prepare', 'Send', 'RollBack', 'SendRollBack', 'RecordFailure']);
    expect(played.calls[2]).toMatchObject(refused);
    expect(last(played)).toMatchObject({ ...refused, step: 'fail', compensated: true });
    expect(played).toMatchObject({ status: 'FAILED', ...refused });
  });

  it('DeviceUnreachable: tries three times, undoes, and fails', async () => {
    const played = await playing(machine, { Send: [unreachable] });
    expect(path(played).filter((state) => state === 'Send')).toHaveLength(3);
    expect(last(played)).toMatchObject({ ...unreachable, step: 'fail', compensated: true });
  });

  it('AgentSilent: undoes; that is not confirmed either, and the failure says so', async () => {
    const played = await playing(machine, { Send: ['silence'], SendRollBack: ['silence'] });
    expect(path(played)).toEqual([
      'Prepare',
      'Send',
      'Send',
      'RollBack',
      'SendRollBack',
      'SendRollBack',
      'RecordFailure',
    ]);
    expect(last(played)).toMatchObject({ step: 'fail', error: 'States.Timeout', compensated: false });
  });

  it('CompensationFails: the device refuses that too', async () => {
    const played = await playing(machine, { Send: [refused], SendRollBack: [{ ...refused, cause: 'busy' }] });
    expect(last(played)).toMatchObject({ ...refused, step: 'fail', compensated: false });
  });
});

describe('terminate-service', () => {
  it('DeviceRefuses: is not undone', async () => {
    const played = await playing('terminate-service', { Send: [refused] });
    expect(path(played)).toEqual(['Prepare', 'Send', 'RecordFailure']);
    expect(last(played)).toMatchObject({ ...refused, step: 'fail', compensated: false });
    expect(played.status).toBe('FAILED');
  });

  it('AgentSilent: fails after the second silence', async () => {
    const played = await playing('terminate-service', { Send: ['silence'] });
    expect(path(played)).toEqual(['Prepare', 'Send', 'Send', 'RecordFailure']);
  });
});

it('the four machines that can be undone differ in words only', () => {
  const wordless = (machine: string) =>
    JSON.parse(definitionText(machine), (key, value) => (key === 'Comment' ? undefined : value));
  for (const machine of undoable) expect(wordless(machine), machine).toEqual(wordless('activate-service'));
});

/**
 * Every Retry and Catch, taken from the files themselves, so that a new one cannot be without its test: the error goes
 * away in time, and it stays. One machine stands for the four that are the same.
 */
const clauses = ['activate-service', 'terminate-service'].flatMap((machine) =>
  Object.entries(definitionOf(machine).States).flatMap(([state, { Retry = [], Catch = [], Next, End }]) => {
    const onward = Next ?? (End === true ? 'the end' : 'nowhere');
    const caught = Catch.find(({ ErrorEquals }) => ErrorEquals.includes('States.ALL'))?.Next;
    return Retry.map(({ ErrorEquals, MaxAttempts }) => {
      const error = ErrorEquals.at(0) ?? '';
      return { machine, state, error, MaxAttempts, onward, caught };
    });
  }),
);

function happening(error: string): Behaviour {
  return error === 'States.Timeout' ? 'silence' : { error, cause: 'as planned' };
}

function wayTo(state: string): Readonly<Record<string, readonly Behaviour[]>> {
  return ['Prepare', 'Send', 'Complete'].includes(state) ? {} : { Send: [refused] };
}

describe.each(clauses)('$machine: $error at $state', (clause) => {
  const { machine, state, error, MaxAttempts, caught } = clause;

  it('ends at the next step that can still help when it stays', async () => {
    const played = await playing(machine, { ...wayTo(state), [state]: [happening(error)] });
    const states = path(played);
    expect(states.filter((name) => name === state)).toHaveLength(MaxAttempts + 1);
    expect(states[states.lastIndexOf(state) + 1]).toBe(caught);
    expect(played.status).toBe('FAILED');
  });
});

describe.each(clauses.filter(({ MaxAttempts }) => MaxAttempts > 0))(
  '$machine: $error at $state',
  ({ machine, state, error, MaxAttempts, onward }) => {
    it('goes on when it is over in time', async () => {
      const times = Math.min(MaxAttempts, 6);
      const behaviours = [
        ...Array.from({ length: times }, () => happening(error)),
        well[state] ?? { answer: {} },
      ];
      const played = await playing(machine, { ...wayTo(state), [state]: behaviours });
      const states = path(played);
      expect(states.filter((name) => name === state)).toHaveLength(times + 1);
      const next = states[states.lastIndexOf(state) + 1];
      expect(next ?? (played.status === 'FAILED' ? 'Failed' : 'the end')).toBe(onward);
    });
  },
);

it.each(clauses.filter(({ error }) => error.startsWith('Lambda.')))(
  '$machine: a fault of the function itself at $state is retried like one of the service',
  async ({ machine, state }) => {
    const fault = { error: 'TypeError', cause: 'as planned' };
    const played = await playing(machine, {
      ...wayTo(state),
      [state]: [fault, well[state] ?? { answer: {} }],
    });
    expect(path(played).filter((name) => name === state)).toHaveLength(2);
  },
);
