import type { IntakeOfDay } from '../contracts/payment-intake.ts';
import type { Day } from '../contracts/scalars.ts';

/** How busy the intake of payments is: a provider that is silent for once is told from one that never says much. */
export interface PaymentIntake {
  count(provider: string, day: Day): Promise<void>;
  /** From that day on. */
  since(day: Day): Promise<readonly IntakeOfDay[]>;
}
