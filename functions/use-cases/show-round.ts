import type { RoundView } from '../contracts/http/rounds.ts';
import { type Round, toDoOf } from '../domain/round/round.ts';
import type { Stored } from '../ports/store.ts';

/** A round as the API shows it. */
export function showRound({ id, state: round, updatedAt }: Stored<Round>): RoundView {
  const { state, wish, survey, done, failed, told, reason, endedAt } = round;
  return {
    id,
    state,
    ...wish,
    survey: {
      complete: round.surveyed,
      subscribers: survey.subscribers,
      email: survey.email,
      sms: survey.sms,
      leftOut: { ...survey.leftOut },
    },
    counts: { toDo: toDoOf(round), done, failed, leftOut: { ...round.leftOut } },
    told: { ...told },
    failuresByCode: { ...round.failureCodes },
    failures: [...round.failures],
    ...(reason === undefined ? {} : { reason }),
    requestedAt: round.requestedAt,
    ...(endedAt === undefined ? {} : { endedAt }),
    updatedAt,
  };
}
