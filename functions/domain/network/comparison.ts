import type { ComparisonFindings } from '../../contracts/comparison.ts';
import type { ComparisonDepth } from '../../contracts/edge/messages.ts';
import type { SiteCompared } from '../../contracts/events/site-compared.ts';
import type { SiteComparisonAdvanced } from '../../contracts/events/site-comparison-advanced.ts';
import type { SiteComparisonBegun } from '../../contracts/events/site-comparison-begun.ts';
import type { Instant } from '../../contracts/scalars.ts';

export type ComparisonEvent = SiteComparisonBegun | SiteComparisonAdvanced | SiteCompared;

interface Begun {
  readonly comparisonId: string;
  /** By the agent's clock. */
  readonly startedAt: Instant;
  readonly services: number;
}

export interface RunningComparison extends Begun {
  /** What is known of each part that has been made; 0 is what was known from the start. */
  readonly parts: Readonly<Record<string, ComparisonFindings>>;
}

export interface FinishedComparison extends Begun, ComparisonFindings {
  readonly finishedAt: Instant;
  readonly durationMs: number;
}

/** The comparisons of one depth: the one that runs, and the last one that came to an end. */
export interface Comparisons {
  readonly running?: RunningComparison;
  readonly last?: FinishedComparison;
}

export type ComparisonsByDepth = { readonly [D in ComparisonDepth]?: Comparisons };

/** More unknown services than this are counted and not named. */
const namedUnknown = 100;

export function evolveComparisons(
  all: ComparisonsByDepth,
  { type, data }: ComparisonEvent,
  at: Instant,
): ComparisonsByDepth {
  const { depth, comparisonId } = data;
  const { last, running } = all[depth] ?? {};
  const kept = last === undefined ? {} : { last };
  switch (type) {
    case 'site.comparison-begun': {
      const { startedAt, services, differences } = data;
      const parts = { 0: { ...nothing, differences } };
      return { ...all, [depth]: { ...kept, running: { comparisonId, startedAt, services, parts } } };
    }
    case 'site.comparison-advanced': {
      if (running === undefined) return all;
      const { part, differences, unreachable, unknown } = data;
      const parts = { ...running.parts, [part]: { differences, unreachable, unknown } };
      return { ...all, [depth]: { ...kept, running: { ...running, parts } } };
    }
    case 'site.compared': {
      const { depth: _, ...finished } = data;
      return { ...all, [depth]: { last: { ...finished, finishedAt: at } } };
    }
  }
}

/** Takes note of a comparison that begins, unless a later one is known already. */
export function beginComparison(
  all: ComparisonsByDepth,
  depth: ComparisonDepth,
  begun: Begun,
  differences: number,
): readonly ComparisonEvent[] {
  return isNewest(all, depth, begun)
    ? [{ type: 'site.comparison-begun', data: { depth, ...begun, differences } }]
    : [];
}

/** Takes note of a comparison that was over as soon as it had begun: the site need not be asked anything. */
export function finishAtOnce(
  all: ComparisonsByDepth,
  depth: ComparisonDepth,
  begun: Begun,
  differences: number,
  now: Instant,
): readonly ComparisonEvent[] {
  return isNewest(all, depth, begun) ? [compared(depth, begun, { ...nothing, differences }, now)] : [];
}

/** Takes note of one of the parts of a running comparison; the last one, in whatever order they come, ends it. */
export function notePart(
  all: ComparisonsByDepth,
  depth: ComparisonDepth,
  {
    comparisonId,
    part,
    parts,
  }: { readonly comparisonId: string; readonly part: number; readonly parts: number },
  found: ComparisonFindings,
  now: Instant,
): readonly ComparisonEvent[] {
  const running = all[depth]?.running;
  if (running?.comparisonId !== comparisonId || String(part) in running.parts) return [];
  const made = [...Object.values(running.parts), found];
  if (made.length <= parts) {
    return [{ type: 'site.comparison-advanced', data: { comparisonId, depth, part, ...found } }];
  }
  const { parts: _, ...begun } = running;
  return [compared(depth, begun, sum(made), now)];
}

/** What an agent says of its reading of devices: each message tells all so far, so that late ones change nothing. */
export function noteAudit(
  all: ComparisonsByDepth,
  begun: Begun,
  {
    looked,
    finishedAt,
    ...found
  }: Omit<ComparisonFindings, 'unknown'> & {
    readonly looked: number;
    readonly finishedAt: Instant | undefined;
  },
): readonly ComparisonEvent[] {
  const depth = 'devices';
  const running = all.devices?.running;
  const isRunning = running?.comparisonId === begun.comparisonId;
  if (!isRunning && !isNewest(all, depth, begun)) return [];
  const findings = { ...found, unknown: [] };
  if (finishedAt !== undefined) return [compared(depth, begun, findings, finishedAt)];
  const begin = isRunning ? [] : beginComparison(all, depth, begun, 0);
  const isNews = looked > 0 && !(isRunning && lookedAt(running) >= looked);
  if (!isNews) return begin;
  const data = { comparisonId: begun.comparisonId, depth, part: looked, ...findings } as const;
  return [...begin, { type: 'site.comparison-advanced', data }];
}

/** How many services of a running comparison of devices were looked at. */
export function lookedAt({ parts }: RunningComparison): number {
  return Math.max(0, ...Object.keys(parts).map(Number));
}

/** Hours between two comparisons that nobody asked for, by depth. */
export type ComparisonEvery = Readonly<Record<ComparisonDepth, number>>;

/** Sites are asked every hour or so, a few at a time: whoever would be due before the next round is due now. */
const roundMs = 30 * 60_000;

/** Which comparison a site is due for. One of devices begins with one of the replica. */
export function dueComparison(
  all: ComparisonsByDepth,
  every: ComparisonEvery,
  now: Instant,
): ComparisonDepth | undefined {
  const isDue = (depth: ComparisonDepth) => {
    const { running, last } = all[depth] ?? {};
    const startedAt = running?.startedAt ?? last?.startedAt;
    if (startedAt === undefined) return true;
    // One that seems to lie ahead was made before a clock was set.
    const ageMs = Math.abs(Date.parse(now) - Date.parse(startedAt));
    return ageMs >= every[depth] * 3_600_000 - roundMs;
  };
  return isDue('devices') ? 'devices' : isDue('replica') ? 'replica' : undefined;
}

const nothing: ComparisonFindings = { differences: 0, unreachable: 0, unknown: [] };

function isNewest(
  all: ComparisonsByDepth,
  depth: ComparisonDepth,
  { comparisonId, startedAt }: Begun,
): boolean {
  const { running, last } = all[depth] ?? {};
  return [running, last].every(
    (known) => known === undefined || (known.comparisonId !== comparisonId && known.startedAt <= startedAt),
  );
}

function compared(
  depth: ComparisonDepth,
  begun: Begun,
  found: ComparisonFindings,
  endedAt: Instant,
): ComparisonEvent {
  const durationMs = Math.max(0, Date.parse(endedAt) - Date.parse(begun.startedAt));
  return { type: 'site.compared', data: { depth, ...begun, durationMs, ...found } };
}

/** Differences of all parts together, and the unknown ones each once. */
export function sum(parts: readonly ComparisonFindings[]): ComparisonFindings {
  const unknown = new Map(parts.flatMap((part) => part.unknown).map((one) => [one.serviceId, one]));
  return {
    differences: parts.reduce((total, { differences }) => total + differences, 0),
    unreachable: parts.reduce((total, { unreachable }) => total + unreachable, 0),
    unknown: [...unknown.values()].slice(0, namedUnknown),
  };
}
