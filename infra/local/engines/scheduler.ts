import { randomUUID } from 'node:crypto';
import type { LocalStack } from '../stack.ts';
import { Delivery, type DeliveryPolicy } from './events/delivery.ts';
import { type Entry, Timetable } from './schedules/timetable.ts';

export interface Schedule extends Omit<Entry, 'key' | 'fire'> {
  readonly group: string;
  readonly name: string;
  readonly targetArn: string;
  readonly groupId?: string | undefined;
  /** Text for the target, with `<aws.scheduler.…>` attributes; a description of the firing when there is none. */
  readonly input?: string | undefined;
  readonly policy: DeliveryPolicy;
}

/** EventBridge Scheduler. */
export class Scheduler {
  readonly #stack: LocalStack;
  readonly #timetable: Timetable;
  readonly #delivery: Delivery;

  constructor(stack: LocalStack) {
    this.#stack = stack;
    this.#delivery = Delivery.of(stack);
    this.#timetable = new Timetable(stack, 'scheduler');
  }

  arnOf(group: string, name: string): string {
    return `arn:aws:scheduler:${this.#stack.region}:${this.#stack.account}:schedule/${group}/${name}`;
  }

  add(schedule: Schedule): void {
    const arn = this.arnOf(schedule.group, schedule.name);
    this.#delivery.expect(schedule.targetArn, arn);
    this.#timetable.add({
      ...schedule,
      key: `${schedule.group}/${schedule.name}`,
      fire: (scheduledAt) =>
        this.#delivery.deliver({
          arn: schedule.targetArn,
          payload: inputOf(schedule, arn, scheduledAt),
          groupId: schedule.groupId,
          policy: schedule.policy,
          origin: arn,
        }),
    });
  }
}

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html */
function inputOf(schedule: Schedule, arn: string, scheduledAt: number): string {
  const time = new Date(scheduledAt).toISOString().replace(/\.\d{3}Z$/, 'Z');
  const attributes: Readonly<Record<string, string>> = {
    'schedule-arn': arn,
    'scheduled-time': time,
    'execution-id': randomUUID(),
    'attempt-number': '1',
  };
  if (schedule.input === undefined) return JSON.stringify({ scheduleArn: arn, scheduledTime: time });
  return schedule.input.replace(
    /<aws\.scheduler\.([a-z-]+)>/g,
    (text, attribute: string) => attributes[attribute] ?? text,
  );
}

const schedulers = new WeakMap<LocalStack, Scheduler>();

export function schedulerOf(stack: LocalStack): Scheduler {
  let scheduler = schedulers.get(stack);
  if (scheduler === undefined) {
    scheduler = new Scheduler(stack);
    schedulers.set(stack, scheduler);
  }
  return scheduler;
}
