import * as contract from '../../contracts/http/portal-changes.ts';
import type { BoundRoute } from '../../runtime/bind.ts';
import { cancelAction } from '../../use-cases/cancel-action.ts';
import { changeAccessPassword } from '../../use-cases/change-access-password.ts';
import { changeService } from '../../use-cases/change-service.ts';
import { openTicket } from '../../use-cases/open-ticket.ts';
import { pauseService, resumePausedService } from '../../use-cases/pause-service.ts';
import { previewCommand } from '../../use-cases/preview-command.ts';
import { readOffers } from '../../use-cases/read-offers.ts';
import { showTicket } from '../../use-cases/read-tickets.ts';
import { refuseFixedItems } from '../../use-cases/refuse-fixed-items.ts';
import { showPortalService } from '../../use-cases/show-portal-service.ts';
import { topUpService } from '../../use-cases/top-up-service.ts';
import { bindPortal } from './bind-portal.ts';
import { whenOf } from './when.ts';

/** When what was ordered begins. Which order carries it out is the provider's own affair. */
const taken = (order: object) => {
  const scheduled = 'scheduled' in order ? (order.scheduled as { actionId: string; on: string }) : undefined;
  return { body: scheduled === undefined ? {} : { on: scheduled.on, actionId: scheduled.actionId } };
};

const plan: readonly BoundRoute[] = [
  bindPortal(
    contract.listMyOffers,
    ({ params, context }, ports) => readOffers(ports, params.serviceId, context),
    (offers) => ({ body: offers }),
  ),
  bindPortal(
    contract.previewMyChange,
    async ({ params, body: { when, ...wish }, context }, ports) =>
      (await refuseFixedItems(ports, params.serviceId, wish.removeItems)) ??
      previewCommand(ports, params.serviceId, { ...wish, kind: 'change', when: whenOf(when) }, context),
    ({ on, recurring, due, lines }) => ({ body: { on, recurring, due, lines } }),
  ),
  bindPortal(
    contract.changeMyService,
    async ({ params, body: { when, ...wish }, context }, ports) =>
      (await refuseFixedItems(ports, params.serviceId, wish.removeItems)) ??
      changeService(ports, params.serviceId, { ...wish, when: whenOf(when) }, context),
    taken,
  ),
  bindPortal(
    contract.cancelMyChange,
    ({ params, context }, ports) => cancelAction(ports, params.serviceId, params.actionId, context, 'asked'),
    (service) => ({ body: showPortalService(service) }),
  ),
  bindPortal(
    contract.topUpMyService,
    ({ params, body, context }, ports) => topUpService(ports, params.serviceId, body.gigabytes, context),
    (service) => ({ body: showPortalService(service) }),
  ),
];

const life: readonly BoundRoute[] = [
  bindPortal(
    contract.pauseMyService,
    ({ params, body, context }, ports) => pauseService(ports, params.serviceId, body, context),
    taken,
  ),
  bindPortal(
    contract.resumeMyService,
    ({ params, context }, ports) => resumePausedService(ports, params.serviceId, context),
    taken,
  ),
  bindPortal(
    contract.changeMyPassword,
    ({ params, body, context }, ports) =>
      changeAccessPassword(ports, params.serviceId, body.password, context),
    ({ password }) => ({ body: password === undefined ? {} : { password } }),
  ),
  bindPortal(
    contract.requestMyMove,
    ({ params: { accountId, serviceId }, body: { note, ...move }, context }, ports) => {
      const { line1, city } = move.address;
      const subject = `${line1}, ${city}`.slice(0, 200);
      const wish = { topic: 'move' as const, subject, text: note ?? subject, serviceId, move };
      return openTicket(ports, accountId, wish, context);
    },
    (ticket) => ({ body: showTicket(ticket) }),
  ),
];

export const routes: readonly BoundRoute[] = [...plan, ...life];
