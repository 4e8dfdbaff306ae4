import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseSchedule } from '../../../infra/local/engines/schedules/expression.ts';
import scheduleType from '../../../infra/local/resources/aws-scheduler-schedule.ts';
import groupType from '../../../infra/local/resources/aws-scheduler-schedulegroup.ts';
import queueType from '../../../infra/local/resources/aws-sqs-queue.ts';
import { type SmallStack, smallStack, temporaryFolder } from './small-stack.ts';

function moments(expression: string, zone: string, from: string, count: number): string[] {
  const schedule = parseSchedule(expression, zone);
  const found: string[] = [];
  const anchor = Date.parse(from);
  let at = anchor;
  for (let index = 0; index < count; index += 1) {
    const next = schedule.next(at, anchor);
    if (next === undefined) break;
    found.push(new Date(next).toISOString().slice(0, 16));
    at = next;
  }
  return found;
}

describe('a schedule expression', () => {
  it.each([
    ['cron(15 0 * * ? *)', 'UTC', '2026-02-27T12:00:00Z', ['2026-02-28T00:15', '2026-03-01T00:15']],
    ['cron(0/30 8-9 ? * MON-FRI *)', 'UTC', '2026-02-27T09:00:00Z', ['2026-02-27T09:30', '2026-03-02T08:00']],
    ['cron(0 10 ? * 2-6 *)', 'UTC', '2026-02-27T12:00:00Z', ['2026-03-02T10:00', '2026-03-03T10:00']],
    ['cron(0 10 L * ? *)', 'UTC', '2026-01-31T12:00:00Z', ['2026-02-28T10:00', '2026-03-31T10:00']],
    ['cron(0 10 15W * ? *)', 'UTC', '2026-02-01T00:00:00Z', ['2026-02-16T10:00', '2026-03-16T10:00']],
    ['cron(0 10 ? * 6L *)', 'UTC', '2026-02-01T00:00:00Z', ['2026-02-27T10:00', '2026-03-27T10:00']],
    ['cron(0 10 ? * MON#1 *)', 'UTC', '2026-02-03T00:00:00Z', ['2026-03-02T10:00', '2026-04-06T10:00']],
    ['cron(0 10 ? * L *)', 'UTC', '2026-02-01T00:00:00Z', ['2026-02-07T10:00', '2026-02-14T10:00']],
    ['cron(0 0 1 1 ? 2027-2028)', 'UTC', '2026-02-01T00:00:00Z', ['2027-01-01T00:00', '2028-01-01T00:00']],
    [
      'cron(0 9 1 * ? *)',
      'Africa/Johannesburg',
      '2026-02-01T12:00:00Z',
      ['2026-03-01T07:00', '2026-04-01T07:00'],
    ],
    // Spring: 02:30 does not exist on 29 March in Berlin. Autumn: it comes twice on 25 October.
    ['cron(30 2 * * ? *)', 'Europe/Berlin', '2026-03-27T12:00:00Z', ['2026-03-28T01:30', '2026-03-30T00:30']],
    ['cron(30 2 * * ? *)', 'Europe/Berlin', '2026-10-24T12:00:00Z', ['2026-10-25T00:30', '2026-10-26T01:30']],
    ['cron(0 3 * * ? *)', 'Europe/Berlin', '2026-03-28T12:00:00Z', ['2026-03-29T01:00', '2026-03-30T01:00']],
    ['rate(5 minutes)', 'UTC', '2026-02-01T00:00:00Z', ['2026-02-01T00:05', '2026-02-01T00:10']],
    ['rate(1 day)', 'UTC', '2026-02-01T07:00:00Z', ['2026-02-02T07:00', '2026-02-03T07:00']],
  ])('%s in %s after %s', (expression, zone, from, expected) => {
    expect(moments(expression, zone, from, 2)).toEqual(expected);
  });

  it('at() comes once, in its zone', () => {
    expect(moments('at(2026-07-01T09:00:00)', 'Africa/Johannesburg', '2026-06-01T00:00:00Z', 2)).toEqual([
      '2026-07-01T07:00',
    ]);
    expect(moments('at(2026-07-01T09:00:00)', 'UTC', '2026-08-01T00:00:00Z', 2)).toEqual([]);
  });

  it.each([
    'cron(* * * *)',
    'cron(0 0 1 * MON *)',
    'cron(99 0 * * ? *)',
    'rate(0 minutes)',
    'rate(5 weeks)',
    'at(soon)',
    'daily',
  ])('%s is refused by name', (expression) => {
    expect(() => parseSchedule(expression)).toThrow(expression);
  });

  it('in a zone that is not there is refused', () => {
    expect(() => parseSchedule('cron(0 0 * * ? *)', 'Mars/Base').next(0, 0)).toThrow('Mars/Base');
  });
});

