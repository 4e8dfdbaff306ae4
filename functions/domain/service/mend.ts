import { contentOf, nextRevision } from '../network/desired-state.ts';
import { done, type Result, refuse } from '../result.ts';
import { runningOrder, type Service, type ServiceEvent } from './service.ts';

/**
 * Staff want the network overwritten: the same content goes out under the next revision, which no hold keeps back and no
 * loss of a message keeps from the site. Refused while an order runs, for it will overwrite what it finds, and where
 * nothing is wrong.
 */
export function requestMend(serviceId: string, service: Service): Result<readonly ServiceEvent[]> {
  const running = runningOrder(service);
  if (running !== undefined) {
    return refuse(
      'service.order-in-progress',
      `The order ${running.orderId} (${running.command.kind}) still runs on this service and overwrites what it finds; wait until it has ended.`,
    );
  }
  const { desired, network } = service;
  const isWrong = network.status === 'drifted' || network.status === 'unreachable';
  if (desired === undefined || !isWrong) {
    return refuse(
      'service.nothing-to-mend',
      `The network is ${network.status} on this service; there is nothing to overwrite. Have its site compared if you doubt it.`,
    );
  }
  const next = nextRevision(serviceId, desired, contentOf(desired));
  return done([{ type: 'service.mend-requested', data: { desired: next } }]);
}
