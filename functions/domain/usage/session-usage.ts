import type { AccountingRecord } from '../../contracts/edge/messages.ts';
import type { Instant } from '../../contracts/scalars.ts';

/** A reading of a session's counters, in octets since the session began. */
export interface Reading {
  readonly at: Instant;
  readonly uploadOctets: number;
  readonly downloadOctets: number;
}

/** What is kept of a session's counters on one day: its first reading and its last. */
export interface SessionDay {
  /** When the session began, as its readings of the day say. */
  readonly startedAt: Instant;
  readonly first: Reading;
  readonly last: Reading;
}

/** A session as it was counted. */
export interface CountedSession {
  /** The node that told of it, or its site where no node is known. */
  readonly heardAt: string;
  readonly sessionId: string;
  readonly days: readonly SessionDay[];
}

/** Octets that a subscriber sent and received. */
export interface Volume {
  readonly uploadOctets: number;
  readonly downloadOctets: number;
}

export const noVolume: Volume = { uploadOctets: 0, downloadOctets: 0 };

export function totalOf({ uploadOctets, downloadOctets }: Volume): number {
  return uploadOctets + downloadOctets;
}

export function plus(a: Volume, b: Volume): Volume {
  return {
    uploadOctets: a.uploadOctets + b.uploadOctets,
    downloadOctets: a.downloadOctets + b.downloadOctets,
  };
}

/** What one record tells of its day. */
export function sessionDayOf({
  receivedAt: at,
  sessionSeconds,
  uploadOctets,
  downloadOctets,
}: Pick<AccountingRecord, 'receivedAt' | 'sessionSeconds' | 'uploadOctets' | 'downloadOctets'>): SessionDay {
  const reading = { at, uploadOctets, downloadOctets };
  const startedAt = new Date(Date.parse(at) - sessionSeconds * 1000).toISOString();
  return { startedAt, first: reading, last: reading };
}

/**
 * Joins what two records, or two lots of them, tell of one day of a session. Every part is the least or the greatest of
 * both sides, so that it does not matter in which order records come, how often, or how they were bundled.
 */
export function joinDays(a: SessionDay, b: SessionDay): SessionDay {
  return {
    startedAt: earlier(a.startedAt, b.startedAt),
    first: {
      at: earlier(a.first.at, b.first.at),
      uploadOctets: Math.min(a.first.uploadOctets, b.first.uploadOctets),
      downloadOctets: Math.min(a.first.downloadOctets, b.first.downloadOctets),
    },
    last: {
      at: later(a.last.at, b.last.at),
      uploadOctets: Math.max(a.last.uploadOctets, b.last.uploadOctets),
      downloadOctets: Math.max(a.last.downloadOctets, b.last.downloadOctets),
    },
  };
}

/** The later of two instants. */
export function later(a: Instant, b: Instant): Instant {
  return a < b ? b : a;
}

/** The earlier of two instants. */
export function earlier(a: Instant, b: Instant): Instant {
  return a < b ? a : b;
}

/**
 * A session's volume between borders, in ascending order: one for each span from a border to the next. Between two
 * readings the volume is taken to flow evenly, so that a reading whose span lies across midnight is split by time. The
 * counter is rounded down at a border and never within a span: spans that meet sum to exactly what was counted.
 */
export function volumesBetween(days: readonly SessionDay[], borders: readonly Instant[]): Volume[] {
  const start = days.map(({ startedAt }) => startedAt).reduce((a, b) => earlier(a, b), '9999');
  const readings: Reading[] = [{ at: start, ...noVolume }];
  const sorted = days.flatMap(({ first, last }) => [first, last]).toSorted((a, b) => (a.at < b.at ? -1 : 1));
  for (const reading of sorted) {
    const former = readings.at(-1) ?? reading;
    readings.push({
      at: reading.at,
      uploadOctets: Math.max(former.uploadOctets, reading.uploadOctets),
      downloadOctets: Math.max(former.downloadOctets, reading.downloadOctets),
    });
  }
  const counted = borders.map((border) => counterAt(readings, border));
  return counted.slice(1).map((value, i) => ({
    uploadOctets: value.uploadOctets - (counted[i]?.uploadOctets ?? 0),
    downloadOctets: value.downloadOctets - (counted[i]?.downloadOctets ?? 0),
  }));
}

function counterAt(readings: readonly Reading[], at: Instant): Volume {
  const after = readings.findIndex((reading) => reading.at > at);
  if (after === 0) return noVolume;
  const before = readings.at(after === -1 ? -1 : after - 1);
  const next = readings[after];
  if (before === undefined) return noVolume;
  if (next === undefined) return before;
  const from = Date.parse(before.at);
  const share = (Date.parse(at) - from) / (Date.parse(next.at) - from);
  const between = (a: number, b: number) => a + Math.floor((b - a) * share);
  return {
    uploadOctets: between(before.uploadOctets, next.uploadOctets),
    downloadOctets: between(before.downloadOctets, next.downloadOctets),
  };
}
