import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { getOne, openTable } from '../../functions/adapters/dynamo/table.ts';
import { collectAnswer, keepAlive } from '../../functions/adapters/keep-alive.ts';

test('an answer of AWS that breaks off is asked for again, and one in many parts is whole', async () => {
  const held = 'x'.repeat(300_000);
  let asked = 0;
  const server = createServer((_, answer) => {
    asked += 1;
    const body = JSON.stringify({ Item: { pk: { S: 'a' }, held: { S: held } } });
    answer.writeHead(200, {
      'content-type': 'application/x-amz-json-1.0',
      'content-length': Buffer.byteLength(body),
    });
    answer.write(body.slice(0, 1_000), () => {
      if (asked === 1) answer.destroy();
      else answer.end(body.slice(1_000));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = new DynamoDBClient({
    region: 'local',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    requestHandler: keepAlive,
    streamCollector: collectAnswer,
    maxAttempts: 2,
  });
  try {
    expect(await getOne(openTable(client, 't'), { pk: 'a', sk: 'b' })).toEqual({ pk: 'a', held });
    expect(asked).toBe(2);
  } finally {
    client.destroy();
    server.closeAllConnections();
    server.close();
  }
});
