import { randomBytes } from 'node:crypto';
import type { Branch, Outcome } from './branch.ts';
import type { TaskState } from './definition.ts';
import type { Run } from './execution.ts';
import { evaluated, type Left, leave, longestSeconds, numberOf, scopeOf } from './scope.ts';
import { StateError } from './state-error.ts';

/** A Task: its arguments are in the journal before it is called, so that a call that a restart repeats is the same. */
export async function performTask(branch: Branch, state: TaskState, run: Run): Promise<Left> {
  if (branch.phase === 'entered') {
    const token = state.kind === 'lambda-token' ? newToken(branch) : null;
    const scope = scopeOf(branch, token === null ? {} : { context: { Task: { Token: token } } });
    const args =
      state.arguments === undefined ? branch.input : await evaluated(branch, state.arguments, scope);
    const timeout = await numberOf(branch, state.timeoutSeconds, 'TimeoutSeconds', longestSeconds);
    const heartbeat =
      state.heartbeatSeconds && (await numberOf(branch, state.heartbeatSeconds, 'HeartbeatSeconds', 0));
    const now = run.host.clock.now();
    branch.reset('calling');
    branch.work = args;
    branch.token = token;
    branch.timeoutAt = state.timeoutSeconds === undefined ? null : now + timeout * 1000;
    branch.heartbeatSeconds = heartbeat ?? null;
    branch.heartbeatAt = heartbeat === undefined ? null : now + heartbeat * 1000;
    run.note(...taskEvent(state, 'Scheduled', { parameters: JSON.stringify(args) }));
    run.record(branch, state);
  }
  const pending = Promise.withResolvers<unknown>();
  branch.pending = pending;
  if (branch.phase === 'answered') {
    settle(branch, branch.outcome as Outcome);
  } else {
    if (branch.token !== null) run.host.tokens.set(branch.token, branch);
    armTask(branch);
    if (branch.phase === 'calling') call(branch, state, run, pending);
  }
  const result = await (branch.token === null
    ? pending.promise
    : branch.park(pending.promise, run.host.answerGrace));
  branch.checkAlive();
  run.release(branch);
  run.note(...taskEvent(state, 'Succeeded', { output: JSON.stringify(result) }));
  return await leave(branch, state, { result }, result);
}

function call(branch: Branch, state: TaskState, run: Run, pending: PromiseWithResolvers<unknown>): void {
  run.host.call(state, branch.work, branch.execution).then(
    (result) => {
      if (branch.token === null) return pending.resolve(result);
      // The function has taken the token over: from now on only an answer to it, or a time-out, goes on.
      if (!branch.dead && branch.pending === pending && branch.phase === 'calling') {
        branch.phase = 'called';
        run.host.journal.updatePhase(branch.id, 'called', null);
      }
    },
    (error: unknown) => pending.reject(error),
  );
}

/** Sets the alarms of a task that is under way. */
export function armTask(branch: Branch): void {
  const { pending } = branch;
  const fail = (error: string, reason: string): void => pending?.reject(new StateError(error, reason));
  if (branch.timeoutAt !== null) {
    branch.alarm(branch.timeoutAt, () =>
      fail('States.Timeout', 'The task ran longer than its TimeoutSeconds'),
    );
  }
  if (branch.heartbeatAt !== null) {
    branch.alarm(branch.heartbeatAt, () =>
      fail('States.HeartbeatTimeout', 'The task gave no heartbeat within its HeartbeatSeconds'),
    );
  }
}

export function settle(branch: Branch, outcome: Outcome): void {
  if ('output' in outcome) branch.pending?.resolve(outcome.output);
  else branch.pending?.reject(new StateError(outcome.error, outcome.cause));
}

/** Names the execution, so that a spent token can be told from an invented one; the rest cannot be guessed. */
function newToken(branch: Branch): string {
  const secret = randomBytes(24).toString('hex');
  return Buffer.from(`${branch.execution.row.id}/${branch.id}/${secret}`).toString('base64url');
}

/** The execution that a token was made for, or nothing for a text that is no token. */
export function executionOfToken(token: string): number | undefined {
  const match = /^(\d+)\/\d+\/[0-9a-f]{48}$/.exec(Buffer.from(token, 'base64url').toString('latin1'));
  return match === null ? undefined : Number(match[1]);
}

/** An entry of the history. */
export function taskEvent(
  state: TaskState,
  what: 'Scheduled' | 'Succeeded' | 'Failed',
  details: Readonly<Record<string, unknown>>,
): [type: string, details: Record<string, unknown>] {
  if (state.kind === 'lambda-payload') {
    const { parameters, ...rest } = details;
    return [
      `LambdaFunction${what}`,
      parameters === undefined ? rest : { resource: state.resource, input: parameters },
    ];
  }
  const [, , , , , resourceType, resource] = state.resource.split(':');
  return [`Task${what}`, { resourceType, resource, ...details }];
}
