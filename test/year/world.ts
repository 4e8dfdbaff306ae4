import { dayNumber, dayOf } from '../../functions/domain/billing/days.ts';
import type { Result } from '../../functions/domain/result.ts';
import type { Context } from '../../functions/ports/context.ts';
import { paymentWebhook } from '../../functions/runtime/payment-webhook.ts';
import { sideBySide } from '../../functions/use-cases/side-by-side.ts';
import { type ChargingStripe, startChargingStripe } from '../lab/charging-stripe.ts';
import { type SimulatedGoCardless, startGoCardless } from '../lab/gocardless.ts';
import type { Delivery } from '../lab/payment-peers.ts';
import { contextAt } from '../ports.ts';
import type { Chance } from './chance.ts';
import type { YearClock } from './clock.ts';
import type { YearCloud } from './cloud.ts';
import type { Character, PlanName } from './people.ts';
import type { Provider } from './provider.ts';

export interface SoldService {
  readonly id: string;
  readonly username: string;
  readonly password: string;
  readonly siteId: string;
  plan: PlanName;
}

/** Somebody of the year, as the world outside knows it. */
export interface Person {
  readonly character: Character;
  readonly subscriberId: string;
  /** What it writes into a bank transfer. */
  readonly accountNumber: string;
  readonly services: SoldService[];
  /** Of the saved card, or of the mandate. */
  token?: string;
  cards: number;
  invoices: number;
  /** Payments on a provider's page, and transfers on which nothing useful is written. */
  pages: number;
  astray: number;
}

type Deed = () => Promise<void>;
type ProviderName = 'stripe' | 'gocardless';

/** The world outside of the product: what it does today follows from the seed and from what it hears. */
export interface World {
  readonly cloud: YearCloud;
  readonly clock: YearClock;
  readonly chance: Chance;
  readonly provider: Provider;
  readonly stripe: ChargingStripe;
  readonly bank: SimulatedGoCardless;
  readonly people: Map<string, Person>;
  readonly firstDay: string;
  today(): string;
  dayOfYear(): number;
  context(kind?: Context['actor']['kind']): Context;
  /** To be done for somebody in so many days, in the morning; today is the earliest that is left of it. */
  inDays(days: number, person: Person, what: string, deed: Deed): void;
  /** Does it; where it breaks, the error says of whom, on which day and at what. */
  of<T>(person: Person, what: string, deed: () => Promise<T>): Promise<T>;
  /** Does what was to be done by today: of one person in the order of what it is called, of many at the same time. */
  act(): Promise<void>;
  /** A provider tells of something: at once, now and then twice, and now and then late and behind what came later. */
  tell(provider: ProviderName, person: Person, what: string, make: () => Delivery): Promise<void>;
  /** As `tell`, once and in time. */
  tellAtOnce(provider: ProviderName, make: () => Delivery): Promise<void>;
  /** Messages of a provider wait until they are let through again, or nobody takes them. */
  hold(provider: ProviderName): void;
  letThrough(provider: ProviderName): Promise<void>;
  /** A refusal that may well be is counted by its code; any other is a fault. */
  mayBeRefused<T>(result: Result<T>, codes: readonly string[]): T | undefined;
  readonly refusals: Map<string, number>;
  close(): Promise<void>;
}

export async function openWorld(
  cloud: YearCloud,
  clock: YearClock,
  chance: Chance,
  provide: (world: Pick<World, 'stripe' | 'bank'>) => Promise<Provider>,
  firstDay: string,
): Promise<World> {
  const stripe = await startChargingStripe(clock.now);
  const bank = await startGoCardless(clock.now);
  const provider = await provide({ stripe, bank });
  const agenda = new Map<string, { person: Person; what: string; deed: Deed }[]>();
  const held = new Map<ProviderName, (() => Delivery)[]>();
  const refusals = new Map<string, number>();
  const webhook = paymentWebhook(cloud.ports, clock.now);
  const today = () => clock.now().slice(0, 10);

  async function deliver(name: ProviderName, { body, headers }: Delivery): Promise<void> {
    const event = { routeKey: '', pathParameters: { provider: name }, headers, body };
    const answer = await webhook(event);
    if (answer.statusCode !== 200)
      throw new Error(`${name} was answered ${answer.statusCode}: ${answer.body}`);
  }

  const world: World = {
    cloud,
    clock,
    chance,
    provider,
    stripe,
    bank,
    people: new Map(),
    firstDay,
    today,
    dayOfYear: () => dayNumber(today()) - dayNumber(firstDay),
    context: (kind = 'staff') => contextAt(clock.now(), { actor: { kind, id: `${kind} of the year` } }),
    inDays(days, person, what, deed) {
      const on = dayOf(dayNumber(today()) + days);
      const planned = agenda.get(on);
      if (planned === undefined) agenda.set(on, [{ person, what, deed }]);
      else planned.push({ person, what, deed });
    },
    async of(person, what, deed) {
      try {
        return await deed();
      } catch (cause) {
        throw new Error(`${today()} ${person.character.name} (${person.subscriberId}): ${what}`, { cause });
      }
    },
    async act() {
      // A deed may name another one for today.
      for (let due = agenda.get(today()); due !== undefined; due = agenda.get(today())) {
        agenda.delete(today());
        await sideBySide([...Map.groupBy(due, ({ person }) => person).values()], async (deeds) => {
          for (const { person, what, deed } of deeds.toSorted((a, b) => (a.what < b.what ? -1 : 1))) {
            await world.of(person, what, deed);
          }
        });
      }
    },
    async tell(name, person, what, make) {
      const waiting = held.get(name);
      if (waiting !== undefined) {
        waiting.push(make);
        return;
      }
      const roll = chance(`${name} tells ${person.character.n} ${what}`);
      if (roll < 0.05) {
        world.inDays(1, person, `${what}, late`, () => deliver(name, make()));
        return;
      }
      const delivery = make();
      await deliver(name, delivery);
      if (roll < 0.15) await deliver(name, delivery);
    },
    async tellAtOnce(name, make) {
      const waiting = held.get(name);
      if (waiting === undefined) await deliver(name, make());
      else waiting.push(make);
    },
    hold(name) {
      if (!held.has(name)) held.set(name, []);
    },
    async letThrough(name) {
      const waiting = held.get(name) ?? [];
      held.delete(name);
      for (const make of waiting.toReversed()) await deliver(name, make());
    },
    mayBeRefused(result, codes) {
      if (result.ok) return result.value;
      const { code, message } = result.refusal;
      if (!codes.includes(code)) throw new Error(`${code}: ${message}`);
      refusals.set(code, (refusals.get(code) ?? 0) + 1);
      return undefined;
    },
    refusals,
    async close() {
      await stripe.stop();
      await bank.stop();
    },
  };
  return world;
}
