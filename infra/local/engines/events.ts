import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { compilePattern, type Matches } from '../event-pattern.ts';
import { AwsError, type LocalStack } from '../stack.ts';
import { transaction } from '../transaction.ts';
import { Delivery, type DeliveryPolicy } from './events/delivery.ts';
import { type BusEvent, type InputSettings, inputMaker, type MakeInput } from './events/input.ts';
import { Timetable } from './schedules/timetable.ts';

export interface RuleTarget extends InputSettings {
  readonly arn: string;
  readonly groupId?: string | undefined;
  readonly policy: DeliveryPolicy;
}

export interface RuleSettings {
  readonly name: string;
  readonly bus: string;
  readonly pattern?: unknown;
  readonly schedule?: string | undefined;
  readonly targets: readonly RuleTarget[];
}

interface Rule {
  readonly arn: string;
  readonly matches: Matches;
  readonly targets: readonly (RuleTarget & { readonly make: MakeInput })[];
}

const putEvents = z.object({
  Entries: z
    .array(
      z.object({
        Source: z.string().optional(),
        DetailType: z.string().optional(),
        Detail: z.string().optional(),
        EventBusName: z.string().default('default'),
        Resources: z.array(z.string()).default([]),
        Time: z.number().optional(),
      }),
    )
    .min(1)
    .max(10),
});
type Put = z.infer<typeof putEvents>['Entries'][number];

/** One answer of `PutEvents`, in the order of the entries. */
export type PutResult =
  | { readonly EventId: string }
  | { readonly ErrorCode: string; readonly ErrorMessage: string };

const largestRequestBytes = 1024 * 1024;

/** EventBridge: buses and rules. An event is in all of its targets before `PutEvents` answers. */
export class EventBuses {
  readonly #stack: LocalStack;
  readonly #delivery: Delivery;
  readonly #timetable: Timetable;
  readonly #buses = new Map<string, Rule[]>([['default', []]]);

  constructor(stack: LocalStack) {
    this.#stack = stack;
    this.#delivery = Delivery.of(stack);
    this.#timetable = new Timetable(stack, 'events');
    stack.aws.json('events', 'EVENTBRIDGE', { PutEvents: (input) => this.#putEvents(input) });
    stack.targets.register('events', (arn, payload) => this.#forward(arn, payload));
  }

  busArn(name: string): string {
    return `arn:aws:events:${this.#stack.region}:${this.#stack.account}:event-bus/${name}`;
  }

  declareBus(name: string): void {
    this.#buses.set(name, []);
  }

  /** Throws a plain Error that names what is not supported. Answers the rule's ARN. */
  declareRule(settings: RuleSettings): string {
    const bus = busName(settings.bus);
    const rules = this.#buses.get(bus);
    if (rules === undefined) throw new Error(`${settings.name}: no bus ${settings.bus}`);
    const path = bus === 'default' ? settings.name : `${bus}/${settings.name}`;
    const arn = `arn:aws:events:${this.#stack.region}:${this.#stack.account}:rule/${path}`;
    const targets = settings.targets.map((target) => {
      this.#delivery.expect(target.arn, arn);
      return { ...target, make: inputMaker(target, { arn, name: settings.name }) };
    });
    if (settings.pattern !== undefined)
      rules.push({ arn, matches: compilePattern(settings.pattern), targets });
    if (settings.schedule !== undefined) {
      this.#timetable.add({
        key: path,
        expression: settings.schedule,
        fire: (scheduledAt) => {
          const event = this.#event(
            {
              Source: 'aws.events',
              DetailType: 'Scheduled Event',
              Resources: [arn],
              Time: scheduledAt / 1000,
            },
            {},
          );
          this.#toTargets({ arn, targets }, event, JSON.stringify(event));
        },
      });
    }
    return arn;
  }

