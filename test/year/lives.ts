import type { AccountingMessage } from '../../functions/contracts/edge/messages.ts';
import type { EventEnvelope } from '../../functions/contracts/event.ts';
import { serviceQuotaReached } from '../../functions/contracts/events/service-quota-reached.ts';
import { accountIdOf, billingAccountAggregate } from '../../functions/domain/billing/account.ts';
import { dayNumber, dayOf } from '../../functions/domain/billing/days.ts';
import { changeService } from '../../functions/use-cases/change-service.ts';
import { createSubscriber } from '../../functions/use-cases/create-subscriber.ts';
import { grantCredit } from '../../functions/use-cases/grant-credit.ts';
import { indexSessions } from '../../functions/use-cases/index-sessions.ts';
import { openPaymentSession } from '../../functions/use-cases/open-payment-session.ts';
import { orderService } from '../../functions/use-cases/order-service.ts';
import { readingOnce } from '../../functions/use-cases/read-once.ts';
import { recordAccounting } from '../../functions/use-cases/record-accounting.ts';
import { recordOutage, recordServiceOutage } from '../../functions/use-cases/record-outage.ts';
import { selectService } from '../../functions/use-cases/select-service.ts';
import { setAutopay } from '../../functions/use-cases/set-autopay.ts';
import { sideBySide } from '../../functions/use-cases/side-by-side.ts';
import { suspendService } from '../../functions/use-cases/suspend-service.ts';
import { terminateService } from '../../functions/use-cases/terminate-service.ts';
import { topUpService } from '../../functions/use-cases/top-up-service.ts';
import { voidInvoice } from '../../functions/use-cases/void-invoice.ts';
import { must } from '../use-cases/paying-subscriber.ts';
import { saveCard } from './money.ts';
import { type Character, characterOf, type PlanName } from './people.ts';
import { currency, subscriberWish, villageGigabytes } from './provider.ts';
import type { Person, SoldService, World } from './world.ts';

/** What else happens in the lives of subscribers: they come, change their minds, are away, use much, and leave. */
export interface Lives {
  /** Those who join today. */
  join(): Promise<void>;
  /** What people ask of their services today, and what staff give them. */
  ask(): Promise<void>;
  /** What sessions have moved, as the sites tell of it. */
  moveTraffic(): Promise<void>;
  recordSiteOutage(site: number, startedAt: string, hours: number): Promise<void>;
  hear(event: EventEnvelope): void;
}

/** An order that meets another one, or a service that is not in the state for it. */
const untimely = [
  'service.action-pending',
  'service.already-active',
  'service.already-suspended',
  'service.change-empty',
  'service.not-active',
  'service.not-suspended',
  'service.order-in-progress',
  'service.terminated',
  'service.terminating',
];

const otherPlan: Readonly<Record<PlanName, PlanName>> = {
  home: 'fast',
  fast: 'home',
  village: 'home',
  arrear: 'fast',
};

/** Per person and day: about twice a year, once in four years, and so on. */
const daily = { change: 0.0035, end: 0.0004, outage: 0.0008, goodwill: 0.0004, voided: 0.0003 } as const;
const usageEveryDays = 3;
const gigabyte = 1_000_000_000;
const sessionSeconds = 5 * 3_600;
/** AWS IoT takes no larger message; an agent sends so many records at most. */
const recordsPerMessage = 100;

