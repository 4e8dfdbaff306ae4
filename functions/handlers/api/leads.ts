import * as contract from '../../contracts/http/leads.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { changeLead } from '../../use-cases/change-lead.ts';
import { convertLead } from '../../use-cases/convert-lead.ts';
import { createLead } from '../../use-cases/create-lead.ts';
import { listLeads } from '../../use-cases/list-leads.ts';
import { readLead } from '../../use-cases/read-lead.ts';
import { showLead } from '../../use-cases/show-lead.ts';
import { showSubscriber } from '../../use-cases/show-subscriber.ts';
import { versioned } from './versioned.ts';

export const routes: readonly BoundRoute[] = [
  bind(
    contract.createLead,
    ({ body, context }, ports) => createLead(ports, body, context),
    versioned(showLead),
  ),
  bind(
    contract.listLeads,
    ({ query }, ports) => listLeads(ports, query),
    (page) => ({ body: { ...page, items: page.items.map(showLead) } }),
  ),
  bind(contract.getLead, ({ params }, ports) => readLead(ports, params.id), versioned(showLead)),
  bind(
    contract.changeLead,
    ({ params, body, context }, ports) => changeLead(ports, params.id, body, context),
    versioned(showLead),
  ),
  bind(
    contract.convertLead,
    ({ params, body, context }, ports) => convertLead(ports, params.id, body, context),
    versioned(showSubscriber),
  ),
];
