import * as contract from '../../contracts/http/sites.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { changeAccessNode } from '../../use-cases/change-access-node.ts';
import { changeSite } from '../../use-cases/change-site.ts';
import { createAccessNode } from '../../use-cases/create-access-node.ts';
import { createSite } from '../../use-cases/create-site.ts';
import { enrolSite } from '../../use-cases/enrol-site.ts';
import { listSiteCertificates } from '../../use-cases/list-site-certificates.ts';
import { lookForOnus } from '../../use-cases/look-at-devices.ts';
import { lookForWaitingOnus } from '../../use-cases/look-for-waiting-onus.ts';
import {
  listAccessNodes,
  listDrivers,
  listSites,
  readAccessNode,
  readSite,
} from '../../use-cases/read-sites.ts';
import { removeAccessNode } from '../../use-cases/remove-access-node.ts';
import { revokeSiteCertificate } from '../../use-cases/revoke-site-certificate.ts';
import { showAccessNode, showSite } from '../../use-cases/show-site.ts';
import { tryAccessNode } from '../../use-cases/try-access-node.ts';
import { versioned } from './versioned.ts';

const sites: readonly BoundRoute[] = [
  bind(
    contract.createSite,
    ({ body, context }, ports) => createSite(ports, body, context),
    versioned(showSite),
  ),
  bind(
    contract.listSites,
    ({ query }, ports) => listSites(ports, query),
    (page) => ({ body: { ...page, items: page.items.map(showSite) } }),
  ),
  bind(contract.getSite, ({ params }, ports) => readSite(ports, params.id), versioned(showSite)),
  bind(
    contract.changeSite,
    ({ params, body, context }, ports) => changeSite(ports, params.id, body, context),
    versioned(showSite),
  ),
  bind(
    contract.enrolSite,
    ({ params, body, context }, ports) => enrolSite(ports, params.id, body.certificateRequest, context),
    (enrolment) => ({ body: enrolment }),
  ),
  bind(
    contract.listSiteCertificates,
    ({ params, context }, ports) => listSiteCertificates(ports, params.id, context),
    (items) => ({ body: { items: [...items] } }),
  ),
  bind(
    contract.revokeSiteCertificate,
    ({ params, context }, ports) => revokeSiteCertificate(ports, params.id, params.certificateId, context),
    (items) => ({ body: { items: [...items] } }),
  ),
];

const accessNodes: readonly BoundRoute[] = [
  bind(
    contract.createAccessNode,
    ({ body, context }, ports) => createAccessNode(ports, body, context),
    versioned(showAccessNode),
  ),
  bind(
    contract.tryAccessNode,
    ({ body, context }, ports) => tryAccessNode(ports, body, context),
    (answer) => ({ body: answer }),
  ),
  bind(
    contract.listAccessNodes,
    ({ query: { errors, ...query } }, ports) =>
      listAccessNodes(ports, { ...query, errors: errors === undefined ? undefined : true }),
    (page) => ({ body: { ...page, items: page.items.map(showAccessNode) } }),
  ),
  bind(
    contract.getAccessNode,
    ({ params }, ports) => readAccessNode(ports, params.id),
    versioned(showAccessNode),
  ),
  bind(
    contract.changeAccessNode,
    ({ params, body, context }, ports) => changeAccessNode(ports, params.id, body, context),
    versioned(showAccessNode),
  ),
  bind(
    contract.removeAccessNode,
    ({ params, context }, ports) => removeAccessNode(ports, params.id, context),
    () => ({ body: undefined }),
  ),
  bind(
    contract.listWaitingOnus,
    ({ query, context }, ports) => lookForWaitingOnus(ports, query, context),
    (page) => ({ body: { ...page, items: [...page.items] } }),
  ),
  bind(
    contract.listOnus,
    ({ params, context }, ports) => lookForOnus(ports, params.id, context),
    ({ at, finding }) => ({ body: { seenAt: at, items: [...finding.onus] } }),
  ),
];

const drivers: readonly BoundRoute[] = [
  bind(
    contract.listDrivers,
    async () => listDrivers(),
    (listed) => ({ body: { items: [...listed] } }),
  ),
];

export const routes: readonly BoundRoute[] = [...sites, ...accessNodes, ...drivers];
