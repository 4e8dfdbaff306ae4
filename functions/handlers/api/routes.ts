import type { BoundRoute } from '../../runtime/bind.ts';
import { routes as accessOverrides } from './access-override.ts';
import { routes as accounts } from './accounts.ts';
import { routes as addressPools } from './address-pools.ts';
import { routes as alarms } from './alarms.ts';
import { routes as billingRuns } from './billing-runs.ts';
import { routes as bulkActions } from './bulk-actions.ts';
import { routes as catalog } from './catalog.ts';
import { routes as coupons } from './coupons.ts';
import { routes as deadLetters } from './dead-letters.ts';
import { routes as draftInvoices } from './draft-invoices.ts';
import { routes as dunning } from './dunning.ts';
import { routes as events } from './events.ts';
import { routes as invoices } from './invoices.ts';
import { routes as leads } from './leads.ts';
import { routes as ledger } from './ledger.ts';
import { routes as ledgerProofs } from './ledger-proofs.ts';
import { routes as network } from './network.ts';
import { routes as notifications } from './notifications.ts';
import { routes as openapi } from './openapi.ts';
import { routes as operator } from './operator.ts';
import { routes as orders } from './orders.ts';
import { routes as outages } from './outages.ts';
import { routes as overview } from './overview.ts';
import { routes as paymentLinks } from './payment-links.ts';
import { routes as paymentMethods } from './payment-methods.ts';
import { routes as paymentProviders } from './payment-providers.ts';
import { routes as payments } from './payments.ts';
import { routes as people } from './people.ts';
import { routes as portal } from './portal.ts';
import { routes as portalChanges } from './portal-changes.ts';
import { routes as portalContacts } from './portal-contacts.ts';
import { routes as portalPayments } from './portal-payments.ts';
import { routes as portalPeople } from './portal-people.ts';
import { routes as savedViews } from './saved-views.ts';
import { routes as serviceBilling } from './service-billing.ts';
import { routes as services } from './services.ts';
import { routes as sessions } from './sessions.ts';
import { routes as settings } from './settings.ts';
import { routes as sims } from './sims.ts';
import { routes as sitePlaces } from './site-places.ts';
import { routes as sites } from './sites.ts';
import { routes as staff } from './staff.ts';
import { routes as subscribers } from './subscribers.ts';
import { routes as tickets } from './tickets.ts';
import { routes as usage } from './usage.ts';
import { routes as webhookEndpoints } from './webhook-endpoints.ts';

/** Every route of the API with its use case. A route that a contract declares and none binds fails a test. */
export const routes: readonly BoundRoute[] = [
  ...overview,
  ...leads,
  ...subscribers,
  ...people,
  ...tickets,
  ...catalog,
  ...coupons,
  ...sites,
  ...sitePlaces,
  ...sims,
  ...addressPools,
  ...services,
  ...serviceBilling,
  ...usage,
  ...accessOverrides,
  ...operator,
  ...orders,
  ...bulkActions,
  ...network,
  ...outages,
  ...sessions,
  ...alarms,
  ...invoices,
  ...payments,
  ...paymentProviders,
  ...paymentLinks,
  ...paymentMethods,
  ...accounts,
  ...billingRuns,
  ...ledger,
  ...ledgerProofs,
  ...settings,
  ...dunning,
  ...notifications,
  ...draftInvoices,
  ...events,
  ...staff,
  ...savedViews,
  ...webhookEndpoints,
  ...deadLetters,
  ...portal,
  ...portalPayments,
  ...portalPeople,
  ...portalChanges,
  ...portalContacts,
  ...openapi,
];
