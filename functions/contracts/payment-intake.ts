import type { Day, Instant } from './scalars.ts';

/** What came of one provider on a day (UTC): what it told, and how it answered. */
export interface IntakeOfDay {
  readonly provider: string;
  readonly day: Day;
  /** Payments that were counted. */
  readonly payments: number;
  /** When its last message was verified. */
  readonly heardAt?: Instant | undefined;
  /** When it last told of a payment at about the time of its own clock. */
  readonly agreedAt?: Instant | undefined;
  /** Messages in its name that could not be verified. */
  readonly refused?: number | undefined;
  readonly answeredAt?: Instant | undefined;
  /** Calls of which it is not known what came of them. */
  readonly unanswered?: number | undefined;
  readonly unansweredAt?: Instant | undefined;
}

/** What is counted of a provider. */
export type IntakeSign = 'payment' | 'agreeing-payment' | 'heard' | 'refused' | 'answered' | 'unanswered';
