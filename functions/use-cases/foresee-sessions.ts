import { changesLiveRates, drivers } from '../contracts/drivers.ts';
import { accessNodeAggregate } from '../domain/network/access-node.ts';
import type { NetworkContent } from '../domain/network/desired-state.ts';
import { type SessionEffect, sessionEffect } from '../domain/network/session-effect.ts';
import type { Service } from '../domain/service/service.ts';
import type { Session } from '../ports/sessions.ts';
import type { Store } from '../ports/store.ts';

/** Whether an open session goes on when the network must hold that content, as far as can be told beforehand. */
export type Foresight = (session: Session, service: Service, wanted: NetworkContent) => Promise<boolean>;

/**
 * A node gives live sessions another rate where its driver and its configuration do, by CoA. A router that keeps the
 * subscriber itself, and whose sessions nobody accounts for, has rate and garden of a fixed address in items of its own,
 * which change under the session.
 */
export function foresight(store: Store): Foresight {
  const known = new Map<string, ReturnType<typeof nodeOf>>();
  const nodeOf = async (nodeId: string) => {
    const node = await store.load(accessNodeAggregate, nodeId);
    if (node === undefined) return { changesRates: false, keepsSubscribers: false };
    const { details, credentialNames } = node.state;
    const capabilities = drivers.find(({ name }) => name === details.driver)?.capabilities ?? [];
    return {
      changesRates: changesLiveRates({ ...details, credentialNames }),
      keepsSubscribers: capabilities.includes('router-access'),
    };
  };
  const isKept = async (effect: SessionEffect, { nodeId, source }: Session, { access }: Service) => {
    if (nodeId === undefined) return false;
    const asked = known.get(nodeId) ?? nodeOf(nodeId);
    known.set(nodeId, asked);
    const { changesRates, keepsSubscribers } = await asked;
    const isOfRouter = 'router' in access && access.router?.nodeId === nodeId && source === 'device';
    const isUnderneath = keepsSubscribers && isOfRouter && access.framedIp !== undefined;
    return isUnderneath || (effect === 'rate' && changesRates);
  };
  return async (session, service, wanted) => {
    const effect = sessionEffect(service.desired, wanted);
    if (effect === 'nothing') return true;
    return (effect === 'rate' || effect === 'garden') && isKept(effect, session, service);
  };
}
