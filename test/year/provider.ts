import { billingProfile } from '../../functions/contracts/billing-profile.ts';
import type { DunningRuleWire } from '../../functions/contracts/dunning.ts';
import type { ProviderConfiguration } from '../../functions/ports/payment-provider.ts';
import type { Ports } from '../../functions/ports/ports.ts';
import { configurePaymentProvider } from '../../functions/use-cases/configure-payment-provider.ts';
import { createAccessNode } from '../../functions/use-cases/create-access-node.ts';
import { createPlan, type TermsWish } from '../../functions/use-cases/create-plan.ts';
import { createSite } from '../../functions/use-cases/create-site.ts';
import { setAutopayPolicy } from '../../functions/use-cases/set-autopay-policy.ts';
import { setDunningPolicy } from '../../functions/use-cases/set-dunning-policy.ts';
import { nasSecret } from '../edge-agent/support/site.ts';
import { contextAt } from '../ports.ts';
import { must } from '../use-cases/paying-subscriber.ts';
import type { Character, PlanName } from './people.ts';

export const currency = 'EUR';
export const timeZone = 'Europe/Berlin';
export const holidayPlace = { country: 'DE', region: 'BE' } as const;
export const paymentTermsDays = 14;
export const businessCategory = 'business';

export const throttledTo = { downKbps: 1_000, upKbps: 500 } as const;
const minimum = { amount: '2.00', currency };

/** What the policy does, and when: the checks of the year read it as a subscriber would. */
export const dunningRules: readonly DunningRuleWire[] = [
  {
    minimum,
    waitsForAutopay: true,
    promises: { mostDays: 14, restores: true },
    plans: { mostInstalments: 6, firstWithinDays: 14 },
    steps: [
      { stepId: 'remind', kind: 'reminder', day: 3 },
      { stepId: 'fee', kind: 'late-fee', day: 10, fee: { amounts: [{ amount: '5.00', currency }] } },
      { stepId: 'slow', kind: 'throttle', day: 14, rate: throttledTo },
      { stepId: 'garden', kind: 'walled-garden', day: 18 },
      { stepId: 'cut', kind: 'suspension', day: 24 },
      { stepId: 'end', kind: 'termination', day: 70 },
      { stepId: 'agency', kind: 'hand-over', day: 80 },
    ],
  },
  {
    category: businessCategory,
    minimum,
    steps: [
      { stepId: 'remind', kind: 'reminder', day: 7 },
      { stepId: 'cut', kind: 'suspension', day: 40, blocks: true },
    ],
  },
];

export const cuttingHours = { from: '08:00', to: '18:00' } as const;
export const cuttingWeekdays: readonly number[] = [1, 2, 3, 4, 5];

export function unmatchedLimitFor(subscribers: number): number {
  return Math.min(100, Math.max(6, Math.round(subscribers / 40)));
}

const monthly = { period: 'month', charge: 'in-advance', trialDays: 0 } as const;
const network = { downKbps: 50_000, upKbps: 10_000, interimSeconds: 300 } as const;
export const villageStep = { downKbps: 5_000, upKbps: 1_000 } as const;
export const villageGigabytes = { slow: 100, exhausted: 130, topUp: 50 } as const;

const planTerms: Readonly<Record<PlanName, TermsWish>> = {
  home: { ...monthly, price: { amount: '29.90', currency }, network },
  fast: {
    ...monthly,
    price: { amount: '49.90', currency },
    network: { ...network, downKbps: 250_000, upKbps: 40_000 },
    setupFee: { price: { amount: '39.00', currency }, waivedFor: 'nobody' },
  },
  village: {
    ...monthly,
    price: { amount: '19.90', currency },
    network,
    quota: {
      per: 'month',
      steps: [
        { gigabytes: villageGigabytes.slow, becomes: villageStep },
        { gigabytes: villageGigabytes.exhausted, becomes: 'exhausted' },
      ],
    },
    topUps: [{ gigabytes: villageGigabytes.topUp, price: { amount: '6.00', currency } }],
  },
  arrear: { ...monthly, charge: 'in-arrear', price: { amount: '34.90', currency }, network },
};

export interface Provider {
  readonly siteIds: readonly string[];
  readonly planIds: Readonly<Record<PlanName, string>>;
}

export async function openSites(ports: Ports, at: string): Promise<readonly string[]> {
  const siteIds: string[] = [];
  for (const name of ['Hill', 'Valley']) {
    siteIds.push(must(await createSite(ports, { name, timeZone }, contextAt(at))).id);
  }
  return siteIds;
}

/** Everything that staff sets up before the first sale. */
export async function openProvider(
  ports: Ports,
  siteIds: readonly string[],
  providers: Readonly<Record<string, ProviderConfiguration>>,
  subscribers: number,
  at: string,
): Promise<Provider> {
  const context = contextAt(at);
  for (const siteId of siteIds) {
    must(
      await createAccessNode(
        ports,
        {
          siteId,
          kind: 'nas',
          driver: 'mikrotik-routeros',
          address: '127.0.0.0/8',
          settings: {},
          credentials: { secret: nasSecret },
        },
        context,
      ),
    );
  }
  const planIds: Partial<Record<PlanName, string>> = {};
  for (const [name, terms] of Object.entries(planTerms) as [PlanName, TermsWish][]) {
    const plan = { ...terms, name, technologies: ['pppoe' as const, 'hotspot' as const] };
    planIds[name] = must(await createPlan(ports, plan, context)).id;
  }
  for (const [name, configuration] of Object.entries(providers)) {
    must(await configurePaymentProvider(ports, name, configuration, context));
  }
  must(await setAutopayPolicy(ports, { rules: [{ chargeOn: 'due', retryAfterDays: [3, 5, 7] }] }, context));
  must(
    await setDunningPolicy(
      ports,
      {
        rules: dunningRules,
        unmatchedLimit: unmatchedLimitFor(subscribers),
        weekdays: [...cuttingWeekdays],
        hours: cuttingHours,
        holidays: [holidayPlace],
      },
      context,
    ),
  );
  return { siteIds, planIds: planIds as Record<PlanName, string> };
}

/** What a character is taken in with. */
export function subscriberWish({ name, told, isBusiness, cycleDay, model, n }: Character) {
  const phone = `+4930${String(1_000_000 + n)}`;
  return {
    kind: 'contact' as const,
    name,
    emails: told === 'sms' ? [] : [`${name}@example.net`],
    phones: told === 'mail' ? [] : [phone],
    addresses: { service: { line1: `Hauptstraße ${n}`, city: 'Berlin', country: 'DE' } },
    language: n % 2 === 0 ? 'en' : 'de',
    timeZone,
    currency,
    tags: [],
    ...(isBusiness ? { category: businessCategory } : {}),
    billingProfile: billingProfile.parse({
      model,
      cycleDay,
      paymentTermsDays,
      taxes: [{ name: 'VAT', rate: '19', inclusive: n % 3 !== 0 }],
      suspension: { overdue: 'continue', requested: 20 },
    }),
    notes: [],
  };
}
