import { createPoster } from '../http-client.ts';
import { type Credentials, sign } from './signature.ts';

export class DynamoError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

export interface DynamoClient {
  table<T>(operation: string, input: object): Promise<T>;
  stream<T>(operation: string, input: object): Promise<T>;
  close(): void;
}

/** What an engine wants to see that looks for a signature and does not check it. */
const anybody = {
  authorization:
    'AWS4-HMAC-SHA256 Credential=local/20000101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
  'x-amz-date': '20000101T000000Z',
};

/**
 * The few operations that the stack itself needs, over the wire, so that any DynamoDB will do. Unsigned without
 * credentials, for the embedded engine.
 */
export function createDynamoClient(
  urls: { readonly table: string; readonly stream: string },
  region: string,
  credentials: Credentials | undefined,
): DynamoClient {
  const tables = createPoster(urls.table);
  const streams = urls.stream === urls.table ? tables : createPoster(urls.stream);
  const call = async <T>(target: string, operation: string, input: object): Promise<T> => {
    const ofStream = target.includes('Streams');
    const poster = ofStream ? streams : tables;
    const { host } = new URL(ofStream ? urls.stream : urls.table);
    const body = JSON.stringify(input);
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `${target}.${operation}`,
    };
    const signed =
      credentials === undefined
        ? { ...headers, ...anybody }
        : sign('dynamodb', region, credentials, host, headers, body, new Date());
    const answer = await poster.post('/', signed, body);
    const output = JSON.parse(answer.body) as Record<string, unknown>;
    if (answer.status === 200) return output as T;
    const type = String(output['__type'] ?? 'UnknownError')
      .split('#')
      .at(-1)!;
    throw new DynamoError(type, String(output['message'] ?? output['Message'] ?? answer.body));
  };
  return {
    table: (operation, input) => call('DynamoDB_20120810', operation, input),
    stream: (operation, input) => call('DynamoDBStreams_20120810', operation, input),
    close() {
      tables.close();
      streams.close();
    },
  };
}
