import type { Site } from '../../shared/routes.ts';
import type { MapMarker } from './places-map.tsx';

const none: ReadonlyMap<string, number> = new Map();

/** The sites whose place is known, with whether they are there and how many alarms they have. */
export function siteMarkers(
  sites: readonly Site[],
  alarmsBySite: ReadonlyMap<string, number> = none,
): readonly MapMarker[] {
  return sites.flatMap(({ id, name, status, address }) => {
    if (address?.location === undefined) return [];
    const alarms = alarmsBySite.get(id) ?? 0;
    const words = [
      name,
      ...(status === 'online' ? [] : ['offline']),
      ...(alarms === 0 ? [] : [`${alarms} ${alarms === 1 ? 'alarm' : 'alarms'}`]),
    ];
    const tone = status !== 'online' ? 'bad' : alarms > 0 ? 'warn' : 'good';
    return [{ id, label: words.join(' · '), location: address.location, tone }];
  });
}
