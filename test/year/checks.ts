import { mikrotikRate } from '../../edge-agent/capabilities/radius-dialect.ts';
import { publicHolidays } from '../../functions/adapters/holidays/public-holidays.ts';
import type { DunningStepKind } from '../../functions/contracts/dunning.ts';
import type { EventEnvelope } from '../../functions/contracts/event.ts';
import { paymentReceived } from '../../functions/contracts/events/payment-received.ts';
import type { DesiredState } from '../../functions/contracts/network-state.ts';
import { accountIdOf, billingAccountAggregate } from '../../functions/domain/billing/account.ts';
import { dayNumber, dayOf } from '../../functions/domain/billing/days.ts';
import { isSame } from '../../functions/domain/details.ts';
import { type Dunning, dunningAggregate, dunningIdOf } from '../../functions/domain/dunning/dunning.ts';
import { absentContent, deliveredContent } from '../../functions/domain/network/desired-state.ts';
import { collectionAggregate, collectionIdOf } from '../../functions/domain/payment/collection.ts';
import { defaultAccessPolicy } from '../../functions/domain/policy/access-policy.ts';
import { serviceAggregate } from '../../functions/domain/service/evolve.ts';
import { runningOrder, type Service } from '../../functions/domain/service/service.ts';
import type { Stored } from '../../functions/ports/store.ts';
import { readDunningStatus } from '../../functions/use-cases/read-dunning.ts';
import { listProofDifferences, readRevenueAssurance } from '../../functions/use-cases/read-ledger-proofs.ts';
import { sideBySide } from '../../functions/use-cases/side-by-side.ts';
import { must } from '../use-cases/paying-subscriber.ts';
import type { Books } from './books.ts';
import { businessCategory, cuttingWeekdays, dunningRules, holidayPlace } from './provider.ts';
import type { Person, SoldService, World } from './world.ts';

/** What must hold whatever happens. A violation names who, the day, and both sides. */
export interface Checks {
  hear(event: EventEnvelope): void;
  /** Of those to whom something happened today, and of everybody who owes or is cut. */
  endOfDay(): Promise<void>;
  /** Of everybody, down to a log-in of each. */
  everything(): Promise<void>;
  proven(proofId: string): Promise<void>;
  /** Nothing of dunning ran today, or it was kept from taking steps. */
  dunningRested(): void;
  readonly counts: Readonly<Record<string, number>>;
}

const minimumOwed = 200;
/** Days in a row: as long as the bank leaves out what payers wrote, and until staff have matched the last of it. */
const mostStopped = 12;
const cutting: readonly DunningStepKind[] = ['throttle', 'walled-garden', 'suspension', 'termination'];

export class Violation extends Error {
  override name = 'Violation';
}

