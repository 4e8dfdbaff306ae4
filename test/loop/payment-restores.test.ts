import { expect, it } from 'vitest';
import { dayNumber, dayOf } from '../../functions/domain/billing/days.ts';
import { configurePaymentProvider } from '../../functions/use-cases/configure-payment-provider.ts';
import { startChargingStripe } from '../lab/charging-stripe.ts';
import { must } from '../use-cases/paying-subscriber.ts';
import { chanceOf } from '../year/chance.ts';
import { historyViolations, violationsOf } from './loop-laws.ts';
import { openProviderInLoop } from './provider-in-loop.ts';
import { type RandomPayer, randomPayer, randomRule } from './random-payer.ts';

const seed = Number(process.env['LOOP_SEED'] ?? 20261127);
const payers = Number(process.env['LOOP_PAYERS'] ?? 14);
const days = Number(process.env['LOOP_DAYS'] ?? 50);

/**
 * Each payer under a policy of its own, with services of its own, and whatever may happen to both; a real agent holds what
 * the network gives. After each deed and each run of a day all laws are asked.
 */
it(`a payment at any step restores everything at once, and nobody else is served (seed ${seed})`, async () => {
  const chance = chanceOf(seed);
  const numbers = Array.from({ length: payers }, (_, n) => n);
  const rules = numbers.map((n) => randomRule(chance, `rule ${n}`));
  const provider = await openProviderInLoop(rules);
  const stripe = await startChargingStripe(provider.clock.now);
  try {
    must(
      await configurePaymentProvider(
        provider.cloud.ports,
        'stripe',
        stripe.configuration,
        provider.context(),
      ),
    );
    const people: RandomPayer[] = [];
    for (const [n, rule] of rules.entries()) {
      const services = chance.between(`${n} services`, 1, 3);
      const subscriber = await provider.subscribe(`payer-${n}`, `rule ${n}`, services);
      people.push(randomPayer(provider, stripe, chance, subscriber, rule));
    }
    const patience = new Map<string, number>();
    const told: string[] = [];
    const begun = dayNumber('2027-01-01');
    for (let n = 0; n < days; n++) {
      const day = dayOf(begun + n);
      await provider.runDay(day);
      for (const payer of people) {
        expect(await violationsOf(provider, payer, day, patience), told.join('\n')).toEqual([]);
        provider.clock.set(new Date(Date.parse(provider.clock.now()) + 60_000).toISOString());
        const did = await payer.live(day);
        if (did.length === 0) continue;
        told.push(`${day} ${payer.subscriber.name} ${did.join(', ')}`);
        await provider.cloud.settle();
        expect(await violationsOf(provider, payer, day, undefined), told.join('\n')).toEqual([]);
      }
    }
    expect(historyViolations(provider.cloud.events)).toEqual([]);
    const count = (type: string) => provider.cloud.events.filter((event) => event.type === type).length;
    for (const type of [
      'service.access-restricted',
      'service.access-restriction-lifted',
      'service.resumed',
      'dunning.services-restored',
      'dunning.promise-ended',
      'payment.dispute-closed',
    ]) {
      expect(count(type), type).toBeGreaterThan(0);
    }
  } finally {
    await stripe.stop();
    await provider.close();
  }
}, 300_000);
