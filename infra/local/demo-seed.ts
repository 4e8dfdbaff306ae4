import { createHash } from 'node:crypto';
import type { SiteOpener } from './first-site.ts';
import type { LocalApi } from './local-api.ts';
import type { GearEndpoint } from './site-gear.ts';

interface Created {
  readonly id: string;
}
interface Paged<T> {
  readonly items: readonly T[];
}
interface Money {
  readonly amount: string;
  readonly currency: string;
}
interface Invoice extends Created {
  readonly amountDue: Money;
}

type Technology = 'pppoe' | 'ipoe' | 'hotspot' | 'gpon' | 'lte';

/** How a subscriber of the demo came to be what he is today. */
type Fate =
  | 'selected'
  | 'paying'
  | 'owing'
  | 'overdue'
  | 'on-vacation'
  | 'abuse'
  | 'administrative'
  | 'left'
  | 'unreachable';

const streets = [
  'Harbour Road',
  'Mill Lane',
  'Chapel Street',
  'Quarry Hill',
  'Station Road',
  'Orchard Close',
  'Shore Path',
  'Market Square',
];
const towns = [
  { city: 'Galway', postalCode: 'H91 AB12', location: { latitude: 53.2743, longitude: -9.0514 } },
  { city: 'Westport', postalCode: 'F28 CD34', location: { latitude: 53.8003, longitude: -9.5223 } },
  { city: 'Clifden', postalCode: 'H71 EF56', location: { latitude: 53.4891, longitude: -10.0194 } },
];

/** A house of a town: each on its own spot, farther out the later it comes. */
function inTown(index: number) {
  const { location, ...town } = towns[index % towns.length]!;
  const [turn, degrees] = [index * 2.4, 0.004 * Math.sqrt(index + 1)];
  return {
    ...town,
    location: {
      latitude: Number((location.latitude + degrees * Math.sin(turn)).toFixed(5)),
      longitude: Number((location.longitude + 1.7 * degrees * Math.cos(turn)).toFixed(5)),
    },
    country: 'IE',
  };
}
const trades = ['Bakery', 'Boatyard', 'School', 'Guest House'];

const days = 75;
const subscribers = 40;
const prospects = ['new', 'contacted', 'qualified', 'quoted', 'lost'] as const;
const dayMilliseconds = 86_400_000;

/**
 * A small provider with a past: three sites, plans of each access technology, forty subscribers in all states. It plays
 * the last weeks through the public API, day by day on the settable clock, so that every invoice and every proof in it
 * is as real as later ones. The choices come from a fixed seed; a provider that has subscribers is left alone.
 */
export async function seedDemo({ api, sites }: { api: LocalApi; sites: SiteOpener }): Promise<void> {
  const { items } = await api.get<Paged<Created>>('/subscribers?limit=1');
  if (items.length > 0) return;
  const today = Date.parse((await api.get<{ now: string }>('/clock')).now);
  const setDay = (day: number, hour: number) =>
    api.put('/clock', {
      now: new Date(today - (days - day) * dayMilliseconds + hour * 3_600_000).toISOString(),
    });
  await setDay(0, 0);
  const provider = await openProvider(api, sites);
  const random = seeded(20_261_123);
  for (let index = 0; index < subscribers; index++) {
    await setDay(Math.floor((index * (days - 8)) / subscribers), 9 + (index % 8));
    await settle(api, sites, provider, index, random);
  }
  await setDay(days - 7, 12);
  await payInvoices(api, provider);
  await setDay(days - 3, 12);
  await takeOutOfService(api, provider);
  await meetProspects(api, provider);
  await setDay(days, 0);
}