export function checksOf(world: World, books: Books): Checks {
  const { cloud, people } = world;
  const { ports, sites } = cloud;
  const { store } = ports;
  const holidays = publicHolidays();
  const touched = new Set<string>();
  const counts = {
    'network states': 0,
    'log-ins': 0,
    balances: 0,
    'owing subscribers': 0,
    proofs: 0,
    'days on which dunning was stopped': 0,
  };
  /** By subscriber and step: on how many days the step could have been taken since it was due. */
  const patience = new Map<string, number>();
  let rested = false;
  let stoppedFor = 0;

  const violated = (person: Person, words: string): never => {
    const { character, subscriberId } = person;
    throw new Violation(
      `${world.today()} ${character.name} (${subscriberId}, pays by ${character.paysBy}): ${words}`,
    );
  };

  const owners = new Map<string, { person: Person; service: SoldService }>();
  function ownerOf(serviceId: string) {
    const known = owners.get(serviceId);
    if (known !== undefined) return known;
    for (const person of people.values()) {
      for (const service of person.services) owners.set(service.id, { person, service });
    }
    return owners.get(serviceId);
  }

  const replicas = (serviceIds: readonly string[]) =>
    new Map(
      [...sites].flatMap(([siteId, site]) => (site.isOnline ? [[siteId, site.replica(serviceIds)]] : [])),
    );

  /** What the product's one function of access says for a service as it stands. */
  function entitledTo({ state, ...rest }: Service) {
    const service = { state, ...rest } as Service;
    if (service.state === 'active') return deliveredContent(service, undefined, defaultAccessPolicy);
    if (service.state === 'suspended')
      return deliveredContent(service, service.suspension, defaultAccessPolicy);
    return absentContent(service);
  }

  async function networkAgrees(services: readonly Stored<Service>[], logIns: boolean): Promise<void> {
    const held = replicas(services.map(({ id }) => id));
    const entering: (() => Promise<void>)[] = [];
    for (const { id, state } of services) {
      const { person, service } = ownerOf(id) ?? {};
      if (person === undefined || service === undefined) throw new Error(`${id} is nobody's`);
      const site = held.get(service.siteId);
      if (site === undefined) continue;
      if (runningOrder(state) !== undefined)
        violated(person, `${service.username} has an order that never ends`);
      const found = site.get(id);
      const { present, entitlement, profile } = entitledTo(state);
      counts['network states'] += 1;
      const isRight = present
        ? found?.present === true && found.entitlement === entitlement && isSame(found.profile, profile)
        : found === undefined || !found.present;
      if (!isRight || (found !== undefined && found.revision !== state.desired?.revision)) {
        violated(
          person,
          `${service.username} is ${state.state} and entitled to ${wordsOf({ present, entitlement, profile })} at revision ${state.desired?.revision}, but its site holds ${found === undefined ? 'nothing' : `${wordsOf(found)} at revision ${found.revision}`}`,
        );
      }
      if (logIns) entering.push(() => logInAgrees(person, service, { present, entitlement, profile }));
    }
    await sideBySide(entering, (enter) => enter());
  }

  async function logInAgrees(
    person: Person,
    { siteId, username, password }: SoldService,
    entitled: Pick<DesiredState, 'present' | 'entitlement' | 'profile'>,
  ): Promise<void> {
    const answer = await sites.get(siteId)?.logIn(username, password);
    counts['log-ins'] += 1;
    const { present, entitlement, profile } = entitled;
    const mayEnter = present && entitlement !== 'blocked';
    const isGarden = entitlement === 'walled-garden' || entitlement === 'exhausted';
    // Nothing but its pages is reached from the garden, whatever the rate there is.
    const told = answer?.attributes[isGarden ? 'Mikrotik-Address-List' : 'Mikrotik-Rate-Limit'];
    const promised = isGarden
      ? 'walled-garden'
      : `${mikrotikRate(profile.upKbps)}/${mikrotikRate(profile.downKbps)}`;
    if (answer?.accepted !== mayEnter || (mayEnter && told !== promised)) {
      violated(
        person,
        `${username} is entitled to ${wordsOf(entitled)}, but a log-in is ${answer?.accepted ? `accepted with ${told}` : 'refused'}`,
      );
    }
  }

  /** Who owes nothing at all by our own books has everything; and the account says the same as they. */
  async function nobodyWhoPaidIsCut(some: Iterable<Person>): Promise<void> {
    const balances = books.balances();
    const persons = [...some];
    const accounts = await store.loadAll(
      billingAccountAggregate,
      persons.map(({ subscriberId }) => accountIdOf(subscriberId)),
    );
    const accountOf = new Map(accounts.map(({ state }) => [state.subscriberId, state]));
    for (const person of persons) {
      const owed = balances.get(person.subscriberId) ?? 0;
      const account = accountOf.get(person.subscriberId);
      const open =
        (account?.openInvoices ?? []).reduce((sum, { due }) => sum + due, 0) - (account?.credit ?? 0);
      counts.balances += 1;
      if (open !== owed) {
        violated(person, `documents and payments come to ${owed}, the account to ${open} (minor units)`);
      }
      if (owed >= minimumOwed) continue;
      for (const { id, state } of await servicesOf(person)) {
        const site = sites.get(state.access.siteId);
        const isCut =
          (state.state === 'suspended' && state.suspension.reason === 'overdue') ||
          (state.state === 'active' && state.restriction !== undefined);
        if (isCut && site?.isOnline === true) {
          violated(person, `owes ${owed} and ${id} is ${state.state}, ${rankWords(rankOf(state))}`);
        }
      }
    }
  }

  const servicesOf = (person: Person) =>
    store.loadAll(
      serviceAggregate,
      person.services.map(({ id }) => id),
    );

  const rankOf = (service: Service): number => {
    switch (service.state) {
      case 'active':
        return service.restriction === undefined
          ? 0
          : service.restriction.entitlement === 'throttled'
            ? 1
            : 2;
      case 'suspended':
        return 3;
      default:
        return 4;
    }
  };
  const rankWords = (rank: number) => ['in full', ...cutting][rank] ?? '';

  /** Nobody is served past the policy: each step is taken a few cutting days after it could have been at the latest. */
  async function nobodyIsServedPastThePolicy(): Promise<void> {
    const today = world.today();
    const { isStopped, suspicion } = must(await readDunningStatus(ports, world.context()));
    stoppedFor = isStopped ? stoppedFor + 1 : 0;
    if (isStopped) counts['days on which dunning was stopped'] += 1;
    // Of a year without dunning nothing is proven.
    if (stoppedFor > mostStopped)
      throw new Violation(`${today} dunning has been stopped for ${stoppedFor} days: ${suspicion?.words}`);
    const mayCut =
      !rested &&
      !isStopped &&
      cuttingWeekdays.includes(weekday(today)) &&
      !(await holidays.isHoliday(holidayPlace, today));
    const seen = new Set<string>();
    const aged = new Map<number, ReadonlyMap<string, number>>();
    const owedSince = (days: number): ReadonlyMap<string, number> => {
      const known = aged.get(days) ?? books.balances(dayOf(dayNumber(today) - days + 1));
      aged.set(days, known);
      return known;
    };
    const owing = [...books.balances(today)].flatMap(([subscriberId, owed]) => {
      const person = owed < minimumOwed ? undefined : people.get(subscriberId);
      return person === undefined ? [] : [{ subscriberId, owed, person, rule: ruleOf(person) }];
    });
    counts['owing subscribers'] += owing.length;
    const excuses = await sideBySide(owing, ({ person, rule }) =>
      excused(person, rule?.waitsForAutopay === true),
    );
    for (const [n, { subscriberId, owed, person, rule }] of owing.entries()) {
      const isExcused = excuses[n] === true;
      for (const [i, step] of (rule?.steps ?? []).entries()) {
        if (!cutting.includes(step.kind)) continue;
        const key = `${subscriberId} ${step.stepId}`;
        const isDue = (owedSince(step.day).get(subscriberId) ?? 0) >= minimumOwed;
        if (!isDue || isExcused) continue;
        seen.add(key);
        if (!mayCut) continue;
        const days = (patience.get(key) ?? 0) + 1;
        patience.set(key, days);
        const rank = cutting.indexOf(step.kind) + 1;
        // Each step before it may have been held up, and there is one a day.
        if (days <= i + 2) continue;
        for (const { id, state } of await servicesOf(person)) {
          if (sites.get(state.access.siteId)?.isOnline !== true || rankOf(state) >= rank) continue;
          violated(
            person,
            `owes ${owed}, and the policy has "${step.stepId}" on day ${step.day}, ${days} cutting days ago, but ${id} is ${state.state}, ${rankWords(rankOf(state))}`,
          );
        }
      }
    }
    for (const key of [...patience.keys()]) if (!seen.has(key)) patience.delete(key);
    rested = false;
  }

  const ruleOf = ({ character: { isBusiness } }: Person) =>
    dunningRules.find(({ category }) => category === (isBusiness ? businessCategory : undefined));

  /** A promise, a plan, a hold, a charge that is under way or to come, or money that may be theirs. */
  async function excused({ subscriberId }: Person, waitsForAutopay: boolean): Promise<boolean> {
    const today = world.today();
    const dunning = (await store.load(dunningAggregate, dunningIdOf(subscriberId)))?.state as
      | Dunning
      | undefined;
    if (dunning?.plan !== undefined || dunning?.promise !== undefined) return true;
    if (dunning?.hold !== undefined && today < dunning.hold.until) return true;
    const account = await store.load(billingAccountAggregate, accountIdOf(subscriberId));
    const open = account?.state.openInvoices ?? [];
    const late = open.filter(({ dueOn }) => dueOn < today);
    const collections = await store.loadAll(
      collectionAggregate,
      late.map(({ invoiceId }) => collectionIdOf(invoiceId)),
    );
    const isCharged = collections.some(
      ({ state: { state } }) =>
        state === 'charging' || state === 'pending' || (waitsForAutopay && state === 'scheduled'),
    );
    const sum = (some: typeof open) => some.reduce((all, { due }) => all + due, 0);
    const amounts = [...open.map(({ due }) => due), sum(open), sum(late) - (account?.state.credit ?? 0)];
    return isCharged || [...astray.values()].some((minor) => amounts.includes(minor));
  }

  /** Payments that wait for somebody to say for whom they are: their amounts. */
  const astray = new Map<string, number>();

  const received = new Map<string, number>();

  const weekday = (day: string) => new Date(`${day}T12:00:00Z`).getUTCDay() || 7;

  return {
    hear({ type, aggregateType, aggregateId, data }) {
      if (type === 'payment.received')
        received.set(aggregateId, paymentReceived.data.parse(data).money.minor);
      if (type === 'payment.unmatched') astray.set(aggregateId, received.get(aggregateId) ?? 0);
      if (type === 'payment.allocated') astray.delete(aggregateId);
      if (aggregateType === 'service') {
        const owner = ownerOf(aggregateId)?.person.subscriberId;
        if (owner !== undefined) touched.add(owner);
      }
      const { subscriberId } = data;
      if (typeof subscriberId === 'string' && people.has(subscriberId)) touched.add(subscriberId);
    },
    async endOfDay() {
      const some = [...touched].flatMap((id) => people.get(id) ?? []);
      touched.clear();
      const services = some.flatMap((person) => person.services.map(({ id }) => id));
      await networkAgrees(await store.loadAll(serviceAggregate, services), true);
      await nobodyWhoPaidIsCut(some);
      await nobodyIsServedPastThePolicy();
    },
    async everything() {
      touched.clear();
      const services = [...people.values()].flatMap((person) => person.services.map(({ id }) => id));
      await networkAgrees(await store.loadAll(serviceAggregate, services), true);
      await nobodyWhoPaidIsCut(people.values());
    },
    async proven(proofId) {
      const { items } = must(await listProofDifferences(ports, proofId, { limit: 200 }));
      const assurance = must(await readRevenueAssurance(ports)).items;
      counts.proofs += 1;
      const all = [...items, ...assurance];
      if (all.length === 0) return;
      const told = all.map(({ finding, words, subscriberId = '', ...sides }) => {
        const name = people.get(subscriberId)?.character.name ?? 'the ledger';
        return `${name} ${finding}: ${words} ${JSON.stringify({ subscriberId, ...sides })}`;
      });
      throw new Violation(`${world.today()} the ledger is not proven:\n${told.join('\n')}`);
    },
    dunningRested() {
      rested = true;
    },
    counts,
  };
}

function wordsOf({
  present,
  entitlement,
  profile,
}: Pick<DesiredState, 'present' | 'entitlement' | 'profile'>): string {
  return present ? `${entitlement} (${profile.downKbps}/${profile.upKbps} kbit/s)` : 'nothing';
}
