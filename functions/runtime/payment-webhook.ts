import { takePaymentNotice as route } from '../contracts/http/payments.ts';
import { providerCalled } from '../contracts/payment-provider-kinds.ts';
import { isSame } from '../domain/details.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type {
  MethodNotice,
  PaymentEnquiry,
  PaymentNotice,
  ProviderNotice,
} from '../ports/payment-provider.ts';
import type { Ports } from '../ports/ports.ts';
import { namedBy } from '../use-cases/payer-words.ts';
import { paymentProviderNamed } from '../use-cases/payment-providers.ts';
import { takeMethodNotice } from '../use-cases/take-method-notice.ts';
import { type NoticeOutcome, takePaymentNotice } from '../use-cases/take-payment-notice.ts';
import type { ApiAnswerEvent, ApiEvent } from './api/api-event.ts';
import { problemAnswer, refusalAnswer } from './api/problem-answer.ts';
import { described, log } from './log.ts';

export type WebhookPorts = Pick<Ports, 'store' | 'ids' | 'search' | 'paymentProviders' | 'paymentIntake'>;

interface Taken extends NoticeOutcome {
  /** What the provider wants to hear beside that it was taken, or instead. */
  readonly thanks?: Readonly<Record<string, string>> | undefined;
  readonly answer?: Readonly<Record<string, string>>;
}

/** A provider's messages are small; more is no message of one. */
const mostBytes = 256 * 1024;

/**
 * Takes a payment provider's message: the signature is held against the bytes as they came, before anything is read of
 * them. Whatever a verified message says is answered 200 once it is dealt with, since a provider sends again what is
 * not; only a fault of this system is a 500, so that it does come again.
 */
export function paymentWebhook(
  ports: WebhookPorts,
  now: () => string,
): (event: ApiEvent) => Promise<ApiAnswerEvent> {
  return async (event) => {
    try {
      const taken = await take(event, ports, now());
      return taken.ok ? received(taken.value) : refusalAnswer(taken.refusal, false);
    } catch (error) {
      log('error', 'payment webhook broke', { error: described(error) });
      return problemAnswer({
        status: 500,
        code: 'request.fault',
        detail: 'The message could not be taken; send it again.',
      });
    }
  };
}

async function take(
  { pathParameters = {}, headers = {}, body = '', isBase64Encoded, rawQueryString = '' }: ApiEvent,
  ports: WebhookPorts,
  now: string,
): Promise<Result<Taken>> {
  const unknown = refuse('webhook.provider-unknown', 'There is no such payment provider here.');
  const params = route.params.safeParse(pathParameters);
  if (!params.success) return unknown;
  const found = await paymentProviderNamed(ports, providerCalled(params.data.provider));
  if (found === undefined) return unknown;
  const raw = Buffer.from(body, isBase64Encoded === true ? 'base64' : 'utf8');
  if (raw.length > mostBytes) return refuse('webhook.malformed', 'No message of a provider is that large.');
  const context: Context = { actor: { kind: 'provider', id: found.name }, now };
  const notices = await found.read(raw, headers, context.now, new URLSearchParams(rawQueryString));
  if (!notices.ok) {
    if (isUnverified(notices.refusal.code)) await ports.paymentIntake.count(found.name, 'refused', now);
    return notices;
  }
  let last: Taken = { changed: false };
  for (const notice of notices.value) {
    last =
      notice.kind === 'enquiry'
        ? await enquire(ports, notice)
        : await count(ports, found.name, await addressed(ports, notice), context);
  }
  if (!last.changed) await ports.paymentIntake.count(found.name, 'heard', now);
  return done({ ...last, thanks: found.thanks });
}

/** Whoever asks wants to hear whether somebody here is named. */
async function enquire(ports: WebhookPorts, { said, money, answers }: PaymentEnquiry): Promise<Taken> {
  const isKnown =
    isSame(answers.known, answers.unknown) || (await namedBy(ports, { ...said, money })) !== undefined;
  return { changed: false, answer: isKnown ? answers.known : answers.unknown };
}

/** A notice that says what the payer wrote, with whom that names. */
async function addressed<N extends PaymentNotice | MethodNotice>(ports: WebhookPorts, notice: N): Promise<N> {
  if (!('said' in notice) || notice.said === undefined) return notice;
  const named = await namedBy(ports, { ...notice.said, money: notice.money });
  return named === undefined ? notice : { ...notice, reference: named };
}

function isUnverified(code: string): boolean {
  return code === 'webhook.signature-invalid' || code === 'webhook.signature-expired';
}

/** So far apart two clocks may be that agree. */
const agreeingMs = 10 * 60_000;

async function count(
  ports: WebhookPorts,
  provider: string,
  notice: Exclude<ProviderNotice, PaymentEnquiry>,
  context: Context,
): Promise<NoticeOutcome> {
  const taken = isOfMethod(notice)
    ? await takeMethodNotice(ports, provider, notice, context)
    : await takePaymentNotice(ports, provider, notice, context);
  if (taken.ok) {
    if (taken.value.changed && notice.kind === 'succeeded') {
      const apart = Math.abs(Date.parse(notice.occurredAt) - Date.parse(context.now));
      const sign = apart <= agreeingMs ? 'agreeing-payment' : 'payment';
      await ports.paymentIntake.count(provider, sign, context.now);
    }
    return taken.value;
  }
  if (taken.refusal.code === 'store.version-conflict') {
    throw new Error(`rivals kept the notice ${notice.noticeId} from being counted`);
  }
  log('warn', 'payment notice refused', { noticeId: notice.noticeId, ...taken.refusal });
  return { changed: false };
}

function isOfMethod(notice: PaymentNotice | MethodNotice): notice is MethodNotice {
  return 'method' in notice;
}

function received({ paymentId, thanks, answer }: Taken): ApiAnswerEvent {
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(
      answer ?? { received: true, ...thanks, ...(paymentId === undefined ? {} : { paymentId }) },
    ),
  };
}
