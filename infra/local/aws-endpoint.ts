import { serveHttp } from './http-service.ts';
import { type AwsEndpoint, AwsError, type RestAnswer, type RestHandler, type RestRequest } from './stack.ts';

export interface OpenAwsEndpoint extends AwsEndpoint {
  close(): Promise<void>;
}

type Operations = Readonly<Record<string, (input: Record<string, unknown>) => unknown>>;

/** More than any of the services here takes. */
const bodyLimit = 256 * 1024 * 1024;

/**
 * The embedded AWS services. They check no signatures, so they listen on the loopback address only, whatever the front
 * is bound to.
 */
export async function openAwsEndpoint(fault: (error: unknown) => void): Promise<OpenAwsEndpoint> {
  const services = new Map<string, RestHandler>();
  const variables: Record<string, string> = {};

  const service = await serveHttp({
    host: '127.0.0.1',
    port: 0,
    bodyLimit,
    handle(request) {
      const [, name = ''] = request.path.split('/', 2);
      const handler = services.get(name);
      if (handler === undefined)
        return errorAnswer(new AwsError('UnknownService', `No service ${name}`, 404));
      return handler({ ...request, path: request.path.slice(name.length + 1) || '/' });
    },
    fault(error) {
      if (error instanceof AwsError) return errorAnswer(error);
      fault(error);
      return errorAnswer(new AwsError('InternalServerError', String(error), 500));
    },
  });
  const url = `http://127.0.0.1:${service.port}`;

  const rest = (name: string, environment: string, handler: RestHandler): void => {
    services.set(name, handler);
    variables[`AWS_ENDPOINT_URL_${environment}`] = `${url}/${name}`;
  };

  return {
    url,
    rest,
    json: (name, environment, operations) => rest(name, environment, jsonProtocol(name, operations)),
    external(environment, address) {
      variables[`AWS_ENDPOINT_URL_${environment}`] = address;
    },
    variables: () => variables,
    close: () => service.close(),
  };
}

function jsonProtocol(service: string, operations: Operations): RestHandler {
  return async (request: RestRequest): Promise<RestAnswer> => {
    const target = request.headers['x-amz-target'] ?? '';
    const name = target.slice(target.lastIndexOf('.') + 1);
    const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (operation === undefined) {
      throw new AwsError('UnknownOperationException', `${service} has no operation ${name || '(none)'} here`);
    }
    let input: Record<string, unknown>;
    try {
      input = JSON.parse(request.body.toString('utf8') || '{}') as Record<string, unknown>;
    } catch (error) {
      throw new AwsError('SerializationException', `The request body is not JSON: ${String(error)}`);
    }
    const output = await operation(input);
    return {
      status: 200,
      headers: { 'content-type': request.headers['content-type'] ?? 'application/x-amz-json-1.1' },
      body: JSON.stringify(output ?? {}),
    };
  };
}

/** Understood by the SDK's JSON and REST protocols alike. */
function errorAnswer(error: AwsError): RestAnswer {
  return {
    status: error.status,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': error.name },
    body: JSON.stringify({ __type: error.name, message: error.message }),
  };
}
