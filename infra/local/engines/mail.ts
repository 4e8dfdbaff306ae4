import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { LocalStack, RestAnswer, RestRequest } from '../stack.ts';

const outboundEmail = z.looseObject({
  FromEmailAddress: z.string(),
  Destination: z.looseObject({ ToAddresses: z.array(z.string()).min(1) }),
  Content: z.looseObject({
    Simple: z.looseObject({
      Subject: z.looseObject({ Data: z.string() }),
      Body: z.looseObject({
        Text: z.looseObject({ Data: z.string() }),
        Html: z.looseObject({ Data: z.string() }).optional(),
      }),
    }),
  }),
});

/** Mail as files: what SES would send is laid down in `<data>/mail`, one file a message in the form of RFC 5322. */
export function serveMail(stack: LocalStack, identities: ReadonlySet<string>): void {
  const folder = join(stack.dataDir, 'mail');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  stack.aws.rest('sesv2', 'SESV2', (request) => send(request, folder, stack.clock.now(), identities));
}

function send(
  request: RestRequest,
  folder: string,
  now: number,
  identities: ReadonlySet<string>,
): RestAnswer {
  if (request.method !== 'POST' || request.path !== '/v2/email/outbound-emails')
    return refusal('NotFoundException', 'No such operation here.', 404);
  const parsed = outboundEmail.safeParse(JSON.parse(request.body.toString('utf8')));
  if (!parsed.success) return refusal('BadRequestException', z.prettifyError(parsed.error), 400);
  const { FromEmailAddress: from, Destination, Content } = parsed.data;
  const sender = /<([^>]+)>$/.exec(from)?.[1] ?? from;
  if (!identities.has(sender) && !identities.has(sender.split('@')[1] ?? '')) {
    return refusal('MessageRejected', `The sender ${sender} is not a verified identity.`, 400);
  }
  const messageId = randomUUID();
  const date = new Date(now);
  const message = [
    `Message-ID: <${messageId}@mail>`,
    `Date: ${date.toUTCString()}`,
    `From: ${header(from)}`,
    `To: ${Destination.ToAddresses.map(header).join(', ')}`,
    `Subject: ${header(Content.Simple.Subject.Data)}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    '',
    Content.Simple.Body.Text.Data,
    '',
  ].join('\r\n');
  const name = `${date.toISOString().replaceAll(':', '-')}-${messageId}.eml`;
  // Renamed into place, so that whoever watches the folder never reads half a message.
  writeFileSync(join(folder, `.${name}`), message, { mode: 0o600 });
  renameSync(join(folder, `.${name}`), join(folder, name));
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ MessageId: messageId }),
  };
}

/** A header stays on its line: a line break in it would let a name write headers of its own. */
function header(text: string): string {
  return text.replace(/[\r\n]+/g, ' ');
}

function refusal(name: string, message: string, status: number): RestAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': name },
    body: JSON.stringify({ message }),
  };
}
