import type { Address } from '../../functions/contracts/scalars.ts';
import { type TaxRules, taxRules } from '../../functions/contracts/tax-rules.ts';
import { accountIdOf, billingAccountAggregate } from '../../functions/domain/billing/account.ts';
import { invoiceAggregate } from '../../functions/domain/billing/invoice.ts';
import { unnamedOperator } from '../../functions/domain/document/operator.ts';
import type { Result } from '../../functions/domain/result.ts';
import { serviceAggregate } from '../../functions/domain/service/evolve.ts';
import type { Context } from '../../functions/ports/context.ts';
import type { Ports } from '../../functions/ports/ports.ts';
import { announceVersion } from '../../functions/use-cases/announce-version.ts';
import { billSubscriber } from '../../functions/use-cases/bill-subscriber.ts';
import { cancelAction } from '../../functions/use-cases/cancel-action.ts';
import { changeOperator } from '../../functions/use-cases/change-operator.ts';
import { changeService } from '../../functions/use-cases/change-service.ts';
import { changeSubscriber } from '../../functions/use-cases/change-subscriber.ts';
import { createAddOn } from '../../functions/use-cases/create-add-on.ts';
import { createCoupon } from '../../functions/use-cases/create-coupon.ts';
import { createCreditNote } from '../../functions/use-cases/create-credit-note.ts';
import { createEquipmentModel } from '../../functions/use-cases/create-equipment-model.ts';
import { createPlan, type TermsWish } from '../../functions/use-cases/create-plan.ts';
import { createSite } from '../../functions/use-cases/create-site.ts';
import { createSubscriber } from '../../functions/use-cases/create-subscriber.ts';
import { endDiscount } from '../../functions/use-cases/end-discount.ts';
import { everyOne } from '../../functions/use-cases/every-one.ts';
import { grantCredit } from '../../functions/use-cases/grant-credit.ts';
import { grantDiscount } from '../../functions/use-cases/grant-discount.ts';
import { orderService } from '../../functions/use-cases/order-service.ts';
import { payOffItem } from '../../functions/use-cases/pay-off-item.ts';
import { publishPlanVersion } from '../../functions/use-cases/publish-plan-version.ts';
import { recordServiceOutage } from '../../functions/use-cases/record-outage.ts';
import { recordPayment } from '../../functions/use-cases/record-payment.ts';
import { redeemCoupon } from '../../functions/use-cases/redeem-coupon.ts';
import { refundPayment } from '../../functions/use-cases/refund-payment.ts';
import type { When } from '../../functions/use-cases/schedule-action.ts';
import { selectService } from '../../functions/use-cases/select-service.ts';
import { setTaxRules } from '../../functions/use-cases/set-tax-rules.ts';
import { startDueAction } from '../../functions/use-cases/start-due-action.ts';
import { suspendService } from '../../functions/use-cases/suspend-service.ts';
import { terminateService } from '../../functions/use-cases/terminate-service.ts';
import { voidInvoice } from '../../functions/use-cases/void-invoice.ts';
import { type DatedStep, dated, dayAfter, noon } from './calendar.ts';
import { minorOf, type Played } from './compare.ts';
import { prove } from './network.ts';
import type { Step, Story } from './story.ts';

const actor = { kind: 'staff', id: 'story' } as const;

function must<T>(result: Result<T>, what: string): T {
  if (result.ok) return result.value;
  throw new Error(`${what}: ${result.refusal.code}: ${result.refusal.message}`);
}

/** A site on which the stories' services live. */
export async function openSite(ports: Ports): Promise<string> {
  const context = { actor, now: '2000-01-01T00:00:00.000Z' };
  return must(await createSite(ports, { name: 'Stories', timeZone: 'UTC' }, context), 'site').id;
}

