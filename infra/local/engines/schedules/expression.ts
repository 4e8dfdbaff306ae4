import { Cron } from 'croner';

/** The moments of a schedule, in epoch milliseconds. */
export interface Moments {
  /** An interval has no moments of its own: what was missed while nothing ran is made up for by one firing. */
  readonly interval: boolean;
  /** The first moment after `after`; `anchor` is where an interval counts from. */
  next(after: number, anchor: number): number | undefined;
}

const unitMilliseconds: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/**
 * `rate(5 minutes)`, `cron(minutes hours day-of-month month day-of-week year)` and `at(yyyy-mm-ddThh:mm:ss)` in an IANA
 * time zone. A local time that daylight saving skips does not fire; one that comes twice fires once.
 * Throws a plain Error that names the expression.
 */
export function parseSchedule(expression: string, zone = 'UTC'): Moments {
  const match = /^(rate|cron|at)\((.*)\)$/.exec(expression.trim());
  if (match === null) throw new Error(`${expression}: expected rate(…), cron(…) or at(…)`);
  const [, kind, inside = ''] = match;
  try {
    if (kind === 'rate') return rate(inside);
    return kind === 'cron' ? cron(inside, zone) : once(inside, zone);
  } catch (cause) {
    throw new Error(`${expression}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

function rate(text: string): Moments {
  const match = /^(\d+) (minute|hour|day)s?$/.exec(text.trim());
  const every = Number(match?.[1]) * (unitMilliseconds[match?.[2] ?? ''] ?? Number.NaN);
  if (!(every > 0)) throw new Error('expected a number above 0 and minutes, hours or days');
  return {
    interval: true,
    next: (after, anchor) => anchor + (Math.floor(Math.max(after - anchor, 0) / every) + 1) * every,
  };
}

function cron(text: string, zone: string): Moments {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 6) throw new Error('expected six fields');
  const [minutes, hours, dayOfMonth, month, dayOfWeek, year] = fields;
  if (dayOfMonth !== '?' && dayOfWeek !== '?') {
    throw new Error('one of day-of-month and day-of-week has to be ?');
  }
  // The last day of the week is Saturday; croner knows `L` there only behind a day.
  const weekday = dayOfWeek === 'L' ? '7' : dayOfWeek;
  const pattern = new Cron(`0 ${minutes} ${hours} ${dayOfMonth} ${month} ${weekday} ${year}`, {
    timezone: zone,
    mode: '7-part',
    alternativeWeekdays: true,
    sloppyRanges: true,
  });
  return {
    interval: false,
    next(after) {
      let moment = pattern.nextRun(new Date(after));
      // Croner moves a time that does not exist on that day behind the gap, EventBridge leaves it out.
      while (moment !== null && !pattern.match(moment)) moment = pattern.nextRun(moment);
      return moment?.getTime();
    },
  };
}

function once(text: string, zone: string): Moments {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text)) throw new Error('expected yyyy-mm-ddThh:mm:ss');
  const moment = new Cron(text, { timezone: zone }).getOnce()?.getTime();
  if (moment === undefined) throw new Error('no such moment');
  return { interval: false, next: (after) => (moment > after ? moment : undefined) };
}
