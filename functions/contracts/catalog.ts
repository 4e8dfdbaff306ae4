import * as z from 'zod';
import { quota, topUpOffer } from './quota.ts';
import { day, id, money, radiusText } from './scalars.ts';
import { timeBand } from './time-band.ts';
import { usagePrices } from './usage-price.ts';

export const billingPeriod = z
  .enum(['day', 'week', 'month', 'quarter', 'half-year', 'year'])
  .meta({ id: 'BillingPeriod' });
export type BillingPeriod = z.infer<typeof billingPeriod>;

export const chargeTiming = z.enum(['in-advance', 'in-arrear']).meta({ id: 'ChargeTiming' });
export type ChargeTiming = z.infer<typeof chargeTiming>;

export const technology = z.enum(['pppoe', 'ipoe', 'hotspot', 'gpon', 'lte']).meta({ id: 'Technology' });
export type Technology = z.infer<typeof technology>;

/** What a plan promises on the network. Rates in kbit/s seen from the subscriber; times in seconds. */
export const networkProfile = z
  .strictObject({
    downKbps: z.int().min(1).max(400_000_000),
    upKbps: z.int().min(1).max(400_000_000),
    /** Name of an address pool on the NAS (Framed-Pool, RFC 2869 §5.18). */
    addressPool: radiusText.max(200).optional(),
    /** Names of pools of prefixes on the NAS: Framed-IPv6-Pool (RFC 3162 §2.6), Delegated-IPv6-Prefix-Pool (RFC 6911 §3.4). */
    framedIpv6Pool: radiusText.max(200).optional(),
    delegatedIpv6Pool: radiusText.max(200).optional(),
    sessionTimeoutSeconds: z.int().min(60).max(31_536_000).optional(),
    idleTimeoutSeconds: z.int().min(60).max(31_536_000).optional(),
    /** Acct-Interim-Interval, RFC 2869 §5.16: not below 60. */
    interimSeconds: z.int().min(60).max(86_400).default(300),
  })
  .meta({ id: 'NetworkProfile' });
export type NetworkProfile = z.infer<typeof networkProfile>;

/** Charged once, with the first activation of a service. */
export const setupFee = z.strictObject({
  price: money,
  /** Who need not pay it: nobody, or who has another service that is active already. */
  waivedFor: z.enum(['nobody', 'existing-subscribers']),
});
export type SetupFee = z.infer<typeof setupFee>;

/**
 * For how long a service is bound, from the day on which this version came on it, and what ending it earlier costs: a
 * fixed fee, or a percentage of what the rest of the term would have cost.
 */
export const contractTerm = z.strictObject({
  months: z.int().min(1).max(120),
  earlyTermination: z.union([
    z.strictObject({ fee: money }),
    z.strictObject({ restPercent: z.number().min(0).max(100) }),
  ]),
});
export type ContractTerm = z.infer<typeof contractTerm>;

/** One immutable version of a plan. */
export const planVersion = z.strictObject({
  version: z.int().min(1),
  price: money,
  period: billingPeriod,
  charge: chargeTiming,
  trialDays: z.int().min(0).max(3660),
  network: networkProfile,
  setupFee: setupFee.optional(),
  contract: contractTerm.optional(),
  quota: quota.optional(),
  /** What may be bought when the quota is used. */
  topUps: z.array(topUpOffer).max(10).optional(),
  usagePrices: usagePrices.optional(),
  /** Of bands that overlap the first one holds. */
  timeBands: z.array(timeBand).min(1).max(10).optional(),
  /** First day on which it can be sold. */
  availableOn: day,
  /** The day on which services that have an earlier version move to this one; they keep theirs if left out. */
  migratesOn: day.optional(),
});
export type PlanVersion = z.infer<typeof planVersion>;

/** How an add-on or a piece of equipment is charged. Instalments sum to the price. */
export const accounting = z
  .union([z.enum(['once', 'recurring']), z.strictObject({ instalments: z.int().min(2).max(120) })])
  .meta({ id: 'Accounting' });
export type Accounting = z.infer<typeof accounting>;

/** The price of an add-on or of equipment, frozen into the service when it is selected. */
export const extraPrice = z.strictObject({
  price: money,
  period: billingPeriod,
  charge: chargeTiming,
  trialDays: z.int().min(0).max(3660),
  accounting,
  /** What happens to unbilled instalments when the service ends. */
  onTermination: z.enum(['bill-rest', 'forgive']),
});
export type ExtraPrice = z.infer<typeof extraPrice>;

/** An add-on or a piece of equipment on a service. `itemId` names this piece for as long as it is on the service. */
export const serviceExtra = z
  .strictObject({
    itemId: id,
    kind: z.enum(['add-on', 'equipment']),
    /** The add-on or equipment model it was made from. */
    modelId: id,
    name: z.string(),
    serial: z.string().max(100).optional(),
    price: extraPrice,
  })
  .meta({ id: 'ServiceExtra' });
export type ServiceExtra = z.infer<typeof serviceExtra>;

/** The plan of a service with the price that holds for it: a copy, so that a later catalogue edit changes nothing. */
export const servicePlan = z
  .strictObject({
    planId: id,
    name: z.string(),
    terms: planVersion,
    /** The version from which `terms.network` is, where only the network profile was moved on. */
    networkVersion: z.int().min(1).optional(),
  })
  .meta({ id: 'ServicePlan' });
export type ServicePlan = z.infer<typeof servicePlan>;
