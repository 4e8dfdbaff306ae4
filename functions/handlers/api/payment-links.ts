import * as contract from '../../contracts/http/payment-links.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { followPaymentLink, makePaymentLink, readPaymentLink } from '../../use-cases/payment-links.ts';
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
