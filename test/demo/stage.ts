import type { OrderView } from '../../functions/contracts/http/orders.ts';
import type { ApiClient } from '../client.ts';
import type { DialResult } from '../lab/nas.ts';
import type { Tell } from './telling.ts';

/** Tells that a stage was reached, with what proves it. */
export type Stage = (name: string, words: string, proofs?: readonly string[]) => Promise<void>;

export function stagesOf(api: ApiClient, tell: Tell): Stage {
  return async (name, words, proofs = []) => {
    const { now } = await api.get<{ now: string }>('/clock');
    tell(`✓ ${name.padEnd(18)} ${now}  ${words}`);
    for (const proof of proofs) tell(`    ${proof}`);
  };
}

/** What devices and AAA answered to an order. */
export function answersOf({ steps }: OrderView): string[] {
  return steps.map(({ at, name, answer }) => `${at} ${name}: ${answer}`);
}

export function grantWords({ accepted, attributes }: DialResult): string {
  const list = Object.entries(attributes).filter(
    ([name]) => !/authenticator|class|ms-?mppe|ms-chap/i.test(name),
  );
  return `${accepted ? 'Access-Accept' : 'Access-Reject'} ${list.map(([name, value]) => `${name}=${value}`).join(', ')}`;
}
