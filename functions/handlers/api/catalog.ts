import * as contract from '../../contracts/http/catalog.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { changeAddOn } from '../../use-cases/change-add-on.ts';
import { changeEquipmentModel } from '../../use-cases/change-equipment-model.ts';
import { createAddOn } from '../../use-cases/create-add-on.ts';
import { createEquipmentModel } from '../../use-cases/create-equipment-model.ts';
import { createPlan } from '../../use-cases/create-plan.ts';
import { offerAddOn } from '../../use-cases/offer-add-on.ts';
import { offerEquipmentModel } from '../../use-cases/offer-equipment-model.ts';
import { offerPlan } from '../../use-cases/offer-plan.ts';
import { publishPlanVersion } from '../../use-cases/publish-plan-version.ts';
import {
  listAddOns,
  listEquipmentModels,
  listPlans,
  readAddOn,
  readEquipmentModel,
  readPlan,
} from '../../use-cases/read-catalog.ts';
import { showAddOn, showEquipmentModel, showPlan } from '../../use-cases/show-catalog.ts';
import { versioned } from './versioned.ts';

const plans: readonly BoundRoute[] = [
  bind(
    contract.createPlan,
    ({ body, context }, ports) => createPlan(ports, body, context),
    versioned(showPlan),
  ),
  bind(
    contract.listPlans,
    ({ query }, ports) => listPlans(ports, query),
    (page) => ({ body: { ...page, items: page.items.map(showPlan) } }),
  ),
  bind(contract.getPlan, ({ params }, ports) => readPlan(ports, params.id), versioned(showPlan)),
  bind(
    contract.publishPlanVersion,
    ({ params, body, context }, ports) => publishPlanVersion(ports, params.id, body, context),
    versioned(showPlan),
  ),
  bind(
    contract.retirePlan,
    ({ params, context }, ports) => offerPlan(ports, params.id, 'retired', context),
    versioned(showPlan),
  ),
  bind(
    contract.reinstatePlan,
    ({ params, context }, ports) => offerPlan(ports, params.id, 'offered', context),
    versioned(showPlan),
  ),
];

const addOns: readonly BoundRoute[] = [
  bind(
    contract.createAddOn,
    ({ body, context }, ports) => createAddOn(ports, body, context),
    versioned(showAddOn),
  ),
  bind(
    contract.listAddOns,
    ({ query }, ports) => listAddOns(ports, query),
    (page) => ({ body: { ...page, items: page.items.map(showAddOn) } }),
  ),
  bind(contract.getAddOn, ({ params }, ports) => readAddOn(ports, params.id), versioned(showAddOn)),
  bind(
    contract.changeAddOn,
    ({ params, body, context }, ports) => changeAddOn(ports, params.id, body, context),
    versioned(showAddOn),
  ),
  bind(
    contract.retireAddOn,
    ({ params, context }, ports) => offerAddOn(ports, params.id, 'retired', context),
    versioned(showAddOn),
  ),
  bind(
    contract.reinstateAddOn,
    ({ params, context }, ports) => offerAddOn(ports, params.id, 'offered', context),
    versioned(showAddOn),
  ),
];

const equipmentModels: readonly BoundRoute[] = [
  bind(
    contract.createEquipmentModel,
    ({ body, context }, ports) => createEquipmentModel(ports, body, context),
    versioned(showEquipmentModel),
  ),
  bind(
    contract.listEquipmentModels,
    ({ query }, ports) => listEquipmentModels(ports, query),
    (page) => ({ body: { ...page, items: page.items.map(showEquipmentModel) } }),
  ),
  bind(
    contract.getEquipmentModel,
    ({ params }, ports) => readEquipmentModel(ports, params.id),
    versioned(showEquipmentModel),
  ),
  bind(
    contract.changeEquipmentModel,
    ({ params, body, context }, ports) => changeEquipmentModel(ports, params.id, body, context),
    versioned(showEquipmentModel),
  ),
  bind(
    contract.retireEquipmentModel,
    ({ params, context }, ports) => offerEquipmentModel(ports, params.id, 'retired', context),
    versioned(showEquipmentModel),
  ),
  bind(
    contract.reinstateEquipmentModel,
    ({ params, context }, ports) => offerEquipmentModel(ports, params.id, 'offered', context),
    versioned(showEquipmentModel),
  ),
];

export const routes: readonly BoundRoute[] = [...plans, ...addOns, ...equipmentModels];