  /** Durable when it returns. Bad entries are answered with their error, the others are taken. */
  put(entries: readonly Put[]): readonly PutResult[] {
    return transaction(this.#stack.db, () => entries.map((entry) => this.#put(entry)));
  }

  #putEvents(input: Record<string, unknown>): unknown {
    const parsed = putEvents.safeParse(input);
    if (!parsed.success) throw new AwsError('ValidationException', z.prettifyError(parsed.error));
    const entries = parsed.data.Entries;
    const bytes = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
    if (bytes > largestRequestBytes) {
      throw new AwsError(
        'ValidationException',
        'Total size of the entries in the request is over the limit.',
      );
    }
    for (const { EventBusName } of entries) {
      if (!this.#buses.has(busName(EventBusName))) {
        throw new AwsError('ResourceNotFoundException', `Event bus ${busName(EventBusName)} does not exist.`);
      }
    }
    const results = this.put(entries);
    return {
      FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length,
      Entries: results,
    };
  }

  #put(entry: Put): PutResult {
    const { Source, DetailType, Detail } = entry;
    if (!Source)
      return refused(
        'InvalidArgument',
        'Parameter Source is not valid. Reason: Source is a required argument.',
      );
    if (!DetailType) {
      return refused(
        'InvalidArgument',
        'Parameter DetailType is not valid. Reason: DetailType is a required argument.',
      );
    }
    if (Detail === undefined) {
      return refused(
        'InvalidArgument',
        'Parameter Detail is not valid. Reason: Detail is a required argument.',
      );
    }
    if (Source.startsWith('aws.')) {
      return refused('NotAuthorizedForSourceException', 'Not authorized for the source.');
    }
    const detail = parseObject(Detail);
    if (detail === undefined) return refused('MalformedDetail', 'Detail is malformed.');
    const event = this.#event({ ...entry, Source, DetailType }, detail);
    this.#publish(busName(entry.EventBusName), event);
    return { EventId: event.id };
  }

  #event(
    entry: { Source: string; DetailType: string; Resources: readonly string[]; Time?: number | undefined },
    detail: unknown,
  ): BusEvent {
    const at = entry.Time === undefined ? this.#stack.clock.now() : entry.Time * 1000;
    return {
      version: '0',
      id: randomUUID(),
      'detail-type': entry.DetailType,
      source: entry.Source,
      account: this.#stack.account,
      time: new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z'),
      region: this.#stack.region,
      resources: entry.Resources,
      detail,
    };
  }

  #publish(bus: string, event: BusEvent): void {
    let text: string | undefined;
    for (const rule of this.#buses.get(bus) ?? []) {
      if (!rule.matches(event)) continue;
      text ??= JSON.stringify(event);
      this.#toTargets(rule, event, text);
    }
  }

  #toTargets(rule: Omit<Rule, 'matches'>, event: BusEvent, text: string): void {
    for (const target of rule.targets) {
      this.#delivery.deliver({
        arn: target.arn,
        payload: target.make(event, text),
        groupId: target.groupId,
        policy: target.policy,
        origin: rule.arn,
      });
    }
  }

  /** A bus as target: an event of another bus goes on as it is; anything else (a schedule's input) is its detail. */
  #forward(arn: string, payload: string): void {
    const bus = busName(arn);
    if (!this.#buses.has(bus)) throw new Error(`no bus ${arn}`);
    const given = parseObject(payload);
    if (given?.['version'] === '0' && typeof given['detail-type'] === 'string') {
      this.#publish(bus, given as unknown as BusEvent);
      return;
    }
    throw new Error(`${arn}: only an event can go to a bus`);
  }
}

/** The name in `name` or `arn:aws:events:…:event-bus/name`. */
function busName(reference: string): string {
  return reference.startsWith('arn:') ? (reference.split('event-bus/')[1] ?? '') : reference;
}

function refused(ErrorCode: string, ErrorMessage: string): PutResult {
  return { ErrorCode, ErrorMessage };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function sizeOf(entry: Put): number {
  return [entry.Source, entry.DetailType, entry.Detail, ...entry.Resources].reduce(
    (sum, part) => sum + Buffer.byteLength(part ?? ''),
    entry.Time === undefined ? 0 : 14,
  );
}

const engines = new WeakMap<LocalStack, EventBuses>();

export function eventsOf(stack: LocalStack): EventBuses {
  let engine = engines.get(stack);
  if (engine === undefined) {
    engine = new EventBuses(stack);
    engines.set(stack, engine);
  }
  return engine;
}
