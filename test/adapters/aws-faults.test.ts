import { DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  AttachPolicyCommand,
  AttachThingPrincipalCommand,
  CreateCertificateFromCsrCommand,
  CreateThingCommand,
  DescribeCertificateCommand,
  DescribeEndpointCommand,
  InvalidRequestException,
  IoTClient,
  ListThingPrincipalsCommand,
  ResourceAlreadyExistsException,
  UpdateCertificateCommand,
} from '@aws-sdk/client-iot';
import { IoTDataPlaneClient, PublishCommand } from '@aws-sdk/client-iot-data-plane';
import { MessageRejected, SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import {
  ExecutionAlreadyExists,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import {
  InvalidParameterException,
  PublishCommand as PublishTextCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, test } from 'vitest';
import { dynamoStore } from '../../functions/adapters/dynamo/store.ts';
import { getAll, getOne, openTable } from '../../functions/adapters/dynamo/table.ts';
import type { Key } from '../../functions/adapters/dynamo/table-keys.ts';
import { eventBridgeBus } from '../../functions/adapters/eventbridge/event-bus.ts';
import { iotEdgeLink } from '../../functions/adapters/iot/edge-link.ts';
import { iotSiteRegistry } from '../../functions/adapters/iot/site-registry.ts';
import { noSealing } from '../../functions/adapters/secrets/sealing-key.ts';
import { sesMail } from '../../functions/adapters/sesv2/mail.ts';
import { stepFunctionsWorkflow } from '../../functions/adapters/sfn/workflow.ts';
import { snsSms } from '../../functions/adapters/sns/sms.ts';
import { sqsDeadLetters } from '../../functions/adapters/sqs/dead-letters.ts';
import { ulidIds } from '../../functions/adapters/ulid-ids.ts';
import type { PositionedEvent } from '../../functions/contracts/event.ts';
import { change } from '../../functions/ports/change.ts';
import { contextAt } from '../ports.ts';
import { counted, counter } from './counter.ts';

/** Faults that a service on this machine cannot be made to show. */

const at = '2026-03-01T09:00:00.000Z';
const region = { region: 'local' };
const metadata = (attempts: number) => ({ $metadata: { attempts }, message: '' });

describe('the table', () => {
  const commit = () => {
    const mock = mockClient(DynamoDBDocumentClient);
    const ids = ulidIds(() => Date.parse(at));
    const store = dynamoStore(openTable(new DynamoDBClient(region), 't'), { ids, sealing: noSealing });
    const made = change(counter, ids.next('led'), undefined, [counted(1)], at);
    return { mock, run: () => store.commit([made], contextAt(at)) };
  };
  const cancelled = (code: string, attempts = 1) =>
    new TransactionCanceledException({
      ...metadata(attempts),
      CancellationReasons: [{ Code: code }, { Code: 'None' }],
    });
  const named = (name: string) => Object.assign(new Error(name), { name });

  test.each([
    cancelled('TransactionConflict'),
    cancelled('ThrottlingError'),
    named('TransactionInProgressException'),
    named('ThrottlingException'),
  ])('is tried again after a passing failure', async (error) => {
    const { mock, run } = commit();
    mock.on(TransactWriteCommand).rejectsOnce(error).rejectsOnce(error).resolves({});
    expect(await run()).toEqual({ ok: true, value: undefined });
    expect(mock.commandCalls(TransactWriteCommand)).toHaveLength(3);
    mock.restore();
  });

  test('fails loudly when a failure does not pass, and when it cannot', async () => {
    const { mock, run } = commit();
    mock.on(TransactWriteCommand).rejects(cancelled('ValidationError'));
    await expect(run()).rejects.toBeInstanceOf(TransactionCanceledException);
    expect(mock.commandCalls(TransactWriteCommand)).toHaveLength(1);
    mock.restore();
  });

  test('a commit whose answer was lost on the way is not taken for a conflict', async () => {
    for (const own of [true, false]) {
      const { mock, run } = commit();
      mock.on(TransactWriteCommand).rejects(cancelled('ConditionalCheckFailed', 2));
      mock.on(GetCommand).callsFake(() => {
        const [call] = mock.commandCalls(TransactWriteCommand);
        const item = call?.args[0].input.TransactItems?.[1]?.Put?.Item;
        return { Item: { ...item, ...(own ? {} : { eventId: 'evt_of_a_rival' }) } };
      });
      expect(await run()).toMatchObject(
        own ? { ok: true } : { ok: false, refusal: { code: 'store.version-conflict' } },
      );
      mock.restore();
    }
  });

  test('what is asked for at one moment is read in one request, the same once, and fails together', async () => {
    const mock = mockClient(DynamoDBDocumentClient);
    const table = openTable(new DynamoDBClient(region), 't');
    const [a, b, c] = ['a', 'b', 'c'].map((pk) => ({ pk, sk: 'x' })) as [Key, Key, Key];
    mock.on(BatchGetCommand).resolves({ Responses: { t: [{ ...b, n: 2 }, a] } });
    const asked = [a, b, c, a].map((key) => getOne(table, key));
    expect(await Promise.all(asked)).toEqual([a, { ...b, n: 2 }, undefined, a]);
    expect(mock.commandCalls(BatchGetCommand)[0]?.args[0].input.RequestItems?.['t']).toEqual({
      Keys: [a, b, c],
      ConsistentRead: true,
    });
    mock.on(GetCommand).resolves({ Item: c });
    expect(await getOne(table, c)).toEqual(c);
    mock.on(BatchGetCommand).rejects(new Error('the line is cut'));
    const failed = await Promise.allSettled([getOne(table, a), getOne(table, b)]);
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(mock.commandCalls(BatchGetCommand)).toHaveLength(2);
    expect(mock.commandCalls(GetCommand)).toHaveLength(1);
    mock.restore();
  });

  test('reads on until a batch is answered in full', async () => {
    const mock = mockClient(DynamoDBDocumentClient);
    const keys = ['a', 'b', 'c'].map((pk) => ({ pk, sk: 'x' }));
    mock
      .on(BatchGetCommand)
      .resolvesOnce({
        Responses: { t: [{ pk: 'c', sk: 'x' }] },
        UnprocessedKeys: { t: { Keys: keys.slice(0, 2) } },
      })
      .resolves({ Responses: { t: [{ pk: 'a', sk: 'x' }] } });
    const found = await getAll(openTable(new DynamoDBClient(region), 't'), keys);
    expect(found.map(({ pk }) => pk)).toEqual(['a', 'c']);
    mock.restore();
  });
});

describe('the bus', () => {
  const event = (position: number): PositionedEvent => ({
    eventId: `evt_${position}`,
    type: 'lead.created',
    aggregateType: 'lead',
    aggregateId: 'led_1',
    version: position,
    at,
    actor: { kind: 'system', id: 'test' },
    data: {},
    position,
  });
  const events = Array.from({ length: 12 }, (_, i) => event(i + 1));

  test('gets ten at a time, in order, and again only what it did not take', async () => {
    const mock = mockClient(EventBridgeClient);
    const entries = (...failed: number[]) =>
      Array.from({ length: 10 }, (_, i) =>
        failed.includes(i) ? { ErrorCode: 'Throttled' } : { EventId: 'x' },
      );
    mock
      .on(PutEventsCommand)
      .resolvesOnce({ FailedEntryCount: 2, Entries: entries(3, 7) })
      .resolves({ FailedEntryCount: 0 });
    await eventBridgeBus(new EventBridgeClient(region), 'bus').publish(events);
    const sent = mock.commandCalls(PutEventsCommand).map(({ args }) => args[0].input.Entries ?? []);
    expect(sent.map((batch) => batch.map(({ Detail }) => JSON.parse(Detail ?? '').position))).toEqual([
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
      [4, 8],
      [11, 12],
    ]);
    expect(sent[0]?.[0]).toMatchObject({
      EventBusName: 'bus',
      Source: 'throughline',
      DetailType: 'lead.created',
    });
    mock.restore();
  });

  test('that takes no event is a fault', async () => {
    const mock = mockClient(EventBridgeClient);
    mock.on(PutEventsCommand).resolves({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure' }] });
    const publish = eventBridgeBus(new EventBridgeClient(region), 'bus').publish(events.slice(0, 1));
    await expect(publish).rejects.toThrow(/InternalFailure/);
    mock.restore();
  });
});

describe('workflows', () => {
  test('start once by name, and answer false for a task that is over', async () => {
    const mock = mockClient(SFNClient);
    const workflow = stepFunctionsWorkflow(new SFNClient(region), { 'activate-service': 'arn:1' });
    mock
      .on(StartExecutionCommand)
      .rejectsOnce(new ExecutionAlreadyExists(metadata(1)))
      .resolves({});
    await workflow.start('activate-service', 'ord_1', { orderId: 'ord_1' });
    await workflow.start('activate-service', 'ord_1', { orderId: 'ord_1' });
    await expect(workflow.start('run-billing', 'run_1', {})).rejects.toThrow(/run-billing/);
    mock
      .on(SendTaskSuccessCommand)
      .resolvesOnce({})
      .rejects(new TaskTimedOut(metadata(1)));
    expect(await workflow.succeed('t', { a: 1 })).toBe(true);
    expect(await workflow.succeed('t', { a: 1 })).toBe(false);
    mock.on(SendTaskFailureCommand).resolvesOnce({}).rejects(new Error('down'));
    expect(await workflow.fail('t', 'Edge.Refused', 'x'.repeat(40_000))).toBe(true);
    expect(mock.commandCalls(SendTaskFailureCommand)[0]?.args[0].input.cause).toHaveLength(32_768);
    await expect(workflow.fail('t', 'Edge.Refused', 'no')).rejects.toThrow('down');
    mock.restore();
  });
});

describe('sites', () => {
  test('have one thing each, and a certificate that is bound to it', async () => {
    const mock = mockClient(IoTClient);
    const registry = iotSiteRegistry(new IoTClient(region), { thingType: 'agent', policyName: 'policy' });
    mock
      .on(CreateThingCommand)
      .resolvesOnce({})
      .rejects(new ResourceAlreadyExistsException(metadata(1)));
    await registry.register('sit_1');
    await registry.register('sit_1');
    mock
      .on(CreateCertificateFromCsrCommand)
      .resolvesOnce({ certificateArn: 'arn:c', certificatePem: 'PEM' })
      .rejects(new InvalidRequestException(metadata(1)));
    mock.on(DescribeEndpointCommand).resolves({ endpointAddress: 'broker.example' });
    expect(await registry.enrol('sit_1', 'CSR')).toEqual({
      ok: true,
      value: { certificate: 'PEM', endpoint: 'broker.example' },
    });
    expect(mock.commandCalls(AttachPolicyCommand)[0]?.args[0].input).toEqual({
      policyName: 'policy',
      target: 'arn:c',
    });
    expect(mock.commandCalls(AttachThingPrincipalCommand)[0]?.args[0].input).toEqual({
      thingName: 'sit_1',
      principal: 'arn:c',
    });
    mock
      .on(ListThingPrincipalsCommand)
      .resolvesOnce({ principals: ['arn:aws:iot:x:1:cert/one'], nextToken: 'more' })
      .resolves({ principals: ['arn:aws:iot:x:1:cert/two'] });
    mock.on(DescribeCertificateCommand).callsFake(({ certificateId }: { certificateId: string }) => ({
      certificateDescription: {
        status: certificateId === 'one' ? 'REVOKED' : 'ACTIVE',
        creationDate: new Date(at),
        validity: { notBefore: new Date(at), notAfter: new Date(at) },
      },
    }));
    expect(await registry.certificates('sit_1')).toEqual([
      { certificateId: 'one', isActive: false, issuedAt: at, expiresAt: at },
      { certificateId: 'two', isActive: true, issuedAt: at, expiresAt: at },
    ]);
    await registry.revoke('two');
    expect(mock.commandCalls(UpdateCertificateCommand)[0]?.args[0].input).toEqual({
      certificateId: 'two',
      newStatus: 'REVOKED',
    });
    expect(await registry.enrol('sit_1', 'nonsense')).toMatchObject({
      refusal: { code: 'site.certificate-request-invalid' },
    });
    mock.restore();
  });

  test('get messages on their own topics, at least once', async () => {
    const mock = mockClient(IoTDataPlaneClient);
    mock.on(PublishCommand).resolves({});
    const link = iotEdgeLink(new IoTDataPlaneClient(region));
    const compare = { messageId: 'msg_1', issuedAt: at, comparisonId: 'cmp_1', depth: 'replica' } as const;
    await link.sendCompare('sit_1', compare);
    await link.sendAck('sit_1', { messageIds: [] });
    const sent = mock.commandCalls(PublishCommand).map(({ args }) => args[0].input);
    expect(sent.map(({ topic, qos }) => [topic, qos])).toEqual([
      ['throughline/sites/sit_1/down/compare', 1],
      ['throughline/sites/sit_1/down/acks', 1],
    ]);
    expect(JSON.parse(String(sent[0]?.payload))).toEqual(compare);
    mock.restore();
  });
});

test('what a carrier will never take is refused, and everything else is tried again', async () => {
  const message = {
    to: 'ada@example.com',
    subject: 'Hi',
    text: 'Hi',
    html: '<p>Hi</p>',
    key: 'inv_1',
    subscriberId: 'sub_1',
  };
  const mails = mockClient(SESv2Client);
  mails
    .on(SendEmailCommand)
    .rejectsOnce(new MessageRejected({ message: 'Address blacklisted', $metadata: {} }));
  const mail = sesMail(new SESv2Client(region), { from: 'billing@example.com', configurationSet: 'mail' });
  expect(await mail.send(message)).toMatchObject({ refusal: { code: 'notification.refused' } });
  mails.on(SendEmailCommand).rejects(new Error('the line is down'));
  await expect(mail.send(message)).rejects.toThrow('the line is down');
  mails.restore();
  const texts = mockClient(SNSClient);
  texts
    .on(PublishTextCommand)
    .rejectsOnce(new InvalidParameterException({ message: 'no such number', $metadata: {} }));
  const sms = snsSms(new SNSClient(region));
  expect(await sms.send({ to: '+4912345678', text: 'Hi' })).toMatchObject({
    refusal: { code: 'notification.refused', message: 'no such number' },
  });
  texts.on(PublishTextCommand).rejects(new Error('the line is down'));
  await expect(sms.send({ to: '+4912345678', text: 'Hi' })).rejects.toThrow('the line is down');
  texts.restore();
});

test('mail carries its key', async () => {
  const mock = mockClient(SESv2Client);
  mock.on(SendEmailCommand).resolves({});
  await sesMail(new SESv2Client(region), { from: 'billing@example.com', configurationSet: 'mail' }).send({
    to: 'ada@example.com',
    subject: 'Rechnung №1',
    text: 'Grüße',
    html: '<p>Grüße</p>',
    key: 'inv_1',
    subscriberId: 'sub_1',
  });
  expect(mock.commandCalls(SendEmailCommand)[0]?.args[0].input).toMatchObject({
    FromEmailAddress: 'billing@example.com',
    Destination: { ToAddresses: ['ada@example.com'] },
    Content: { Simple: { Headers: [{ Name: 'X-Entity-Ref-ID', Value: 'inv_1' }] } },
  });
  mock.restore();
});

describe('dead letters', () => {
  const queues = {
    'send-mail': { queueUrl: 'q1', deadLetterUrl: 'd1' },
    'index-search': { queueUrl: 'q2', deadLetterUrl: 'd2' },
  };
  const message = (id: string, sentAt: string, body = '{"a":1}') => ({
    MessageId: id,
    ReceiptHandle: `r-${id}`,
    Body: body,
    Attributes: { SentTimestamp: String(Date.parse(sentAt)), ApproximateReceiveCount: '6' },
  });

  test('are looked at without being taken away', async () => {
    const mock = mockClient(SQSClient);
    mock
      .on(ReceiveMessageCommand, { QueueUrl: 'd1' })
      .resolvesOnce({ Messages: [message('m2', '2026-03-02T00:00:00.000Z', 'not json'), message('m1', at)] })
      .resolves({});
    mock.on(ReceiveMessageCommand, { QueueUrl: 'd2' }).resolves({});
    mock.on(ChangeMessageVisibilityBatchCommand).resolves({});
    const letters = await sqsDeadLetters(new SQSClient(region), queues).list();
    expect(letters).toEqual({
      ok: true,
      value: [
        { messageId: 'm1', consumer: 'send-mail', firstReceivedAt: at, attempts: 6, body: { a: 1 } },
        {
          messageId: 'm2',
          consumer: 'send-mail',
          firstReceivedAt: '2026-03-02T00:00:00.000Z',
          attempts: 6,
          body: 'not json',
        },
      ],
    });
    expect(mock.commandCalls(ChangeMessageVisibilityBatchCommand)[0]?.args[0].input.Entries).toMatchObject([
      { ReceiptHandle: 'r-m2', VisibilityTimeout: 0 },
      { ReceiptHandle: 'r-m1', VisibilityTimeout: 0 },
    ]);
    expect(mock.commandCalls(DeleteMessageBatchCommand)).toHaveLength(0);
    mock.restore();
  });

  test('go back to their consumer, and only those that it took leave', async () => {
    const mock = mockClient(SQSClient);
    mock
      .on(ReceiveMessageCommand)
      .resolvesOnce({ Messages: [message('m1', at), message('m2', at)] })
      .resolvesOnce({ Messages: [message('m3', at), message('m4', at)] })
      .resolves({});
    mock
      .on(SendMessageBatchCommand)
      .resolvesOnce({
        Successful: [
          { Id: '0', MessageId: 'x', MD5OfMessageBody: '' },
          { Id: '1', MessageId: 'y', MD5OfMessageBody: '' },
        ],
        Failed: [],
      })
      .resolves({
        Successful: [{ Id: '1', MessageId: 'z', MD5OfMessageBody: '' }],
        Failed: [{ Id: '0', Code: 'Busy', SenderFault: false }],
      });
    mock.on(DeleteMessageBatchCommand).resolves({});
    await expect(sqsDeadLetters(new SQSClient(region), queues).replay('send-mail')).rejects.toThrow(/Busy/);
    const deleted = mock
      .commandCalls(DeleteMessageBatchCommand)
      .map(({ args }) => args[0].input.Entries?.map(({ ReceiptHandle }) => ReceiptHandle));
    expect(deleted).toEqual([['r-m1', 'r-m2'], ['r-m4']]);
    mock.restore();
  });

  test('of nobody are refused', async () => {
    const letters = sqsDeadLetters(new SQSClient(region), queues);
    expect(await letters.replay('nobody')).toMatchObject({
      refusal: { code: 'dead-letters.consumer-unknown' },
    });
    expect(await letters.list('nobody')).toMatchObject({
      refusal: { code: 'dead-letters.consumer-unknown' },
    });
  });
});
