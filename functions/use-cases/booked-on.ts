import type { StatementSource } from '../contracts/bank-statement.ts';
import type { Day } from '../contracts/scalars.ts';
import { bankDay, heldEntries, type Payment, paymentAggregate } from '../domain/payment/payment.ts';
import type { Booked } from '../domain/payment/statement-twins.ts';
import type { Store, Stored } from '../ports/store.ts';
import { everyOne } from './every-one.ts';

/**
 * Money of these days that came by the bank, once each: with it are the kinds of statements that told of it, and of what is
 * held or dropped because it looks like it.
 */
export async function bookedOn(store: Store, days: readonly Day[]): Promise<readonly Booked[]> {
  const places = [heldEntries, ...days.map(bankDay)];
  const found = (
    await Promise.all(places.map((place) => everyOne(store, paymentAggregate, { by: 'place', place })))
  ).flat();
  const likeIt = new Map<string, StatementSource[]>();
  for (const { state } of found) {
    if (state.held?.twinId === undefined) continue;
    const { twinId } = state.held;
    likeIt.set(twinId, [...(likeIt.get(twinId) ?? []), ...(state.statements ?? [])]);
  }
  return found.flatMap((stored) => bookedOf(stored, likeIt.get(stored.id) ?? []));
}

function bookedOf({ id, state }: Stored<Payment>, likeIt: readonly StatementSource[]): readonly Booked[] {
  const { money, receivedOn, note = '', subscriberId, statements = [] } = state;
  if (money === undefined || receivedOn === undefined) return [];
  return [{ id, on: receivedOn, money, text: note, subscriberId, sources: [...statements, ...likeIt] }];
}
