import type { Day } from '../contracts/scalars.ts';

/** A country (ISO 3166-1 alpha-2), or a part of it by the code that its calendar has, such as `BY` in `DE`. */
export interface HolidayPlace {
  readonly country: string;
  readonly region?: string | undefined;
}

/** Public holidays. */
export interface Holidays {
  /** Whether anything is known of the place. */
  knows(place: HolidayPlace): Promise<boolean>;
  /** Whether the day is a public holiday there; never where nothing is known of the place. */
  isHoliday(place: HolidayPlace, on: Day): Promise<boolean>;
}
