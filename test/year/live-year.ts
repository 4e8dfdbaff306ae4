import { dayNumber, dayOf } from '../../functions/domain/billing/days.ts';
import { overrideDunningStop } from '../../functions/use-cases/override-dunning-stop.ts';
import { readDunningStatus } from '../../functions/use-cases/read-dunning.ts';
import { must } from '../use-cases/paying-subscriber.ts';
import { Books } from './books.ts';
import { chanceOf } from './chance.ts';
import { checksOf } from './checks.ts';
import { takeClock } from './clock.ts';
import { openCloud } from './cloud.ts';
import { livesOf } from './lives.ts';
import { payersOf } from './money.ts';
import { openProvider, openSites } from './provider.ts';
import { Summary } from './summary.ts';
import { openWorld } from './world.ts';

export interface YearWish {
  readonly subscribers: number;
  readonly days: number;
  readonly seed: number;
  readonly tell: (line: string) => void;
}

export interface LivedYear {
  readonly summary: string;
  readonly events: number;
  readonly checked: Readonly<Record<string, number>>;
  readonly refusals: Readonly<Record<string, number>>;
}

const firstDay = '2027-01-01';
const compareEveryDays = 7;

/** Days of the year, from 0, on which something is out of order. */
const mishaps = {
  /** The agent's host of a site is off from six in the morning until eight at night. */
  siteOff: new Map<number, number>([
    [33, 1],
    [75, 0],
    [124, 1],
    [200, 0],
    [291, 1],
  ]),
  /** Nothing of the cloud runs: no schedule, no webhook, no staff. */
  cloudAway: new Set([103, 222, 312]),
  /** Stripe's messages do not arrive. */
  stripeSilent: { from: 178, until: 182 },
  /** The bank's statements come without what payers wrote. */
  referencesLost: { from: 250, until: 255 },
  /** Site, first day, hours. */
  outages: new Map<number, readonly [site: number, hours: number]>([
    [46, [0, 6]],
    [152, [1, 20]],
    [265, [0, 3]],
  ]),
} as const;

/** Lives through a year, day by day and job by job, and checks it. Throws a `Violation` where something does not hold. */
export async function liveYear({ subscribers, days, seed, tell }: YearWish): Promise<LivedYear> {
  const chance = chanceOf(seed);
  const setUpAt = `${dayOf(dayNumber(firstDay) - 1)}T12:00:00.000Z`;
  let now = () => setUpAt;
  const cloud = await openCloud(() => now());
  // Certificates and ids of sites are made by the real clock, which TLS goes by.
  const siteIds = await openSites(cloud.ports, setUpAt);
  for (const siteId of siteIds) await cloud.openSite(siteId);
  const clock = takeClock(setUpAt);
  now = clock.now;
  const world = await openWorld(
    cloud,
    clock,
    chance,
    ({ stripe, bank }) =>
      openProvider(
        cloud.ports,
        siteIds,
        { stripe: stripe.configuration, gocardless: bank.configuration },
        subscribers,
        setUpAt,
      ),
    firstDay,
  );
  const books = new Books();
  const summary = new Summary();
  const payers = payersOf(world);
  const lives = livesOf(world, subscribers);
  const checks = checksOf(world, books);
  const sites = siteIds.map((siteId) => {
    const site = cloud.sites.get(siteId);
    if (site === undefined) throw new Error(`there is no ${siteId}`);
    return site;
  });

  let heard = 0;
  /** Lets everything come to rest, and the world hear of it. */
  async function rest(): Promise<void> {
    await cloud.settle();
    for (const event of cloud.events.slice(heard)) {
      for (const one of [books, summary, payers, lives, checks]) one.hear(event);
    }
    heard = cloud.events.length;
  }
  const at = (day: string, time: string) => clock.set(`${day}T${time}:00.000Z`);

  async function night(day: string): Promise<void> {
    at(day, '00:02');
    await cloud.sweepDueActions();
    at(day, '00:20');
    await cloud.runBilling();
    await rest();
    await payers.wake();
    at(day, '02:45');
    await cloud.runDunning();
    await rest();
    if (world.dayOfYear() % compareEveryDays !== 0) return;
    at(day, '03:00');
    await cloud.compareSites();
    await rest();
  }

  /** After a day without the cloud the first run, at night, takes no step, and staff have looked before the next one. */
  async function trustTheClock(): Promise<void> {
    const { suspicion } = must(await readDunningStatus(cloud.ports, world.context()));
    if (suspicion?.because !== 'clock') return;
    const until = new Date(Date.parse(clock.now()) + 3_600_000).toISOString();
    must(await overrideDunningStop(cloud.ports, { until, reason: 'The cloud was away' }, world.context()));
    await rest();
  }

  async function daytime(day: string): Promise<void> {
    at(day, '08:30');
    await lives.join();
    await rest();
    await world.act();
    await rest();
    await lives.ask();
    await rest();
    at(day, '10:45');
    await trustTheClock();
    await cloud.runDunning();
    await rest();
    at(day, '15:00');
    await lives.moveTraffic();
    await rest();
    await payers.importDay();
    await rest();
    at(day, '16:45');
    await cloud.runDunning();
    await rest();
  }

  try {
    for (const site of sites) await site.switchOn();
    await rest();
    for (let n = 0; n < days; n++) {
      const day = dayOf(dayNumber(firstDay) + n);
      const off = mishaps.siteOff.get(n);
      if (n === mishaps.stripeSilent.from) world.hold('stripe');
      if (n === mishaps.stripeSilent.until) await world.letThrough('stripe');
      payers.loseReferences(n >= mishaps.referencesLost.from && n < mishaps.referencesLost.until);
      if (mishaps.cloudAway.has(n)) {
        world.hold('stripe');
        world.hold('gocardless');
        checks.dunningRested();
      } else {
        await night(day);
        if (off !== undefined) {
          at(day, '06:00');
          await sites[off]?.switchOff();
          await rest();
        }
        if (mishaps.cloudAway.has(n - 1)) {
          await world.letThrough('gocardless');
          await world.letThrough('stripe');
          await rest();
          checks.dunningRested();
        }
        const outage = mishaps.outages.get(n);
        if (outage !== undefined)
          await lives.recordSiteOutage(outage[0], `${dayOf(dayNumber(day) - 2)}T09:00:00.000Z`, outage[1]);
        await daytime(day);
        if (off !== undefined) {
          at(day, '20:00');
          await sites[off]?.switchOn();
          await rest();
        }
      }
      at(day, '23:50');
      const isMonthEnd = dayOf(dayNumber(day) + 1).endsWith('-01');
      if (isMonthEnd || n === days - 1) await checks.everything();
      else await checks.endOfDay();
      if (isMonthEnd || n === days - 1) {
        const proofId = await cloud.proveLedger();
        await rest();
        await checks.proven(proofId);
        tell(`${day}  ${world.people.size} subscribers, ${cloud.events.length} events`);
      }
    }
    return {
      summary: summary.text({ subscribers, days, seed }),
      events: cloud.events.length,
      checked: checks.counts,
      refusals: Object.fromEntries(world.refusals),
    };
  } finally {
    await world.close();
    await cloud.close();
  }
}
