import { statSync } from 'node:fs';
import { join } from 'node:path';
import {
  AttachPolicyCommand,
  AttachThingPrincipalCommand,
  CreateCertificateFromCsrCommand,
  CreateThingCommand,
  DescribeEndpointCommand,
  DescribeThingCommand,
  IoTClient,
  ListThingsCommand,
  UpdateCertificateCommand,
} from '@aws-sdk/client-iot';
import { IoTDataPlaneClient, PublishCommand } from '@aws-sdk/client-iot-data-plane';
import mqtt, { type MqttClient } from 'mqtt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Authority } from '../../../infra/local/engines/iot/authority.ts';
import { grantsOf, readPolicy } from '../../../infra/local/engines/iot/policies.ts';
import { topicFilter } from '../../../infra/local/engines/iot/topic-filter.ts';
import { readTopicSql } from '../../../infra/local/engines/iot/topic-rules.ts';
import policyType from '../../../infra/local/resources/aws-iot-policy.ts';
import thingTypeType from '../../../infra/local/resources/aws-iot-thingtype.ts';
import topicRuleType from '../../../infra/local/resources/aws-iot-topicrule.ts';
import queueType from '../../../infra/local/resources/aws-sqs-queue.ts';
import type { SiteCredentials } from '../../../infra/local/stack.ts';
import { eventually, type SmallStack, smallStack, temporaryFolder } from './small-stack.ts';

function once(client: MqttClient, event: 'connect' | 'close' | 'error'): Promise<unknown> {
  return new Promise((resolve) => client.once(event, resolve));
}

const own = '${iot:Connection.Thing.ThingName}';
const arn = (resource: string) => `arn:aws:iot:us-east-1:000000000000:${resource}`;
const document = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: 'iot:Connect',
      Resource: arn(`client/${own}`),
      Condition: { Bool: { 'iot:Connection.Thing.IsAttached': 'true' } },
    },
    { Effect: 'Allow', Action: 'iot:Publish', Resource: arn(`topic/sites/${own}/up/*`) },
    { Effect: 'Allow', Action: 'iot:Subscribe', Resource: arn(`topicfilter/sites/${own}/down/*`) },
    { Effect: 'Allow', Action: 'iot:Receive', Resource: arn(`topic/sites/${own}/down/*`) },
  ],
};

