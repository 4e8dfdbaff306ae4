import type { Result } from '../domain/result.ts';
import { pauseRound as decide } from '../domain/round/decide.ts';
import type { Round } from '../domain/round/round.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { steerRound } from './steer-round.ts';

/** Holds a round up. */
export function pauseRound(
  { store }: Pick<Ports, 'store'>,
  roundId: string,
  context: Context,
): Promise<Result<Stored<Round>>> {
  return steerRound(store, roundId, context, decide);
}
