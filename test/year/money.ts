import type { EventEnvelope } from '../../functions/contracts/event.ts';
import { collectionStopped } from '../../functions/contracts/events/collection-stopped.ts';
import { dunningStepTaken } from '../../functions/contracts/events/dunning-step-taken.ts';
import { invoiceIssued } from '../../functions/contracts/events/invoice-issued.ts';
import { paymentAllocated } from '../../functions/contracts/events/payment-allocated.ts';
import { paymentReceived } from '../../functions/contracts/events/payment-received.ts';
import { accountIdOf, billingAccountAggregate } from '../../functions/domain/billing/account.ts';
import { dayNumber, dayOf } from '../../functions/domain/billing/days.ts';
import { type Invoice, invoiceAggregate } from '../../functions/domain/billing/invoice.ts';
import { formatMoney } from '../../functions/domain/money.ts';
import { agreePaymentPlan } from '../../functions/use-cases/agree-payment-plan.ts';
import { holdDunning } from '../../functions/use-cases/hold-dunning.ts';
import { importStatement } from '../../functions/use-cases/import-statement.ts';
import { matchPayment } from '../../functions/use-cases/match-payment.ts';
import { promisePayment } from '../../functions/use-cases/promise-payment.ts';
import { recordPayment } from '../../functions/use-cases/record-payment.ts';
import { refundPayment } from '../../functions/use-cases/refund-payment.ts';
import { writeOffInvoice } from '../../functions/use-cases/write-off-invoice.ts';
import { must } from '../use-cases/paying-subscriber.ts';
import { payingDelay } from './people.ts';
import { currency } from './provider.ts';
import type { Person, World } from './world.ts';

/** How the people of the year pay, do not pay, dispute and promise; and what staff do about it. */
export interface Payers {
  /** Before the charges of the day begin: how each card and bank account behaves today. */
  wake(): Promise<void>;
  hear(event: EventEnvelope): void;
  /** What came to the provider's bank account today is imported. */
  importDay(): Promise<void>;
  /** From now on, or no longer, the bank leaves out what payers wrote. */
  loseReferences(lost: boolean): void;
}

interface Row {
  readonly name: string;
  readonly reference: string;
  readonly minor: number;
}

