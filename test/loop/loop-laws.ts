import type { PositionedEvent } from '../../functions/contracts/event.ts';
import type { DunningServicesRestored } from '../../functions/contracts/events/dunning-services-restored.ts';
import type { DunningStepTaken } from '../../functions/contracts/events/dunning-step-taken.ts';
import type { InvoiceIssued } from '../../functions/contracts/events/invoice-issued.ts';
import { accountIdOf, billingAccountAggregate } from '../../functions/domain/billing/account.ts';
import { dayNumber } from '../../functions/domain/billing/days.ts';
import { isSame } from '../../functions/domain/details.ts';
import { absentContent, deliveredContent } from '../../functions/domain/network/desired-state.ts';
import { defaultAccessPolicy } from '../../functions/domain/policy/access-policy.ts';
import { runningOrder, type Service } from '../../functions/domain/service/service.ts';
import type { ProviderInLoop } from './provider-in-loop.ts';
import { type RandomPayer, rankOfKind } from './random-payer.ts';

/** What must hold of a payer at every moment at which nothing is under way. Each violation is told in words. */
export async function violationsOf(
  provider: ProviderInLoop,
  payer: RandomPayer,
  day: string,
  patience: Map<string, number> | undefined,
): Promise<readonly string[]> {
  const { subscriber, rule } = payer;
  const services = await Promise.all(
    subscriber.serviceIds.map(async (id) => ({ id, service: await provider.service(id) })),
  );
  const account = (await provider.cloud.ports.store.load(billingAccountAggregate, accountIdOf(subscriber.id)))
    ?.state;
  const open = account?.openInvoices ?? [];
  const credit = account?.credit ?? 0;
  const dunning = await provider.dunning(subscriber.id);
  const overdue = (by: string) =>
    Math.max(0, open.reduce((sum, { dueOn, due }) => (dueOn < by ? sum + due : sum), 0) - credit);
  const minimum = rule.minimum === undefined ? 1 : 200;
  const isSettled = overdue(day) < minimum;
  const isPromised = dunning?.promise !== undefined && day <= dunning.promise.until;
  const isHeld = dunning?.hold !== undefined && day < dunning.hold.until;
  const violations: string[] = [];

  const billed = provider.cloud.events
    .filter(({ type, data }) => type === 'invoice.issued' && data['subscriberId'] === subscriber.id)
    .reduce((sum, { data }) => sum + (data as InvoiceIssued['data']).total, 0);
  const owed = open.reduce((sum, { due }) => sum + due, 0) - credit;
  if (owed !== billed - payer.paid) violations.push(`owes ${billed - payer.paid}, the account says ${owed}`);

  for (const { id, service } of services) {
    violations.push(...networkViolations(provider, id, service));
    const rank = takenOf(service);
    if (isSettled && rank > 0 && rank < 4) violations.push(`owes ${overdue(day)} and ${id} is at ${rank}`);
    const isLevelled = dunning?.cut.includes(id) === true;
    const level = rankOfKind(dunning?.level?.kind);
    const isLent = isPromised && rule.promises?.restores === true;
    if (level > 0 && rank < 4 && !isLevelled) violations.push(`${id} was left out of level ${level}`);
    if (isLent && !isSettled && rank > 0 && rank < 4) violations.push(`${id} is at ${rank} on a promise`);
    // A paused service comes back into the garden, from which a suspension follows.
    const most = service.state === 'suspended' && service.suspension.reason === 'requested' ? 2 : 4;
    if (isLevelled && !isSettled && !isLent && rank < Math.min(level, most)) {
      violations.push(`owes ${overdue(day)} and ${id} is at ${rank}, not ${level}`);
    }
  }
  if (patience !== undefined) {
    violations.push(
      ...pastThePolicy(payer, services, { isSettled, isExcused: isPromised || isHeld, patience }, (age) =>
        open.some(({ dueOn, due }) => due > 0 && dayNumber(day) - dayNumber(dueOn) >= age),
      ),
    );
  }
  return violations.map((words) => `${day} ${subscriber.name}: ${words}`);
}

