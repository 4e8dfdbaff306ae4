import * as z from 'zod';
import { mikrotikRate } from './radius-dialect.ts';
import type { Rate } from './session-control.ts';

const form = /^(?=.*\{)(?:[^{}]|\{(?:down|up)(?:Kbps|Bps)?\})+$/;
const words =
  'must hold at least one of {down}, {up}, {downKbps}, {upKbps}, {downBps}, {upBps}, and no other braces';

/**
 * The name that the NAS's own configuration gives to a rate, such as `RATE-{down}`. `{down}` and `{up}` stand for `50M` or
 * `10500k`, the others for whole numbers of kbit/s and bit/s.
 */
export const rateTemplate = z.string(words).max(120, 'must be at most 120 characters').regex(form, words);

export function rateName(template: string, { downKbps, upKbps }: Rate): string {
  const values: Readonly<Record<string, string | number>> = {
    down: mikrotikRate(downKbps),
    up: mikrotikRate(upKbps),
    downKbps,
    upKbps,
    downBps: downKbps * 1000,
    upBps: upKbps * 1000,
  };
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name]));
}
