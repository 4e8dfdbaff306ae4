import type { EventEnvelope } from '../contracts/event.ts';
import type { RoundSurveyed } from '../contracts/events/round-surveyed.ts';
import type { FoundSubscriber } from '../contracts/round.ts';
import type { Round } from '../domain/round/round.ts';
import type { Store, Stored } from '../ports/store.ts';
import { type ListPart, walkHistory } from './walk-history.ts';

const dataOf = ({ data }: EventEnvelope) => data as RoundSurveyed['data'];

/** The next of those whom the survey found: they stand in the history of the round. */
export function nextFound(
  store: Store,
  { id, version }: Stored<Round>,
  cursor: string,
  limit: number,
): Promise<ListPart<FoundSubscriber>> {
  const isOfSurvey = ({ type }: EventEnvelope) => type === 'round.surveyed';
  const list = {
    of: { type: 'round' as const, id, version },
    // An event of a survey has up to 500 subscribers.
    atOnce: 4,
    entriesIn: (event: EventEnvelope) => (isOfSurvey(event) ? dataOf(event).found : []),
    isLast: (event: EventEnvelope) => isOfSurvey(event) && dataOf(event).cursor === null,
  };
  return walkHistory(store, list, cursor, limit);
}
