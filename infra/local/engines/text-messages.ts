import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalStack, RestAnswer } from '../stack.ts';

const namespace = 'http://sns.amazonaws.com/doc/2010-03-31/';

/**
 * Text messages as files beside the mail: what SNS would send to a number is laid down in `<data>/mail`, one file a
 * message. Nothing else of SNS's interface is there.
 */
export function serveTextMessages(stack: LocalStack): void {
  const folder = join(stack.dataDir, 'mail');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  stack.aws.rest('sns', 'SNS', ({ body }) => {
    const form = new URLSearchParams(body.toString('utf8'));
    const to = form.get('PhoneNumber') ?? '';
    const text = form.get('Message') ?? '';
    if (form.get('Action') !== 'Publish') return refusal('InvalidAction', 'No such operation here.');
    if (!/^\+[1-9]\d{6,14}$/.test(to))
      return refusal('InvalidParameter', `Invalid parameter: PhoneNumber ${to}`);
    if (text === '') return refusal('InvalidParameter', 'Invalid parameter: Empty message');
    const messageId = randomUUID();
    const date = new Date(stack.clock.now());
    const name = `${date.toISOString().replaceAll(':', '-')}-${messageId}.sms`;
    const message = [`Message-ID: ${messageId}`, `Date: ${date.toUTCString()}`, `To: ${to}`, '', text, ''];
    // Renamed into place, so that whoever watches the folder never reads half a message.
    writeFileSync(join(folder, `.${name}`), message.join('\r\n'), { mode: 0o600 });
    renameSync(join(folder, `.${name}`), join(folder, name));
    return answer(
      200,
      `<PublishResponse xmlns="${namespace}"><PublishResult><MessageId>${messageId}</MessageId></PublishResult></PublishResponse>`,
    );
  });
}

function refusal(code: string, message: string): RestAnswer {
  const words = message.replace(/[<>&]/g, ' ');
  return answer(
    400,
    `<ErrorResponse xmlns="${namespace}"><Error><Type>Sender</Type><Code>${code}</Code><Message>${words}</Message></Error></ErrorResponse>`,
  );
}

function answer(status: number, body: string): RestAnswer {
  return { status, headers: { 'content-type': 'text/xml' }, body };
}