describe('the broker', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let small: SmallStack;
  let control: IoTClient;
  let data: IoTDataPlaneClient;
  let deadLetters: string;
  const clients: MqttClient[] = [];
  const heard: unknown[] = [];

  async function open(): Promise<void> {
    small = await smallStack(folder.path);
    const { ref, attributes } = small.create(queueType, 'Dead', {});
    deadLetters = attributes['Arn'] ?? '';
    small.create(thingTypeType, 'Agent', { ThingTypeName: 'agent' });
    small.create(policyType, 'Policy', { PolicyName: 'site', PolicyDocument: document });
    small.create(topicRuleType, 'Reports', {
      TopicRulePayload: {
        Sql: "SELECT *, topic(2) AS site, timestamp() AS at, clientid() AS client FROM 'sites/+/up/reports'",
        AwsIotSqlVersion: '2016-03-23',
        Actions: [{ Lambda: { FunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:reports' } }],
        ErrorAction: { Sqs: { QueueUrl: ref, RoleArn: 'r', UseBase64: false } },
      },
    });
    small.functions.set('reports', (payload) => {
      heard.push(payload);
      return { ok: true, payload: null };
    });
    await small.start();
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    const { url } = small.stack.aws;
    control = new IoTClient({ region: 'us-east-1', endpoint: `${url}/iot`, credentials });
    data = new IoTDataPlaneClient({ region: 'us-east-1', endpoint: `${url}/iot-data-plane`, credentials });
  }

  async function close(): Promise<void> {
    control.destroy();
    data.destroy();
    await small.stop();
  }

  async function site(siteId: string): Promise<SiteCredentials> {
    await control.send(new CreateThingCommand({ thingName: siteId, thingTypeName: 'agent' }));
    const credentials = small.sites.get(siteId);
    if (credentials === undefined) throw new Error(`no agent for ${siteId}`);
    return credentials;
  }

  function client(
    credentials: SiteCredentials,
    clientId: string,
    options: mqtt.IClientOptions = {},
  ): MqttClient {
    const made = mqtt.connect(credentials.mqttUrl, {
      clientId,
      protocolVersion: 4,
      clean: false,
      reconnectPeriod: 0,
      ca: credentials.ca,
      cert: credentials.certificate,
      key: credentials.key,
      rejectUnauthorized: true,
      ...options,
    });
    made.on('error', () => undefined);
    clients.push(made);
    return made;
  }

  async function connected(
    credentials: SiteCredentials,
    clientId: string,
    options = {},
  ): Promise<MqttClient> {
    const made = client(credentials, clientId, options);
    await once(made, 'connect');
    return made;
  }

  beforeEach(async () => {
    folder = temporaryFolder();
    heard.length = 0;
    await open();
  });
  afterEach(async () => {
    for (const made of clients.splice(0)) made.end(true);
    await close();
    folder.remove();
  });

  it('carries messages both ways, to the agent and to the function', async () => {
    const agent = await connected(await site('sit_1'), 'sit_1');
    await agent.subscribeAsync(['sites/sit_1/down/desired'], { qos: 1 });
    const got: string[] = [];
    agent.on('message', (_topic, payload) => got.push(payload.toString()));
    const publish = (text: string) =>
      data.send(
        new PublishCommand({ topic: 'sites/sit_1/down/desired', qos: 1, payload: Buffer.from(text) }),
      );
    await publish('first');
    await eventually(() => got[0]);

    await agent.publishAsync('sites/sit_1/up/reports', '{"revision":3}', { qos: 1 });
    expect(await eventually(() => heard[0])).toMatchObject({ revision: 3, site: 'sit_1', client: 'sit_1' });
  });

  it('keeps QoS 1 messages for an agent that is away', async () => {
    const credentials = await site('sit_1');
    const agent = await connected(credentials, 'sit_1');
    await agent.subscribeAsync('sites/sit_1/down/#', { qos: 1 });
    await agent.endAsync();
    await data.send(
      new PublishCommand({ topic: 'sites/sit_1/down/desired', qos: 1, payload: Buffer.from('kept') }),
    );
    const got: string[] = [];
    const again = client(credentials, 'sit_1');
    again.on('message', (_topic, payload) => got.push(payload.toString()));
    expect(await eventually(() => got[0])).toBe('kept');
  });

  it('refuses topics of other sites and ends a connection that publishes there', async () => {
    await site('sit_2');
    const agent = await connected(await site('sit_1'), 'sit_1');
    // 128 is the failure that MQTT 3.1.1 §3.9.3 has for a subscription.
    const granted = await agent
      .subscribeAsync('sites/sit_2/down/#', { qos: 1 })
      .catch((error: Error) => error);
    expect(granted).toBeInstanceOf(Error);
    agent.publish('sites/sit_2/up/reports', '{}', { qos: 1 });
    await once(agent, 'close');
    expect(heard).toEqual([]);
  });

  it('lets a certificate in only under the name of its own thing', async () => {
    await site('sit_2');
    const stranger = client(await site('sit_1'), 'sit_2');
    expect(await once(stranger, 'error')).toMatchObject({ code: 5 });
  });

  it('refuses certificates of another authority, none at all, and deactivated ones', async () => {
    const credentials = await site('sit_1');
    const elsewhere = temporaryFolder();
    const other = await Authority.open(elsewhere.path, '127.0.0.1');
    const forged = await other.issue('sit_1');
    elsewhere.remove();
    for (const identity of [
      { cert: forged.certificate, key: forged.key },
      { cert: '', key: '' },
    ]) {
      const refused = client(credentials, 'sit_1', identity);
      const result = await Promise.race([
        once(refused, 'connect').then(() => 'in'),
        once(refused, 'close').then(() => 'out'),
      ]);
      expect(result).toBe('out');
    }

    const agent = await connected(credentials, 'sit_1');
    const certificateId = (small.stack.db.prepare('SELECT id FROM iot_certificate').get()?.['id'] ??
      '') as string;
    const ended = once(agent, 'close');
    await control.send(new UpdateCertificateCommand({ certificateId, newStatus: 'INACTIVE' }));
    await ended;
    await once(client(credentials, 'sit_1'), 'error');
  });

  it('lets in a certificate that was signed on request, once it has its policy and thing', async () => {
    const credentials = await site('sit_1');
    const { Pkcs10CertificateRequestGenerator, PemConverter } = await import('@peculiar/x509');
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
    const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
    const request = await Pkcs10CertificateRequestGenerator.create({
      name: 'CN=sit_1',
      keys,
      signingAlgorithm: algorithm,
    });
    const key = PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
    const { certificateArn, certificatePem } = await control.send(
      new CreateCertificateFromCsrCommand({
        certificateSigningRequest: request.toString('pem'),
        setAsActive: true,
      }),
    );
    const own = { cert: certificatePem ?? '', key };
    await once(client(credentials, 'sit_1', own), 'error');
    await control.send(new AttachPolicyCommand({ policyName: 'site', target: certificateArn }));
    await control.send(new AttachThingPrincipalCommand({ thingName: 'sit_1', principal: certificateArn }));
    await connected(credentials, 'sit_1', own);
    await expect(
      control.send(new CreateCertificateFromCsrCommand({ certificateSigningRequest: 'nonsense' })),
    ).rejects.toMatchObject({ name: 'InvalidRequestException' });
  });

  it('has one connection for a client id and speaks the last will of the one that is cut', async () => {
    const credentials = await site('sit_1');
    const will = {
      topic: 'sites/sit_1/up/reports',
      payload: Buffer.from('{"state":"offline"}'),
      qos: 1 as const,
      retain: false,
    };
    const first = await connected(credentials, 'sit_1', { will });
    const ended = once(first, 'close');
    const second = await connected(credentials, 'sit_1', { will });
    await ended;
    expect(await eventually(() => heard[0])).toMatchObject({ state: 'offline', site: 'sit_1' });
    second.stream.destroy();
    await eventually(() => heard[1]);
  });

  it('hands what no rule can read to the error action', async () => {
    const agent = await connected(await site('sit_1'), 'sit_1');
    const letters: string[] = [];
    small.stack.queues.consume(
      deadLetters,
      { batchSize: 1, batchingWindowSeconds: 0, maximumConcurrency: 1 },
      async ([message]) => {
        letters.push(message?.body ?? '');
        return [];
      },
    );
    await agent.publishAsync('sites/sit_1/up/reports', 'no json', { qos: 1 });
    const letter = JSON.parse(await eventually(() => letters[0])) as Record<string, unknown>;
    expect(letter).toMatchObject({ topic: 'sites/sit_1/up/reports', clientId: 'sit_1' });
    expect(Buffer.from(String(letter['base64OriginalPayload']), 'base64').toString()).toBe('no json');
  });

  it('keeps things, certificates and its port over a restart, and private files private', async () => {
    const before = await site('sit_1');
    for (const file of [
      'sites/sit_1/key.pem',
      'sites/sit_1/certificate.pem',
      'mqtt/ca-key.pem',
      'mqtt/server-key.pem',
    ]) {
      expect(statSync(join(folder.path, file)).mode & 0o777).toBe(0o600);
    }
    await close();
    await open();
    const after = small.sites.get('sit_1');
    expect(after).toEqual(before);
    await connected(before, 'sit_1');
    expect(await control.send(new DescribeThingCommand({ thingName: 'sit_1' }))).toMatchObject({
      thingName: 'sit_1',
      thingTypeName: 'agent',
    });
    const { things } = await control.send(new ListThingsCommand({ thingTypeName: 'agent' }));
    expect(things?.map((thing) => thing.thingName)).toEqual(['sit_1']);
    const { endpointAddress } = await control.send(
      new DescribeEndpointCommand({ endpointType: 'iot:Data-ATS' }),
    );
    expect(before.mqttUrl).toBe(`mqtts://${endpointAddress}`);
    // The same thing again is no error, another of its name is.
    await site('sit_1');
    await expect(control.send(new CreateThingCommand({ thingName: 'sit_1' }))).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
    });
  });
});

