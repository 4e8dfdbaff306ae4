import { deviceNodes } from '../network/device-nodes.ts';
import { runningOrder, type Service } from './service.ts';

/** The nodes that a service needs: by its binding, by what its site may still hold of it, and by a change under way. */
export function boundNodes(service: Service): ReadonlySet<string> {
  if (service.state === 'terminated') return new Set();
  const command = runningOrder(service)?.command;
  const next = command?.kind === 'change' ? command.change.access : undefined;
  const bindings = [service.access, service.desired?.access, next].filter((one) => one !== undefined);
  return new Set(bindings.flatMap((access) => deviceNodes(access).map(({ nodeId }) => nodeId)));
}
