import type { AccessBinding } from '../../contracts/access.ts';
import type { AccessOverride } from '../../contracts/access-override.ts';
import type { AccessRestriction } from '../../contracts/access-restriction.ts';
import type { SuspensionReason } from '../../contracts/billing-profile.ts';
import type { ServiceExtra, ServicePlan } from '../../contracts/catalog.ts';
import type { ServiceDiscount } from '../../contracts/discount.ts';
import type { ServiceAccessOverridden } from '../../contracts/events/service-access-overridden.ts';
import type { ServiceAccessOverrideEnded } from '../../contracts/events/service-access-override-ended.ts';
import type { ServiceAccessRestricted } from '../../contracts/events/service-access-restricted.ts';
import type { ServiceAccessRestrictionLifted } from '../../contracts/events/service-access-restriction-lifted.ts';
import type { ServiceActionCancelled } from '../../contracts/events/service-action-cancelled.ts';
import type { ServiceActionFailed } from '../../contracts/events/service-action-failed.ts';
import type { ServiceActionScheduled } from '../../contracts/events/service-action-scheduled.ts';
import type { ServiceActionStarted } from '../../contracts/events/service-action-started.ts';
import type { ServiceActivated } from '../../contracts/events/service-activated.ts';
import type { ServiceActivationFailed } from '../../contracts/events/service-activation-failed.ts';
import type { ServiceActivationRequested } from '../../contracts/events/service-activation-requested.ts';
import type { ServiceChangeFailed } from '../../contracts/events/service-change-failed.ts';
import type { ServiceChangeRequested } from '../../contracts/events/service-change-requested.ts';
import type { ServiceChanged } from '../../contracts/events/service-changed.ts';
import type { ServiceCostCentreChanged } from '../../contracts/events/service-cost-centre-changed.ts';
import type { ServiceDesiredStateIssued } from '../../contracts/events/service-desired-state-issued.ts';
import type { ServiceDiscountEnded } from '../../contracts/events/service-discount-ended.ts';
import type { ServiceDiscountGranted } from '../../contracts/events/service-discount-granted.ts';
import type { ServiceDriftMended } from '../../contracts/events/service-drift-mended.ts';
import type { ServiceEntitlementChanged } from '../../contracts/events/service-entitlement-changed.ts';
import type { ServiceItemPaidOff } from '../../contracts/events/service-item-paid-off.ts';
import type { ServiceLineObserved } from '../../contracts/events/service-line-observed.ts';
import type { ServiceMendRequested } from '../../contracts/events/service-mend-requested.ts';
import type { ServiceOutageRecorded } from '../../contracts/events/service-outage-recorded.ts';
import type { ServiceQuotaReached } from '../../contracts/events/service-quota-reached.ts';
import type { ServiceQuotaRecounted } from '../../contracts/events/service-quota-recounted.ts';
import type { ServiceQuotaRenewed } from '../../contracts/events/service-quota-renewed.ts';
import type { ServiceResumed } from '../../contracts/events/service-resumed.ts';
import type { ServiceResumptionFailed } from '../../contracts/events/service-resumption-failed.ts';
import type { ServiceResumptionRequested } from '../../contracts/events/service-resumption-requested.ts';
import type { ServiceSelected } from '../../contracts/events/service-selected.ts';
import type { ServiceSessionOutlived } from '../../contracts/events/service-session-outlived.ts';
import type { ServiceStateDiverged } from '../../contracts/events/service-state-diverged.ts';
import type { ServiceStateProven } from '../../contracts/events/service-state-proven.ts';
import type { ServiceSuspended } from '../../contracts/events/service-suspended.ts';
import type { ServiceSuspensionFailed } from '../../contracts/events/service-suspension-failed.ts';
import type { ServiceSuspensionRequested } from '../../contracts/events/service-suspension-requested.ts';
import type { ServiceTerminated } from '../../contracts/events/service-terminated.ts';
import type { ServiceTerminationFailed } from '../../contracts/events/service-termination-failed.ts';
import type { ServiceTerminationRequested } from '../../contracts/events/service-termination-requested.ts';
import type { ServiceTimeBandChanged } from '../../contracts/events/service-time-band-changed.ts';
import type { ServiceToppedUp } from '../../contracts/events/service-topped-up.ts';
import type { ServiceUsageRated } from '../../contracts/events/service-usage-rated.ts';
import type { DesiredState, ObservedLine } from '../../contracts/network-state.ts';
import type { QuotaUse, TopUp } from '../../contracts/quota.ts';
import type { Address, Day, Instant } from '../../contracts/scalars.ts';
import type { ScheduledAction } from '../../contracts/scheduled-action.ts';
import type { ServiceChange } from '../../contracts/service-change.ts';
import type { OrderKind } from '../../contracts/service-order.ts';
import type { StandingBand } from '../../contracts/time-band.ts';
import type { NetworkView } from '../network/network-view.ts';
import type { Volume } from '../usage/session-usage.ts';

