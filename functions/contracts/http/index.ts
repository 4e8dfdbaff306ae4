import type { Route } from '../route.ts';
import * as accessOverrides from './access-override.ts';
import * as addressPools from './address-pools.ts';
import * as alarms from './alarms.ts';
import * as balance from './balance.ts';
import * as billingRuns from './billing-runs.ts';
import * as bulkActions from './bulk-actions.ts';
import * as catalog from './catalog.ts';
import * as commandPreview from './command-preview.ts';
import * as coupons from './coupons.ts';
import * as deadLetters from './dead-letters.ts';
import * as documents from './documents.ts';
import * as draftInvoices from './draft-invoices.ts';
import * as dunning from './dunning.ts';
import * as events from './events.ts';
import * as figures from './figures.ts';
import * as invoices from './invoices.ts';
import * as leads from './leads.ts';
import * as ledger from './ledger.ts';
import * as ledgerProofs from './ledger-proofs.ts';
import * as network from './network.ts';
import * as notifications from './notifications.ts';
import * as openapi from './openapi.ts';
import * as operator from './operator.ts';
import * as orders from './orders.ts';
import * as outages from './outages.ts';
import * as overview from './overview.ts';
import * as paymentLinks from './payment-links.ts';
import * as paymentMethods from './payment-methods.ts';
import * as paymentProviders from './payment-providers.ts';
import * as payments from './payments.ts';
import * as people from './people.ts';
import * as portal from './portal.ts';
import * as portalChanges from './portal-changes.ts';
import * as portalContacts from './portal-contacts.ts';
import * as portalPayments from './portal-payments.ts';
import * as portalPeople from './portal-people.ts';
import * as portalServices from './portal-services.ts';
import * as savedViews from './saved-views.ts';
import * as serviceBilling from './service-billing.ts';
import * as serviceOrders from './service-orders.ts';
import * as services from './services.ts';
import * as sessions from './sessions.ts';
import * as settings from './settings.ts';
import * as sims from './sims.ts';
import * as sitePlaces from './site-places.ts';
import * as sites from './sites.ts';
import * as staff from './staff.ts';
import * as subscribers from './subscribers.ts';
import * as tickets from './tickets.ts';
import * as usage from './usage.ts';
import * as webhookEndpoints from './webhook-endpoints.ts';

const areas: readonly object[] = [
  overview,
  figures,
  leads,
  subscribers,
  people,
  tickets,
  catalog,
  coupons,
  sitePlaces,
  sites,
  sims,
  addressPools,
  services,
  serviceOrders,
  commandPreview,
  serviceBilling,
  usage,
  accessOverrides,
  operator,
  orders,
  bulkActions,
  network,
  outages,
  sessions,
  alarms,
  invoices,
  payments,
  paymentProviders,
  paymentLinks,
  paymentMethods,
  balance,
  billingRuns,
  ledger,
  ledgerProofs,
  settings,
  documents,
  dunning,
  notifications,
  draftInvoices,
  events,
  staff,
  savedViews,
  webhookEndpoints,
  deadLetters,
  portal,
  portalServices,
  portalPayments,
  portalPeople,
  portalChanges,
  portalContacts,
  openapi,
];

/** Every route that a contract file declares: the API function serves these and no others. */
export const apiRoutes: readonly Route[] = areas.flatMap((area) => Object.values(area)).filter(isRoute);

function isRoute(value: unknown): value is Route {
  return typeof value === 'object' && value !== null && 'method' in value && 'permission' in value;
}
