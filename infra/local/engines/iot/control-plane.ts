import { X509Certificate } from 'node:crypto';
import * as z from 'zod';
import { AwsError, type RestAnswer, type RestRequest } from '../../stack.ts';
import type { Iot } from '../iot.ts';
import { messageLimitBytes } from './broker.ts';

type Route = (request: RestRequest, ...parts: string[]) => Promise<unknown> | unknown;

const createThing = z.object({
  thingTypeName: z.string().optional(),
  attributePayload: z.object({ attributes: z.record(z.string(), z.string()).default({}) }).optional(),
});
const status = z.enum(['ACTIVE', 'INACTIVE', 'REVOKED']);
const thingName = /^[a-zA-Z0-9:_-]{1,128}$/;

/** The REST API of AWS IoT's control plane. */
export function controlPlane(iot: Iot): (request: RestRequest) => Promise<RestAnswer> {
  const routes: readonly (readonly [method: string, path: RegExp, run: Route])[] = [
    [
      'POST',
      /^\/things\/([^/]+)$/,
      async (request, name = '') => {
        if (!thingName.test(name)) throw invalid(`${name} is no name for a thing`);
        const given = read(createThing, json(request));
        const thing = await iot.createThing(
          name,
          given.thingTypeName ?? null,
          given.attributePayload?.attributes ?? {},
        );
        return { thingName: thing.name, thingArn: iot.arn(`thing/${thing.name}`), thingId: thing.id };
      },
    ],
    [
      'GET',
      /^\/things\/([^/]+)$/,
      (_request, name = '') => {
        const thing = iot.thing(name);
        return {
          thingName: thing.name,
          thingId: thing.id,
          thingArn: iot.arn(`thing/${thing.name}`),
          defaultClientId: thing.name,
          attributes: thing.attributes,
          version: thing.version,
          ...(thing.type === null ? {} : { thingTypeName: thing.type }),
        };
      },
    ],
    [
      'DELETE',
      /^\/things\/([^/]+)$/,
      (_request, name = '') => {
        if (iot.registry.certificatesOf(name).length > 0) {
          throw invalid(`Cannot delete. Thing ${name} is still attached to one or more principals`);
        }
        iot.registry.removeThing(name);
      },
    ],
    ['GET', /^\/things$/, (request) => listThings(iot, request.query)],
    [
      'PUT',
      /^\/things\/([^/]+)\/principals$/,
      (request, name = '') => {
        iot.registry.attachThing(iot.thing(name).name, certificateId(iot, principalOf(request)));
      },
    ],
    [
      'DELETE',
      /^\/things\/([^/]+)\/principals$/,
      (request, name = '') => {
        iot.registry.detachThing(iot.thing(name).name, certificateId(iot, principalOf(request)));
      },
    ],
    [
      'GET',
      /^\/things\/([^/]+)\/principals$/,
      (_request, name = '') => ({
        principals: iot.registry.certificatesOf(iot.thing(name).name).map((id) => iot.arn(`cert/${id}`)),
      }),
    ],
    [
      'POST',
      /^\/certificates$/,
      async (request) => {
        const { certificateSigningRequest } = read(
          z.object({ certificateSigningRequest: z.string().min(1) }),
          json(request),
        );
        const active = request.query.get('setAsActive') === 'true';
        const certificate = await iot.certify(certificateSigningRequest, active);
        return {
          certificateArn: iot.arn(`cert/${certificate.id}`),
          certificateId: certificate.id,
          certificatePem: certificate.pem,
        };
      },
    ],
    [
      'PUT',
      /^\/certificates\/([^/]+)$/,
      (request, id = '') => {
        iot.setCertificateStatus(
          certificateId(iot, iot.arn(`cert/${id}`)),
          read(status, request.query.get('newStatus')),
        );
      },
    ],
    [
      'GET',
      /^\/certificates\/([^/]+)$/,
      (_request, id = '') => {
        const certificate = iot.registry.certificate(id);
        if (certificate === undefined) throw missing(`certificate ${id}`);
        return {
          certificateDescription: {
            certificateArn: iot.arn(`cert/${id}`),
            certificateId: id,
            status: certificate.status,
            certificatePem: certificate.pem,
            creationDate: certificate.createdAt / 1000,
            validity: validityOf(certificate.pem),
          },
        };
      },
    ],
    [
      'PUT',
      /^\/target-policies\/([^/]+)$/,
      (request, policy = '') => {
        if (!iot.hasPolicy(policy)) throw missing(`policy ${policy}`);
        iot.registry.attachPolicy(policy, certificateId(iot, targetOf(request)));
      },
    ],
    [
      'POST',
      /^\/target-policies\/([^/]+)$/,
      (request, policy = '') => {
        iot.registry.detachPolicy(policy, certificateId(iot, targetOf(request)));
      },
    ],
    ['GET', /^\/endpoint$/, () => ({ endpointAddress: iot.endpoint })],
  ];
  return async (request) => {
    for (const [method, path, run] of routes) {
      const match = method === request.method ? path.exec(request.path) : null;
      if (match === null) continue;
      return answer(200, (await run(request, ...match.slice(1).map(decodeURIComponent))) ?? {});
    }
    throw new AwsError('UnknownOperationException', `no ${request.method} ${request.path} here`, 404);
  };
}

