import * as contract from '../../contracts/http/alarms.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { listAlarms, readAlarm } from '../../use-cases/read-alarms.ts';
import { showAlarm } from '../../use-cases/show-alarm.ts';

export const routes: readonly BoundRoute[] = [
  bind(
    contract.listAlarms,
    ({ query }, ports) => listAlarms(ports, query),
    (page) => ({ body: { ...page, items: page.items.map(showAlarm) } }),
  ),
  bind(
    contract.getAlarm,
    ({ params }, ports) => readAlarm(ports, params.id),
    (alarm) => ({ body: showAlarm(alarm) }),
  ),
];