/** A pipeline: one prospect in each status. */
async function meetProspects(api: LocalApi, { plans }: Provider): Promise<void> {
  const planId = plans.get('gpon')?.[0];
  const way: Readonly<Record<(typeof prospects)[number], readonly object[]>> = {
    new: [],
    contacted: [{ status: 'contacted', note: 'Asked to be called again in the evening.' }],
    qualified: [
      { status: 'contacted' },
      { status: 'qualified', note: 'Line of sight to Hilltop tower confirmed.' },
    ],
    quoted: [{ status: 'contacted' }, { status: 'qualified' }, { status: 'quoted', quote: { planId } }],
    lost: [
      { status: 'contacted' },
      { status: 'lost', lostReason: 'Stays with the present provider for now.' },
    ],
  };
  for (const [index, status] of prospects.entries()) {
    const lead = await api.post<Created>('/leads', {
      name: `Household, ${10 + index} ${streets[index]}`,
      email: `prospect${index + 1}@example.net`,
      source: 'website',
      wantedPlanId: planId,
      address: { line1: `${10 + index} ${streets[index]}`, ...inTown(index) },
    });
    for (const step of way[status]) await api.patch(`/leads/${lead.id}`, step);
  }
}

interface Home {
  readonly fate: Fate;
  readonly subscriberId: string;
  readonly serviceId?: string;
}

interface Provider {
  readonly sites: readonly string[];
  readonly plans: ReadonlyMap<Technology, readonly string[]>;
  readonly staticIp: string;
  readonly router: string;
  readonly homes: Home[];
}

async function openProvider(api: LocalApi, sites: SiteOpener): Promise<Provider> {
  const { items } = await api.get<Paged<Created>>('/sites?limit=10');
  const opened = items.map(({ id }) => id);
  for (const [index, name] of ['Hilltop tower', 'Fibre exchange', 'Island relay'].entries()) {
    const details = { name, address: { line1: name, ...towns[index], country: 'IE' } };
    if (opened[index] === undefined) opened.push(await sites.open(details));
    else await api.patch(`/sites/${opened[index]}`, details);
  }
  const plan = (
    name: string,
    technologies: Technology[],
    amount: string,
    downKbps: number,
    upKbps: number,
    more: object = {},
  ) =>
    api
      .post<Created>('/plans', {
        name,
        technologies,
        price: { amount, currency: 'EUR' },
        period: 'month',
        network: { downKbps, upKbps, addressPool: 'subscribers' },
        ...more,
      })
      .then(({ id }) => id);
  const plans = new Map<Technology, readonly string[]>([
    [
      'pppoe',
      [
        await plan('Air 30', ['pppoe'], '29.90', 30_000, 10_000),
        await plan('Air 80', ['pppoe'], '44.90', 80_000, 20_000),
      ],
    ],
    ['ipoe', [await plan('Town 50', ['ipoe'], '34.90', 50_000, 10_000)]],
    ['hotspot', [await plan('Hotspot week', ['hotspot'], '9.90', 10_000, 2_000, { period: 'week' })]],
    [
      'gpon',
      [
        await plan('Fibre 500', ['gpon'], '49.90', 500_000, 100_000),
        await plan('Fibre 1000', ['gpon'], '69.90', 1_000_000, 200_000, { trialDays: 14 }),
      ],
    ],
    ['lte', [await plan('Mobile home', ['lte'], '39.90', 60_000, 15_000, { charge: 'in-arrear' })]],
  ]);
  const extra = { price: { amount: '5.00', currency: 'EUR' }, period: 'month', accounting: 'recurring' };
  const staticIp = await api.post<Created>('/add-ons', { name: 'Static address', ...extra });
  const router = await api.post<Created>('/equipment-models', {
    name: 'Wi-Fi router',
    vendor: 'MikroTik',
    model: 'hAP ax2',
    price: { amount: '100.00', currency: 'EUR' },
    period: 'month',
    accounting: { instalments: 3 },
  });
  return { sites: opened, plans, staticIp: staticIp.id, router: router.id, homes: [] };
}

const technologies: readonly Technology[] = [
  'pppoe',
  'gpon',
  'pppoe',
  'ipoe',
  'gpon',
  'lte',
  'pppoe',
  'hotspot',
];

