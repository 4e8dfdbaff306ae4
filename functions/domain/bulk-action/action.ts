import type { AccessBinding } from '../../contracts/access.ts';
import type { BulkActionWish, SurveyedPrice } from '../../contracts/bulk-action.ts';
import type { ServicePlan } from '../../contracts/catalog.ts';
import type { NoticeChannel } from '../../contracts/notification.ts';
import type { Plan } from '../catalog/plan.ts';
import type { Notification } from '../notification/notification.ts';
import type { Result } from '../result.ts';
import type { Service, ServiceCommand, ServiceState } from '../service/service.ts';
import type { Subscriber } from '../subscriber/subscriber.ts';
import type { BulkAction } from './bulk-action.ts';

/** What is to be done, with copies of what it is done with. */
export type Wanted = Pick<BulkAction, 'wish' | 'target' | 'toNode'>;

interface Common {
  /** What it is told beside for whom it is. */
  readonly takes: readonly (keyof BulkActionWish)[];
  /** Why it cannot be carried out as it is told. */
  refuse?(wish: BulkActionWish): Result<never> | undefined;
}

/** What is done with a service: an order of its own. */
export interface ServiceAction extends Common {
  readonly of: 'services';
  /** The states in which a service can have it. */
  readonly from: readonly ServiceState[];
  /** Whether nothing would change. */
  isSo(service: Service, wanted: Wanted): boolean;
  commandFor(service: Service, wanted: Wanted): ServiceCommand;
  /** What of the service is another afterwards, for the network. */
  afterwards?(service: Service, wanted: Wanted): Afterwards;
  /** Why this service cannot have it. Reasons are stable codes. `plan` is the target as it is sold today. */
  unfit?(service: Service, wanted: Wanted, plan: Plan | undefined): string | undefined;
  /** What of the price is another, now or afterwards. */
  priceFor?(
    service: Service,
    wanted: Wanted,
    payer: Subscriber['billingProfile'] | undefined,
  ): Partial<Pick<SurveyedPrice, 'price' | 'newPrice' | 'newPeriod'>>;
}

export interface Afterwards {
  readonly plan?: ServicePlan;
  readonly access?: AccessBinding;
  readonly suspension?: BulkActionWish['suspension'];
}

/** By which ways it is done, or the stable code of why it is not. */
export type Aim = { readonly channels: readonly NoticeChannel[] } | { readonly leftOut: string };

/** What is done for a subscriber, at once. */
export interface SubscriberAction extends Common {
  readonly of: 'subscribers';
  aimAt(subscriber: Subscriber, notification: Notification | undefined, wish: BulkActionWish): Aim;
}

export type Action = ServiceAction | SubscriberAction;
