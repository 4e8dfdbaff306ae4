import type { PayPageAnswer, PayPageQuestion } from '../../functions/contracts/edge/pay-page.ts';

export interface PayPages {
  /**
   * Where whoever comes from the line of this service is led; without one, where everybody else is. Undefined while nobody
   * has said where.
   */
  of(serviceId: string | undefined): Promise<string | undefined>;
  answered(answer: PayPageAnswer): void;
  /** Whoever waits hears what is known now. */
  close(): void;
}

export interface PayPagesTools {
  readonly siteId: string;
  /** False when there is no connection. */
  publish(payload: string): boolean;
  newMessageId(): string;
  /** Milliseconds that only ever pass at their own pace. */
  monotonic(): number;
}

/** Somebody waits in front of a screen, and their device no longer than ten seconds. */
const patienceMs = 4000;
/** Much shorter than what is left of a page's time when the cloud names it. */
const keptMs = 300_000;
/** So long the cloud is not asked again that did not answer. */
const restMs = 10_000;
/** Questions under way; whoever comes beyond them is led to the portal. */
const mostAsked = 64;

/** What is asked without a service. */
const ofPortal = '';

/** Asks the cloud where people are led, when they come, and remembers it in memory for some minutes. */
export function createPayPages({ siteId, publish, newMessageId, monotonic }: PayPagesTools): PayPages {
  let portal: string | undefined;
  /** What is known by service; without a page where there is none, or nobody answered. */
  const kept = new Map<string, { readonly page?: string | undefined; readonly until: number }>();
  const asked = new Map<string, Promise<void>>();
  const waiting = new Map<string, (answer: PayPageAnswer | undefined) => void>();

  function keep(key: string, page: string | undefined, forMs: number): void {
    const now = monotonic();
    for (const [other, { until }] of kept) if (until <= now) kept.delete(other);
    kept.set(key, { page, until: now + forMs });
  }

  function ask(key: string): Promise<void> {
    const messageId = newMessageId();
    const question: PayPageQuestion = {
      messageId,
      siteId,
      ...(key === ofPortal ? {} : { serviceId: key }),
    };
    if (asked.size >= mostAsked || !publish(JSON.stringify(question))) return Promise.resolve();
    const asking = new Promise<void>((resolve) => {
      const settle = (answer: PayPageAnswer | undefined) => {
        clearTimeout(timer);
        waiting.delete(messageId);
        asked.delete(key);
        if (answer?.portal !== undefined) portal = answer.portal;
        keep(key, answer?.page, answer === undefined ? restMs : keptMs);
        resolve();
      };
      const timer = setTimeout(settle, patienceMs, undefined);
      waiting.set(messageId, settle);
    });
    asked.set(key, asking);
    return asking;
  }

  return {
    async of(serviceId = ofPortal) {
      const isKnown = (kept.get(serviceId)?.until ?? 0) > monotonic();
      if (!isKnown) await (asked.get(serviceId) ?? ask(serviceId));
      const known = kept.get(serviceId);
      return (known !== undefined && known.until > monotonic() ? known.page : undefined) ?? portal;
    },
    answered(answer) {
      waiting.get(answer.inReplyTo)?.(answer);
    },
    close() {
      for (const settle of waiting.values()) settle(undefined);
    },
  };
}