export function livesOf(world: World, subscribers: number): Lives {
  const { cloud, chance, people, provider, bank } = world;
  const { ports } = cloud;
  const joining = new Map<number, Character[]>();
  for (let n = 1; n <= subscribers; n++) {
    const character = characterOf(chance, n);
    joining.set(character.joins, [...(joining.get(character.joins) ?? []), character]);
  }
  let mandates = 0;
  let given: Promise<void> = Promise.resolve();
  /** The bank's page is that of whoever asked last. */
  const oneAfterAnother = (give: () => Promise<void>) => {
    given = given.then(give);
    return given;
  };
  const sequences = new Map<string, number>();
  const byService = new Map<string, { person: Person; service: SoldService }>();

  async function join(character: Character): Promise<void> {
    const created = must(await createSubscriber(ports, subscriberWish(character), world.context()));
    const person: Person = {
      character,
      subscriberId: created.id,
      accountNumber: created.state.number,
      services: [],
      cards: 0,
      invoices: 0,
      pages: 0,
      astray: 0,
    };
    people.set(created.id, person);
    if (character.paysBy === 'card') await saveCard(world, person);
    if (character.paysBy === 'debit') await oneAfterAnother(() => giveMandate(person));
    if (person.token !== undefined) {
      const wish = { enabled: true, includeOpen: true };
      world.mayBeRefused(await setAutopay(ports, created.id, wish, world.context()), ['autopay.no-method']);
    }
    for (const [i, plan] of character.plans.entries()) await buy(person, plan, i);
  }

  async function giveMandate(person: Person): Promise<void> {
    const wish = { provider: 'gocardless', returnUrl: 'https://portal.example/saved' };
    must(await openPaymentSession(ports, person.subscriberId, wish, world.context('subscriber')));
    mandates += 1;
    person.token = `MD${mandates}`;
    const given = bank.fulfil();
    await world.tellAtOnce('gocardless', () => given);
    const { discipline, n } = person.character;
    if (discipline !== 'gone') return;
    const token = person.token;
    world.inDays(chance.between(`${n} cancels`, 60, 200), person, 'cancel the mandate', () =>
      world.tell('gocardless', person, 'the mandate is cancelled', () => bank.cancelMandate(token)),
    );
  }

  async function buy(person: Person, plan: PlanName, i: number): Promise<void> {
    const { name, site, technology } = person.character;
    const siteId = provider.siteIds[site] ?? '';
    const username = `${name}-${i}`;
    const password = `password of ${username}`;
    const access = { technology, siteId, username, password };
    const wish = { planId: provider.planIds[plan], addOns: [], equipment: [], access };
    const sold = must(await selectService(ports, person.subscriberId, wish, world.context()));
    const service = { id: sold.service.id, username, password, siteId, plan };
    person.services.push(service);
    byService.set(service.id, { person, service });
    must(await orderService(ports, service.id, { kind: 'activate' }, world.context()));
  }

  async function askOf(person: Person): Promise<void> {
    const { n } = person.character;
    const day = world.today();
    for (const [i, service] of person.services.entries()) {
      const happens = (what: keyof typeof daily) => chance(`${n}.${i} ${what} ${day}`) < daily[what];
      if (happens('change')) {
        const next = otherPlan[service.plan];
        const when = chance(`${n}.${i} changes at once ${day}`) < 0.5 ? 'now' : 'end-of-period';
        const wish = { planId: provider.planIds[next], when } as const;
        const changed = await changeService(ports, service.id, wish, world.context('subscriber'));
        if (world.mayBeRefused(changed, untimely) !== undefined) service.plan = next;
      }
      if (happens('end')) {
        const when = chance(`${n}.${i} ends at once ${day}`) < 0.3 ? 'now' : 'end-of-period';
        world.mayBeRefused(await terminateService(ports, service.id, { when }, world.context()), untimely);
      }
      if (isSummer(day) && chance(`${n}.${i} is away ${day}`) < 0.0008) {
        const until = dayOf(dayNumber(day) + chance.between(`${n}.${i} is away until ${day}`, 14, 40));
        const on = dayOf(dayNumber(day) + 3);
        const away = { reason: 'requested' as const, until, when: { on } };
        world.mayBeRefused(await suspendService(ports, service.id, away, world.context()), untimely);
      }
      if (happens('outage')) {
        const endedAt = world.clock.now();
        const startedAt = new Date(
          Date.parse(endedAt) - chance.between(`${n}.${i} out ${day}`, 2, 30) * 3_600_000,
        );
        const outage = { startedAt: startedAt.toISOString(), endedAt, note: 'The antenna had moved.' };
        const recorded = await recordServiceOutage(ports, service.id, outage, world.context());
        world.mayBeRefused(recorded, [...untimely, 'service.never-active', 'outage.before-activation']);
      }
    }
    if (chance(`${n} goodwill ${day}`) < daily.goodwill) {
      const wish = { amount: { minor: 500, currency }, reason: 'A long wait on the phone.' };
      must(await grantCredit(ports, person.subscriberId, wish, world.context()));
    }
    if (chance(`${n} voided ${day}`) < daily.voided) {
      const account = await ports.store.load(billingAccountAggregate, accountIdOf(person.subscriberId));
      const open = account?.state.openInvoices.at(-1);
      if (open === undefined) return;
      const voided = await voidInvoice(
        ports,
        open.invoiceId,
        { reason: 'The wrong address.' },
        world.context(),
      );
      world.mayBeRefused(voided, [
        'invoice.paid',
        'invoice.void',
        'invoice.written-off',
        'invoice.partly-paid',
        'invoice.credited-later',
      ]);
    }
  }

  const isSummer = (day: string) => ['06', '07', '08'].includes(day.slice(5, 7));

  return {
    async join() {
      await sideBySide(joining.get(world.dayOfYear()) ?? [], join);
    },
    async ask() {
      await sideBySide([...people.values()], (person) =>
        world.of(person, 'what is asked for', () => askOf(person)),
      );
    },
    async moveTraffic() {
      if (world.dayOfYear() % usageEveryDays !== 0) return;
      const today = world.today();
      const bySite = new Map<string, AccountingMessage['records']>();
      const villagers = [...byService.values()].filter(({ service }) => service.plan === 'village');
      const ids = villagers.map(({ service }) => service.id);
      const held = new Map([...cloud.sites].map(([siteId, site]) => [siteId, site.replica(ids)]));
      const isLetIn = ({ id, siteId }: SoldService) => {
        const desired = held.get(siteId)?.get(id);
        return desired?.present === true && ['full', 'throttled'].includes(desired.entitlement);
      };
      for (const { person, service } of villagers) {
        if (!isLetIn(service)) continue;
        const { n } = person.character;
        const isHeavy = chance(`${n} uses much`) < 0.3;
        const moved = chance.between(
          `${n} uses ${service.username} ${today}`,
          isHeavy ? 9 : 1,
          isHeavy ? 18 : 8,
        );
        const sessionId = `${service.username}-${today}`;
        const octets = moved * gigabyte;
        const sequence = (sequences.get(service.siteId) ?? 0) + 1;
        sequences.set(service.siteId, sequence);
        const records = bySite.get(service.siteId) ?? [];
        records.push({
          sequence,
          kind: 'stop',
          serviceId: service.id,
          username: service.username,
          sessionId,
          receivedAt: world.clock.now(),
          sessionSeconds,
          uploadOctets: Math.floor(octets / 10),
          downloadOctets: octets - Math.floor(octets / 10),
        });
        bySite.set(service.siteId, records);
      }
      for (const [siteId, records] of bySite) {
        for (let at = 0; at < records.length; at += recordsPerMessage) {
          const message = { siteId, epoch: 'year', records: records.slice(at, at + recordsPerMessage) };
          const reading = { ...ports, store: readingOnce(ports.store) };
          await recordAccounting(reading, siteId, message, world.context('agent'));
          await indexSessions(reading, message.records);
        }
      }
    },
    async recordSiteOutage(site, startedAt, hours) {
      const endedAt = new Date(Date.parse(startedAt) + hours * 3_600_000).toISOString();
      const siteId = provider.siteIds[site] ?? '';
      must(
        await recordOutage(ports, { siteId, startedAt, endedAt, note: 'A cable was cut.' }, world.context()),
      );
    },
    hear({ type, aggregateId, data }) {
      if (type !== 'service.quota-reached') return;
      const { marks } = serviceQuotaReached.data.parse(data);
      const { person } = byService.get(aggregateId) ?? {};
      const isReached = marks.some(({ percent }) => percent === 100);
      if (person === undefined || !isReached) return;
      if (chance(`${person.character.n} buys more ${world.today()}`) > 0.4) return;
      const { username } = person.services.find(({ id }) => id === aggregateId) ?? {};
      world.inDays(1, person, `top up ${username}`, async () => {
        const { topUp } = villageGigabytes;
        const bought = await topUpService(ports, aggregateId, topUp, world.context('subscriber'));
        world.mayBeRefused(bought, [...untimely, 'service.top-up-not-offered']);
      });
    },
  };
}
