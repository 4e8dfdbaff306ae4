import type { RoundAdvanced } from '../../contracts/events/round-advanced.ts';
import type { RoundSurveyed } from '../../contracts/events/round-surveyed.ts';
import type { MessageWords, RoundWish } from '../../contracts/round.ts';
import { commonPlaces } from '../notification/notice-kinds.ts';
import { done, type Flaw, type Result, refuse, refuseAll } from '../result.ts';
import type { Round, RoundEvent } from './round.ts';

/** Begins with the survey. */
export function requestRound(wish: RoundWish): Result<readonly RoundEvent[]> {
  const refused = refuseWish(wish);
  return refused ?? done([{ type: 'round.requested', data: wish }]);
}

function refuseWish({ message, tags, ...who }: RoundWish): Result<never> | undefined {
  const isNobody = Object.values(who).every((one) => one === undefined) || who.subscriberIds?.length === 0;
  if (isNobody) {
    return refuse(
      'round.nobody-meant',
      'Say which subscribers are meant: by status, tag or what services they have, or one by one.',
    );
  }
  const changes = [...(tags?.add ?? []), ...(tags?.remove ?? [])];
  if ((message === undefined) === (tags === undefined) || (tags !== undefined && changes.length === 0)) {
    return refuse('round.nothing-to-do', 'Give a message, or tags to add or remove: one of the two.');
  }
  if (message === undefined) return undefined;
  const languages = message.words.map(({ language }) => language);
  const twice = languages.findIndex((language, i) => languages.indexOf(language) !== i);
  if (twice !== -1) {
    return refuse(
      'round.language-twice',
      `There are words in ${languages[twice]} already.`,
      `/message/words/${twice}/language`,
    );
  }
  const flaws = message.words.flatMap(flawsIn);
  return flaws.length === 0
    ? undefined
    : refuseAll('notice-template.place-unknown', 'The words name what a message does not have.', flaws);
}

function flawsIn({ subject, text, sms = '' }: MessageWords, index: number): readonly Flaw[] {
  const known: readonly string[] = commonPlaces;
  return Object.entries({ subject, text, sms }).flatMap(([part, words]) =>
    [...words.matchAll(/\{([^{}]*)\}/g)].flatMap(([, name = '']) =>
      known.includes(name)
        ? []
        : [
            {
              pointer: `/message/words/${index}/${part}`,
              message: `{${name}} is nothing that a message has; it has ${known.map((one) => `{${one}}`).join(', ')}`,
            },
          ],
    ),
  );
}

/** Takes in a part of the survey; it is over with the last one when nobody was found. */
export function noteSurvey(round: Round, found: RoundSurveyed['data']): readonly RoundEvent[] {
  if (round.state !== 'surveying') return [];
  const isOver = found.cursor === null && round.survey.subscribers + found.found.length === 0;
  return [
    { type: 'round.surveyed', data: found },
    ...(isOver ? [{ type: 'round.completed' as const, data: {} }] : []),
  ];
}

/** Takes in what was done. It is over when the list is at its end. */
export function noteAdvance(round: Round, made: RoundAdvanced['data']): readonly RoundEvent[] {
  if (round.state !== 'running') return [];
  return [
    { type: 'round.advanced', data: made },
    ...(made.cursor === null ? [{ type: 'round.completed' as const, data: {} }] : []),
  ];
}

/** Begins with those whom the survey found. A round that has begun is begun once. */
export function startRound({ state, surveyed, run }: Round): Result<readonly RoundEvent[]> {
  if (state === 'surveyed') return done([{ type: 'round.started', data: { run: run + 1 } }]);
  if (surveyed && state !== 'cancelled') return done([]);
  return refuse(
    'round.not-surveyed',
    `This round is ${state}; it can be started when everybody was looked at.`,
  );
}

export function pauseRound(round: Round): Result<readonly RoundEvent[]> {
  if (round.state === 'paused') return done([]);
  if (round.state !== 'surveying' && round.state !== 'running') return over(round);
  return done([{ type: 'round.paused', data: {} }]);
}

export function resumeRound(round: Round): Result<readonly RoundEvent[]> {
  if (round.state === 'surveying' || round.state === 'running') return done([]);
  if (round.state !== 'paused' && round.state !== 'failed') return over(round);
  return done([{ type: 'round.resumed', data: { run: round.run + 1 } }]);
}

export function continueRound({ run }: Round): readonly RoundEvent[] {
  return [{ type: 'round.continued', data: { run: run + 1 } }];
}

export function cancelRound(round: Round): Result<readonly RoundEvent[]> {
  if (round.state === 'cancelled') return done([]);
  if (round.state === 'completed') return over(round);
  return done([{ type: 'round.cancelled', data: {} }]);
}

/** The platform cannot go on; nobody is kept waiting for what will not come. */
export function failRound({ state }: Round, reason: string): readonly RoundEvent[] {
  return state === 'surveying' || state === 'running' ? [{ type: 'round.failed', data: { reason } }] : [];
}

function over({ state }: Round): Result<never> {
  return refuse('round.ended', `This round is ${state}; begin a new one.`);
}
