import type { Result } from '../domain/result.ts';
import type { PaymentIntake } from '../ports/payment-intake.ts';
import type { PaymentProvider, PaymentProviderKinds } from '../ports/payment-provider.ts';

/** Each make as it is, and how its provider answered what payers ask of it is kept: whether people can pay with it. */
export function attentiveProviders(kinds: PaymentProviderKinds, intake: PaymentIntake): PaymentProviderKinds {
  return {
    async find(name) {
      const kind = await kinds.find(name);
      return kind && { ...kind, make: (configuration) => attentive(kind.make(configuration), intake) };
    },
  };
}

function attentive(provider: PaymentProvider, intake: PaymentIntake): PaymentProvider {
  const { openPage, charge } = provider;
  const watched =
    <W, T>(ask: (wish: W, now: string) => Promise<Result<T>>) =>
    async (wish: W, now: string): Promise<Result<T>> => {
      const answer = await ask(wish, now);
      const isAnswered = answer.ok || answer.refusal.code !== 'payment-provider.not-answering';
      await intake.count(provider.name, isAnswered ? 'answered' : 'unanswered', now);
      return answer;
    };
  return {
    ...provider,
    ...(openPage === undefined ? {} : { openPage: watched(openPage) }),
    ...(charge === undefined ? {} : { charge: watched(charge) }),
  };
}
