import { definitions, type StandingFigures } from '../contracts/figures.ts';
import type { FiguresReport } from '../contracts/http/figures.ts';
import { formatMoney } from '../domain/money.ts';
import { done, type Result } from '../domain/result.ts';
import type { Ports } from '../ports/ports.ts';

/** Reads the figures that stand, if there are any yet. */
export async function readFigures({
  figures,
}: Pick<Ports, 'figures'>): Promise<Result<StandingFigures | undefined>> {
  return done(await figures.standing());
}

const monthsShown = 13;

export function showFigures(standing: StandingFigures | undefined): FiguresReport {
  if (standing === undefined) return { definitions };
  const { asOf, figures } = standing;
  return {
    definitions,
    figures: {
      asOf,
      services: figures.services,
      holds: figures.holds,
      unreckoned: figures.unreckoned,
      months: byMonth(figures.months).map(([month, { opening, activations, terminations }]) => ({
        month,
        opening,
        activations,
        terminations,
        ...(opening === 0 ? {} : { churnPercent: Math.round((terminations / opening) * 10_000) / 100 }),
      })),
      currencies: Object.entries(figures.currencies)
        .toSorted(([a, x], [b, y]) => y.recurring - x.recurring || (a < b ? -1 : 1))
        .map(([currency, { recurring, subscribers, months, receivables }]) => {
          const money = (minor: number) => formatMoney({ minor, currency });
          const { notDue, to30, to60, to90, over90 } = receivables;
          return {
            currency,
            mrr: money(recurring),
            ...(subscribers === 0 ? {} : { arpu: money(Math.round(recurring / subscribers)) }),
            subscribers,
            months: byMonth(months).map(([month, minor]) => ({ month, mrr: money(minor) })),
            receivables: {
              notDue: money(notDue),
              to30: money(to30),
              to60: money(to60),
              to90: money(to90),
              over90: money(over90),
              total: money(notDue + to30 + to60 + to90 + over90),
            },
          };
        }),
    },
  };
}

/** Somewhere a month begins before it does elsewhere, so that there may be one more. */
function byMonth<V>(months: Readonly<Record<string, V>>): [string, V][] {
  return Object.entries(months)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .slice(-monthsShown);
}
