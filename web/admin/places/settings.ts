import type { Place } from '../place.ts';

export const places: readonly Place[] = [];
