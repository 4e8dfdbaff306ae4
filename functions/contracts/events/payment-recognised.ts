import * as z from 'zod';
import { statementSource } from '../bank-statement.ts';
import { defineEvent, type EventOf } from '../event.ts';

/** A statement of another kind tells of the same entry, by a reference of the bank. */
export const paymentRecognised = defineEvent(
  'payment.recognised',
  z.strictObject({ statement: statementSource }),
);
export type PaymentRecognised = EventOf<typeof paymentRecognised>;