describe('policies', () => {
  const connection = { clientId: 'c', thingName: 'c' };

  it('need an allow and no deny', () => {
    const statements = readPolicy('p', {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: ['iot:*'], Resource: '*' },
        { Effect: 'Deny', Action: 'iot:Publish', Resource: 'arn:topic/secret/?' },
      ],
    });
    const grants = grantsOf(statements, connection);
    expect(grants.may('iot:Publish', 'arn:topic/open')).toBe(true);
    expect(grants.may('iot:Publish', 'arn:topic/secret/1')).toBe(false);
    expect(grants.may('iot:Publish', 'arn:topic/secret/12')).toBe(true);
    expect(grantsOf([], connection).may('iot:Connect', 'x')).toBe(false);
  });

  it('treat what a client calls itself as text, and need the thing that they speak of', () => {
    const statements = readPolicy('p', {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: 'iot:Publish', Resource: `t/${own}/x` },
    });
    expect(grantsOf(statements, { clientId: '*', thingName: '*' }).may('iot:Publish', 't/other/x')).toBe(
      false,
    );
    expect(grantsOf(statements, { clientId: 'c', thingName: undefined }).may('iot:Publish', 't/c/x')).toBe(
      false,
    );
  });

  it.each([
    [
      'a variable',
      { Effect: 'Allow', Action: 'iot:Connect', Resource: '${iot:Nope}' },
      'iot:Nope is not supported',
    ],
    [
      'a condition',
      { Effect: 'Allow', Action: 'x', Resource: '*', Condition: { IpAddress: {} } },
      'Condition',
    ],
    ['an element', { Effect: 'Allow', NotAction: 'x', Resource: '*' }, 'NotAction'],
  ])('with %s that is not known are refused by name', (_what, statement, words) => {
    expect(() => readPolicy('p', { Version: '2012-10-17', Statement: [statement] })).toThrow(words);
  });
});

