import type { Answers } from './answers.ts';
import type { Checkpoints } from './checkpoints.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { DocumentArchive } from './document-archive.ts';
import type { EInvoices } from './e-invoices.ts';
import type { EdgeLink } from './edge-link.ts';
import type { EventBus } from './event-bus.ts';
import type { EventFeed } from './event-feed.ts';
import type { Ids } from './ids.ts';
import type { IssuedStates } from './issued.ts';
import type { Looks } from './looks.ts';
import type { Mail } from './mail.ts';
import type { Passwords } from './passwords.ts';
import type { PaymentProviderKinds } from './payment-provider.ts';
import type { PendingTasks } from './pending-tasks.ts';
import type { Printing } from './printing.ts';
import type { SearchIndex } from './search-index.ts';
import type { Sessions } from './sessions.ts';
import type { SiteHealth } from './site-health.ts';
import type { SiteRegistry } from './site-registry.ts';
import type { Store } from './store.ts';
import type { Workflow } from './workflow.ts';

/** All ports. A use case asks for the few it needs: `Pick<Ports, 'store' | 'ids'>`. */
export interface Ports {
  readonly store: Store;
  readonly answers: Answers;
  readonly ids: Ids;
  readonly passwords: Passwords;
  readonly paymentProviders: PaymentProviderKinds;
  readonly feed: EventFeed;
  readonly bus: EventBus;
  readonly checkpoints: Checkpoints;
  readonly workflow: Workflow;
  readonly edgeLink: EdgeLink;
  readonly looks: Looks;
  readonly siteRegistry: SiteRegistry;
  readonly pendingTasks: PendingTasks;
  readonly search: SearchIndex;
  readonly sessions: Sessions;
  readonly issued: IssuedStates;
  readonly siteHealth: SiteHealth;
  readonly deadLetters: DeadLetters;
  readonly mail: Mail;
  readonly printing: Printing;
  readonly archive: DocumentArchive;
  readonly eInvoices: EInvoices;
}
