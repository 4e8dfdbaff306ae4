import { newSim, type SimImport, type SimImportResult } from '../contracts/http/sims.ts';
import { done, type Refusal, type Result, refuse } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { createSim } from './create-sim.ts';
import { simClaims } from './sim-claims.ts';

type RowResult = SimImportResult['rows'][number];

/** Rows that are written at the same time. */
const atOnce = 10;

/**
 * Takes a delivery into the stock, each row for itself. A row whose SIM is there already is no error: the whole delivery
 * may be sent again, which is why it needs no key against repetition.
 */
export async function importSims(
  ports: Pick<Ports, 'store' | 'ids'>,
  { columns, rows }: SimImport,
  { idempotency: _, expectedVersion: __, ...context }: Context,
): Promise<Result<SimImportResult>> {
  const results: RowResult[] = [];
  for (let from = 0; from < rows.length; from += atOnce) {
    const some = rows.slice(from, from + atOnce);
    results.push(
      ...(await Promise.all(some.map((row, i) => importRow(ports, columns, row, from + i, context)))),
    );
  }
  const count = (result: RowResult['result']) => results.filter((row) => row.result === result).length;
  return done({
    stocked: count('stocked'),
    known: count('known'),
    refused: count('refused'),
    rows: results,
  });
}

async function importRow(
  ports: Pick<Ports, 'store' | 'ids'>,
  columns: SimImport['columns'],
  cells: readonly string[],
  row: number,
  context: Context,
): Promise<RowResult> {
  if (cells.length > columns.length) {
    return refusedRow(
      row,
      refuse('sim.row-invalid', 'This row has more values than there are columns.').refusal,
    );
  }
  const given = columns
    .map((name, i) => [name, cells[i]?.trim() ?? ''] as const)
    .filter(([, text]) => text !== '');
  const parsed = newSim.safeParse(Object.fromEntries(given));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const column = String(issue?.path[0] ?? '');
    return refusedRow(row, refuse('sim.row-invalid', issue?.message ?? '', `/${column}`).refusal);
  }
  const created = await createSim(ports, parsed.data, context);
  if (created.ok) return { row, result: 'stocked', simId: created.value.id };
  const simId = await holderOfAll(ports, parsed.data);
  return simId === undefined ? refusedRow(row, created.refusal) : { row, result: 'known', simId };
}

/** The SIM that has all of the row: then it is this one. */
async function holderOfAll(
  { store }: Pick<Ports, 'store'>,
  { ki, opc, ...details }: Parameters<typeof createSim>[1],
): Promise<string | undefined> {
  const holders = await Promise.all(simClaims(details, ki).map((claim) => store.holder(claim)));
  const [id] = holders;
  if (id === undefined || holders.some((holder) => holder !== id)) return undefined;
  return (await store.secret('sim', id, 'opc')) === opc ? id : undefined;
}

function refusedRow(row: number, { code, message, pointer }: Refusal): RowResult {
  return {
    row,
    result: 'refused',
    code,
    message,
    ...(pointer === undefined || pointer === '/' ? {} : { column: pointer.slice(1) }),
  };
}