/** Plays a story through the product's use cases, its clock set by the story alone. */
export async function play(ports: Ports, siteId: string, story: Story): Promise<Played> {
  const stage = await setUp(ports, siteId, story);
  const steps = dated(story.steps, story.timezone);
  const surprises: string[] = [];
  let next = 0;
  let day: string | undefined = steps[0]?.on;
  while (day !== undefined && day <= story.until) {
    const today: string = day;
    let now = noon(today, story.timezone);
    await stage.startDue({ actor, now });
    for (let step = steps[next]; step !== undefined && step.on <= today; step = steps[next]) {
      const surprise = judged(step, await stage.perform(step.step, { actor, now: step.at }));
      if (surprise !== undefined) surprises.push(surprise);
      if (step.at > now) now = step.at;
      next += 1;
    }
    // What could not start before the day's steps is started by the events of these.
    await stage.startDue({ actor, now });
    await stage.bill(today, { actor, now });
    day = await stage.dayAfter(today, steps[next]?.on);
  }
  return { ...(await stage.outcome()), surprises };
}

function judged({ step, number }: DatedStep, result: Result<unknown>): string | undefined {
  const name = `step ${number} (${step.do})`;
  if (result.ok) return step.refused === undefined ? undefined : `${name}: expected a refusal, actual done`;
  const { code, message } = result.refusal;
  if (step.refused === true || step.refused === code) return undefined;
  const expected = step.refused === undefined ? 'done' : `refused with ${step.refused}`;
  return `${name}: expected ${expected}, actual refused with ${code}: ${message}`;
}

interface Stage {
  perform(step: Step, context: Context): Promise<Result<unknown>>;
  /** Places the orders that waited for this day, as the daily sweep does. */
  startDue(context: Context): Promise<void>;
  bill(on: string, context: Context): Promise<void>;
  /** The next day on which the story or the account has something to do. */
  dayAfter(day: string, nextStepOn: string | undefined): Promise<string | undefined>;
  outcome(): Promise<Omit<Played, 'surprises'>>;
}

