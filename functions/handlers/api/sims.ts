import * as contract from '../../contracts/http/sims.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { changeSim } from '../../use-cases/change-sim.ts';
import { createSim } from '../../use-cases/create-sim.ts';
import { importSims } from '../../use-cases/import-sims.ts';
import { listSims, readSim } from '../../use-cases/read-sims.ts';
import { showSim } from '../../use-cases/show-sim.ts';
import { versioned } from './versioned.ts';

export const routes: readonly BoundRoute[] = [
  bind(contract.createSim, ({ body, context }, ports) => createSim(ports, body, context), versioned(showSim)),
  bind(
    contract.importSims,
    ({ body, context }, ports) => importSims(ports, body, context),
    (result) => ({ body: result }),
  ),
  bind(
    contract.listSims,
    ({ query }, ports) => listSims(ports, query),
    (page) => ({ body: { ...page, items: page.items.map(showSim) } }),
  ),
  bind(contract.getSim, ({ params }, ports) => readSim(ports, params.id), versioned(showSim)),
  bind(
    contract.changeSim,
    ({ params, body, context }, ports) => changeSim(ports, params.id, body, context),
    versioned(showSim),
  ),
];