export function payersOf(world: World): Payers {
  const { cloud, chance, stripe, bank, people } = world;
  const { ports } = cloud;
  const { store } = ports;
  const ownerOf = new Map<string, Person>();
  const statement: Row[] = [];
  /** By what was written on it: a payment that names nobody. */
  const astray = new Map<string, Person>();
  /** Whose a transfer is, and what the bank's statement says of it. */
  const senders = new Map<string, { readonly person: Person; readonly note: string }>();
  const byName = (name: string) => [...people.values()].find(({ character }) => character.name === name);
  let referencesLost = false;
  let intentsSeen = 0;
  let debitsSeen = 0;

  const invoiceOf = async (id: string): Promise<Invoice> => {
    const stored = await store.load(invoiceAggregate, id);
    if (stored === undefined) throw new Error(`there is no ${id}`);
    return stored.state;
  };
  const openOf = async (person: Person) =>
    (await store.load(billingAccountAggregate, accountIdOf(person.subscriberId)))?.state.openInvoices ?? [];
  const roll = (person: Person, what: string) => chance(`${person.character.n} ${what}`);
  /** The how many-th of its owner's an invoice is: what it is called where the year has to come out the same again. */
  const ordinals = new Map<string, number>();
  const ordinalOf = (invoiceId: string) => ordinals.get(invoiceId) ?? 0;

  async function payOnPage(person: Person, invoiceId: string, minor: number): Promise<void> {
    person.pages += 1;
    const id = `pi_page_${person.character.n}_${person.pages}`;
    const metadata = { invoiceId, subscriberId: person.subscriberId };
    const object = {
      id,
      amount: minor,
      amount_received: minor,
      currency: currency.toLowerCase(),
      metadata,
    };
    await world.tell('stripe', person, id, () => stripe.message('payment_intent.succeeded', object));
    if (roll(person, `disputes ${id}`) < 0.02) {
      world.inDays(10, person, `dispute ${id}`, () => dispute(person, id, minor));
    }
  }

  async function dispute(person: Person, paymentId: string, minor: number): Promise<void> {
    const object = {
      id: `dp_${paymentId}`,
      payment_intent: paymentId,
      charge: `ch_${paymentId}`,
      amount: minor,
      reason: 'fraudulent',
      currency: currency.toLowerCase(),
      metadata: {},
    };
    const told = (type: string, status: string) =>
      world.tell('stripe', person, `${type} ${paymentId}`, () => stripe.message(type, { ...object, status }));
    await told('charge.dispute.created', 'needs_response');
    const isWon = roll(person, `wins ${paymentId}`) < 0.5;
    world.inDays(chance.between(`${paymentId} is decided`, 12, 30), person, `close ${paymentId}`, () =>
      told('charge.dispute.closed', isWon ? 'won' : 'lost'),
    );
    if (!isWon) world.inDays(45, person, 'pay after a dispute', () => payOpen(person, 'after a dispute'));
  }

  function transfer(person: Person, invoiceId: string, reference: string, minor: number): void {
    const { name } = person.character;
    const isWrong =
      referencesLost || roll(person, `writes for ${ordinalOf(invoiceId)} ${minor} ${world.today()}`) < 0.05;
    if (!isWrong) {
      statement.push({ name, reference, minor });
      return;
    }
    person.astray += 1;
    const written = `thank you ${name} ${world.today()} ${person.astray}`;
    astray.set(written, person);
    statement.push({ name: 'Bank', reference: written, minor });
  }

  async function pay(person: Person, invoiceId: string, part = 1): Promise<void> {
    const { state, due, number } = await invoiceOf(invoiceId);
    const minor = Math.ceil(due * part);
    if (state === 'void' || minor === 0) return;
    await payAmount(person, invoiceId, number, minor);
  }

  async function payAmount(person: Person, invoiceId: string, number: string, minor: number): Promise<void> {
    switch (person.character.paysBy) {
      case 'transfer': {
        const isByNumber = roll(person, `names ${ordinalOf(invoiceId)} ${world.today()}`) < 0.7;
        transfer(
          person,
          invoiceId,
          isByNumber ? `Invoice ${number}` : `Account ${person.accountNumber}`,
          minor,
        );
        return;
      }
      case 'cash':
        must(
          await recordPayment(
            ports,
            { subscriberId: person.subscriberId, money: { minor, currency }, method: 'cash', invoiceId },
            world.context(),
          ),
        );
        return;
      default:
        await payOnPage(person, invoiceId, minor);
    }
  }

  /** All that is open, whatever it is for. */
  async function payOpen(person: Person, why: string): Promise<void> {
    if (roll(person, `${why} ${world.today()}`) < 0.1) return;
    for (const { invoiceId } of await openOf(person)) await pay(person, invoiceId);
  }

  function plansToPay(person: Person, invoiceId: string): void {
    const { character } = person;
    const { n, paysBy } = character;
    if (paysBy === 'card' || paysBy === 'debit') return;
    const invoice = person.invoices;
    const delay = payingDelay(chance, character, invoice, world.dayOfYear());
    if (delay === undefined) return;
    if (chance(`${n} pays ${invoice} in parts`) < 0.03) {
      world.inDays(delay, person, `pay a part of ${invoice}`, () => pay(person, invoiceId, 0.5));
      world.inDays(delay + 9, person, `pay the rest of ${invoice}`, () => pay(person, invoiceId));
      return;
    }
    world.inDays(delay, person, `pay ${invoice}`, () => pay(person, invoiceId));
    if (paysBy === 'transfer' && chance(`${n} pays ${invoice} twice`) < 0.015) {
      world.inDays(delay, person, `pay ${invoice} again`, async () => {
        const { total, number } = await invoiceOf(invoiceId);
        if (total > 0) transfer(person, invoiceId, `Invoice ${number}`, total);
      });
    }
  }

  function bankDecides(debit: (typeof bank.debits)[number]): void {
    const person = people.get(debit.metadata['subscriberId'] ?? '');
    if (person === undefined) throw new Error(`the debit ${debit.id} is nobody's`);
    const fails = person.character.discipline === 'struggling' ? 0.3 : 0.04;
    const what = `debit for ${ordinalOf(debit.metadata['invoiceId'] ?? '')} ${debit.amount} ${world.today()}`;
    const told = (action: 'confirmed' | 'failed' | 'charged_back') =>
      world.tell('gocardless', person, `${what} ${action}`, () =>
        bank.tell(debit.id, action, 'insufficient funds'),
      );
    if (roll(person, what) < fails) {
      world.inDays(2, person, `${what} fails`, () => told('failed'));
      return;
    }
    const after = chance.between(`${person.character.n} ${what} is confirmed`, 3, 5);
    world.inDays(after, person, `${what} is confirmed`, () => told('confirmed'));
    if (roll(person, `${what} goes back`) < 0.02) {
      world.inDays(after + 21, person, `${what} goes back`, () => told('charged_back'));
      world.inDays(after + 40, person, 'pay after a charge back', () =>
        payOpen(person, 'after a charge back'),
      );
    }
  }

  function promises(person: Person, kind: string): void {
    const { n, discipline } = person.character;
    if (discipline === 'gone') return;
    const what = `${n} at ${kind} on ${world.today()}`;
    const decision = chance(what);
    const refusals = [
      'dunning.nothing-overdue',
      'dunning.promise-broken',
      'dunning.promise-day',
      'dunning.promises-not-taken',
      'dunning.plans-not-taken',
      'dunning.plan-running',
      'dunning.nothing-open',
    ];
    if (decision < 0.3) {
      world.inDays(1, person, 'promise', async () => {
        const until = dayOf(dayNumber(world.today()) + 6);
        const wish = { until, note: 'On the phone.' };
        const promise = promisePayment(ports, person.subscriberId, wish, world.context());
        if (world.mayBeRefused(await promise, refusals) === undefined) return;
        if (chance(`${what} keeps`) < 0.6) {
          world.inDays(5, person, 'pay as promised', () => payOpen(person, 'as promised'));
        }
      });
    } else if (decision < 0.45) {
      world.inDays(1, person, 'agree on a plan', async () => {
        const wish = { instalments: 3, firstOn: dayOf(dayNumber(world.today()) + 3), every: 'week' as const };
        const agreed = await agreePaymentPlan(ports, person.subscriberId, wish, world.context());
        const { plan } = world.mayBeRefused(agreed, refusals) ?? {};
        for (const [i, { on, minor }] of (plan?.instalments ?? []).entries()) {
          if (chance(`${what} pays instalment ${i}`) > 0.85) return;
          const invoiceId = plan?.invoiceIds[0] ?? '';
          world.inDays(dayNumber(on) - dayNumber(world.today()), person, `pay instalment ${i}`, async () => {
            const { number } = await invoiceOf(invoiceId);
            await payAmount(person, invoiceId, number, minor);
          });
        }
      });
    } else if (decision < 0.5) {
      const until = dayOf(dayNumber(world.today()) + 10);
      world.inDays(1, person, 'be held', async () => {
        const hold = { subscriberId: person.subscriberId, until, reason: 'Says it was paid.' };
        must(await holdDunning(ports, hold, world.context()));
      });
    }
  }

  const hearing: Readonly<Record<string, (event: EventEnvelope, data: unknown) => void>> = {
    'invoice.issued'({ aggregateId }, data) {
      const { subscriberId, due, document } = invoiceIssued.data.parse(data);
      const person = people.get(subscriberId);
      if (person === undefined || document !== 'invoice') return;
      ownerOf.set(aggregateId.slice(4), person);
      person.invoices += 1;
      ordinals.set(aggregateId, person.invoices);
      if (due > 0) plansToPay(person, aggregateId);
    },
    'collection.stopped'({ aggregateId }, data) {
      const { reason } = collectionStopped.data.parse(data);
      const person = ownerOf.get(aggregateId.slice(4));
      if (person === undefined || person.character.discipline === 'gone') return;
      if (reason === 'declined' && person.character.paysBy === 'card') {
        const after = chance.between(`${person.character.n} new card ${person.cards}`, 1, 9);
        world.inDays(after, person, 'save a card', () => saveCard(world, person));
      } else if (reason === 'exhausted' || reason === 'no-method' || reason === 'declined') {
        const after = chance.between(`${person.character.n} by hand ${world.today()}`, 2, 25);
        world.inDays(after, person, 'pay by hand', () => payOpen(person, 'by hand'));
      }
    },
    'dunning.step-taken'(_, data) {
      const { subscriberId, kind } = dunningStepTaken.data.parse(data);
      const person = people.get(subscriberId);
      if (person === undefined) return;
      if (kind === 'throttle' || kind === 'walled-garden' || kind === 'suspension') promises(person, kind);
      if (kind === 'hand-over' && roll(person, 'is written off') < 0.6) {
        world.inDays(15, person, 'write off', async () => {
          for (const { invoiceId } of await openOf(person)) {
            const written = await writeOffInvoice(ports, invoiceId, { reason: 'Lost.' }, world.context());
            world.mayBeRefused(written, ['invoice.nothing-due', 'invoice.paid', 'invoice.void']);
          }
        });
      }
    },
    'payment.received'({ aggregateId }, data) {
      const { note = '' } = paymentReceived.data.parse(data);
      const [name = '', written = ''] = note.split(': ');
      const person = astray.get(written) ?? byName(name);
      if (person !== undefined) senders.set(aggregateId, { person, note });
    },
    // Staff ask the bank whose money it is.
    'payment.unmatched'({ aggregateId }) {
      const { person, note } = senders.get(aggregateId) ?? {};
      if (person === undefined) return;
      const { subscriberId } = person;
      world.inDays(chance.between(`${note} is matched`, 2, 4), person, `match ${note}`, async () => {
        must(await matchPayment(ports, aggregateId, { subscriberId }, world.context()));
      });
    },
    'payment.allocated'({ aggregateId }, data) {
      const { subscriberId, credited } = paymentAllocated.data.parse(data);
      const person = people.get(subscriberId);
      if (person === undefined || credited === 0 || person.character.paysBy !== 'transfer') return;
      if (roll(person, `asks back ${world.today()}`) > 0.5) return;
      world.inDays(6, person, `ask ${credited} back`, async () => {
        const wish = { amount: { minor: credited, currency }, reason: 'Paid twice.' };
        must(await refundPayment(ports, aggregateId, wish, world.context()));
      });
    },
  };

  return {
    async wake() {
      for (const person of people.values()) {
        const { n, paysBy, discipline } = person.character;
        if (paysBy !== 'card' || person.token === undefined) continue;
        const day = chance(`${n} card on ${world.today()}`);
        const isGone = discipline === 'gone' && world.dayOfYear() > chance.between(`${n} is gone`, 60, 240);
        const declines = discipline === 'struggling' ? 0.5 : 0.05;
        stripe.behave(
          person.token,
          isGone || day > 0.995
            ? { declines: 'stolen_card' }
            : day < declines
              ? { declines: 'insufficient_funds' }
              : day < declines + 0.05
                ? 'processes'
                : 'pays',
        );
      }
    },
    hear(event) {
      hearing[event.type]?.(event, event.data);
      for (const intent of stripe.intents.slice(intentsSeen)) {
        if (intent.status !== 'processing') continue;
        const person = people.get(intent.metadata['subscriberId'] ?? '');
        if (person === undefined) throw new Error(`the charge ${intent.id} is nobody's`);
        const of = `${ordinalOf(intent.metadata['invoiceId'] ?? '')} ${intent.amount}`;
        const what = `intent ${person.character.n} ${world.today()} ${of}`;
        const outcome = chance(what) < 0.75 ? 'succeeded' : 'failed';
        world.inDays(chance.between(`${what} takes`, 1, 3), person, what, () =>
          world.tell('stripe', person, what, () => stripe.settle(intent.id, outcome)),
        );
      }
      intentsSeen = stripe.intents.length;
      for (const debit of bank.debits.slice(debitsSeen)) bankDecides(debit);
      debitsSeen = bank.debits.length;
    },
    async importDay() {
      const rows = statement
        .splice(0)
        .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.minor - b.minor));
      if (rows.length === 0) return;
      const lines = rows.map(({ name, reference, minor }, i) =>
        [
          world.today(),
          name,
          reference,
          formatMoney({ minor, currency }).amount,
          `${world.today()}/${i}`,
        ].join(';'),
      );
      const content = ['date;name;reference;amount;id', ...lines].join('\n');
      const columns = {
        separator: ';' as const,
        date: 'date',
        dateFormat: 'YYYY-MM-DD' as const,
        amount: 'amount',
        decimal: '.' as const,
        currency: { code: currency },
        reference: ['reference'],
        name: 'name',
        id: 'id',
      };
      must(await importStatement(ports, { format: 'csv', content, columns }, world.context()));
    },
    loseReferences(lost) {
      referencesLost = lost;
    },
  };
}

/** A card is saved on the provider's page, in place of the former one. */
export async function saveCard(world: World, person: Person): Promise<void> {
  const { n } = person.character;
  person.cards += 1;
  const token = `pm_${n}_${person.cards}`;
  person.token = token;
  await world.tellAtOnce('stripe', () => world.stripe.save(token, person.subscriberId));
}
