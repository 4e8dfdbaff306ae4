import { readFileSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoStore } from '../../functions/adapters/dynamo/store.ts';
import { openTable } from '../../functions/adapters/dynamo/table.ts';
import { noSealing } from '../../functions/adapters/secrets/sealing-key.ts';
import { httpTaxServices } from '../../functions/adapters/tax-service/http-tax-service.ts';
import { ulidIds } from '../../functions/adapters/ulid-ids.ts';
import type { BegunRun, DueBatches } from '../../functions/contracts/billing-run.ts';
import { billBatch, endRun } from '../../functions/use-cases/run-billing.ts';

/**
 * The steps of a billing run in a process of its own, from where the journal of a state machine would go on: the batches
 * as they were listed once, from the first one on that is not done. Tells of each that is, and of each
 * transaction before it is sent.
 */
const [endpoint = '', tableName = '', input = '', at = '', from = '0'] = process.argv.slice(2);
const client = new DynamoDBClient({
  endpoint,
  region: 'local',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});
const ids = ulidIds(() => Date.now());
const nowhere = { get: async () => undefined, put: async () => undefined };
const store = dynamoStore(openTable(client, tableName), { ids, sealing: noSealing });
const ports = {
  ids,
  store: {
    ...store,
    commit: (...args: Parameters<typeof store.commit>) => {
      console.log('write');
      return store.commit(...args);
    },
  },
  archive: nowhere,
  taxServices: httpTaxServices({ loopback: false }),
};
const context = { actor: { kind: 'system' as const, id: 'billing-run' }, now: at };
const { run, batches } = JSON.parse(readFileSync(input, 'utf8')) as {
  run: BegunRun;
  batches: DueBatches['batches'];
};
for (const batch of batches.slice(Number(from))) {
  await billBatch(ports, { run, ...batch }, context);
  console.log('batch');
}
await endRun(ports, run.runId, undefined, context);
console.log('done');
client.destroy();
