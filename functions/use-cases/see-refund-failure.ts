import { type Payment, paymentAggregate } from '../domain/payment/payment.ts';
import { done, type Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { changeOne } from './write-one.ts';

/** Staff have seen that a refund failed, and leave its money where it is. */
export function seeRefundFailure(
  { store }: Pick<Ports, 'store'>,
  paymentId: string,
  context: Context,
): Promise<Result<Stored<Payment>>> {
  return changeOne(store, paymentAggregate, paymentId, context, ({ state }) =>
    done({
      events:
        state.refundFailed === undefined ? [] : [{ type: 'payment.refund-failure-seen' as const, data: {} }],
    }),
  );
}
