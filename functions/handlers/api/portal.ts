import * as contract from '../../contracts/http/portal.ts';
import * as services from '../../contracts/http/portal-services.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { readBalance, readStatement } from '../../use-cases/read-account.ts';
import { listInvoices, readInvoice } from '../../use-cases/read-billing.ts';
import { readBrand } from '../../use-cases/read-brand.ts';
import { readMyAccounts } from '../../use-cases/read-my-accounts.ts';
import { readMyOutages } from '../../use-cases/read-my-outages.ts';
import { readMyService } from '../../use-cases/read-my-service.ts';
import { listServices } from '../../use-cases/read-services.ts';
import { readUsage } from '../../use-cases/read-usage.ts';
import { showInvoice } from '../../use-cases/show-billing.ts';
import { showPortalService } from '../../use-cases/show-portal-service.ts';
import { bindPortal } from './bind-portal.ts';

const account: readonly BoundRoute[] = [
  bind(
    contract.readBrand,
    (_, ports) => readBrand(ports),
    (brand) => ({ body: brand }),
  ),
  bindPortal(
    contract.readMyAccounts,
    ({ caller }, ports) => readMyAccounts(ports, caller.person),
    (accounts) => ({ body: accounts }),
  ),
  bindPortal(
    contract.readMyBalance,
    ({ params, context }, ports) => readBalance(ports, params.accountId, context),
    (balance) => ({ body: balance }),
  ),
  bindPortal(
    contract.readMyStatement,
    ({ params, query }, ports) => readStatement(ports, params.accountId, query),
    (page) => ({ body: { ...page, items: [...page.items] } }),
  ),
  bindPortal(
    contract.listMyInvoices,
    ({ params, query }, ports) => listInvoices(ports, { ...query, subscriberId: params.accountId }),
    (page) => ({ body: { ...page, items: page.items.map(showInvoice) } }),
  ),
  bindPortal(
    contract.readMyInvoice,
    ({ params }, ports) => readInvoice(ports, params.invoiceId),
    (invoice) => ({ body: showInvoice(invoice) }),
  ),
];

const delivered: readonly BoundRoute[] = [
  bindPortal(
    services.listMyServices,
    ({ params, query }, ports) => listServices(ports, { ...query, subscriberId: params.accountId }),
    (page) => ({ body: { ...page, items: page.items.map(showPortalService) } }),
  ),
  bindPortal(
    services.readMyService,
    ({ params, context }, ports) => readMyService(ports, params.serviceId, context),
    ({ service, onlineSince, used, pause }) => ({
      body: {
        ...showPortalService(service),
        isOnline: onlineSince !== undefined,
        ...(onlineSince === undefined ? {} : { onlineSince }),
        ...(used === undefined ? {} : { used }),
        ...(pause === undefined ? {} : { pause }),
      },
    }),
  ),
  bindPortal(
    services.readMyUsage,
    ({ params, query, context }, ports) => readUsage(ports, params.serviceId, query, context),
    ({ timeZone, spans }) => ({ body: { timeZone, items: [...spans] } }),
  ),
  bindPortal(
    services.listMyOutages,
    ({ params, context }, ports) => readMyOutages(ports, params.accountId, context),
    (items) => ({ body: { items: [...items] } }),
  ),
];

export const routes: readonly BoundRoute[] = [...account, ...delivered];
