import { useState } from 'react';
import { Overlay } from '../../shared/controls.tsx';
import type { PaymentLink } from '../../shared/routes.ts';
import { Act } from '../form.tsx';
import { format } from '../parts.tsx';
import { words } from '../words.ts';
import { OnceShown } from './once-shown.tsx';

/** A link on which the subscriber pays, or saves a card, without signing in: sent, or handed over. */
export function SendLink({ id }: { readonly id: string }) {
  const [made, keep] = useState<PaymentLink>();
  return (
    <>
      <Act
        route="POST /subscribers/{id}/payment-links"
        params={{ id }}
        label="Send a link"
        title="A link to pay, or to save a card"
        submit="Make the link"
        initial={{ purpose: 'pay' }}
        labels={{
          purpose: 'To',
          invoiceId: 'Invoice, if it is for that one',
          days: 'Good for so many days',
          isSent: 'Send it by mail and text message, as they want to be told',
        }}
        onDone={keep}
      />
      {made !== undefined && (
        <Overlay title="The link is made" closeLabel={words.close} onClose={() => keep(undefined)}>
          <p>
            {made.isSent ? 'It is on its way to the subscriber' : 'It is sent to nobody'}
            {made.amount !== undefined && `, and asks for ${format.money(made.amount)}`}. It leads nowhere
            from {format.instant(made.expiresAt)} on.
          </p>
          <OnceShown
            note="Whoever has it can pay for this account, or save a card on it."
            texts={{ Link: made.url }}
          />
        </Overlay>
      )}
    </>
  );
}