describe('topic rules', () => {
  const message = (payload: unknown) => ({
    topic: 'a/b/c',
    clientId: 'me',
    certificateId: 'thumb',
    payload: Buffer.from(JSON.stringify(payload)),
    at: 7,
  });

  it.each([
    ['a/b', 'a/b', true],
    ['a/+', 'a/b', true],
    ['a/+', 'a/b/c', false],
    ['a/#', 'a', true],
    ['a/#', 'a/b/c', true],
    ['+/b', 'a/b', true],
    ['#', '$SYS/x', false],
    ['a/b', 'a', false],
  ])('%s matches %s: %s', (filter, topic, expected) => {
    expect(topicFilter(filter)(topic)).toBe(expected);
  });

  it('select columns and obey WHERE', () => {
    const rule = readTopicSql(
      "SELECT topic() AS t, topic(2) AS second, clientid() AS c, principal() AS p, timestamp() AS at, deep.x AS x, deep.y FROM 'a/#' WHERE kind = 'k' AND deep.x = 1",
    );
    expect(rule.select(message({ kind: 'k', deep: { x: 1, y: 2 } }))).toEqual({
      t: 'a/b/c',
      second: 'b',
      c: 'me',
      p: 'thumb',
      at: 7,
      x: 1,
      y: 2,
    });
    expect(rule.select(message({ kind: 'other', deep: { x: 1 } }))).toBeUndefined();
  });

  it.each([
    "SELECT encode(*, 'base64') AS x FROM 'a'",
    "SELECT * FROM 'a' WHERE x > 1",
    "SELECT * FROM 'a' WHERE x = 1 OR y = 2",
    'SELECT *',
    "SELECT topic(2) FROM 'a'",
  ])('%s is refused', (sql) => {
    expect(() => readTopicSql(sql)).toThrow('not supported');
  });
});
