import * as contract from '../../contracts/http/payment-links.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { followPaymentLink } from '../../use-cases/follow-payment-link.ts';
import { makePaymentLink } from '../../use-cases/make-payment-link.ts';
import { readPaymentLink } from '../../use-cases/read-payment-link.ts';
import { showPaymentSession } from '../../use-cases/show-payment-provider.ts';

export const routes: readonly BoundRoute[] = [
  bind(
    contract.makePaymentLink,
    ({ params, body, context }, ports) => makePaymentLink(ports, params.id, body, context),
    (link) => ({ body: link }),
  ),
  bind(
    contract.readPaymentLink,
    ({ params, context }, ports) => readPaymentLink(ports, params.token, context),
    (link) => ({ body: link }),
  ),
  bind(
    contract.followPaymentLink,
    ({ params, body, context }, ports) => followPaymentLink(ports, params.token, body, context),
    (session) => {
      const { url, fields } = showPaymentSession(session);
      return { body: { ...(url === undefined ? {} : { url }), ...(fields === undefined ? {} : { fields }) } };
    },
  ),
];
