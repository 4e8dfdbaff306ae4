import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SNSClient } from '@aws-sdk/client-sns';
import type { SNSEvent } from 'aws-lambda';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sesMail } from '../../../functions/adapters/sesv2/mail.ts';
import { sesMailReturns } from '../../../functions/adapters/sesv2/mail-return.ts';
import { snsSms } from '../../../functions/adapters/sns/sms.ts';
import type { MailReturn } from '../../../functions/ports/mail.ts';
import configurationSet from '../../../infra/local/resources/aws-ses-configurationset.ts';
import destination from '../../../infra/local/resources/aws-ses-configurationseteventdestination.ts';
import identity from '../../../infra/local/resources/aws-ses-emailidentity.ts';
import subscription from '../../../infra/local/resources/aws-sns-subscription.ts';
import topic from '../../../infra/local/resources/aws-sns-topic.ts';
import { eventually, type SmallStack, smallStack, temporaryFolder } from './small-stack.ts';

const folder = temporaryFolder();
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
let small: SmallStack;
const returns: MailReturn[] = [];

beforeAll(async () => {
  small = await smallStack(folder.path);
  small.create(identity, 'Sender', { EmailIdentity: 'billing@isp.example' });
  small.create(topic, 'Alarms', {});
  const { ref: TopicArn } = small.create(topic, 'Returns', {});
  const { ref: set } = small.create(configurationSet, 'Mail', { Name: 'mail' });
  small.create(destination, 'Publishing', {
    ConfigurationSetName: set,
    EventDestination: {
      Enabled: true,
      MatchingEventTypes: ['bounce', 'complaint'],
      SnsDestination: { TopicARN: TopicArn },
    },
  });
  small.functions.set('take-returns', (event) => {
    const { Records } = event as SNSEvent;
    returns.push(...Records.flatMap(({ Sns }) => sesMailReturns(JSON.parse(Sns.Message))));
    return { ok: true, payload: null };
  });
  small.create(subscription, 'Taking', {
    TopicArn,
    Protocol: 'lambda',
    Endpoint: 'arn:aws:lambda:x:1:function:take-returns',
  });
  await small.start();
});
afterAll(async () => {
  await small.stop();
  folder.remove();
});

const clientOf = (service: string) => ({
  region: 'us-east-1',
  credentials,
  endpoint: `${small.stack.aws.url}/${service}`,
});
const files = () => readdirSync(join(folder.path, 'mail')).map((name) => join(folder.path, 'mail', name));
const fileOf = (ending: string) => files().find((name) => name.endsWith(ending)) ?? '';

it('a mail is a file with its text beside its HTML, and a sender that is not known sends none', async () => {
  const message = {
    to: 'ada@isp.example',
    subject: 'Grüße',
    text: 'Hallo',
    html: '<p>Hallo</p>',
    key: 'k1',
    subscriberId: 'sub_1',
  };
  const mail = sesMail(new SESv2Client(clientOf('sesv2')), {
    from: 'billing@isp.example',
    configurationSet: 'mail',
  });
  expect(await mail.send(message)).toEqual({ ok: true, value: undefined });
  const written = readFileSync(fileOf('.eml'), 'utf8');
  expect(written).toMatch(/^To: ada@isp\.example\r$/m);
  const [, boundary = ''] = /multipart\/alternative; boundary="([^"]+)"/.exec(written) ?? [];
  const parts = written.split(`--${boundary}`).slice(1);
  expect(parts.map((part) => part.trim().split('\r\n\r\n'))).toEqual([
    ['Content-Type: text/plain; charset=utf-8', 'Hallo'],
    ['Content-Type: text/html; charset=utf-8', '<p>Hallo</p>'],
    ['--'],
  ]);
  expect(statSync(fileOf('.eml')).mode & 0o777).toBe(0o600);
  const stranger = sesMail(new SESv2Client(clientOf('sesv2')), {
    from: 'somebody@else.example',
    configurationSet: 'mail',
  });
  await expect(stranger.send(message)).rejects.toThrow('not a verified identity');
  expect(files().filter((name) => name.endsWith('.eml'))).toHaveLength(1);
});