/** Each step is taken a few days after it could have been at the latest: there is one a day and invoice. */
function pastThePolicy(
  { subscriber, rule }: RandomPayer,
  services: readonly { readonly id: string; readonly service: Service }[],
  standing: {
    readonly isSettled: boolean;
    readonly isExcused: boolean;
    readonly patience: Map<string, number>;
  },
  isOwedFor: (days: number) => boolean,
): readonly string[] {
  const { isSettled, isExcused, patience } = standing;
  return rule.steps.flatMap(({ stepId, kind, day }, i) => {
    const rank = rankOfKind(kind);
    const key = `${subscriber.id} ${stepId}`;
    if (rank === 0 || isSettled || isExcused || !isOwedFor(day)) {
      patience.delete(key);
      return [];
    }
    const days = (patience.get(key) ?? 0) + 1;
    patience.set(key, days);
    if (days <= i + 1) return [];
    return services.flatMap(({ id, service }) => {
      const isPaused = service.state === 'suspended' && service.suspension.reason === 'requested';
      return takenOf(service) < Math.min(rank, isPaused ? 2 : 4)
        ? [`${stepId} was due ${days} days ago, and ${id} is at ${takenOf(service)}`]
        : [];
    });
  });
}

/** What dunning has taken of a service, as a rank. */
function takenOf(service: Service): number {
  if (service.state === 'terminating' || service.state === 'terminated') return 4;
  if (service.state === 'suspended' && service.suspension.reason === 'overdue') return 3;
  if (service.restriction === undefined) return 0;
  return service.restriction.entitlement === 'throttled' ? 1 : 2;
}

/** What the product's one function of access says is what was issued, and what the agent holds. */
function networkViolations(provider: ProviderInLoop, id: string, service: Service): readonly string[] {
  if (runningOrder(service) !== undefined) return [`${id} has an order that never ends`];
  const entitled =
    service.state === 'active'
      ? deliveredContent(service, undefined, defaultAccessPolicy)
      : service.state === 'suspended'
        ? deliveredContent(service, service.suspension, defaultAccessPolicy)
        : absentContent(service);
  const held = provider.held(id);
  const isRight = entitled.present
    ? held?.present === true &&
      held.entitlement === entitled.entitlement &&
      isSame(held.profile, entitled.profile)
    : held === undefined || !held.present;
  return isRight && (held === undefined || held.revision === service.desired?.revision)
    ? []
    : [
        `${id} is ${service.state}, entitled to ${entitled.entitlement}, but its site has ${held?.entitlement}`,
      ];
}

/** What the events must tell: no step twice for one debt, no fee twice at all, and all that was taken given back once. */
export function historyViolations(events: readonly PositionedEvent[]): readonly string[] {
  const steps = new Map<string, Set<string>>();
  const fees = new Set<string>();
  const cut = new Set<string>();
  const suspended = new Set<string>();
  const violations: string[] = [];
  const once = (set: Set<string>, key: string, words: string) => {
    if (set.has(key)) violations.push(words);
    set.add(key);
  };
  for (const { type, aggregateId, data, at } of events) {
    switch (type) {
      case 'dunning.step-taken': {
        const {
          invoiceId = 'the balance',
          stepId,
          on,
          serviceIds,
          feeInvoiceId,
        } = data as DunningStepTaken['data'];
        const ofDebt = steps.get(aggregateId) ?? new Set();
        steps.set(aggregateId, ofDebt);
        once(ofDebt, `${invoiceId} ${stepId}`, `${stepId} was taken twice for ${invoiceId}`);
        once(ofDebt, `${invoiceId} ${on}`, `two steps were taken on ${on} for ${invoiceId}`);
        if (feeInvoiceId !== undefined) {
          once(fees, invoiceId, `${invoiceId} was charged a fee twice`);
          if (fees.has(`of ${invoiceId}`)) violations.push(`a fee was charged of the fee ${invoiceId}`);
          fees.add(`of ${feeInvoiceId}`);
        }
        for (const id of serviceIds) cut.add(id);
        break;
      }
      case 'dunning.closed':
        steps.delete(aggregateId);
        break;
      case 'dunning.services-restored':
        for (const id of (data as DunningServicesRestored['data']).serviceIds) {
          if (!cut.delete(id)) violations.push(`${at} ${id} was restored without having been taken`);
        }
        break;
      case 'service.suspended':
        if (data['reason'] === 'overdue') once(suspended, aggregateId, `${aggregateId} was suspended twice`);
        break;
      case 'service.resumed':
        if (data['reason'] === 'overdue' && !suspended.delete(aggregateId)) {
          violations.push(`${aggregateId} was resumed twice`);
        }
        break;
      case 'service-order.failed':
        violations.push(`${at} the order ${aggregateId} failed: ${data['reason']}`);
        break;
    }
  }
  return violations;
}
