import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { LocalStack, RestAnswer, RestRequest } from '../stack.ts';

const outboundEmail = z.looseObject({
  FromEmailAddress: z.string(),
  ConfigurationSetName: z.string().optional(),
  EmailTags: z.array(z.looseObject({ Name: z.string(), Value: z.string() })).default([]),
  Destination: z.looseObject({ ToAddresses: z.array(z.string()).min(1) }),
  Content: z.looseObject({
    Simple: z.looseObject({
      Subject: z.looseObject({ Data: z.string() }),
      Body: z.looseObject({
        Text: z.looseObject({ Data: z.string() }),
        Html: z.looseObject({ Data: z.string() }).optional(),
      }),
      Attachments: z
        .array(
          z.looseObject({
            RawContent: z.base64(),
            FileName: z.string(),
            ContentType: z.string(),
            ContentDisposition: z.enum(['ATTACHMENT', 'INLINE']).default('ATTACHMENT'),
            ContentId: z.string().optional(),
          }),
        )
        .default([]),
    }),
  }),
});

type OutboundEmail = z.infer<typeof outboundEmail>;

/** Where a set publishes what becomes of its messages. */
interface Destination {
  readonly set: string;
  readonly types: readonly string[];
  readonly topicArn: string;
}

/**
 * Mail as files: what SES would send is laid down in `<data>/mail`, one file a message in the form of RFC 5322. Addresses
 * of the mailbox simulator (https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html#send-email-simulator)
 * bounce and complain here as there.
 */
class Mailbox {
  readonly identities = new Set<string>();
  readonly #destinations: Destination[] = [];
  readonly #stack: LocalStack;
  readonly #folder: string;

  constructor(stack: LocalStack) {
    this.#stack = stack;
    const folder = join(stack.dataDir, 'mail');
    this.#folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    stack.aws.rest('sesv2', 'SESV2', (request) =>
      send(request, folder, stack.clock.now(), this.identities, (mail, messageId) =>
        this.#answer(mail, messageId),
      ),
    );
  }

  /** Mail of another service than SES, such as a code of a user pool. */
  post({ from, to, subject, text }: Readonly<Record<'from' | 'to' | 'subject' | 'text', string>>): void {
    const content = { Subject: { Data: subject }, Body: { Text: { Data: text } }, Attachments: [] };
    layDown(this.#folder, this.#stack.clock.now(), from, [to], content);
  }

  verify(identity: string): void {
    this.identities.add(identity);
  }

  publish(set: string, types: readonly string[], topicArn: string): void {
    this.#destinations.push({ set, types: types.map((type) => type.toLowerCase()), topicArn });
  }

  /** What the reader's side says of a message. */
  #answer(email: OutboundEmail, messageId: string): void {
    for (const to of email.Destination.ToAddresses) {
      const said = simulated(to);
      if (said === undefined) continue;
      const tags = Object.fromEntries(email.EmailTags.map(({ Name, Value }) => [Name, [Value]]));
      const mail = { messageId, source: email.FromEmailAddress, destination: [to], tags };
      for (const { set, types, topicArn } of this.#destinations) {
        if (set !== email.ConfigurationSetName || !types.includes(said.eventType.toLowerCase())) continue;
        this.#stack.targets.deliver(topicArn, JSON.stringify({ ...said, mail }));
      }
    }
  }
}

function simulated(to: string) {
  const [, name] = /^(bounce|complaint)(?:\+[^@]*)?@simulator\.amazonses\.com$/i.exec(to) ?? [];
  if (name === undefined) return undefined;
  if (name.toLowerCase() === 'complaint') {
    const complaint = { complainedRecipients: [{ emailAddress: to }], complaintFeedbackType: 'abuse' };
    return { eventType: 'Complaint', complaint };
  }
  const recipient = { emailAddress: to, diagnosticCode: 'smtp; 550 5.1.1 user unknown' };
  const bounce = { bounceType: 'Permanent', bounceSubType: 'General', bouncedRecipients: [recipient] };
  return { eventType: 'Bounce', bounce };
}

const mailboxes = new WeakMap<LocalStack, Mailbox>();

export function mailboxOf(stack: LocalStack): Mailbox {
  let mailbox = mailboxes.get(stack);
  if (mailbox === undefined) {
    mailbox = new Mailbox(stack);
    mailboxes.set(stack, mailbox);
  }
  return mailbox;
}

function send(
  request: RestRequest,
  folder: string,
  now: number,
  identities: ReadonlySet<string>,
  sent: (email: OutboundEmail, messageId: string) => void,
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
  const messageId = layDown(folder, now, from, Destination.ToAddresses, Content.Simple);
  sent(parsed.data, messageId);
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ MessageId: messageId }),
  };
}

type Simple = OutboundEmail['Content']['Simple'];

/** Writes one message into the folder; answers its id. */
function layDown(folder: string, now: number, from: string, to: readonly string[], content: Simple): string {
  const messageId = randomUUID();
  const date = new Date(now);
  const message = [
    `Message-ID: <${messageId}@mail>`,
    `Date: ${date.toUTCString()}`,
    `From: ${header(from)}`,
    `To: ${to.map(header).join(', ')}`,
    `Subject: ${header(content.Subject.Data)}`,
    'MIME-Version: 1.0',
    ...bodyOf(content, messageId),
    '',
  ].join('\r\n');
  const name = `${date.toISOString().replaceAll(':', '-')}-${messageId}.eml`;
  // Renamed into place, so that whoever watches the folder never reads half a message.
  writeFileSync(join(folder, `.${name}`), message, { mode: 0o600 });
  renameSync(join(folder, `.${name}`), join(folder, name));
  return messageId;
}

/** The words, beside them what they show, and what goes along: each only where there is such a thing. */
function bodyOf({ Body, Attachments }: Simple, messageId: string): readonly string[] {
  const { Text, Html } = Body;
  const plain = words('plain', Text.Data);
  const both =
    Html === undefined ? plain : multipart('alternative', messageId, [plain, words('html', Html.Data)]);
  const inline = Attachments.filter(({ ContentDisposition }) => ContentDisposition === 'INLINE');
  const along = Attachments.filter(({ ContentDisposition }) => ContentDisposition === 'ATTACHMENT');
  const shown = inline.length === 0 ? both : multipart('related', messageId, [both, ...inline.map(fileOf)]);
  return along.length === 0 ? shown : multipart('mixed', messageId, [shown, ...along.map(fileOf)]);
}

/** Parts of one message, RFC 2046 §5.1. */
function multipart(
  kind: 'alternative' | 'related' | 'mixed',
  messageId: string,
  parts: readonly (readonly string[])[],
): readonly string[] {
  const boundary = `=_${kind}-${messageId}`;
  return [
    `Content-Type: multipart/${kind}; boundary="${boundary}"`,
    '',
    ...parts.flatMap((part) => [`--${boundary}`, ...part]),
    `--${boundary}--`,
  ];
}

function words(kind: 'plain' | 'html', data: string): readonly string[] {
  return [`Content-Type: text/${kind}; charset=utf-8`, '', data];
}

function fileOf(part: Simple['Attachments'][number]): readonly string[] {
  return [
    `Content-Type: ${header(part.ContentType)}`,
    `Content-Disposition: ${part.ContentDisposition.toLowerCase()}; filename="${header(part.FileName)}"`,
    ...(part.ContentId === undefined ? [] : [`Content-ID: <${header(part.ContentId)}>`]),
    'Content-Transfer-Encoding: base64',
    '',
    part.RawContent.replace(/.{76}(?=.)/g, '$&\r\n'),
  ];
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
