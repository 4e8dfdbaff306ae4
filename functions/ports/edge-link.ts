import type { LookMessage } from '../contracts/edge/look.ts';
import type {
  AckMessage,
  CompareMessage,
  ConfigurationMessage,
  DesiredMessage,
} from '../contracts/edge/messages.ts';
import type { PayPageAnswer } from '../contracts/edge/pay-page.ts';

/** Messages to a site's agent: at least once, no answer here. Throws when the broker does not take it. */
export interface EdgeLink {
  sendDesired(siteId: string, message: DesiredMessage): Promise<void>;
  sendConfiguration(siteId: string, message: ConfigurationMessage): Promise<void>;
  sendAck(siteId: string, message: AckMessage): Promise<void>;
  sendCompare(siteId: string, message: CompareMessage): Promise<void>;
  sendLook(siteId: string, message: LookMessage): Promise<void>;
  sendPayPage(siteId: string, message: PayPageAnswer): Promise<void>;
}
