import type { HolidayPlace, Holidays } from '../../ports/holidays.ts';

type Calendar = InstanceType<typeof import('date-holidays')['default']>;

/**
 * Public holidays by the date-holidays package (ISC; its data CC BY 3.0, https://github.com/commenthol/date-holidays). It
 * is loaded when it is first asked for: most functions that could ask never do.
 */
export function publicHolidays(): Holidays {
  const calendars = new Map<string, Promise<Calendar | undefined>>();
  const years = new Map<string, Promise<ReadonlySet<string>>>();

  function calendarOf(place: HolidayPlace): Promise<Calendar | undefined> {
    const key = keyOf(place);
    const known = calendars.get(key);
    if (known !== undefined) return known;
    const opened = open(place);
    calendars.set(key, opened);
    return opened;
  }

  function holidaysOf(place: HolidayPlace, year: number): Promise<ReadonlySet<string>> {
    const key = `${keyOf(place)} ${year}`;
    const known = years.get(key);
    if (known !== undefined) return known;
    const read = calendarOf(place).then((calendar) => daysOf(calendar, year));
    years.set(key, read);
    return read;
  }

  return {
    knows: async (place) => (await calendarOf(place)) !== undefined,
    isHoliday: async (place, on) => (await holidaysOf(place, Number(on.slice(0, 4)))).has(on),
  };
}

function keyOf({ country, region }: HolidayPlace): string {
  return `${country}-${region ?? ''}`;
}

async function open({ country, region }: HolidayPlace): Promise<Calendar | undefined> {
  const { default: Calendars } = await import('date-holidays');
  const all = new Calendars();
  if (!Object.hasOwn(all.getCountries(), country)) return undefined;
  if (region === undefined) return new Calendars(country);
  return Object.hasOwn(all.getStates(country) ?? {}, region) ? new Calendars(country, region) : undefined;
}

/** The days of the place's own calendar; a holiday may have several. */
function daysOf(calendar: Calendar | undefined, year: number): ReadonlySet<string> {
  const days = new Set<string>();
  for (const { date, type, start, end } of calendar?.getHolidays(year) ?? []) {
    if (type !== 'public') continue;
    const lasts = Math.max(1, Math.round((end.getTime() - start.getTime()) / 86_400_000));
    for (let i = 0; i < lasts; i++) {
      const at = Date.parse(`${date.slice(0, 10)}T00:00:00Z`) + i * 86_400_000;
      days.add(new Date(at).toISOString().slice(0, 10));
    }
  }
  return days;
}
