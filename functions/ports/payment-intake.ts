import type { IntakeOfDay, IntakeSign } from '../contracts/payment-intake.ts';
import type { Day, Instant } from '../contracts/scalars.ts';

/** How busy the intake of payments is: a provider that is silent for once is told from one that never says much. */
export interface PaymentIntake {
  count(provider: string, sign: IntakeSign, at: Instant): Promise<void>;
  /** From that day on. */
  since(day: Day): Promise<readonly IntakeOfDay[]>;
}