it('a mail holds the picture that it shows, and the file that goes along', async () => {
  const mail = sesMail(new SESv2Client(clientOf('sesv2')), {
    from: 'billing@isp.example',
    configurationSet: 'mail',
  });
  const picture = { name: 'logo', contentType: 'image/png', contentId: 'logo', bytes: Buffer.from('pixels') };
  const pdf = { name: 'INV-1.pdf', contentType: 'application/pdf', bytes: Buffer.from('p'.repeat(100)) };
  const message = {
    subject: 'Hi',
    text: 'Hi',
    html: '<img src="cid:logo">',
    key: 'k3',
    subscriberId: 'sub_3',
  };
  await mail.send({ ...message, to: 'along@isp.example', parts: [picture, pdf] });
  const written = files()
    .map((name) => readFileSync(name, 'utf8'))
    .find((text) => text.includes('along@isp.example'));
  const pieces = (written ?? '')
    .split(/\r\n--=_[a-z]+-[\da-f-]{36}(?:--)?(?=\r\n)/)
    .map((piece) => piece.trim());
  expect(pieces.map((piece) => piece.match(/(?:^|\n)Content-Type: ([\w/]+)/)?.[1])).toEqual([
    'multipart/mixed',
    'multipart/related',
    'multipart/alternative',
    'text/plain',
    'text/html',
    undefined,
    'image/png',
    undefined,
    'application/pdf',
    undefined,
  ]);
  expect(pieces[6]).toContain('Content-ID: <logo>');
  expect(pieces[8]).toContain('Content-Disposition: attachment; filename="INV-1.pdf"');
  const encoded = pieces[8]?.split('\r\n\r\n')[1] ?? '';
  expect(encoded.split('\r\n').map(({ length }) => length)).toEqual([76, 60]);
  expect(Buffer.from(encoded, 'base64').toString()).toBe('p'.repeat(100));
});

it('a text message is a file beside it, and a number that is none gets none', async () => {
  const sms = snsSms(new SNSClient(clientOf('sns')));
  expect(await sms.send({ to: '+4930123456', text: 'Rechnung & Ärger' })).toEqual({
    ok: true,
    value: undefined,
  });
  const written = readFileSync(fileOf('.sms'), 'utf8');
  expect(written).toMatch(/^To: \+4930123456\r$/m);
  expect(written).toContain('\r\n\r\nRechnung & Ärger');
  expect(await sms.send({ to: '030123456', text: 'Hallo' })).toMatchObject({
    refusal: { code: 'notification.refused', message: expect.stringContaining('PhoneNumber') },
  });
  expect(files().filter((name) => name.endsWith('.sms'))).toHaveLength(1);
});

it('the addresses of the mailbox simulator bounce and complain, and say whose the message was', async () => {
  const from = { from: 'billing@isp.example', configurationSet: 'mail' };
  const mail = sesMail(new SESv2Client(clientOf('sesv2')), from);
  const other = sesMail(new SESv2Client(clientOf('sesv2')), { ...from, configurationSet: 'other' });
  const message = { subject: 'Hi', text: 'Hi', html: '<p>Hi</p>', key: 'k2', subscriberId: 'sub_2' };
  await other.send({ ...message, to: 'bounce@simulator.amazonses.com' });
  for (const to of [
    'bounce+1@simulator.amazonses.com',
    'complaint@simulator.amazonses.com',
    'ada@isp.example',
  ])
    await mail.send({ ...message, to });
  await eventually(() => (returns.length === 2 ? true : undefined));
  expect(returns).toEqual([
    {
      subscriberId: 'sub_2',
      failed: {
        address: 'bounce+1@simulator.amazonses.com',
        fault: 'bounced',
        reason: 'smtp; 550 5.1.1 user unknown',
      },
    },
    {
      subscriberId: 'sub_2',
      failed: { address: 'complaint@simulator.amazonses.com', fault: 'complained', reason: 'abuse' },
    },
  ]);
});