/** By index, so that every state is there whatever the seed says. */
function fateOf(index: number): Fate {
  const marked: Readonly<Record<number, Fate>> = {
    5: 'left',
    9: 'overdue',
    12: 'unreachable',
    14: 'on-vacation',
    17: 'left',
    21: 'abuse',
    24: 'administrative',
    26: 'overdue',
    31: 'owing',
    33: 'selected',
    34: 'owing',
    36: 'selected',
    39: 'selected',
  };
  return marked[index] ?? 'paying';
}

async function settle(
  api: LocalApi,
  sites: SiteOpener,
  provider: Provider,
  index: number,
  random: () => number,
): Promise<void> {
  const fate = fateOf(index);
  const street = streets[Math.floor(random() * streets.length)];
  const address = {
    line1: `${1 + Math.floor(random() * 90)} ${street}`,
    ...inTown(index),
  };
  const trade = index % 6 === 5 ? trades[Math.floor(random() * trades.length)] : undefined;
  const lead = await api.post<Created>('/leads', {
    name: trade === undefined ? `Household, ${address.line1}` : `Office, ${address.line1}`,
    ...(trade === undefined ? {} : { organization: `${street} ${trade}` }),
    email: `subscriber${index + 1}@example.net`,
    phone: `+35391${String(500_000 + Math.floor(random() * 400_000))}`,
    source: random() < 0.5 ? 'website' : 'referral',
    address,
  });
  await api.patch(`/leads/${lead.id}`, { status: 'contacted' });
  const subscriber = await api.post<Created>(`/leads/${lead.id}/convert`, {
    currency: 'EUR',
    timeZone: 'Europe/Dublin',
    billingProfile: {
      model: index % 3 === 0 ? 'pro-rata' : 'cycle',
      taxes: [{ name: 'VAT', rate: '23', inclusive: true }],
      suspension: { requested: 'stop', overdue: 'continue', abuse: 'continue', administrative: 'stop' },
    },
  });
  const technology = technologies[index % technologies.length] ?? 'pppoe';
  const siteId = provider.sites[index % provider.sites.length] ?? '';
  const offered = provider.plans.get(technology) ?? [];
  const service = await api.post<Created>(`/subscribers/${subscriber.id}/services`, {
    planId: offered[Math.floor(random() * offered.length)],
    addOns: random() < 0.2 ? [provider.staticIp] : [],
    equipment: random() < 0.4 ? [{ equipmentModelId: provider.router, serial: `WR${100_000 + index}` }] : [],
    access: await accessOf(api, { technology, siteId, gear: sites.gearOf(siteId) }, index),
  });
  provider.homes.push({ fate, subscriberId: subscriber.id, serviceId: service.id });
  if (fate === 'selected') return;
  if (fate === 'unreachable') await failToActivate(api, sites, siteId, service.id);
  else await run(api, service.id, 'activate');
}

/**
 * The binding of a service to the site's simulated gear, and what the device needs beforehand: an ONU on its fibre, a SIM in
 * the stock. Every third PPPoE subscriber is the NAS's alone, as at providers that have no router with an API.
 */
async function accessOf(
  api: LocalApi,
  { technology, siteId, gear }: { technology: Technology; siteId: string; gear: readonly GearEndpoint[] },
  index: number,
): Promise<object> {
  const hex = index.toString(16).toUpperCase().padStart(4, '0');
  const account = { siteId, username: `subscriber${index + 1}@demo`, password: `demo-${index + 1}-password` };
  const by = (driver: string) => gear.find((one) => one.driver === driver);
  const nodeId = by('mikrotik-routeros-api')?.nodeId;
  const router = nodeId === undefined ? {} : { router: { nodeId } };
  switch (technology) {
    case 'ipoe':
      return { technology, siteId, mac: `02:00:5E:10:${hex.slice(0, 2)}:${hex.slice(2)}`, ...router };
    case 'lte': {
      const imsi = `27201${String(1_000_000_000 + index)}`;
      const core = by('pyhss');
      const keys = simKeys(index);
      if (core === undefined) return { technology, siteId, imsi };
      await api.post('/sims', { iccid: `8935300${String(10_000_000_000 + index)}`, imsi, ...keys });
      return { technology, siteId, imsi, core: { nodeId: core.nodeId, apn: 'internet' } };
    }
    case 'gpon': {
      const onuSerial = `HWTC5E10${hex}`;
      const olt = by('huawei-ma5800');
      if (olt === undefined) return { technology, ...account, onuSerial };
      await plugIn(olt, onuSerial, { slot: 1 + (index % 4), port: index % 8 });
      const profiles = { lineProfile: 'home', serviceProfile: 'router' };
      const vlans = { serviceVlan: 100 + (index % 4), userVlan: 1000 + index };
      return { technology, ...account, onuSerial, olt: { nodeId: olt.nodeId, ...profiles, ...vlans } };
    }
    case 'hotspot':
      return { technology, ...account, ...router };
    case 'pppoe':
      return { technology, ...account, ...(index % 3 === 0 ? {} : router) };
  }
}