export type ServiceEvent =
  | ServiceSelected
  | ServiceActivationRequested
  | ServiceActivated
  | ServiceActivationFailed
  | ServiceChangeRequested
  | ServiceChanged
  | ServiceChangeFailed
  | ServiceSuspensionRequested
  | ServiceSuspended
  | ServiceSuspensionFailed
  | ServiceResumptionRequested
  | ServiceResumed
  | ServiceResumptionFailed
  | ServiceTerminationRequested
  | ServiceTerminated
  | ServiceTerminationFailed
  | ServiceActionScheduled
  | ServiceActionCancelled
  | ServiceActionStarted
  | ServiceActionFailed
  | ServiceDiscountGranted
  | ServiceDiscountEnded
  | ServiceItemPaidOff
  | ServiceOutageRecorded
  | ServiceCostCentreChanged
  | ServiceQuotaReached
  | ServiceQuotaRecounted
  | ServiceQuotaRenewed
  | ServiceTimeBandChanged
  | ServiceToppedUp
  | ServiceUsageRated
  | ServiceAccessOverridden
  | ServiceAccessOverrideEnded
  | ServiceAccessRestricted
  | ServiceAccessRestrictionLifted
  | ServiceEntitlementChanged
  | ServiceDesiredStateIssued
  | ServiceLineObserved
  | ServiceMendRequested
  | ServiceDriftMended
  | ServiceStateProven
  | ServiceStateDiverged
  | ServiceSessionOutlived;

/** What somebody may order for a service. */
export type ServiceCommand =
  | { readonly kind: 'activate' }
  | { readonly kind: 'change'; readonly change: ServiceChange }
  | {
      readonly kind: 'suspend';
      readonly reason: SuspensionReason;
      readonly note?: string | undefined;
      /** The day on which the service is resumed by itself. */
      readonly until?: Day | undefined;
      /** Nothing is left, whatever the policy leaves for the reason. */
      readonly blocks?: true | undefined;
    }
  | { readonly kind: 'resume' }
  | {
      readonly kind: 'terminate';
      /** No fee falls due although the contract's term is not over. */
      readonly waiveFee?: true | undefined;
    };

type Command<K extends OrderKind> = Extract<ServiceCommand, { kind: K }>;

/** The one order that runs on the service. */
export interface RunningOrder<C extends ServiceCommand = ServiceCommand> {
  readonly orderId: string;
  readonly command: C;
  /** `issued`: its desired state is out. `compensating`: the one that undoes it is out. */
  readonly progress: 'requested' | 'issued' | 'compensating';
  /** The desired state in force before the order issued its own; none before the first activation. */
  readonly before?: DesiredState;
  /** The waiting action that placed it. */
  readonly actionId?: string;
}

