import type { Result } from '../domain/result.ts';
import { startRound as decide } from '../domain/round/decide.ts';
import type { Round } from '../domain/round/round.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { steerRound } from './steer-round.ts';

/** Does it for those whom the survey found. */
export function startRound(
  { store }: Pick<Ports, 'store'>,
  roundId: string,
  context: Context,
): Promise<Result<Stored<Round>>> {
  return steerRound(store, roundId, context, decide);
}
