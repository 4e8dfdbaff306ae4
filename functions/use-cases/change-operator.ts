import type { OperatorSettings } from '../contracts/operator.ts';
import {
  changeOperator as decide,
  operatorAggregate,
  operatorId,
  unnamedOperator,
} from '../domain/document/operator.ts';
import { done, type Result } from '../domain/result.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { refuseStale } from './load.ts';
import { withRetry } from './retry.ts';
import { storedBy } from './write-one.ts';

/** The operator as it presents itself now; at version 0 until it has said who it is. */
export async function readOperator({ store }: Pick<Ports, 'store'>): Promise<Stored<OperatorSettings>> {
  const stored = await store.load(operatorAggregate, operatorId);
  return stored ?? { id: operatorId, version: 0, state: unnamedOperator, updatedAt: '' };
}

/** Has the operator present itself anew, on documents from now on. */
export function changeOperator(
  ports: Pick<Ports, 'store'>,
  next: OperatorSettings,
  context: Context,
): Promise<Result<Stored<OperatorSettings>>> {
  return withRetry(context, async () => {
    const stored = await readOperator(ports);
    const stale = refuseStale(context, stored);
    if (stale !== undefined) return stale;
    const decided = decide(stored.state, next);
    if (!decided.ok) return decided;
    if (decided.value.length === 0) return done(stored);
    const made = change(
      operatorAggregate,
      operatorId,
      stored.version === 0 ? undefined : stored,
      decided.value,
      context.now,
    );
    const answer = storedBy(made, context);
    const committed = await ports.store.commit([made], context, answer);
    return committed.ok ? done(answer) : committed;
  });
}