/** Somebody at the subscriber's plugs in the ONU. */
async function plugIn(
  { control }: GearEndpoint,
  serial: string,
  at: { readonly slot: number; readonly port: number },
): Promise<void> {
  const answer = await fetch(`${control}/plug-in`, { method: 'POST', body: JSON.stringify({ serial, at }) });
  if (!answer.ok) throw new Error(`the OLT answered ${answer.status}: ${await answer.text()}`);
}

/** Keys of a SIM that exists nowhere. */
function simKeys(index: number): { readonly ki: string; readonly opc: string } {
  const key = (name: string) => createHash('md5').update(`demo ${name} ${index}`).digest('hex');
  return { ki: key('ki'), opc: key('opc') };
}

/** An activation while the site is cut off: the order waits, gives up, undoes what it can and says why. */
async function failToActivate(
  api: LocalApi,
  sites: SiteOpener,
  siteId: string,
  serviceId: string,
): Promise<void> {
  await sites.whileCutOff(siteId, async () => {
    const { orderId } = await api.post<{ orderId: string }>(`/services/${serviceId}/activate`, {});
    for (let minute = 0; minute < 30; minute++) {
      await api.put('/clock', { advance: 'PT1M' });
      if (await hasEnded(api, orderId)) return;
    }
    throw new Error(`the demo's order ${orderId} does not end`);
  });
}

async function payInvoices(api: LocalApi, { homes }: Provider): Promise<void> {
  for (const { fate, subscriberId } of homes) {
    if (fate === 'overdue' || fate === 'owing') continue;
    const { items } = await api.get<Paged<Invoice>>(`/invoices?subscriberId=${subscriberId}&limit=100`);
    for (const { id, amountDue } of items) {
      if (Number(amountDue.amount) <= 0) continue;
      await api.post('/payments', {
        subscriberId,
        invoiceId: id,
        amount: amountDue,
        method: 'bank-transfer',
      });
    }
  }
}

async function takeOutOfService(api: LocalApi, { homes }: Provider): Promise<void> {
  const reasons: Partial<Record<Fate, string>> = {
    overdue: 'overdue',
    'on-vacation': 'requested',
    abuse: 'abuse',
    administrative: 'administrative',
  };
  for (const { fate, serviceId } of homes) {
    if (serviceId === undefined) continue;
    const reason = reasons[fate];
    if (reason !== undefined) await run(api, serviceId, 'suspend', { reason });
    if (fate === 'left') await run(api, serviceId, 'terminate');
  }
}

async function run(api: LocalApi, serviceId: string, what: string, body: object = {}): Promise<void> {
  const { orderId } = await api.post<{ orderId: string }>(`/services/${serviceId}/${what}`, body);
  const patience = performance.now() + 30_000;
  while (!(await hasEnded(api, orderId))) {
    if (performance.now() > patience) throw new Error(`the demo's order ${orderId} does not end`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function hasEnded(api: LocalApi, orderId: string): Promise<boolean> {
  const { state } = await api.get<{ state: string }>(`/orders/${orderId}`);
  return state === 'succeeded' || state === 'failed';
}

/** mulberry32: small, and the same numbers everywhere. */
function seeded(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