async function setUp(ports: Ports, siteId: string, story: Story): Promise<Stage> {
  const { store } = ports;
  const { currency, timezone } = story;
  const began = { actor, now: noon(dated(story.steps, timezone)[0]?.on ?? story.until, timezone) };
  const catalogue = await stock(ports, story, began);
  const subscriber = must(
    await createSubscriber(
      ports,
      {
        kind: 'contact',
        name: story.id,
        emails: [],
        phones: [],
        addresses: { service: addressAt(story.buyer.place) },
        ...(story.buyer.taxId === undefined ? {} : { taxId: story.buyer.taxId }),
        ...(story.buyer.exemptions === undefined ? {} : { taxExemptions: story.buyer.exemptions }),
        language: 'en',
        timeZone: timezone,
        currency,
        tags: [],
        billingProfile: story.billing,
        notes: [],
      },
      began,
    ),
    'subscriber',
  );
  const subscriberId = subscriber.id;
  if (story.seller !== undefined) {
    const operator = { ...unnamedOperator, address: addressAt(story.seller) };
    must(await changeOperator(ports, operator, began), 'seller');
  }
  // The rules are those of the whole deployment: a story does not live by those of the one before it.
  must(await setTaxRules(ports, rulesOf(story.taxRules), began), 'tax rules');
  const services = new Map<string, string>();
  const payments: string[] = [];
  const invoices = () => everyOne(store, invoiceAggregate, { by: 'owner', owner: subscriberId });
  const money = (amount: string) => ({ minor: minorOf(amount, currency), currency });
  const serviceId = (name: string): string => {
    const id = services.get(name);
    if (id === undefined) throw new Error(`the story speaks of a service ${name} before it activates it`);
    return id;
  };

  /** The rules with ids in the place of names. */
  function rulesOf(rules: Story['taxRules']): TaxRules {
    if (rules === undefined) return taxRules.parse({});
    const items = Object.entries(rules.categories.items).map(([name, category]) => [
      name in story.plans
        ? catalogue.plan(name)
        : name in story.addOns
          ? catalogue.addOn(name)
          : catalogue.equipment(name),
      category,
    ]);
    return { ...rules, categories: { ...rules.categories, items: Object.fromEntries(items) } };
  }

  async function activate(step: Extract<Step, { do: 'activate' }>, context: Context): Promise<Result<void>> {
    const selected = await selectService(
      ports,
      subscriberId,
      {
        planId: catalogue.plan(step.plan),
        addOns: step.addOns.map(catalogue.addOn),
        equipment: step.equipment.map((name) => ({ equipmentModelId: catalogue.equipment(name) })),
        ...(step.coupon === undefined ? {} : { coupon: catalogue.coupon(step.coupon) }),
        access: {
          technology: 'pppoe',
          siteId,
          username: `${subscriberId}-${services.size + 1}`,
          password: 'a-password',
        },
      },
      context,
    );
    if (!selected.ok) return selected;
    const { id } = selected.value.service;
    services.set(step.service, id);
    await announceVersion(ports, id, context);
    return prove(ports, id, await orderService(ports, id, { kind: 'activate' }, context), context);
  }

  async function addOrRemove(
    step: Extract<Step, { do: 'add' | 'remove' }>,
    context: Context,
  ): Promise<Result<void>> {
    const id = serviceId(step.service);
    const { addOn, equipment } = step;
    if (step.do === 'add') {
      const wish = {
        ...(addOn === undefined ? {} : { addOns: [catalogue.addOn(addOn)] }),
        ...(equipment === undefined
          ? {}
          : { equipment: [{ equipmentModelId: catalogue.equipment(equipment) }] }),
      };
      return prove(ports, id, await changeService(ports, id, wish, context), context);
    }
    const held = await itemOf(step);
    return prove(ports, id, await changeService(ports, id, { removeItems: [held.itemId] }, context), context);
  }

  /** The item of a service that a step names. */
  async function itemOf({
    service,
    addOn,
    equipment,
  }: {
    readonly service: string;
    readonly addOn?: string | undefined;
    readonly equipment?: string | undefined;
  }) {
    const model = addOn === undefined ? catalogue.equipment(equipment ?? '') : catalogue.addOn(addOn);
    const held = (await serviceOf(serviceId(service))).extras.find(({ modelId }) => modelId === model);
    if (held === undefined) throw new Error(`the service ${service} has no ${addOn ?? equipment}`);
    return held;
  }

  async function discount(
    step: Extract<Step, { do: 'discount' | 'end-discount' | 'redeem' }>,
    context: Context,
  ): Promise<Result<unknown>> {
    const id = serviceId(step.service);
    if (step.do === 'redeem') {
      return redeemCoupon(ports, id, { coupon: catalogue.coupon(step.coupon), from: 'now' }, context);
    }
    if (step.do === 'end-discount') {
      const held = (await serviceOf(id)).discounts?.find(({ name }) => name === step.name);
      if (held === undefined) throw new Error(`the service has no discount ${step.name}`);
      return endDiscount(ports, id, held.discountId, context);
    }
    const { name, lasts, rank, from } = step;
    const off = 'percent' in step.off ? step.off : { amount: { amount: step.off.amount, currency } };
    const appliesTo =
      typeof step.appliesTo === 'string'
        ? step.appliesTo
        : { itemId: (await itemOf({ ...step.appliesTo, service: step.service })).itemId };
    const when: When = from === 'next-period' ? 'end-of-period' : from;
    return grantDiscount(ports, id, { name, off, appliesTo, lasts, rank, from: when }, context);
  }

  async function perform(step: Step, context: Context): Promise<Result<unknown>> {
    switch (step.do) {
      case 'activate':
        return activate(step, context);
      case 'change-plan': {
        const id = serviceId(step.service);
        const when: When = step.when === 'next-period' ? 'end-of-period' : step.when;
        const wish = { planId: catalogue.plan(step.plan), when };
        return prove(ports, id, await changeService(ports, id, wish, context), context);
      }
      case 'add':
      case 'remove':
        return addOrRemove(step, context);
      case 'suspend': {
        const id = serviceId(step.service);
        const { reason, until, when } = step;
        return prove(ports, id, await suspendService(ports, id, { reason, until, when }, context), context);
      }
      case 'resume': {
        const id = serviceId(step.service);
        return prove(ports, id, await orderService(ports, id, { kind: 'resume' }, context), context);
      }
      case 'terminate': {
        const id = serviceId(step.service);
        return prove(ports, id, await terminateService(ports, id, step, context), context);
      }
      case 'cancel': {
        const id = serviceId(step.service);
        const action = (await serviceOf(id)).pending.find(({ command }) => command.kind === step.pending);
        if (action === undefined) throw new Error(`no ${step.pending} waits on ${step.service}`);
        return cancelAction(ports, id, action.actionId, context);
      }
      case 'discount':
      case 'end-discount':
      case 'redeem':
        return discount(step, context);
      case 'pay-off': {
        const { itemId } = await itemOf(step);
        const id = serviceId(step.service);
        return payOffItem(ports, id, { itemId, rest: step.rest }, context);
      }
      case 'outage': {
        const [startedAt, endedAt] = [step.from, step.to].map((at) => new Date(at).toISOString());
        if (startedAt === undefined || endedAt === undefined) throw new Error('an outage without its times');
        return recordServiceOutage(ports, serviceId(step.service), { startedAt, endedAt }, context);
      }
      case 'publish-version': {
        const { price, migratesOn } = step;
        const wish = { ...planTerms(story, step.plan), price: { amount: price, currency }, migratesOn };
        const published = await publishPlanVersion(ports, catalogue.plan(step.plan), wish, context);
        for (const id of services.values()) await announceVersion(ports, id, context);
        return published;
      }
      case 'set-tax-rules':
        return setTaxRules(ports, rulesOf(step.rules), context);
      case 'exempt':
        return changeSubscriber(ports, subscriberId, { taxExemptions: step.exemptions }, context);
      case 'set-cycle-day':
        return changeSubscriber(ports, subscriberId, { billingProfile: { cycleDay: step.day } }, context);
      case 'pay': {
        const paid = await recordPayment(
          ports,
          { subscriberId, money: money(step.amount), method: 'bank-transfer' },
          context,
        );
        if (paid.ok) payments.push(paid.value.id);
        return paid;
      }
      case 'refund': {
        const payment = payments[step.payment - 1];
        if (payment === undefined) throw new Error(`there is no payment ${step.payment} yet`);
        return refundPayment(ports, payment, { amount: money(step.amount) }, context);
      }
      case 'adjust': {
        const invoice = (await invoices())[step.invoice - 1];
        const line = invoice?.state.lines[step.line - 1];
        if (invoice === undefined || line === undefined) throw new Error('there is no such line yet');
        return createCreditNote(
          ports,
          { invoiceId: invoice.id, lineId: line.lineId, amount: money(step.amount), reason: 'story' },
          context,
        );
      }
      case 'void': {
        const invoice = (await invoices())[step.invoice - 1];
        if (invoice === undefined) throw new Error(`there is no invoice ${step.invoice} yet`);
        return voidInvoice(ports, invoice.id, { reason: 'story' }, context);
      }
      case 'credit':
        return grantCredit(ports, subscriberId, { amount: money(step.amount), reason: 'story' }, context);
    }
  }

  async function serviceOf(id: string) {
    const stored = await store.load(serviceAggregate, id);
    if (stored === undefined) throw new Error(`the service ${id} is gone`);
    return stored.state;
  }

  const account = () => store.load(billingAccountAggregate, accountIdOf(subscriberId));
  return {
    perform,
    async startDue(context) {
      for (const id of services.values()) {
        const ordered = await startDueAction(ports, id, context);
        if (ordered !== undefined) must(await prove(ports, id, { ok: true, value: ordered }, context), 'due');
      }
    },
    async bill(on, context) {
      must(await billSubscriber(ports, { subscriberId, on }, context), 'billing');
    },
    async dayAfter(day, nextStepOn) {
      const due = (await account())?.state.nextBillingOn;
      const tomorrow = dayAfter(day);
      const waiting = await Promise.all(
        [...services.values()].map(async (id) => (await serviceOf(id)).pending),
      );
      const days = [due, nextStepOn, ...waiting.flat().map(({ on }) => on)].filter((on) => on !== undefined);
      // What is still due today waits for tomorrow's run.
      if (days.some((on) => on < tomorrow)) return tomorrow;
      return days.toSorted()[0];
    },
    async outcome() {
      const state = (await account())?.state;
      const debt = Math.max(0, -(state?.credit ?? 0));
      return {
        invoices: (await invoices()).map((invoice) => invoice.state),
        credit: Math.max(0, state?.credit ?? 0),
        due: (state?.openInvoices ?? []).reduce((sum, { due }) => sum + due, debt),
        serviceNames: new Map([...services].map(([name, id]) => [id, name])),
      };
    },
  };
}

