import type { Result } from '../domain/result.ts';
import { resumeRound as decide } from '../domain/round/decide.ts';
import type { Round } from '../domain/round/round.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { steerRound } from './steer-round.ts';

/** Goes on where a round was paused, or broke off. */
export function resumeRound(
  { store }: Pick<Ports, 'store'>,
  roundId: string,
  context: Context,
): Promise<Result<Stored<Round>>> {
  return steerRound(store, roundId, context, decide);
}