describe('the scheduler', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let small: SmallStack;
  let heard: string[];

  /** Opens the stack at a given time, with one schedule into a queue. */
  async function open(properties: object, at?: string): Promise<void> {
    small = await smallStack(folder.path);
    if (at !== undefined) await small.clock.set(Date.parse(at));
    const arn = small.create(queueType, 'Q', {}).attributes['Arn'] ?? '';
    small.stack.queues.consume(
      arn,
      { batchSize: 1, batchingWindowSeconds: 0, maximumConcurrency: 1 },
      async ([message]) => {
        heard.push(message?.body ?? '');
        return [];
      },
    );
    small.create(groupType, 'Group', { Name: 'group' });
    small.create(scheduleType, 'S', {
      Name: 'daily',
      GroupName: 'group',
      FlexibleTimeWindow: { Mode: 'OFF' },
      ScheduleExpression: 'cron(15 0 * * ? *)',
      ...properties,
      Target: { Arn: arn, RoleArn: 'r', Input: '{"at":"<aws.scheduler.scheduled-time>"}' },
    });
    await small.start();
  }

  const times = () => heard.map((body) => (JSON.parse(body) as { at: string }).at);

  beforeEach(() => {
    folder = temporaryFolder();
    heard = [];
  });
  afterEach(async () => {
    await small.stop();
    folder.remove();
  });

  it('fires each moment once when the clock is set past several, and again those that are to come after it was set back', async () => {
    await open({}, '2027-02-27T12:00:00Z');
    await small.clock.set(Date.parse('2027-03-02T00:15:00Z'));
    const expected = ['2027-02-28T00:15:00Z', '2027-03-01T00:15:00Z', '2027-03-02T00:15:00Z'];
    expect(times()).toEqual(expected);
    await small.clock.set(Date.parse('2027-03-01T00:00:00Z'));
    expect(times()).toEqual(expected);
    await small.clock.set(Date.parse('2027-03-03T00:00:00Z'));
    expect(times()).toEqual([...expected, ...expected.slice(1)]);
  });

  it('looks less often while a past is lived through, and goes on as before after it', async () => {
    await open({ ScheduleExpression: 'cron(2 * * * ? *)' }, '2027-02-27T23:30:00Z');
    await small.clock.sparsely(43_200_000, async () => {
      await small.clock.set(Date.parse('2027-02-28T00:00:00Z'));
      await small.clock.set(Date.parse('2027-03-01T13:30:00Z'));
    });
    expect(times()).toEqual([
      '2027-02-28T00:02:00Z',
      '2027-02-28T12:02:00Z',
      '2027-03-01T00:02:00Z',
      '2027-03-01T12:02:00Z',
    ]);
    await small.clock.set(Date.parse('2027-03-01T15:30:00Z'));
    expect(times().slice(4)).toEqual(['2027-03-01T14:02:00Z', '2027-03-01T15:02:00Z']);
  });

  it('looks less often on a long way, at the first hour of each day all the same, and hour by hour at its end', async () => {
    await open({ ScheduleExpression: 'cron(20 * * * ? *)' }, '2027-02-20T10:30:00Z');
    await small.clock.set(Date.parse('2027-02-25T09:00:00Z'));
    const of = (day: string) => times().filter((at) => at.startsWith(`2027-02-${day}`));
    expect(of('22').map((at) => at.slice(11, 13))).toEqual(['00', '06', '12', '18']);
    expect(of('25')).toHaveLength(9);
    expect(of('24').slice(-14)[0]).toBe('2027-02-24T10:20:00Z');
  });

  it.each(['cron(15 0 * * ? *)', 'at(2027-02-28T00:15:00)'])('does not pass over %s', async (expression) => {
    await open({ ScheduleExpression: expression }, '2027-02-27T23:30:00Z');
    await small.clock.sparsely(43_200_000, () => small.clock.set(Date.parse('2027-02-28T09:00:00Z')));
    expect(times()).toEqual(['2027-02-28T00:15:00Z']);
  });

  it('keeps local time over the change to summer time', async () => {
    await open(
      { ScheduleExpression: 'cron(0 9 * * ? *)', ScheduleExpressionTimezone: 'Europe/Berlin' },
      '2027-03-26T12:00:00Z',
    );
    await small.clock.set(Date.parse('2027-03-29T12:00:00Z'));
    expect(times()).toEqual(['2027-03-27T08:00:00Z', '2027-03-28T07:00:00Z', '2027-03-29T07:00:00Z']);
  });

  it('makes up for what a stopped stack missed, without repeating anything', async () => {
    await open({}, '2027-02-27T12:00:00Z');
    await small.clock.set(Date.parse('2027-02-28T12:00:00Z'));
    await small.stop();
    // While it was stopped, time went on.
    const { DatabaseSync } = await import('node:sqlite');
    const db = new DatabaseSync(`${folder.path}/stack.db`);
    db.prepare('UPDATE clock_offset SET milliseconds = milliseconds + ?').run(2 * 86_400_000);
    db.close();
    await open({});
    await small.clock.set(small.clock.now() + 1_000);
    expect(times()).toEqual(['2027-02-28T00:15:00Z', '2027-03-01T00:15:00Z', '2027-03-02T00:15:00Z']);
  });

  it('makes up for a missed interval with one firing', async () => {
    await open({ ScheduleExpression: 'rate(1 minute)' }, '2027-02-27T12:00:00Z');
    await small.stop();
    const { DatabaseSync } = await import('node:sqlite');
    const db = new DatabaseSync(`${folder.path}/stack.db`);
    db.prepare('UPDATE clock_offset SET milliseconds = milliseconds + ?').run(86_400_000 + 30_000);
    db.close();
    await open({ ScheduleExpression: 'rate(1 minute)' });
    await small.clock.set(small.clock.now() + 1_000);
    expect(times()).toHaveLength(1);
  });

  it('fires once for all moments that the clock is set past, where a window says that they are not exact', async () => {
    await open(
      {
        ScheduleExpression: 'rate(1 hour)',
        FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 },
      },
      '2027-02-27T12:00:00Z',
    );
    const start = small.clock.now();
    await small.clock.set(start + 86_400_000);
    expect(times()).toHaveLength(1);
    await small.clock.set(start + 86_400_000 + 3_600_000);
    expect(times()).toHaveLength(2);
    expect(Date.parse(times()[1]!) - Date.parse(times()[0]!)).toBe(3_600_000);
  });

  it('keeps within StartDate and EndDate', async () => {
    await open(
      {
        ScheduleExpression: 'rate(1 day)',
        StartDate: '2027-03-02T06:00:00Z',
        EndDate: '2027-03-05T00:00:00Z',
      },
      '2027-02-27T12:00:00Z',
    );
    await small.clock.set(Date.parse('2027-03-10T00:00:00Z'));
    expect(times()).toEqual(['2027-03-02T06:00:00Z', '2027-03-03T06:00:00Z', '2027-03-04T06:00:00Z']);
  });

  it('does not fire when it is off, and starts anew when its expression changes', async () => {
    await open({ State: 'DISABLED' }, '2027-02-27T12:00:00Z');
    await small.clock.set(Date.parse('2027-03-01T12:00:00Z'));
    expect(times()).toEqual([]);
    await small.stop();
    await open({ ScheduleExpression: 'cron(0 13 * * ? *)' });
    await small.clock.set(Date.parse('2027-03-01T14:00:00Z'));
    expect(times()).toEqual(['2027-03-01T13:00:00Z']);
  });
});