function addressAt(place: Story['buyer']['place']): Address {
  return { line1: 'Main Street 1', city: 'Springfield', ...place };
}

/** Puts the story's plans, add-ons and equipment on offer. */
async function stock(ports: Ports, story: Story, context: Context) {
  const { currency } = story;
  const ids = new Map<string, string>();
  for (const name of Object.keys(story.plans)) {
    const wish = { name, technologies: ['pppoe' as const], ...planTerms(story, name) };
    ids.set(`plan ${name}`, must(await createPlan(ports, wish, context), `plan ${name}`).id);
  }
  for (const [name, { price, trialDays = 0, ...terms }] of Object.entries(story.addOns)) {
    const made = await createAddOn(
      ports,
      { name, price: { amount: price, currency }, trialDays, ...terms },
      context,
    );
    ids.set(`add-on ${name}`, must(made, `add-on ${name}`).id);
  }
  for (const [name, { price, trialDays = 0, ...terms }] of Object.entries(story.equipment)) {
    const made = await createEquipmentModel(
      ports,
      { name, vendor: 'Story', model: name, price: { amount: price, currency }, trialDays, ...terms },
      context,
    );
    ids.set(`equipment ${name}`, must(made, `equipment ${name}`).id);
  }
  const find = (kind: string) => (name: string) => {
    const id = ids.get(`${kind} ${name}`);
    if (id === undefined) throw new Error(`the story has no ${kind} ${name}`);
    return id;
  };
  const plan = find('plan');
  for (const [code, { off, plans, ...terms }] of Object.entries(story.coupons)) {
    // A code belongs to the whole provider, so each story has its own.
    const own = `${code}-${ports.ids.next('cpn').slice(-10)}`.toUpperCase();
    const made = await createCoupon(
      ports,
      {
        ...terms,
        code: own,
        name: code,
        rank: 100,
        off: off && ('percent' in off ? off : { amount: { amount: off.amount, currency } }),
        ...(plans === undefined ? {} : { plans: plans.map(plan) }),
      },
      context,
    );
    must(made, `coupon ${code}`);
    ids.set(`coupon ${code}`, own);
  }
  return { plan, addOn: find('add-on'), equipment: find('equipment'), coupon: find('coupon') };
}

/** A plan's terms as the catalogue takes them. */
function planTerms({ plans, currency }: Story, name: string): TermsWish {
  const plan = plans[name];
  if (plan === undefined) throw new Error(`the story has no plan ${name}`);
  const { price, period, charge, trialDays = 0, setupFee, setupFeeWaivedFor, contract } = plan;
  const money = (amount: string) => ({ amount, currency });
  return {
    price: money(price),
    period,
    charge,
    trialDays,
    network: { downKbps: 50_000, upKbps: 10_000, interimSeconds: 300 },
    ...(setupFee === undefined ? {} : { setupFee: { price: money(setupFee), waivedFor: setupFeeWaivedFor } }),
    ...(contract === undefined
      ? {}
      : {
          contract: {
            months: contract.months,
            earlyTermination:
              contract.fee === undefined
                ? { restPercent: contract.restPercent ?? 0 }
                : { fee: money(contract.fee) },
          },
        }),
  };
}