/** `Publish` of AWS IoT's data plane. */
export function dataPlane(iot: Iot): (request: RestRequest) => Promise<RestAnswer> {
  return async (request) => {
    const match = /^\/topics\/(.+)$/.exec(request.path);
    if (request.method !== 'POST' || match === null) {
      throw new AwsError('UnknownOperationException', `no ${request.method} ${request.path} here`, 404);
    }
    const topic = decodeURIComponent(match[1] ?? '');
    if (/[#+\0]/.test(topic)) throw invalid(`${topic} is no topic`);
    if (request.body.length > messageLimitBytes) {
      throw new AwsError('RequestEntityTooLargeException', 'The message is larger than 128 KB.', 413);
    }
    const qos = request.query.get('qos') === '1' ? 1 : 0;
    await iot.publish(topic, request.body, qos, request.query.get('retain') === 'true');
    return answer(200, { message: 'OK' });
  };
}

function listThings(iot: Iot, query: URLSearchParams): object {
  const limit = Math.min(Number(query.get('maxResults') ?? 250), 250);
  const after = query.get('nextToken') ?? '';
  const type = query.get('thingTypeName');
  const attribute = query.get('attributeName');
  const value = query.get('attributeValue');
  const things = iot.registry
    .things()
    .filter(
      (thing) =>
        thing.name > after &&
        (type === null || thing.type === type) &&
        (attribute === null || thing.attributes[attribute] === value),
    );
  const shown = things.slice(0, limit);
  return {
    things: shown.map((thing) => ({
      thingName: thing.name,
      thingArn: iot.arn(`thing/${thing.name}`),
      attributes: thing.attributes,
      version: thing.version,
      ...(thing.type === null ? {} : { thingTypeName: thing.type }),
    })),
    ...(things.length > limit ? { nextToken: shown.at(-1)?.name } : {}),
  };
}

function certificateId(iot: Iot, arn: string): string {
  const id = arn.split(':cert/')[1] ?? '';
  if (iot.registry.certificate(id) === undefined) throw missing(arn);
  return id;
}

/** In seconds, as the service writes instants. */
function validityOf(pem: string): { readonly notBefore: number; readonly notAfter: number } {
  const { validFromDate, validToDate } = new X509Certificate(pem);
  return { notBefore: validFromDate.getTime() / 1000, notAfter: validToDate.getTime() / 1000 };
}

function principalOf(request: RestRequest): string {
  return request.headers['x-amzn-principal'] ?? '';
}

function targetOf(request: RestRequest): string {
  return read(z.object({ target: z.string() }), json(request)).target;
}

function json(request: RestRequest): unknown {
  try {
    return JSON.parse(request.body.toString('utf8') || '{}');
  } catch (error) {
    throw invalid(`the body is not JSON: ${String(error)}`);
  }
}

function read<S extends z.ZodType>(schema: S, value: unknown): z.infer<S> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw invalid(z.prettifyError(parsed.error));
  return parsed.data;
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidRequestException', message);
}

function missing(what: string): AwsError {
  return new AwsError('ResourceNotFoundException', `${what} does not exist`, 404);
}

function answer(code: number, body: unknown): RestAnswer {
  return { status: code, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