export interface Suspension {
  readonly reason: SuspensionReason;
  readonly note?: string;
  /** Nothing is left, whatever the policy leaves for the reason. */
  readonly blocks?: true | undefined;
  /** The day on which it is planned to end. */
  readonly until?: Day;
  /** When the network proved it. */
  readonly since: Instant;
}

/** Why the last order on the service did not succeed; gone with the next order. */
export interface OrderFailure {
  readonly orderId: string;
  readonly kind: OrderKind;
  readonly reason: string;
  readonly at: Instant;
}

interface Common extends Standing {
  readonly subscriberId: string;
  readonly plan: ServicePlan;
  readonly extras: readonly ServiceExtra[];
  readonly address: Address;
  readonly access: AccessBinding;
  readonly selectedAt: Instant;
  readonly network: NetworkView;
  readonly failure?: OrderFailure;
  /** Orders that wait for their day, the next one first. */
  readonly pending: readonly ScheduledAction[];
}

/** What a service may have, and keeps whatever its state becomes. */
export interface Standing {
  /** The latest desired state, whether proven or not. */
  readonly desired?: DesiredState;
  /** Where its OLT has the ONU, as far as the numbers are the service's alone. */
  readonly line?: ObservedLine;
  /** Discounts that were granted and not ended; one whose time is over stands here still. */
  readonly discounts?: readonly ServiceDiscount[] | undefined;
  readonly setupFeeWaived?: string | undefined;
  /** Items whose instalments ended early. */
  readonly paidOff?: readonly string[] | undefined;
  readonly costCentre?: string | undefined;
  /** What was told last of its quota; nothing while no mark is passed. */
  readonly quotaUse?: QuotaUse | undefined;
  /** Volume that was bought beside the quota, for the span that counts. */
  readonly topUps?: readonly TopUp[];
  /** What was rated last of its usage; what came before is charged. */
  readonly usageRated?: UsageRated;
  /** An earlier plan had prices for usage that are to be rated yet. */
  readonly usagePriced?: true;
  /** The hours of its plan that it is in, as of the last border. */
  readonly timeBand?: StandingBand;
  readonly override?: AccessOverride | undefined;
  /** What dunning leaves of it. */
  readonly restriction?: AccessRestriction | undefined;
}

export type SelectedService = Common & { readonly state: 'selected' };
export type ProvisioningService = Common & {
  readonly state: 'provisioning';
  readonly order: RunningOrder<Command<'activate'>>;
};
export type FailedService = Common & { readonly state: 'failed'; readonly failure: OrderFailure };
export type ActiveService = Common & {
  readonly state: 'active';
  readonly activatedAt: Instant;
  readonly order?: RunningOrder<Command<'change' | 'suspend'>>;
};
export type SuspendedService = Common & {
  readonly state: 'suspended';
  readonly activatedAt: Instant;
  readonly suspension: Suspension;
  readonly order?: RunningOrder<Command<'resume' | 'change'>>;
};
/** Without an order, the last try failed and the next one, or the site's own proof, ends it. */
export type TerminatingService = Common & {
  readonly state: 'terminating';
  readonly activatedAt?: Instant;
  readonly waiveFee?: true;
  readonly order?: RunningOrder<Command<'terminate'>>;
};
export type TerminatedService = Common & {
  readonly state: 'terminated';
  readonly activatedAt?: Instant;
  readonly terminatedAt: Instant;
};

/** Days of usage that were rated, and all that had moved on them by then. */
export interface UsageRated {
  readonly from: Day;
  /** The first day that is not rated. */
  readonly to: Day;
  readonly moved: Volume;
}

/** What is delivered to a subscriber: one plan with extras, at one address, over one access technology. */
export type Service =
  | SelectedService
  | ProvisioningService
  | FailedService
  | ActiveService
  | SuspendedService
  | TerminatingService
  | TerminatedService;

export type ServiceState = Service['state'];

/** The order that runs on the service, if one does. */
export function runningOrder(service: Service): RunningOrder | undefined {
  return 'order' in service ? service.order : undefined;
}
