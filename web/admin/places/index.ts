import type { Place } from '../place.ts';
import { places as billing } from './billing.ts';
import { places as network } from './network.ts';
import { places as settings } from './settings.ts';
import { places as work } from './work.ts';

export const places: readonly Place[] = [...work, ...billing, ...network, ...settings];
