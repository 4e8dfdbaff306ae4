import { orderStepEnvironment } from '../../../functions/runtime/environments/order-step.ts';
import type { HouseMachine } from '../../constructs/house-machine.ts';
import { tableAccess } from '../../constructs/table-access.ts';
import type { House } from './house.ts';

export type OrderMachine =
  | 'activate-service'
  | 'change-service'
  | 'suspend-service'
  | 'resume-service'
  | 'terminate-service';

export function orderMachines(house: House): Readonly<Record<OrderMachine, HouseMachine>> {
  const { table, sealingKey } = house.state;
  const step = house.function('OrderStep', 'workflow/order-step', orderStepEnvironment, {
    description: 'The steps of service orders: prepare, send to the edge, complete, roll back, fail.',
    environment: { TABLE_NAME: table.tableName, SEALING_SECRET_ARN: sealingKey.secretArn },
    statements: [
      ...tableAccess(table, ['read', 'write', 'delete']),
      house.readSecret(sealingKey),
      house.publishToSites(),
    ],
    seconds: 15,
  });
  const machine = (name: OrderMachine) => house.machine(name, { OrderStepFunctionArn: step });
  return {
    'activate-service': machine('activate-service'),
    'change-service': machine('change-service'),
    'suspend-service': machine('suspend-service'),
    'resume-service': machine('resume-service'),
    'terminate-service': machine('terminate-service'),
  };
}
