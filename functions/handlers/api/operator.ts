import * as contract from '../../contracts/http/operator.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { changeOperator, readOperator } from '../../use-cases/change-operator.ts';
import { versioned } from './versioned.ts';

export const routes: readonly BoundRoute[] = [
  bind(
    contract.getOperator,
    async (_, ports) => ({ ok: true, value: await readOperator(ports) }),
    versioned(({ state }) => state),
  ),
  bind(
    contract.changeOperator,
    ({ body, context }, ports) => changeOperator(ports, body, context),
    versioned(({ state }) => state),
  ),
];
